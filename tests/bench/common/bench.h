/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bench.h - what the benchmarks share: machines of any size, clocks, processes
 * of their own, and a sampling profiler that tells kernel from environment
 * from model.
 *
 * It prints nothing and judges nothing.
 */
#ifndef BENCH_H
#define BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/spec/spec.h"
#include "sim/lang/scenario.h"
#include "sim/run/runner.h"

/*
 * @domains host bridges, each in a domain of its own with @switches root
 * ports; below each a switch with @ports ports, below each of those a device
 * of @functions (1 to 8): domains * switches * (2 + ports * (1 + functions))
 * functions.  A domain has 256 bus numbers, switches * (2 + ports) + 1 of
 * them are used.  Bus addresses are the same in every domain, CPU addresses
 * 256 GiB apart.
 */
struct bench_shape {
	uint32_t domains, switches, ports, functions;
};
/* A scenario without steps; the caller frees it by bench_machine_free(). */
struct scenario *bench_machine(struct bench_shape shape);
void bench_machine_free(struct scenario *scn);

struct bench_time {
	double cpu_s, wall_s, system_s;		/* cpu_s includes system_s */
	uint64_t faults;			/* pages faulted in */
};
struct bench_time bench_now(void);
struct bench_time bench_since(struct bench_time start);
uint64_t bench_resident_bytes(void);

double bench_median(double *v, size_t n);	/* sorts @v */

/* Zeroed memory that children share with their parent. */
void *bench_shared(size_t size);
/*
 * Run @body in a process of its own.  Whatever it has to say goes into shared
 * memory.  False, with a line on standard error, when it did not end well.
 */
bool bench_fork(void (*body)(void *arg), void *arg);

/* --- profile.c ---------------------------------------------------------- */

enum bench_class {
	BENCH_KERNEL,		/* the tree under test */
	BENCH_ENVIRONMENT,	/* sim/env/ */
	BENCH_MODEL,		/* model/ */
	BENCH_RUN,		/* sim/run/, this program, libc on their behalf */
	BENCH_CLASSES
};
const char *bench_class_name(enum bench_class c);

/* Samples as children take them, in shared memory. */
struct bench_samples {
	const struct kernel *kernel;
	uint64_t program, program_end;
	uint32_t n, max;
	struct {
		uint64_t pc, caller;	/* caller: for a pc in a library */
	} at[];
};
struct bench_samples *bench_samples_new(const struct kernel *k, uint32_t max);

/* In the child: from start to stop, one sample every 100 us of its time. */
void bench_sample_start(struct bench_samples *s);
void bench_sample_stop(void);

struct bench_symbol {
	char *name;
	enum bench_class class;
	uint32_t samples;
};
struct bench_profile {
	uint32_t total, n;
	uint32_t classes[BENCH_CLASSES];
	struct bench_symbol *symbols;	/* sorted by name */
};
/* In the parent: name what was sampled. */
struct bench_profile *bench_profile(const struct bench_samples *s);
uint32_t bench_profile_of(const struct bench_profile *p,
			  const struct bench_symbol *symbol);
void bench_profile_free(struct bench_profile *p);

#endif
