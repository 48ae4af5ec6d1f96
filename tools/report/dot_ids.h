/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dot_ids.h - object numbers for libcgraph that repeat.
 *
 * The library numbers objects by the address of their name and writes
 * subgraphs in that order, so the same graph differs from run to run.  With
 * this discipline the order is that in which names came up.
 */
#ifndef TOOLS_REPORT_DOT_IDS_H
#define TOOLS_REPORT_DOT_IDS_H

#include <graphviz/cgraph.h>

/* For agopen(); one graph at a time.  Lives as long as the program. */
Agdisc_t *dot_ids_discipline(void);

#endif
