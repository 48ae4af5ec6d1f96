// SPDX-License-Identifier: GPL-2.0-only
/*
 * rc.c - the root complex: host bridges and their windows, memory, the IOMMU, and
 * requests for a peer.
 *
 *	root port ─► MSI? ─► IOMMU ─► CPU physical ─► window of a host bridge ─► down
 *	               │       └ off ─► bus address ─┤
 *	               └► interrupt                  └► DRAM
 *
 * Base 1.3.1 and 6.12 leave it to the root complex whether it forwards
 * peer-to-peer requests.  The host profile decides: spec.host.rc_p2p.
 */
#include <stdlib.h>
#include <string.h>

#include "model/iommu/iommu.h"
#include "model/wire/aer.h"
#include "model/wire/coherent.h"
#include "model/wire/memory.h"
#include "model/wire/traits.h"
#include "model/wire/way.h"

static const struct spec *spec_of(const struct walk *k)
{
	return k->w->f->spec;
}

static enum spec_rc_p2p profile(const struct walk *k)
{
	return spec_of(k)->host.rc_p2p;
}

bool rc_carries(const struct walk *k, bool posted)
{
	enum spec_rc_p2p p2p = profile(k);

	return p2p != SPEC_RC_REFUSE && (p2p != SPEC_RC_WRITES || posted);
}

static enum tlp_reason why_not(const struct walk *k)
{
	return profile(k) == SPEC_RC_WRITES ? TLP_R_RC_WRITES_ONLY : TLP_R_RC_REFUSES;
}

/* Unsupported Request by the root complex, or by the IOMMU in it. */
static void refuse(struct walk *k, enum tlp_place place, enum tlp_reason reason)
{
	walk_refuse(k, NULL, place, reason, 0, TLP_UR, 0, CPL_ROOT);
}

/* --- the machine's address map --- */

static bool window_is_io(const struct spec_window *win)
{
	return win->kind == SPEC_WIN_IO;
}

/* The window of host bridge @hb that holds bus address @bus. */
static const struct spec_window *window_by_bus(const struct walk *k, uint32_t hb,
					       uint64_t bus, bool io)
{
	const struct spec_host_bridge *b = &spec_of(k)->host_bridges[hb];

	for (uint32_t i = 0; i < b->nwindows; i++) {
		const struct spec_window *win = &b->windows[i];
		uint64_t base = win->cpu_base - (uint64_t)win->offset;

		if (window_is_io(win) == io && bus - base < win->size_bytes)
			return win;
	}
	return NULL;
}

/* The window, of any host bridge, that holds a CPU physical address, or an I/O port. */
static const struct spec_window *window_by_cpu(const struct walk *k, uint64_t cpu,
					       bool io, uint16_t *hb)
{
	const struct spec *s = spec_of(k);

	for (uint32_t h = 0; h < s->nbridges; h++)
		for (uint32_t i = 0; i < s->host_bridges[h].nwindows; i++) {
			const struct spec_window *win = &s->host_bridges[h].windows[i];

			if (window_is_io(win) == io &&
			    cpu - win->cpu_base < win->size_bytes) {
				*hb = (uint16_t)h;
				return win;
			}
		}
	return NULL;
}

static bool is_dram(const struct walk *k, uint64_t cpu)
{
	const struct wire *w = k->w;

	for (uint32_t i = 0; i < w->ndram; i++)
		if (cpu - w->dram[i].base < w->dram[i].bytes)
			return true;
	return false;
}

/*
 * Converts an untranslated bus address to CPU physical, by the host bridge's
 * inbound view of DRAM.  Returns false if the view has no such address.
 */
static bool inbound(const struct walk *k, uint64_t bus, uint64_t *cpu)
{
	const struct spec_host_bridge *b = &spec_of(k)->host_bridges[k->host_bridge];

	for (uint32_t i = 0; i < b->ndram_views; i++) {
		const struct spec_dram_view *v = &b->dram_views[i];

		*cpu = bus + (uint64_t)v->offset;
		if (*cpu - v->cpu_base < v->size_bytes)
			return true;
	}
	*cpu = bus + (uint64_t)b->dram_offset;
	return !b->ndram_views;
}

/* --- down into a hierarchy --- */

