// SPDX-License-Identifier: GPL-2.0-only
/*
 * transfer.c - a DMA engine at work (see transfer.h).  It must not know links.
 */
#include "model/flight/transfer.h"

/* So many are made before the first link is free for them: making one takes a while. */
#define AHEAD 32u
/* While others have all tags of the function, it asks again after so long. */
#define AGAIN_PS 100000u
#define PAGE 4096ull

static void pump(struct transfer *t);

static void end(struct transfer *t, enum tlp_status status)
{
	t->stopped = true;
	if (t->status == TLP_OK)
		t->status = status;
}

static void told(struct transfer *t)
{
	pump(t);
	if (transfer_is_done(t) && t->done)
		t->done(t);
}

/* --- what it will send --- */

/* splitmix64 (Steele and others, 2014). */
static uint64_t next_random(struct transfer *t)
{
	uint64_t z = t->state += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

/* A random one of the window's places, which are as far apart as requests are long. */
static uint64_t random_place(struct transfer *t)
{
	uint64_t places = t->each ? t->window / t->each : 0;

	return places ? next_random(t) % places * t->each : 0;
}

static void plan_one(struct transfer *t)
{
	struct transfer_part *p = &t->plan[(t->first + t->nplan) % TRANSFER_AHEAD];
	uint64_t left = t->bytes - t->planned, at = t->planned, rest = left;

	if (t->window)
		at = t->random ? random_place(t) : t->planned % t->window;
	if (t->window && rest > t->window - at)
		rest = t->window - at;
	if (t->each && rest > t->each)
		rest = t->each;
	p->address = t->t.address + at;
	p->bytes = (uint32_t)tlp_part_bytes(t->fn, t->t.type, p->address, rest);
	t->planned += p->bytes;
	t->nplan++;
}

/* --- translations --- */

static bool is_asked(const struct transfer *t, uint64_t page)
{
	for (uint32_t i = 0; i < t->nasked; i++)
		if (t->asked[i] == page)
			return true;
	return false;
}

static void translated(void *ctx, const struct tlp *asked, const struct tlp_result *r)
{
	struct transfer *t = ctx;
	struct ats_answer a;

	for (uint32_t i = 0; i < t->nasked; i++)
		if (t->asked[i] == asked->address)
			t->asked[i--] = t->asked[--t->nasked];
	if (r->status != TLP_OK)
		end(t, r->status);
	else if (!wire_atc_lookup(flight_wire(t->f), t->fn, asked->address, false, 0, &a))
		end(t, TLP_UR);		/* there is no translation */
	told(t);
}

/* Asks for the page of @address, unless it is there or on its way. */
static void ask(struct transfer *t, uint64_t address)
{
	const struct flight_notify n = { NULL, translated, t };
	struct tlp q = {
		.type = TLP_MRD, .at = TLP_TRANSLATION_REQUEST, .bytes = 8,
		.address = address & ~(PAGE - 1),
	};
	struct ats_answer a;

	if (t->nasked == TRANSFER_AHEAD || is_asked(t, q.address) ||
	    wire_atc_lookup(flight_wire(t->f), t->fn, address, false, 0, &a))
		return;
	/* Counted first: what may not be sent is done before this returns. */
	t->asked[t->nasked++] = q.address;
	if (!flight_send(t->f, t->fn, &q, &n))
		t->nasked--;
}

/* Returns false while its page is not there. */
static bool translate(struct transfer *t, struct tlp *part)
{
	struct ats_answer a;

	if (!wire_atc_lookup(flight_wire(t->f), t->fn, part->address, false, 0, &a)) {
		ask(t, part->address);
		return false;
	}
	if (part->type == TLP_MWR ? !a.write : !a.read) {
		end(t, TLP_UR);
		return false;
	}
	part->address = a.address + (part->address & (a.bytes - 1));
	part->at = TLP_TRANSLATED;
	return true;
}

static void plan(struct transfer *t)
{
	uint32_t most = t->ats ? TRANSFER_AHEAD : 1;

	while (t->nplan < most && t->planned < t->bytes && !t->stopped) {
		plan_one(t);
		if (t->ats)
			ask(t, t->plan[(t->first + t->nplan - 1) % TRANSFER_AHEAD].address);
	}
}

/* --- sending --- */

static void left(void *ctx)
{
	struct transfer *t = ctx;

	t->queued--;
	pump(t);
}

static void one_done(void *ctx, const struct tlp *part, const struct tlp_result *r)
{
	struct transfer *t = ctx;

	t->waiting--;
	if (r->status == TLP_NOT_SENT)
		t->queued--;
	if (r->status == TLP_OK) {
		t->arrived += part->bytes;
		t->end_ps = flight_now_ps(t->f);
		if (t->latency)
			latency_add(t->latency, r->latency_ps);
	} else {
		end(t, r->status);
	}
	told(t);
}

static void again(void *ctx)
{
	struct transfer *t = ctx;

	t->asks = false;
	told(t);
}

static void look_again(struct transfer *t, uint64_t delay_ps)
{
	if (t->asks)
		return;
	t->asks = true;
	flight_after(t->f, delay_ps, again, t);
}

/* Returns false if it cannot be sent now; somebody will call pump(). */
static bool send_part(struct transfer *t)
{
	const struct flight_notify n = { left, one_done, t };
	const struct transfer_part *p = &t->plan[t->first];
	uint64_t now = flight_now_ps(t->f);
	struct tlp part = t->t;
	uint8_t *data = t->t.data;

	if (now < t->next_ps) {
		look_again(t, t->next_ps - now);
		return false;
	}
	part.address = p->address;
	part.bytes = p->bytes;
	part.data = data ? data + (p->address - t->t.address) : NULL;
	if (t->ats && !translate(t, &part)) {
		/* None is under way whose end would call it. */
		if (!t->stopped && !t->nasked)
			look_again(t, AGAIN_PS);
		return false;
	}
	/* Counted first: what may not be sent is done before this returns. */
	t->first = (t->first + 1) % TRANSFER_AHEAD;
	t->nplan--;
	t->queued++;
	t->waiting++;
	t->issued += part.bytes;
	t->next_ps = now + t->gap_ps;
	if (flight_send(t->f, t->fn, &part, &n))
		return true;
	t->first = (t->first + TRANSFER_AHEAD - 1) % TRANSFER_AHEAD;
	t->nplan++;
	t->queued--;
	t->waiting--;
	t->issued -= part.bytes;
	if (!t->waiting)
		look_again(t, AGAIN_PS);
	return false;
}

static void pump(struct transfer *t)
{
	while (!t->stopped && t->issued < t->bytes && t->queued < AHEAD &&
	       !(t->outstanding && t->waiting >= t->outstanding)) {
		plan(t);
		if (t->stopped || !t->nplan || !send_part(t))
			return;
	}
}

void transfer_start(struct transfer *t)
{
	t->start_ps = t->end_ps = flight_now_ps(t->f);
	t->state = t->random;
	if (t->random && !t->each)
		t->each = (uint32_t)tlp_part_bytes(t->fn, t->t.type, 0, UINT32_MAX);
	pump(t);
}

bool transfer_is_done(const struct transfer *t)
{
	return !t->waiting && !t->nasked && !t->asks &&
	       (t->stopped || t->issued == t->bytes);
}
