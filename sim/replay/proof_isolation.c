// SPDX-License-Identifier: GPL-2.0-only
/*
 * proof_isolation.c - finds what every function can reach with any request that it
 * might send, honest or forged.  Only where an IOMMU translates.
 *
 * It is exhaustive without trying everything, because of two facts of the hardware:
 *
 *  - Below the root complex only source validation looks at the requester ID, and it
 *    can only stop a request.  So a forged ID reaches nothing directly that the
 *    function's own ID does not reach.  Functions of one link that have neither a
 *    route inside the device nor ACS of their own reach the same.  On a large machine
 *    a function below ports that redirect everything for a peer upstream tries only
 *    some BARs, because the address decides nothing there.
 *  - In the IOMMU only the requester ID decides.  If the IOMMU passes an ID at none of
 *    the addresses, no function gains anything by it.  Every function tries the IDs
 *    that the IOMMU does pass.
 *
 * All requests are dry.  It must not judge: it records what arrived.
 */
#include <stdlib.h>

#include "model/config/function.h"
#include "model/iommu/iommu.h"
#include "model/spec/regs.h"
#include "model/spec/dram.h"
#include "sim/replay/crash.h"
#include "sim/replay/group_type.h"
#include "sim/replay/proof.h"
#include "sim/replay/uapi.h"

#define MAX_TOLD 12u
#define DRAM_PLACES 4u			/* of a stretch, and its last page */
#define MANY 20000u			/* pairs: from here on ... */
#define ENOUGH 32u			/* ... so many BARs where all are alike */

struct place {
	uint64_t address;		/* bus address */
	bool bar;			/* of some BAR; else DRAM, or a mapping's */
};

/* Returns the index of a function of the fabric in @fn. */
struct where {
	const struct function *hw;
	uint64_t i;
};

struct search {
	struct world *w;
	struct hp_kfunc *fn;		/* all functions */
	struct function **hw;		/* the same on the fabric, or NULL */
	bool *free;			/* a user wants the IOMMU to pass all of it */
	uint16_t *command;		/* the old values of the command registers */
	struct where *where;		/* by address of @hw, to look up only */
	uint64_t n;
	struct place *place;
	uint32_t nplaces, room;
	struct proof_reach_sum sum;
};

static void add_place(struct search *s, uint64_t address, bool bar)
{
	if (s->nplaces == s->room) {
		s->room = s->room ? 2 * s->room : 64;
		s->place = realloc(s->place, s->room * sizeof(*s->place));
		if (!s->place)
			abort();
	}
	s->place[s->nplaces++] = (struct place){ address, bar };
}

/* --- enables: on, whatever drivers have set --- */

/* A BAR without an address decodes nonsense when decoding is enabled. */
static bool all_placed(const struct hp_kfunc *f)
{
	for (int i = 0; i < 6; i++)
		if (f->res[i].size_bytes && f->res[i].flags & HP_RES_UNASSIGNED)
			return false;
	return true;
}

static void enable(struct search *s, uint64_t i, bool on)
{
	hp_sbdf a = s->fn[i].sbdf;
	uint16_t want = s->command[i];

	if (on) {
		s->command[i] = (uint16_t)fabric_cfg_read(s->w->fabric,
			HP_SBDF_DOMAIN(a), HP_SBDF_BUS(a), HP_SBDF_DEVFN(a),
			R_COMMAND, 2);
		want = s->command[i] | CMD_MASTER;
		if (all_placed(&s->fn[i]))
			want |= CMD_MEM;
	}
	fabric_cfg_write(s->w->fabric, HP_SBDF_DOMAIN(a), HP_SBDF_BUS(a),
			 HP_SBDF_DEVFN(a), R_COMMAND, 2, want);
}

/* --- addresses --- */

static void find_bars(struct search *s)
{
	uint64_t address, size;

	for (uint64_t i = 0; i < s->n; i++)
		for (unsigned int b = 0; s->hw[i] && b < 6; b++) {
			if (s->fn[i].res[b].flags & HP_RES_IO ||
			    !function_bar(s->hw[i], b, &address, &size))
				continue;
			add_place(s, address, true);
			s->sum.bars++;
		}
}

/* Adds addresses of a stretch of DRAM; @offset is CPU physical minus bus address. */
static void add_stretch(struct search *s, uint64_t base, uint64_t bytes,
			int64_t offset)
{
	const uint64_t bus = base - (uint64_t)offset;
	uint64_t inside = bytes / DRAM_PLACES / 2;

	if (inside > 1u << 20)
		inside = 1u << 20;
	for (uint32_t i = 0; i < DRAM_PLACES; i++)
		add_place(s, (bus + bytes / DRAM_PLACES * i + inside) & ~4095ull,
			  false);
	add_place(s, (bus + bytes - 1) & ~4095ull, false);
}

