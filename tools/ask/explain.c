// SPDX-License-Identifier: GPL-2.0-only
/*
 * explain.c - the hardware's half of hairpin explain (see explain.h): an
 * address by the kernel's own mapping, TLPs to it and to the plain bus
 * address, and both told.
 *
 * It must not judge by registers: the kernel answers, the model carries.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "sim/facts/text.h"
#include "sim/replay/steps.h"
#include "tools/ask/explain.h"
#include "tools/ask/hwstory.h"

/* One dword is enough to see a way, and every BAR has one. */
#define PROBE_BYTES 4u

/* The BAR that starts at @cpu_address, as the kernel has it; its size. */
static int32_t bar_at(const struct hp_kfunc *f, uint64_t cpu_address, uint64_t *bytes)
{
	for (int32_t i = 0; i < 6; i++) {
		const struct hp_kresource *res = &f->res[i];

		if ((res->flags & HP_RES_MEM) && res->size_bytes &&
		    res->cpu_start == cpu_address) {
			*bytes = res->size_bytes;
			return i;
		}
	}
	return -1;
}

/* What drivers call to map a peer's BAR, besides asking P2PDMA for the map type first. */
static const struct {
	uint32_t api;
	const char *name;
} doors[EXPLAIN_DOORS] = {
	{ HP_DMA_API_SGTABLE, "dma_map_sgtable()" },
	{ HP_DMA_API_PHYS, "dma_map_phys()" },
	{ HP_DMA_API_IOVA, "dma_iova_link()" },
	{ HP_DMA_API_RESOURCE, "dma_map_resource()" },
};

static struct explain_door map_by(struct world *w, hp_sbdf provider, hp_sbdf client,
				  int32_t bar, uint64_t bytes, uint32_t api)
{
	const struct hp_kernel *ops = w->kernel->ops;
	struct hp_dma_request req = {
		.client = client, .provider = provider, .bar = bar,
		.api = api, .dir = HP_DMA_BIDIRECTIONAL,
		.bytes = bytes < 4096 ? bytes : 4096,
	};
	struct hp_dma_mapping *m = calloc(1, sizeof(*m));
	struct explain_door d = { 0 };
	int err = -38;	/* ENOSYS: an instance without the DMA API */

	if (!m)
		abort();	/* out of memory: nothing sensible is left to do */
	if (ops->dma_map)
		err = ops->dma_map(&req, m);
	d.error = err ? err : m->error;
	d.address = m->segment[0].address;
	d.handle = m->handle;
	free(m);
	return d;
}

static void map(struct world *w, hp_sbdf provider, hp_sbdf client,
		uint64_t bytes, struct explain_target *t)
{
	struct explain_door d = map_by(w, provider, client, t->bar, bytes,
				       HP_DMA_API_P2P);

	t->error = d.error;
	t->dma_address = d.address;
	t->handle = d.handle;
	for (int i = 0; i < EXPLAIN_DOORS; i++)
		t->door[i] = map_by(w, provider, client, t->bar, bytes, doors[i].api);
}

void explain_map(struct world *w, hp_sbdf provider, hp_sbdf client,
		 const struct hp_p2p *answer, struct explain_target *t)
{
	struct function *fn = fabric_lookup(w->fabric, HP_SBDF_DOMAIN(provider),
					    HP_SBDF_BUS(provider),
					    HP_SBDF_DEVFN(provider));
	struct hp_kfunc f;
	uint64_t bytes, size;

	t->bar = -1;
	if (!fn || w->kernel->ops->function(provider, &f))
		return;
	t->function = (int32_t)(function_spec(fn) - w->scn->spec->functions);
	t->vf = function_vf_number(fn);
	t->bar = bar_at(&f, answer->cpu_address, &bytes);
	if (t->bar < 0)
		return;
	map(w, provider, client, bytes, t);
	t->has_bus = function_bar(fn, (unsigned int)t->bar, &t->bus_address, &size);
}

static void try_both(struct world *w, hp_sbdf client,
		     const struct explain_options *o, uint64_t address)
{
	static const enum tlp_type types[] = { TLP_MWR, TLP_MRD };

	for (int i = 0; i < 2; i++) {
		const struct hwpath_question q = {
			.from = client, .type = types[i], .at = o->at,
			.relaxed = o->relaxed, .address = address,
			.bytes = PROBE_BYTES,
		};
		struct hwpath *p = hwpath_ask(w, &q);

		if (!p)
			continue;
		rec_begin(w->rec, REC_RAW);
		hwpath_record(w->rec, p);
		rec_end(w->rec);
		free(p);
	}
}

