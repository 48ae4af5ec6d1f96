// SPDX-License-Identifier: GPL-2.0-only
/*
 * revoke.c - the law for the moment when a function is reset or stops decoding
 * a BAR: no importer holds a mapping of the BAR, no IOMMU entry points at it, and
 * no process has pages of it in its page table.
 */
#include "sim/laws/law.h"
#include "sim/facts/say.h"

static bool applies(const struct verdict *v)
{
	return v->nrevokes;
}

static const char *heard(uint32_t what)
{
	return what == PROOF_HEARD ? ", although it was notified" :
	       what == PROOF_HEARD_NOT ? ", and was not notified" :
	       what == PROOF_HEARD_CANNOT ? ", and cannot be notified" : "";
}

static void judge(struct verdict *v, struct check *c)
{
	for (uint32_t i = 0; i < v->nrevokes; i++) {
		const struct proof_revoke *r = &v->revokes[i];

		if (!r->mappings && !r->entry && !r->pages)
			continue;
		c->status = VERDICT_FAIL;
		if (r->mappings)
			check_diag(v, c, "%s: at %s %s still holds %u mapping%s of %s%s",
				   r->provider, r->cause, r->importer,
				   r->mappings, r->mappings == 1 ? "" : "s",
				   r->buffer, heard(r->heard));
		if (r->pages)
			check_diag(v, c, "%s: at %s process %s still has %llu page%s of it in its page table, by %s",
				   r->provider, r->cause, r->importer,
				   (unsigned long long)r->pages,
				   r->pages == 1 ? "" : "s", r->buffer);
		if (r->entry)
			check_diag(v, c, "%s: at %s an IOMMU entry of %s, at 0x%llx, still points at %s",
				   r->provider, r->cause, r->importer,
				   (unsigned long long)r->iova, r->buffer);
		say_step(v, c, r->step);
	}
}

const struct law law_revoke = {
	.name = "revoke",
	.applies = applies,
	.judge = judge,
};
