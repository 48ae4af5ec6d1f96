// SPDX-License-Identifier: GPL-2.0-only
/*
 * proof.c - sends TLPs to a mapping's addresses, and records what they did.
 *
 *   every byte up to 64 KiB; of more, the edges of every segment, page boundaries,
 *   and samples at random offsets
 *
 * A dry request goes before each real one, so that no byte is written where it does
 * not belong.  It must not judge.
 */
#include <endian.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "sim/facts/acs.h"
#include "sim/replay/coherent.h"
#include "sim/replay/crash.h"
#include "sim/replay/proof.h"

#define PAGE 4096u
#define EVERY_BYTE (64u << 10)
#define EDGE 128u			/* bytes at each edge */
#define SAMPLES 8u

/* Four bytes together name their position. */
static uint32_t proof_word(uint64_t at)
{
	return (uint32_t)((at >> 2) + 1) * 0x9e3779b1u;
}

uint8_t proof_pattern(uint64_t at)
{
	return (uint8_t)(proof_word(at) >> 8 * (at & 3));
}

/* --- a mapping's addresses and its target --- */

static uint32_t segments(const struct world_mapping *m)
{
	return m->map.nsegments < HP_MAX_SEGMENTS ? m->map.nsegments :
						     HP_MAX_SEGMENTS;
}

uint64_t proof_address(const struct world_mapping *m, uint64_t at, uint64_t *left)
{
	for (uint32_t i = 0; i < segments(m); i++) {
		const struct hp_dma_segment *s = &m->map.segment[i];

		if (at < s->bytes) {
			*left = s->bytes - at;
			return s->address + at;
		}
		at -= s->bytes;
	}
	*left = 0;
	return 0;
}

uint64_t proof_bytes(const struct world_mapping *m)
{
	uint64_t sum = 0;

	for (uint32_t i = 0; i < segments(m); i++)
		sum += m->map.segment[i].bytes;
	return sum;
}

/* The bytes that a mapping should lead to, without any TLP. */
static void peek(struct world *w, const struct world_mapping *m, uint64_t at, void *data,
		 size_t bytes)
{
	if (m->coherent)
		coherent_peek(w, m->provider, (unsigned int)m->req.bar, m->req.offset + at,
			      data, bytes);
	else if (m->dram)
		memory_read(wire_memory(w->wire), MEMORY_DRAM, m->map.cpu_address + at, data,
			    bytes);
	else
		wire_bar_read(w->wire, m->provider, (uint8_t)m->req.bar, m->req.offset + at,
			      data, bytes);
}

static void poke(struct world *w, const struct world_mapping *m, uint64_t at,
		 const void *data, size_t bytes)
{
	if (m->coherent)
		coherent_poke(w, m->provider, (unsigned int)m->req.bar, m->req.offset + at,
			      data, bytes);
	else if (m->dram)
		memory_write(wire_memory(w->wire), MEMORY_DRAM, m->map.cpu_address + at, data,
			     bytes);
	else
		wire_bar_write(w->wire, m->provider, (uint8_t)m->req.bar, m->req.offset + at,
			       data, bytes);
}

static bool is_target(const struct world_mapping *m, const struct tlp_landing *l,
		     uint64_t at)
{
	uint64_t base, bytes;

	if (m->coherent &&
	    coherent_shows(m->provider, (unsigned int)m->req.bar, &base, &bytes))
		return l->kind == TLP_LANDED_COHERENT && l->fn == m->provider &&
		       l->offset == base + m->req.offset + at;
	if (m->dram)
		return l->kind == TLP_LANDED_DRAM &&
		       l->offset == m->map.cpu_address + at;
	return l->kind == TLP_LANDED_BAR && l->fn == m->provider &&
	       l->bar == m->req.bar && l->offset == m->req.offset + at;
}

/* --- what a result says, as plain data --- */

static void name_function(struct world *w, const struct function *fn, char *out)
{
	uint32_t domain;
	uint8_t bus, devfn;

	out[0] = '\0';
	if (!fn)
		return;
	if (function_address(fn, &domain, &bus, &devfn))
		world_name(w, HP_SBDF(domain, bus, devfn >> 3, devfn & 7), out,
			   PROOF_NAME);
	else
		snprintf(out, PROOF_NAME, "%s", function_spec(fn)->name);
}

struct proof_end proof_end_of(struct world *w, const struct tlp_result *r)
{
	struct proof_end e = { .kind = r->landing.kind, .bar = r->landing.bar,
			       .offset = r->landing.offset };

