/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * collect.h - from a child's records and its end to a verdict.
 */
#ifndef SIM_RUN_COLLECT_H
#define SIM_RUN_COLLECT_H

#include "sim/run/runner.h"

/*
 * Fill job->verdict (initialised) from @bytes and the wait status, let the
 * laws judge, and sum up.  @ended: why it was ended, or never began; NULL: it
 * was not.
 */
void collect(struct job *job, const unsigned char *bytes, size_t len,
	     int status, const char *ended, const struct run_options *opt);

/* A job whose kernel lacks what it requires gets its SKIP: true. */
bool collect_skip(struct job *job);

#endif