/* Returns true if an earlier host bridge sees DRAM at the same addresses. */
static bool seen_so_before(const struct spec *spec, uint32_t h)
{
	const struct spec_host_bridge *b = spec->host_bridges;

	for (uint32_t i = 0; i < h; i++)
		if (!b[i].ndram_views && b[i].dram_offset == b[h].dram_offset)
			return true;
	return false;
}

/*
 * Adds the addresses of DRAM: CPU physical ones, for translated requests, and those
 * that devices below a host bridge see, if they differ.
 */
static void find_dram(struct search *s)
{
	const struct spec *spec = s->w->scn->spec;
	struct dram_range *range;
	uint32_t n = dram_ranges(spec, &range);

	for (uint32_t i = 0; i < n; i++)
		add_stretch(s, range[i].base, range[i].bytes, 0);
	for (uint32_t i = 0; i < spec->nfunctions; i++)
		if (spec->functions[i].coherent.size_bytes)
			add_stretch(s, spec->functions[i].coherent.base,
				    spec->functions[i].coherent.size_bytes, 0);
	for (uint32_t h = 0; h < spec->nbridges; h++) {
		const struct spec_host_bridge *b = &spec->host_bridges[h];

		for (uint32_t i = 0; i < b->ndram_views; i++)
			if (b->dram_views[i].offset)
				add_stretch(s, b->dram_views[i].cpu_base,
					    b->dram_views[i].size_bytes,
					    b->dram_views[i].offset);
		if (b->ndram_views || !b->dram_offset || seen_so_before(spec, h))
			continue;
		for (uint32_t i = 0; i < n; i++)
			add_stretch(s, range[i].base, range[i].bytes,
				    b->dram_offset);
	}
	free(range);
}

/* Adds the addresses of all live mappings. */
static void find_mapped(struct search *s)
{
	for (uint32_t i = 0; i < s->w->scn->nmappings; i++) {
		const struct world_mapping *m = &s->w->mappings[i];

		for (uint32_t n = 0; m->live && n < m->map.nsegments &&
				     n < HP_MAX_SEGMENTS; n++)
			add_place(s, m->map.segment[n].address, false);
	}
}

static void add_held(struct world *w, void *arg, const struct hp_held *h,
		     const struct uapi_import *m)
{
	(void)w;
	(void)m;
	for (uint32_t n = 0; n < h->nsegments && n < HP_MAX_SEGMENTS; n++)
		add_place(arg, h->segment[n].address, false);
}

/* --- results --- */

static int32_t group_at(const struct search *s, hp_sbdf sbdf)
{
	for (uint64_t i = 0; i < s->n; i++)
		if (s->fn[i].sbdf == sbdf)
			return s->fn[i].iommu_group;
	return -1;
}

static int by_hw(const void *a, const void *b)
{
	const struct where *x = a, *y = b;

	return (x->hw > y->hw) - (x->hw < y->hw);
}

static int32_t group_of(const struct search *s, const struct function *fn)
{
	struct where key = { fn, 0 };
	const struct where *at = bsearch(&key, s->where, s->n, sizeof(key), by_hw);

	return at ? s->fn[at->i].iommu_group : -1;
}

/* In lazy mode, addresses that were unmapped may work until the flush queue has run. */
static bool may_still_work(const struct search *s, const struct world_mapping *m)
{
	return m->live || ((s->w->scn->spec->host.iommu == SPEC_IOMMU_LAZY ||
			    group_type_of(s->w, m->req.client, LAZY_TYPE)) &&
			   m->asked && !m->map.error);
}

/*
 * Returns true if a live mapping of @group covers this address or its page: an IOMMU
 * cannot separate anything smaller.
 */
static bool is_mapped_for(const struct search *s, int32_t group,
			  const struct tlp_landing *l)
{
	for (uint32_t i = 0; i < s->w->scn->nmappings; i++) {
		const struct world_mapping *m = &s->w->mappings[i];
		uint64_t base, end;

		if (!may_still_work(s, m) || group_at(s, m->req.client) != group)
			continue;
		base = m->dram ? m->map.cpu_address : m->req.offset;
		end = (base + m->map.bytes + 4095) & ~4095ull;
		base &= ~4095ull;
		if (l->offset - base >= end - base)
			continue;
		if (m->dram ? l->kind == TLP_LANDED_DRAM :
			      l->kind == TLP_LANDED_BAR && l->fn == m->provider &&
				      l->bar == m->req.bar)
			return true;
	}
	return false;
}

