// SPDX-License-Identifier: GPL-2.0-only
/*
 * atc.c - what devices' translation caches hold (see atc.h).  It must not know
 * what is asked, nor of whom.
 */
#include <stdlib.h>

#include "model/config/function.h"
#include "model/iommu/iommu.h"
#include "model/wire/atc.h"

struct atc_entry *atc_find(const struct atc *c, const struct function *fn,
			   uint32_t pasid, uint64_t address)
{
	for (uint32_t i = 0; i < c->n; i++) {
		struct atc_entry *e = &c->entry[i];

		if (e->fn == fn && e->pasid == pasid &&
		    address - e->untranslated < e->answer.bytes)
			return e;
	}
	return NULL;
}

void atc_add(struct atc *c, struct function *fn, uint32_t pasid, uint64_t address,
	     const struct ats_answer *a)
{
	struct atc_entry *e = atc_find(c, fn, pasid, address);

	if (!e) {
		if (c->n == c->room) {
			c->room = c->room ? 2 * c->room : 16;
			c->entry = realloc(c->entry, c->room * sizeof(*c->entry));
			if (!c->entry)
				abort();
		}
		e = &c->entry[c->n++];
	}
	*e = (struct atc_entry){ fn, pasid, address & ~(a->bytes - 1), *a };
}

void atc_invalidate(struct atc *c, const struct function *fn, uint32_t pasid,
		    uint64_t address, uint64_t bytes)
{
	for (uint32_t i = 0; i < c->n; i++) {
		struct atc_entry *e = &c->entry[i];

		if (e->fn == fn && bytes &&
		    (pasid == IOMMU_HW_NO_PASID || e->pasid == pasid) &&
		    e->untranslated <= address + (bytes - 1) &&
		    address <= e->untranslated + (e->answer.bytes - 1))
			c->entry[i--] = c->entry[--c->n];
	}
}

void atc_forget(struct atc *c, const struct function *fn)
{
	for (uint32_t i = 0; i < c->n; i++)
		if (c->entry[i].fn == fn || c->entry[i].fn->pf == fn)
			c->entry[i--] = c->entry[--c->n];
}

void atc_limit(struct atc *c, const struct function *fn, uint32_t most)
{
	uint32_t has = 0, kept = 0;

	for (uint32_t i = 0; i < c->n; i++)
		has += c->entry[i].fn == fn;
	if (has <= most)
		return;
	for (uint32_t i = 0; i < c->n; i++) {
		if (c->entry[i].fn == fn && has > most)
			has--;
		else
			c->entry[kept++] = c->entry[i];
	}
	c->n = kept;
}
