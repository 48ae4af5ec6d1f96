// SPDX-License-Identifier: GPL-2.0-only
/*
 * map_fold.c - which functions are drawn as one box.
 *
 * Functions that share a box have the same position, and the same group if that group
 * has other members.  So a box never hides that two functions are in different groups.
 */
#include <stdlib.h>
#include <string.h>

#include "tools/common/captured.h"
#include "tools/report/map_items.h"

static bool is_chosen(const struct items *it, int32_t f)
{
	for (uint32_t i = 0; i < it->m->nchosen; i++)
		if (it->m->chosen[i].function == f && !it->m->chosen[i].vf)
			return true;
	return false;
}

static bool is_on_path(const struct items *it, int32_t f)
{
	for (uint32_t i = 0; it->m->path && i < it->m->path->n; i++)
		if (it->m->path->hops[i] == f)
			return true;
	return false;
}

/* Controllers that every chipset has a dozen of, by class. */
static bool is_chipset(const struct spec_function *f)
{
	uint32_t base = f->class >> 16, sub = f->class >> 8 & 0xff;

	if (f->parent >= 0 || spec_type_is_bridge(f->type))
		return false;
	return f->type == SPEC_HOST_DEVICE || base == 0x05 || base == 0x06 ||
	       base == 0x08 || base == 0x11 || (base == 0x07 && sub == 0x80) ||
	       (base == 0x0c && sub == 0x05) || (base == 0x0c && sub == 0x80);
}

/* Bridges that lead to something that is no bridge. */
static bool *find_busy(const struct spec *s)
{
	bool *busy = calloc(s->nfunctions + 1, sizeof(*busy));

	if (!busy)
		abort();
	for (uint32_t i = s->nfunctions; i--;) {
		const struct spec_function *f = &s->functions[i];

		if (f->parent >= 0 && (busy[i] || !spec_type_is_bridge(f->type)))
			busy[f->parent] = true;
	}
	return busy;
}

static void find_groups(struct items *it)
{
	const struct spec *s = it->spec;
	const struct verdict *v = it->m->v;

	for (uint32_t i = 0; i < s->nfunctions; i++)
		it->group[i] = v ? -1 : s->functions[i].iommu_group;
	for (uint32_t i = 0; v && i < v->nfunctions; i++) {
		const struct vfunction *k = &v->functions[i];

		if (k->function >= 0 && !k->vf) {
			it->kernel[k->function] = k;
			it->group[k->function] = k->k.iommu_group;
		}
		if (k->k.iommu_group >= it->ngroups)
			it->ngroups = k->k.iommu_group + 1;
	}
	for (uint32_t i = 0; i < s->nfunctions; i++)
		if (it->group[i] >= it->ngroups)
			it->ngroups = it->group[i] + 1;
	it->group_functions = calloc((size_t)it->ngroups + 1, sizeof(uint32_t));
	it->group_items = calloc((size_t)it->ngroups + 1, sizeof(uint32_t));
	if (!it->group_functions || !it->group_items)
		abort();
	for (uint32_t i = 0; !v && i < s->nfunctions; i++)
		if (it->group[i] >= 0)
			it->group_functions[it->group[i]]++;
	for (uint32_t i = 0; v && i < v->nfunctions; i++)
		if (v->functions[i].k.iommu_group >= 0)
			it->group_functions[v->functions[i].k.iommu_group]++;
}

/* Groups of nothing but a host bridge's chipset parts: nobody looks for them. */
static void find_chipset_groups(struct items *it)
{
	const struct spec *s = it->spec;
	int32_t *host = calloc((size_t)it->ngroups + 1, sizeof(*host));

	it->group_dull = calloc((size_t)it->ngroups + 1, sizeof(*it->group_dull));
	if (!host || !it->group_dull)
		abort();
	for (int32_t g = 0; g < it->ngroups; g++)
		it->group_dull[g] = true;
	for (uint32_t i = 0; i < s->nfunctions; i++) {
		const struct spec_function *f = &s->functions[i];
		int32_t g = it->group[i];

		if (g < 0)
			continue;
		if (!is_chipset(f) || is_chosen(it, (int32_t)i) ||
		    (host[g] && host[g] != f->host_bridge + 1))
			it->group_dull[g] = false;
		host[g] = f->host_bridge + 1;
	}
	free(host);
}

static int32_t key_of(const struct items *it, int32_t f)
{
	int32_t g = it->group[f];

	if (g >= 0 && it->group_dull[g])
		return MIXED;

	return g >= 0 && it->group_functions[g] > 1 ? g : MIXED;
}

static int32_t new_item(struct items *it, enum item_kind kind, int32_t f)
{
	const struct spec_function *sf = &it->spec->functions[f];
	struct map_item *item = &it->v[it->n];

	*item = (struct map_item){
		.kind = kind, .key = key_of(it, f), .device = sf->devfn >> 3,
		.parent = sf->parent >= 0 ? it->of[sf->parent] : -1,
		.bridge = sf->host_bridge,
	};
	return (int32_t)it->n++;
}

/* One like it that exists, or a new one. */
static int32_t shared_item(struct items *it, enum item_kind kind, int32_t f)
{
	const struct spec_function *sf = &it->spec->functions[f];
	int32_t parent = sf->parent >= 0 ? it->of[sf->parent] : -1;

	for (uint32_t i = it->n; i--;) {
		const struct map_item *item = &it->v[i];

		if (item->kind == kind && item->parent == parent &&
		    (parent >= 0 || item->bridge == sf->host_bridge) &&
		    item->key == key_of(it, f) && !item->chosen &&
		    (kind != ITEM_DEVICE || item->device == sf->devfn >> 3))
			return (int32_t)i;
	}
	return new_item(it, kind, f);
}