/* From the root bus of k->host_bridge, to bus address k->t.address. */
static void down(struct walk *k)
{
	struct bus *root = &k->w->f->roots[k->host_bridge];
	struct function *next = NULL;
	struct fabric_target target;

	for (unsigned int i = 0; i < root->nslots; i++) {
		struct function *fn = root->slot[i];

		if (fn && function_claims(fn, k->t.address, tlp_is_io(k->t.type),
					  &target)) {
			route_accept(k, &target);
			return;
		}
		if (fn && !next && fn->below &&
		    bridge_claims(fn, k->t.address, tlp_is_io(k->t.type)))
			next = fn;
	}
	if (next)
		route_down(k, next);
	else
		refuse(k, TLP_AT_ROOT_COMPLEX, TLP_R_NOBODY);
}

/* What it asks for is at @socket. */
static void cross(struct walk *k, uint8_t socket)
{
	if (spec_of(k)->host_bridges[k->home].socket == socket)
		return;
	k->crossed = true;
	k->now_ps += k->w->t.socket_ps;
}

/*
 * Sends the request to another hierarchy.  Requester IDs have no meaning there, so
 * the root complex uses its own, and remembers the sender's.
 */
static void reissue(struct walk *k, uint16_t hb)
{
	k->reissued = true;
	k->home_requester = k->t.requester;
	k->host_bridge = hb;
	k->t.requester = 0;
	walk_hop(k, NULL, TLP_AT_ROOT_COMPLEX, TLP_GO_DOWN, TLP_R_REISSUED, 0);
}

static void to_window(struct walk *k, const struct spec_window *win, uint16_t hb,
		      uint64_t cpu)
{
	if (!rc_carries(k, tlp_is_posted(k->t.type)) ||
	    (profile(k) == SPEC_RC_SAME_BRIDGE && hb != k->host_bridge)) {
		refuse(k, TLP_AT_ROOT_COMPLEX, why_not(k));
		return;
	}
	walk_hop(k, NULL, TLP_AT_ROOT_COMPLEX, TLP_GO_DOWN, TLP_R_RC_TURNS, 0);
	k->t.address = cpu - (uint64_t)win->offset;
	k->t.at = TLP_UNTRANSLATED;
	cross(k, spec_of(k)->host_bridges[hb].socket);
	if (hb != k->host_bridge)
		reissue(k, hb);
	down(k);
}

static void to_dram(struct walk *k, uint64_t cpu)
{
	struct tlp_landing *l = &k->r->landing;
	struct tlp_hop *h;

	h = walk_hop(k, NULL, TLP_AT_TARGET, TLP_ACCEPTED, TLP_R_DRAM, 0);
	h->address = cpu;
	l->kind = TLP_LANDED_DRAM;
	l->offset = cpu;
	k->from = CPL_ROOT;
	cross(k, 0);
	if (k->t.type == TLP_MRD)
		k->now_ps += k->w->t.dram_ps;
	walk_data(k, MEMORY_DRAM, cpu);
}

/* Beside all windows: DRAM, or memory of a device that is the CPU's. */
static void to_memory(struct walk *k, uint64_t cpu)
{
	uint64_t offset;
	struct function *fn = coherent_at(k->w, cpu, &offset);

	if (fn)
		coherent_accept(k, fn, offset);
	else if (is_dram(k, cpu))
		to_dram(k, cpu);
	else
		refuse(k, TLP_AT_ROOT_COMPLEX, TLP_R_NO_TARGET);
}

/* --- interrupt messages --- */

static bool is_msi(const struct walk *k, uint64_t address)
{
	return k->t.type == TLP_MWR && k->t.at == TLP_UNTRANSLATED &&
	       !k->t.has_pasid && address - k->w->msi_base < k->w->msi_bytes;
}

static void to_msi(struct walk *k, uint64_t address)
{
	walk_hop(k, NULL, TLP_AT_TARGET, TLP_ACCEPTED, TLP_R_MSI, 0);
	k->r->landing.kind = TLP_LANDED_MSI;
	k->r->landing.offset = address;
}

/* A CPU physical address: any host bridge's window, or memory. */
static void decode_cpu(struct walk *k, uint64_t cpu)
{
	uint16_t hb;
	const struct spec_window *win = window_by_cpu(k, cpu, false, &hb);

	if (win)
		to_window(k, win, hb, cpu);
	else if (k->w->msi_translated && is_msi(k, cpu))
		to_msi(k, cpu);
	else
		to_memory(k, cpu);
}

/*
 * Decodes an untranslated bus address: first by the host bridge's own windows, in
 * bus addresses, then by its view of DRAM.  If the profile forwards everywhere, the
 * windows of other host bridges follow.  This bridge's own windows are never
 * reached by CPU addresses, because an inbound decoder does not know those.
 */
