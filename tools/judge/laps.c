// SPDX-License-Identifier: GPL-2.0-only
/*
 * laps.c - wall clock and CPU time of the stages of a validation (see laps.h).
 */
#include <sys/resource.h>
#include <time.h>

#include "tools/judge/laps.h"

static const char *const names[LAPS] = {
	[LAP_BUILD] = "builds, waited for",
	[LAP_RUN] = "scenario runs",
	[LAP_COVER] = "builds with gcov, waited for",
	[LAP_COVER_RUN] = "scenario runs with gcov",
	[LAP_GCOV] = "gcov",
	[LAP_DEEP] = "deep stages",
	[LAP_AHEAD] = "builds in the background",
};

static double seconds(const struct timeval *t)
{
	return (double)t->tv_sec + 1e-6 * (double)t->tv_usec;
}

static double cpu_now(int who)
{
	struct rusage u;

	getrusage(who, &u);
	return seconds(&u.ru_utime) + seconds(&u.ru_stime);
}

static double wall_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

void laps_start(struct laps *l)
{
	*l = (struct laps){ 0 };
	l->wall_at = wall_now();
	l->cpu_at = cpu_now(RUSAGE_SELF) + cpu_now(RUSAGE_CHILDREN);
}

void laps_add(struct laps *l, enum lap what)
{
	const double wall = wall_now();
	const double cpu = cpu_now(RUSAGE_SELF) + cpu_now(RUSAGE_CHILDREN);

	l->wall[what] += wall - l->wall_at;
	l->cpu[what] += cpu - l->cpu_at;
	l->wall_at = wall;
	l->cpu_at = cpu;
}

static void put_row(FILE *out, const char *name, double wall, double cpu)
{
	fprintf(out, "  %-30s %8.1f %8.1f\n", name, wall, cpu);
}

void laps_print(FILE *out, const struct laps *l, unsigned int ncommits)
{
	double wall = 0, cpu = 0;

	fprintf(out, "%-32s %8s %8s\n", "where the time went, seconds", "clock", "CPU");
	for (int i = 0; i < LAPS; i++) {
		wall += l->wall[i];
		cpu += l->cpu[i];
		if (l->cpu[i] > 0.05 || l->wall[i] > 0.05)
			put_row(out, names[i], l->wall[i], l->cpu[i]);
	}
	put_row(out, "in all", wall, cpu);
	put_row(out, "a commit", wall / ncommits, cpu / ncommits);
}
