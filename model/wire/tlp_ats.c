// SPDX-License-Identifier: GPL-2.0-only
/*
 * tlp_ats.c - the device's side of Address Translation Services: requests and
 * the Address Translation Cache (Base 10.2, 10.3).
 *
 * It must not look into the IOMMU: all it knows came in a completion.
 */
#include <stdlib.h>
#include <string.h>

#include "model/wire/wire.h"

static uint32_t key(bool has_pasid, uint32_t pasid)
{
	return has_pasid ? pasid : IOMMU_HW_NO_PASID;
}

static struct atc_entry *find(struct wire *w, const struct function *fn,
			      uint32_t pasid, uint64_t address)
{
	for (uint32_t i = 0; i < w->natc; i++) {
		struct atc_entry *e = &w->atc[i];

		if (e->fn == fn && e->pasid == pasid &&
		    address - e->untranslated < e->answer.bytes)
			return e;
	}
	return NULL;
}

static void add(struct wire *w, struct function *fn, uint32_t pasid,
		uint64_t address, const struct ats_answer *a)
{
	struct atc_entry *e = find(w, fn, pasid, address);

	if (!e) {
		if (w->natc == w->atc_room) {
			w->atc_room = w->atc_room ? 2 * w->atc_room : 16;
			w->atc = realloc(w->atc, w->atc_room * sizeof(*w->atc));
			if (!w->atc)
				abort();
		}
		e = &w->atc[w->natc++];
	}
	*e = (struct atc_entry){ fn, pasid, address & ~(a->bytes - 1), *a };
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
	/* Read and write both clear means: no translation; not cached (10.2.3.5). */
	if (!dry)
		add(w, fn, key(has_pasid, pasid), t.address, out);
	return true;
}

bool wire_atc_lookup(struct wire *w, struct function *fn, uint64_t address,
		     bool has_pasid, uint32_t pasid, struct ats_answer *out)
{
	const struct atc_entry *e = find(w, fn, key(has_pasid, pasid), address);

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
	uint32_t want = key(has_pasid, pasid);

	if (!fn || !function_ats_enabled(fn) || wire_in_reset(w, fn) ||
	    function_power_state(fn))
		return false;
	for (uint32_t i = 0; i < w->natc; i++) {
		struct atc_entry *e = &w->atc[i];

		if (e->fn == fn && e->pasid == want && bytes &&
		    e->untranslated <= address + (bytes - 1) &&
		    address <= e->untranslated + (e->answer.bytes - 1))
			w->atc[i--] = w->atc[--w->natc];
	}
	return true;
}

void atc_forget(struct wire *w, const struct function *fn)
{
	for (uint32_t i = 0; i < w->natc; i++)
		if (w->atc[i].fn == fn)
			w->atc[i--] = w->atc[--w->natc];
}
