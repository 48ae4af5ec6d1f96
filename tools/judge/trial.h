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

#include "sim/load/entries.h"
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

/* How many there are: as written; IOMMU off, passthrough, strict, lazy; a bus offset. */
extern const uint32_t course_nmodes;
/* " --iommu strict" for the mode of that name; "" for one without. */
const char *course_mode_options(const char *mode);

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
/*
 * Of @n modes from number @first on, only scenarios number i where @wanted[i] (NULL:
 * all).  course_only_free() frees the result.
 */
struct course course_only(const struct course *c, uint32_t first, uint32_t n,
			  const bool *wanted);
void course_only_free(struct course *c);

struct trial;

/*
 * Of @n modes from number @first on, only the runs that entered a function with a mark in
 * @wanted when @whole ran all of @c.  course_only_free() frees the result.
 */
struct course course_entered(const struct course *c, uint32_t first, uint32_t n,
			     const struct trial *whole, const bool *wanted);

/* What came of a course on one kernel.  Jobs are in the order of the course. */
struct trial {
	struct job *jobs;
	size_t n;
	char **folders;		/* of coverage, one a scenario; NULL: none was asked for */
	size_t nfolders;
	unsigned char *entered;	/* of each job, a mark for each of: */
	uint32_t nentries;		/* 0: nothing was planted */
	bool *borrowed;		/* of each job: its verdict is another trial's; NULL: none is */
	size_t carried;		/* jobs that were not run: carry.h */
};

/* What a trial takes over from one of the same course on another kernel. */
struct carry {
	const struct trial *from;
	bool *again;		/* of each of its entries: who entered that is run */
	uint32_t *as;		/* of each entry now: its number there; UINT32_MAX: none */
};

/*
 * Run @c on @kernel, where @entries are planted (NULL: none), but for what @carry says
 * is as it was (NULL: all).  Where @coverage is a
 * folder, what gcov counted goes to one folder a scenario below it, without the first
 * @strip folders of an object's path.  @done is called after each run, with how many are
 * over.  0, or -1 with errno when no process could be made.
 */
int trial_run(struct trial *t, const struct course *c, struct run_kernel *kernel,
	      const struct entries *entries, const struct carry *carry,
	      const struct run_options *opt, const char *coverage, uint32_t strip,
	      void (*done)(size_t over, size_t of, void *arg), void *arg);
void trial_free(struct trial *t);
/* @from will be freed: what @to carries from it becomes its own. */
void trial_hand_over(struct trial *from, struct trial *to);
/*
 * Of @whole, which ran @c, the jobs that are also in @part, which is a part of @c: for
 * trial_compare().  Verdicts stay those of @whole: the caller frees only .jobs.
 */
struct trial trial_picked(const struct trial *whole, const struct course *c,
			  const struct course *part);

/* Compare two trials of one course; with a third, on the base, or NULL. */
void trial_compare(struct comparison *out, const struct course *c,
		   const struct trial *was, const struct trial *is,
		   const struct trial *base);

#endif
