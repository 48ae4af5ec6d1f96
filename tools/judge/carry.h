/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * carry.h - which results of a commit's parent are the commit's, too.
 *
 *   functions that differ (object.h) + functions that each run entered (trial.h)
 *        ──► runs that entered none of them: their results are carried
 *
 * It must not know what results say.
 */
#ifndef TOOLS_JUDGE_CARRY_H
#define TOOLS_JUDGE_CARRY_H

#include "tools/judge/places.h"
#include "tools/judge/trial.h"

/* A kernel that ran a course: where its entries were planted. */
struct carry_from {
	const char *so;
	const struct places *watched;
	const struct trial *trial;
};

/*
 * Plan what @is, which was not run yet, takes over from @was.  False where all is to be
 * run; *@why says in a few words because of what then, malloc()ed.  carry_free() frees @c in any case;
 * it needs the trial of @was.
 */
bool carry_plan(struct carry *c, const struct carry_from *was,
		const struct carry_from *is, char **why);
/*
 * Of each function that @is watches: is it new, or of another size?  malloc()ed; NULL: that
 * cannot be known.
 */
bool *carry_resized(const struct carry_from *was, const struct carry_from *is);
void carry_free(struct carry *c);

#endif
