// SPDX-License-Identifier: GPL-2.0-only
/*
 * flight.c - one request from end to end: sent, at each port, at its target; its
 * completions; what its sender hears (see flight.h).
 *
 * It must not decide routes (model/wire does), nor who goes first on a link (flow.c).
 */
#include <stdlib.h>

#include "model/config/bus.h"
#include "model/flight/internal.h"
#include "model/wire/aer.h"
#include "model/wire/traits.h"

/* --- the clock --- */

struct call {
	struct call *next;
	struct flight *f;
	event_fn fn;
	void *arg;
};

static void call(void *arg)
{
	struct call *c = arg;
	struct flight *f = c->f;
	event_fn fn = c->fn;
	void *fn_arg = c->arg;

	c->next = f->free_calls;
	f->free_calls = c;
	f->live--;
	fn(fn_arg);
}

void flight_after(struct flight *f, uint64_t delay_ps, event_fn fn, void *arg)
{
	struct call *c = f->free_calls;

	if (c)
		f->free_calls = c->next;
	else
		c = pool_alloc(f, sizeof(*c));
	*c = (struct call){ .f = f, .fn = fn, .arg = arg };
	f->live++;
	clock_push(f->c, f->c->now_ps + delay_ps, call, c);
}

uint64_t flight_now_ps(const struct flight *f)
{
	return f->c->now_ps;
}

struct wire *flight_wire(const struct flight *f)
{
	return f->w;
}

bool flight_busy(const struct flight *f)
{
	return f->live;
}


/* --- the end of a request --- */

static void unlink_waiting(struct request *r)
{
	struct flight *f = r->f;

	if (r->older)
		r->older->newer = r->newer;
	else
		f->oldest = r->newer;
	if (r->newer)
		r->newer->older = r->older;
	else
		f->newest = r->older;
}

static void move_result(struct tlp_result *to, struct tlp_result *from)
{
	free(to->hop);
	*to = *from;
	*from = (struct tlp_result){ 0 };
}

static void finish(struct request *r, enum tlp_status status)
{
	struct flight *f = r->f;
	struct walk k = {
		.w = f->w, .src = r->sender->fn, .t = r->t, .r = r->r,
		.status = status, .now_ps = f->c->now_ps - r->sent_ps,
	};

	walk_end(&k);
	if (status == TLP_OK && r->t.at == TLP_TRANSLATION_REQUEST)
		wire_atc_take(f->w, r->sender->fn, &r->t, &r->ats, f->o.params.atc_entries);
	if (r->tagged) {
		unlink_waiting(r);
		tag_give(r->sender, r->tag);
		if (!r->sender->used && r->sender->fn)
			device_pending(r->sender->fn, false);
	}
	r->finished = true;
	f->live--;
	if (f->w->watch && !r->out)
		f->w->watch(f->w->watch_ctx, r->sender->fn, &r->t, r->r);
	if (r->out)
		move_result(r->out, r->r);
	if (r->notify.done)
		r->notify.done(r->notify.ctx, &r->t, r->r);
	if (!r->refs)
		request_free(r);
}

/* One event for the oldest of those that wait: all wait for the same time (2.8). */
static void too_late(void *arg)
{
	struct flight *f = arg;

	while (f->oldest && f->oldest->deadline_ps <= f->c->now_ps)
		finish(f->oldest, TLP_TIMEOUT);
	if (f->oldest)
		alarm_set(f->c, &f->timer, f->oldest->deadline_ps);
}

static void wait_for_completion(struct request *r)
{
	struct flight *f = r->f;

	r->tag = tag_take(f, r->sender);
	if (r->sender->used == 1 && r->sender->fn)
		device_pending(r->sender->fn, true);
	r->tagged = true;
	r->deadline_ps = f->c->now_ps + f->w->t.completion_timeout_ps;
	r->older = f->newest;
	if (f->newest)
		f->newest->newer = r;
	else
		f->oldest = r;
	f->newest = r;
	if (!f->timer.armed)
		alarm_set(f->c, &f->timer, r->deadline_ps);
}

/* Time does not run to a time-out of nobody. */
static bool anybody_waits(void *arg)
{
	const struct flight *f = arg;

	return f->oldest;
}

