/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * places.h - the functions of an instance that changed lines were compiled into.
 *
 *   changed lines ──► line table (DWARF) ──► functions, by where they begin
 *
 * A run that enters none of them runs none of these lines.
 */
#ifndef TOOLS_JUDGE_PLACES_H
#define TOOLS_JUDGE_PLACES_H

#include "tools/judge/evidence.h"

/* Offsets in the instance where functions begin, each once. */
struct places {
	uint32_t n, room;
	uint64_t *offset;
};

/*
 * Of all changed lines; or only of those that gcov knows as code (evidence_read()) and
 * that are not run, or whose condition went one way only.  Functions that they are
 * inlined into count.  False where that cannot be known: no debug information, a
 * function without a place of its own, and, with @open_only, a line of which the
 * compiler left nothing.  places_free() frees @p in any case.
 */
bool places_find(struct places *p, const char *so, const struct evidence *e,
		 bool open_only);
void places_free(struct places *p);
/* Add all functions of the C files @paths that are in @so, as far as they have a place. */
void places_add_files(struct places *p, const char *so, char *const *paths, uint32_t n);
bool places_has(const struct places *p, uint64_t offset);

#endif