	name_function(w, r->landing.fn, e.name);
	return e;
}

static struct proof_decision ended_by(struct world *w, const struct tlp_result *r)
{
	struct proof_decision d = { .reason = r->reason };

	name_function(w, r->by, d.name);
	if (r->nhops)
		d.acs = r->hop[r->nhops - 1].acs;
	return d;
}

/* Finds the first port that ACS made redirect the request or the completion. */
static bool turned(struct world *w, const struct tlp_result *r, bool completion,
		   struct proof_decision *d)
{
	for (uint32_t i = 0; i < r->nhops; i++) {
		const struct tlp_hop *h = &r->hop[i];

		if (h->completion != completion ||
		    h->decision != TLP_GO_REDIRECTED)
			continue;
		name_function(w, h->fn, d->name);
		d->reason = h->reason;
		d->acs = h->acs;
		return true;
	}
	return false;
}

static void fail(struct world *w, struct proof *p, enum tlp_type type,
		 uint64_t at, uint64_t address, const struct tlp_result *r,
		 bool data)
{
	struct proof_failure *f = &p->failure;

	f->any = true;
	f->write = type == TLP_MWR;
	f->data = data;
	f->status = r->status;
	f->at = at;
	f->address = address;
	f->by = ended_by(w, r);
	f->landed = proof_end_of(w, r);
}

/* --- sending --- */

static uint32_t pasid_of(const struct world_mapping *m)
{
	return m->pasid_1 ? m->pasid_1 - 1 : 0;
}

void proof_probe(struct world *w, const struct world_mapping *m,
		 enum tlp_type type, uint64_t address, uint32_t bytes,
		 struct tlp_result *r)
{
	struct tlp t = { .type = type, .address = address, .bytes = bytes,
			 .dry = true, .has_pasid = m->pasid_1, .pasid = pasid_of(m) };

	crash_work();
	tlp_send(w->wire, m->client, &t, r);
}

static void note_way(struct world *w, struct proof *p, enum tlp_type type,
		     const struct tlp_result *r)
{
	p->requests++;
	p->requests_in_rc += r->request_in_rc;
	p->translated += r->translated;
	if (r->request_in_rc && !p->request_turned.acs)
		turned(w, r, false, &p->request_turned);
	if (type != TLP_MRD)
		return;
	p->completions++;
	p->completions_in_rc += r->completion_in_rc;
	if (r->completion_in_rc && !p->completion_turned.acs)
		turned(w, r, true, &p->completion_turned);
}

/* Returns true if a dry request for byte @at ends where it should; notes a failure. */
static bool ends_right(struct world *w, const struct world_mapping *m,
		       struct proof *p, enum tlp_type type, uint64_t at,
		       uint64_t address)
{
	struct tlp_result *r = &w->probe;

	proof_probe(w, m, type, address, 1, r);
	if (r->status != TLP_OK || !is_target(m, &r->landing, at)) {
		fail(w, p, type, at, address, r, false);
		return false;
	}
	note_way(w, p, type, r);
	return true;
}

/* Moves @bytes of one page by real TLPs.  Returns false after noting a failure. */
static bool move(struct world *w, const struct world_mapping *m, struct proof *p,
		 enum tlp_type type, uint64_t at, uint64_t address, uint8_t *data,
		 uint32_t bytes)
{
	struct tlp t = { .type = type, .address = address, .data = data,
			 .has_pasid = m->pasid_1, .pasid = pasid_of(m) };
	struct tlp_result *r = &w->probe;
	uint64_t done = wire_dma(w->wire, m->client, &t, bytes, r);

	if (done == bytes)
		return true;
	fail(w, p, type, at + done, address + done, r, false);
	return false;
}

static void fill(uint8_t *data, uint64_t at, uint32_t bytes, uint8_t flip)
{
	uint32_t i = 0;

	/* Four bytes at a time, because a proof looks at every byte of a mapping. */
	for (; at % 4 == 0 && i + 4 <= bytes; i += 4) {
		uint32_t word = htole32(proof_word(at + i) ^ flip * 0x01010101u);

		memcpy(data + i, &word, 4);
	}
	for (; i < bytes; i++)
		data[i] = proof_pattern(at + i) ^ flip;
}