/* Finds who decided: the port that sent it to a peer, otherwise the root complex. */
static void who_let_it(struct search *s, const struct tlp_result *r,
		       struct proof_reach *out)
{
	uint32_t domain;
	uint8_t bus, devfn;
	bool acs;

	for (uint32_t i = 0; i < r->nhops; i++) {
		const struct tlp_hop *h = &r->hop[i];

		if (h->decision != TLP_GO_PEER || h->completion || !h->fn)
			continue;
		out->reason = h->reason;
		out->acs = h->acs;
		function_acs_ctrl(h->fn, &acs);
		out->inside = !acs && h->place == TLP_AT_DEVICE && function_spec(h->fn)->internal_p2p;
		if (function_address(h->fn, &domain, &bus, &devfn))
			world_name(s->w, HP_SBDF(domain, bus, devfn >> 3, devfn & 7),
				   out->let.name, sizeof(out->let.name));
		return;
	}
	for (uint32_t i = 0; i < r->nhops; i++)
		if (r->hop[i].place == TLP_AT_IOMMU)
			out->reason = r->hop[i].reason;
}

static void tell(struct search *s, const struct hp_kfunc *from, uint16_t id,
		 const struct tlp *t, const struct tlp_result *r)
{
	struct proof_reach reach = { .address = t->address, .at = t->at,
				     .requester = id, .write = t->type == TLP_MWR,
				     .from_group = from->iommu_group };

	s->sum.arrived++;
	if (s->sum.arrived > MAX_TOLD)
		return;
	reach.from.sbdf = from->sbdf;
	world_name(s->w, from->sbdf, reach.from.name, sizeof(reach.from.name));
	reach.forged = id != (uint16_t)from->sbdf;
	if (reach.forged)
		world_name(s->w, (from->sbdf & ~0xffffull) | id, reach.as.name,
			   sizeof(reach.as.name));
	reach.landed = proof_end_of(s->w, r);
	if (r->landing.fn)
		reach.to_group = group_of(s, r->landing.fn);
	who_let_it(s, r, &reach);
	rec_begin(s->w->rec, REC_REACH);
	rec_bytes(s->w->rec, &reach, sizeof(reach));
	rec_end(s->w->rec);
}

/* --- sending --- */

static bool can_send(const struct search *s, uint64_t i)
{
	return s->hw[i] && !s->fn[i].hdr_type && !s->free[i];
}

/* Returns true if the IOMMU passes this ID at this address. */
static bool is_open(const struct search *s, hp_sbdf id, uint64_t address,
		    bool write, enum tlp_at at)
{
	struct iommu_request q = {
		.domain = HP_SBDF_DOMAIN(id), .requester = (uint16_t)id,
		.pasid = IOMMU_HW_NO_PASID, .write = write, .dry = true,
		.address_type = (uint8_t)at, .address = address,
	};
	struct iommu_result a;

	iommu_translate(wire_iommu(s->w->wire), &q, &a);
	return a.action != IOMMU_FAULT;
}

/*
 * The kernel switched @f's ATS on: it trusts @f to send as translated only what it has
 * had translated, and nothing in the IOMMU would stop it (Base 10.1.1).  A reset of its PF
 * may have switched it off since, which the kernel is not told.
 */
static bool is_trusted(const struct search *s, uint64_t f)
{
	return s->fn[f].ats_enabled &&
	       is_open(s, s->fn[f].sbdf, 0, false, TLP_TRANSLATED);
}

/* A group is one to the kernel: who could forge @f's ID in it is trusted as @f is. */
static bool may_as(const struct search *s, uint64_t i, uint64_t f)
{
	return is_trusted(s, f) && (i == f || (s->fn[i].iommu_group >= 0 &&
					       s->fn[i].iommu_group == s->fn[f].iommu_group));
}

/*
 * Sends a dry request with the requester ID of @as.  Records it if it arrives in
 * another group, or in memory that is not mapped for the sender.
 */
static void attempt(struct search *s, uint64_t i, uint16_t as, enum tlp_type type,
		enum tlp_at at, uint64_t address)
{
	struct tlp t = { .type = type, .at = at, .address = address, .bytes = 1,
			 .requester = as, .forged = true, .dry = true };
	struct tlp_result *r = &s->w->probe;
	const struct tlp_landing *l = &r->landing;
	int32_t group = s->fn[i].iommu_group;

