// SPDX-License-Identifier: GPL-2.0-only
/*
 * engine.c - virtual time on the event queue (see engine.h).
 *
 * It must not know who the callbacks belong to, nor the wall clock.
 *
 * Timers are slots with a generation: a cancelled timer's event stays in the
 * queue, finds its slot of another generation, and is skipped.
 */
#include <stdio.h>
#include <stdlib.h>

#include "tests/bench/engine/engine.h"

struct timer {
	struct engine *engine;
	event_fn fn;
	void *arg;
	uint32_t generation;		/* odd while armed */
	uint32_t next_free;
};

#define NO_SLOT UINT32_MAX
#define SLOTS_A_BLOCK 256u

struct engine {
	struct evq *q;
	uint64_t now_ps, seed;
	bool stop;
	uint64_t cancelled;		/* still in the queue */
	/* Blocks, because queued events point at the slots. */
	struct timer **block;
	uint32_t nblocks, free_slot;
};

static void *must(void *p)
{
	if (p)
		return p;
	fputs("hairpin: out of memory in the engine\n", stderr);
	abort();
}

struct engine *engine_new(uint64_t seed)
{
	struct engine *e = must(calloc(1, sizeof(*e)));

	e->q = evq_new();
	e->seed = seed;
	e->free_slot = NO_SLOT;
	return e;
}

void engine_free(struct engine *e)
{
	if (!e)
		return;
	for (uint32_t i = 0; i < e->nblocks; i++)
		free(e->block[i]);
	free(e->block);
	evq_free(e->q);
	free(e);
}

uint64_t engine_seed(const struct engine *e)
{
	return e->seed;
}

uint64_t engine_now_ps(const struct engine *e)
{
	return e->now_ps;
}

struct rng engine_rng(const struct engine *e, uint64_t stream)
{
	struct rng r;

	rng_init(&r, e->seed, stream);
	return r;
}

void engine_at(struct engine *e, uint64_t time_ps, event_fn fn, void *arg)
{
	evq_push(e->q, time_ps < e->now_ps ? e->now_ps : time_ps, fn, arg);
}

void engine_after(struct engine *e, uint64_t delay_ps, event_fn fn, void *arg)
{
	uint64_t left = UINT64_MAX - e->now_ps;

	engine_at(e, e->now_ps + (delay_ps < left ? delay_ps : left), fn, arg);
}

static struct timer *slot(const struct engine *e, uint32_t i)
{
	return &e->block[i / SLOTS_A_BLOCK][i % SLOTS_A_BLOCK];
}

static void more_slots(struct engine *e)
{
	struct timer *t = must(calloc(SLOTS_A_BLOCK, sizeof(*t)));
	uint32_t first = e->nblocks * SLOTS_A_BLOCK;

	for (uint32_t i = SLOTS_A_BLOCK; i-- > 0;) {
		t[i].engine = e;
		t[i].next_free = e->free_slot;
		e->free_slot = first + i;
	}
	e->block = must(realloc(e->block, (e->nblocks + 1) * sizeof(*e->block)));
	e->block[e->nblocks++] = t;
}

/*
 * A slot is free again only when its event has left the queue, so the event
 * needs to point at nothing but the slot; generation is odd while armed.
 */
static void timer_fire(void *arg)
{
	struct timer *t = arg;
	struct engine *e = t->engine;
	bool armed = t->generation & 1;
	/* next_free holds the slot's own number while in use. */
	uint32_t self = t->next_free;
	event_fn fn = t->fn;
	void *fn_arg = t->arg;

	if (armed)
		t->generation++;
	else
		e->cancelled--;
	t->next_free = e->free_slot;
	e->free_slot = self;
	if (armed)
		fn(fn_arg);
}

engine_timer engine_timer_at(struct engine *e, uint64_t time_ps, event_fn fn,
			     void *arg)
{
	struct timer *t;
	uint32_t i;

	if (e->free_slot == NO_SLOT)
		more_slots(e);
	i = e->free_slot;
	t = slot(e, i);
	e->free_slot = t->next_free;
	t->next_free = i;
	t->fn = fn;
	t->arg = arg;
	t->generation++;
	engine_at(e, time_ps, timer_fire, t);
	return (uint64_t)i << 32 | t->generation;
}

bool engine_timer_pending(const struct engine *e, engine_timer id)
{
	uint32_t i = (uint32_t)(id >> 32);

	return (id & 1) && i < e->nblocks * SLOTS_A_BLOCK &&
	       slot(e, i)->generation == (uint32_t)id;
}

bool engine_timer_cancel(struct engine *e, engine_timer id)
{
	if (!engine_timer_pending(e, id))
		return false;
	slot(e, (uint32_t)(id >> 32))->generation++;
	e->cancelled++;
	return true;
}

/* The next event that will really run; timers cancelled before it go. */
static bool peek(struct engine *e, struct event *ev)
{
	while (evq_peek(e->q, ev)) {
		struct timer *t = ev->arg;

		if (ev->fn != timer_fire || (t->generation & 1))
			return true;
		evq_drop(e->q);
		timer_fire(t);
	}
	return false;
}

bool engine_step(struct engine *e)
{
	struct event ev;

	if (!peek(e, &ev))
		return false;
	evq_pop(e->q, &ev);
	if (ev.time_ps > e->now_ps)
		e->now_ps = ev.time_ps;
	ev.fn(ev.arg);
	return true;
}

bool engine_next_ps(struct engine *e, uint64_t *time_ps)
{
	struct event ev;

	if (!peek(e, &ev))
		return false;
	*time_ps = ev.time_ps;
	return true;
}

uint64_t engine_run(struct engine *e, uint64_t until_ps)
{
	uint64_t ran = 0, t;

	e->stop = false;
	while (!e->stop && engine_next_ps(e, &t) && t <= until_ps)
		ran += engine_step(e);
	return ran;
}

void engine_stop(struct engine *e)
{
	e->stop = true;
}

void engine_advance(struct engine *e, uint64_t to_ps)
{
	uint64_t t;

	if (engine_next_ps(e, &t) && t < to_ps)
		to_ps = t;
	if (to_ps > e->now_ps)
		e->now_ps = to_ps;
}

uint64_t engine_pending(const struct engine *e)
{
	return evq_pending(e->q) - e->cancelled;
}
