/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * machine.h - one machine on two kernels: who may reach whom, IOMMU groups, and where bus
 * numbers, BARs and windows are.
 */
#ifndef TOOLS_JUDGE_MACHINE_H
#define TOOLS_JUDGE_MACHINE_H

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>

struct machine_question {
	const char *path;		/* a scenario or a capture */
	const char *kernel[2];		/* as given with -k */
	const char *label[2];		/* as columns are named */
	const char *variant;		/* NULL: plain */
	const char *scratch;		/* a file that may be overwritten */
};

/*
 * Prints what is different, a column a kernel, and appends the same to @machines; adds to
 * @n how much that is.  -1, or an exit status after a message.
 */
int machine_compare(FILE *out, const struct machine_question *q, json_t *machines,
		    uint64_t *n);

#endif
