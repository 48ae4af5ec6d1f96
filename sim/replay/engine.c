// SPDX-License-Identifier: GPL-2.0-only
/*
 * engine.c - DMA engines (see engine.h): what they send, and records of what arrived
 * where it must not.
 *
 * Where each piece of the addresses within a page leads is asked, by a dry request, when
 * the engine starts.  It must not judge: the laws do.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/config/function.h"
#include "model/flight/flight.h"
#include "model/wire/msi.h"
#include "sim/facts/proof.h"
#include "sim/replay/crash.h"
#include "sim/replay/engine.h"
#include "sim/replay/mappings.h"
#include "sim/replay/mistake.h"
#include "sim/replay/proof.h"
#include "sim/replay/uapi.h"

#define PAGE 4096u
#define OUTSTANDING 16u			/* requests of one engine under way, at most */
/* An engine that may not send tries again after so long. */
#define AGAIN_PS 1000000ull
#define MESSAGES 64u

/* Addresses within one page, which lead on from @leads. */
struct piece {
	uint64_t address, bytes;
	struct tlp_landing leads;
};

struct engine {
	struct engine *next;
	struct world *w;
	const char *name;
	char client[PROOF_NAME];	/* its function: a VF may be gone by then */
	struct function *fn, *provider;	/* NULL: it is about DRAM */
	uint8_t bar;
	hp_sbdf sbdf;
	struct world_mapping m;
	struct scn_engine told;
	uint64_t from, bytes;		/* of the mapping */
	uint64_t sent;			/* of @bytes */
	uint32_t under_way;
	bool running, called, failed;
	bool drivers;			/* a driver of ours made the mapping: it lives while it runs */
	uint32_t blocked;		/* reads under way when the IOMMU stopped its function */
	struct tlp_result first;	/* of those that failed */
	struct piece *pieces;		/* in the order of the mapping */
	uint64_t npieces, last;		/* the one that was looked at last */
	uint8_t data[PAGE], message[4];
	char cause[PROOF_NAME];		/* what the kernel began with the provider; "" nothing */
	int32_t late_step;		/* the last in which a record was made */
};

struct messages {
	uint32_t data[MESSAGES], n, first;
};

static struct engine *engine_named(struct world *w, const char *name)
{
	struct engine *e;

	for (e = w->engines; e && strcmp(e->name, name); e = e->next)
		;
	return e;
}

/* --- what is late --- */

static void record_late(struct engine *e, enum proof_late_kind kind, uint32_t count,
			const char *cause, const struct tlp_result *r)
{
	struct proof_late l = { .step = e->w->step, .kind = kind, .count = count };

	/* One a step and engine: the others are the same again. */
	if (e->late_step == e->w->step)
		return;
	e->late_step = e->w->step;
	snprintf(l.engine, sizeof(l.engine), "%s", e->name);
	snprintf(l.client, sizeof(l.client), "%s", e->client);
	if (e->provider)
		world_name(e->w, e->m.req.provider, l.provider, sizeof(l.provider));
	snprintf(l.cause, sizeof(l.cause), "%s", cause);
	if (r) {
		l.landed = proof_end_of(e->w, r);
		l.reason = r->reason;
	}
	rec_begin(e->w->rec, REC_LATE);
	rec_bytes(e->w->rec, &l, sizeof(l));
	rec_end(e->w->rec);
}

/* The piece that @address is in; requests come in their order, nearly. */
static const struct piece *piece_of(struct engine *e, uint64_t address)
{
	for (uint64_t i = 0; i < e->npieces; i++) {
		uint64_t at = (e->last + i) % e->npieces;

		if (address - e->pieces[at].address < e->pieces[at].bytes) {
			e->last = at;
			return &e->pieces[at];
		}
	}
	return NULL;
}

/* Is @is where @address of @p led when the engine started? */
static bool leads_there(const struct piece *p, uint64_t address,
			const struct tlp_landing *is)
{
	return p && p->leads.kind == is->kind && p->leads.fn == is->fn &&
	       p->leads.bar == is->bar &&
	       p->leads.offset + (address - p->address) == is->offset;
}

/* The request went as far as the function that the kernel took back. */
static bool reached(const struct engine *e, const struct tlp_result *r)
{
	for (uint32_t i = 0; i < r->nhops; i++)
		if (!r->hop[i].completion && r->hop[i].fn == e->provider &&
		    r->hop[i].place == TLP_AT_TARGET)
			return true;
	return false;
}

