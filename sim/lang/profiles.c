// SPDX-License-Identifier: GPL-2.0-only
/*
 * profiles.c - defaults: host profiles, ids, windows.
 *
 * Kernels treat some vendor:device ids specially.  The default ids here are QEMU's, of
 * vendor 1b36, which no kernel that was looked at knows.  The ids of host profiles are
 * chosen for whether kernels know them.
 */
#include <string.h>

#include "model/spec/dram.h"
#include "sim/lang/lang.h"

#define GiB (1ull << 30)
#define TiB (1ull << 40)

/* 32-bit windows fit into the hole of DRAM; 64-bit windows come far above. */
#define LOW_MMIO_BYTES 0x60000000ull	/* up to the usual place of ECAM */
#define TOP (1ull << 47)
#define LEAST_WINDOW (1ull << 20)	/* what a bridge's window is made of */
#define IO_BASE 0x1000ull
#define IO_BYTES 0xf000ull

const struct profile lang_profiles[] = {
	{ .name = "pc", .cpu = SPEC_CPU_INTEL, .family = 6,
	  .p2p = SPEC_RC_REFUSE, .dram_bytes = 8 * GiB,
	  .host_vendor = 0x8086, .host_device = 0x9b63,
	  .rp_vendor = LANG_VENDOR, .rp_device = 0x000c, .first_dev = 1,
	  .mem_base = DRAM_LOW_END, .mem_bytes = LOW_MMIO_BYTES,
	  .pref_base = 256 * GiB, .pref_bytes = 256 * GiB, .io = true },
	/* Intel client chips: what wants a completion does not pass between root ports. */
	{ .name = "pc-writes", .cpu = SPEC_CPU_INTEL, .family = 6,
	  .p2p = SPEC_RC_WRITES, .dram_bytes = 8 * GiB,
	  .host_vendor = 0x8086, .host_device = 0x9b63,
	  .rp_vendor = LANG_VENDOR, .rp_device = 0x000c, .first_dev = 1,
	  .mem_base = DRAM_LOW_END, .mem_bytes = LOW_MMIO_BYTES,
	  .pref_base = 256 * GiB, .pref_bytes = 256 * GiB, .io = true },
	{ .name = "server", .cpu = SPEC_CPU_INTEL, .family = 6,
	  .p2p = SPEC_RC_ALL, .dram_bytes = 16 * GiB,
	  .host_vendor = 0x8086, .host_device = 0x2020,
	  .rp_vendor = LANG_VENDOR, .rp_device = 0x000c, .first_dev = 1,
	  .mem_base = DRAM_LOW_END, .mem_bytes = LOW_MMIO_BYTES,
	  .pref_base = 32 * TiB, .pref_bytes = 4 * TiB, .io = true },
	{ .name = "server-same-bridge", .cpu = SPEC_CPU_INTEL, .family = 6,
	  .p2p = SPEC_RC_SAME_BRIDGE, .dram_bytes = 16 * GiB,
	  .host_vendor = 0x8086, .host_device = 0x2f00,
	  .rp_vendor = LANG_VENDOR, .rp_device = 0x000c, .first_dev = 1,
	  .mem_base = DRAM_LOW_END, .mem_bytes = LOW_MMIO_BYTES,
	  .pref_base = 32 * TiB, .pref_bytes = 4 * TiB, .io = true },
	{ .name = "amd-zen", .cpu = SPEC_CPU_AMD, .family = 0x17,
	  .p2p = SPEC_RC_ALL, .dram_bytes = 16 * GiB,
	  .host_vendor = 0x1022, .host_device = 0x1480,
	  .rp_vendor = LANG_VENDOR, .rp_device = 0x000c, .first_dev = 1,
	  .mem_base = DRAM_LOW_END, .mem_bytes = LOW_MMIO_BYTES,
	  .pref_base = 2 * TiB, .pref_bytes = 1 * TiB, .io = true },
	/* One host bridge a root port, at 00.0; each has its own address map. */
	{ .name = "power", .cpu = SPEC_CPU_OTHER,
	  .p2p = SPEC_RC_REFUSE, .dram_bytes = 16 * GiB,
	  .rp_vendor = 0x1014, .rp_device = 0x04c1, .first_dev = 0,
	  .mem_base = 0x3fe000000000, .mem_bus = 0x80000000,
	  .mem_bytes = 0x7fff0000, .mem_step = 4 * GiB,
	  .pref_base = 32 * TiB, .pref_bus = 1 * TiB, .pref_bytes = 1 * TiB },
	{ .name = "arm", .cpu = SPEC_CPU_OTHER,
	  .p2p = SPEC_RC_REFUSE, .dram_bytes = 8 * GiB,
	  .rp_vendor = LANG_VENDOR, .rp_device = 0x000c, .first_dev = 0,
	  .mem_base = DRAM_LOW_END, .mem_bytes = LOW_MMIO_BYTES,
	  .pref_base = 512 * GiB, .pref_bytes = 512 * GiB },
	/* Its root ports are those of an Arm CPU that kernels know to forward peers. */
	{ .name = "arm-server", .cpu = SPEC_CPU_OTHER,
	  .p2p = SPEC_RC_ALL, .dram_bytes = 16 * GiB,
	  .rp_vendor = 0x10de, .rp_device = 0x2f95, .first_dev = 0,
	  .mem_base = DRAM_LOW_END, .mem_bytes = LOW_MMIO_BYTES,
	  .pref_base = 32 * TiB, .pref_bytes = 4 * TiB, .driver = SPEC_IOMMU_SMMUV3 },
	/* Nothing assumed: for machines that say it all. */
	{ .name = "custom", .cpu = SPEC_CPU_OTHER,
	  .p2p = SPEC_RC_REFUSE, .dram_bytes = 8 * GiB,
	  .rp_vendor = LANG_VENDOR, .rp_device = 0x000c, .first_dev = 1,
	  .mem_base = DRAM_LOW_END, .mem_bytes = LOW_MMIO_BYTES,
	  .pref_base = 256 * GiB, .pref_bytes = 256 * GiB, .io = true },
	{ .name = NULL }
};

