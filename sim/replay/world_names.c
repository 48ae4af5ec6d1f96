// SPDX-License-Identifier: GPL-2.0-only
/*
 * world_names.c - a scenario's names and the functions of its fabric.
 *
 * It asks only the fabric; kfunc.c asks the kernel.
 */
#include <stdio.h>

#include "sim/facts/acs.h"
#include "sim/facts/text.h"
#include "sim/replay/world.h"

struct function *world_function_at(const struct world *w, hp_sbdf sbdf)
{
	return fabric_lookup(w->fabric, HP_SBDF_DOMAIN(sbdf), HP_SBDF_BUS(sbdf),
			     HP_SBDF_DEVFN(sbdf));
}

bool world_address(const struct world *w, const struct scn_ref *ref,
		   hp_sbdf *sbdf)
{
	struct function *fn;
	uint32_t domain;
	uint8_t bus, devfn;

	if (ref->by_address) {
		*sbdf = ref->sbdf;
		return true;
	}
	fn = fabric_function(w->fabric, (uint32_t)ref->function);
	if (fn && ref->vf)
		fn = fabric_vf(fn, ref->vf);
	if (!fn || !function_address(fn, &domain, &bus, &devfn))
		return false;
	*sbdf = HP_SBDF(domain, bus, devfn >> 3, devfn & 7);
	return true;
}

const char *world_name(const struct world *w, hp_sbdf sbdf, char *buf,
		       size_t size)
{
	const struct function *fn = world_function_at(w, sbdf);
	const char *name = fn ? function_spec(fn)->name : NULL;

	if (!name)
		return sbdf_text(sbdf, buf, size);
	if (function_is_vf(fn))
		snprintf(buf, size, "%s/vf%u", name, function_vf_number(fn));
	else
		snprintf(buf, size, "%s", name);
	return buf;
}

bool world_acs_text(const struct function *fn, char *buf, size_t size)
{
	const struct spec_function *sf = function_spec(fn);
	bool present;
	uint16_t ctrl = function_acs_ctrl(fn, &present);
	uint16_t cap = function_is_vf(fn) ? sf->sriov.vf_acs.cap : sf->acs.cap;

	if (!present)
		return false;
	acs_bits_text(cap | ctrl, ctrl, buf, size);
	return true;
}
