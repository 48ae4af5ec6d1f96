/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * summary.h - differences for people: alike ones together, the worst first.
 */
#ifndef TOOLS_JUDGE_SUMMARY_H
#define TOOLS_JUDGE_SUMMARY_H

#include "tools/judge/compare.h"

struct summary_options {
	const char *kernel;	/* for commands that show it again: -k KERNEL */
	const char *options;	/* of them, with a blank before each; NULL: none */
	uint32_t most;		/* groups of a class that are printed; 0: all */
	bool brief;		/* count the answers where a law is broken or mended as well; all
				   that is BROKEN is printed */
	const char *indent;
};

/* The same difference, in another scenario or mode? */
bool summary_alike(const struct difference *a, const struct difference *b);
/* "12 results: 1 BROKEN, 2 CHANGED, 9 SAME"; no newline. */
void summary_counts(FILE *out, const struct comparison *c);
/* What is not SAME; nothing when all is. */
void summary_differences(FILE *out, const struct comparison *c,
			 const struct summary_options *opt);

#endif
