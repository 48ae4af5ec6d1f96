// SPDX-License-Identifier: GPL-2.0-only
/*
 * build.c - makes a spec from captured functions: the order of the steps, and the
 * counts for the report.
 */
#include <stdlib.h>
#include <string.h>

#include "model/import/internal.h"

/* sysfs shows what all VFs' BARs take together (9.3.3.14). */
static void split_vf_bars(struct raw *r)
{
	struct spec_sriov *v = &r->f.sriov;

	if (!r->vf_sizes_total)
		return;
	for (int i = 0; i < 6; i++) {
		uint64_t size = v->total_vfs ? v->bar[i].size_bytes / v->total_vfs : 0;

		v->bar[i].size_bytes = size;
		if (!size || (size & (size - 1)))
			r->vf_size_known &= (uint8_t)~(1u << i);
		if (!v->total_vfs)
			v->bar[i].kind = SPEC_BAR_NONE;
	}
}

static void decode(struct machine *m)
{
	for (uint32_t i = 0; i < m->nfn; i++) {
		struct raw *r = m->fn[i];
		struct import_report *rep = m->rep;

		rep->functions++;
		rep->with_4096 += r->cfg_len == 4096;
		rep->with_256 += r->cfg_len == 256;
		rep->with_64 += r->cfg_len == 64;
		rep->without_bytes += r->cfg_len == 0;
		raw_decode(m, r);
		split_vf_bars(r);
		rep->acs_found += r->f.acs.known == SPEC_PRESENT || r->acs_no_ctrl;
	}
}

static int group_cmp(const void *a, const void *b)
{
	const struct import_group *x = a, *y = b;

	return x->sbdf < y->sbdf ? -1 : x->sbdf > y->sbdf;
}

/* What the machine's kernel reported of every function, VFs included. */
void report_groups(struct machine *m)
{
	struct import_report *rep = m->rep;

	rep->groups = calloc(m->nfn + 1, sizeof(*rep->groups));
	if (!rep->groups)
		abort();
	for (uint32_t i = 0; i < m->nfn; i++) {
		const struct raw *r = m->fn[i];

		if (r->f.iommu_group >= 0 && (!r->gone || r->vf))
			rep->groups[rep->ngroups++] = (struct import_group){
				r->sbdf, r->f.iommu_group, r->vf };
	}
	qsort(rep->groups, rep->ngroups, sizeof(*rep->groups), group_cmp);
}

static void count(struct machine *m, const struct spec *s)
{
	struct import_report *rep = m->rep;

	for (uint32_t i = 0; i < s->nfunctions; i++) {
		const struct spec_function *f = &s->functions[i];

		rep->bridges += spec_type_is_bridge(f->type);
		if (f->type < 16)
			rep->by_type[f->type]++;
		rep->pci_devices += f->type == SPEC_PCI_DEVICE;
		rep->pci_bridges += f->type == SPEC_PCI_BRIDGE;
		rep->host_devices += f->type == SPEC_HOST_DEVICE;
		if (!spec_type_is_pcie(f->type))
			continue;
		rep->acs_present += f->acs.known == SPEC_PRESENT;
		rep->acs_absent += f->acs.known == SPEC_ABSENT;
		rep->acs_unknown += f->acs.known == SPEC_UNKNOWN;
	}
	rep->host_bridges = s->nbridges;
	for (uint32_t i = 0; i < s->nbridges; i++)
		rep->domains += !i || s->host_bridges[i].domain !=
				      s->host_bridges[i - 1].domain;
	for (uint32_t i = 0; i < m->nfn; i++)
		rep->synthesized += m->fn[i]->synthetic && m->fn[i]->hdr == 1;
}

static void emit_roots(struct machine *m, struct spec *s, const char *file)
{
	for (uint32_t i = 0; i < m->nroots; i++) {
		struct spec_host_bridge *hb;
		char name[32];

		m->roots[i].index = spec_add_bridge(s);
		hb = &s->host_bridges[m->roots[i].index];
		snprintf(name, sizeof(name), "hb%u", i);
		hb->name = spec_strdup(s, name);
		hb->loc = (struct spec_loc){ file, 0, 0 };
		hb->domain = m->roots[i].domain;
		hb->bus_first = m->roots[i].bus;
		hb->bus_last = m->roots[i].last;
		/* sysfs shows all that is there, and a VMD has no such function. */
		hb->id_unknown = !m->live && hb->domain < VMD_DOMAINS &&
				 !raw_find(m, sbdf_make(hb->domain, hb->bus_first, 0));
	}
}

static void emit_functions(struct machine *m, struct spec *s, const char *file,
			   struct raw_list *order)
{
	for (uint32_t i = 0; i < order->n; i++) {
		struct raw *r = order->v[i];
		struct spec_function *f;

		r->index = spec_add_function(s);
		f = &s->functions[r->index];
		*f = r->f;
		f->loc.file = r->f.loc.file && strcmp(r->f.loc.file, file) ?
			      spec_strdup(s, r->f.loc.file) : file;
		f->host_bridge = r->parent ? -1 : (int32_t)m->roots[r->root].index;
		f->parent = r->parent ? (int32_t)r->parent->index : -1;
		f->config = NULL;
		f->config_len = r->cfg_len;
		if (r->cfg_len) {
			void *copy = spec_alloc(s, r->cfg_len);

			f->config = memcpy(copy, r->cfg, r->cfg_len);
			free(r->cfg);
			r->cfg = NULL;
		}
	}
}

/* A spec that no machine could be: the capture's fault, or ours. */
static struct spec *checked(struct machine *m, struct spec *s)
{
	struct spec_error err;

	if (spec_check(s, &err))
		return s;
	fail(m, err.loc.line, err.loc.column, NULL, "%s", err.text);
	spec_free(s);
	return NULL;
}

struct spec *build(struct machine *m)
{
	struct raw_list order;
	struct spec *s;
	const char *file;

	m->member = NULL;
	decode(m);
	build_vfs(m);
	ids_resolve(m);
	build_vmd(m);
	build_tree(m);
	if (m->failed)
		return NULL;
	build_types(m);
	build_functions_0(m);
	build_links(m);
	build_sizes(m);
	build_tidy(m);
	report_groups(m);
	s = spec_new();
	file = spec_strdup(s, m->path);
	order = raw_preorder(m);
	emit_roots(m, s, file);
	emit_functions(m, s, file, &order);
	build_names(m, s, &order);
	build_windows(m, s, &order);
	build_host(m, s);
	build_pch(m, s);
	free(order.v);
	count(m, s);
	return checked(m, s);
}
