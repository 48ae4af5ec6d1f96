// SPDX-License-Identifier: GPL-2.0-only
/*
 * proof_steps.c - a scenario's mappings: made, used, expected of, given back.
 *
 * Every mapping is proven the moment it is made (proof.c), whether anything is
 * expected of it or not.  It must not judge beyond a step's own expectation.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/iommu/iommu.h"
#include "sim/facts/text.h"
#include "sim/replay/proof.h"
#include "sim/replay/steps.h"
#include "sim/replay/uapi.h"

#define PAGE 4096u
#define PAIR_BYTES (2u << 20)		/* of a BAR, for an "expect map" */
#define LAZY_FLUSH_PS (100ull * 1000 * 1000 * 1000)	/* well beyond any queue's */

static struct function *function_at(struct world *w, hp_sbdf sbdf)
{
	return fabric_lookup(w->fabric, HP_SBDF_DOMAIN(sbdf), HP_SBDF_BUS(sbdf),
			     HP_SBDF_DEVFN(sbdf));
}

/* Ask the kernel, and prove what it answers.  0 or a negative errno. */
static int map_and_prove(struct world *w, struct world_mapping *m, int32_t step,
			 bool automatic)
{
	struct proof p = { .step = step, .automatic = automatic };
	int ret;

	m->asked = true;
	ret = w->kernel->ops->dma_map(&m->req, &m->map);
	if (ret)
		return ret;
	m->live = !m->map.error;
	m->client = function_at(w, m->req.client);
	m->provider = m->dram ? NULL : function_at(w, m->req.provider);
	proof_make(w, m, &p);
	m->translated = p.translated > 0;
	w->mappings_made += m->live;
	proof_record(w, &p);
	return 0;
}

/* --- where addresses lead that were given back --- */

/*
 * Does an IOMMU still take it somewhere?  A function that may not send any more
 * is asked for at the IOMMU itself.
 */
static bool still_leads(struct world *w, const struct world_mapping *m,
			enum tlp_type type, uint64_t address,
			const struct tlp_result *r)
{
	struct iommu_request q = {
		.domain = HP_SBDF_DOMAIN(m->req.client),
		.requester = (uint16_t)m->req.client,
		.pasid = IOMMU_HW_NO_PASID,
		.write = type == TLP_MWR,
		.dry = true,
		.address = address,
	};
	struct iommu_result a;

	if (r->status != TLP_NOT_SENT)
		return r->translated && r->landing.kind != TLP_LANDED_NOWHERE;
	iommu_translate(wire_iommu(w->wire), &q, &a);
	return a.action == IOMMU_MAPPED;
}

/* Both ends of every segment, by both kinds of request. */
static void probe_gone(struct world *w, const struct world_mapping *m,
		       struct proof_unmapped *u)
{
	static const enum tlp_type types[] = { TLP_MWR, TLP_MRD };

	for (uint32_t i = 0; i < m->map.nsegments && i < HP_MAX_SEGMENTS; i++) {
		const struct hp_dma_segment *s = &m->map.segment[i];

		for (uint32_t n = 0; n < 4; n++) {
			uint64_t a = s->address + (n & 1 ? s->bytes - 1 : 0);
			struct tlp_result *r = &w->probe;

			proof_probe(w, m, types[n / 2], a, 1, r);
			u->probes++;
			if (!still_leads(w, m, types[n / 2], a, r) ||
			    u->reached++)
				continue;
			u->address = a;
			u->landed = proof_end_of(w, r);
		}
	}
}

static void record_gone(struct world *w, const struct world_mapping *m,
			int32_t step, int32_t error, bool flushed)
{
	struct proof_unmapped u = {
		.step = step, .iommu_mode = world_iommu_mode(w),
		.flushed = flushed, .was_translated = m->translated,
		.error = error,
	};

	/* Its function may have left: then nobody can send for it. */
	if (function_at(w, m->req.client) == m->client)
		probe_gone(w, m, &u);
	snprintf(u.name, sizeof(u.name), "%s", m->name);
	u.client.sbdf = m->req.client;
	world_name(w, m->req.client, u.client.name, sizeof(u.client.name));
	rec_begin(w->rec, REC_UNMAPPED);
	rec_bytes(w->rec, &u, sizeof(u));
	rec_end(w->rec);
}

/* A lazy IOMMU is asked again when its queue has been flushed. */
static void look_again(struct world *w, const struct world_mapping *m)
{
	if (w->scn->spec->host.iommu != SPEC_IOMMU_LAZY)
		return;
	if (w->ngone == w->gone_room) {
		w->gone_room = w->gone_room ? 2 * w->gone_room : 16;
		w->gone = realloc(w->gone, w->gone_room * sizeof(*w->gone));
		if (!w->gone)
			abort();
	}
	w->gone[w->ngone++] = *m;
}

