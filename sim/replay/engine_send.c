// SPDX-License-Identifier: GPL-2.0-only
/*
 * engine_send.c - the requests of a DMA engine: one after the other, as many at a time
 * as it may have, and its message at the end.
 *
 * It must not know what became of them: engine_late.c looks.
 */
#include "model/config/function.h"
#include "model/flight/flight.h"
#include "model/wire/msi.h"
#include "sim/replay/engine_internal.h"
#include "sim/replay/proof.h"

static void again(struct engine *e, uint64_t after_ps)
{
	if (e->called)
		return;
	e->called = true;
	flight_after(e->w->flight, after_ps, engine_pump, e);
}

/* All is sent: of the mapping's part, or of the list. */
static bool is_through(const struct engine *e)
{
	return e->ring.used ? e->ring.next == e->npieces && !e->ring.left :
			      e->sent == e->bytes;
}

static void check_end(struct engine *e)
{
	if (is_through(e) && !e->under_way && !e->told.again)
		e->running = false;
}

/* The first is what a statement that waits for it says. */
static void note_failure(struct engine *e, const struct tlp_result *r)
{
	if (r->status == TLP_OK || e->failed)
		return;
	e->failed = true;
	e->first.status = r->status;
	e->first.reason = r->reason;
}

static uint32_t from_le(const uint8_t *b)
{
	return b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

/* The message of its vector, as its registers are now; nobody waits for it. */
static void interrupted(void *ctx, const struct tlp *t, const struct tlp_result *r)
{
	struct engine *e = ctx;

	e->under_way--;
	check_end(e);
	if (r->landing.kind == TLP_LANDED_MSI)
		engine_message_came(e->w, from_le(t->data));
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

/* --- translations (Base 10.2) --- */

/* One page has none: what is sent there goes untranslated, as if there were no ATS. */
static void answered(void *ctx, const struct tlp *t, const struct tlp_result *r)
{
	struct engine *e = ctx;
	struct ats_answer a;

	(void)r;
	e->under_way--;
	e->asking = false;
	if (!wire_atc_lookup(e->w->wire, e->fn, t->address, false, 0, &a))
		e->refused = t->address;
	if (e->running && !e->told.every_ps)
		again(e, 0);
	check_end(e);
}

static void ask(struct engine *e, uint64_t page)
{
	const struct flight_notify n = { NULL, answered, e };
	const struct tlp t = { .type = TLP_MRD, .at = TLP_TRANSLATION_REQUEST, .bytes = 8,
			       .address = page };

	e->asking = true;
	e->under_way++;
	if (flight_send(e->w->flight, e->fn, &t, &n))
		return;
	e->asking = false;
	e->under_way--;
	again(e, AGAIN_PS);
}

/*
 * @t by the translated address, if @e's function uses ATS and has it or there is none.
 * Returns false if it has to be asked for.
 */
static bool translate(struct engine *e, struct tlp *t)
{
	const uint64_t page = t->address & ~(uint64_t)(PAGE - 1);
	struct ats_answer a;

	if (!function_ats_enabled(e->fn) || page == e->refused)
		return true;
	if (!wire_atc_lookup(e->w->wire, e->fn, t->address, false, 0, &a))
		return false;
	if (t->type == TLP_MWR ? !a.write : !a.read)
		return true;
	t->address = a.address + (t->address & (a.bytes - 1));
	t->at = TLP_TRANSLATED;
	return true;
}

/* --- requests --- */

static void done(void *ctx, const struct tlp *t, const struct tlp_result *r)
{
	struct engine_request *q = ctx;
	struct engine *e = q->e;

	(void)t;
	q->e = NULL;
	e->under_way--;
	if (r->status == TLP_NOT_SENT) {
		if (e->told.again)
			again(e, AGAIN_PS);
		else
			e->running = false;
	} else {
		engine_look(e, q->address, r);
	}
	note_failure(e, r);
	if (e->running && !e->told.every_ps)
		again(e, 0);
	if (e->running && is_through(e) && !e->under_way && !e->told.again &&
	    e->told.interrupts && e->told.reads)
		interrupt(e);
	check_end(e);
}

/* --- descriptors --- */

static uint64_t from_le64(const uint8_t *b)
{
	return from_le(b) | (uint64_t)from_le(b + 4) << 32;
}

/* It does what the descriptor says; one of no bytes, or that it could not read, ends it. */
static void described(void *ctx, const struct tlp *t, const struct tlp_result *r)
{
	struct engine *e = ctx;
	struct engine_ring *ring = &e->ring;

	(void)t;
	e->under_way--;
	ring->reading = false;
	if (r->status == TLP_NOT_SENT && e->told.again) {
		again(e, AGAIN_PS);
		return;
	}
	engine_look_at_ring(e, r);
	ring->next++;
	ring->address = from_le64(ring->data);
	ring->left = r->status == TLP_OK ? from_le(ring->data + 8) : 0;
	if (!ring->left)
		e->running = false;
	note_failure(e, r);
	if (e->running && !e->told.every_ps)
		again(e, 0);
	check_end(e);
}

static bool send_or_ask(struct engine *e, struct tlp *t, const struct flight_notify *n)
{
	const uint64_t address = t->address;

	if (!translate(e, t)) {
		ask(e, address & ~(uint64_t)(PAGE - 1));
		return false;
	}
	e->under_way++;
	if (flight_send(e->w->flight, e->fn, t, n))
		return true;
	e->under_way--;
	again(e, AGAIN_PS);
	return false;
}

/* Reads the next descriptor.  Nothing else is sent until it is there. */
static void describe(struct engine *e)
{
	const struct flight_notify n = { NULL, described, e };
	struct engine_ring *ring = &e->ring;
	struct tlp t = { .type = TLP_MRD, .bytes = DESCRIPTOR_BYTES, .data = ring->data };
	uint64_t left;

	t.address = proof_address(&ring->m, ring->next * DESCRIPTOR_BYTES, &left);
	/* Said first: what may not be sent is done before this returns. */
	ring->reading = true;
	if (!send_or_ask(e, &t, &n))
		ring->reading = false;
}

/* --- parts --- */

static struct tlp next_part(struct engine *e)
{
	struct tlp t = { .type = e->told.reads ? TLP_MRD : TLP_MWR };
	uint64_t left;

	if (e->ring.used) {
		t.address = e->ring.address;
		left = e->ring.left;
	} else {
		t.address = proof_address(&e->m, e->from + e->sent, &left);
		if (left > e->bytes - e->sent)
			left = e->bytes - e->sent;
	}
	t.bytes = (uint32_t)tlp_part_bytes(e->fn, t.type, t.address, left);
	t.data = e->told.reads ? NULL : e->data;
	return t;
}

static void advance(struct engine *e, uint32_t bytes)
{
	e->sent += bytes;
	if (!e->ring.used)
		return;
	e->ring.address += bytes;
	e->ring.left -= bytes;
}

static void retreat(struct engine *e, uint32_t bytes)
{
	e->sent -= bytes;
	if (!e->ring.used)
		return;
	e->ring.address -= bytes;
	e->ring.left += bytes;
}

static void from_the_start(struct engine *e)
{
	e->sent = 0;
	e->ring.next = 0;
}

/* The next request.  Returns false if it cannot be sent now; engine_pump() will be called. */
static bool send_one(struct engine *e)
{
	struct engine_request *q = e->request;
	struct flight_notify n = { NULL, done, NULL };
	struct tlp t = next_part(e);

	/* There is one: fewer than OUTSTANDING are under way. */
	while (q->e)
		q++;
	*q = (struct engine_request){ e, t.address };
	n.ctx = q;
	/* Counted first: what may not be sent is done before this returns. */
	advance(e, t.bytes);
	if (!send_or_ask(e, &t, &n)) {
		q->e = NULL;
		retreat(e, t.bytes);
		return false;
	}
	if (!is_through(e))
		return true;
	/* Behind its writes, which it cannot pass. */
	if (e->told.interrupts && !e->told.reads)
		interrupt(e);
	if (e->told.again)
		from_the_start(e);
	return true;
}

static bool may_send(const struct engine *e)
{
	return e->running && !is_through(e) && e->under_way < OUTSTANDING && !e->called &&
	       !e->asking && !e->ring.reading;
}

void engine_pump(void *engine)
{
	struct engine *e = engine;

	e->called = false;
	while (may_send(e)) {
		if (e->ring.used && !e->ring.left)
			describe(e);
		else if (send_one(e) && e->told.every_ps)
			again(e, e->told.every_ps);
	}
	if (e->running && e->told.every_ps && !is_through(e))
		again(e, e->told.every_ps);
}

void engine_drain(struct engine *e)
{
	while (e->under_way && clock_step(e->w->clock, UINT64_MAX))
		;
}
