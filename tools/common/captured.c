// SPDX-License-Identifier: GPL-2.0-only
/*
 * captured.c - addresses of functions on the captured machine; see captured.h.
 */
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

hp_sbdf captured_address(const struct scenario *scn, const struct verdict *v,
			  const struct vfunction *f)
{
	hp_sbdf own;

	if (f->function < 0)
		return f->k.sbdf;
	if (f->vf) {
		for (uint32_t i = 0; i < v->nfunctions; i++) {
			const struct vfunction *pf = &v->functions[i];

			if (pf->function == f->function && !pf->vf)
				return f->k.sbdf - pf->k.sbdf +
				       captured_address(scn, v, pf);
		}
		return f->k.sbdf;
	}
	own = captured_spec_address(scn->spec, (uint32_t)f->function);
	return own == CAPTURED_NOWHERE ? f->k.sbdf : own;
}
