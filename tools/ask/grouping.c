// SPDX-License-Identifier: GPL-2.0-only
/*
 * grouping.c - finds where two partitions of one machine's functions differ.
 * grouping_why.c finds the reasons.
 */
#include <stdlib.h>
#include <string.h>

#include "tools/ask/grouping_why.h"
#include "tools/common/captured.h"

static int32_t set_find(int32_t *parent, int32_t i)
{
	while (parent[i] != i)
		i = parent[i] = parent[parent[i]];
	return i;
}

/* --- what is known of each function ---------------------------------------- */

static int32_t at(const struct grouping *g, hp_sbdf sbdf)
{
	uint32_t lo = 0, hi = g->n;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (g->f[mid].v->k.sbdf < sbdf)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < g->n && g->f[lo].v->k.sbdf == sbdf ? (int32_t)lo : -1;
}

/* Returns true for a function that the importer added because the capture lacks one. */
static bool invented(const struct scenario *scn, const struct vfunction *f)
{
	return f->function >= 0 && scn->spec->functions[f->function].assumed;
}

static void fill(struct grouping *g, const struct partition *p)
{
	hp_sbdf *captured = calloc(g->n + 1, sizeof(*captured));

	if (!captured)
		abort();
	captured_addresses(g->scn, g->v, captured);
	for (uint32_t i = 0; i < g->n; i++) {
		struct gfunction *f = &g->f[i];

		f->v = &g->v->functions[i];
		f->iso = &g->iso[i];
		f->captured = captured[i];
		f->there = partition_group(p, f->captured);
		f->invented = invented(g->scn, f->v);
	}
	for (uint32_t i = 0; i < g->n; i++)
		g->f[i].up = at(g, g->f[i].v->k.upstream);
	free(captured);
}

/* --- differences ------------------------------------------------------------ */

static struct difference *add_difference(struct differences *out,
					 enum difference_kind kind)
{
	out->d = realloc(out->d, (out->n + 1) * sizeof(*out->d));
	if (!out->d)
		abort();
	out->d[out->n] = (struct difference){ .kind = kind };
	return &out->d[out->n++];
}

static void add_function(struct difference *d, hp_sbdf sbdf)
{
	d->functions = realloc(d->functions,
			       (d->nfunctions + 1) * sizeof(*d->functions));
	if (!d->functions)
		abort();
	d->functions[d->nfunctions++] = sbdf;
}

void difference_add_reason(struct difference *d, enum grouping_rule rule,
			   hp_sbdf function, char *text)
{
	for (uint32_t i = 0; i < d->nreasons; i++)
		if (!strcmp(d->reasons[i].text, text)) {
			free(text);
			return;
		}
	d->reasons = realloc(d->reasons, (d->nreasons + 1) * sizeof(*d->reasons));
	if (!d->reasons)
		abort();
	d->reasons[d->nreasons++] = (struct reason){ rule, function, text };
}

/* The group of one side, and that of the other. */
static int32_t here(const struct gfunction *f)
{
	return f->v->k.iommu_group;
}

static int32_t side(const struct gfunction *f, bool there)
{
	return there ? f->there : here(f);
}

/*
 * The functions of the group that @first leads on one side, if the other side
 * has them in several: one of each.
 */
static uint32_t split(const struct grouping *g, uint32_t first, bool there,
		      int32_t *parts)
{
	int32_t group = side(&g->f[first], there);
	uint32_t n = 0;

	for (uint32_t i = first; i < g->n; i++) {
		bool seen = false;

		if (side(&g->f[i], there) != group || side(&g->f[i], !there) < 0)
			continue;
		for (uint32_t k = 0; k < n && !seen; k++)
			seen = side(&g->f[parts[k]], !there) ==
			       side(&g->f[i], !there);
		if (!seen)
			parts[n++] = (int32_t)i;
	}
	return n;
}

static bool leads(const struct grouping *g, uint32_t i, bool there)
{
	int32_t group = side(&g->f[i], there);

	for (uint32_t k = 0; k < i; k++)
		if (side(&g->f[k], there) == group)
			return false;
	return group >= 0;
}

static void compare_group(struct grouping *g, uint32_t first, bool there,
			  struct differences *out)
{
	int32_t *parts = calloc(g->n, sizeof(*parts));
	struct difference *d;
	uint32_t n;

	if (!parts)
		abort();
	n = split(g, first, there, parts);
	if (n > 1) {
		d = add_difference(out, there ? DIFF_APART : DIFF_TOGETHER);
		for (uint32_t i = first; i < g->n; i++)
			if (side(&g->f[i], there) == side(&g->f[first], there) &&
			    side(&g->f[i], !there) >= 0)
				add_function(d, g->f[i].captured);
		for (uint32_t i = 1; i < n; i++) {
			if (there)
				grouping_why_apart(g, parts[0], parts[i], d);
			else
				grouping_why_together(g, parts[0], parts[i], d);
		}
	}
	free(parts);
}

