/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * seed.h - from scenarios to programs.
 */
#ifndef TOOLS_EXPLORE_SEED_H
#define TOOLS_EXPLORE_SEED_H

#include "sim/lang/scenario.h"
#include "sim/run/runner.h"
#include "tools/explore/program.h"

/*
 * The scenario of @p without what does not parse, which scenario_free() frees, and its
 * @text, malloc()ed; NULL: nothing is left of it, and @text is NULL.
 */
struct scenario *program_mend(struct program *p, char **text);

/* Is law @name one of the laws that the bits of @known are? */
bool known_law(uint32_t known, const char *name);

/*
 * The head of a kept program's file says how it ran: in which order, what failed, and
 * which laws the scenarios that it was made from say are broken.
 *
 *	# kept: order=random:5 fail=12 known=lifetime,quiet
 *
 * Writes it, malloc()ed and with a newline; "" if there is nothing to say.
 */
char *seed_head(const struct chance *chance, uint32_t known);
/*
 * Takes from @text what seed_head() wrote there.  What it does not understand, in a file
 * that somebody edited, it leaves out.
 */
void seed_read_head(const char *text, struct chance *chance, uint32_t *known);

#endif
