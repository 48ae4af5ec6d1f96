/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * steps.h - new steps for programs, and steps changed.
 *
 * A step is made from a pattern of the language's statements, with names that exist
 * where it stands and sizes of the machine's own BARs; or it is one of another program,
 * with this machine's names; or a word of it is exchanged for one of its kind.
 * What comes out is most often, not always, a scenario that parses: explore.c asks the
 * language.  It must not know what a kernel answers.
 */
#ifndef TOOLS_EXPLORE_STEPS_H
#define TOOLS_EXPLORE_STEPS_H

#include "model/spec/spec.h"
#include "sim/facts/verdict.h"
#include "tools/explore/program.h"

/* Where a function is after boot. */
struct place {
	int32_t function;		/* index in the spec */
	hp_sbdf sbdf;
};

/* What the machine has, for whoever writes steps for it. */
struct surroundings {
	const struct spec *spec;
	uint32_t nplaces;
	struct place *place;		/* of the functions that the kernel found */
	/* Constants that the kernel compares with; may be empty. */
	uint32_t nvalues;
	const uint64_t *values;
};

/* Changes the steps of @p once, in one of many ways; @other is a program to take from. */
void steps_mutate(struct program *p, const struct surroundings *s,
		  const struct program *other, struct rng *rng);

#endif