#define GONE (-2)			/* -ENOENT: its driver gave it back */

static int unmap(struct world *w, struct world_mapping *m, int32_t step)
{
	int ret = w->kernel->ops->dma_unmap(m->map.handle);

	if (ret == GONE)
		ret = 0;
	m->live = false;
	look_again(w, m);
	record_gone(w, m, step, ret, false);
	return ret;
}

/* --- steps --- */

static struct world_mapping *mapping_of(struct world *w, const struct scn_step *s,
					struct outcome *o)
{
	struct world_mapping *m = &w->mappings[s->mapping];

	if (m->asked)
		return m;
	o->status = VERDICT_SKIP;
	o->reason = "its mapping was not made";
	return NULL;
}

/* The same, granted and not given back. */
static struct world_mapping *live_mapping(struct world *w,
					  const struct scn_step *s,
					  struct outcome *o)
{
	struct world_mapping *m = mapping_of(w, s, o);
	char err[24];

	if (!m || m->live)
		return m;
	if (m->map.error)
		outcome_fail(o, "%s: the kernel refused it: %s", m->name,
			     errno_text(m->map.error, err, sizeof(err)));
	else
		outcome_fail(o, "%s: it went away with its driver", m->name);
	return NULL;
}

static bool whole_bar(const struct hp_kfunc *f, const struct scn_step *s,
		      struct hp_dma_request *req)
{
	uint64_t size = f->res[s->bar].size_bytes;

	req->offset = s->offset;
	req->bytes = s->bytes;
	if (!req->bytes && s->offset < size)
		req->bytes = size - s->offset;
	return req->bytes;
}

static void do_map(struct world *w, int32_t step, const struct scn_step *s,
		   struct outcome *o)
{
	struct world_mapping *m = &w->mappings[s->mapping];
	struct hp_dma_request *req = &m->req;
	struct hp_kfunc f;
	char err[24];
	int ret;

	m->name = s->text;
	m->dram = s->dram;
	*req = (struct hp_dma_request){ .bar = s->dram ? -1 : s->bar,
					.door = s->door, .dir = s->dir,
					.bytes = s->bytes };
	if (!steps_function(w, &s->a, &f, o))
		return;
	req->client = f.sbdf;
	if (!s->dram) {
		if (!steps_function(w, &s->b, &f, o))
			return;
		req->provider = f.sbdf;
		if (!whole_bar(&f, s, req)) {
			outcome_fail(o, "%s: the kernel knows no bar%u there",
				     s->b.text, s->bar);
			return;
		}
	}
	ret = map_and_prove(w, m, step, false);
	if (ret)
		outcome_fail(o, "asking for it gave %s",
			     errno_text(ret, err, sizeof(err)));
	else if (m->map.error)
		errno_text(m->map.error, o->brief, sizeof(o->brief));
	else
		snprintf(o->brief, sizeof(o->brief), "mapped");
}

/* The device itself: a page at a time, stopping where one does not arrive. */
static void do_transfer(struct world *w, const struct scn_step *s,
			struct outcome *o)
{
	bool write = s->kind == SCN_STEP_DMA_WRITE;
	struct world_mapping *m = live_mapping(w, s, o);
	uint64_t at, end;
	uint8_t data[PAGE];

	if (!m)
		return;
	at = s->has_range ? s->offset : 0;
	end = s->has_range ? at + s->bytes : proof_bytes(m);
	while (at < end) {
		struct tlp t = { .type = write ? TLP_MWR : TLP_MRD, .data = data };
		uint64_t left, n = PAGE;

		t.address = proof_address(m, at, &left);
		n = left < n ? left : n;
		n = end - at < n ? end - at : n;
		if (!n)
			break;
		for (uint64_t i = 0; write && i < n; i++)
			data[i] = proof_pattern(at + i);
		left = wire_dma(w->wire, m->client, &t, n, &w->probe);
		world_advance(w, w->now_ps + w->probe.latency_ps);
		if (left < n) {
			outcome_fail(o, "byte 0x%llx of %s, at address 0x%llx: %s: %s",
				     (unsigned long long)(at + left), m->name,
				     (unsigned long long)(t.address + left),
				     tlp_status_text(w->probe.status),
				     tlp_reason_text(w->probe.reason));
			return;
		}
		at += n;
	}
}

static void do_unmap(struct world *w, int32_t step, const struct scn_step *s,
		     struct outcome *o)
{
	struct world_mapping *m = live_mapping(w, s, o);
	char err[24];
	int ret;

	if (!m)
		return;
	ret = unmap(w, m, step);
	if (ret)
		outcome_fail(o, "unmapping %s gave %s", m->name,
			     errno_text(ret, err, sizeof(err)));
}

