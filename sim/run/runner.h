/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * runner.h - runs scenarios, each in a process of its own.
 *
 *   parent: parse, load kernels ---- fork ----> child: fabric, boot, steps
 *           verdicts, laws      <--- pipe ----         records
 *
 * A child that crashes or hangs costs its own scenario only.
 */
#ifndef SIM_RUN_RUNNER_H
#define SIM_RUN_RUNNER_H

#include "sim/load/kernel.h"
#include "sim/facts/verdict.h"
#include "sim/lang/scenario.h"
#include "sim/replay/world.h"

struct run_options {
	uint64_t seed;
	uint32_t jobs;			/* processes at once; 0 is 1 */
	double timeout_s;		/* of CPU time a statement; 0: the default */
	bool strict;			/* what is merely suspect fails, too */
	bool want_functions;		/* record what the kernel enumerated */
	bool want_trace;		/* record what happened, for a viewer */
};

/* Machines of thousands of functions get a multiple of it. */
#define RUN_DEFAULT_TIMEOUT_S 5.0

/* A kernel and, once something failed on it, its debug information. */
struct run_kernel {
	struct kernel *kernel;
	struct symbols *symbols;
	bool symbols_tried;
};

/* What is left to chance in a job, and what goes wrong on purpose. */
struct chance {
	bool random;			/* the schedule, from @seed */
	uint64_t seed;
	bool count;			/* fault points are counted, and ... */
	uint64_t fail_at;		/* ... this one fails, from 1; 0: none */
};

struct job {
	const struct scenario *scn;
	struct run_kernel *kernel;
	struct chance chance;
	/*
	 * What to do once booted; NULL: the scenario's own steps.  Answers go
	 * to the parent as REC_RAW.  Runs in the child.
	 */
	void (*body)(struct world *w, void *arg);
	void *arg;

	struct verdict verdict;		/* filled by the runner */
	unsigned char *raw;		/* REC_RAW bytes, joined */
	size_t raw_len;
	char *trace;			/* trace events, JSON without its end */
	size_t trace_len;
};

/*
 * Run @n jobs, at most opt->jobs at once.  @done is called once a job, in the
 * array's order.  The jobs' verdicts are the caller's: job_free() each.
 * One for which no process can be had, though it was waited for, is an ERROR.
 * Returns 0, or -1 without memory.
 */
int runner_run(struct job *jobs, size_t n, const struct run_options *opt,
	       void (*done)(struct job *job, void *arg), void *arg);
void job_free(struct job *job);

/* As many processes as there are CPUs. */
uint32_t runner_default_jobs(void);

/* A kernel instance whose callbacks act on worlds; see kernel_load(). */
struct kernel *run_kernel_load(const char *path, char **reason);
void run_kernel_free(struct run_kernel *k);

#endif
