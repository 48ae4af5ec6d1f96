// SPDX-License-Identifier: GPL-2.0-only
/*
 * tlp_ats.c - the device's side of Address Translation Services: requests, and
 * invalidations of what it caches (Base 10.2, 10.3).
 *
 * It must not look into the IOMMU: all it knows came in a completion.
 */
#include <string.h>

#include "model/config/function.h"
#include "model/iommu/iommu.h"
#include "model/wire/way.h"

static uint32_t key(bool has_pasid, uint32_t pasid)
{
	return has_pasid ? pasid : IOMMU_HW_NO_PASID;
}

/* 8 bytes of answer for one page; NW goes in the request's address (10.2.2.6). */
bool wire_ats_translate(struct wire *w, struct function *fn, uint64_t address,
			bool has_pasid, uint32_t pasid, bool write, bool dry,
			struct ats_answer *out, struct tlp_result *r)
{
	struct tlp t = {
		.type = TLP_MRD, .at = TLP_TRANSLATION_REQUEST, .bytes = 8,
		.address = address & ~4095ull, .has_pasid = has_pasid,
		.pasid = pasid, .dry = dry,
	};

	memset(out, 0, sizeof(*out));
	tlp_send_ats(w, fn, &t, out, r);
	if (r->status != TLP_OK || !(out->read || out->write) ||
	    (write && !out->write))
		return false;
	if (!dry)
		wire_atc_take(w, fn, &t, out, UINT32_MAX);
	return true;
}

void wire_atc_take(struct wire *w, struct function *fn, const struct tlp *t,
		   const struct ats_answer *a, uint32_t most)
{
	/* Read and write both clear means: no translation; not cached (10.2.3.5). */
	if (!(a->read || a->write))
		return;
	atc_limit(&w->atc, fn, most - 1);
	atc_add(&w->atc, fn, key(t->has_pasid, t->pasid), t->address, a);
}

bool wire_atc_lookup(struct wire *w, struct function *fn, uint64_t address,
		     bool has_pasid, uint32_t pasid, struct ats_answer *out)
{
	const struct atc_entry *e = atc_find(&w->atc, fn, key(has_pasid, pasid), address);

	if (e)
		*out = e->answer;
	return e != NULL;
}

bool wire_ats_invalidate(struct wire *w, uint32_t domain, uint16_t requester,
			 bool has_pasid, uint32_t pasid, uint64_t address,
			 uint64_t bytes)
{
	struct function *fn = fabric_lookup(w->f, domain, (uint8_t)(requester >> 8),
					    (uint8_t)requester);

	if (!fn || !fn->cap[CAP_ATS] || wire_in_reset(w, fn))
		return false;
	atc_invalidate(&w->atc, fn, key(has_pasid, pasid), address, bytes);
	return true;
}

bool wire_ats_enable(struct wire *w, struct function *fn)
{
	uint16_t reg = (uint16_t)(fn->cap[CAP_ATS] + ATS_CTRL_REG);
	uint32_t domain;
	uint8_t bus, devfn;

	if (!fn->cap[CAP_ATS] || !function_address(fn, &domain, &bus, &devfn))
		return false;
	fabric_cfg_write(w->f, domain, bus, devfn, reg, 2,
			 cap16(fn, CAP_ATS, ATS_CTRL_REG) | ATS_CTRL_ENABLE);
	iommu_hw_set_ats(w->iommu, domain, (uint16_t)(bus << 8 | devfn), true);
	return function_ats_enabled(fn);
}
