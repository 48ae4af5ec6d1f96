// SPDX-License-Identifier: GPL-2.0-only
/*
 * engine.c - DMA engines (see engine.h): the statements about them, and what drivers and
 * the IOMMU do to them.
 */
#include <stdlib.h>
#include <string.h>

#include "model/config/function.h"
#include "sim/replay/engine_internal.h"
#include "sim/replay/mistake.h"
#include "sim/replay/proof.h"
#include "sim/replay/uapi.h"

static struct engine *engine_named(struct world *w, const char *name)
{
	struct engine *e;

	for (e = w->engines; e && strcmp(e->name, name); e = e->next)
		;
	return e;
}

/* A driver of ours sends by no mapping that it gave up; who uses VFIO may. */
static bool has_mapping(struct world *w, const struct uapi_import *i)
{
	static struct hp_import now;

	if (!i || !i->was_mapped)
		return false;
	return i->iommufd ||
	       (i->handle && !w->kernel->ops->import_state(i->handle, &now) && now.mappings);
}

/* The importer @name as a mapping, or false if it holds none. */
static bool importer(struct world *w, const char *name, struct world_mapping *m,
		     const struct uapi_import **out)
{
	const struct uapi_import *i = uapi_import_named(w, name);

	if (!has_mapping(w, i))
		return false;
	*m = (struct world_mapping){ .name = i->name, .client = i->fn,
				     .map = i->map, .dram = i->memory };
	m->req.client = i->sbdf;
	m->req.provider = i->memory ? 0 : i->buffer->sbdf;
	*out = i;
	return true;
}

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
	} else if (importer(w, s->text, &e->m, &i)) {
		e->drivers = !i->iommufd;
		e->fn = i->fn;
		e->sbdf = i->sbdf;
		e->provider = i->memory ? NULL : i->buffer->fn;
		e->bar = i->memory ? 0 : i->buffer->bar;
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

/* The memory with its descriptors; false after saying what is wrong with it. */
static bool find_ring(struct world *w, const struct scn_step *s, struct engine *e,
		      struct outcome *o)
{
	const struct scn_engine *told = &s->engine;
	struct world_mapping *m = &e->ring.m;
	const struct uapi_import *i;
	bool live;

	e->ring = (struct engine_ring){ .used = told->ring != NULL };
	if (!told->ring)
		return true;
	if (told->ring_mapping >= 0) {
		*m = w->mappings[told->ring_mapping];
		live = m->live && !m->map.error;
	} else {
		live = importer(w, told->ring, m, &i);
	}
	if (!live) {
		o->status = VERDICT_SKIP;
		o->reason = "the memory of its descriptors is not mapped";
		return false;
	}
	if (m->dram && m->client == e->fn &&
	    proof_bytes(m) / DESCRIPTOR_BYTES >= e->npieces)
		return true;
	mistake(w, &s->loc, o, "%s has no place for its descriptors; name memory that is mapped for the same function, with 16 bytes for each page: %llu",
		told->ring, (unsigned long long)(e->npieces * DESCRIPTOR_BYTES));
	return false;
}

static void put_le(uint8_t *b, uint64_t value, uint32_t bytes)
{
	for (uint32_t i = 0; i < bytes; i++)
		b[i] = (uint8_t)(value >> 8 * i);
}

/* Its driver writes the list, as the CPU: where it is, a dry request of the device says. */
static void write_ring(struct engine *e, struct outcome *o)
{
	for (uint64_t i = 0; e->ring.used && i < e->npieces; i++) {
		uint8_t d[DESCRIPTOR_BYTES] = { 0 };
		uint64_t left, at = proof_address(&e->ring.m, i * DESCRIPTOR_BYTES, &left);

		proof_probe(e->w, &e->ring.m, TLP_MRD, at, DESCRIPTOR_BYTES, &e->w->probe);
		if (e->w->probe.landing.kind != TLP_LANDED_DRAM) {
			outcome_fail(o, "%s cannot read its descriptors in %s", e->client,
				     e->ring.m.name);
			return;
		}
		put_le(d, e->pieces[i].address, 8);
		put_le(d + 8, e->pieces[i].bytes, 4);
		memory_write(wire_memory(e->w->wire), MEMORY_DRAM,
			     e->w->probe.landing.offset, d, DESCRIPTOR_BYTES);
	}
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
		engine_watch(w);
	e->next = w->engines;
	w->engines = e;
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
	e->failed = e->asking = e->lost = false;
	e->refused = ENGINE_NO_PAGE;
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
	if (!e->bytes || !where_pieces_lead(e, o) || !find_ring(w, s, e, o))
		return;
	write_ring(e, o);
	e->running = true;
	/* With the short cut nothing is under way: all of it happens now, once. */
	if (!w->flight) {
		world_fly(w);
		e->told.again = false;
		engine_pump(e);
		/* To the end: credits come back after the last TLP has arrived. */
		while (clock_step(w->clock, UINT64_MAX))
			;
		world_land(w);
		w->kernel->ops->advance(w->clock->now_ps);
		return;
	}
	engine_pump(e);
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
		engine_drain(e);
	}
}

void engine_blocked(struct world *w, hp_sbdf client, bool blocked)
{
	for (struct engine *e = w->engines; e; e = e->next) {
		if (!e->fn || e->sbdf != client)
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
		engine_drain(e);
	}
}

void engine_message_came(void *ctx, uint32_t data)
{
	struct world *w = ctx;
	struct messages *q = w->messages;

	if (!q)
		q = w->messages = calloc(1, sizeof(*q));
	if (!q)
		abort();	/* out of memory: nothing sensible is left to do */
	if (q->n == MESSAGES)
		return;
	q->data[(q->first + q->n++) % MESSAGES] = data;
	w->cpu_due = true;
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
		engine_drain(e);
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
