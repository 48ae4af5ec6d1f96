/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * decode_util.h - who claims a bus address that comes down from a host bridge:
 * the same questions to functions and bridges as the root complex asks, without
 * a TLP.
 */
#ifndef TESTS_UNIT_DECODE_UTIL_H
#define TESTS_UNIT_DECODE_UTIL_H

#include "machine.h"
#include "model/config/decode.h"
#include "model/config/state.h"

/* The first function by number wins where software let ranges overlap. */
UNUSED static bool fabric_decode(struct fabric *f, uint32_t host_bridge, uint64_t address,
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

#endif
