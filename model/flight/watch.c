// SPDX-License-Identifier: GPL-2.0-only
/*
 * watch.c - tells who watches what links carry, what waits before them, and which
 * credits are in use (see flight.h).
 *
 * It must not influence what it tells of.
 */
#include "model/flight/internal.h"

static uint32_t length(const struct fifo *q)
{
	uint32_t n = 0;

	for (const struct flying *x = q->first; x; x = x->next)
		n++;
	return n;
}

void flight_watch(struct flight *f, const struct flight_watch *watch, void *ctx)
{
	f->watch = watch;
	f->watch_ctx = ctx;
}

void watch_changed(const struct flow *w)
{
	struct flight_link l = { .port = w->port, .up = w->up };

	if (!w->f->watch)
		return;
	for (int i = 0; i < FLOW_KINDS; i++) {
		l.waiting[i] = length(&w->queue[i]);
		l.header[i] = w->header[i].used;
		l.data[i] = w->data[i].used;
	}
	w->f->watch->changed(w->f->watch_ctx, &l, w->f->c->now_ps);
}

void watch_carried(const struct flow *w, const struct flying *x, uint64_t ps)
{
	const struct flight_link l = { .port = w->port, .up = w->up };

	if (w->f->watch)
		w->f->watch->carries(w->f->watch_ctx, &l, &x->k.t, x->k.on_way_back, x->bytes,
				  w->f->c->now_ps, ps);
}
