// SPDX-License-Identifier: GPL-2.0-only
/*
 * tlp.c - a wire, and one transaction on it from sender to result.
 *
 * It must not decide routes: route_tlp.c, tlp_cpl.c and rc.c do.
 */
#include <stdlib.h>
#include <string.h>

#include "model/wire/msi.h"
#include "model/wire/wire.h"

static void *must(void *p)
{
	if (!p)
		abort();	/* out of memory: nothing sensible is left to do */
	return p;
}

struct wire *wire_new(struct fabric *f, const struct timing *timing)
{
	struct wire *w = must(calloc(1, sizeof(*w)));

	w->f = f;
	if (timing)
		w->t = *timing;
	else
		timing_defaults(&w->t);
	w->iommu = iommu_hw_new();
	w->memory = memory_new();
	w->ndram = dram_ranges(f->spec, &w->dram);
	if (f->spec->host.cpu_vendor != SPEC_CPU_OTHER) {
		w->msi_base = 0xfee00000;
		w->msi_bytes = 0x100000;
	}
	return w;
}

void wire_free(struct wire *w)
{
	if (!w)
		return;
	iommu_hw_free(w->iommu);
	memory_free(w->memory);
	free(w->dram);
	free(w->atc);
	free(w->in_reset);
	free(w);
}

struct fabric *wire_fabric(struct wire *w)
{
	return w->f;
}

struct iommu *wire_iommu(struct wire *w)
{
	return w->iommu;
}

struct memory *wire_memory(struct wire *w)
{
	return w->memory;
}

void wire_set_msi(struct wire *w, uint64_t base, uint64_t bytes)
{
	w->msi_base = base;
	w->msi_bytes = bytes;
}

void wire_watch(struct wire *w, wire_watch_fn watch, void *ctx)
{
	w->watch = watch;
	w->watch_ctx = ctx;
}

bool wire_in_reset(const struct wire *w, const struct function *fn)
{
	for (uint32_t i = 0; i < w->nin_reset; i++)
		if (w->in_reset[i] == fn)
			return true;
	return false;
}

void wire_set_in_reset(struct wire *w, struct function *fn, bool in_reset)
{
	if (wire_in_reset(w, fn) == in_reset)
		return;
	if (in_reset) {
		atc_forget(w, fn);
		msix_reset_table(w, fn);
		w->in_reset = must(realloc(w->in_reset, (w->nin_reset + 1) *
					   sizeof(struct function *)));
		w->in_reset[w->nin_reset++] = fn;
		return;
	}
	for (uint32_t i = 0; i < w->nin_reset; i++)
		if (w->in_reset[i] == fn)
			w->in_reset[i--] = w->in_reset[--w->nin_reset];
}

/* --- facts about functions --- */

struct acs acs_of(const struct function *fn)
{
	struct acs acs = {
		.present = fn->cap[CAP_ACS] != 0,
		.port = fn->spec->type == SPEC_ROOT_PORT ||
			fn->spec->type == SPEC_DOWNSTREAM_PORT,
		.ctrl = cap16(fn, CAP_ACS, function_acs_ctrl_reg(fn)),
	};

	return acs;
}

unsigned int egress_number(const struct function *peer)
{
	uint8_t bus, devfn;
	uint32_t domain;

	if (peer->below)
		return peer->port_number;
	if (!peer->vf)
		return peer->bus->link ? peer->devfn : peer->devfn & 7u;
	function_address(peer, &domain, &bus, &devfn);
	return devfn;
}

bool same_device(const struct function *a, const struct function *b)
{
	if (a->bus != b->bus)
		return false;
	return a->bus->link || a->bus->conventional ||
	       a->devfn >> 3 == b->devfn >> 3;
}

bool bridge_has_bus(const struct function *bridge, uint8_t bus)
{
	uint8_t secondary = function_secondary(bridge);

	return secondary && bus >= secondary && bus <= function_subordinate(bridge);
}

/* A VF uses its PF's sizes (9.3.5.4). */
static uint16_t devctl(const struct function *fn)
{
	return cap16(fn->pf ? fn->pf : fn, CAP_PCIE, EXP_DEVCTL);
}

unsigned int function_mps(const struct function *fn)
{
	return 128u << (devctl(fn) >> 5 & 7);
}

unsigned int function_mrrs(const struct function *fn)
{
	return fn->cap[CAP_PCIE] ? 128u << (devctl(fn) >> 12 & 7) : 4096;
}

uint16_t walk_requester(const struct function *fn)
{
	uint32_t domain;
	uint8_t bus, devfn;

	function_address(fn, &domain, &bus, &devfn);
	return (uint16_t)(bus << 8 | devfn);
}

/* --- the record --- */

