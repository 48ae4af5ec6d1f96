// SPDX-License-Identifier: GPL-2.0-only
/*
 * tlp.c - one transaction from sender to result, and transfers of many.
 *
 * It must not decide routes: route_up.c, cpl_up.c and rc.c do.
 */
#include <stdlib.h>
#include <string.h>

#include "model/wire/aer.h"
#include "model/wire/traits.h"
#include "model/wire/way.h"

static bool is_bad_shape(const struct tlp *t)
{
	return !t->bytes || t->address % 4096 + t->bytes > 4096;
}

/* What keeps an honest sender from sending; TLP_R_NONE if nothing does. */
static enum tlp_reason may_not_send(struct walk *k)
{
	const struct function *fn = k->src, *pf = fn->pf ? fn->pf : fn;
	uint32_t domain;
	uint8_t bus, devfn;

	if (!function_address(fn, &domain, &bus, &devfn))
		return TLP_R_NO_BUS_NUMBER;
	if (wire_in_reset(k->w, fn) || wire_in_reset(k->w, pf))
		return TLP_R_IN_RESET;
	/* D1 to D3hot: no requests but PME (5.3.1). */
	if (function_power_state(fn) || function_power_state(pf))
		return TLP_R_POWER;
	/* Bus Master Enable governs memory and I/O requests (7.5.1.1.3). */
	if (k->t.type != TLP_MSG && !function_master_enabled(fn))
		return TLP_R_MASTER_DISABLED;
	if (k->t.type != TLP_MSG && is_bad_shape(&k->t))
		return TLP_R_BOUNDARY;
	if (tlp_is_memory(k->t.type) && !k->t.forged) {
		unsigned int most = k->t.type == TLP_MRD ? function_mrrs(fn) :
							   function_mps(fn);

		if (k->t.bytes > most)
			return TLP_R_TOO_LONG;
	}
	if (k->t.forged)
		return TLP_R_NONE;
	/* ATS Control, Enable (10.5.1.3); PASID Control of the PF (7.8.9.3). */
	if (k->t.at != TLP_UNTRANSLATED && !function_ats_enabled(fn))
		return TLP_R_ATS_DISABLED;
	if (k->t.has_pasid && !(cap16(pf, CAP_PASID, PASID_CTRL_REG) & 1))
		return TLP_R_PASID_DISABLED;
	if (k->t.has_pasid && k->t.pasid >> (cap16(pf, CAP_PASID, PASID_CAP_REG) >> 8 & 0x1f))
		return TLP_R_PASID_WIDTH;
	return TLP_R_NONE;
}

static void begin(struct walk *k, struct wire *w, struct function *fn,
		  const struct tlp *t, struct tlp_result *r)
{
	struct tlp_hop *hop = r->hop;
	uint32_t room = r->room;

	memset(k, 0, sizeof(*k));
	memset(r, 0, sizeof(*r));
	r->hop = hop;
	r->room = room;
	k->w = w;
	k->src = fn;
	k->t = *t;
	k->r = r;
	if (fn)
		k->host_bridge = k->home = (uint16_t)fn->bus->host_bridge;
}


/* How many bytes the short cut takes a TLP for: all completions are one to it. */
static uint64_t bytes_on_link(const struct walk *k)
{
	const struct timing *t = &k->w->t;
	bool reads = k->t.type == TLP_MRD || k->t.type == TLP_IORD;
	bool writes = k->t.type == TLP_MWR || k->t.type == TLP_IOWR;
	uint64_t n = k->r->ncompletions ? k->r->ncompletions : 1;

	if (!k->on_way_back)
		return t->request_overhead_bytes + (writes ? k->t.bytes : 0);
	return n * t->completion_overhead_bytes +
	       (reads && k->status == TLP_OK ? k->t.bytes : 0);
}

/* The short cut: over each link at once, and only the time passes. */
static void cross(struct walk *k)
{
	uint16_t status = cap16(k->port, CAP_PCIE, EXP_LNKSTA);

	k->now_ps += timing_link_ps(&k->w->t, status & 0xf, status >> 4 & 0x3f,
				    bytes_on_link(k));
	walk_resume(k);
}

static void carry(struct walk *k)
{
	while (k->stage != WALK_ENDED)
		cross(k);
}

void walk_resume(struct walk *k)
{
	bool up = k->stage == WALK_LINK_UP;
	struct function *port = k->port;

	k->stage = WALK_ENDED;
	if (k->on_way_back && up)
		completion_up_from(k, port);
	else if (k->on_way_back)
		completion_down_from(k, port);
	else if (tlp_is_config(k->t.type))
		config_down_from(k, port);
	else if (up)
		route_up_from(k, port);
	else
		route_down_from(k, port);
}

bool walk_turn(struct walk *k)
{
	if (tlp_is_posted(k->t.type)) {
		k->status = k->status == TLP_OK ? TLP_OK : TLP_LOST;
		return false;
	}
	k->on_way_back = true;
	if (k->from == CPL_NONE) {
		k->status = TLP_TIMEOUT;
		return false;
	}
	route_completion(k);
	return true;
}

