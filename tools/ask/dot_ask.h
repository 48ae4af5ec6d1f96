/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dot_ask.h - what a picture asks of a kernel and of the hardware model: who
 * reaches whom, and one way.
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

/* Words of an option, "a,b,...", added to @c.  False after a message. */
bool dot_choose(struct dot_choice *c, const struct scenario *scn,
		const char *list, const char *option, uint32_t least);

/*
 * Boot kernel 0 of @q, and ask.  -1 with @m filled (m->v is @job's), or an
 * exit status after a message.
 */
int dot_ask(struct query *q, struct dot_choice *c, struct job *job, struct map *m);
/*
 * Without a kernel: the way, if one was asked for, by topology and by ACS as
 * the machine says it is.  False after a message.
 */
bool dot_path_only(struct dot_choice *c, struct map *m);
void dot_answers_free(struct map *m);

#endif