struct tlp_hop *walk_hop(struct walk *k, struct function *fn, enum tlp_place place,
			 enum tlp_decision decision, enum tlp_reason reason,
			 uint16_t acs)
{
	struct tlp_result *r = k->r;
	struct tlp_hop *h;

	if (r->nhops == r->room) {
		r->room = r->room ? 2 * r->room : 16;
		r->hop = must(realloc(r->hop, r->room * sizeof(*r->hop)));
	}
	h = &r->hop[r->nhops++];
	*h = (struct tlp_hop){
		.fn = fn, .place = (uint8_t)place, .decision = (uint8_t)decision,
		.reason = (uint8_t)reason, .completion = k->on_way_back,
		.acs = acs, .host_bridge = k->host_bridge,
		.address = k->t.address, .at_ps = k->now_ps,
	};
	return h;
}

void walk_refuse(struct walk *k, struct function *fn, enum tlp_place place,
		 enum tlp_reason reason, uint16_t acs, enum tlp_status status,
		 uint32_t error, enum completer from)
{
	bool posted = tlp_is_posted(k->t.type);

	walk_hop(k, fn, place, TLP_REFUSED, reason, acs);
	k->r->reason = reason;
	k->r->by = fn;
	k->status = status;
	k->from = from;
	k->completer = fn;
	if (fn && error && !k->t.dry)
		aer_record(fn, error, &k->t, !posted && from != CPL_NONE);
}

void walk_link(struct walk *k, const struct function *port, uint64_t bytes)
{
	uint16_t status = cap16(port, CAP_PCIE, EXP_LNKSTA);

	k->now_ps += timing_link_ps(&k->w->t, status & 0xf, status >> 4 & 0x3f, bytes);
}

/* --- sending --- */

void walk_data(struct walk *k, uint64_t space, uint64_t address)
{
	if (k->t.dry || !k->t.data)
		return;
	if (k->t.type == TLP_MWR || k->t.type == TLP_IOWR)
		memory_write(k->w->memory, space, address, k->t.data, k->t.bytes);
	else if (k->t.type == TLP_MRD || k->t.type == TLP_IORD)
		memory_read(k->w->memory, space, address, k->t.data, k->t.bytes);
}

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
	return TLP_R_NONE;
}

uint64_t walk_request_bytes(const struct walk *k)
{
	bool data = k->t.type == TLP_MWR || k->t.type == TLP_IOWR;

	return k->w->t.request_overhead_bytes + (data ? k->t.bytes : 0);
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

/* The completion, or its absence, becomes what the sender knows. */
static void end(struct walk *k)
{
	struct tlp_result *r = k->r;

	if (tlp_is_posted(k->t.type)) {
		r->status = k->status == TLP_OK ? TLP_OK : TLP_LOST;
	} else {
		k->on_way_back = true;
		if (k->from != CPL_NONE)
			route_completion(k);
		else
			k->status = TLP_TIMEOUT;
		r->status = k->status;
	}
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

static void send(struct walk *k)
{
	enum tlp_reason why = may_not_send(k);

	if (why != TLP_R_NONE) {
		walk_hop(k, k->src, TLP_AT_SENDER, TLP_REFUSED, why, 0);
		k->r->status = TLP_NOT_SENT;
		k->r->reason = why;
		k->r->by = k->src;
		return;
	}
	walk_hop(k, k->src, TLP_AT_SENDER, TLP_GO_UP, TLP_R_NONE, 0);
	k->now_ps += k->w->t.device_ps;
	route_up(k, k->src);
	end(k);
}

static void send_with(struct wire *w, struct function *fn, struct tlp *t,
		      struct ats_answer *ats, struct tlp_result *r)
{
	struct walk k;

	if (!t->forged)
		t->requester = walk_requester(fn);
	if (!t->dry)
		t->tag = w->tag++;
	begin(&k, w, fn, t, r);
	k.ats = ats;
	send(&k);
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

	/* A posted CPU write gets no completion; a read gets one or all ones. */
	t->at = TLP_UNTRANSLATED;
	t->requester = 0;
	begin(&k, w, NULL, t, r);
	if (is_bad_shape(t)) {
		r->status = TLP_NOT_SENT;
		r->reason = TLP_R_BOUNDARY;
		return;
	}
	rc_from_cpu(&k);
	end(&k);
	if (r->status != TLP_OK && t->type == TLP_MRD && t->data && !t->dry)
		memset(t->data, 0xff, t->bytes);
	if (w->watch && !t->dry)
		w->watch(w->watch_ctx, NULL, t, r);
}

void tlp_result_free(struct tlp_result *r)
{
	free(r->hop);
	memset(r, 0, sizeof(*r));
}

/* --- long transfers --- */

static uint64_t part_bytes(const struct function *fn, enum tlp_type type,
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
		part.bytes = (uint32_t)part_bytes(fn, t->type, part.address,
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
