// SPDX-License-Identifier: GPL-2.0-only
/*
 * isolation.c - the law that no request of a function reaches a BAR of another
 * IOMMU group, or memory that is not mapped for the function.
 *
 * Without address translation the kernel does not promise that.  The law is
 * then skipped.
 */
#include "sim/facts/plural.h"
#include "sim/laws/law.h"
#include "sim/facts/say.h"
#include "sim/facts/acs.h"

static bool applies(const struct verdict *v)
{
	return v->has_reach || verdict_is_late(v, PROOF_LATE_WAITS) ||
	       verdict_is_late(v, PROOF_LATE_BLOCKED) ||
	       verdict_is_late(v, PROOF_LATE_UNANSWERED);
}

static const char *sender(struct verdict *v, const struct proof_reach *r)
{
	const char *at = r->at == PROOF_TRANSLATED ? ", as an address translated already" : "";

	if (r->pasid_1)
		return verdict_printf(v, "%s with PASID %u", r->from.name, r->pasid_1 - 1);
	if (!r->forged)
		return verdict_printf(v, "%s%s", r->from.name, at);
	return verdict_printf(v, "%s under the name of %s%s", r->from.name,
			      r->as.name, at);
}

static const char *passed_by(struct verdict *v, const struct proof_reach *r)
{
	char acs[64];

	if (!*r->let.name)
		return verdict_printf(v, "through the root complex: %s",
				      say_reason(r->reason));
	if (!r->acs)
		return verdict_printf(v, "%s let it pass: %s", r->let.name,
				      say_reason(r->reason));
	return verdict_printf(v, "%s [%s] let it pass: %s", r->let.name,
			      acs_bits_text((uint16_t)r->acs, (uint16_t)r->acs,
					    acs, sizeof(acs)),
			      say_reason(r->reason));
}

static void tell(struct verdict *v, struct check *c, const struct proof_reach *r)
{
	const char *what = r->write ? "writes" : "reads";

	if (r->landed.kind == PROOF_BAR)
		check_diag(v, c, "%s (group %d) %s %s bar%d (group %d) at bus address 0x%llx",
			   sender(v, r), r->from_group, what, r->landed.name,
			   r->landed.bar, r->to_group,
			   (unsigned long long)r->address);
	else
		check_diag(v, c, "%s (group %d) %s %s, which is not mapped for it, by address 0x%llx",
			   sender(v, r), r->from_group, what, say_end(v, &r->landed),
			   (unsigned long long)r->address);
	check_diag(v, c, "  %s", passed_by(v, r));
	if (r->by_step)
		say_step(v, c, r->step);
}

/* Of a process's memory, after a statement: tells whether any request arrived. */
static bool any_by_step(const struct verdict *v)
{
	for (uint32_t i = 0; i < v->nreached; i++)
		if (v->reached[i].by_step)
			return true;
	return false;
}

/* Once: all that such a device lets pass has one reason. */
static void tell_inside(struct verdict *v, struct check *c)
{
	for (uint32_t i = 0; i < v->nreached; i++) {
		if (!v->reached[i].inside)
			continue;
		check_diag(v, c, "%s has no ACS to say that there is a way inside its device, as it should (Base 7.7.12): no kernel can know",
			   v->reached[i].let.name);
		return;
	}
}

/* A completion that comes after the reset is for another request by then. */
static void judge_late(struct verdict *v, struct check *c)
{
	for (uint32_t i = 0; i < v->nlates; i++) {
		const struct proof_late *l = &v->lates[i];

		if (l->kind == PROOF_LATE_WAITS)
			check_diag(v, c, "%s: %s began while %u of its requests by %s wait%s for completions",
				   l->client, l->cause, l->count, l->engine,
				   plural_verb(l->count));
		else if (l->kind == PROOF_LATE_BLOCKED)
			check_diag(v, c, "%s: the IOMMU blocked it before %s while %u of its requests by %s were under way",
				   l->client, l->cause, l->count, l->engine);
		else if (l->kind == PROOF_LATE_UNANSWERED)
			check_diag(v, c, "%s: the IOMMU waits in vain for it to forget translations (ATC): %s",
				   l->client, l->cause);
		else
			continue;
		c->status = VERDICT_FAIL;
		say_step(v, c, l->step);
	}
}

static void judge(struct verdict *v, struct check *c)
{
	const struct proof_reach_sum *sum = &v->reach;

	judge_late(v, c);
	if (c->status == VERDICT_FAIL)
		return;

	if (!sum->translates) {
		c->status = VERDICT_SKIP;
		c->reason = sum->iommu_mode == HP_IOMMU_OFF ?
				    "no IOMMU" : "the IOMMU passes everything through";
		return;
	}
	for (uint32_t i = 0; i < v->nreached; i++)
		tell(v, c, &v->reached[i]);
	if (any_by_step(v))
		c->status = VERDICT_FAIL;
	if (!sum->arrived)
		return;
	c->status = VERDICT_FAIL;
	check_diag(v, c, "%llu of %llu request%s of %llu function%s arrived where they must not",
		   (unsigned long long)sum->arrived,
		   (unsigned long long)sum->probes, plural(sum->probes),
		   (unsigned long long)sum->functions, plural(sum->functions));
	tell_inside(v, c);
}

const struct law law_isolation = {
	.name = "isolation",
	.applies = applies,
	.judge = judge,
};
