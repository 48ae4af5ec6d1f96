// SPDX-License-Identifier: GPL-2.0-only
/*
 * build_vfs.c - removes captured VFs from the functions: they follow from their PF's
 * SR-IOV capability (Base 9.3.3).
 */
#include <stdlib.h>

#include "model/import/internal.h"

/* The kernel shows a VF's regions with their sizes; the PF's list has none. */
static void fold_bars(struct raw *pf, const struct raw *vf)
{
	for (int i = 0; i < 6; i++) {
		struct spec_bar *b = &pf->f.sriov.bar[i];

		if (b->kind == SPEC_BAR_NONE || !(vf->size_known >> i & 1) ||
		    (pf->vf_size_known >> i & 1))
			continue;
		b->size_bytes = vf->f.bar[i].size_bytes;
		pf->vf_size_known |= (uint8_t)(1u << i);
	}
}

/* What a VF's own capture adds to its PF's facts. */
static void fold(struct machine *m, struct raw *pf, struct raw *vf)
{
	struct spec_sriov *v = &pf->f.sriov;

	vf->vf = vf->gone = true;
	m->rep->vfs++;
	if (vf->f.acs.known == SPEC_PRESENT && v->vf_acs.known != SPEC_PRESENT)
		v->vf_acs = vf->f.acs;
	fold_bars(pf, vf);
	v->vf_ats |= vf->f.ats;
	v->vf_msix |= vf->f.msix_vectors != 0;
}

/* The PF's capability says where they are. */
static void fold_by_capability(struct machine *m, struct raw *pf)
{
	const struct spec_sriov *v = &pf->f.sriov;

	if (v->known != SPEC_PRESENT || !v->offset)
		return;
	for (uint32_t n = 0; n < v->num_vfs; n++) {
		uint64_t rid = (pf->sbdf & 0xffff) + v->offset + n * v->stride;
		struct raw *vf;

		if (rid > 0xffff)
			return;
		vf = raw_find(m, (pf->sbdf & ~(uint64_t)0xffff) | rid);
		if (vf && vf != pf && !vf->gone)
			fold(m, pf, vf);
		if (!v->stride)
			return;
	}
}

/* sysfs says whose they are; where the PF's capability was not captured,
 * offset and stride follow from their addresses. */
static void fold_by_link(struct machine *m, struct raw *vf)
{
	struct raw *pf = raw_find(m, vf->physfn);
	struct spec_sriov *v;
	uint64_t rid;

	if (!pf || pf->gone || pf == vf || pf->vf ||
	    pf->sbdf >> 16 != vf->sbdf >> 16 || vf->sbdf <= pf->sbdf)
		return;
	v = &pf->f.sriov;
	rid = vf->sbdf - pf->sbdf;
	if (v->known != SPEC_PRESENT) {
		v->known = SPEC_PRESENT;
		v->num_vfs = v->total_vfs = v->initial_vfs = 0;
		v->offset = v->stride = 0;
	}
	if (!v->offset)
		v->offset = (uint16_t)rid;
	else if (!v->stride && rid > v->offset)
		v->stride = (uint16_t)(rid - v->offset);
	if (!v->vf_device && vf->ids_known && vf->f.vendor != 0xffff)
		v->vf_device = vf->f.device;
	fold(m, pf, vf);
	if (v->num_vfs < 0xffff && v->num_vfs * (uint32_t)(v->stride ? v->stride : 1) +
	    v->offset <= rid)
		v->num_vfs++;
	if (v->total_vfs < v->num_vfs)
		v->total_vfs = v->initial_vfs = v->num_vfs;
}

void build_vfs(struct machine *m)
{
	struct raw_list l = raw_sorted(m);

	for (uint32_t i = 0; i < l.n; i++)
		fold_by_capability(m, l.v[i]);
	for (uint32_t i = 0; i < l.n; i++)
		if (l.v[i]->physfn != NO_FUNCTION && !l.v[i]->gone)
			fold_by_link(m, l.v[i]);
	free(l.v);
}
