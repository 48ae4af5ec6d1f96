// SPDX-License-Identifier: GPL-2.0-only
/*
 * world_smmu.c - ties SMMUv3s to the machine: their registers to the CPU's accesses, their
 * reads and writes of memory to the kernel instance's DRAM, their commands to devices.
 *
 * It must not know what a driver writes, nor why.
 */
#include <string.h>

#include "model/flight/flight.h"
#include "model/iommu/smmuv3.h"
#include "model/wire/tlp.h"
#include "sim/replay/crash.h"
#include "sim/replay/engine.h"
#include "sim/replay/turns.h"
#include "sim/replay/world.h"

/* Registers of chipsets are below this, where windows seldom are. */
#define HIGHEST 0xfec00000ull
#define LOWEST 0xe0000000ull
#define DOORBELL 0xfee00000ull		/* the interrupt controller's, one page for each context */
#define DOORBELL_BYTES 0x100000ull

/* Hardware sees what is there, freed or not: no memcpy(), which AddressSanitizer checks. */
static void copy(void *to, const void *from, uint32_t bytes)
{
	volatile uint8_t *t = to;
	const volatile uint8_t *f = from;

	for (uint32_t i = 0; i < bytes; i++)
		t[i] = f[i];
}

/* Once for each thing: what follows from it is the same mistake. */
static void wrong(void *ctx, const char *what)
{
	struct world *w = ctx;

	for (uint32_t i = 0; i < w->smmu_told.nsaid; i++)
		if (w->smmu_told.said[i] == what)
			return;
	if (w->smmu_told.nsaid == sizeof(w->smmu_told.said) / sizeof(*w->smmu_told.said))
		return;
	w->smmu_told.said[w->smmu_told.nsaid++] = what;
	crash_misuse(w->rec, "the SMMU %s", what);
}

static bool read_memory(void *ctx, uint64_t address, void *to, uint32_t bytes)
{
	struct world *w = ctx;
	const struct hp_kernel *k = w->kernel->ops;
	const void *from = k->dram(address, bytes);

	if (!from)
		return false;
	if (k->page_used && !k->page_used(address))
		wrong(w, "reads a table or a queue that the kernel has freed");
	copy(to, from, bytes);
	return true;
}

static bool write_memory(void *ctx, uint64_t address, const void *from, uint32_t bytes)
{
	struct world *w = ctx;
	void *to = w->kernel->ops->dram(address, bytes);

	if (to)
		copy(to, from, bytes);
	return to;
}

static void tell(struct world *w, uint32_t data)
{
	for (uint32_t i = 0; i < w->smmu_told.n; i++)
		if (w->smmu_told.data[i] == data)
			return;		/* an edge that nobody has seen yet */
	if (w->smmu_told.n < sizeof(w->smmu_told.data) / sizeof(*w->smmu_told.data))
		w->smmu_told.data[w->smmu_told.n++] = data;
	w->cpu_due = true;
}

static bool message(void *ctx, uint64_t address, uint32_t data)
{
	if (address - DOORBELL >= DOORBELL_BYTES)
		return write_memory(ctx, address, &data, sizeof(data));
	tell(ctx, data);
	return true;
}

static void wire(void *ctx, uint32_t number)
{
	tell(ctx, HP_SMMU_WIRE + number);
}

static void event(void *ctx, const uint64_t *d)
{
	struct world *w = ctx;

	memcpy(w->smmu_events.d[w->smmu_events.n++ % WORLD_SMMU_EVENTS], d,
	       sizeof(*w->smmu_events.d));
}

const uint64_t *world_smmu_event(const struct world *w, uint64_t i)
{
	if (i >= w->smmu_events.n || w->smmu_events.n - i > WORLD_SMMU_EVENTS)
		return NULL;
	return w->smmu_events.d[i % WORLD_SMMU_EVENTS];
}

bool world_smmu_message(struct world *w, uint32_t *data)
{
	if (!w->smmu_told.n)
		return false;
	*data = w->smmu_told.data[0];
	memmove(w->smmu_told.data, w->smmu_told.data + 1,
		--w->smmu_told.n * sizeof(*w->smmu_told.data));
	return true;
}

static void drain(void *ctx)
{
	world_drain(ctx);
}

