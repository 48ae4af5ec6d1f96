/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * steps.h - executes a scenario's statements in its own process.
 *
 *   steps.c: makes the kernel do things      expect.c: asks it, and compares
 */
#ifndef SIM_REPLAY_STEPS_H
#define SIM_REPLAY_STEPS_H

#include "sim/replay/outcome.h"
#include "sim/replay/world.h"

/* Boot and execute everything, recording checks as they are known. */
void steps_run(struct world *w, bool want_functions);

/*
 * Only what changes the machine (SR-IOV, sysfs, drivers), for queries.  False
 * after recording an error.
 */
bool steps_prepare(struct world *w);

/* Evaluate an expectation (steps.c calls it for SCN_EXPECT_*). */
void expect_evaluate(struct world *w, int32_t step, const struct scn_step *s,
		     struct outcome *o);

/* steps_dma.c: a step, or an expectation, about a mapping. */
void steps_dma(struct world *w, int32_t step, const struct scn_step *s,
	       struct outcome *o);
void expect_dma(struct world *w, int32_t step, const struct scn_step *s,
		struct outcome *o);

#endif