void walk_end(struct walk *k)
{
	struct tlp_result *r = k->r;

	r->status = k->status;
	r->latency_ps = k->now_ps;
	if (r->status == TLP_TIMEOUT)
		r->latency_ps = k->w->t.completion_timeout_ps;
	if (!k->src || k->t.dry)
		return;
	if (r->status == TLP_TIMEOUT)
		aer_record(k->src, AER_UNC_COMPLETION_TIMEOUT, &k->t, false);
	if (r->status == TLP_UR)
		aer_status(k->src, STS_RECEIVED_MASTER_ABORT);
	if (r->status == TLP_CA)
		aer_status(k->src, STS_RECEIVED_TARGET_ABORT);
}

static void carry_whole(struct walk *k)
{
	if (k->w->carry && !k->t.dry) {
		k->w->carry(k->w->carry_ctx, k);
		return;
	}
	carry(k);
	if (walk_turn(k))
		carry(k);
	walk_end(k);
}

/* A posted CPU write gets no completion; a read gets one or all ones. */
static bool begin_cpu(struct walk *k, struct wire *w, struct tlp *t, struct tlp_result *r)
{
	t->at = TLP_UNTRANSLATED;
	t->requester = 0;
	begin(k, w, NULL, t, r);
	if (tlp_is_config(t->type) || !is_bad_shape(t))
		return true;
	r->status = TLP_NOT_SENT;
	r->reason = TLP_R_BOUNDARY;
	return false;
}

bool walk_begin(struct walk *k, struct wire *w, struct function *fn, struct tlp *t,
		struct tlp_result *r)
{
	enum tlp_reason why;

	if (!fn)
		return begin_cpu(k, w, t, r);
	if (!t->forged)
		t->requester = function_requester(fn);
	if (!t->dry)
		t->tag = w->tag++;
	begin(k, w, fn, t, r);
	why = may_not_send(k);
	if (why == TLP_R_NONE)
		return true;
	walk_hop(k, fn, TLP_AT_SENDER, TLP_REFUSED, why, 0);
	r->status = TLP_NOT_SENT;
	r->reason = why;
	r->by = fn;
	return false;
}

void walk_leave(struct walk *k)
{
	if (!k->src) {
		rc_from_cpu(k);
		return;
	}
	walk_hop(k, k->src, TLP_AT_SENDER, TLP_GO_UP, TLP_R_NONE, 0);
	k->now_ps += k->w->t.device_ps;
	route_up(k, k->src);
}

static void send_with(struct wire *w, struct function *fn, struct tlp *t,
		      struct ats_answer *ats, struct tlp_result *r)
{
	struct walk k;

	if (walk_begin(&k, w, fn, t, r)) {
		k.ats = ats;
		walk_leave(&k);
		carry_whole(&k);
	}
	if (w->watch && !t->dry)
		w->watch(w->watch_ctx, fn, t, r);
}

void tlp_send(struct wire *w, struct function *fn, struct tlp *t,
	      struct tlp_result *r)
{
	send_with(w, fn, t, NULL, r);
}

void tlp_send_ats(struct wire *w, struct function *fn, struct tlp *t,
		  struct ats_answer *answer, struct tlp_result *r)
{
	send_with(w, fn, t, answer, r);
}

void tlp_from_cpu(struct wire *w, struct tlp *t, struct tlp_result *r)
{
	struct walk k;

	if (!begin_cpu(&k, w, t, r))
		return;
	walk_leave(&k);
	carry_whole(&k);
	if (r->status != TLP_OK && (t->type == TLP_MRD || t->type == TLP_IORD) &&
	    t->data && !t->dry)
		memset(t->data, 0xff, t->bytes);
	if (w->watch && !t->dry)
		w->watch(w->watch_ctx, NULL, t, r);
}

void tlp_config(struct wire *w, struct function *to, struct tlp *t, struct tlp_result *r)
{
	struct walk k;

	begin_cpu(&k, w, t, r);
	k.host_bridge = k.home = (uint16_t)to->bus->host_bridge;
	walk_leave(&k);
	carry_whole(&k);
	if (w->watch && !t->dry)
		w->watch(w->watch_ctx, NULL, t, r);
}

void tlp_result_free(struct tlp_result *r)
{
	free(r->hop);
	memset(r, 0, sizeof(*r));
}

uint64_t tlp_part_bytes(const struct function *fn, enum tlp_type type,
			uint64_t address, uint64_t left)
{
	uint64_t most = type == TLP_MRD ? function_mrrs(fn) : function_mps(fn);
	uint64_t page = 4096 - address % 4096;

	/* Aligned to its own size, a part crosses nothing it must not. */
	most -= address % most;
	if (most > page)
		most = page;
	return left < most ? left : most;
}

uint64_t wire_dma(struct wire *w, struct function *fn, const struct tlp *t,
		  uint64_t bytes, struct tlp_result *r)
{
	uint64_t done = 0, latency = 0;
	uint8_t *data = t->data;

	while (done < bytes) {
		struct tlp part = *t;

		part.address += done;
		part.bytes = (uint32_t)tlp_part_bytes(fn, t->type, part.address,
						      bytes - done);
		part.data = data ? data + done : NULL;
		tlp_send(w, fn, &part, r);
		latency += r->latency_ps;
		r->latency_ps = latency;
		if (r->status != TLP_OK)
			break;
		done += part.bytes;
	}
	return done;
}
