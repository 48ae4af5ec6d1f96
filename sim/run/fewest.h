/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fewest.h - of a schedule, the few switches between tasks that matter.
 */
#ifndef SIM_RUN_FEWEST_H
#define SIM_RUN_FEWEST_H

#include "sim/run/runner.h"

/*
 * Runs what @like is again and again, with fewer and fewer of the switches between tasks
 * that its schedule made, as long as @same says that it shows the same.  Returns false if
 * it does not show it again, or has too many switches; else @order has those that are
 * left.
 */
bool fewest_switches(const struct job *like, const struct run_options *opt,
		     bool (*same)(const struct job *job, void *arg), void *arg,
		     struct schedule *order);

/* How many turns its tasks take, first come, first served; 0: it could not be run. */
uint32_t fewest_turns(const struct job *like, const struct run_options *opt);

#endif
