// SPDX-License-Identifier: GPL-2.0-only
/*
 * pch_regs.c - chipset registers of a PCH (see pch_regs.h).
 *
 * Peer cycles between its root ports exist only while UPDCR decodes them, which
 * is what reset leaves.  What the root complex does with a peer request is the
 * host profile's; these registers answer those who program them.
 */
#include "model/config/pch_regs.h"
#include "model/config/state.h"
#include "model/spec/pch.h"

/* Found once: RCBA is firmware's, and locked by the time a kernel runs. */
static bool claims(struct fabric *f, uint64_t phys, uint8_t size_bytes)
{
	struct pch *p = &f->pch;

	for (uint32_t i = 0; i < f->spec->nfunctions && !p->looked; i++)
		if (pch_find(f->spec, i, &p->base) == PCH_AT) {
			p->there = true;
			p->updcr = PCH_UPDCR_RESET;
			break;
		}
	p->looked = true;
	return p->there && phys >= p->base &&
	       phys - p->base <= PCH_RCRB_BYTES - size_bytes;
}

bool pch_read(struct fabric *f, uint64_t phys, uint8_t size_bytes, uint64_t *value)
{
	if (!claims(f, phys, size_bytes))
		return false;
	*value = phys - f->pch.base == PCH_UPDCR ? f->pch.updcr : 0;
	return true;
}

bool pch_write(struct fabric *f, uint64_t phys, uint8_t size_bytes, uint64_t value)
{
	if (!claims(f, phys, size_bytes))
		return false;
	if (phys - f->pch.base == PCH_UPDCR)
		f->pch.updcr = (uint32_t)value;
	return true;
}
