// SPDX-License-Identifier: GPL-2.0-only
/*
 * check.c - is every credit and every tag where it should be?
 *
 * It counts what is under way, and compares that with what links and senders believe.
 * It must not know how they came to believe it.
 */
#include <stdio.h>
#include <stdlib.h>

#include "model/flight/internal.h"

static const char *const kinds[FLOW_KINDS] = { "posted", "non-posted", "completion" };

static bool pool_is(const struct flow *w, const struct flow_pool *p, uint32_t held,
		    const char *what, int kind, char *why, size_t size)
{
	if (p->used == held + p->returning && (!p->limit || p->used <= p->limit))
		return true;
	snprintf(why, size,
		 "link below %s, %s: %s %s credits: %u of %u given out, %u held, %u on their way back",
		 w->port->spec->name, w->up ? "up" : "down", kinds[kind], what,
		 p->used, p->limit, held, p->returning);
	return false;
}

struct held {
	uint32_t header, data;
};

/* @held: for each flow and kind, what TLPs in its buffer hold. */
static void count_held(const struct flight *f, struct held *held)
{
	for (const struct flying *x = f->all; x; x = x->all_next) {
		const struct flow *w = x->holds;
		struct held *h;

		if (!w)
			continue;
		h = &held[(2 * w->port->index + w->up) * FLOW_KINDS + x->kind];
		h->header++;
		h->data += flow_data_units(x);
	}
}

static bool credits_are_there(const struct flight *f, char *why, size_t size)
{
	struct held *held = calloc((size_t)f->nflows * FLOW_KINDS + 1, sizeof(*held));
	bool ok = true;

	if (!held)
		abort();	/* out of memory: nothing sensible is left to do */
	count_held(f, held);
	for (uint32_t i = 0; ok && i < f->nflows; i++)
		for (int kind = 0; ok && f->flow[i] && kind < FLOW_KINDS; kind++) {
			const struct flow *w = f->flow[i];
			const struct held *h = &held[i * FLOW_KINDS + (uint32_t)kind];

			ok = pool_is(w, &w->header[kind], h->header, "header", kind,
				     why, size) &&
			     pool_is(w, &w->data[kind], h->data, "data", kind, why,
				     size);
		}
	free(held);
	return ok;
}

/* flow.c trusts this count: nothing posted waits that it does not have. */
static bool posted_are_counted(const struct flight *f, char *why, size_t size)
{
	for (uint32_t i = 0; i < f->nflows; i++) {
		const struct flow *w = f->flow[i];
		uint32_t counted = 0, waiting = 0;

		if (!w)
			continue;
		for (const struct origin *o = w->origins; o; o = o->next)
			counted += o->posted;
		for (const struct flying *x = w->queue[FLOW_POSTED].first; x; x = x->next)
			waiting++;
		if (counted == waiting)
			continue;
		snprintf(why, size, "link below %s, %s: %u posted wait, %u counted",
			 w->port->spec->name, w->up ? "up" : "down", waiting, counted);
		return false;
	}
	return true;
}

static uint32_t given_out(const struct sender *s)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < TAGS_MOST / 64; i++)
		n += (uint32_t)__builtin_popcountll(s->tag[i]);
	return n;
}

static void count_waiting(const struct flight *f)
{
	for (uint32_t i = 0; i < f->nsenders; i++)
		for (struct sender *s = f->sender[i]; s; s = s->next)
			s->counted = 0;
	for (const struct request *r = f->oldest; r; r = r->newer)
		r->sender->counted++;
}

static bool tags_are_there(const struct flight *f, char *why, size_t size)
{
	count_waiting(f);
	for (uint32_t i = 0; i < f->nsenders; i++)
		for (const struct sender *s = f->sender[i]; s; s = s->next) {
			uint32_t given = given_out(s), waiting = s->counted;

			if (given == s->used && given == waiting)
				continue;
			snprintf(why, size, "%s: tags given out: %u, counted: %u, requests that wait: %u",
				 s->fn ? s->fn->spec->name : "CPU", given, s->used,
				 waiting);
			return false;
		}
	return true;
}

bool flight_check(const struct flight *f, char *why, size_t size)
{
	return credits_are_there(f, why, size) && tags_are_there(f, why, size) &&
	       posted_are_counted(f, why, size);
}
