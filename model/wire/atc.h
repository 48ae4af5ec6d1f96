/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * atc.h - Address Translation Caches: the translations that devices have got and
 * cached (Base 10.2).
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

/* The caches of all devices of a wire. */
struct atc {
	struct atc_entry *entry;
	uint32_t n, room;
};

/* Returns @fn's entry for @address, or NULL. */
struct atc_entry *atc_find(const struct atc *c, const struct function *fn,
			   uint32_t pasid, uint64_t address);
void atc_add(struct atc *c, struct function *fn, uint32_t pasid, uint64_t address,
	     const struct ats_answer *a);
/* Drops @fn's oldest entries until it has @most. */
void atc_limit(struct atc *c, const struct function *fn, uint32_t most);
/*
 * Removes the entries that overlap [address, address + bytes) (10.3).  Without a PASID
 * (IOMMU_HW_NO_PASID) those of every PASID, too (10.3.8).
 */
void atc_invalidate(struct atc *c, const struct function *fn, uint32_t pasid,
		    uint64_t address, uint64_t bytes);
/* Empties @fn's cache, and those of its VFs, at a reset (10.2.4, 9.3.3.3.1). */
void atc_forget(struct atc *c, const struct function *fn);

#endif