static void decode_bus(struct walk *k)
{
	uint64_t bus = k->t.address, cpu;
	const struct spec_window *win = window_by_bus(k, k->host_bridge, bus, false);
	uint16_t hb = k->host_bridge;

	if (win) {
		to_window(k, win, hb, bus + (uint64_t)win->offset);
		return;
	}
	if (k->w->msi_translated && is_msi(k, bus)) {
		to_msi(k, bus);
		return;
	}
	if (!inbound(k, bus, &cpu)) {
		refuse(k, TLP_AT_ROOT_COMPLEX, TLP_R_NO_TARGET);
		return;
	}
	win = window_by_cpu(k, cpu, false, &hb);
	if (win && hb != k->host_bridge)
		to_window(k, win, hb, cpu);
	else if (!win)
		to_memory(k, cpu);
	else
		refuse(k, TLP_AT_ROOT_COMPLEX, TLP_R_NO_TARGET);
}

/* --- the IOMMU --- */

static struct iommu_request query(const struct walk *k)
{
	struct iommu_request q = {
		.domain = k->w->f->roots[k->host_bridge].domain->number,
		.pasid = k->t.has_pasid ? k->t.pasid : IOMMU_HW_NO_PASID,
		.requester = k->t.requester,
		.address_type = (uint8_t)k->t.at,
		.write = k->t.type == TLP_MWR,
		.dry = k->t.dry,
		.address = k->t.address,
	};

	return q;
}

static enum tlp_reason fault_reason(uint32_t reason)
{
	switch (reason) {
	case IOMMU_HW_FAULT_NO_CONTEXT:
		return TLP_R_IOMMU_NO_CONTEXT;
	case IOMMU_HW_FAULT_BLOCKED:
		return TLP_R_IOMMU_BLOCKED;
	case IOMMU_HW_FAULT_PERMISSION:
		return TLP_R_IOMMU_FORBIDDEN;
	case IOMMU_HW_FAULT_ATS_DISABLED:
		return TLP_R_IOMMU_ATS_OFF;
	case IOMMU_HW_FAULT_RESERVED:
		return TLP_R_IOMMU_RESERVED;
	default:
		return TLP_R_IOMMU_UNMAPPED;
	}
}

/*
 * Waits until a walker of @unit is free, and takes it for @walk_ps.  Returns the time
 * until the walk is done.
 */
static uint64_t take_walker(struct walk *k, uint32_t unit, uint64_t walk_ps)
{
	struct walkers *ws = k->walkers;
	uint64_t now = k->sent_ps + k->now_ps, *best;

	if (unit >= ws->nunits) {
		ws->free_ps = realloc(ws->free_ps, (size_t)(unit + 1) * ws->n *
				      sizeof(*ws->free_ps));
		if (!ws->free_ps)
			abort();	/* out of memory: nothing sensible is left to do */
		memset(ws->free_ps + (size_t)ws->nunits * ws->n, 0,
		       (size_t)(unit + 1 - ws->nunits) * ws->n * sizeof(*ws->free_ps));
		ws->nunits = unit + 1;
	}
	best = &ws->free_ps[(size_t)unit * ws->n];
	for (uint32_t i = 1; i < ws->n; i++)
		if (ws->free_ps[(size_t)unit * ws->n + i] < *best)
			best = &ws->free_ps[(size_t)unit * ws->n + i];
	*best = (*best > now ? *best : now) + walk_ps;
	return *best - now;
}

static void time_lookup(struct walk *k, const struct iommu_result *a)
{
	const struct timing *t = &k->w->t;
	uint64_t ps = t->iotlb_hit_ps;

	if (a->action == IOMMU_PASS)
		return;
	if (!a->iotlb_hit) {
		ps = t->iotlb_miss_ps + t->iotlb_walk_reads * t->dram_ps;
		if (k->walkers && a->unit != IOMMU_HW_NO_UNIT)
			ps = take_walker(k, a->unit, ps);
	}
	k->now_ps += ps;
	k->held_ps = ps;
}

/*
 * A translation request is refused if the requester may not send it (10.2.4).
 * Otherwise it gets a completion, also when there is no translation.
 */
