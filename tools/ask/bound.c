// SPDX-License-Identifier: GPL-2.0-only
/*
 * bound.c - see bound.h.
 *
 * A schedule is another one up to a turn, in which another task runs; after that it is
 * first come, first served.  So schedules are a tree, and each has as its own the choices
 * after its last switch.
 */
#include <stdlib.h>
#include <string.h>

#include "tools/ask/bound.h"

struct choice {
	uint32_t turn, goes_on, n;
	uint32_t ready;			/* index in the words of its schedule */
	uint64_t tried;			/* bits: of ready[], and n: that it goes on */
};

struct one {
	uint32_t from;			/* the schedule that it is up to its switch */
	uint32_t depth, preemptions;	/* switches in all; those that cost */
	struct schedule_switch last;	/* turn 0: the first one */
	uint32_t nchoices, nwords;
	struct choice *choice;
	uint32_t *words;
};

struct bound {
	uint32_t preemptions, n, room, next;
	bool naive, full, many, deep;
	struct one *one;
};

static void *more(void *p, uint32_t n, uint32_t *have, size_t size)
{
	if (n < *have)
		return p;
	*have = *have ? 2 * *have : 64;
	p = realloc(p, *have * size);
	if (!p)
		abort();
	return p;
}

static void add(struct bound *b, const struct one *one)
{
	if (b->n == BOUND_MOST) {
		b->many = true;
		return;
	}
	b->one = more(b->one, b->n, &b->room, sizeof(*b->one));
	b->one[b->n++] = *one;
}

struct bound *bound_new(uint32_t preemptions, bool naive)
{
	struct bound *b = calloc(1, sizeof(*b));

	if (!b)
		abort();
	b->preemptions = preemptions;
	b->naive = naive;
	add(b, &(struct one){ 0 });
	return b;
}

void bound_free(struct bound *b)
{
	if (!b)
		return;
	for (uint32_t i = 0; i < b->n; i++) {
		free(b->one[i].choice);
		free(b->one[i].words);
	}
	free(b->one);
	free(b);
}

bool bound_next(struct bound *b, struct schedule *s, uint32_t *id)
{
	if (b->next == b->n)
		return false;
	*id = b->next++;
	memset(s, 0, sizeof(*s));
	s->n = b->one[*id].depth;
	s->kind = s->n ? SCHEDULE_SWITCHES : SCHEDULE_FIFO;
	s->record = true;
	s->conflicts = !b->naive;
	for (uint32_t i = *id, at = s->n; at; i = b->one[i].from)
		s->sw[--at] = b->one[i].last;
	return true;
}

/* Another task in this turn of schedule @id, unless it was tried or costs too much. */
static void try_one(struct bound *b, uint32_t id, struct choice *c, uint32_t which)
{
	const struct one *from = &b->one[id];
	struct one one = {
		.from = id, .depth = from->depth + 1, .preemptions = from->preemptions,
		.last = { c->turn, from->words[c->ready + which] },
	};

	if (c->tried & 1ull << which)
		return;
	c->tried |= 1ull << which;
	one.preemptions += c->goes_on != 0;
	if (one.preemptions > b->preemptions)
		return;
	if (one.depth > SCHEDULE_MAX_SWITCHES)
		b->deep = true;
	else
		add(b, &one);
}

static struct choice *find(struct one *one, uint32_t turn)
{
	uint32_t low = 0, high = one->nchoices;

	while (low < high) {
		uint32_t mid = (low + high) / 2;

		if (one->choice[mid].turn < turn)
			low = mid + 1;
		else
			high = mid;
	}
	return low < one->nchoices && one->choice[low].turn == turn ?
	       &one->choice[low] : NULL;
}

/* @task might have run in @turn of @id.  If it could not then, any other may lead to it. */
static void want(struct bound *b, uint32_t id, uint32_t turn, uint32_t task)
{
	struct choice *c;
	bool found = false;

	while (b->one[id].depth && turn <= b->one[id].last.turn)
		id = b->one[id].from;
	c = find(&b->one[id], turn);
	if (!c || c->goes_on == task)
		return;
	for (uint32_t i = 0; i < c->n; i++)
		found = found || b->one[id].words[c->ready + i] == task;
	for (uint32_t i = 0; i < c->n; i++) {
		/* try_one() may move what @c is in, but not the choices themselves. */
		if (!found || b->one[id].words[c->ready + i] == task)
			try_one(b, id, c, i);
	}
}

/* Choices before the last switch are another schedule's. */
static void take_choice(struct one *one, const struct turn_choice *t,
			uint32_t *have, uint32_t *have_words)
{
	struct choice c = { .turn = t->turn, .goes_on = t->goes_on, .n = t->n,
			    .ready = one->nwords };

	if (t->turn <= one->last.turn || t->n > TURN_MAX_READY)
		return;
	for (uint32_t i = 0; i < t->n; i++) {
		if (t->ready[i] == t->chosen)
			c.tried |= 1ull << i;
		one->words = more(one->words, one->nwords, have_words, sizeof(*one->words));
		one->words[one->nwords++] = t->ready[i];
	}
	one->choice = more(one->choice, one->nchoices, have, sizeof(*one->choice));
	one->choice[one->nchoices++] = c;
}

void bound_ran(struct bound *b, uint32_t id, const void *turns, size_t len)
{
	uint32_t have = 0, have_words = 0;
	struct turn_reader r;
	enum turn_record what;

	turn_reader_init(&r, turns, len);
	while ((what = turn_reader_next(&r))) {
		if (what == TURN_CHOICE)
			take_choice(&b->one[id], &r.choice, &have, &have_words);
		else if (what == TURN_CONFLICT)
			want(b, id, r.turn, r.task);
		else if (r.full)
			b->full = true;
	}
	for (uint32_t i = 0; b->naive && i < b->one[id].nchoices; i++)
		for (uint32_t k = 0; k < b->one[id].choice[i].n; k++)
			try_one(b, id, &b->one[id].choice[i], k);
}

const char *bound_gap(const struct bound *b)
{
	if (b->full)
		return "its tasks do more than can be kept";
	if (b->deep)
		return "some have more than 96 switches";
	if (b->many)
		return "there are more than 200,000";
	return NULL;
}
