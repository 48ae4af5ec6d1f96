/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compare.h - one scenario on two kernels: what became different.
 *
 *   verdict before, verdict now ──► comparison_add() ──► differences, each in a class
 *
 * A broken law and a changed answer are different things: a scenario that pins
 * an answer fails when the answer rightly changes, and no law is broken then.
 * It must not know how kernels are built, nor how differences are printed.
 */
#ifndef TOOLS_JUDGE_COMPARE_H
#define TOOLS_JUDGE_COMPARE_H

#include <stdio.h>

#include "sim/base/arena.h"
#include "sim/facts/verdict.h"
#include "sim/lang/scenario.h"

/* In the order of what a reader must see first, the last one most of all. */
enum diff_class {
	DIFF_SAME = 0,
	DIFF_CHANGED,	/* an answer is different, and every law holds */
	DIFF_MENDED,	/* a violation is gone, or an xfail no longer fails */
	DIFF_UNJUDGED,	/* Hairpin could not judge it on one of the two */
	DIFF_BROKEN,	/* a law that held is violated; a crash, a hang, a warning */
	DIFF_CLASSES,
};

/* One thing that is different in one result. */
struct difference {
	enum diff_class class;
	const struct scenario *scn;
	const char *mode;		/* as in comparison_add() */
	const char *what;		/* the statement, "law path", "kernel log" */
	uint32_t line;			/* of the statement; 0: it is none */
	const char *was, *is;		/* in a few words each */
	uint32_t nnotes;
	const char **notes;		/* the hardware's word; diagnostics */
};

/* All differences between two kernels, and how many results there were. */
struct comparison {
	uint32_t n, room;
	struct difference *items;	/* in the order they were added */
	uint64_t results[DIFF_CLASSES];	/* a result has its worst difference's class */
	uint64_t skipped;		/* results that neither kernel can express */
	uint64_t unjudged_both;		/* SAME, as we failed in the same way on both */
	uint64_t retraced;		/* SAME, though the trace's hash differs */
	uint64_t conservative_was, conservative_is;
	struct arena strings;
};

void comparison_init(struct comparison *c);
void comparison_free(struct comparison *c);

/*
 * Compare two verdicts of @scn in @mode ("as written", "iommu strict").  A law that
 * @base violates, too, is not broken: it is as it was there (NULL: no base).  The
 * strings of the differences live as long as @c; @scn and @mode are the
 * caller's, and must too.  Returns the class of the result.
 */
enum diff_class comparison_add(struct comparison *c, const struct scenario *scn,
			       const char *mode, const struct verdict *was,
			       const struct verdict *is,
			       const struct verdict *base);

/* "BROKEN", "SAME" ...; never NULL. */
const char *diff_class_name(enum diff_class class);
/*
 * @list, like "same,changed", as a set of bits 1 << class; NULL: all classes but
 * BROKEN and UNJUDGED.  False: it names something else.
 */
bool diff_classes_of(const char *list, uint32_t *set);
/* The worst class of all results; DIFF_SAME when there was none. */
enum diff_class comparison_worst(const struct comparison *c);
/* HP_EXIT_*: may only the classes in @expected occur, and do only they? */
int comparison_exit(const struct comparison *c, uint32_t expected);

#endif