static void translation_request(struct walk *k)
{
	struct iommu_request q = query(k);
	struct iommu_result a;

	q.write = false;
	iommu_translation_request(k->w->iommu, &q, &a);
	time_lookup(k, &a);
	k->r->translated = true;
	if (a.action == IOMMU_FAULT && a.reason == IOMMU_HW_FAULT_ATS_DISABLED) {
		refuse(k, TLP_AT_IOMMU, a.unit == IOMMU_HW_NO_UNIT ? TLP_R_NO_IOMMU :
								     TLP_R_IOMMU_ATS_OFF);
		return;
	}
	walk_hop(k, NULL, TLP_AT_IOMMU, TLP_ACCEPTED, TLP_R_ATS_ANSWER, 0);
	k->from = CPL_ROOT;
	if (!k->ats)
		return;
	k->ats->read = a.action != IOMMU_FAULT && (a.prot & IOMMU_HW_READ);
	k->ats->write = a.action != IOMMU_FAULT && (a.prot & IOMMU_HW_WRITE);
	k->ats->bytes = a.page_bytes;
	k->ats->address = a.address & ~(a.page_bytes - 1);
}

/* In passthrough mode the IOMMU passes the bus address on unchanged. */
static void memory_request(struct walk *k)
{
	struct iommu_request q = query(k);
	struct iommu_result a;

	iommu_translate(k->w->iommu, &q, &a);
	time_lookup(k, &a);
	switch (a.action) {
	case IOMMU_FAULT:
		k->r->translated = a.unit != IOMMU_HW_NO_UNIT;
		refuse(k, TLP_AT_IOMMU, a.unit == IOMMU_HW_NO_UNIT ?
		       TLP_R_NO_IOMMU : fault_reason(a.reason));
		return;
	case IOMMU_MAPPED:
		k->r->translated = true;
		walk_hop(k, NULL, TLP_AT_IOMMU, TLP_GO_TRANSLATED,
			 TLP_R_IOMMU_MAPPED, 0)->address = a.address;
		decode_cpu(k, a.address);
		return;
	case IOMMU_PASS:
		if (a.unit != IOMMU_HW_NO_UNIT)
			walk_hop(k, NULL, TLP_AT_IOMMU, TLP_GO_UP,
				 TLP_R_IOMMU_PASSTHROUGH, 0);
		if (k->t.at == TLP_TRANSLATED)
			decode_cpu(k, k->t.address);
		else
			decode_bus(k);
	}
}

/* --- in and out --- */

void rc_request(struct walk *k)
{
	k->r->request_in_rc = true;
	k->now_ps += k->w->t.root_ps;
	walk_hop(k, NULL, TLP_AT_ROOT_COMPLEX, TLP_GO_UP, TLP_R_NONE, 0);
	if (k->t.type == TLP_MSG) {
		k->from = CPL_ROOT;
	} else if (!k->w->msi_translated && is_msi(k, k->t.address)) {
		to_msi(k, k->t.address);
	} else if (tlp_is_io(k->t.type)) {
		/* I/O requests are never translated; few RCs forward them (1.3.1). */
		if (rc_carries(k, false) &&
		    window_by_bus(k, k->host_bridge, k->t.address, true))
			down(k);
		else
			refuse(k, TLP_AT_ROOT_COMPLEX, why_not(k));
	} else if (k->t.at == TLP_TRANSLATION_REQUEST) {
		translation_request(k);
	} else {
		memory_request(k);
	}
}

/* Returns the function beside @port on the root bus that claims the address, or NULL. */
static struct function *peer_of(const struct walk *k, const struct function *port,
				struct fabric_target *target)
{
	const struct bus *root = port->bus;
	bool io = tlp_is_io(k->t.type);

	target->fn = NULL;
	for (unsigned int i = 0; i < root->nslots; i++) {
		struct function *fn = root->slot[i];

		if (!fn || fn == port)
			continue;
		if (function_claims(fn, k->t.address, io, target))
			return target->fn;
		target->fn = NULL;
		if (fn->below && bridge_claims(fn, k->t.address, io))
			return fn;
	}
	return NULL;
}

/*
 * Returns true if an IOMMU translates the request.  Then the root complex decodes
 * only the translated address, also to find peers.  Requests that the IOMMU passes
 * untranslated return false.
 */
static bool is_remapped(const struct walk *k)
{
	struct iommu_request q = query(k);
	struct iommu_result a;

	if (!tlp_is_memory(k->t.type))
		return false;
	q.dry = true;
	iommu_translate(k->w->iommu, &q, &a);
	return a.unit != IOMMU_HW_NO_UNIT && a.action != IOMMU_PASS;
}

/*
 * Peers of a root port are other root ports and integrated endpoints of the same
 * host bridge, if the root complex has a route between them.  ACS of the ingress
 * port then decides as in a switch (6.12.1.1).
 */