/* Notes the first byte of @got that is not the pattern of its position. */
static bool same(struct world *w, const struct world_mapping *m, struct proof *p,
		 enum tlp_type type, uint64_t at, uint64_t address,
		 const uint8_t *got, uint32_t bytes)
{
	uint8_t wanted[PAGE];

	fill(wanted, at, bytes, 0);
	if (!memcmp(got, wanted, bytes))
		return true;
	for (uint32_t i = 0; i < bytes; i++) {
		if (got[i] == wanted[i])
			continue;
		proof_probe(w, m, type, address + i, 1, &w->probe);
		fail(w, p, type, at + i, address + i, &w->probe, true);
		return false;
	}
	return true;
}

/* The device writes; the bytes are compared in the memory itself. */
static bool write_part(struct world *w, const struct world_mapping *m,
		       struct proof *p, uint64_t at, uint64_t address,
		       uint32_t bytes)
{
	uint8_t data[PAGE];

	fill(data, at, bytes, 0xff);
	poke(w, m, at, data, bytes);
	fill(data, at, bytes, 0);
	if (!move(w, m, p, TLP_MWR, at, address, data, bytes))
		return false;
	peek(w, m, at, data, bytes);
	return same(w, m, p, TLP_MWR, at, address, data, bytes);
}

/* Bytes are put into the memory itself; the device reads them. */
static bool read_part(struct world *w, const struct world_mapping *m,
		      struct proof *p, uint64_t at, uint64_t address,
		      uint32_t bytes)
{
	uint8_t data[PAGE];

	fill(data, at, bytes, 0);
	poke(w, m, at, data, bytes);
	fill(data, at, bytes, 0xff);
	return move(w, m, p, TLP_MRD, at, address, data, bytes) &&
	       same(w, m, p, TLP_MRD, at, address, data, bytes);
}

/* Tests a range within one page, and restores the old contents. */
static bool prove_part(struct world *w, const struct world_mapping *m,
		       struct proof *p, uint64_t at, uint64_t address,
		       uint32_t bytes)
{
	bool writes = m->req.dir != HP_DMA_TO_DEVICE;
	bool reads = m->req.dir != HP_DMA_FROM_DEVICE, ok = true;
	uint8_t before[PAGE];

	if (writes && !ends_right(w, m, p, TLP_MWR, at, address))
		return false;
	if (reads && !ends_right(w, m, p, TLP_MRD, at, address))
		return false;
	peek(w, m, at, before, bytes);
	if (writes)
		ok = write_part(w, m, p, at, address, bytes);
	if (ok && reads)
		ok = read_part(w, m, p, at, address, bytes);
	poke(w, m, at, before, bytes);
	p->tested += bytes;
	return ok;
}

static bool prove_range(struct world *w, const struct world_mapping *m,
			struct proof *p, uint64_t at, uint64_t bytes)
{
	while (bytes) {
		uint64_t left, address = proof_address(m, at, &left);
		uint64_t n = PAGE - address % PAGE;

		if (!left)
			return true;
		n = n < left ? n : left;
		n = n < bytes ? n : bytes;
		if (!prove_part(w, m, p, at, address, (uint32_t)n))
			return false;
		at += n;
		bytes -= n;
	}
	return true;
}

