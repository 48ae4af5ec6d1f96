/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * deep.h - what takes longer than running scenarios: a commit and its parent under
 * sanitizers, with failures, in random schedules, on random machines, by generated
 * programs; and mistakes planted in the changed lines.
 *
 *   commit ──► each stage ──► findings ──┐
 *   parent ──► the same   ──► findings ──┴─► only the commit's: BROKEN; only the parent's: MENDED
 *
 * It must not know how findings are printed.
 */
#ifndef TOOLS_JUDGE_DEEP_H
#define TOOLS_JUDGE_DEEP_H

#include "tools/judge/evidence.h"
#include "tools/judge/series.h"
#include "tools/judge/trial.h"

enum deep_stage {
	DEEP_SANITIZERS,	/* the scenarios on the variant asan */
	DEEP_FAILURES,		/* each fault point fails once */
	DEEP_SCHEDULES,		/* random orders of tasks */
	DEEP_MACHINES,		/* random machines and mappings */
	DEEP_PROGRAMS,		/* programs led to the changed lines, on the variant trace */
	DEEP_MUTANTS,		/* mistakes in the changed lines */
	DEEP_STAGES,
};

/* "sanitizers" ...; never NULL. */
const char *deep_stage_name(enum deep_stage stage);
/* @list, like "failures,mutants", as a set of bits 1 << stage.  False: it names another. */
bool deep_stages_of(const char *list, uint32_t *set);

struct deep_found {
	enum deep_stage stage;
	enum diff_class class;		/* DIFF_BROKEN, DIFF_MENDED or DIFF_UNJUDGED */
	char *what;			/* "lifetime vfio_pci_core_feature_dma_buf: memory is lost" */
	char *again;			/* the command that shows it; NULL: MENDED */
};

struct deep_result {
	bool done;
	uint64_t runs, of;		/* done, and how many there are to do; 0: no end */
	uint64_t same;			/* findings that the parent has, too */
	uint64_t changed;		/* machines with other answers */
};

/* A mistake that nothing noticed. */
struct mutant {
	char *path;
	uint32_t line;
	const char *op;			/* "boundary" ... */
	char *was, *is;			/* the line, trimmed */
};

struct mutants {
	uint32_t sites, lines;		/* mistakes that are possible in lines that were run */
	uint32_t tried, noticed, equal, invalid;	/* equal: the same code; invalid: none */
	uint32_t n;
	struct mutant *items;		/* of those tried, what nothing noticed */
};

struct deep {
	struct deep_result stage[DEEP_STAGES];
	uint32_t n;
	struct deep_found *items;
	struct mutants mutants;
};

/* What all stages need. */
struct deep_task {
	const struct series *series;
	const struct course *course;
	const struct run_options *opt;
	uint32_t stages;		/* bits 1 << enum deep_stage */
	uint32_t effort;		/* how much of each; 1 is usual */
	const char *out;		/* where scenarios go that were made; NULL: here */

	uint32_t commit, parent;
	const char *so, *parent_so;	/* their instances */
	struct evidence *evidence;	/* NULL: not looked for */
	const struct trial *trial;	/* of the commit, of the course */
	void (*progress)(const char *what);	/* or NULL */
};

/* Do the stages.  -1, or an exit status after a message.  deep_free() frees @d. */
int deep_run(const struct deep_task *task, struct deep *d);
void deep_free(struct deep *d);
/* DIFF_SAME if nothing was found. */
enum diff_class deep_worst(const struct deep *d);
/* HP_EXIT_*, as comparison_exit(). */
int deep_exit(const struct deep *d, uint32_t expected);

/* report_deep.c: in words, each line begun with @indent. */
void deep_put(FILE *out, const struct deep *d, const char *indent);

#endif
