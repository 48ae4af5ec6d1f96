/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dot_vram.h - a GPU's VRAM in a picture: whose which part is, and ways to it.
 */
#ifndef TOOLS_REPORT_DOT_VRAM_H
#define TOOLS_REPORT_DOT_VRAM_H

#include "tools/report/dot_label.h"
#include "tools/report/graph.h"

/*
 * Adds the VRAM of function @index to @g: @pf is its node, and VFs have nodes of their
 * names where they stand alone.  Nothing if it has none behind a BAR.
 */
void dot_add_vram(Agraph_t *g, const struct dot_facts *f, uint32_t index, Agnode_t *pf);

#endif
