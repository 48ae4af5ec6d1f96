// SPDX-License-Identifier: GPL-2.0-only
/*
 * schedule.c - schedules, read and written, and the turns that a run records.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/facts/schedule.h"

static bool number(const char **at, uint64_t most, uint64_t *to)
{
	char *end;

	if (**at < '0' || **at > '9')
		return false;
	errno = 0;
	*to = strtoull(*at, &end, 0);
	if (errno || *to > most)
		return false;
	*at = end;
	return true;
}

static const char *read_pct(struct schedule *s, const char *at)
{
	uint64_t depth, turns = 0;

	if (!number(&at, SCHEDULE_MAX_DEPTH, &depth) || !depth || *at++ != ':' ||
	    !number(&at, UINT64_MAX, &s->seed))
		return "write pct, a depth from 1 to 16 and a seed, like pct:3:17";
	if (*at == ':' && (at++, !number(&at, UINT32_MAX, &turns) || !turns))
		return "the number of turns is none; write it like pct:3:17:250";
	if (*at)
		return "write pct, a depth from 1 to 16 and a seed, like pct:3:17";
	s->kind = SCHEDULE_PCT;
	s->depth = (uint32_t)depth;
	s->turns = (uint32_t)turns;
	return NULL;
}

static const char *read_switches(struct schedule *s, const char *at)
{
	static const char how[] =
		"write switches, and turns with tasks in order, like switches:12:5,40:1";
	uint64_t turn, task;

	s->kind = SCHEDULE_SWITCHES;
	while (*at) {
		if (s->n == SCHEDULE_MAX_SWITCHES)
			return "at most 96 switches";
		if (!number(&at, UINT32_MAX, &turn) || *at++ != ':' ||
		    !number(&at, UINT32_MAX, &task) || (*at && *at++ != ','))
			return how;
		if (s->n && s->sw[s->n - 1].turn >= turn)
			return how;
		s->sw[s->n++] = (struct schedule_switch){ (uint32_t)turn, (uint32_t)task };
	}
	return !s->n || at[-1] == ',' ? how : NULL;
}

const char *schedule_read(struct schedule *s, const char *text)
{
	memset(s, 0, sizeof(*s));
	if (!strcmp(text, "fifo"))
		return NULL;
	if (!strncmp(text, "pct:", 4))
		return read_pct(s, text + 4);
	if (!strncmp(text, "switches:", 9))
		return read_switches(s, text + 9);
	if (strncmp(text, "random:", 7) || text[7] < '0' || text[7] > '9')
		return "write fifo, random and a seed like random:17, pct:DEPTH:SEED, switches:TURN:TASK,... or bound:N";
	text += 7;
	s->kind = SCHEDULE_RANDOM;
	if (!number(&text, UINT64_MAX, &s->seed) || *text)
		return "the seed is no number; write it like random:17";
	return NULL;
}

const char *schedule_text(const struct schedule *s, char *buf, size_t size)
{
	int n;

	switch (s->kind) {
	case SCHEDULE_RANDOM:
		snprintf(buf, size, "random:%llu", (unsigned long long)s->seed);
		break;
	case SCHEDULE_PCT:
		n = snprintf(buf, size, "pct:%u:%llu", s->depth,
			     (unsigned long long)s->seed);
		if (s->turns)
			snprintf(buf + n, size - (size_t)n, ":%u", s->turns);
		break;
	case SCHEDULE_SWITCHES:
		n = snprintf(buf, size, "switches:");
		for (uint32_t i = 0; i < s->n && (size_t)n < size; i++)
			n += snprintf(buf + n, size - (size_t)n, "%s%u:%u", i ? "," : "",
				      s->sw[i].turn, s->sw[i].task);
		break;
	default:
		snprintf(buf, size, "fifo");
	}
	return buf;
}

/* --- turns --- */

void turn_reader_init(struct turn_reader *r, const void *bytes, size_t len)
{
	memset(r, 0, sizeof(*r));
	r->at = bytes;
	r->end = r->at + len / sizeof(*r->at);
}

static bool left(const struct turn_reader *r, size_t n)
{
	return (size_t)(r->end - r->at) >= n;
}

enum turn_record turn_reader_next(struct turn_reader *r)
{
	struct turn_choice *c = &r->choice;

	if (!left(r, 1))
		return 0;
	switch (*r->at) {
	case TURN_CHOICE:
		if (!left(r, 5) || !left(r, 5 + (size_t)r->at[4]))
			return 0;
		*c = (struct turn_choice){ .turn = r->at[1], .goes_on = r->at[2],
					   .chosen = r->at[3], .n = r->at[4],
					   .ready = r->at + 5 };
		r->at += 5 + c->n;
		return TURN_CHOICE;
	case TURN_CONFLICT:
		if (!left(r, 3))
			return 0;
		r->turn = r->at[1];
		r->task = r->at[2];
		r->at += 3;
		return TURN_CONFLICT;
	case TURN_COUNT:
		if (!left(r, 4))
			return 0;
		r->turns = r->at[1];
		r->accesses = r->at[2];
		r->full = r->at[3];
		r->at += 4;
		return TURN_COUNT;
	}
	return 0;
}

bool schedule_of_turns(struct schedule *s, const void *bytes, size_t len)
{
	struct turn_reader r;
	enum turn_record what;

	memset(s, 0, sizeof(*s));
	s->kind = SCHEDULE_SWITCHES;
	turn_reader_init(&r, bytes, len);
	while ((what = turn_reader_next(&r))) {
		const struct turn_choice *c = &r.choice;
		uint32_t first = c->goes_on || !c->n ? c->goes_on : c->ready[0];

		if (what != TURN_CHOICE || c->chosen == first)
			continue;
		if (s->n == SCHEDULE_MAX_SWITCHES)
			return false;
		s->sw[s->n++] = (struct schedule_switch){ c->turn, c->chosen };
	}
	if (!s->n)
		s->kind = SCHEDULE_FIFO;
	return true;
}