static void compare_presence(const struct grouping *g, const struct partition *p,
			     struct differences *out)
{
	for (uint32_t i = 0; i < g->n; i++) {
		const struct gfunction *f = &g->f[i];

		out->common += here(f) >= 0 && f->there >= 0;
		if (here(f) >= 0 && f->there < 0 && !f->invented && !p->partial) {
			struct difference *d = add_difference(out, DIFF_ONLY_HERE);

			add_function(d, f->captured);
			grouping_why_only_here(f, d);
		}
	}
	for (uint32_t m = 0; m < p->n; m++) {
		const struct gfunction *f = NULL;
		struct difference *d;

		for (uint32_t i = 0; i < g->n && !f; i++)
			if (g->f[i].captured == p->members[m].sbdf)
				f = &g->f[i];
		if (f && here(f) >= 0)
			continue;
		d = add_difference(out, DIFF_ONLY_THERE);
		add_function(d, p->members[m].sbdf);
		grouping_why_only_there(g, p->members[m].sbdf, f, d);
	}
}

/* Returns true if the rules give the groups that the kernel formed. */
static bool explained(const struct grouping *g)
{
	int32_t *set = calloc(g->n + 1, sizeof(*set));
	int32_t *by_set = calloc(g->n + 1, sizeof(*by_set));
	bool same = true;

	if (!set || !by_set)
		abort();
	for (uint32_t i = 0; i < g->n; i++) {
		set[i] = (int32_t)i;
		by_set[i] = -1;
	}
	for (uint32_t i = 0; i < g->nlinks; i++)
		set[set_find(set, g->links[i].a)] = set_find(set, g->links[i].b);
	for (uint32_t i = 0; i < g->n && same; i++) {
		int32_t s = set_find(set, (int32_t)i);

		if (here(&g->f[i]) < 0)
			continue;
		/* One group a set, and (the second loop) one set a group. */
		if (by_set[s] < 0)
			by_set[s] = here(&g->f[i]);
		same = by_set[s] == here(&g->f[i]);
	}
	for (uint32_t i = 0; i < g->n && same; i++)
		for (uint32_t k = i + 1; k < g->n && same; k++)
			if (here(&g->f[i]) >= 0 && here(&g->f[i]) == here(&g->f[k]))
				same = set_find(set, (int32_t)i) ==
				       set_find(set, (int32_t)k);
	free(set);
	free(by_set);
	return same;
}

void grouping_compare(const struct scenario *scn, const struct verdict *v,
		      const struct hp_isolation *iso,
		      const struct partition *p, struct differences *out)
{
	struct grouping g = { .scn = scn, .v = v, .iso = iso,
			      .n = v->nfunctions };

	memset(out, 0, sizeof(*out));
	g.f = calloc(g.n + 1, sizeof(*g.f));
	if (!g.f)
		abort();
	fill(&g, p);
	grouping_link(&g);
	out->unexplained = !explained(&g);
	for (uint32_t i = 0; i < g.n; i++)
		if (leads(&g, i, false))
			compare_group(&g, i, false, out);
	for (uint32_t i = 0; i < g.n; i++)
		if (leads(&g, i, true))
			compare_group(&g, i, true, out);
	compare_presence(&g, p, out);
	free(g.links);
	free(g.f);
}

int32_t grouping_at(const struct grouping *g, hp_sbdf sbdf)
{
	return at(g, sbdf);
}

void differences_free(struct differences *d)
{
	for (uint32_t i = 0; i < d->n; i++) {
		for (uint32_t r = 0; r < d->d[i].nreasons; r++)
			free(d->d[i].reasons[r].text);
		free(d->d[i].reasons);
		free(d->d[i].functions);
	}
	free(d->d);
	memset(d, 0, sizeof(*d));
}

const char *grouping_rule_name(enum grouping_rule r)
{
	static const char *const names[] = {
		[RULE_PORT] = "port", [RULE_BUS] = "bus",
		[RULE_SIBLINGS] = "siblings", [RULE_ALIAS] = "alias",
		[RULE_ISOLATED] = "isolated", [RULE_QUIRK] = "quirk",
		[RULE_ROOT] = "root-bus", [RULE_ABSENT] = "absent",
		[RULE_OTHER] = "other",
	};

	return names[r];
}

const char *difference_kind_name(enum difference_kind k)
{
	static const char *const names[] = {
		[DIFF_TOGETHER] = "together", [DIFF_APART] = "apart",
		[DIFF_ONLY_HERE] = "only-here", [DIFF_ONLY_THERE] = "only-there",
	};

	return names[k];
}
