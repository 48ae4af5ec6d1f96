/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dot.h - machines drawn for Graphviz.
 */
#ifndef TOOLS_REPORT_DOT_H
#define TOOLS_REPORT_DOT_H

#include <stdbool.h>
#include <stdio.h>

#include "sim/facts/verdict.h"
#include "sim/lang/scenario.h"
#include "tools/report/heat.h"

/*
 * Draws the machine of @scn; with @v (may be NULL) also the kernel's bus numbers,
 * groups and P2P answers.  The same input gives the same bytes.  Returns false if the
 * graph could not be built or written.
 */
bool dot_write(FILE *out, const struct scenario *scn, const struct verdict *v);
/* The same, with each link in the colour of its load: @heat. */
bool dot_write_heat(FILE *out, const struct scenario *scn, const struct verdict *v,
		    const struct dot_heat *heat);

#endif
