/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * trial.h - all scenarios in all modes on one kernel.
 *
 *   files ──► struct course: scenarios x modes ──► trial_run(kernel) ──► verdicts
 *
 * Two kernels are compared by running the same course on each.
 */
#ifndef TOOLS_JUDGE_TRIAL_H
#define TOOLS_JUDGE_TRIAL_H

#include "sim/run/runner.h"
#include "tools/common/input.h"
#include "tools/judge/compare.h"

/* A way to run scenarios that state nothing else. */
struct course_mode {
	const char *name;	/* as printed: "as written", "iommu strict" */
	const char *options;	/* of 'hairpin run' for the same: "--iommu strict" */
	const char *iommu;	/* NULL: the scenario's own */
	int64_t bus_offset;	/* CPU minus bus address; 0: the scenario's own */
};

/* As written; IOMMU off, passthrough, strict, lazy; a bus offset.  @n of them. */
extern const struct course_mode course_modes[];
extern const uint32_t course_nmodes;

struct course_set {
	const struct course_mode *mode;
	struct inputs in;
	bool *same;		/* the mode changes nothing: not run again */
};

struct course {
	uint32_t nsets;
	struct course_set *sets;
	size_t nruns;		/* scenarios to run, over all modes */
};

/*
 * Load @operands (files and folders) once for each of the first @nmodes modes.
 * False after messages; nothing is left to free then.
 */
bool course_open(struct course *c, char **operands, size_t n, uint32_t nmodes);
void course_close(struct course *c);

/* What came of a course on one kernel.  Jobs are in the order of the course. */
struct trial {
	struct job *jobs;
	size_t n;
	char **folders;		/* of coverage, one a scenario; NULL: none was asked for */
	size_t nfolders;
};

/*
 * Run @c on @kernel.  Where @coverage is a folder, what gcov counted goes to one
 * folder a scenario below it.  @done is called after each run, with how many are
 * over.
 * 0, or -1 with errno when no process could be made.
 */
int trial_run(struct trial *t, const struct course *c, struct run_kernel *kernel,
	      const struct run_options *opt,
	      const char *coverage,
	      void (*done)(size_t over, size_t of, void *arg), void *arg);
void trial_free(struct trial *t);

/* Compare two trials of one course; with a third, on the base, or NULL. */
void trial_compare(struct comparison *out, const struct course *c,
		   const struct trial *was, const struct trial *is,
		   const struct trial *base);

#endif
