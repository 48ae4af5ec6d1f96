/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * internal.h - what the files that compare two verdicts share.
 */
#ifndef TOOLS_JUDGE_INTERNAL_H
#define TOOLS_JUDGE_INTERNAL_H

#include "tools/judge/compare.h"

/* One result on both kernels, while it is looked at. */
struct pairing {
	struct comparison *c;
	const struct scenario *scn;
	const char *mode;
	const struct verdict *was, *is;
	const struct verdict *base;	/* NULL: nothing is known of one */
	enum diff_class worst;
};

/*
 * Add a difference of this result.  @was and @is are copied.  The pointer is
 * valid until the next call.
 */
struct difference *difference_add(struct pairing *p, enum diff_class class,
				  const char *what, int32_t step,
				  const char *was, const char *is);
/* Add a line to the difference that was added last. */
void difference_note(struct pairing *p, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* A string that lives as long as the comparison. */
const char *comparison_printf(struct comparison *c, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* compare_facts.c: what no statement asked for, but the kernel decided. */
void compare_mappings(struct pairing *p);
void compare_pairs(struct pairing *p);
void compare_functions(struct pairing *p);
void compare_log(struct pairing *p);
/*
 * What TLPs did with the mapping that @v made in @step, in words; NULL: it made
 * none.
 */
const char *hardware_word(struct comparison *c, const struct verdict *v,
			  int32_t step);

#endif