/* splitmix64 over the seed: a random stream of its own. */
static uint64_t draw(uint64_t *state)
{
	uint64_t z = (*state += 0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

static bool prove_edges(struct world *w, const struct world_mapping *m,
			struct proof *p, uint64_t total)
{
	uint64_t at = 0, state = w->seed;

	for (uint32_t i = 0; i < segments(m); i++) {
		uint64_t n = m->map.segment[i].bytes;
		uint64_t edge = n < EDGE ? n : EDGE;

		if (!prove_range(w, m, p, at, edge) ||
		    !prove_range(w, m, p, at + n - edge, edge))
			return false;
		at += n;
	}
	for (uint32_t i = 0; i < SAMPLES; i++) {
		/* Around a page boundary, where translations change. */
		at = draw(&state) % (total - EDGE);
		if (i & 1 && at >= PAGE)
			at = at / PAGE * PAGE - EDGE / 2;
		if (!prove_range(w, m, p, at, EDGE))
			return false;
	}
	return true;
}

/* Tries the direction that was not asked for. */
static void try_other_direction(struct world *w, const struct world_mapping *m,
				struct proof *p)
{
	bool to = m->req.dir == HP_DMA_TO_DEVICE;
	uint64_t left, address = proof_address(m, 0, &left);

	/* Stage 1 tables of an Arm CPU have no permission to write alone (Arm ARM D8.4). */
	if (!to && w->nsmmus)
		return;

	/* Coherent memory is always for both directions. */
	if (m->req.dir == HP_DMA_BIDIRECTIONAL || !p->translated || !left ||
	    m->req.api == HP_DMA_API_COHERENT)
		return;
	proof_probe(w, m, to ? TLP_MWR : TLP_MRD, address, 1, &w->probe);
	p->other_tried = true;
	p->other_arrived = w->probe.landing.kind != TLP_LANDED_NOWHERE;
}

/* --- would the direct path work where the kernel does not choose it? --- */

static bool straight(struct world *w, const struct world_mapping *m,
		     enum tlp_type type, uint64_t address)
{
	struct tlp_result *r = &w->probe;

	proof_probe(w, m, type, address, 1, r);
	return r->status == TLP_OK && is_target(m, &r->landing, 0) &&
	       !r->request_in_rc && !(type == TLP_MRD && r->completion_in_rc);
}

/* Asks the kernel again, with its reasons in the log, without recording those lines. */
static void ask_why(struct world *w, const struct world_mapping *m,
		    struct proof *p)
{
	uint32_t from = w->nlog;
	struct function *port;
	struct hp_p2p again;
	hp_sbdf sbdf;

	w->mute = true;
	w->kernel->ops->p2p(m->req.provider, m->req.bar, m->req.client, 1, &again);
	w->mute = false;
	for (uint32_t i = from; i < w->nlog; i++) {
		if (!acs_redirecting_port(w->log[i].text, &sbdf))
			continue;
		p->blamed.sbdf = sbdf;
		world_name(w, sbdf, p->blamed.name, sizeof(p->blamed.name));
		port = world_function_at(w, sbdf);
		if (port)
			world_acs_text(port, p->blamed_acs, sizeof(p->blamed_acs));
		break;
	}
	w->nlog = from;
}

/* The map type decided: other refusals say nothing about the way. */
static bool p2pdma_decided(const struct world_mapping *m)
{
	return (m->req.api == HP_DMA_API_P2P || m->req.api == HP_DMA_API_SGTABLE ||
		m->req.api == HP_DMA_API_DMABUF) &&
	       (!m->map.error || m->map.error == -EREMOTEIO);
}

static void try_direct(struct world *w, const struct world_mapping *m,
		       struct proof *p)
{
	uint64_t address = p->bar_bus + m->req.offset;

	if (!p->bar_decodes || p->map.map_type == HP_MAP_BUS_ADDR ||
	    !p2pdma_decided(m))
		return;
	p->direct_tried = true;
	p->direct_write = straight(w, m, TLP_MWR, address);
	p->direct_read = straight(w, m, TLP_MRD, address);
	if (p->direct_write && p->direct_read)
		ask_why(w, m, p);
}

/* --- all of it --- */

static void name_sbdf(struct world *w, hp_sbdf sbdf, struct proof_who *who)
{
	who->sbdf = sbdf;
	world_name(w, sbdf, who->name, sizeof(who->name));
}

void proof_make(struct world *w, const struct world_mapping *m, struct proof *p)
{
	uint64_t total = proof_bytes(m), size;

	snprintf(p->name, sizeof(p->name), "%s", m->name);
	name_sbdf(w, m->req.client, &p->client);
	if (!m->dram) {
		name_sbdf(w, m->req.provider, &p->provider);
		p->bar_decodes = m->provider && m->req.bar >= 0 && !m->coherent &&
				 function_bar(m->provider, (unsigned int)m->req.bar,
					      &p->bar_bus, &size);
	}
	p->dram = m->dram;
	p->pasid_1 = m->pasid_1;
	p->api = m->req.api;
	p->dir = m->req.dir;
	p->bar = m->req.bar;
	p->offset = m->req.offset;
	p->bytes = m->req.bytes;
	p->iommu_mode = world_iommu_mode(w);
	p->coherent = m->coherent && coherent_shows(m->provider, (unsigned int)m->req.bar,
						 &p->coherent_at, &size);
	p->map = m->map;
	if (!m->client || (!m->dram && !m->provider))
		return;
	if (!m->map.error) {
		if (total <= EVERY_BYTE)
			prove_range(w, m, p, 0, total);
		else
			prove_edges(w, m, p, total);
		try_other_direction(w, m, p);
	}
	if (!m->dram)
		try_direct(w, m, p);
}

void proof_record(struct world *w, const struct proof *p)
{
	rec_begin(w->rec, REC_PROOF);
	rec_bytes(w->rec, p, sizeof(*p));
	rec_end(w->rec);
}
