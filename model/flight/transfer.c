// SPDX-License-Identifier: GPL-2.0-only
/*
 * transfer.c - a DMA engine at work (see transfer.h).  It must not know links.
 */
#include "model/flight/transfer.h"

/* So many are made before the first link is free for them: making one takes a while. */
#define AHEAD 32u
/* While others have all tags of the function, it asks again after so long. */
#define AGAIN_PS 100000u

static void pump(struct transfer *t);

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
	} else {
		t->stopped = true;
		if (t->status == TLP_OK)
			t->status = r->status;
	}
	pump(t);
	if (transfer_is_done(t) && t->done)
		t->done(t);
}

static bool send_part(struct transfer *t)
{
	const struct flight_notify n = { left, one_done, t };
	struct tlp part = t->t;
	uint64_t at = t->window ? t->issued % t->window : t->issued, rest;
	uint8_t *data = t->t.data;

	rest = t->bytes - t->issued;
	if (t->window && rest > t->window - at)
		rest = t->window - at;
	part.address += at;
	part.bytes = (uint32_t)tlp_part_bytes(t->fn, part.type, part.address, rest);
	part.data = data ? data + at : NULL;
	/* Counted first: what may not be sent is done before this returns. */
	t->queued++;
	t->waiting++;
	t->issued += part.bytes;
	if (flight_send(t->f, t->fn, &part, &n))
		return true;
	t->queued--;
	t->waiting--;
	t->issued -= part.bytes;
	return false;
}

static void again(void *ctx)
{
	struct transfer *t = ctx;

	t->asks = false;
	pump(t);
}

static void pump(struct transfer *t)
{
	bool reads = t->t.type == TLP_MRD;

	while (!t->stopped && t->issued < t->bytes && t->queued < AHEAD &&
	       !(reads && t->outstanding && t->waiting >= t->outstanding)) {
		if (send_part(t))
			continue;
		/* None of its own is under way that would call it. */
		if (!t->waiting && !t->asks) {
			t->asks = true;
			flight_after(t->f, AGAIN_PS, again, t);
		}
		return;
	}
}

void transfer_start(struct transfer *t)
{
	t->start_ps = t->end_ps = flight_now_ps(t->f);
	pump(t);
}

bool transfer_is_done(const struct transfer *t)
{
	return !t->waiting && (t->stopped || t->issued == t->bytes);
}
