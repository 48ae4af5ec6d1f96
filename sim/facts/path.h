/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * path.h - the functions between two functions of a machine.
 *
 * It follows from the topology alone, not from any kernel or register.
 */
#ifndef SIM_FACTS_PATH_H
#define SIM_FACTS_PATH_H

#include "model/spec/spec.h"

struct path {
	uint32_t n;
	int32_t *hops;		/* spec indices, from the first to the last */
	/*
	 * Index in @hops of the bridge where the path turns from up to down.  -1: the
	 * path goes through the root complex, between hops[up - 1] and hops[up].
	 */
	int32_t turn;
	uint32_t up;		/* number of hops on the way up */
};

/* Fills in @p; path_free() frees it.  Returns false when out of memory. */
bool path_between(const struct spec *s, int32_t from, int32_t to,
		  struct path *p);
void path_free(struct path *p);

/* Returns the host bridge above @function: an index in spec.host_bridges. */
int32_t path_host_bridge(const struct spec *s, int32_t function);

#endif
