// SPDX-License-Identifier: GPL-2.0-only
/*
 * clock.c - virtual time (see clock.h).
 */
#include <stdlib.h>

#include "model/flight/clock.h"

struct clock *clock_new(void)
{
	struct clock *c = calloc(1, sizeof(*c));

	if (!c)
		abort();	/* out of memory: nothing sensible is left to do */
	c->q = evq_new();
	return c;
}

void clock_free(struct clock *c)
{
	if (!c)
		return;
	evq_free(c->q);
	free(c);
}

void clock_push(struct clock *c, uint64_t at_ps, event_fn fn, void *arg)
{
	evq_push(c->q, at_ps, fn, arg);
}

static void ring(void *arg)
{
	struct alarm *a = arg;

	a->armed = false;
	a->fn(a->arg);
}

void alarm_set(struct clock *c, struct alarm *a, uint64_t at_ps)
{
	a->armed = true;
	a->seq = evq_push(c->q, at_ps, ring, a);
}

void alarm_clear(struct alarm *a)
{
	a->armed = false;
}

/* An alarm that was withdrawn, was set anew since, or is not wanted any more. */
static bool is_vain(const struct event *ev)
{
	struct alarm *a = ev->arg;

	if (ev->fn != ring)
		return false;
	if (!a->armed || a->seq != ev->seq)
		return true;
	if (!a->wanted || a->wanted(a->arg))
		return false;
	a->armed = false;
	return true;
}

static bool next(struct clock *c, struct event *ev)
{
	while (evq_peek(c->q, ev)) {
		if (!is_vain(ev))
			return true;
		evq_drop(c->q);
	}
	return false;
}

bool clock_step(struct clock *c, uint64_t until_ps)
{
	struct event ev;

	if (!next(c, &ev) || ev.time_ps > until_ps)
		return false;
	evq_pop(c->q, &ev);
	c->now_ps = ev.time_ps;
	ev.fn(ev.arg);
	return true;
}

uint64_t clock_run(struct clock *c, uint64_t until_ps)
{
	uint64_t ran = 0;

	while (clock_step(c, until_ps))
		ran++;
	if (c->now_ps < until_ps)
		c->now_ps = until_ps;
	return ran;
}
