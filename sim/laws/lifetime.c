// SPDX-License-Identifier: GPL-2.0-only
/*
 * lifetime.c - the law that nothing outlives its owner.
 *
 * An unmapped address leads nowhere: in strict mode at once, in lazy mode after
 * the flush queue has run.  At the end no mapping, no page-table entry and no
 * unreachable object is left, and the kernel's counts are those at the end of boot.
 */
#include <string.h>

#include "sim/facts/plural.h"
#include "sim/laws/law.h"
#include "sim/facts/say.h"

static bool leaks(const struct verdict *v)
{
	for (uint32_t i = 0; i < v->nevents; i++)
		if (v->events[i].kind == HP_EVENT_LEAK)
			return true;
	return false;
}

/* Returns the matching `xfail leak`, or NULL. */
static const struct known_leak *known_leak(const struct verdict *v,
					   const struct vevent *e)
{
	for (uint32_t i = 0; i < v->nknown_leaks; i++)
		if (known_leak_is(&v->known_leaks[i], e))
			return &v->known_leaks[i];
	return NULL;
}

/* How many of @v's leaks are @k's. */
static uint32_t count_known(const struct verdict *v, const struct known_leak *k)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < v->nevents; i++)
		n += v->events[i].kind == HP_EVENT_LEAK && known_leak(v, &v->events[i]) == k;
	return n;
}

static void judge_leaks(struct verdict *v,
			struct check *c)
{
	for (uint32_t i = 0; i < v->nevents; i++) {
		const struct vevent *e = &v->events[i];
		const struct known_leak *known;

		if (e->kind != HP_EVENT_LEAK)
			continue;
		known = known_leak(v, e);
		if (known) {
			check_diag(v, c, "known: %s() loses memory", known->function);
			continue;
		}
		c->status = VERDICT_FAIL;
		say_event(v, c, e);
	}
	for (uint32_t i = 0; i < v->nknown_leaks; i++) {
		const struct known_leak *k = &v->known_leaks[i];
		uint32_t n = count_known(v, k);

		if (n <= k->most)
			continue;
		c->status = VERDICT_FAIL;
		check_diag(v, c, "%u object%s of %s() %s lost below %s(), and xfail leak says at most %u",
			   n, plural(n), k->allocator, plural_are(n),
			   k->function, k->most);
	}
}

/*
 * Something was mapped that was imported, and what is said to leak did not: the kernel
 * was mended, and the scenario's line is stale.
 */
static bool stale_leak(const struct verdict *v)
{
	bool mapped = false;

	for (uint32_t i = 0; i < v->nproofs; i++)
		mapped |= !v->proofs[i].map.error && v->proofs[i].api == HP_DMA_API_DMABUF &&
			  v->proofs[i].map.map_type != HP_MAP_UNKNOWN;
	for (uint32_t i = 0; mapped && i < v->nknown_leaks; i++)
		if (!count_known(v, &v->known_leaks[i]))
			return true;
	return false;
}

static bool applies(const struct verdict *v)
{
	if (leaks(v) || v->nunbalanced)
		return true;
	return v->has_left && (v->left.mappings_made || v->left.live_mappings ||
			       v->left.table_bytes || v->left.iovas ||
			       v->left.processes);
}

/* In lazy mode this holds only after the flush queue has run. */
static bool promised(const struct proof_unmapped *u)
{
	return u->flushed || u->iommu_mode != HP_IOMMU_LAZY;
}

static void judge_unmapped(struct verdict *v, struct check *c,
		 const struct proof_unmapped *u)
{
	if (u->error) {
		c->status = VERDICT_FAIL;
		check_diag(v, c, "%s: the kernel did not unmap it: error %d",
			   u->name, u->error);
		say_step(v, c, u->step);
	}
	if (!u->reached || !promised(u))
		return;
	c->status = VERDICT_FAIL;
	check_diag(v, c, "%s: %s unmapped it, and %u of %u request%s to its addresses %s still translated",
		   u->name, u->client.name, u->reached, u->probes, plural(u->probes),
		   plural_are(u->reached));
	check_diag(v, c, "  address 0x%llx leads to %s%s",
		   (unsigned long long)u->address,
		   u->landed.kind == PROOF_NOWHERE ?
			   "a page-table entry" : say_end(v, &u->landed),
		   u->flushed ? ", after the flush" : "");
	say_step(v, c, u->step);
}

/* The kernel's own counts, after all was unmapped and every driver unbound. */
static void judge_counts(struct verdict *v, struct check *c)
{
	for (uint32_t i = 0; i < v->nunbalanced; i++) {
		const struct proof_unbalanced *u = &v->unbalanced[i];

		c->status = VERDICT_FAIL;
		check_diag(v, c, "%s%s%lld %s at the end, and %lld before", u->name,
			   *u->name ? ": " : "", (long long)u->is, u->what,
			   (long long)u->was);
	}
}

static void judge(struct verdict *v, struct check *c)
{
	const struct proof_left *l = &v->left;

	judge_leaks(v, c);
	judge_counts(v, c);
	for (uint32_t i = 0; i < v->nunmapped; i++)
		judge_unmapped(v, c, &v->unmapped[i]);
	if (l->live_mappings) {
		c->status = VERDICT_FAIL;
		check_diag(v, c, "%llu mapping%s %s left though all were given back",
			   (unsigned long long)l->live_mappings,
			   plural(l->live_mappings), plural_are(l->live_mappings));
	}
	if ((int64_t)l->iovas < 0) {
		c->status = VERDICT_FAIL;
		check_diag(v, c, "%llu more range%s of I/O virtual addresses freed than allocated",
			   -(unsigned long long)l->iovas,
			   plural(-(uint64_t)l->iovas));
	} else if (l->iovas) {
		c->status = VERDICT_FAIL;
		check_diag(v, c, "%llu range%s of I/O virtual addresses %s left",
			   (unsigned long long)l->iovas, plural(l->iovas),
			   plural_are(l->iovas));
	}
	if (l->table_bytes) {
		c->status = VERDICT_FAIL;
		check_diag(v, c, "0x%llx bytes are left in IOMMU page tables, the first in table %u",
			   (unsigned long long)l->table_bytes, l->table);
	}
	if (c->status == VERDICT_PASS && !verdict_injected(v) && stale_leak(v)) {
		c->status = VERDICT_XPASS;
		check_diag(v, c, "stale: what xfail leak says did not leak");
	}
}

const struct law law_lifetime = {
	.name = "lifetime",
	.applies = applies,
	.judge = judge,
};