/* A translated address is what the bus sees: there is but one of them. */
static bool try_mapped(const struct explain_target *t, enum tlp_at at)
{
	return !t->error && at == TLP_UNTRANSLATED;
}

void explain_send(struct world *w, hp_sbdf client,
		  const struct explain_options *o, const struct explain_target *t)
{
	if (t->bar < 0)
		return;
	if (try_mapped(t, o->at))
		try_both(w, client, o, t->dma_address);
	if (t->has_bus)
		try_both(w, client, o, t->bus_address);
	for (int i = 0; i < EXPLAIN_DOORS; i++)
		if (!t->door[i].error && o->at == TLP_UNTRANSLATED)
			try_both(w, client, o, t->door[i].address);
	if (t->handle)
		w->kernel->ops->dma_unmap(t->handle);
	for (int i = 0; i < EXPLAIN_DOORS; i++)
		if (t->door[i].handle)
			w->kernel->ops->dma_unmap(t->door[i].handle);
}

/* The write and the read at @address that came from the child. */
static struct hwstory find(const struct explain_target *t, uint64_t address,
			   const unsigned char *bytes, size_t left)
{
	struct hwstory h = { .function = t->function, .vf = t->vf,
			     .bar = (uint8_t)t->bar };
	const struct hwpath *p;

	while ((p = hwpath_take(&bytes, &left))) {
		if (p->address != address)
			continue;
		if (p->type == TLP_MWR)
			h.write = p;
		else
			h.read = p;
	}
	return h;
}

static const char *how(const struct hwstory *h)
{
	if (h->write->at == TLP_TRANSLATED)
		return h->write->relaxed ? " (translated, relaxed ordering)" : " (translated)";
	return h->write->relaxed ? " (relaxed ordering)" : "";
}

static void print_mapping(FILE *out, const struct explain_target *t)
{
	char err[24];

	if (t->error)
		fprintf(out, "kernel hands out no address: %s\n",
			errno_text(t->error, err, sizeof(err)));
	else
		fprintf(out, "kernel hands out address 0x%" PRIx64 " for BAR %d\n",
			t->dma_address, t->bar);
}

/* Calls whose address does not reach the memory: the driver would not know. */
static void print_doors(FILE *out, const struct scenario *scn,
			const struct explain_target *t,
			const unsigned char *bytes, size_t left)
{
	bool any = false;

	for (int i = 0; i < EXPLAIN_DOORS; i++) {
		const struct explain_door *d = &t->door[i];
		struct hwstory h;

		if (d->error)
			continue;
		h = find(t, d->address, bytes, left);
		if (!h.write || !h.read || hwstory_works(&h))
			continue;
		if (!any)
			fprintf(out, "DMA API functions that report no error, and whose address goes wrong:\n");
		any = true;
		fprintf(out, "  %s: 0x%" PRIx64 " %s", doors[i].name, d->address,
			hwstory_only_writes(&h) ? "reaches the memory for writes only" :
						  "does not reach the memory");
		hwstory_fault(out, scn->spec, &h);
		fputc('\n', out);
	}
}

void explain_print(FILE *out, const struct scenario *scn,
		   const struct explain_target *t, uint32_t map_type,
		   const unsigned char *bytes, size_t left)
{
	struct hwstory mapped = { 0 }, plain = { 0 };

	if (t->bar < 0)
		return;
	print_mapping(out, t);
	if (!t->error)
		mapped = find(t, t->dma_address, bytes, left);
	if (t->has_bus)
		plain = find(t, t->bus_address, bytes, left);
	if (mapped.write) {
		fprintf(out, "hardware, at 0x%" PRIx64 "%s%s:\n", t->dma_address,
			t->has_bus && t->dma_address == t->bus_address ?
			", which is the bus address too" : "", how(&mapped));
		hwstory_print(out, scn->spec, &mapped);
	}
	if (plain.write && (!mapped.write || t->dma_address != t->bus_address)) {
		fprintf(out, "hardware, at the plain bus address 0x%" PRIx64 "%s:\n",
			t->bus_address, how(&plain));
		hwstory_print(out, scn->spec, &plain);
	}
	if (plain.write)
		hwstory_compare(out, scn->spec, map_type, &mapped, &plain);
	print_doors(out, scn, t, bytes, left);
}
