// SPDX-License-Identifier: GPL-2.0-only
/*
 * steps_dma.c - statements about DMA mappings: map, use, expect, unmap.
 *
 * It must not judge beyond a statement's own expectation.
 */
#include <stdio.h>
#include <string.h>

#include "sim/facts/text.h"
#include "sim/replay/kfunc.h"
#include "sim/replay/mappings.h"
#include "sim/replay/mistake.h"
#include "sim/replay/steps.h"
#include "sim/replay/uapi.h"

#define PAGE 4096u

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

/* Its client or provider was removed; that driver's end is the mapping's. */
static bool lost_driver(struct world *w, const struct world_mapping *m)
{
	struct hp_kfunc f;

	return w->kernel->ops->function(m->req.client, &f) ||
	       (!m->dram && w->kernel->ops->function(m->req.provider, &f));
}

/* The same, granted and not given back. */
static struct world_mapping *live_mapping(struct world *w,
					  const struct scn_step *s,
					  struct outcome *o)
{
	struct world_mapping *m = mapping_of(w, s, o);
	char err[24];

	if (m && m->live && lost_driver(w, m))
		mappings_unbound(w, w->step, m->req.client);
	if (!m || m->live)
		return m;
	if (m->map.error)
		outcome_fail(o, "%s: the kernel refused it: %s", m->name,
			     errno_text(m->map.error, err, sizeof(err)));
	else
		mistake(w, &s->loc, o, "%s: its driver has unmapped it", m->name);
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

static bool is_dram_hidden(struct world *w, const struct scn_step *s, hp_sbdf client,
			   struct outcome *o)
{
	const struct function *fn = world_function_at(w, client);

	if (!fn || !mistake_hides_dram(w, fn))
		return false;
	mistake(w, &s->a.loc, o, "%s does not see all of DRAM, and this kernel has no bounce buffers; write dram for all of it, or iommu strict",
		s->a.text);
	return true;
}

/* A driver that a process is unbinding meanwhile asks for nothing and offers nothing. */
static bool is_leaving(struct world *w, const struct scn_ref *who, hp_sbdf sbdf,
		       struct outcome *o)
{
	for (uint32_t i = 0; w->uapi && i < w->uapi->nprocesses; i++) {
		const struct uapi_process *p = &w->uapi->processes[i];

		if (!p->started || p->unbinding != sbdf)
			continue;
		mistake(w, &who->loc, o, "%s is losing its driver: %s unbinds it meanwhile; write step wait %s before",
			who->text, p->name, p->name);
		return true;
	}
	return false;
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
					.api = s->api, .dir = s->dir,
					.bytes = s->bytes };
	if (!kfunc_of(w, &s->a, &f, o))
		return;
	if (*f.driver && strcmp(f.driver, "hairpin-endpoint") && strcmp(f.driver, "hairpin-gpu")) {
		mistake(w, &s->a.loc, o, "%s is bound to %s, whose DMA is not for step dma; unbind it before, or name another",
			s->a.text, f.driver);
		return;
	}
	if (is_leaving(w, &s->a, f.sbdf, o) || (s->dram && is_dram_hidden(w, s, f.sbdf, o)))
		return;
	req->client = f.sbdf;
	if (!s->dram) {
		if (!kfunc_of(w, &s->b, &f, o))
			return;
		if (f.hdr_type) {
			mistake(w, &s->b.loc, o, "%s is a port or bridge, and no driver offers its memory to peers; name an endpoint",
				s->b.text);
			return;
		}
		/* VFIO gives its BARs away as buffers, and takes back no other mapping. */
		if (mistake_is_vfio(&f)) {
			mistake(w, &s->b.loc, o, "%s is bound to %s, which offers no BAR to step dma; write step export and step import, or bind %s to hairpin-endpoint",
				s->b.text, f.driver, s->b.text);
			return;
		}
		if (is_leaving(w, &s->b, f.sbdf, o))
			return;
		req->provider = f.sbdf;
		if (!whole_bar(&f, s, req)) {
			outcome_fail(o, "%s: the kernel knows no bar%u there",
				     s->b.text, s->bar);
			return;
		}
	}
	ret = mapping_make(w, m, step, false);
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
		world_took(w, w->probe.latency_ps);
		if (left < n) {
			if (mistake_mutes(w, m))
				return;
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
	ret = mapping_unmap(w, m, step);
	if (ret)
		outcome_fail(o, "unmapping %s gave %s", m->name,
			     errno_text(ret, err, sizeof(err)));
}

void steps_dma(struct world *w, int32_t step, const struct scn_step *s,
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
	case TLP_LANDED_COHERENT:
		snprintf(buf, size, "lands in the coherent memory of %s at 0x%llx",
			 e.name, (unsigned long long)e.offset);
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
			fn = world_function_at(w, sbdf);
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

void expect_dma(struct world *w, int32_t step, const struct scn_step *s,
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

