// SPDX-License-Identifier: GPL-2.0-only
/*
 * path.c - the law that TLPs take the path that the map type names.  With
 * BUS_ADDR, neither requests nor completions enter the root complex, and no
 * IOMMU translates them.
 *
 * When the kernel refuses, or routes through the host bridge, what the hardware
 * would carry directly, its answer is *conservative*.  That is counted and shown,
 * and fails only under --strict.
 */
#include "sim/facts/plural.h"
#include "sim/laws/law.h"
#include "sim/facts/say.h"

static bool applies(const struct verdict *v)
{
	for (uint32_t i = 0; i < v->nproofs; i++)
		if (!v->proofs[i].dram && v->proofs[i].map.map_type)
			return true;
	return false;
}

static void strayed(struct verdict *v, struct check *c, const char *what,
		    uint32_t n, uint32_t of, const struct proof_decision *turned)
{
	if (turned->acs)
		check_diag(v, c, "  %u of %u %s entered the root complex, turned upstream by %s: %s",
			   n, of, what, say_decision(v, turned),
			   say_reason(turned->reason));
	else
		check_diag(v, c, "  %u of %u %s entered the root complex", n, of,
			   what);
}

static void bus_addr(struct verdict *v,
		     struct check *c, const struct proof *p)
{
	if (!p->requests_in_rc && !p->completions_in_rc && !p->translated)
		return;
	c->status = VERDICT_FAIL;
	check_diag(v, c, "%s", say_mapping(v, p));
	if (p->requests_in_rc)
		strayed(v, c, "requests", p->requests_in_rc, p->requests,
			&p->request_turned);
	if (p->completions_in_rc)
		strayed(v, c, "completions", p->completions_in_rc,
			p->completions, &p->completion_turned);
	if (p->translated)
		check_diag(v, c, "  %u of %u request%s went through an IOMMU that translated",
			   p->translated, p->requests, plural(p->requests));
	say_step(v, c, p->step);
}

/* In strict and lazy mode the IOMMU translates what goes through the host bridge. */
static void thru_host_bridge(struct verdict *v,
			     struct check *c, const struct proof *p)
{
	bool translates = p->iommu_mode == HP_IOMMU_STRICT ||
			  p->iommu_mode == HP_IOMMU_LAZY;

	if (!translates || p->translated == p->requests)
		return;
	c->status = VERDICT_FAIL;
	check_diag(v, c, "%s", say_mapping(v, p));
	check_diag(v, c, "  %u of %u request%s went past the IOMMU",
		   p->requests - p->translated, p->requests, plural(p->requests));
	say_step(v, c, p->step);
}

/* Not of a mapping about which the kernel asked P2PDMA nothing: it gave no answer. */
static void conservative(struct verdict *v, struct check *c,
			 const struct proof *p)
{
	if (!p->map.error && p->map.map_type == HP_MAP_UNKNOWN)
		return;
	if (!p->direct_tried || !p->direct_write || !p->direct_read)
		return;
	c->suspect++;
	check_diag(v, c, "conservative: %s -> %s: the kernel says %s, the hardware goes directly%s%s%s%s%s",
		   p->provider.name, p->client.name,
		   p->map.error ? "NOT_SUPPORTED" :
				  map_type_name(p->map.map_type),
		   *p->blamed.name ? "; the kernel names " : "", p->blamed.name,
		   *p->blamed_acs ? " [" : "", p->blamed_acs,
		   *p->blamed_acs ? "]" : "");
}

static void judge(struct verdict *v, struct check *c)
{
	for (uint32_t i = 0; i < v->nproofs; i++) {
		const struct proof *p = &v->proofs[i];

		if (!p->map.error && p->map.map_type == HP_MAP_BUS_ADDR)
			bus_addr(v, c, p);
		if (!p->map.error && p->map.map_type == HP_MAP_THRU_HOST_BRIDGE)
			thru_host_bridge(v, c, p);
		conservative(v, c, p);
	}
	if (c->suspect)
		c->brief = verdict_printf(v, "%u conservative", c->suspect);
}

const struct law law_path = {
	.name = "path",
	.applies = applies,
	.judge = judge,
};