	crash_work();
	tlp_send(s->w->wire, s->hw[i], &t, r);
	s->sum.probes++;
	if (l->kind != TLP_LANDED_BAR && l->kind != TLP_LANDED_DRAM &&
	    l->kind != TLP_LANDED_COHERENT)
		return;
	if (l->kind != TLP_LANDED_DRAM &&
	    (l->fn == s->hw[i] || (group >= 0 && group_of(s, l->fn) == group)))
		return;
	if (!is_mapped_for(s, group, l))
		tell(s, &s->fn[i], as, &t, r);
}

/* Returns true if @i's requests take the same paths as @j's, except for ID and group. */
static bool sends_alike(const struct search *s, uint64_t i, uint64_t j)
{
	const struct spec_function *a = function_spec(s->hw[i]);
	const struct spec_function *b = function_spec(s->hw[j]);
	bool acs_a, acs_b;

	function_acs_ctrl(s->hw[i], &acs_a);
	function_acs_ctrl(s->hw[j], &acs_b);
	return !acs_a && !acs_b && !a->internal_p2p && !b->internal_p2p &&
	       function_parent(s->hw[i]) == function_parent(s->hw[j]) &&
	       function_parent(s->hw[i]) && spec_type_is_pcie(a->type) &&
	       spec_type_is_pcie(b->type) &&
	       s->fn[i].iommu_group == s->fn[j].iommu_group &&
	       is_trusted(s, i) == is_trusted(s, j);
}

/* Functions of a device are adjacent in the list. */
static bool has_stand_in(const struct search *s, uint64_t i)
{
	return i && can_send(s, i - 1) && sends_alike(s, i, i - 1);
}

/*
 * Returns true if every port above redirects all peer requests upstream: request
 * redirect on, egress control and direct translated P2P off (6.12.1.1).  Then the
 * address makes no difference.
 */
static bool is_closed(const struct search *s, uint64_t i)
{
	const struct function *port = function_parent(s->hw[i]);
	uint16_t ctrl;
	bool acs;

	function_acs_ctrl(s->hw[i], &acs);
	if (acs || !port || function_spec(s->hw[i])->internal_p2p)
		return false;
	for (; port; port = function_parent(port)) {
		if (function_spec(port)->type == SPEC_UPSTREAM_PORT)
			continue;
		ctrl = function_acs_ctrl(port, &acs);
		if (!acs || (ctrl & (ACS_RR | ACS_EC | ACS_DT)) != ACS_RR)
			return false;
	}
	return true;
}

static void straight_ways(struct search *s)
{
	bool many = s->n * s->sum.bars > MANY;

	for (uint64_t i = 0; i < s->n; i++) {
		uint32_t step = 1;

		if (!can_send(s, i))
			continue;
		s->sum.functions++;
		if (has_stand_in(s, i))
			continue;
		if (many && is_closed(s, i))
			step = s->nplaces / ENOUGH + 1;
		for (uint32_t p = (uint32_t)i % step; p < s->nplaces; p += step) {
			const struct place *to = &s->place[p];

			if (!to->bar)
				continue;
			attempt(s, i, (uint16_t)s->fn[i].sbdf, TLP_MWR,
				TLP_UNTRANSLATED, to->address);
			if (!is_trusted(s, i))
				attempt(s, i, (uint16_t)s->fn[i].sbdf, TLP_MWR,
					TLP_TRANSLATED, to->address);
		}
	}
}

/*
 * Returns true if function @i may try @f's requester ID.  A function on the root bus
 * forges none, because the root complex sets its ID.  IDs of the same device are not
 * tried either: no port can distinguish them (source validation compares bus numbers,
 * 6.12.1.1), so groups do not separate them.
 */
static bool can_forge(const struct search *s, uint64_t i, uint64_t f)
{
	const struct function *above = function_parent(s->hw[i]);

	return above && (!s->hw[f] || function_parent(s->hw[f]) != above) &&
	       HP_SBDF_DOMAIN(s->fn[i].sbdf) == HP_SBDF_DOMAIN(s->fn[f].sbdf);
}

/* The IOMMU passes @f's ID at this address: every function that may tries that ID. */
static void all_try(struct search *s, uint64_t f, uint64_t address,
		    enum tlp_type type, enum tlp_at at)
{
	for (uint64_t i = 0; i < s->n; i++)
		if (can_send(s, i) && (i == f || can_forge(s, i, f)) &&
		    !(at == TLP_TRANSLATED && may_as(s, i, f)))
			attempt(s, i, (uint16_t)s->fn[f].sbdf, type, at,
				address);
}

