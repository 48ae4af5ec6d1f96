/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * runner.h - runs scenarios, each in a process of its own.
 *
 *   parent: parse, load kernels ---- fork ----> child: fabric, boot, steps
 *           verdicts, laws      <--- pipe ----         records
 *
 * A child that crashes or hangs does not affect other scenarios.
 */
#ifndef SIM_RUN_RUNNER_H
#define SIM_RUN_RUNNER_H

#include "sim/load/kernel.h"
#include "sim/facts/verdict.h"
#include "sim/lang/scenario.h"
#include "sim/replay/world.h"

/* How far a run is. */
struct run_progress {
	size_t done, total, failed;	/* jobs */
	const struct job *oldest;	/* of those that run; NULL: none does */
	uint32_t running;
};

struct run_options {
	uint64_t seed;
	uint32_t jobs;			/* processes at once; 0 is 1 */
	double timeout_s;		/* CPU seconds for a statement; 0: the default */
	bool strict;			/* XPASS and conservative answers fail, too */
	bool want_functions;		/* record the functions that the kernel enumerated */
	bool want_trace;		/* record a trace for a viewer */
	bool no_trace;			/* not even the trace's hash: nobody looks at it */
	bool in_flight;			/* TLPs are under way, whatever the host statement says */
	/*
	 * Called as jobs begin and end, and twice a second; NULL as @p: lines are about
	 * to be printed.
	 */
	void (*progress)(const struct run_progress *p, void *arg);
	void *progress_arg;
	/* sim/exec's, for a step that runs a program of the host; NULL: there is none. */
	void (*exec)(struct world *w, void *arg, struct outcome *o);
	void *exec_arg;
};

/* Machines of thousands of functions get a multiple of it. */
#define RUN_DEFAULT_TIMEOUT_S 5.0

/* A kernel, and its debug information, which is read when something first fails. */
struct run_kernel {
	struct kernel *kernel;
	struct symbols *symbols;
	bool symbols_tried;
};

/* Who runs next in a job, and its fault injection. */
struct chance {
	struct schedule order;
	bool count;			/* fault points are counted, and ... */
	uint64_t fail_at;		/* ... this one fails, from 1; 0: none */
	bool boot;			/* those of boot, and not of what follows */
};

struct job {
	const struct scenario *scn;
	struct run_kernel *kernel;
	struct chance chance;
	/*
	 * Runs in the child after boot, instead of the scenario's steps; NULL: the
	 * scenario's steps.  It sends its answers to the parent as REC_RAW.
	 */
	void (*body)(struct world *w, void *arg);
	void *arg;
	/*
	 * The folder below which gcov puts its data of this job (GCOV_PREFIX), where
	 * the instance counts its lines; NULL: where the objects are.
	 */
	const char *coverage;
	uint32_t coverage_strip;		/* folders of an object's path that are left out there */

	/* Breakpoints that are planted in the kernel, and a mark for each; or NULL. */
	const struct entries *entries;
	unsigned char *entered;

	struct verdict verdict;		/* filled by the runner */
	unsigned char *raw;		/* REC_RAW bytes, joined; turns of tasks, if recorded */
	size_t raw_len;
	char *trace;			/* trace events, JSON without its end */
	size_t trace_len;
};

/*
 * Runs @n jobs, at most opt->jobs at once.  Calls @done for each job, in the array's
 * order.  The caller calls job_free() for each job.  A job for which no process could
 * be started, even after waiting, is an ERROR.  Returns 0, or -1 without memory.
 */
int runner_run(struct job *jobs, size_t n, const struct run_options *opt,
	       void (*done)(struct job *job, void *arg), void *arg);
void job_free(struct job *job);

/* Returns the number of CPUs. */
uint32_t runner_default_jobs(void);

/* Loads a kernel instance whose callbacks act on worlds; see kernel_load(). */
struct kernel *run_kernel_load(const char *path, char **reason);
void run_kernel_free(struct run_kernel *k);

#endif
