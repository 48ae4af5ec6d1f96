// SPDX-License-Identifier: GPL-2.0-only
/*
 * captured.c - addresses of functions on the captured machine; see captured.h.
 */
#include <stdlib.h>

#include "tools/common/captured.h"

hp_sbdf captured_spec_address(const struct spec *s, uint32_t i)
{
	const struct spec_function *f = &s->functions[i], *top = f;
	hp_sbdf bus = f->parent >= 0 ? s->functions[f->parent].secondary : 0;

	/* First, for there may be many ports above, and none with a number. */
	if (f->parent >= 0 && !bus)
		return CAPTURED_NOWHERE;
	while (top->parent >= 0)
		top = &s->functions[top->parent];
	if (top->host_bridge < 0)
		return CAPTURED_NOWHERE;
	if (f->parent < 0)
		bus = s->host_bridges[f->host_bridge].bus_first;
	return (hp_sbdf)s->host_bridges[top->host_bridge].domain << 16 |
	       bus << 8 | f->devfn;
}

/* Returns the address of @f, which is not a VF. */
static hp_sbdf captured_address(const struct spec *s, const struct vfunction *f)
{
	hp_sbdf own = CAPTURED_NOWHERE;

	if (f->function >= 0)
		own = captured_spec_address(s, (uint32_t)f->function);
	return own == CAPTURED_NOWHERE ? f->k.sbdf : own;
}

void captured_addresses(const struct scenario *scn, const struct verdict *v,
			hp_sbdf *addresses)
{
	/* Of each function of the spec, how much further on its captured address is. */
	hp_sbdf *offset = calloc(scn->spec->nfunctions + 1, sizeof(*offset));

	if (!offset)
		abort();
	for (uint32_t i = 0; i < v->nfunctions; i++) {
		const struct vfunction *f = &v->functions[i];

		if (f->vf)
			continue;
		addresses[i] = captured_address(scn->spec, f);
		if (f->function >= 0)
			offset[f->function] = addresses[i] - f->k.sbdf;
	}
	/* A VF is as far from its PF as here. */
	for (uint32_t i = 0; i < v->nfunctions; i++) {
		const struct vfunction *f = &v->functions[i];

		if (f->vf)
			addresses[i] = f->k.sbdf +
				       (f->function >= 0 ? offset[f->function] : 0);
	}
	free(offset);
}
