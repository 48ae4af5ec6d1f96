/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * map.h - a whole machine on one page, for Graphviz.
 *
 *   functions --map_fold.c--> items (a box each) --map.c--> graph
 *                                  \--map_label.c: what stands in a box
 *
 * Where dot.h draws every function with all it has, this draws one line for
 * what is alike: functions of one device, VFs, idle branches, chipset parts.
 */
#ifndef TOOLS_REPORT_MAP_H
#define TOOLS_REPORT_MAP_H

#include <stdio.h>

#include "sim/facts/verdict.h"
#include "sim/lang/scenario.h"

/* A function that was asked for by name; it gets a box of its own. */
struct map_ref {
	int32_t function;		/* index in spec.functions */
	uint16_t vf;			/* from 1; 0 the function itself */
};

/* An answer about two of them. */
struct map_pair {
	uint32_t provider, client;	/* indices in chosen[] */
	enum hp_map_type type;
	int32_t distance;
};

/* The way from chosen[from] to chosen[to]. */
struct map_path {
	uint32_t from, to;
	uint32_t n;
	int32_t *hops;			/* spec indices; -1 the root complex */
	int32_t turned;			/* hop at which it turned back; -1 none */
	int32_t lost;			/* hop at which it ended short; -1 it arrived */
	const char *verdict;		/* "by the hardware: BUS_ADDR ..." */
	const char *why;		/* why it turned there, or "" */
	const char *lost_why;		/* why it ended there, or "" */
};

#define MAP_NOTES 3

struct map {
	const struct scenario *scn;
	const struct verdict *v;	/* what a kernel enumerated; or NULL */
	const char *pci_ids;		/* list of names; "" none, NULL libpci's own */
	uint32_t nchosen, npairs;
	struct map_ref *chosen;
	struct map_pair *pairs;
	struct map_path *path;		/* or NULL */
	const char *notes[MAP_NOTES];	/* what was assumed: a line each, or NULL */
};

/* The same input gives the same bytes.  Returns false if it could not be written. */
bool map_write(FILE *out, const struct map *m);

#endif
