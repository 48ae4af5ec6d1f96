// SPDX-License-Identifier: GPL-2.0-only
/*
 * bars.c - base address and expansion ROM registers (Base 7.5.1.2.1, .2.4).
 * What they decode is decode.c's.
 *
 * Sizing needs no code: only address bits at or above the size are writable,
 * so all ones written reads back as the size mask.
 */
#include "model/config/build.h"
#include "model/spec/regs.h"

static unsigned int bar_count(const struct image *img)
{
	return (img->val[R_HEADER_TYPE] & 0x7f) == 1 ? 2 : 6;
}

static unsigned int rom_register(const struct image *img)
{
	return (img->val[R_HEADER_TYPE] & 0x7f) == 1 ? R_ROM1 : R_ROM0;
}

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