static const struct kind kinds[] = {
	{ "rp", "a root port", SPEC_ROOT_PORT, 0x000c, 0x060400 },
	{ "switch", "a switch's upstream port", SPEC_UPSTREAM_PORT, 0x00f0, 0x060400 },
	{ "dsp", "a switch's downstream port", SPEC_DOWNSTREAM_PORT, 0x00f1, 0x060400 },
	{ "ep", "an endpoint", SPEC_ENDPOINT, 0x00f2, 0x120000 },
	{ "legacyep", "a legacy endpoint", SPEC_LEGACY_ENDPOINT, 0x00f2, 0x120000 },
	{ "rciep", "a root-complex integrated endpoint", SPEC_RCIEP, 0x00f3, 0x120000 },
	{ "rcec", "an event collector", SPEC_RCEC, 0x00f4, 0x080700 },
	{ "bridge", "a PCIe-to-PCI bridge", SPEC_PCIE_TO_PCI, 0x000e, 0x060400 },
	{ "revbridge", "a PCI-to-PCIe bridge", SPEC_PCI_TO_PCIE, 0x00f5, 0x060400 },
	{ "pcibridge", "a PCI-to-PCI bridge", SPEC_PCI_BRIDGE, 0x0001, 0x060400 },
	{ "pcidev", "a conventional PCI device", SPEC_PCI_DEVICE, 0x00f6, 0x088000 },
	{ "hostdev", "a host-bridge function", SPEC_HOST_DEVICE, 0x0008, 0x060000 },
	{ 0 }
};

const struct profile *profile_find(const char *s, size_t len)
{
	for (const struct profile *pr = lang_profiles; pr->name; pr++)
		if (strlen(pr->name) == len && !memcmp(pr->name, s, len))
			return pr;
	return NULL;
}

const struct kind *kind_of(enum spec_type type)
{
	for (const struct kind *k = kinds; k->word; k++)
		if (k->type == type)
			return k;
	return NULL;
}

const struct kind *kind_named(const struct tok *t)
{
	for (const struct kind *k = kinds; k->word; k++)
		if (tok_is(t, k->word))
			return k;
	return NULL;
}

void function_defaults(const struct profile *pr, struct spec_function *f)
{
	const struct kind *k = kind_of(f->type);

	f->vendor = LANG_VENDOR;
	f->device = k->device;
	f->class = k->class;
	if (f->type == SPEC_ROOT_PORT) {
		f->vendor = pr->rp_vendor;
		f->device = pr->rp_device;
	}
	if (f->type == SPEC_ROOT_PORT || f->type == SPEC_DOWNSTREAM_PORT)
		f->port_number = f->devfn >> 3;
	if (spec_type_is_pcie(f->type) && f->type != SPEC_RCIEP &&
	    f->type != SPEC_RCEC) {
		f->link_speed = 3;
		f->link_width = 8;
	}
}

static uint64_t floor_pow2(uint64_t v)
{
	while (v & (v - 1))
		v &= v - 1;
	return v;
}

static uint64_t align_up(uint64_t v, uint64_t to)
{
	return (v + to - 1) & ~(to - 1);
}

/* Where DRAM ends in CPU physical space. */
static uint64_t dram_end(uint64_t dram_bytes)
{
	return dram_bytes <= DRAM_LOW_END ? dram_bytes
					  : dram_bytes + DRAM_HIGH_BASE - DRAM_LOW_END;
}

static void add_window(struct spec_host_bridge *hb, enum spec_window_kind kind,
		       uint64_t cpu, uint64_t bus, uint64_t size)
{
	struct spec_window *w = &hb->windows[hb->nwindows++];

	w->kind = kind;
	w->cpu_base = cpu;
	w->size_bytes = size;
	w->offset = (int64_t)(cpu - bus);
	w->loc = hb->loc;
}

