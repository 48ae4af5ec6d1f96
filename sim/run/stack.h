/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stack.h - a child's raw stacks to named frames, and the function to blame.
 */
#ifndef SIM_RUN_STACK_H
#define SIM_RUN_STACK_H

#include "sim/replay/crash.h"
#include "sim/run/runner.h"

/* Offsets in the kernel, innermost first; and what lay on top of the stack. */
struct stack_sample {
	uint32_t n, ntop;
	uint64_t frames[CRASH_SAMPLE_DEPTH + 1];
	uint64_t top[CRASH_TOP_WORDS];
};

/* Name @sample's frames into @e and find its culprit. */
void stack_resolve(struct verdict *v, struct run_kernel *k, struct vevent *e,
		   struct stack_sample *sample);

/* A copy of a line of the kernel's log, with names of functions for offsets. */
const char *stack_log(struct verdict *v, struct run_kernel *k, const char *text);

/* What most of the samples share, outermost first, is what never ended. */
void stack_resolve_hang(struct verdict *v, struct run_kernel *k,
			struct vevent *e, struct stack_sample *samples,
			uint32_t n);

#endif
