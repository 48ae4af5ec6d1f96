// SPDX-License-Identifier: GPL-2.0-only
/*
 * bars.c - base address and expansion ROM registers (Base 7.5.1.2.1, .2.4),
 * and what they decode now.
 *
 * Sizing needs no code: only address bits at or above the size are writable,
 * so all ones written reads back as the size mask.
 */
#include "model/config/cfg.h"

static unsigned int bar_count(const struct image *img)
{
	return (img->val[R_HEADER_TYPE] & 0x7f) == 1 ? 2 : 6;
}

static unsigned int rom_register(const struct image *img)
{
	return (img->val[R_HEADER_TYPE] & 0x7f) == 1 ? R_ROM1 : R_ROM0;
}

/* The writable bits of a BAR, 64 of them for a 64-bit one. */
uint64_t bar_mask(const struct spec_bar *bar, uint64_t size_bytes)
{
	uint64_t mask = size_bytes ? ~(size_bytes - 1) : 0;

	switch (bar->kind) {
	case SPEC_BAR_MEM32:
		return mask & 0xfffffff0u;
	case SPEC_BAR_MEM64:
		return mask & ~0xfull;
	case SPEC_BAR_IO:
		return mask & 0xfffffffcu;
	case SPEC_BAR_NONE:
		break;
	}
	return 0;
}

static uint32_t bar_type_bits(const struct spec_bar *bar)
{
	uint32_t bits = 0;

	if (bar->kind == SPEC_BAR_IO)
		return BAR_IO;
	if (bar->kind == SPEC_BAR_MEM64)
		bits |= BAR_64;
	if (bar->kind != SPEC_BAR_NONE && bar->prefetchable)
		bits |= BAR_PREFETCHABLE;
	return bits;
}

void bars_put(struct image *img, const struct function *fn)
{
	unsigned int i;

	for (i = 0; i < bar_count(img); i++) {
		const struct spec_bar *bar = &fn->spec->bar[i];

		if (bar->kind == SPEC_BAR_NONE)
			continue;
		img_put(img, R_BAR0 + 4 * i, 4, bar_type_bits(bar));
		if (bar->kind == SPEC_BAR_MEM64)
			i++;		/* the next register is its upper half */
	}
}

void bars_masks(struct image *img, const struct function *fn)
{
	unsigned int i, rom = rom_register(img);

	for (i = 0; i < bar_count(img); i++) {
		const struct spec_bar *bar = &fn->spec->bar[i];
		uint64_t mask = bar_mask(bar, bar->size_bytes);

		img_hook(img, R_BAR0 + 4 * i, HOOK_DECODE);
		img_rw(img, R_BAR0 + 4 * i, 4, (uint32_t)mask);
		if (bar->kind == SPEC_BAR_MEM64 && i + 1 < bar_count(img)) {
			i++;
			img_rw(img, R_BAR0 + 4 * i, 4, mask >> 32);
			img_hook(img, R_BAR0 + 4 * i, HOOK_DECODE);
		}
	}
	if (fn->spec->rom_bytes) {
		img_rw(img, rom, 4, (~(fn->spec->rom_bytes - 1) & ROM_ADDRESS) |
		       ROM_ENABLE);
		img_hook(img, rom, HOOK_DECODE);
	}
}

static bool rom_decodes(const struct function *fn, uint64_t *address, uint64_t *size)
{
	unsigned int reg = fn->below ? R_ROM1 : R_ROM0;
	uint32_t rom;

	if (fn->vf || !fn->spec->rom_bytes || reg + 4 > fn->len)
		return false;
	rom = get32(fn->cfg + reg);
	*address = rom & ROM_ADDRESS;
	*size = fn->spec->rom_bytes;
	return (rom & ROM_ENABLE) && function_memory_enabled(fn);
}

/* VF n's slice of the aperture in its PF's capability (9.2.1.1.1). */
static bool vf_bar_decodes(const struct function *vf, unsigned int bar,
			   uint64_t *address, uint64_t *size)
{
	const struct function *pf = vf->pf;
	const struct spec_bar *b = &pf->spec->sriov.bar[bar];
	const uint8_t *reg = pf->cfg + pf->cap[CAP_SRIOV] + IOV_BAR0 + 4 * bar;
	uint64_t base;

	if (b->kind != SPEC_BAR_MEM32 && b->kind != SPEC_BAR_MEM64)
		return false;
	base = b->kind == SPEC_BAR_MEM64 ? get64(reg) : get32(reg);
	*size = sriov_vf_aperture(pf, bar);
	*address = (base & ~0xfull) + (uint64_t)(vf->vf - 1) * *size;
	return function_memory_enabled(vf);
}

bool function_bar(const struct function *fn, unsigned int bar,
		  uint64_t *bus_address, uint64_t *size_bytes)
{
	const struct spec_bar *b;
	uint64_t value, mask;

	if (bar == 6)
		return rom_decodes(fn, bus_address, size_bytes);
	if (bar > 6 || (fn->below && bar > 1))
		return false;
	if (fn->vf)
		return vf_bar_decodes(fn, bar, bus_address, size_bytes);
	b = &fn->spec->bar[bar];
	value = get32(fn->cfg + R_BAR0 + 4 * bar);
	mask = get32(fn->wmask + R_BAR0 + 4 * bar);
	switch (b->kind) {
	case SPEC_BAR_MEM64:
		value |= (uint64_t)get32(fn->cfg + R_BAR0 + 4 * bar + 4) << 32;
		mask |= (uint64_t)get32(fn->wmask + R_BAR0 + 4 * bar + 4) << 32;
		break;
	case SPEC_BAR_MEM32:
	case SPEC_BAR_IO:
		mask |= 0xffffffff00000000ull;
		break;
	case SPEC_BAR_NONE:
		return false;
	}
	/* The writable bits are the size, also where Resizable BAR moved it. */
	*size_bytes = ~mask + 1;
	*bus_address = value & mask;
	return b->kind == SPEC_BAR_IO ? function_io_enabled(fn) :
		function_memory_enabled(fn);
}