void proof_step(struct world *w, int32_t step, const struct scn_step *s,
		struct outcome *o)
{
	if (!w->kernel->ops->dma_map) {
		o->status = VERDICT_SKIP;
		o->reason = "this kernel instance does no DMA";
		return;
	}
	switch (s->kind) {
	case SCN_STEP_DMA:
		do_map(w, step, s, o);
		break;
	case SCN_STEP_DMA_UNMAP:
		do_unmap(w, step, s, o);
		break;
	default:
		do_transfer(w, s, o);
	}
}

/* --- expectations --- */

static void text_end(const struct tlp_result *r, struct world *w, char *buf,
		     size_t size)
{
	struct proof_end e = proof_end_of(w, r);

	switch (e.kind) {
	case TLP_LANDED_BAR:
		snprintf(buf, size, "lands in %s bar%d at 0x%llx", e.name, e.bar,
			 (unsigned long long)e.offset);
		break;
	case TLP_LANDED_DRAM:
		snprintf(buf, size, "lands in DRAM at 0x%llx",
			 (unsigned long long)e.offset);
		break;
	case TLP_LANDED_MSI:
		snprintf(buf, size, "is taken for an interrupt");
		break;
	default:
		snprintf(buf, size, "%s: %s", tlp_status_text(r->status),
			 tlp_reason_text(r->reason));
	}
}

/* What is expected of the byte at @at, against where the wire takes it. */
static bool as_expected(const struct scn_step *s, struct function *fn,
			uint64_t at, const struct tlp_result *r)
{
	const struct tlp_landing *l = &r->landing;

	if (s->kind == SCN_EXPECT_FAULTS)
		return l->kind == TLP_LANDED_NOWHERE;
	if (r->status != TLP_OK)
		return false;
	if (s->dram)
		return l->kind == TLP_LANDED_DRAM;
	return l->kind == TLP_LANDED_BAR && l->fn == fn && l->bar == s->bar &&
	       l->offset == s->offset + at;
}

/* Byte @at of @m, against what is expected of it; false after saying what is. */
static bool expect_byte(struct world *w, const struct scn_step *s,
			const struct world_mapping *m, struct function *fn,
			uint64_t at, struct outcome *o)
{
	enum tlp_type type = m->req.dir == HP_DMA_TO_DEVICE ? TLP_MRD : TLP_MWR;
	uint64_t left, address = proof_address(m, at, &left);
	char text[256];

	proof_probe(w, m, type, address, 1, &w->probe);
	if (as_expected(s, fn, at, &w->probe))
		return true;
	text_end(&w->probe, w, text, sizeof(text));
	outcome_fail(o, "byte 0x%llx of %s, sent as %s to address 0x%llx, %s",
		     (unsigned long long)at, m->name, tlp_type_text(type),
		     (unsigned long long)address, text);
	return false;
}

/* A byte of every page, up to 64 pages from either end, and the last of all. */
static void expect_way(struct world *w, const struct scn_step *s,
		       const struct world_mapping *m, struct outcome *o)
{
	uint64_t total = proof_bytes(m);
	struct function *fn = NULL;
	hp_sbdf sbdf;

	if (s->kind == SCN_EXPECT_LANDS && !s->dram) {
		if (world_address(w, &s->b, &sbdf))
			fn = function_at(w, sbdf);
		if (s->has_range && s->bytes != total) {
			outcome_fail(o, "%s has 0x%llx bytes", m->name,
				     (unsigned long long)total);
			return;
		}
	}
	for (uint64_t at = 0; at < total; at += PAGE) {
		if (at == 64 * PAGE && total > 128 * PAGE)
			at = (total - 64 * PAGE) & ~(uint64_t)(PAGE - 1);
		if (!expect_byte(w, s, m, fn, at, o))
			return;
	}
	if (total)
		expect_byte(w, s, m, fn, total - 1, o);
}

static void expect_refused(const struct scn_step *s,
			   const struct world_mapping *m, struct outcome *o)
{
	char want[24], got[24];

	if (!m->map.error) {
		outcome_fail(o, "expected: refused");
		outcome_diag(o, "kernel:   mapped at 0x%llx",
			     (unsigned long long)m->map.segment[0].address);
		return;
	}
	errno_text(m->map.error, o->brief, sizeof(o->brief));
	if (!s->error || m->map.error == -s->error)
		return;
	outcome_fail(o, "expected: refused with %s",
		     errno_text(-s->error, want, sizeof(want)));
	outcome_diag(o, "kernel:   refused with %s",
		     errno_text(m->map.error, got, sizeof(got)));
}

static void expect_type(const struct scn_step *s, const struct world_mapping *m,
			struct outcome *o)
{
	snprintf(o->brief, sizeof(o->brief), "%s", map_type_name(m->map.map_type));
	if (m->map.map_type == s->map_type)
		return;
	outcome_fail(o, "expected: %s", map_type_name(s->map_type));
	outcome_diag(o, "kernel:   %s", map_type_name(m->map.map_type));
}