static void look(struct engine *e, const struct tlp *t, const struct tlp_result *r)
{
	const struct hp_kernel *k = e->w->kernel->ops;
	const struct tlp_landing *is = &r->landing;

	if (e->provider && *e->cause && reached(e, r))
		record_late(e, PROOF_LATE_REVOKED, 1, e->cause, r);
	if (is->kind != TLP_LANDED_NOWHERE &&
	    !leads_there(piece_of(e, t->address), t->address, is))
		record_late(e, PROOF_LATE_ELSEWHERE, 1, "", r);
	else if (is->kind == TLP_LANDED_DRAM && k->page_used && !k->page_used(is->offset))
		record_late(e, PROOF_LATE_FREED, 1, "", r);
	else if (is->kind == TLP_LANDED_NOWHERE && e->drivers && e->running && !*e->cause)
		record_late(e, PROOF_LATE_LOST, 1, "", r);
}

/* --- sending --- */

static void pump(void *engine);

static void again(struct engine *e, uint64_t after_ps)
{
	if (e->called)
		return;
	e->called = true;
	flight_after(e->w->flight, after_ps, pump, e);
}

static void check_end(struct engine *e)
{
	if (e->sent == e->bytes && !e->under_way && !e->told.again)
		e->running = false;
}

static uint32_t from_le(const uint8_t *b)
{
	return b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

/* The message of its vector, as its registers are now; nobody waits for it. */
static void interrupted(void *ctx, const struct tlp *t, const struct tlp_result *r)
{
	struct engine *e = ctx;
	struct messages *q = e->w->messages;

	e->under_way--;
	check_end(e);
	if (r->landing.kind != TLP_LANDED_MSI || q->n == MESSAGES)
		return;
	q->data[(q->first + q->n++) % MESSAGES] = from_le(t->data);
	e->w->cpu_due = true;
}

static void interrupt(struct engine *e)
{
	const struct flight_notify n = { NULL, interrupted, e };
	struct msi_message m;
	struct tlp t = { .type = TLP_MWR, .bytes = 4, .data = e->message };

	if (!msi_message(e->w->wire, e->fn, e->told.vector, &m))
		return;
	t.address = m.address;
	for (uint32_t i = 0; i < 4; i++)
		e->message[i] = (uint8_t)(m.data >> 8 * i);
	e->under_way++;
	flight_send(e->w->flight, e->fn, &t, &n);
}

static void done(void *ctx, const struct tlp *t, const struct tlp_result *r)
{
	struct engine *e = ctx;

	e->under_way--;
	if (r->status == TLP_NOT_SENT) {
		if (e->told.again)
			again(e, AGAIN_PS);
		else
			e->running = false;
	} else {
		look(e, t, r);
	}
	if (r->status != TLP_OK && !e->failed) {
		e->failed = true;
		e->first.status = r->status;
		e->first.reason = r->reason;
	}
	if (e->running && !e->told.every_ps)
		again(e, 0);
	if (e->running && e->sent == e->bytes && !e->under_way && !e->told.again &&
	    e->told.interrupts && e->told.reads)
		interrupt(e);
	check_end(e);
}

static bool send_one(struct engine *e)
{
	const struct flight_notify n = { NULL, done, e };
	struct tlp t = { .type = e->told.reads ? TLP_MRD : TLP_MWR, .data = NULL };
	uint64_t left, at = e->from + e->sent;

	t.address = proof_address(&e->m, at, &left);
	if (left > e->bytes - e->sent)
		left = e->bytes - e->sent;
	t.bytes = (uint32_t)tlp_part_bytes(e->fn, t.type, t.address, left);
	if (!e->told.reads)
		t.data = e->data;
	e->under_way++;
	e->sent += t.bytes;
	if (!flight_send(e->w->flight, e->fn, &t, &n)) {
		e->under_way--;
		e->sent -= t.bytes;
		return false;
	}
	if (e->sent < e->bytes)
		return true;
	/* Behind its writes, which it cannot pass. */
	if (e->told.interrupts && !e->told.reads)
		interrupt(e);
	if (e->told.again)
		e->sent = 0;
	return true;
}

static void pump(void *engine)
{
	struct engine *e = engine;

	e->called = false;
	while (e->running && e->sent < e->bytes && e->under_way < OUTSTANDING && !e->called) {
		if (!send_one(e))
			again(e, AGAIN_PS);
		else if (e->told.every_ps)
			again(e, e->told.every_ps);
	}
	if (e->running && e->told.every_ps && e->sent < e->bytes)
		again(e, e->told.every_ps);
}

static void drain(struct engine *e)
{
	while (e->under_way && clock_step(e->w->clock, UINT64_MAX))
		;
}

/* --- its function and the one it sends to --- */

static const char *begun(const struct engine *e, enum fabric_event event,
			 const struct function *fn)
{
	uint64_t base, size;

	if (fn == e->provider && event == FABRIC_FLR)
		return "a function level reset";
	if (fn == e->provider && event == FABRIC_HOT_RESET)
		return "a hot reset";
	if (function_bar(e->provider, e->bar, &base, &size))
		return NULL;
	return event == FABRIC_POWER_STATE ? "its leaving D0" :
	       event == FABRIC_VF_DISABLE ? "the end of its VFs" :
					    "the end of its memory decoding";
}

/* Is @event the end of the VF that @e is the engine of? */
static bool ends_vf(const struct engine *e, enum fabric_event event,
		    const struct function *fn)
{
	return event == FABRIC_VF_DISABLE && function_is_vf(e->fn) &&
	       function_spec(fn) == function_spec(e->fn);
}

/*
 * An FLR is for a function whose requests have all been completed (6.6.2).  Clearing VF
 * Enable ends VFs (9.3.3.3.1), and is judged likewise.  Until then requests are translated:
 * what the kernel waits for must be able to end.
 */
static void look_at_end(struct engine *e, enum fabric_event event, const struct function *fn)
{
	const bool vfs = ends_vf(e, event, fn);
	const char *what = vfs ? "the end of its VFs" : "a function level reset";

	/* A PF that is reset ends its VFs, too, and nobody waits for them. */
	if (vfs && cap16(fn, CAP_SRIOV, IOV_CTRL) & IOV_CTRL_VFE)
		return;
	if (!vfs && (event != FABRIC_FLR || fn != e->fn))
		return;
	if (e->told.reads && e->under_way)
		record_late(e, PROOF_LATE_WAITS, e->under_way, what, NULL);
	else if (e->blocked)
		record_late(e, PROOF_LATE_BLOCKED, e->blocked, what, NULL);
	e->blocked = 0;
}

static void on_event(struct world *w, enum fabric_event event, struct function *fn)
{
	const char *why;

	for (struct engine *e = w->engines; e; e = e->next) {
		look_at_end(e, event, fn);
		if (ends_vf(e, event, fn) ||
		    (fn == e->fn && (event == FABRIC_FLR || event == FABRIC_HOT_RESET ||
				     event == FABRIC_POWER_RESET)))
			e->running = false;
		why = e->provider && !*e->cause ? begun(e, event, fn) : NULL;
		if (why)
			snprintf(e->cause, sizeof(e->cause), "%s", why);
	}
}

/* --- statements --- */

/* The mapping whose addresses it is given, or NULL after saying why there are none. */
static const struct world_mapping *addresses(struct world *w, const struct scn_step *s,
					     struct engine *e, struct outcome *o)
{
	const struct uapi_import *i;

	if (s->mapping >= 0) {
		e->m = w->mappings[s->mapping];
		e->drivers = true;
		e->fn = e->m.client;
		e->sbdf = e->m.req.client;
		e->provider = e->m.dram ? NULL : e->m.provider;
		e->bar = (uint8_t)(e->m.req.bar < 0 ? 0 : e->m.req.bar);
		if (e->m.live && !e->m.map.error)
			return &e->m;
	} else if ((i = uapi_import_named(w, s->text)) && i->was_mapped) {
		e->m = (struct world_mapping){ .name = i->name, .client = i->fn,
					       .map = i->map, .dram = i->memory };
		e->drivers = !i->iommufd;
		e->fn = i->fn;
		e->sbdf = i->sbdf;
		e->provider = i->memory ? NULL : i->buffer->fn;
		e->bar = i->memory ? 0 : i->buffer->bar;
		e->m.req.client = i->sbdf;
		e->m.req.provider = i->memory ? 0 : i->buffer->sbdf;
		return &e->m;
	}
	o->status = VERDICT_SKIP;
	o->reason = "it has no mapping";
	return NULL;
}

/* The next piece, @at bytes into the mapping; 0 if the mapping ends before. */
static uint64_t add_piece(struct engine *e, uint64_t at, uint64_t bytes)
{
	struct piece *p = &e->pieces[e->npieces];
	uint64_t left;

	p->address = proof_address(&e->m, at, &left);
	p->bytes = PAGE - p->address % PAGE;
	if (p->bytes > left)
		p->bytes = left;
	if (p->bytes > bytes)
		p->bytes = bytes;
	if (!p->bytes)
		return 0;
	proof_probe(e->w, &e->m, e->told.reads ? TLP_MRD : TLP_MWR, p->address, 1,
		    &e->w->probe);
	p->leads = e->w->probe.landing;
	e->npieces++;
	return p->bytes;
}

static bool where_pieces_lead(struct engine *e, struct outcome *o)
{
	/* Each page has one, and each segment may begin and end within a page. */
	uint64_t most = e->bytes / PAGE + 2ull * e->m.map.nsegments + 2, n;

	e->npieces = e->last = 0;
	e->pieces = calloc(most, sizeof(*e->pieces));
	if (!e->pieces)
		abort();	/* out of memory: nothing sensible is left to do */
	for (uint64_t at = 0; at < e->bytes; at += n) {
		n = add_piece(e, e->from + at, e->bytes - at);
		if (!n) {
			outcome_fail(o, "%s ends before 0x%llx", e->name,
				     (unsigned long long)(e->from + e->bytes));
			return false;
		}
	}
	return true;
}

static struct engine *engine_new(struct world *w, const char *name)
{
	struct engine *e = engine_named(w, name);

	if (e)
		return e;
	e = calloc(1, sizeof(*e));
	if (!e)
		abort();	/* out of memory: nothing sensible is left to do */
	if (!w->engines)
		world_subscribe(w, WORLD_BEFORE_SILENCE, on_event);
	e->next = w->engines;
	w->engines = e;
	if (!w->messages)
		w->messages = calloc(1, sizeof(*w->messages));
	if (!w->messages)
		abort();
	return e;
}

static void start(struct world *w, const struct scn_step *s, struct outcome *o)
{
	struct engine *e = engine_new(w, s->text);

	if (e->running || e->under_way) {
		mistake(w, &s->loc, o, "the engine of %s runs already; write step wait dma %s, or step dma %s stop, before",
			s->text, s->text, s->text);
		return;
	}
	e->w = w;
	e->name = s->text;
	e->told = s->engine;
	e->late_step = INT32_MIN;
	e->sent = 0;
	e->failed = false;
	e->cause[0] = '\0';
	if (!addresses(w, s, e, o))
		return;
	world_name(w, e->sbdf, e->client, sizeof(e->client));
	e->from = s->has_range ? s->offset : 0;
	e->bytes = s->has_range ? s->bytes : proof_bytes(&e->m);
	for (uint32_t i = 0; i < PAGE; i++)
		e->data[i] = proof_pattern(i);
	free(e->pieces);
	e->pieces = NULL;
	if (!e->bytes || !where_pieces_lead(e, o))
		return;
	e->running = true;
	/* With the short cut nothing is under way: all of it happens now, once. */
	if (!w->flight) {
		world_fly(w);
		e->told.again = false;
		pump(e);
		while ((e->running || e->under_way) && clock_step(w->clock, UINT64_MAX))
			;
		world_land(w);
		w->kernel->ops->advance(w->clock->now_ps);
		return;
	}
	pump(e);
}

static void wait_for(struct world *w, const struct scn_step *s, struct outcome *o)
{
	struct engine *e = engine_named(w, s->text);

	if (!e)
		return;
	if (e->running && e->told.again) {
		mistake(w, &s->loc, o, "the engine of %s goes on for ever; write step dma %s stop",
			s->text, s->text);
		return;
	}
	while (e->running || e->under_way)
		world_pass(w, w->clock->now_ps + AGAIN_PS);
	if (e->failed)
		outcome_fail(o, "a request of %s: %s: %s", s->text,
			     tlp_status_text(e->first.status),
			     tlp_reason_text(e->first.reason));
}

void engine_step(struct world *w, int32_t step, const struct scn_step *s,
		 struct outcome *o)
{
	struct engine *e;

	(void)step;
	switch (s->kind) {
	case SCN_STEP_ENGINE_START:
		start(w, s, o);
		break;
	case SCN_STEP_ENGINE_WAIT:
		wait_for(w, s, o);
		break;
	default:
		e = engine_named(w, s->text);
		if (!e)
			break;
		e->running = false;
		drain(e);
	}
}

void engine_blocked(struct world *w, hp_sbdf client, bool blocked)
{
	for (struct engine *e = w->engines; e; e = e->next) {
		if (e->sbdf != client)
			continue;
		/* A bus master is its driver's business. */
		e->blocked = blocked && e->told.reads && !function_master_enabled(e->fn) ?
				     e->under_way : 0;
	}
}

void engine_stop(struct world *w, hp_sbdf client)
{
	for (struct engine *e = w->engines; e; e = e->next) {
		if (e->sbdf != client)
			continue;
		e->running = false;
		drain(e);
	}
}

bool engine_message(struct world *w, uint32_t *data)
{
	struct messages *q = w->messages;

	if (!q || !q->n)
		return false;
	*data = q->data[q->first];
	q->first = (q->first + 1) % MESSAGES;
	q->n--;
	return true;
}

void engines_finish(struct world *w)
{
	for (struct engine *e = w->engines; e; e = e->next) {
		e->running = false;
		drain(e);
	}
}

void engines_free(struct world *w)
{
	struct engine *next;

	for (struct engine *e = w->engines; e; e = next) {
		next = e->next;
		free(e->pieces);
		free(e);
	}
	w->engines = NULL;
	free(w->messages);
	w->messages = NULL;
}
