// SPDX-License-Identifier: GPL-2.0-only
/*
 * decode.c - what BARs decode now, and which function claims a bus address (Base
 * 7.5.1.2.1, 7.5.1.3, and 2.3.1 for address routing).
 *
 * It must not know who sends the request, or where it goes next.
 */
#include "model/config/decode.h"
#include "model/config/sriov.h"

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

bool function_decodes(const struct function *fn)
{
	return function_memory_enabled(fn);
}

static bool in_bar(const struct function *fn, unsigned int bar, uint64_t address,
		   struct fabric_target *out)
{
	uint64_t base, size;

	if (!function_bar(fn, bar, &base, &size) || address < base ||
	    address - base >= size)
		return false;
	out->bar = (uint8_t)bar;
	out->offset = address - base;
	return true;
}

static bool is_io(const struct function *fn, unsigned int bar)
{
	return bar < 6 && fn->spec->bar[bar].kind == SPEC_BAR_IO;
}

/* A VF BAR's aperture holds the slices of all VFs, in order (9.2.1.1.1). */
static bool in_vf_bars(struct function *pf, uint64_t address,
		       struct fabric_target *out)
{
	struct function *vf = fabric_vf(pf, 1);
	uint64_t base, size, n;
	unsigned int bar;

	for (bar = 0; vf && bar < 6; bar++) {
		if (!function_bar(vf, bar, &base, &size) || address < base)
			continue;
		n = (address - base) / size;
		if (n >= pf->vfs->active)
			continue;
		out->fn = fabric_vf(pf, (uint16_t)(n + 1));
		if (function_is_silent(out->fn))
			return false;
		out->bar = (uint8_t)bar;
		out->offset = (address - base) % size;
		return true;
	}
	return false;
}

bool function_claims(struct function *fn, uint64_t address, bool io,
		     struct fabric_target *out)
{
	unsigned int bar;

	for (bar = 0; bar <= 6; bar++) {
		/* Most have one or two; a VF's are not those of its PF. */
		if (bar < 6 && !fn->vf && fn->spec->bar[bar].kind == SPEC_BAR_NONE)
			continue;
		if (is_io(fn, bar) != io || !in_bar(fn, bar, address, out))
			continue;
		out->fn = fn;
		return true;
	}
	return !io && fn->vfs && in_vf_bars(fn, address, out);
}

bool bridge_claims(const struct function *bridge, uint64_t address, bool io)
{
	struct bridge_window w[2];

	/* Of a link that is down: what is below was reset and claims nothing. */
	if (io) {
		w[0] = function_io_window(bridge);
		return window_has(&w[0], address);
	}
	w[0] = function_mem_window(bridge);
	w[1] = function_pref_window(bridge);
	return window_has(&w[0], address) || window_has(&w[1], address);
}
