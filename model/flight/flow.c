// SPDX-License-Identifier: GPL-2.0-only
/*
 * flow.c - one direction of a link: who waits before it, who is next, how long it
 * takes, and the credits for the buffer at its far end (Base 2.6).
 *
 * It must not know where TLPs go.
 */
#include "model/config/function.h"
#include "model/flight/internal.h"

static bool leads_to_switch(const struct function *port, bool up)
{
	const struct bus *bus = port->below;

	if (up)
		return port->spec->type == SPEC_DOWNSTREAM_PORT;
	return bus && bus->nslots && bus->slot[0] &&
	       bus->slot[0]->spec->type == SPEC_UPSTREAM_PORT;
}

static struct flow *make(struct flight *f, struct function *port, bool up)
{
	uint16_t status = cap16(port, CAP_PCIE, EXP_LNKSTA);
	const struct flow_credits *c;
	struct flow *w = pool_alloc(f, sizeof(*w));

	w->f = f;
	w->port = port;
	w->up = up;
	w->rate = flow_rate(&f->o.params, status & 0xf, status >> 4 & 0x3f);
	w->to_switch = leads_to_switch(port, up);
	c = w->to_switch ? &f->o.params.at_switch : &f->o.params.at_end;
	for (int i = 0; i < FLOW_KINDS; i++) {
		w->header[i].limit = flow_rate_credits(&f->o.params, &w->rate, c->header[i]);
		w->data[i].limit = flow_rate_credits(&f->o.params, &w->rate, c->data[i]);
	}
	return w;
}

struct flow *flow_of(struct flight *f, const struct walk *k)
{
	bool up = k->stage == WALK_LINK_UP;
	struct flow **at = &f->flow[2 * k->port->index + up];

	if (!*at)
		*at = make(f, k->port, up);
	return *at;
}

/* --- credits --- */

uint32_t flow_data_units(const struct flying *x)
{
	return units(x->payload);
}

static bool room(const struct flow_pool *p, uint32_t n)
{
	return !p->limit || p->used + n <= p->limit;
}

static bool has_credits(const struct flow *w, const struct flying *x)
{
	return room(&w->header[x->kind], 1) &&
	       room(&w->data[x->kind], flow_data_units(x));
}

static void take_credits(struct flow *w, const struct flying *x)
{
	w->header[x->kind].used++;
	w->data[x->kind].used += flow_data_units(x);
}

static void run(struct flow *w);

static void refunded(void *arg)
{
	struct refund *r = arg;
	struct flow *w = r->flow;

	w->header[r->kind].used--;
	w->header[r->kind].returning--;
	w->data[r->kind].used -= r->data;
	w->data[r->kind].returning -= r->data;
	watch_changed(w);
	refund_free(w->f, r);
	run(w);
}

void flow_leave_buffer(struct flying *x, uint64_t when_ps)
{
	struct flow *w = x->holds;
	struct refund *r;

	if (!w)
		return;
	x->holds = NULL;
	r = refund_new(w->f);
	*r = (struct refund){ .flow = w, .data = flow_data_units(x), .kind = x->kind };
	w->header[r->kind].returning++;
	w->data[r->kind].returning += r->data;
	clock_push(w->f->c, when_ps + w->f->o.params.update_ps, refunded, r);
}

/* --- who is next --- */

/*
 * Nothing of its own way that is before it forbids it to go: only a posted one can, or an
 * earlier completion for the same request (order.c).
 */
static bool may_pass(const struct flow *w, const struct flying *x)
{
	const struct flying *y = x->origin->posted ? w->queue[FLOW_POSTED].first : NULL;

	for (; y && y->seq < x->seq; y = y->next)
		if (y->origin == x->origin && order_pass(&x->key, &y->key) == ORDER_NO)
			return false;
	y = x->kind == FLOW_COMPLETION ? w->queue[FLOW_COMPLETION].first : NULL;
	for (; y && y->seq < x->seq; y = y->next)
		if (y->origin == x->origin && order_pass(&x->key, &y->key) == ORDER_NO)
			return false;
	return true;
}

/*
 * The first that came and can go, of the first of each kind: those of one kind do not
 * pass each other, and that is always allowed.
 */
