// SPDX-License-Identifier: GPL-2.0-only
/*
 * vram_check.c - checks whether a GPU as docs/GPU.md describes it can exist: VRAM, the BAR
 * that leads to it, registers in BAR 0, and the same of its VFs.
 */
#include <inttypes.h>

#include "model/spec/check.h"
#include "model/spec/msix_place.h"
#include "model/spec/regs.h"

#define PAGE (2ull << 20)		/* what VRAM is given out by */
#define REGISTERS 0x1000u
#define MOST_VFS 511u			/* entries of the root table; the first is the PF's */

static bool is_memory(const struct spec_bar *b)
{
	return b->kind == SPEC_BAR_MEM32 || b->kind == SPEC_BAR_MEM64;
}

static uint64_t smallest(const struct spec_bar *b)
{
	uint64_t bits = b->rebar_sizes, least = (bits & -bits) << 20;

	return bits && least < b->size_bytes ? least : b->size_bytes;
}

/* @set: "bar" or "vfbar". */
static bool check_set(const struct spec_function *fn, const char *set,
		      const struct spec_bar *bars, unsigned int vectors,
		      struct spec_error *err)
{
	const unsigned int w = fn->vram_bar;
	uint32_t table, pba;

	if (!is_memory(&bars[0]) || bars[0].size_bytes < REGISTERS)
		return spec_refuse(err, fn->loc, "%s: the registers of its VRAM are in %s0: "
			"make it memory of 4K or more", fn->name, set);
	if (!is_memory(&bars[w]) || smallest(&bars[w]) < PAGE)
		return spec_refuse(err, fn->loc, "%s: its window is %s%u: make it memory of "
			"2M or more", fn->name, set, w);
	if (!vectors || !msix_place(bars, 6, vectors, &table, &pba))
		return true;
	if ((table & MSIX_BIR) == w || (!(table & MSIX_BIR) && table < REGISTERS))
		return spec_refuse(err, fn->loc, "%s: its MSI-X table would be where its "
			"registers or VRAM are: make %s0 larger than 64K, or give it another "
			"BAR that is smaller than the window", fn->name, set);
	return true;
}

bool check_vram(const struct spec_function *fn, struct spec_error *err)
{
	const unsigned int vfs = fn->sriov.known == SPEC_PRESENT ? fn->sriov.total_vfs : 0;

	if (!fn->vram_bar)
		return true;
	if (fn->config_len)
		return spec_refuse(err, fn->loc, "%s: a captured function is no GPU of ours: "
			"drop its window", fn->name);
	if (!fn->vram_bytes || fn->vram_bytes % PAGE || fn->vram_bytes >> 48)
		return spec_refuse(err, fn->loc, "%s: a window leads to VRAM: give it vram, a "
			"multiple of 2M below 256T", fn->name);
	if (vfs > MOST_VFS)
		return spec_refuse(err, fn->loc, "%s: %u VFs with VRAM: at most %u",
			fn->name, vfs, MOST_VFS);
	return check_set(fn, "bar", fn->bar, fn->msix_vectors, err) &&
	       (!vfs || check_set(fn, "vfbar", fn->sriov.bar, fn->sriov.vf_msix, err));
}
