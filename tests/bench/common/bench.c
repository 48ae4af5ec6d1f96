// SPDX-License-Identifier: GPL-2.0-only
/*
 * bench.c - clocks and processes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/bench/common/bench.h"

static double seconds(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

struct bench_time bench_now(void)
{
	struct bench_time t;
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	t.faults = (uint64_t)u.ru_minflt;
	t.system_s = (double)u.ru_stime.tv_sec + 1e-6 * (double)u.ru_stime.tv_usec;
	t.wall_s = seconds(CLOCK_MONOTONIC);
	t.cpu_s = seconds(CLOCK_PROCESS_CPUTIME_ID);
	return t;
}

struct bench_time bench_since(struct bench_time start)
{
	struct bench_time t = bench_now();

	t.cpu_s -= start.cpu_s;
	t.wall_s -= start.wall_s;
	t.system_s -= start.system_s;
	t.faults -= start.faults;
	return t;
}

uint64_t bench_resident_bytes(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	unsigned long long total, resident = 0;

	if (!f || fscanf(f, "%llu %llu", &total, &resident) != 2)
		resident = 0;
	if (f)
		fclose(f);
	return resident * (uint64_t)sysconf(_SC_PAGESIZE);
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

double bench_median(double *v, size_t n)
{
	qsort(v, n, sizeof(*v), by_value);
	return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

void *bench_shared(size_t size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		abort();
	return p;
}

bool bench_fork(void (*body)(void *arg), void *arg)
{
	int status = 0;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (!pid) {
		body(arg);
		_exit(0);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid) {
		perror("bench: fork");
		return false;
	}
	if (!status)
		return true;
	if (WIFSIGNALED(status))
		fprintf(stderr, "bench: a process was ended by %s\n",
			strsignal(WTERMSIG(status)));
	return false;
}
