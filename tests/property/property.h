/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * property.h - random machines and mappings, judged by the laws alone.
 *
 *   seed ──► tools/explore/random.c ──► scenario text ──► the runner, the laws
 *                                                  │ a law is broken
 *            a few lines that replay ◄── shrink.c ◄┘
 *
 * What is generated is a scenario without any expectation, as a user would write
 * it: what it finds therefore replays with hairpin run.
 */
#ifndef TESTS_PROPERTY_H
#define TESTS_PROPERTY_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/run/runner.h"

/* What came of one scenario; the strings are malloc()ed or NULL. */
struct property_result {
	char *law;			/* the first law that is broken; NULL none */
	char *how;			/* ... in words that no name or number is in */
	char *error;			/* it could not be judged, or not parsed */
	bool step;			/* a step could not be done, as users meet, too */
};

/* Run @text alone. */
void property_run(const char *text, struct run_kernel *kernel,
		  const struct run_options *opt, struct property_result *r);
/* Of a verdict that is there already. */
void property_judge(const struct verdict *v, struct property_result *r);
void property_result_free(struct property_result *r);

/*
 * A smaller scenario that still breaks that law in that way, malloc()ed: lines
 * taken away with all that depends on them, then levels of switches, then words.
 */
char *property_shrink(const char *text, const struct property_result *broken,
		      struct run_kernel *kernel, const struct run_options *opt);

#endif