static struct flying *first_that_can(const struct flow *w)
{
	struct flying *best = NULL;

	for (int kind = 0; kind < FLOW_KINDS; kind++) {
		struct flying *x = w->queue[kind].first;

		if (x && (!best || x->seq < best->seq) && has_credits(w, x) &&
		    may_pass(w, x))
			best = x;
	}
	return best;
}

/* splitmix64 (Steele and others, 2014). */
uint64_t flight_random(struct flight *f)
{
	uint64_t z = f->random += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

/* Any that can go, each as likely. */
static struct flying *any_that_can(struct flow *w)
{
	struct flying *chosen = NULL;
	uint64_t n = 0;

	for (int kind = 0; kind < FLOW_KINDS; kind++)
		for (struct flying *x = w->queue[kind].first; x; x = x->next)
			if (has_credits(w, x) && may_pass(w, x) &&
			    flight_random(w->f) % ++n == 0)
				chosen = x;
	return chosen;
}

static void take_out(struct flow *w, struct flying *x)
{
	struct fifo *q = &w->queue[x->kind];

	if (x->prev)
		x->prev->next = x->next;
	else
		q->first = x->next;
	if (x->next)
		x->next->prev = x->prev;
	else
		q->last = x->prev;
	w->waiting--;
	x->origin->posted -= x->kind == FLOW_POSTED;
}

/* --- over the link --- */

static void start(struct flow *w, struct flying *x)
{
	struct flight *f = w->f;
	uint64_t ps = flow_rate_ps(&w->rate, x->bytes);
	uint64_t head = flow_rate_ps(&w->rate, flow_head_bytes(&w->rate, &x->k.t,
							       x->k.on_way_back));
	uint64_t there = f->c->now_ps + f->w->t.wire_ps;

	take_out(w, x);
	take_credits(w, x);
	flow_leave_buffer(x, f->c->now_ps + ps);
	x->holds = w;
	w->free_ps = f->c->now_ps + ps;
	w->load.tlps++;
	w->load.bytes += x->bytes;
	w->load.busy_ps += ps;
	watch_carried(w, x, ps);
	watch_changed(w);
	x->tail_ps = there + ps;
	/* A switch sends it on when it has the header; others want all of it. */
	clock_push(f->c, w->to_switch ? there + head : x->tail_ps, flight_arrive, x);
	if (x->from == w && !x->k.on_way_back && x->req->notify.left)
		x->req->notify.left(x->req->notify.ctx);
}

static void kick(void *arg)
{
	struct flow *w = arg;

	w->kicked = false;
	run(w);
}

static void run(struct flow *w)
{
	struct flying *x;

	while (w->waiting && !w->kicked) {
		if (w->f->c->now_ps < w->free_ps) {
			w->kicked = true;
			clock_push(w->f->c, w->free_ps, kick, w);
			return;
		}
		x = w->f->o.shuffle ? any_that_can(w) : first_that_can(w);
		w->load.waits += !x && !w->stuck;
		w->stuck = !x;
		if (!x)
			return;
		start(w, x);
	}
}

/* The record of what came by @from, and waits here; the one that was used last is tried first. */
static struct origin *origin_of(struct flow *w, const struct flow *from)
{
	struct origin *o = w->origin;

	if (o && o->from == from)
		return o;
	for (o = w->origins; o && o->from != from; o = o->next)
		;
	if (!o) {
		o = pool_alloc(w->f, sizeof(*o));
		*o = (struct origin){ .next = w->origins, .from = from };
		w->origins = o;
	}
	w->origin = o;
	return o;
}

void flow_enter(void *arg)
{
	struct flying *x = arg;
	struct flow *w = x->to;
	struct fifo *q = &w->queue[x->kind];

	x->to = NULL;
	x->origin = origin_of(w, x->from);
	x->origin->posted += x->kind == FLOW_POSTED;
	x->seq = w->seq++;
	x->next = NULL;
	x->prev = q->last;
	if (q->last)
		q->last->next = x;
	else
		q->first = x;
	q->last = x;
	w->waiting++;
	watch_changed(w);
	run(w);
}