static void add(struct items *it, int32_t i, int32_t f)
{
	struct map_item *item = &it->v[i];

	item->functions = realloc(item->functions,
				  (item->n + 1) * sizeof(*item->functions));
	if (!item->functions)
		abort();
	item->functions[item->n++] = f;
	item->nvfs += items_vfs(it, f);
	item->on_path |= is_on_path(it, f);
	it->of[f] = i;
}

static void fold(struct items *it, int32_t f, const bool *busy)
{
	const struct spec_function *sf = &it->spec->functions[f];
	bool bridge = spec_type_is_bridge(sf->type);
	int32_t i;

	if (is_chosen(it, f)) {
		i = new_item(it, bridge ? ITEM_BRIDGE : ITEM_DEVICE, f);
		it->v[i].chosen = true;
	} else if (bridge && !busy[f] && sf->parent >= 0 && !busy[sf->parent] &&
		   it->v[it->of[sf->parent]].kind == ITEM_IDLE &&
		   it->v[it->of[sf->parent]].key == key_of(it, f)) {
		i = it->of[sf->parent];
	} else if (bridge && (busy[f] || is_on_path(it, f))) {
		i = new_item(it, ITEM_BRIDGE, f);
	} else if (bridge) {
		i = shared_item(it, ITEM_IDLE, f);
	} else {
		i = shared_item(it, is_chipset(sf) ? ITEM_CHIPSET : ITEM_DEVICE, f);
	}
	add(it, i, f);
}

/* VFs that were asked for leave their PF's box. */
static void add_vf_items(struct items *it)
{
	for (uint32_t c = 0; c < it->m->nchosen; c++) {
		const struct map_ref *r = &it->m->chosen[c];
		struct map_item *item;
		int32_t pf;

		if (!r->vf || items_of_ref(it, r))
			continue;
		pf = it->of[r->function];
		item = &it->v[new_item(it, ITEM_VF, r->function)];
		item->key = MIXED;
		item->vf = r->vf;
		item->chosen = true;
		item->on_path = is_on_path(it, r->function);
		item->functions = malloc(sizeof(*item->functions));
		if (!item->functions)
			abort();
		item->functions[item->n++] = r->function;
		if (it->v[pf].nvfs)
			it->v[pf].nvfs--;
	}
}

void items_make(struct items *it, const struct map *m)
{
	const struct spec *s = m->scn->spec;
	size_t n = s->nfunctions + 1;
	bool *busy = find_busy(s);

	memset(it, 0, sizeof(*it));
	it->m = m;
	it->spec = s;
	it->v = calloc(n + m->nchosen, sizeof(*it->v));
	it->of = calloc(n, sizeof(*it->of));
	it->kernel = calloc(n, sizeof(*it->kernel));
	it->group = calloc(n, sizeof(*it->group));
	if (!it->v || !it->of || !it->kernel || !it->group)
		abort();
	it->names = devnames_open(m->pci_ids);
	find_groups(it);
	find_chipset_groups(it);
	for (uint32_t f = 0; f < s->nfunctions; f++)
		fold(it, (int32_t)f, busy);
	add_vf_items(it);
	for (uint32_t i = 0; i < it->n; i++)
		if (it->v[i].key >= 0)
			it->group_items[it->v[i].key]++;
	free(busy);
}

void items_free(struct items *it)
{
	for (uint32_t i = 0; i < it->n; i++)
		free(it->v[i].functions);
	devnames_close(it->names);
	free(it->v);
	free(it->of);
	free(it->kernel);
	free(it->group);
	free(it->group_functions);
	free(it->group_items);
	free(it->group_dull);
}

struct map_item *items_of_ref(struct items *it, const struct map_ref *r)
{
	if (!r->vf)
		return &it->v[it->of[r->function]];
	for (uint32_t i = 0; i < it->n; i++)
		if (it->v[i].kind == ITEM_VF && it->v[i].vf == r->vf &&
		    it->v[i].functions[0] == r->function)
			return &it->v[i];
	return NULL;
}

uint16_t items_vfs(const struct items *it, int32_t f)
{
	const struct verdict *v = it->m->v;
	uint16_t n = 0;

	if (it->spec->functions[f].sriov.known != SPEC_PRESENT)
		return 0;
	if (!v || !v->nfunctions)
		return it->spec->functions[f].sriov.num_vfs;
	for (uint32_t i = 0; i < v->nfunctions; i++)
		n += v->functions[i].function == f && v->functions[i].vf;
	return n;
}

const char *items_bdf(const struct items *it, int32_t f, bool full, char *buf,
		      size_t size)
{
	hp_sbdf s = it->kernel[f] ? it->kernel[f]->k.sbdf :
				    captured_spec_address(it->spec, (uint32_t)f);
	uint8_t devfn = it->spec->functions[f].devfn;

	if (s == CAPTURED_NOWHERE)
		snprintf(buf, size, "dev %02x.%x", devfn >> 3, devfn & 7);
	else if (full)
		snprintf(buf, size, "%04x:%02x:%02x.%x", HP_SBDF_DOMAIN(s),
			 HP_SBDF_BUS(s), HP_SBDF_DEV(s), HP_SBDF_FN(s));
	else
		snprintf(buf, size, "%02x:%02x.%x", HP_SBDF_BUS(s),
			 HP_SBDF_DEV(s), HP_SBDF_FN(s));
	return buf;
}
