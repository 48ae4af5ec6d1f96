// SPDX-License-Identifier: GPL-2.0-only
/*
 * landing.c - the law that every byte of every mapping reaches exactly the byte
 * that was mapped, or the kernel refused the mapping.
 */
#include <string.h>

#include "sim/laws/law.h"
#include "sim/facts/say.h"

static bool applies(const struct verdict *v)
{
	return v->nproofs || verdict_is_late(v, PROOF_LATE_ELSEWHERE) ||
	       verdict_is_late(v, PROOF_LATE_FREED) ||
	       verdict_is_late(v, PROOF_LATE_LOST) ||
	       verdict_is_late(v, PROOF_LATE_UNATTACHED);
}

/* Where byte @at of a mapping should arrive: "gpu bar0 at 0x10", "DRAM at 0x1010". */
static const char *intended(struct verdict *v, const struct proof *p, uint64_t at)
{
	struct proof_end e = {
		.kind = p->dram ? PROOF_DRAM : p->coherent ? PROOF_COHERENT : PROOF_BAR,
		.bar = p->bar,
		.offset = (p->dram ? p->map.cpu_address : p->coherent_at + p->offset) + at,
	};

	memcpy(e.name, p->provider.name, sizeof(e.name));
	return say_end(v, &e);
}

static void tell_addresses(struct verdict *v, struct check *c,
			   const struct proof *p)
{
	uint64_t cpu = p->map.cpu_address, bus = p->bar_bus + p->offset;
	long long offset = (long long)(cpu - bus);

	if (p->dram || !p->bar_decodes)
		return;
	check_diag(v, c, "  the BAR's part is at bus address 0x%llx, CPU address 0x%llx (window offset %s0x%llx)",
		   (unsigned long long)bus, (unsigned long long)cpu,
		   offset < 0 ? "-" : "",
		   (unsigned long long)(offset < 0 ? -offset : offset));
}

static void tell(struct verdict *v, struct check *c,
		 const struct proof *p)
{
	const struct proof_failure *f = &p->failure;
	const char *sent = f->write ? "written to" : "read from";
	unsigned long long at = f->at, address = f->address;

	check_diag(v, c, "%s", say_mapping(v, p));
	if (f->data)
		check_diag(v, c, "  byte 0x%llx, %s address 0x%llx, arrives, but %s holds another byte; the address leads to %s",
			   at, sent, address, intended(v, p, f->at),
			   say_end(v, &f->landed));
	else if (f->landed.kind != PROOF_NOWHERE && f->status == PROOF_OK)
		check_diag(v, c, "  byte 0x%llx, %s address 0x%llx, lands in %s, not in %s",
			   at, sent, address, say_end(v, &f->landed),
			   intended(v, p, f->at));
	else
		check_diag(v, c, "  byte 0x%llx, %s address 0x%llx, does not reach %s: %s at %s: %s",
			   at, sent, address, intended(v, p, f->at),
			   say_status(f->status), say_decision(v, &f->by),
			   say_reason(f->by.reason));
	tell_addresses(v, c, p);
	say_step(v, c, p->step);
}

static void other_direction(struct verdict *v,
			    struct check *c, const struct proof *p)
{
	bool to = p->dir == HP_DMA_TO_DEVICE;

	if (!p->other_arrived)
		return;
	c->status = VERDICT_FAIL;
	check_diag(v, c, "%s", say_mapping(v, p));
	check_diag(v, c, "  it is for %s the device, and %s arrive, too",
		   to ? "reading by" : "writing by", to ? "writes" : "reads");
	say_step(v, c, p->step);
}

/*
 * An engine goes on while the kernel changes what its addresses lead to.  Returns false if
 * @l is another law's.
 */
static bool tell_late(struct verdict *v, struct check *c, const struct proof_late *l)
{
	switch (l->kind) {
	case PROOF_LATE_FREED:
		check_diag(v, c, "%s: a request by %s lands in %s, which nobody has any more",
			   l->client, l->engine, say_end(v, &l->landed));
		return true;
	case PROOF_LATE_ELSEWHERE:
		check_diag(v, c, "%s: a request by %s lands in %s, where its address did not lead when it started",
			   l->client, l->engine, say_end(v, &l->landed));
		return true;
	case PROOF_LATE_LOST:
		check_diag(v, c, "%s: a request by %s is lost, although %s is mapped: %s",
			   l->client, l->engine, l->engine, say_reason(l->reason));
		return true;
	case PROOF_LATE_UNATTACHED:
		check_diag(v, c, "%s: %s was attached, and the IOMMU has no context for its requests",
			   l->client, l->engine);
		return true;
	default:
		return false;
	}
}

static void judge_late(struct verdict *v, struct check *c)
{
	for (uint32_t i = 0; i < v->nlates; i++) {
		if (!tell_late(v, c, &v->lates[i]))
			continue;
		c->status = VERDICT_FAIL;
		say_step(v, c, v->lates[i].step);
	}
}

static void judge(struct verdict *v, struct check *c)
{
	judge_late(v, c);
	for (uint32_t i = 0; i < v->nproofs; i++) {
		const struct proof *p = &v->proofs[i];

		if (p->map.error)
			continue;
		other_direction(v, c, p);
		if (!p->failure.any)
			continue;
		c->status = VERDICT_FAIL;
		tell(v, c, p);
	}
}

const struct law law_landing = {
	.name = "landing",
	.applies = applies,
	.judge = judge,
};
