/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * validation.h - a series judged: for each commit what became different, and
 * which of its lines were run.
 */
#ifndef TOOLS_JUDGE_VALIDATION_H
#define TOOLS_JUDGE_VALIDATION_H

#include "tools/judge/deep.h"
#include "tools/judge/laps.h"
#include "tools/judge/series.h"
#include "tools/judge/trial.h"

struct judged_commit {
	bool built;
	char *why;			/* what the compiler said, when it is not built */
	bool ours;			/* ... only of files of Hairpin's environment */
	uint32_t parent;		/* what it was compared with */
	bool identical;			/* the instance is the parent's, byte for byte */
	size_t carried;			/* results that are the parent's, without a run */
	char *not_carried;		/* what differs, so that nothing is carried; or NULL */
	struct comparison diff;
	bool has_evidence;
	struct evidence evidence;
	struct deep deep;
};

struct validation {
	struct series *series;
	const struct course *course;
	const struct run_options *opt;
	const char *variant;
	const char *options;		/* of commands that show it again: kernels_options() */
	bool evidence, verbose, progress;
	bool all_runs;			/* also those that enter no changed function */
	uint32_t deep;			/* further stages: bits 1 << enum deep_stage */
	uint32_t effort;		/* ... and how much of each */
	const char *out;		/* where scenarios go that were made; NULL: here */
	uint32_t expected;		/* classes that do not fail: bits 1 << class */

	char **files;			/* C files that commits change: their functions are watched */
	uint32_t nfiles;
	struct judged_commit *commits;	/* one for each of the series; [0] is empty */
	struct trial *trials;		/* of each; only those of [0] and the last are kept */
	struct comparison whole;	/* the base and the last commit that is built */
	uint32_t last;			/* that commit */
	struct laps laps;
};

/* Judge all of it, printing to @out as results come.  -1, or an exit status. */
int validation_run(struct validation *v, FILE *out);
/* The exit status: see hairpin-validate(1). */
int validation_exit(const struct validation *v);
void validation_free(struct validation *v);

/* report.c: false when writing failed. */
bool validation_mail(FILE *out, const struct validation *v);
bool validation_json(FILE *out, const struct validation *v);
/* checks.c: three checks a commit. */
bool validation_ktap(FILE *out, const struct validation *v);
bool validation_junit(FILE *out, const struct validation *v);
/* html.c: one page that needs nothing else. */
bool validation_html(FILE *out, const struct validation *v);
/* What gcov found of a commit's lines, each line begun with @indent. */
void validation_evidence(FILE *out, const struct judged_commit *c,
			 const char *indent);
/* Of compiled code that it changes, nothing was run but conditions never true. */
bool judged_not_run(const struct judged_commit *c);
/* Of its scenarios and of the further stages. */
enum diff_class judged_worst(const struct judged_commit *c);
/* HP_EXIT_*, of one that compiles. */
int judged_exit(const struct judged_commit *c, uint32_t expected);
/* "BROKEN", "SAME", "DOES NOT COMPILE". */
const char *judged_word(const struct judged_commit *c);

#endif
