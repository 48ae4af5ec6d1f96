/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stack.h - turns a child's raw stacks into named frames, and finds the culprit.
 */
#ifndef SIM_RUN_STACK_H
#define SIM_RUN_STACK_H

#include "sim/replay/crash.h"
#include "sim/run/runner.h"

/* Offsets in the kernel, innermost first; and the words on top of the stack. */
struct stack_sample {
	uint32_t n, ntop;
	uint64_t frames[CRASH_SAMPLE_DEPTH + 1];
	uint64_t top[CRASH_TOP_WORDS];
};

/* Sets @e's frames and culprit from @sample. */
void stack_resolve(struct verdict *v, struct run_kernel *k, struct vevent *e,
		   struct stack_sample *sample);

/* Returns a copy of a log line, with function names in place of offsets. */
const char *stack_log(struct verdict *v, struct run_kernel *k, const char *text);

/* Sets @e's frames to those, from the outermost on, that most samples share: the loop. */
void stack_resolve_hang(struct verdict *v, struct run_kernel *k,
			struct vevent *e, struct stack_sample *samples,
			uint32_t n);

#endif
