/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * params_list.h - the parameters of model/wire/params.def by their names, for who reads
 * or writes them.  It must not know files.
 */
#ifndef MODEL_FLIGHT_PARAMS_LIST_H
#define MODEL_FLIGHT_PARAMS_LIST_H

#include "model/flight/params.h"
#include "model/wire/timing.h"

/* All that bandwidth and latency follow from. */
struct flight_numbers {
	struct timing timing;
	struct flight_params params;
};

struct flight_param {
	const char *name, *unit, *source;
	uint64_t least, most;		/* in @unit */
	uint64_t scale;
	uint32_t offset, bytes;		/* in struct flight_numbers */
};

void flight_numbers_defaults(struct flight_numbers *n);
/* Returns the @i-th parameter, from 0; NULL beyond the last. */
const struct flight_param *flight_param_at(uint32_t i);
/* In @p's unit. */
uint64_t flight_param_get(const struct flight_numbers *n, const struct flight_param *p);
/* Returns NULL, or what would be right when @value is not. */
const char *flight_param_set(struct flight_numbers *n, const struct flight_param *p,
			     uint64_t value);

#endif