void rc_from_port(struct walk *k, struct function *port, bool redirected)
{
	struct acs acs = acs_of(port);
	struct fabric_target target;
	struct function *peer = NULL;
	struct acs_decision d;

	if (!redirected && rc_carries(k, tlp_is_posted(k->t.type)) &&
	    k->t.type != TLP_MSG && k->t.at != TLP_TRANSLATION_REQUEST &&
	    !is_remapped(k))
		peer = peer_of(k, port, &target);
	if (!peer) {
		/* The port's own window may claim it; then the root complex turns it around. */
		if (!redirected)
			walk_hop(k, port, TLP_AT_INGRESS, TLP_GO_UP,
				 k->t.type != TLP_MSG &&
				 bridge_claims(port, k->t.address, tlp_is_io(k->t.type)) ?
				 TLP_R_NONE : TLP_R_NOT_MINE, 0);
		rc_request(k);
		return;
	}
	d = acs_peer_request(&acs, &k->t, function_acs_egress(port, egress_number(peer)));
	if (d.action == ACS_UPSTREAM) {
		walk_hop(k, port, TLP_AT_INGRESS, TLP_GO_REDIRECTED, d.reason, d.bits);
		rc_request(k);
		return;
	}
	if (d.action != ACS_ROUTE) {
		walk_refuse(k, port, TLP_AT_INGRESS, d.reason, d.bits, TLP_CA,
			    AER_UNC_ACS_VIOLATION, CPL_PORT);
		return;
	}
	walk_hop(k, port, TLP_AT_INGRESS, TLP_GO_PEER,
		 d.reason ? d.reason : TLP_R_PEER_WINDOW, d.bits);
	k->r->request_in_rc = true;
	k->now_ps += k->w->t.root_ps;
	walk_hop(k, NULL, TLP_AT_ROOT_COMPLEX, TLP_GO_PEER, TLP_R_RC_PEERS, 0);
	if (target.fn)
		route_accept(k, &target);
	else
		route_down(k, peer);
}

void rc_from_cpu(struct walk *k)
{
	const struct spec_window *win;
	struct function *fn;
	uint64_t offset;
	uint16_t hb;

	if (tlp_is_config(k->t.type)) {
		config_down(k);
		return;
	}
	win = window_by_cpu(k, k->t.address, tlp_is_io(k->t.type), &hb);
	fn = win || tlp_is_io(k->t.type) ? NULL : coherent_at(k->w, k->t.address, &offset);
	if (fn) {
		k->now_ps += k->w->t.root_ps;
		coherent_accept(k, fn, offset);
		return;
	}
	if (!win) {
		refuse(k, TLP_AT_ROOT_COMPLEX, TLP_R_NO_TARGET);
		return;
	}
	k->host_bridge = k->home = hb;
	k->now_ps += k->w->t.root_ps;
	walk_hop(k, NULL, TLP_AT_ROOT_COMPLEX, TLP_GO_DOWN, TLP_R_NONE, 0);
	k->t.address -= (uint64_t)win->offset;
	down(k);
}

/* Down by ID, from the root bus of the hierarchy the request came from. */
static void completion_home(struct walk *k)
{
	struct bus *root = &k->w->f->roots[k->home];
	uint8_t number = (uint8_t)(k->t.requester >> 8);
	struct function *fn;

	fn = fabric_lookup(k->w->f, root->domain->number, number,
			   (uint8_t)k->t.requester);
	if (fn && fn->bus == root && fn != k->taken_by) {
		completion_arrives(k, fn);
		return;
	}
	for (unsigned int i = 0; i < root->nbridges; i++)
		if (root->bridges[i] == fn || bridge_has_bus(root->bridges[i], number)) {
			completion_down(k, root->bridges[i]);
			return;
		}
	completion_lost(k, NULL, TLP_AT_ROOT_COMPLEX, TLP_R_UNEXPECTED);
}

void rc_completion(struct walk *k)
{
	k->r->completion_in_rc = true;
	k->now_ps += k->w->t.root_ps + (k->crossed ? k->w->t.socket_ps : 0);
	if (!k->src) {
		walk_hop(k, NULL, TLP_AT_ROOT_COMPLEX, TLP_ACCEPTED, TLP_R_RETURNED, 0);
		return;
	}
	/* The root complex has no path down for this completion. */
	if (k->from != CPL_ROOT && !k->reissued && !rc_carries(k, false)) {
		completion_lost(k, NULL, TLP_AT_ROOT_COMPLEX, why_not(k));
		return;
	}
	k->host_bridge = k->home;
	if (k->reissued)
		k->t.requester = k->home_requester;
	walk_hop(k, NULL, TLP_AT_ROOT_COMPLEX, TLP_GO_DOWN, TLP_R_BY_ID, 0);
	completion_home(k);
}