uint64_t flight_run(struct flight *f, uint64_t until_ps)
{
	uint64_t ran = 0;

	while (f->live && clock_step(f->c, until_ps))
		ran++;
	if (until_ps != UINT64_MAX && f->c->now_ps < until_ps)
		f->c->now_ps = until_ps;
	return ran;
}

/* --- a TLP at a port --- */

static void describe(struct flying *x)
{
	const struct walk *k = &x->k;
	enum tlp_type type = k->t.type;

	x->key = (struct order_key){
		.relaxed = k->t.relaxed, .ido = k->t.ido, .transaction = x->req->serial,
	};
	if (k->on_way_back) {
		x->kind = FLOW_COMPLETION;
		x->key.class = ORDER_COMPLETION;
		x->key.id = k->completer ? function_requester(k->completer) : 0;
		x->key.answers_io_write = type == TLP_IOWR;
		return;
	}
	x->key.id = k->t.requester;
	x->kind = tlp_is_posted(type) ? FLOW_POSTED : FLOW_NON_POSTED;
	x->key.class = tlp_is_posted(type) ? ORDER_POSTED :
		       type == TLP_IOWR || type == TLP_CFGWR ? ORDER_NON_POSTED_DATA :
							ORDER_READ;
	x->payload = type == TLP_MWR || type == TLP_IOWR || type == TLP_CFGWR ?
		     k->t.bytes : 0;
}

/*
 * To the link before which it stands, when it is ready for that: @delay_ps from now, so
 * late that its bytes do not run out on a faster link, and after what came before it by
 * @in (NULL: it begins here).
 */
static void send_on(struct flying *x, uint64_t delay_ps, struct flow *in)
{
	struct flight *f = x->req->f;
	struct flow *out = flow_of(f, &x->k);
	uint64_t ready = f->c->now_ps + delay_ps, ps;

	x->bytes = flow_tlp_bytes(&f->o.params, &out->rate, &x->k.t, x->k.on_way_back,
				  x->payload);
	ps = flow_rate_ps(&out->rate, x->bytes);
	if (x->tail_ps + delay_ps > ready + ps)
		ready = x->tail_ps + delay_ps - ps;
	if (in) {
		if (ready < in->last_out_ps)
			ready = in->last_out_ps;
		in->last_out_ps = ready;
	}
	x->to = out;
	x->from = in ? in : out;
	clock_push(f->c, ready, flow_enter, x);
}

/* --- completions --- */

/* A completion is where it ends: at the sender, or lost. */
static void completed(void *arg)
{
	struct flying *x = arg;
	struct request *r = x->req;
	enum tlp_status status = x->k.status;

	if (r->finished) {
		/* Its tag means nothing any more (2.3.2). */
		if (r->sender->fn && status != TLP_TIMEOUT)
			aer_record(r->sender->fn, AER_UNC_UNEXPECTED, &r->t, false);
	} else if (status == TLP_OK) {
		r->left -= x->payload;
		if (!r->left)
			finish(r, TLP_OK);
	} else if (status != TLP_TIMEOUT) {
		finish(r, status);
	}
	flying_free(r->f, x);
}

static void go_back(struct flying *x, uint64_t before_ps, uint32_t payload)
{
	struct flight *f = x->req->f;

	x->payload = payload;
	walk_turn(&x->k);
	describe(x);
	x->tail_ps = f->c->now_ps;
	if (x->k.stage == WALK_ENDED)
		clock_push(f->c, f->c->now_ps + (x->k.now_ps - before_ps), completed, x);
	else
		send_on(x, x->k.now_ps - before_ps, NULL);
}

/* Where a completer may cut: the root complex's is its root port's (7.5.3.7; 2.3.1.1). */
static uint32_t read_completion_boundary(const struct walk *k)
{
	const struct function *fn = k->src;

	if (k->completer || !fn)
		return 128;
	while (fn && fn->spec->type != SPEC_ROOT_PORT)
		fn = fn->bus->bridge;
	return fn && cap16(fn, CAP_PCIE, EXP_LNKCTL) & LNKCTL_RCB ? 128 : 64;
}

/*
 * How many of @left bytes at @address the next completion has: to a multiple of the
 * largest size, or, shuffled, to any at which it may end (2.3.1.1).
 */