/* Streams are numbered by world_smmu_stream(); false: it is no function's. */
static bool requester_of(const struct world *w, uint32_t sid, hp_sbdf *out)
{
	const struct spec *s = w->scn->spec;

	if (sid >> 16 >= s->nbridges)
		return false;
	*out = (hp_sbdf)s->host_bridges[sid >> 16].domain << 16 | (sid & 0xffff);
	return true;
}

static bool atc_invalidate(void *ctx, uint32_t sid, uint32_t pasid, uint64_t address,
			   uint64_t bytes)
{
	hp_sbdf requester;

	return requester_of(ctx, sid, &requester) &&
	       world_ats_invalidate(ctx, requester, pasid, address, bytes);
}

static void stream(void *ctx, uint32_t sid, bool blocked)
{
	hp_sbdf requester;

	if (requester_of(ctx, sid, &requester))
		engine_blocked(ctx, requester, blocked);
}

static void refused(void *ctx, const char *what)
{
	struct world *w = ctx;

	crash_error(w->rec, "the kernel's driver asks the SMMUv3 for what the model does not have: %s", what);
}

/* One host bridge of each domain names its streams. */
uint32_t world_smmu_stream(const struct spec *s, uint32_t domain)
{
	uint32_t i = 0;

	while (i < s->nbridges && s->host_bridges[i].domain != domain)
		i++;
	return i << 16;
}

static bool is_free(const struct spec *s, uint64_t base)
{
	for (uint32_t h = 0; h < s->nbridges; h++)
		for (uint32_t i = 0; i < s->host_bridges[h].nwindows; i++) {
			const struct spec_window *win = &s->host_bridges[h].windows[i];

			if (win->kind != SPEC_WIN_IO && base < win->cpu_base + win->size_bytes &&
			    win->cpu_base < base + SMMUV3_BYTES)
				return false;
		}
	return true;
}

static uint64_t place(const struct spec *s, uint64_t below)
{
	for (uint64_t base = below - SMMUV3_BYTES; base >= LOWEST; base -= SMMUV3_BYTES)
		if (is_free(s, base))
			return base;
	return 0;
}

/* --- several: whose bridge a request came by, as its ID says, decides which translates --- */

static uint32_t smmu_of(const struct world *w, const struct iommu_request *q)
{
	const struct spec *s = w->scn->spec;
	uint32_t of = 0;

	for (uint32_t i = s->nbridges; i--;) {
		const struct spec_host_bridge *hb = &s->host_bridges[i];

		if (hb->domain != q->domain)
			continue;
		of = hb->smmu;
		if (hb->bus_first <= q->requester >> 8 && q->requester >> 8 <= hb->bus_last)
			break;
	}
	return of;
}

static void translate(void *unit, const struct iommu_request *q, struct iommu_result *r)
{
	struct world *w = unit;

	smmuv3_other.translate(w->smmu[smmu_of(w, q)], q, r);
}

static void translation_request(void *unit, const struct iommu_request *q,
				struct iommu_result *r)
{
	struct world *w = unit;

	smmuv3_other.translation_request(w->smmu[smmu_of(w, q)], q, r);
}

/* Tables of the first come first. */
static uint32_t tables(void *unit)
{
	struct world *w = unit;
	uint32_t n = 0;

	for (uint32_t i = 0; i < w->nsmmus; i++)
		n += w->smmu_tables[i] = smmuv3_other.tables(w->smmu[i]);
	return n;
}

static struct smmuv3 *whose(struct world *w, uint32_t *table)
{
	uint32_t i = 0;

	while (i + 1 < w->nsmmus && *table > w->smmu_tables[i])
		*table -= w->smmu_tables[i++];
	return w->smmu[i];
}

static uint64_t mapped_bytes(void *unit, uint32_t table)
{
	struct smmuv3 *s = whose(unit, &table);

	return smmuv3_other.mapped_bytes(s, table);
}

static int walk(void *unit, uint32_t table, uint64_t iova, uint64_t *frame,
		uint64_t *page_bytes, uint32_t *prot)
{
	struct smmuv3 *s = whose(unit, &table);

	return smmuv3_other.walk(s, table, iova, frame, page_bytes, prot);
}

static void free_all(void *unit)
{
	struct world *w = unit;

	for (uint32_t i = 0; i < w->nsmmus; i++)
		smmuv3_other.free(w->smmu[i]);
}

