/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sweep.h - runs a scenario many times: with each fault point failing once
 * (--fail-nth), under many random schedules (--schedules), or under all with so many
 * preemptions (--schedule bound:N).
 *
 * It prints one KTAP line for each scenario.  It must not know why a run failed.
 */
#ifndef TOOLS_ASK_SWEEP_H
#define TOOLS_ASK_SWEEP_H

#include "sim/run/runner.h"
#include "tools/ask/known.h"
#include "tools/report/report.h"

struct sweep {
	struct report *report;		/* of one kernel; its header is written */
	struct run_kernel *kernel;
	const struct run_options *opt;
	struct chance chance;		/* what all runs share */
	const struct known *known;	/* failures that do not count */
	uint32_t schedules;		/* how many, with seeds from chance.order's on; 0: not so */
	bool bounded, naive;		/* all with so many preemptions: bound.h */
	uint32_t preemptions;
};

/* Returns the exit status, after a message when it is HP_EXIT_TOOL. */
int sweep_run(struct sweep *s);

#endif
