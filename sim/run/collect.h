/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * collect.h - makes a verdict from a child's records and its wait status.
 */
#ifndef SIM_RUN_COLLECT_H
#define SIM_RUN_COLLECT_H

#include "sim/run/runner.h"

/*
 * Fills in job->verdict, which is initialised, from @bytes and the wait status.  Then
 * the laws judge it.  @ended says why the runner killed the child or could not start
 * it; otherwise it is NULL.
 */
void collect(struct job *job, const unsigned char *bytes, size_t len,
	     int status, const char *ended, const struct run_options *opt);

/* Makes the verdict a SKIP, and returns true, if the kernel lacks what is required. */
bool collect_skip(struct job *job);

#endif
