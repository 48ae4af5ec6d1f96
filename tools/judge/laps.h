/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * laps.h - where the time of a validation goes: for people, on standard error only.
 * No result depends on it.
 */
#ifndef TOOLS_JUDGE_LAPS_H
#define TOOLS_JUDGE_LAPS_H

#include <stdio.h>

enum lap {
	LAP_BUILD,	/* waiting for a commit's instance, or making it */
	LAP_RUN,	/* the scenarios in all modes, and comparing */
	LAP_COVER,	/* waiting for the instance with gcov, or making it */
	LAP_COVER_RUN,	/* the scenarios on that */
	LAP_GCOV,	/* reading what was counted */
	LAP_DEEP,
	LAP_AHEAD,	/* what was built in the background: it costs CPU time only */
	LAPS,
};

/* Seconds; CPU time is of this process and of its children that have ended. */
struct laps {
	double wall[LAPS], cpu[LAPS];
	double wall_at, cpu_at;
};

void laps_start(struct laps *l);
/* What passed since the last call, or the start, was for @what. */
void laps_add(struct laps *l, enum lap what);
/* The table, with a commit's share of @ncommits. */
void laps_print(FILE *out, const struct laps *l, unsigned int ncommits);

#endif
