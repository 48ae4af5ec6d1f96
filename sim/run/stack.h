/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stack.h - a child's raw stacks to named frames, and the function to blame.
 */
#ifndef SIM_RUN_STACK_H
#define SIM_RUN_STACK_H

#include "sim/run/crash.h"
#include "sim/run/runner.h"

struct stack_sample {
	uint32_t n;
	uint64_t frames[CRASH_SAMPLE_DEPTH];
};

/* Name @frames into @e and find its culprit. */
void stack_resolve(struct verdict *v, struct run_kernel *k, struct vevent *e,
		   const uint64_t *frames, uint32_t n);

/* What most of the samples share, outermost first, is what never ended. */
void stack_resolve_hang(struct verdict *v, struct run_kernel *k,
			struct vevent *e, const struct stack_sample *samples,
			uint32_t n);

#endif