/*
 * Returns true if [base, base + size) of CPU space overlaps a stated window; @after is
 * then the end of that window.
 */
static bool touches_stated(const struct parser *p, bool io, uint64_t base,
			   uint64_t size, uint64_t *after)
{
	for (uint32_t i = 0; i < p->spec->nbridges; i++) {
		const struct spec_host_bridge *hb = &p->spec->host_bridges[i];

		for (uint32_t k = 0; p->hb_windows[i] && k < hb->nwindows; k++) {
			const struct spec_window *w = &hb->windows[k];

			if ((w->kind == SPEC_WIN_IO) == io &&
			    w->cpu_base < base + size &&
			    base < w->cpu_base + w->size_bytes) {
				*after = w->cpu_base + w->size_bytes;
				return true;
			}
		}
	}
	return false;
}

/* From *at on, the first multiple of @align where @size is free below @end. */
static bool place(const struct parser *p, bool io, uint64_t *at, uint64_t size,
		  uint64_t end, uint64_t align)
{
	uint64_t after;

	while (*at <= end && size <= end - *at) {
		if (!touches_stated(p, io, *at, size, &after))
			return true;
		if (after <= *at || after > end)
			return false;
		*at = align_up(after, align);
	}
	return false;
}

static bool no_room(struct parser *p, const struct spec_host_bridge *hb,
		    const char *kind)
{
	return lang_err_at(p, hb->loc.line, hb->loc.column,
			   "no room for a default %s window of host bridge '%s'; state its windows",
			   kind, hb->name);
}

static bool mem_window(struct parser *p, struct spec_host_bridge *hb,
		       uint64_t *at, uint64_t size)
{
	const struct profile *pr = p->profile;
	uint64_t end = DRAM_LOW_END + LOW_MMIO_BYTES;

	if (pr->mem_step)
		end = pr->mem_base + pr->mem_step * (LANG_MAX_BRIDGES + 16);
	if (size < LEAST_WINDOW ||
	    !place(p, false, at, size, end, pr->mem_step ? pr->mem_step : size))
		return no_room(p, hb, "mem");
	add_window(hb, SPEC_WIN_MEM, *at, pr->mem_bus ? pr->mem_bus : *at, size);
	*at += pr->mem_step ? pr->mem_step : size;
	return true;
}

static bool pref_window(struct parser *p, struct spec_host_bridge *hb,
			uint64_t *at, uint64_t size)
{
	const struct profile *pr = p->profile;
	uint64_t end = pr->mem_step ? pr->mem_base : TOP;

	if (size < LEAST_WINDOW || !place(p, false, at, size, end, size))
		return no_room(p, hb, "pref");
	add_window(hb, SPEC_WIN_PREF, *at, pr->pref_bus ? pr->pref_bus : *at, size);
	*at += size;
	return true;
}

/* The 64 KiB of x86 I/O ports, shared; the last bridges go without. */
static void io_window(struct parser *p, struct spec_host_bridge *hb,
		      uint64_t *at, uint64_t size)
{
	if (!p->profile->io || !size ||
	    !place(p, true, at, size, IO_BASE + IO_BYTES, 0x1000))
		return;
	add_window(hb, SPEC_WIN_IO, *at, *at, size);
	*at += size;
}

bool default_windows(struct parser *p)
{
	const struct profile *pr = p->profile;
	uint64_t mem = pr->mem_base, mem_size = pr->mem_bytes, pref, pref_size;
	uint64_t io = IO_BASE, io_size = IO_BYTES, room, top, n = 0, i;

	for (i = 0; i < p->spec->nbridges; i++)
		n += !p->hb_windows[i];
	if (!n)
		return true;
	if (n > 1 || n != p->spec->nbridges) {
		uint64_t total = p->spec->nbridges;

		if (!pr->mem_step)
			mem_size = floor_pow2(pr->mem_bytes / total);
		io_size = IO_BYTES / total & ~0xfffull;
	}
	pref = align_up(dram_end(p->spec->host.dram_bytes), pr->pref_bytes);
	if (pref < pr->pref_base)
		pref = pr->pref_base;
	top = pr->mem_step ? pr->mem_base : TOP;
	room = pref < top ? floor_pow2((top - pref) / 2 / n) : 0;
	pref_size = pr->pref_bytes < room ? pr->pref_bytes : room;

	for (i = 0; i < p->spec->nbridges; i++) {
		struct spec_host_bridge *hb = &p->spec->host_bridges[i];

		if (p->hb_windows[i])
			continue;
		if (!mem_window(p, hb, &mem, mem_size) ||
		    !pref_window(p, hb, &pref, pref_size))
			return false;
		io_window(p, hb, &io, io_size);
	}
	return true;
}