static uint32_t completion_bytes(struct flight *f, const struct walk *k, uint64_t address,
				 uint32_t left)
{
	uint32_t rcb = read_completion_boundary(k), most, n;

	if (k->completer) {
		most = function_mps(k->completer);
	} else {
		most = f->o.params.root_completion_bytes / rcb * rcb;
		if (k->src && function_mps(k->src) < most)
			most = function_mps(k->src);
		if (most < rcb)
			most = rcb;
	}
	n = most - (uint32_t)(address % most);
	if (f->o.shuffle) {
		uint32_t first = rcb - (uint32_t)(address % rcb);

		n = first + rcb * (uint32_t)(flight_random(f) % ((n - first) / rcb + 1));
	}
	return n < left ? n : left;
}

/* The request is where it ends, and its completer has made an answer of it. */
static void answer(struct flying *x, uint64_t before_ps)
{
	struct request *r = x->req;
	struct walk k = x->k;
	bool reads = k.t.type == TLP_MRD || k.t.type == TLP_IORD || k.t.type == TLP_CFGRD;
	bool data = reads && k.status == TLP_OK;
	uint32_t done = 0, n;
	uint16_t completions = 0;

	r->left = data ? k.t.bytes : 0;
	do {
		n = data ? completion_bytes(r->f, &k, k.t.address + done, k.t.bytes - done) :
			   0;
		if (!x) {
			x = flying_new(r->f);
			x->req = r;
			r->refs++;
		}
		x->k = k;
		/* Its lower address, for the dwords it takes (2.2.9). */
		x->k.t.address = k.t.address + done;
		go_back(x, before_ps, n);
		done += n;
		completions++;
		x = NULL;
	} while (data && done < k.t.bytes);
	r->r->ncompletions = completions;
}

/* A posted request is where it ends; its sender does not hear, but who watches does. */
static void posted(void *arg)
{
	struct flying *x = arg;
	struct request *r = x->req;

	walk_turn(&x->k);
	finish(r, x->k.status);
	flying_free(r->f, x);
}

/*
 * Where a request ends, nothing of its way passes a write that came before it, and its
 * bytes stay in the buffer while the IOMMU holds it.
 */
static uint64_t end_in_order(struct flying *x, uint64_t when_ps)
{
	struct flow *in = x->holds;
	uint64_t now = x->req->f->c->now_ps + x->k.held_ps;

	flow_leave_buffer(x, x->tail_ps > now ? x->tail_ps : now);
	if (!in || x->k.on_way_back)
		return when_ps;
	if (when_ps < in->last_out_ps)
		when_ps = in->last_out_ps;
	if (tlp_is_posted(x->k.t.type))
		in->last_out_ps = when_ps;
	return when_ps;
}

static void ended(struct flying *x, uint64_t before_ps)
{
	struct flight *f = x->req->f;
	uint64_t when = end_in_order(x, f->c->now_ps + (x->k.now_ps - before_ps));

	x->k.now_ps = before_ps + (when - f->c->now_ps);
	if (x->k.on_way_back)
		clock_push(f->c, when, completed, x);
	else if (tlp_is_posted(x->k.t.type))
		clock_push(f->c, when, posted, x);
	else if (x->k.from != CPL_NONE)
		answer(x, before_ps);
	else
		flying_free(f, x);	/* its sender waits in vain */
}

void flight_arrive(void *arg)
{
	struct flying *x = arg;
	struct flight *f = x->req->f;
	struct walk *k = &x->k;
	uint64_t before = f->c->now_ps - x->req->sent_ps;
	struct flow *in = x->holds;

	k->now_ps = before;
	k->held_ps = 0;
	if (bridge_link_up(k->port)) {
		walk_resume(k);
	} else {
		/* What is on a link that goes down is lost (3.2.1). */
		k->stage = WALK_ENDED;
		k->status = TLP_TIMEOUT;
		k->from = CPL_NONE;
	}
	if (k->stage == WALK_ENDED)
		ended(x, before);
	else
		send_on(x, k->now_ps - before, in);
}

/* --- sending --- */

/* @k stands before its first link, or has ended without one. */
static void launch(struct request *r, const struct walk *k, uint64_t before_ps)
{
	struct flying *x = flying_new(r->f);

	x->req = r;
	r->refs++;
	x->k = *k;
	x->tail_ps = r->f->c->now_ps;
	describe(x);
	if (k->stage != WALK_ENDED) {
		send_on(x, k->now_ps - before_ps, NULL);
		return;
	}
	if (r->notify.left)
		flight_after(r->f, 0, r->notify.left, r->notify.ctx);
	ended(x, before_ps);
}

