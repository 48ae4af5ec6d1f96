/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * perf_heat.h - what streams load links with, for a picture.
 */
#ifndef TOOLS_ASK_PERF_HEAT_H
#define TOOLS_ASK_PERF_HEAT_H

#include "tools/ask/perf.h"
#include "tools/report/heat.h"

struct query;

/* The links of the last run of writes.  perf_heat_free() frees it. */
void perf_heat(const struct perf_question *q, const struct perf_answer *a,
	       struct dot_heat *out);
void perf_heat_free(struct dot_heat *h);
/*
 * Boots kernel 0 of @query, runs @q, and fills in @out.  Returns -1, or an exit status
 * after a message.
 */
int perf_heat_ask(struct query *query, struct perf_question *q, struct dot_heat *out);
#endif