static const struct iommu_other several = {
	.translate = translate, .translation_request = translation_request,
	.tables = tables, .mapped_bytes = mapped_bytes, .walk = walk, .free = free_all,
};

/* --- its life --- */

static uint32_t how_many(const struct spec *s)
{
	uint32_t n = 1;

	for (uint32_t i = 0; i < s->nbridges; i++) {
		if (s->host_bridges[i].smmu >= n)
			n = s->host_bridges[i].smmu + 1u;
		if (s->host_bridges[i].said_smmu >= n)
			n = s->host_bridges[i].said_smmu + 1u;
	}
	return n;
}

static uint32_t flags_of(uint32_t lacks)
{
	return (lacks & SPEC_SMMU_NO_SNOOP ? HP_SMMU_NO_SNOOP : 0) |
	       (lacks & SPEC_SMMU_NO_MSI ? HP_SMMU_WIRES : 0) |
	       (lacks & SPEC_SMMU_NO_TWO_WIRES ? HP_SMMU_ONE_WIRE : 0);
}

static struct smmuv3 *make(struct world *w, uint32_t n, uint32_t bits)
{
	const struct spec_smmu *kind = &w->scn->spec->host.smmus[n];
	const struct smmuv3_around around = {
		.ctx = w, .read = read_memory, .write = write_memory, .drain = drain,
		.atc_invalidate = atc_invalidate, .stream = stream, .refused = refused,
		.message = message, .event = event, .wrong = wrong, .wire = wire, .event_wire = 2 * n,
		.error_wire = 2 * n + !(kind->lacks & SPEC_SMMU_NO_TWO_WIRES),
	};
	const struct spec *s = w->scn->spec;
	struct smmuv3 *made = smmuv3_new(&around, bits);

	smmuv3_set_kind(made, kind->lacks, kind->address_bits);
	w->smmu_flags[n] = flags_of(kind->lacks);
	for (uint32_t i = 0; i < s->nbridges; i++)
		if (world_smmu_stream(s, s->host_bridges[i].domain) == i << 16)
			smmuv3_add_domain(made, s->host_bridges[i].domain, i << 16);
	smmuv3_set_doorbell(made, DOORBELL, DOORBELL_BYTES);
	return made;
}

bool world_smmu_init(struct world *w)
{
	const struct spec *s = w->scn->spec;
	uint64_t base = HIGHEST;
	uint32_t bits = 16;

	while (bits < 24 && s->nbridges > 1u << (bits - 16))
		bits++;
	if (s->nbridges > 1u << (bits - 16))
		return false;
	for (uint32_t n = how_many(s); w->nsmmus < n; w->nsmmus++) {
		base = place(s, base);
		if (!base)
			return false;
		w->smmu_base[w->nsmmus] = base;
		w->smmu[w->nsmmus] = make(w, w->nsmmus, bits);
	}
	wire_set_doorbell(w->wire, DOORBELL, DOORBELL_BYTES);
	iommu_hw_set_other(wire_iommu(w->wire), &several, w);
	return true;
}

/* Returns the SMMU whose registers are at @phys, or NULL. */
static struct smmuv3 *at(const struct world *w, uint64_t phys, uint32_t *offset)
{
	for (uint32_t i = 0; i < w->nsmmus; i++)
		if (phys - w->smmu_base[i] < SMMUV3_BYTES) {
			*offset = (uint32_t)(phys - w->smmu_base[i]);
			return w->smmu[i];
		}
	return NULL;
}

bool world_smmu_read(struct world *w, uint64_t phys, uint8_t size_bytes, uint64_t *value)
{
	uint32_t offset;
	struct smmuv3 *s = at(w, phys, &offset);

	if (!s)
		return false;
	turns_touch(w, TURNS_IOMMU, false);
	*value = smmuv3_read(s, offset, size_bytes);
	return true;
}

bool world_smmu_write(struct world *w, uint64_t phys, uint8_t size_bytes, uint64_t value)
{
	uint32_t offset;
	struct smmuv3 *s = at(w, phys, &offset);

	if (!s)
		return false;
	crash_work();
	turns_touch(w, TURNS_IOMMU, true);
	smmuv3_write(s, offset, size_bytes, value);
	return true;
}
