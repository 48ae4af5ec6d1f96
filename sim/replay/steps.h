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

/*
 * Boots the kernel and executes every statement.  Records a check as soon as its result
 * is known.  @want_functions: records the kernel's functions, too.
 */
void steps_run(struct world *w, bool want_functions);
/* The two halves of it: boots, and returns false after it recorded that the kernel did not. */
bool steps_boot(struct world *w);
void steps_after_boot(struct world *w, bool want_functions);

/*
 * Boots, and executes only what changes the machine (SR-IOV, sysfs, drivers), for
 * commands that ask questions.  Returns false after it recorded an error.
 */
bool steps_prepare(struct world *w);

/* Executes one statement; @step is its index, or -1 if it is none of the scenario's. */
void steps_execute(struct world *w, int32_t step, const struct scn_step *s,
		   struct outcome *o);

/*
 * config_look.c: for commands that ask.  Binds @f to vfio-pci and opens it, where the scenario
 * did not, and records what is seen of its config space.  Records an error if that fails.
 */
void config_show(struct world *w, const struct scn_ref *f);

/* Evaluates the expectation @s (SCN_EXPECT_*) into @o. */
void expect_evaluate(struct world *w, int32_t step, const struct scn_step *s,
		     struct outcome *o);

/* steps_dma.c: executes a step about a mapping, and evaluates an expectation about one. */
void steps_dma(struct world *w, int32_t step, const struct scn_step *s,
	       struct outcome *o);
void expect_dma(struct world *w, int32_t step, const struct scn_step *s,
		struct outcome *o);

#endif