static void heard(void *ctx, const struct tlp *t, const struct tlp_result *r)
{
	(void)t, (void)r;
	*(bool *)ctx = true;
}

/* The result stays the request's until it is done: completions may come too late for it. */
void flight_carry(void *ctx, struct walk *k)
{
	struct flight *f = ctx;
	struct sender *s = sender_of(f, k->src);
	bool done = false, posted_one = tlp_is_posted(k->t.type);
	struct tlp_result *out = k->r;
	struct request *r;

	while (!posted_one && s->used == f->o.params.tags && clock_step(f->c, UINT64_MAX))
		;
	r = request_new(f);
	r->sender = s;
	r->sent_ps = f->c->now_ps;
	r->t = k->t;
	r->notify = (struct flight_notify){ .done = heard, .ctx = &done };
	r->out = out;
	r->own = *out;
	out->hop = NULL;
	k->r = r->r;
	f->live++;
	if (!posted_one) {
		wait_for_completion(r);
		k->t.tag = r->t.tag = r->tag;
	}
	launch(r, k, 0);
	while (!done && clock_step(f->c, UINT64_MAX))
		;
	k->r = out;
}

bool flight_send(struct flight *f, struct function *fn, const struct tlp *t,
		 const struct flight_notify *n)
{
	struct sender *s = sender_of(f, fn);
	bool posted_one = tlp_is_posted(t->type);
	struct request *r;
	struct walk k;

	if (!posted_one && s->used == f->o.params.tags)
		return false;
	r = request_new(f);
	r->sender = s;
	r->sent_ps = f->c->now_ps;
	r->t = *t;
	if (n)
		r->notify = *n;
	if (!walk_begin(&k, f->w, fn, &r->t, r->r)) {
		r->finished = true;
		if (r->notify.done)
			r->notify.done(r->notify.ctx, &r->t, r->r);
		request_free(r);
		return true;
	}
	f->live++;
	k.silent = !f->o.hops;
	k.walkers = f->walkers.n ? &f->walkers : NULL;
	k.sent_ps = f->c->now_ps;
	if (t->at == TLP_TRANSLATION_REQUEST)
		k.ats = &r->ats;
	if (!posted_one) {
		wait_for_completion(r);
		k.t.tag = r->t.tag = r->tag;
	}
	walk_leave(&k);
	launch(r, &k, 0);
	return true;
}

/* --- what is under way --- */

uint64_t flight_sent(const struct flight *f)
{
	return f->serial;
}

uint32_t flight_translated(const struct flight *f, uint64_t last)
{
	uint32_t n = 0;

	for (const struct flying *x = f->all; x; x = x->all_next)
		n += x->req->serial <= last && !x->k.on_way_back && !x->req->finished &&
		     x->k.r->translated;
	return n;
}

/* --- the flight --- */

struct flight *flight_new(struct wire *w, const struct flight_options *o)
{
	struct flight *f = calloc(1, sizeof(*f));

	if (!f)
		abort();
	f->w = w;
	if (o)
		f->o = *o;
	else
		flight_params_defaults(&f->o.params);
	f->c = f->o.clock ? f->o.clock : clock_new();
	f->timer = (struct alarm){ .fn = too_late, .arg = f, .wanted = anybody_waits };
	f->random = f->o.shuffle;
	f->walkers.n = f->o.params.walkers;
	f->nflows = 2 * w->f->spec->nfunctions;
	f->nsenders = w->f->spec->nfunctions + 1;
	f->flow = calloc(f->nflows, sizeof(struct flow *));
	f->sender = calloc(f->nsenders, sizeof(struct sender *));
	if ((f->nflows && !f->flow) || !f->sender)
		abort();
	return f;
}

void flight_free(struct flight *f)
{
	if (!f)
		return;
	pool_free(f);
	if (!f->o.clock)
		clock_free(f->c);
	free(f->walkers.free_ps);
	free(f->flow);
	free(f->sender);
	free(f);
}

struct flight_load flight_load(const struct flight *f, const struct function *port,
			       bool up)
{
	const struct flow *w = f->flow[2 * port->index + up];

	return w ? w->load : (struct flight_load){ 0 };
}

struct flight_memory flight_memory(const struct flight *f)
{
	return (struct flight_memory){ f->bytes, f->most_flying, evq_pending(f->c->q) };
}
