// SPDX-License-Identifier: GPL-2.0-only
/*
 * world_names.c - a scenario's names and the functions of its fabric.
 *
 * It asks only the fabric; kfunc.c asks the kernel.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/facts/acs.h"
#include "sim/facts/text.h"
#include "sim/replay/world.h"

/* The address of what had none. */
#define NOWHERE ((hp_sbdf)-1)

static bool is_below(const struct function *fn, const struct function *port)
{
	while (fn && fn != port)
		fn = function_parent(fn);
	return fn != NULL;
}

void world_keep_addresses(struct world *w, const struct function *port)
{
	const uint32_t n = w->scn->spec->nfunctions;
	uint32_t domain;
	uint8_t bus, devfn;

	if (!w->was_at) {
		w->was_at = malloc(n * sizeof(*w->was_at));
		if (!w->was_at)
			abort();	/* out of memory: nothing sensible is left to do */
		memset(w->was_at, 0xff, n * sizeof(*w->was_at));
	}
	for (uint32_t i = 0; i < n; i++) {
		const struct function *fn = fabric_function(w->fabric, i);

		if (is_below(fn, port) && function_address(fn, &domain, &bus, &devfn))
			w->was_at[i] = HP_SBDF(domain, bus, devfn >> 3, devfn & 7);
	}
}

/* What had that address before its link was lost, or NULL. */
static struct function *lost_at(const struct world *w, hp_sbdf sbdf)
{
	struct function *fn;

	for (uint32_t i = 0; w->was_at && i < w->scn->spec->nfunctions; i++) {
		fn = fabric_function(w->fabric, i);
		if (w->was_at[i] == sbdf && fn && function_link_lost(fn))
			return fn;
	}
	return NULL;
}

bool world_lost(const struct world *w, hp_sbdf sbdf)
{
	return lost_at(w, sbdf) != NULL;
}

/* The kernel knows by its address also what is no longer there. */
struct function *world_function_at(const struct world *w, hp_sbdf sbdf)
{
	struct function *fn = fabric_lookup(w->fabric, HP_SBDF_DOMAIN(sbdf), HP_SBDF_BUS(sbdf),
					    HP_SBDF_DEVFN(sbdf));

	return fn ? fn : lost_at(w, sbdf);
}

/* The kernel knows it by that address, until it is removed. */
static bool was_there(const struct world *w, const struct scn_ref *ref, hp_sbdf *sbdf)
{
	const struct function *fn = fabric_function(w->fabric, (uint32_t)ref->function);

	if (!w->was_at || ref->vf || !fn || !function_link_lost(fn))
		return false;
	*sbdf = w->was_at[ref->function];
	return *sbdf != NOWHERE;
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
	if (was_there(w, ref, sbdf))
		return true;
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
