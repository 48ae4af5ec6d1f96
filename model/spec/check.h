/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * check.h - between the files of spec_check(): machine, function, refusal.
 */
#ifndef MODEL_SPEC_CHECK_H
#define MODEL_SPEC_CHECK_H

#include "model/spec/spec.h"

/* Fill @err (may be NULL) and return false. */
__attribute__((format(printf, 3, 4)))
bool spec_refuse(struct spec_error *err, struct spec_loc loc, const char *fmt, ...);

/* "root port"; NULL for a value that is no type. */
const char *spec_type_name(enum spec_type t);

/* Function @i by itself: IDs, BARs, capabilities. */
bool function_check(const struct spec *s, uint32_t i, struct spec_error *err);
/* Its VFs against @seats, the 256 function numbers taken on its bus. */
bool check_vf_seats(const struct spec *s, uint32_t i, const uint8_t *seats,
		    struct spec_error *err);

#endif
