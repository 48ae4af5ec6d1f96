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

#include "model/spec/spec.h"
#include "sim/load/entries.h"
#include "sim/load/kernel.h"
#include "sim/facts/record.h"

/* Exit status of a child that recorded why it ended. */
#define CRASH_EXIT_STATUS 77

/* How many stacks of a loop for ever are recorded, and how many frames of each. */
#define CRASH_SAMPLES 40
#define CRASH_SAMPLE_DEPTH 96
/* How many words above the stack pointer are recorded with each of these stacks. */
#define CRASH_TOP_WORDS 32

/*
 * As long as a statement works on the machine (crash_work()), it gets its CPU time so many
 * times: huge machines and loaded computers are slow, which is no loop.
 */
#define CRASH_WORKING_FACTOR 12u

/*
 * Installs the handlers of this process, on an alternate stack.  After @timeout_s
 * seconds of CPU time without a call of crash_alive() or crash_work() the process is
 * taken to hang.
 * @k and @rec must live as long as the process.
 */
void crash_arm(const struct kernel *k, struct recorder *rec, double timeout_s);

/* Begins to count the CPU time of another statement. */
void crash_alive(void);
/* Something happened in the machine: a register was accessed, a request was sent ... */
void crash_work(void);

/*
 * The CPU waits, and only devices are at work, in the statement at @at: what never ends is no
 * loop of the kernel's.  NULL: it does so no longer.  @at must live as long as the process.
 */
void crash_idle(const struct spec_loc *at);

/* Records that Hairpin itself cannot go on, and ends the process.  The kernel is not blamed. */
_Noreturn void crash_error(struct recorder *rec, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/*
 * The same: there is no memory of @size_bytes for the machine, and errno says why.
 * Without it the kernel would fail as no real kernel does, and would be blamed.
 */
_Noreturn void crash_no_memory(struct recorder *rec, uint64_t size_bytes);

/* Records an event that the kernel instance reported. */
void crash_event(struct recorder *rec, const struct hp_event *ev);

/* Records what the kernel has hardware do wrong, with the kernel's stack.  The process goes on. */
void crash_misuse(struct recorder *rec, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * Copies the process, for what must change nothing in it.  Returns 0 in the copy, which
 * ends by crash_exit(), and may crash and hang like the process itself; else the copy's
 * pid, or -1 with errno.
 */
int crash_copy(struct recorder *rec);

/* Sends what was recorded to the parent and ends the process with CRASH_EXIT_STATUS. */
_Noreturn void crash_exit(struct recorder *rec);

/* Ends the process after the whole scenario ran, with status 0. */
_Noreturn void crash_done(struct recorder *rec);

/*
 * After crash_arm(): breakpoints of @e set @marks, one a function, and end nothing.  Both
 * are the caller's.
 */
void crash_entries(const struct entries *e, unsigned char *marks);

#endif
