/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * crash.h - what a scenario's process does when the kernel in it misbehaves.
 *
 * Faults, traps, loops for ever and sanitizer reports become records with the
 * kernel's own stack; the process then ends.  Names and lines are the
 * runner's business: nothing here reads debug information.
 */
#ifndef SIM_REPLAY_CRASH_H
#define SIM_REPLAY_CRASH_H

#include "sim/load/kernel.h"
#include "sim/facts/record.h"

/* Exit status of a child that recorded why it ended. */
#define CRASH_EXIT_STATUS 77

/* A loop for ever is sampled so often, so deep. */
#define CRASH_SAMPLES 40
#define CRASH_SAMPLE_DEPTH 96
/* Words above the stack pointer that go along with a sample. */
#define CRASH_TOP_WORDS 32

/*
 * Catch everything from here on, in this process, on an alternate stack.
 * @timeout_s of CPU time later, a process still here is taken to hang, unless
 * crash_alive() was called meanwhile.
 */
void crash_arm(const struct kernel *k, struct recorder *rec, double timeout_s);

/* Another statement begins: its CPU time is counted from here on. */
void crash_alive(void);

/* Record that this program cannot go on, which is not the kernel's doing, and end. */
_Noreturn void crash_error(struct recorder *rec, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Record an event that the instance itself reported. */
void crash_event(struct recorder *rec, const struct hp_event *ev);

/* Hand over what was recorded and end the process. */
_Noreturn void crash_exit(struct recorder *rec);

/* End the process after the whole scenario ran. */
_Noreturn void crash_done(struct recorder *rec);

#endif