static bool anything_mapped(const struct search *s)
{
	struct iommu *hw = wire_iommu(s->w->wire);
	const uint32_t last = iommu_hw_last_table(hw);

	for (uint32_t t = 1; t <= last; t++)
		if (iommu_hw_mapped_bytes(hw, t))
			return true;
	return false;
}

/* Tries one ID at one address, as an untranslated and as a translated address. */
static void try_name(struct search *s, uint64_t f, uint64_t address)
{
	static const struct {
		enum tlp_type type;
		enum tlp_at at;
	} ways[] = {
		{ TLP_MWR, TLP_UNTRANSLATED }, { TLP_MRD, TLP_UNTRANSLATED },
		{ TLP_MWR, TLP_TRANSLATED },
	};

	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++)
		if (is_open(s, s->fn[f].sbdf, address, ways[i].type == TLP_MWR,
			    ways[i].at))
			all_try(s, f, address, ways[i].type, ways[i].at);
}

static void ways_through_the_iommu(struct search *s)
{
	bool mapped = anything_mapped(s);

	for (uint64_t f = 0; f < s->n; f++) {
		hp_sbdf id = s->fn[f].sbdf;

		/*
		 * Without any mapped page only requests that are not looked up pass
		 * (passthrough or ATS), and those pass at every address.
		 */
		if (!mapped && !is_open(s, id, 0, false, TLP_UNTRANSLATED) &&
		    !is_open(s, id, 0, false, TLP_TRANSLATED))
			continue;
		for (uint32_t p = 0; p < s->nplaces; p++)
			try_name(s, f, s->place[p].address);
	}
}

static bool find_functions(struct search *s)
{
	const struct hp_kernel *ops = s->w->kernel->ops;
	int64_t n = ops->functions(NULL, 0);

	if (n <= 0)
		return false;
	s->n = (uint64_t)n;
	s->fn = calloc(s->n, sizeof(*s->fn));
	s->hw = calloc(s->n, sizeof(*s->hw));
	s->command = calloc(s->n, sizeof(*s->command));
	s->where = calloc(s->n, sizeof(*s->where));
	s->free = calloc(s->n, sizeof(*s->free));
	if (!s->fn || !s->hw || !s->command || !s->where || !s->free)
		abort();
	ops->functions(s->fn, s->n);
	for (uint64_t i = 0; i < s->n; i++) {
		hp_sbdf a = s->fn[i].sbdf;

		s->hw[i] = world_function_at(s->w, a);
		s->where[i] = (struct where){ s->hw[i], i };
		s->free[i] = group_type_is(s->w, s->fn[i].iommu_group, "identity");
	}
	qsort(s->where, s->n, sizeof(*s->where), by_hw);
	return true;
}

static bool begin(struct search *s)
{
	enum spec_iommu_mode mode = s->w->scn->spec->host.iommu;

	s->sum.iommu_mode = world_iommu_mode(s->w);
	s->sum.translates = mode == SPEC_IOMMU_STRICT || mode == SPEC_IOMMU_LAZY;
	crash_alive();
	return s->sum.translates && find_functions(s);
}

static void end(struct search *s)
{
	rec_begin(s->w->rec, REC_REACH_SUM);
	rec_bytes(s->w->rec, &s->sum, sizeof(s->sum));
	rec_end(s->w->rec);
	free(s->fn);
	free(s->hw);
	free(s->command);
	free(s->where);
	free(s->free);
	free(s->place);
}

void proof_isolation_blocked(struct world *w, hp_sbdf sbdf)
{
	struct search s = { .w = w };
	uint64_t f = 0;

	if (!begin(&s)) {
		free(s.fn);
		return;
	}
	while (f < s.n && s.fn[f].sbdf != sbdf)
		f++;
	if (f < s.n && can_send(&s, f)) {
		enable(&s, f, true);
		find_dram(&s);
		find_mapped(&s);
		for (uint32_t p = 0; p < s.nplaces; p++)
			try_name(&s, f, s.place[p].address);
		enable(&s, f, false);
	}
	end(&s);
}

void proof_isolation(struct world *w)
{
	struct search s = { .w = w };

	if (begin(&s)) {
		for (uint64_t i = 0; i < s.n; i++)
			enable(&s, i, true);
		find_bars(&s);
		find_dram(&s);
		find_mapped(&s);
		/* Their buffers are revoked by now: no device was left open. */
		uapi_held_each(w, add_held, &s);
		straight_ways(&s);
		ways_through_the_iommu(&s);
		for (uint64_t i = s.n; i--;)
			enable(&s, i, false);
	}
	end(&s);
}
