// SPDX-License-Identifier: GPL-2.0-only
/*
 * world_smmu.c - ties an SMMUv3 to the machine: its registers to the CPU's accesses, its
 * reads and writes of memory to the kernel instance's DRAM, its commands to devices.
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

static bool message(void *ctx, uint64_t address, uint32_t data)
{
	struct world *w = ctx;

	if (address - DOORBELL >= DOORBELL_BYTES)
		return write_memory(ctx, address, &data, sizeof(data));
	for (uint32_t i = 0; i < w->smmu_told.n; i++)
		if (w->smmu_told.data[i] == data)
			return true;	/* an edge that nobody has seen yet */
	if (w->smmu_told.n < sizeof(w->smmu_told.data) / sizeof(*w->smmu_told.data))
		w->smmu_told.data[w->smmu_told.n++] = data;
	w->cpu_due = true;
	return true;
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

static uint64_t place(const struct spec *s)
{
	for (uint64_t base = HIGHEST - SMMUV3_BYTES; base >= LOWEST; base -= SMMUV3_BYTES)
		if (is_free(s, base))
			return base;
	return 0;
}

bool world_smmu_init(struct world *w)
{
	const struct spec *s = w->scn->spec;
	const struct smmuv3_around around = {
		.ctx = w, .read = read_memory, .write = write_memory, .drain = drain,
		.atc_invalidate = atc_invalidate, .stream = stream, .refused = refused,
		.message = message, .wrong = wrong,
	};
	uint32_t bits = 16;

	while (bits < 24 && s->nbridges > 1u << (bits - 16))
		bits++;
	w->smmu_base = place(s);
	if (!w->smmu_base || s->nbridges > 1u << (bits - 16))
		return false;
	w->smmu = smmuv3_new(&around, bits);
	for (uint32_t i = 0; i < s->nbridges; i++)
		if (world_smmu_stream(s, s->host_bridges[i].domain) == i << 16)
			smmuv3_add_domain(w->smmu, s->host_bridges[i].domain, i << 16);
	smmuv3_set_doorbell(w->smmu, DOORBELL, DOORBELL_BYTES);
	wire_set_doorbell(w->wire, DOORBELL, DOORBELL_BYTES);
	iommu_hw_set_other(wire_iommu(w->wire), &smmuv3_other, w->smmu);
	return true;
}

static bool is_ours(const struct world *w, uint64_t phys)
{
	return w->smmu && phys - w->smmu_base < SMMUV3_BYTES;
}

bool world_smmu_read(struct world *w, uint64_t phys, uint8_t size_bytes, uint64_t *value)
{
	if (!is_ours(w, phys))
		return false;
	turns_touch(w, TURNS_IOMMU, false);
	*value = smmuv3_read(w->smmu, (uint32_t)(phys - w->smmu_base), size_bytes);
	return true;
}

bool world_smmu_write(struct world *w, uint64_t phys, uint8_t size_bytes, uint64_t value)
{
	if (!is_ours(w, phys))
		return false;
	crash_work();
	turns_touch(w, TURNS_IOMMU, true);
	smmuv3_write(w->smmu, (uint32_t)(phys - w->smmu_base), size_bytes, value);
	return true;
}
