/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * atc.h - Address Translation Caches: what devices remember of the answers to
 * their translation requests (Base 10.2).
 */
#ifndef MODEL_WIRE_ATC_H
#define MODEL_WIRE_ATC_H

#include "model/wire/tlp.h"

/* One page that a device's translation cache holds (10.2). */
struct atc_entry {
	struct function *fn;
	uint32_t pasid;			/* IOMMU_HW_NO_PASID: none */
	uint64_t untranslated;
	struct ats_answer answer;
};

/* Those of all devices on a wire. */
struct atc {
	struct atc_entry *entry;
	uint32_t n, room;
};

/* What @fn holds for @address; NULL: nothing. */
struct atc_entry *atc_find(const struct atc *c, const struct function *fn,
			   uint32_t pasid, uint64_t address);
void atc_add(struct atc *c, struct function *fn, uint32_t pasid, uint64_t address,
	     const struct ats_answer *a);
/* Whatever touches [address, address + bytes) goes (10.3). */
void atc_invalidate(struct atc *c, const struct function *fn, uint32_t pasid,
		    uint64_t address, uint64_t bytes);
/* Empty after a reset, a PF's with those of its VFs (10.2.4, 9.3.3.3.1). */
void atc_forget(struct atc *c, const struct function *fn);

#endif
