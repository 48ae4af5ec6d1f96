/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * entries.h - which of some functions of an instance a process enters.
 *
 *   entries_plant() ──► breakpoints, before fork ──► entries_hit() in each child
 *
 * A breakpoint is taken away when it is met, so a function costs one signal a process,
 * and nothing where it is not entered.  It knows nothing of lines and scenarios.
 */
#ifndef SIM_LOAD_ENTRIES_H
#define SIM_LOAD_ENTRIES_H

#include <ucontext.h>

#include "sim/load/kernel.h"

struct entries {
	uint32_t n;
	uint64_t *at;			/* addresses in this process */
	unsigned char *was;		/* the byte that stood there */
};

/*
 * Plant a breakpoint at each of @n offsets in @k, where functions begin.  False, and
 * nothing is planted: the code cannot be written to.  entries_free() frees @e; the
 * breakpoints stay as long as @k.
 */
bool entries_plant(struct entries *e, const struct kernel *k,
		   const uint64_t *offsets, uint32_t n);
void entries_free(struct entries *e);
/*
 * For a handler of SIGTRAP: true if it is a breakpoint of @e, number i: then it is gone,
 * @marks[i] is set, and the process goes on at it.
 */
bool entries_hit(const struct entries *e, unsigned char *marks, ucontext_t *uc);

#endif
