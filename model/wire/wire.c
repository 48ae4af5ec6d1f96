// SPDX-License-Identifier: GPL-2.0-only
/*
 * wire.c - a wire: its parts, and which functions are in reset.
 *
 * It must not know TLPs.
 */
#include <stdlib.h>

#include "model/iommu/iommu.h"
#include "model/wire/coherent.h"
#include "model/wire/memory.h"
#include "model/wire/msix_table.h"
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
	for (uint32_t i = 0; i < f->spec->nfunctions; i++)
		if (f->spec->functions[i].rom_len)
			memory_write(w->memory, memory_bar_space(i, 0, 6), 0,
				     f->spec->functions[i].rom, f->spec->functions[i].rom_len);
	w->ndram = dram_ranges(f->spec, &w->dram);
	coherent_power_on(w);
	/* Hosts like an x86 take writes to these addresses for interrupts. */
	if (f->spec->host.cpu_vendor != SPEC_CPU_OTHER) {
		w->msi_base = 0xfee00000;
		w->msi_bytes = 0x100000;
	}
	return w;
}

void wire_set_doorbell(struct wire *w, uint64_t base, uint64_t bytes)
{
	w->msi_base = base;
	w->msi_bytes = bytes;
	w->msi_translated = true;
}

void wire_set_timing(struct wire *w, const struct timing *timing)
{
	w->t = *timing;
}

void wire_free(struct wire *w)
{
	if (!w)
		return;
	iommu_hw_free(w->iommu);
	memory_free(w->memory);
	free(w->dram);
	free(w->atc.entry);
	free(w->in_reset);
	free(w->not_ready);
	free(w);
}

struct iommu *wire_iommu(struct wire *w)
{
	return w->iommu;
}

struct memory *wire_memory(struct wire *w)
{
	return w->memory;
}

void wire_set_device(struct wire *w, const struct wire_device *device, void *ctx)
{
	w->device = device;
	w->device_ctx = ctx;
}

void wire_watch(struct wire *w, wire_watch_fn watch, void *ctx)
{
	w->watch = watch;
	w->watch_ctx = ctx;
}

void wire_set_carrier(struct wire *w, void (*carry)(void *ctx, struct walk *k), void *ctx)
{
	w->carry = carry;
	w->carry_ctx = ctx;
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
		atc_forget(&w->atc, fn);
		msix_table_reset(w->memory, fn);
		w->in_reset = must(realloc(w->in_reset, (w->nin_reset + 1) *
					   sizeof(struct function *)));
		w->in_reset[w->nin_reset++] = fn;
		return;
	}
	for (uint32_t i = 0; i < w->nin_reset; i++)
		if (w->in_reset[i] == fn)
			w->in_reset[i--] = w->in_reset[--w->nin_reset];
}
