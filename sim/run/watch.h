/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * watch.h - a process that is blocked is asked where it is, and ended if it cannot say.
 *
 * One that computes for ever ends itself: it has a limit of CPU time (crash.h).
 */
#ifndef SIM_RUN_WATCH_H
#define SIM_RUN_WATCH_H

#include <stdint.h>
#include <sys/types.h>

struct watch {
	double deadline_s;		/* of the monotonic clock */
	uint32_t nudges;
	uint64_t cpu;			/* it had used, when it was looked at last */
	const char *ended;		/* why the process was ended; NULL: it was not */
};

double watch_now_s(void);

/* A process begins whose statements may take @timeout_s seconds of CPU time each. */
void watch_begin(struct watch *w, double timeout_s);

/* Looks at the process @pid, if it is time.  What it ends, it ends with SIGKILL. */
void watch_look(struct watch *w, pid_t pid, double timeout_s);

#endif
