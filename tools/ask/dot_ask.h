/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dot_ask.h - answers of a kernel and of the hardware model for a picture: map types
 * of pairs, and the path of one write.
 */
#ifndef TOOLS_ASK_DOT_ASK_H
#define TOOLS_ASK_DOT_ASK_H

#include "tools/ask/query.h"
#include "tools/report/map.h"

#define DOT_MAX_CHOSEN 32

struct dot_choice {
	uint32_t n;
	struct scn_ref refs[DOT_MAX_CHOSEN];
	bool between;			/* every pair of the first nbetween */
	uint32_t nbetween;
	bool path;			/* from refs[from] to refs[to] */
	uint32_t from, to;
};

/* Adds the names of an option, "a,b,...", to @c.  Returns false after a message. */
bool dot_choose(struct dot_choice *c, const struct scenario *scn,
		const char *list, const char *option, uint32_t least);

/*
 * Boots kernel 0 of @q and asks it.  Returns -1 with @m filled in (m->v is @job's),
 * or an exit status after a message.
 */
int dot_ask(struct query *q, struct dot_choice *c, struct job *job, struct map *m);
/*
 * Without a kernel: finds the path, if one was asked for, from the topology and the
 * machine's stated ACS.  Returns false after a message.
 */
bool dot_path_only(struct dot_choice *c, struct map *m);
void dot_answers_free(struct map *m);

#endif
