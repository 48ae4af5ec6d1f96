/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * child.h - what a process does that was forked for a job.
 */
#ifndef SIM_RUN_CHILD_H
#define SIM_RUN_CHILD_H

#include "sim/run/runner.h"

struct child {
	int fd;				/* where its records go */
	int also;			/* and there, too; -1: nowhere else */
	/* In place of job->chance.fail_at, if there is one: see struct world. */
	bool (*at_point)(struct world *w, uint64_t n);
};

/* Runs @job and ends the process.  The caller owns the descriptors of @c. */
_Noreturn void child_run(const struct job *job, const struct run_options *opt,
			 const struct child *c);

/* CPU seconds that a statement of @job may take. */
double child_timeout_s(const struct job *job, const struct run_options *opt);

#endif