void proof_expect(struct world *w, int32_t step, const struct scn_step *s,
		  struct outcome *o)
{
	struct world_mapping *m;

	(void)step;
	m = s->kind == SCN_EXPECT_LANDS ? live_mapping(w, s, o) :
					  mapping_of(w, s, o);
	if (!m)
		return;
	switch (s->kind) {
	case SCN_EXPECT_REFUSED:
		expect_refused(s, m, o);
		break;
	case SCN_EXPECT_TYPE:
		expect_type(s, m, o);
		break;
	default:
		if (m->map.error || !m->client)
			outcome_fail(o, "%s: the kernel refused it", m->name);
		else
			expect_way(w, s, m, o);
	}
}

/* --- by themselves --- */

static bool is_ours(const struct hp_kfunc *f)
{
	return !*f->driver || !strcmp(f->driver, "hairpin-endpoint");
}

static int32_t first_memory_bar(const struct hp_kfunc *f)
{
	for (int32_t i = 0; i < 6; i++)
		if (f->res[i].flags & HP_RES_MEM && f->res[i].size_bytes &&
		    !(f->res[i].flags & HP_RES_UNASSIGNED))
			return i;
	return -1;
}

/* As it was before: a look must change nothing. */
static void unbind_again(struct world *w, hp_sbdf fn)
{
	char path[96], bdf[24];

	sbdf_text(fn, bdf, sizeof(bdf));
	w->kernel->ops->sysfs_write("/sys/bus/pci/drivers/hairpin-endpoint/unbind",
				    bdf, strlen(bdf));
	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/driver_override",
		 bdf);
	w->kernel->ops->sysfs_write(path, "\n", 1);
}

void proof_pair(struct world *w, int32_t step, hp_sbdf provider, int32_t bar,
		hp_sbdf client)
{
	struct world_mapping m = { .name = "map" };
	struct hp_kfunc p, c;

	/* What a function does with its own BAR is seen on no wire. */
	if (!w->kernel->ops->dma_map || provider == client ||
	    w->kernel->ops->function(provider, &p) ||
	    w->kernel->ops->function(client, &c) || c.hdr_type || !is_ours(&c))
		return;
	if (bar < 0)
		bar = first_memory_bar(&p);
	if (bar < 0 || !p.res[bar].size_bytes)
		return;
	m.req = (struct hp_dma_request){
		.client = client, .provider = provider, .bar = bar,
		.door = HP_DOOR_P2P, .bytes = p.res[bar].size_bytes,
	};
	if (m.req.bytes > PAIR_BYTES)
		m.req.bytes = PAIR_BYTES;
	if (!map_and_prove(w, &m, step, true) && m.live)
		unmap(w, &m, step);
	if (!*c.driver)
		unbind_again(w, client);
}

void proof_unbound(struct world *w, int32_t step, hp_sbdf fn)
{
	for (uint32_t i = 0; i < w->scn->nmappings; i++) {
		struct world_mapping *m = &w->mappings[i];

		if (!m->live || (m->req.client != fn &&
				 (m->dram || m->req.provider != fn)))
			continue;
		m->live = false;
		look_again(w, m);
		record_gone(w, m, step, 0, false);
	}
}

static void record_left(struct world *w)
{
	struct iommu *hw = wire_iommu(w->wire);
	struct proof_left left = {
		.mappings_made = w->mappings_made,
		.iommu_mode = world_iommu_mode(w),
		.processes = w->uapi ? w->uapi->nprocesses : 0,
	};

	if (w->kernel->ops->live_mappings)
		left.live_mappings = w->kernel->ops->live_mappings();
	if (w->kernel->ops->live_iovas)
		left.iovas = w->kernel->ops->live_iovas();
	for (uint32_t t = 1; t <= w->last_table; t++) {
		uint64_t bytes = iommu_hw_mapped_bytes(hw, t);

		if (bytes && !left.table_bytes)
			left.table = t;
		left.table_bytes += bytes;
	}
	rec_begin(w->rec, REC_LEFT);
	rec_bytes(w->rec, &left, sizeof(left));
	rec_end(w->rec);
}

void proof_finish(struct world *w)
{
	if (!w->kernel->ops->dma_map)
		return;
	proof_isolation(w);
	for (uint32_t i = 0; i < w->scn->nmappings; i++)
		if (w->mappings[i].live)
			unmap(w, &w->mappings[i], -2);
	if (w->ngone)
		world_pass(w, w->now_ps + LAZY_FLUSH_PS);
	for (uint32_t i = 0; i < w->ngone; i++)
		record_gone(w, &w->gone[i], -2, 0, true);
	record_left(w);
}
