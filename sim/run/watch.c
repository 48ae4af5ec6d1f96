// SPDX-License-Identifier: GPL-2.0-only
/*
 * watch.c - looks at a process from outside.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "sim/run/watch.h"

/*
 * The watchdog counts CPU time, so that a loaded machine hangs nobody.  A
 * child that uses none is asked where it is after this much real time.
 */
#define BLOCKED_FACTOR 20

double watch_now_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + 1e-9 * (double)ts.tv_nsec;
}

void watch_begin(struct watch *w, double timeout_s)
{
	*w = (struct watch) { .deadline_s = watch_now_s() + BLOCKED_FACTOR * timeout_s };
}

/* Its state as proc(5) has it, and its CPU time in clock ticks; 0: it cannot be seen. */
static char look_at(pid_t pid, uint64_t *cpu)
{
	unsigned long long user = 0, system = 0;
	char path[64], line[1024], state = 0, *after;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	f = fopen(path, "re");
	if (!f)
		return 0;
	after = fgets(line, sizeof(line), f) ? strrchr(line, ')') : NULL;
	fclose(f);
	if (!after || sscanf(after, ") %c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu",
			     &state, &user, &system) != 3)
		return 0;
	*cpu = user + system;
	return state;
}

/*
 * First ask it where it is; if it cannot even say that, end it.  One that waits for
 * a CPU, or had some, is slow and no more: its CPU time has a limit of its own.
 */
void watch_look(struct watch *w, pid_t pid, double timeout_s)
{
	const double now = watch_now_s();
	uint64_t cpu = w->cpu;
	char state;

	if (now < w->deadline_s)
		return;
	state = look_at(pid, &cpu);
	if (state == 'T' || state == 't') {
		w->ended = "its process was stopped (by SIGSTOP, or a debugger) and stayed so";
		kill(pid, SIGKILL);
	} else if (!w->nudges && (state == 'R' || cpu != w->cpu)) {
		w->cpu = cpu;
		w->deadline_s = now + BLOCKED_FACTOR * timeout_s;
		return;
	} else if (!w->nudges++) {
		kill(pid, SIGPROF);
	} else {
		w->ended = "its process used no CPU time and did not answer";
		kill(pid, SIGKILL);
	}
	w->deadline_s = now + 2;
}
