// SPDX-License-Identifier: GPL-2.0-only
/*
 * revoke.c - the law for the moment when a function is reset or stops decoding
 * a BAR: no importer holds a mapping of the BAR, no IOMMU entry points at it, and
 * no process has pages of it in its page table.  Nor does a request of an engine arrive
 * later.
 */
#include "sim/facts/plural.h"
#include "sim/laws/law.h"
#include "sim/facts/say.h"

static bool applies(const struct verdict *v)
{
	return v->nrevokes || verdict_is_late(v, PROOF_LATE_REVOKED) ||
	       verdict_is_late(v, PROOF_LATE_RETURNED);
}

/* What was under way then, or was sent later by addresses that should lead nowhere. */
static void judge_late(struct verdict *v, struct check *c)
{
	for (uint32_t i = 0; i < v->nlates; i++) {
		const struct proof_late *l = &v->lates[i];

		if (l->kind == PROOF_LATE_REVOKED)
			check_diag(v, c, "%s: a request of %s by %s reached it after the kernel began %s",
				   l->provider, l->client, l->engine, l->cause);
		else if (l->kind == PROOF_LATE_RETURNED)
			check_diag(v, c, "%s: a request of %s by %s reached it by a mapping of the time before its link was lost",
				   l->provider, l->client, l->engine);
		else
			continue;
		c->status = VERDICT_FAIL;
		say_step(v, c, l->step);
	}
}

static const char *heard(uint32_t what)
{
	return what == PROOF_HEARD ? ", although it was notified" :
	       what == PROOF_HEARD_NOT ? ", and was not notified" :
	       what == PROOF_HEARD_CANNOT ? ", and cannot be notified" : "";
}

static void judge(struct verdict *v, struct check *c)
{
	judge_late(v, c);
	for (uint32_t i = 0; i < v->nrevokes; i++) {
		const struct proof_revoke *r = &v->revokes[i];

		if (!r->mappings && !r->entry && !r->pages)
			continue;
		c->status = VERDICT_FAIL;
		if (r->mappings)
			check_diag(v, c, "%s: at %s %s still holds %u mapping%s of %s%s",
				   r->provider, r->cause, r->importer,
				   r->mappings, plural(r->mappings),
				   r->buffer, heard(r->heard));
		if (r->pages)
			check_diag(v, c, "%s: at %s process %s still has %llu page%s of it in its page table, by %s",
				   r->provider, r->cause, r->importer,
				   (unsigned long long)r->pages,
				   plural(r->pages), r->buffer);
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
