/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * finding.h - what is wrong with a program's verdict, in words that no name, number or
 * machine is in; and which of these are known.
 *
 *	LAW FUNCTION TEXT	one a line of a --known file: as explore prints a finding
 *
 * It must not know how a program was made.
 */
#ifndef TOOLS_EXPLORE_FINDING_H
#define TOOLS_EXPLORE_FINDING_H

#include <stdio.h>

#include "sim/facts/verdict.h"
#include "sim/lang/scenario.h"

struct finding {
	char *law;			/* "quiet", "landing"; "hairpin": we could not judge */
	char *function;			/* of the kernel, where there is one; "-": none */
	char *text;
	char name[40];			/* the same wherever law, function and text are */
	char *kind;			/* its first line, or the kind of the event: no machine is in it */
};

/*
 * The first thing that is wrong with @v: a law that is broken, in their order, or why
 * it could not be judged.  Names of @scn's functions and processes are left out of its words.  Returns
 * false if nothing is.  finding_free() frees it.
 */
bool finding_of(const struct verdict *v, const struct scenario *scn,
		struct finding *f);
/* The finding that has these words; @kind is "".  finding_free() frees it. */
struct finding finding_make(const char *law, const char *function, const char *text);
void finding_free(struct finding *f);
bool finding_equal(const struct finding *a, const struct finding *b);
/* Are both the same mistake, perhaps on two machines?  Then only the rest of the text differs. */
bool finding_akin(const struct finding *a, const struct finding *b);
/* The caller frees it. */
struct finding finding_copy(const struct finding *f);

struct finding_known {
	uint32_t n;
	struct { struct finding f; uint32_t line; uint64_t seen; } *entry;
};

/* Reads @path; finding_known_free() frees it.  Returns false after a message. */
bool finding_known_read(struct finding_known *k, const char *path);
void finding_known_free(struct finding_known *k);
/* Is it one of them?  A * at the end of a line's text stands for anything. */
bool finding_is_known(struct finding_known *k, const struct finding *f);
/* Says which lines were never met. */
void finding_known_stale(const struct finding_known *k, const char *path, FILE *out);

#endif
