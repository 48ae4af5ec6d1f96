/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * path.h - the functions between two functions of a machine.
 *
 * Pure topology of the spec: no kernel's opinion, no register.
 */
#ifndef SIM_FACTS_PATH_H
#define SIM_FACTS_PATH_H

#include "model/spec/spec.h"

struct path {
	uint32_t n;
	int32_t *hops;		/* spec indices, from the first to the last */
	/*
	 * Index in @hops of the bridge where up turns to down, or -1: then the
	 * way goes through the root complex, between hops[up - 1] and hops[up].
	 */
	int32_t turn;
	uint32_t up;		/* so many hops are on the way up */
};

/* False when out of memory. */
bool path_between(const struct spec *s, int32_t from, int32_t to,
		  struct path *p);
void path_free(struct path *p);

/* The host bridge above @function (index in spec.host_bridges). */
int32_t path_host_bridge(const struct spec *s, int32_t function);

#endif
