/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * turns.h - who runs next, where the schedule is not the environment's own; and which
 * steps of tasks could have been the other way round.
 *
 *   kernel: preemption point, or a task stops --hp_host.turn()--> a choice
 *           each load and store -------------hp_host.access()--> conflicts
 *
 * What a task does from one turn to the next is a step.  Two steps conflict when both
 * touch the same and one of them changes it.  Where neither happened before the other
 * because of something else, the later task might have run in the earlier step's turn:
 * that is what dynamic partial-order reduction goes on from (Flanagan and Godefroid,
 * POPL 2005), and with a bound on preemptions from the start of the block of steps, too
 * (Coons, Musuvathi and McKinley, OOPSLA 2013).
 *
 * Time, and callbacks that run where interrupts would, belong to the step they come in.
 */
#ifndef SIM_REPLAY_TURNS_H
#define SIM_REPLAY_TURNS_H

#include "sim/replay/world.h"

/* What is no memory of the kernel's. */
enum turns_thing {
	TURNS_HARDWARE = 1,	/* what registers decide: where a TLP ends */
	TURNS_IOMMU,		/* its tables and caches */
	TURNS_SCENARIO,		/* what is known of who has what, by the statements so far */
	TURNS_ALL,		/* everything, where nobody tells of accesses */
};

/* After boot: from now on tasks run as w->order says. */
void turns_start(struct world *w);
/* At the end; it may not be reached. */
void turns_end(struct world *w);
/* The step in progress reads or changes @thing. */
void turns_touch(struct world *w, enum turns_thing thing, bool changes);
/* The step in progress reads or changes a function's config space. */
void turns_touch_config(struct world *w, hp_sbdf fn, bool changes);
/* The step in progress reads or changes device memory at @phys. */
void turns_touch_memory(struct world *w, uint64_t phys, bool changes);

void turns_fill(struct hp_host *host);

#endif
