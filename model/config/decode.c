// SPDX-License-Identifier: GPL-2.0-only
/*
 * decode.c - who claims a bus address that comes down from a host bridge
 * (Base 7.5.1.2.1, 7.5.1.3, and 2.3.1 for address routing).
 */
#include "model/config/cfg.h"

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

/* The first function by number wins where software let ranges overlap. */
bool fabric_decode(struct fabric *f, uint32_t host_bridge, uint64_t address,
		   bool io, struct fabric_target *out)
{
	struct bus *bus;
	unsigned int i;

	if (host_bridge >= f->spec->nbridges)
		return false;
	bus = &f->roots[host_bridge];
	while (bus) {
		struct bus *next = NULL;

		for (i = 0; i < bus->nslots; i++) {
			struct function *fn = bus->slot[i];

			if (!fn)
				continue;
			if (function_claims(fn, address, io, out))
				return true;
			if (!next && fn->below && bridge_claims(fn, address, io))
				next = fn->below;
		}
		bus = next;
	}
	return false;
}
