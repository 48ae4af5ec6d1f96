/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * own_stack.h - a stack for a process that runs a scenario.
 *
 * The stack that a process begins with holds its environment and starts anywhere;
 * recursion without end is to run out of one at the same place always.
 */
#ifndef SIM_RUN_OWN_STACK_H
#define SIM_RUN_OWN_STACK_H

/*
 * Calls @main on a new stack, and does not return: neither may @main.  Returns -1,
 * with errno, if there is no memory for one.
 */
int own_stack_run(void (*main)(void));

#endif
