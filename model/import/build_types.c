// SPDX-License-Identifier: GPL-2.0-only
/*
 * build_types.c - decides the type of functions where the capture gives none, or one
 * that cannot be at that position; and whether ACS is known.
 *
 * The captured bytes stay as they are; only the spec's type is set.
 */
#include <stdlib.h>

#include "model/import/internal.h"
#include "model/spec/plural.h"

static bool has_bridge_below(const struct raw *r)
{
	for (const struct raw *c = r->child; c; c = c->sibling)
		if (c->hdr == 1)
			return true;
	return false;
}

/* A bridge of unknown type on a root bus: by name, or as most are today. */
static enum spec_type guess_root_bridge(struct machine *m, const struct raw *r)
{
	if (r->f.class == 0x060401)
		return SPEC_PCI_BRIDGE;	/* subtractive decode: never PCIe */
	if (r->link_seen || r->ext_cap || ids_device_has(m, r, "express") ||
	    ids_device_has(m, r, "pcie") || ids_device_has(m, r, "root port"))
		return SPEC_ROOT_PORT;
	if (ids_device_has(m, r, "pci bridge") || ids_device_has(m, r, "pci-to-pci"))
		return SPEC_PCI_BRIDGE;
	return SPEC_ROOT_PORT;
}

/* Capabilities were not visible: what the place suggests. */
static enum spec_type guess(struct machine *m, const struct raw *r)
{
	const struct raw *up = r->parent;

	if (r->hdr == 1) {
		if (!up)
			return guess_root_bridge(m, r);
		if (up->f.type == SPEC_UPSTREAM_PORT)
			return SPEC_DOWNSTREAM_PORT;
		if (!spec_type_is_downstream(up->f.type))
			return SPEC_PCI_BRIDGE;
		if (!r->child || has_bridge_below(r))
			return SPEC_UPSTREAM_PORT;
		return SPEC_PCIE_TO_PCI;
	}
	if (!up)
		return r->link_seen || r->ext_cap ? SPEC_RCIEP : SPEC_PCI_DEVICE;
	return spec_type_is_downstream(up->f.type) ? SPEC_ENDPOINT : SPEC_PCI_DEVICE;
}

/* The type that a bridge of type @t can only be at its place. */
static enum spec_type bridge_here(const struct raw *r, enum spec_type t)
{
	const struct raw *up = r->parent;

	if (!up)
		return t == SPEC_ROOT_PORT || t == SPEC_PCI_BRIDGE ||
		       t == SPEC_PCI_TO_PCIE ? t :
		       t == SPEC_PCIE_TO_PCI ? SPEC_PCI_BRIDGE : SPEC_ROOT_PORT;
	if (up->f.type == SPEC_UPSTREAM_PORT)
		return SPEC_DOWNSTREAM_PORT;
	if (!spec_type_is_downstream(up->f.type))
		return t == SPEC_PCI_TO_PCIE ? t : SPEC_PCI_BRIDGE;
	if (t == SPEC_UPSTREAM_PORT || t == SPEC_PCIE_TO_PCI)
		return t;
	return t == SPEC_PCI_BRIDGE ? SPEC_PCIE_TO_PCI : SPEC_UPSTREAM_PORT;
}

static enum spec_type device_here(const struct raw *r, enum spec_type t)
{
	const struct raw *up = r->parent;

	if (!up) {
		/* X58's DMI port: a type 0 header that says Root Port. */
		if (r->f.class >> 8 == 0x0600 && (spec_type_is_bridge(t) ||
		    (t == SPEC_PCI_DEVICE && r->f.devfn == 0)))
			return SPEC_HOST_DEVICE;
		return t == SPEC_RCEC || t == SPEC_PCI_DEVICE ||
		       t == SPEC_HOST_DEVICE ? t : SPEC_RCIEP;
	}
	if (!spec_type_is_downstream(up->f.type) && up->f.type != SPEC_UPSTREAM_PORT)
		return SPEC_PCI_DEVICE;
	return t == SPEC_LEGACY_ENDPOINT ? t : SPEC_ENDPOINT;
}

static void settle(struct machine *m, struct raw *r, uint32_t *guessed,
		   struct raw **first)
{
	enum spec_type t = r->f.type, now;

	if (!r->is_pcie) {
		t = r->hdr == 1 ? SPEC_PCI_BRIDGE : SPEC_PCI_DEVICE;
		if ((!r->caps_known || r->ext_cap) && !r->synthetic) {
			t = guess(m, r);
			if (!(*guessed)++)
				*first = r;
		}
	}
	if (r->is_pcie && !r->synthetic && (t == 0x2 || t == 0x3 || t > SPEC_RCEC))
		warn(m, &r->f.loc, "%s: Device/Port Type %x is reserved; taken by its header and place",
		     sbdf_name(r->sbdf), t);
	now = r->hdr == 1 ? bridge_here(r, t) : device_here(r, t);
	if (now != t && r->is_pcie && spec_type_is_pcie(now))
		warn(m, &r->f.loc, "%s: a function with port type %x, header type %d and class %04x cannot be here; taken as port type %x",
		     sbdf_name(r->sbdf), t, r->hdr, r->f.class >> 8, now);
	if (!r->is_pcie && now != t && t == SPEC_PCI_DEVICE && r->parent &&
	    r->caps_known && spec_type_is_downstream(r->parent->f.type))
		warn(m, &r->f.loc, "%s: has no PCI Express capability, but is below a PCIe port; taken as an endpoint",
		     sbdf_name(r->sbdf));
	r->f.type = now;
}

/*
 * Is a function below @r in the captured group of @r, and @r not in that of the port
 * above?  Then @r does not isolate.  Behind a VMD all are one group in any case.
 */
static bool together_below(const struct raw *r)
{
	int32_t group = r->f.iommu_group;

	if (group < 0 || r->hdr != 1 || sbdf_domain(r->sbdf) >= VMD_DOMAINS ||
	    (r->parent && (r->parent->synthetic || r->parent->f.iommu_group == group)))
		return false;
	for (const struct raw *c = r->child; c; c = c->sibling)
		if (c->f.iommu_group == group && spec_type_is_pcie(c->f.type))
			return true;
	return false;
}

/*
 * ACS: absent only where the extended capabilities were visible.  A function
 * without extended config space has none.
 */
static void settle_acs(struct machine *m, struct raw *r, uint32_t *unknown,
		       struct raw **first)
{
	struct spec_acs *a = &r->f.acs;

	if (!spec_type_is_pcie(r->f.type)) {
		*a = (struct spec_acs){ .known = SPEC_ABSENT };
		return;
	}
	if (a->known == SPEC_PRESENT)
		return;
	if (r->acs_no_ctrl && a->cap) {
		a->known = SPEC_PRESENT;
		a->assumed = true;
		a->ctrl = 0;
		warn(m, &r->f.loc, "%s: has ACS, but the capture does not show what of it is on: taken as off, which a kernel with an IOMMU turns on (sudo lspci -vvv prints it)",
		     sbdf_name(r->sbdf));
		return;
	}
	if (r->acs_no_ctrl && together_below(r)) {
		*a = (struct spec_acs){ .known = SPEC_ABSENT };
		warn(m, &r->f.loc, "%s: has ACS, and its captured group holds what is below it, so it does not isolate; taken as without ACS",
		     sbdf_name(r->sbdf));
		return;
	}
	if (r->acs_no_ctrl) {
		/* There, and what it is able to do is what most such functions are. */
		a->known = SPEC_PRESENT;
		a->assumed = true;
		a->cap = spec_type_is_downstream(r->f.type) ?
			 ACS_SV | ACS_TB | ACS_RR | ACS_CR | ACS_UF : 0;
		a->ctrl = 0;
		if (!a->cap)
			warn(m, &r->f.loc, "%s: has ACS, but the capture shows neither what it is able to do nor what is on: taken as one that lets nothing pass between functions (sudo lspci -vvv prints it)",
			     sbdf_name(r->sbdf));
		else
			warn(m, &r->f.loc, "%s: has ACS, but the capture shows neither what it is able to do nor what is on: taken as a port's usual SV TB RR CR UF, which a kernel with an IOMMU turns on (sudo lspci -vvv prints it)",
			     sbdf_name(r->sbdf));
		return;
	}
	if (r->ext_known || (r->text_caps && m->ext_seen)) {
		a->known = SPEC_ABSENT;
		return;
	}
	*a = (struct spec_acs){ .known = SPEC_UNKNOWN };
	r->ext_hidden = !r->synthetic;
	if (!r->synthetic && !(*unknown)++)
		*first = r;
}

/* Does the subtree below @r fall into several of its kernel's groups? */
static bool groups_differ(const struct raw *r, int32_t *group)
{
	for (const struct raw *c = r->child; c; c = c->sibling) {
		if (c->f.iommu_group >= 0 && *group >= 0 &&
		    c->f.iommu_group != *group)
			return true;
		if (c->f.iommu_group >= 0)
			*group = c->f.iommu_group;
		if (groups_differ(c, group))
			return true;
	}
	return false;
}

/*
 * A bridge that was not captured, or whose ACS was not: had it not isolated, everything
 * below it would be one group.  So several groups below it prove what it had on.
 */
static void settle_by_groups(struct machine *m, struct raw *r)
{
	int32_t group = r->synthetic ? -1 : r->f.iommu_group;

	if (r->f.acs.known != SPEC_UNKNOWN || !r->child || r->hdr != 1 ||
	    !spec_type_is_pcie(r->f.type) || !groups_differ(r, &group))
		return;
	if (r->f.type != SPEC_ROOT_PORT && r->f.type != SPEC_DOWNSTREAM_PORT) {
		if (r->synthetic)
			r->f.acs.known = SPEC_ABSENT;
		return;
	}
	r->f.acs.known = SPEC_PRESENT;
	r->f.acs.assumed = true;
	r->f.acs.cap = ACS_SV | ACS_TB | ACS_RR | ACS_CR | ACS_UF;
	r->f.acs.ctrl = ACS_SV | ACS_RR | ACS_CR | ACS_UF;
	warn(m, &r->f.loc, "%s: the captured groups below it differ, so this bridge isolates, by ACS or by a quirk; taken as ACS SV+ RR+ CR+ UF+",
	     sbdf_name(r->sbdf));
}

/* Has a function of @r's device, but none in its group, another captured group? */
static bool apart_from_siblings(const struct raw_list *l, const struct raw *r)
{
	bool apart = false;

	if (r->f.iommu_group < 0 || r->synthetic)
		return false;
	for (uint32_t i = 0; i < l->n; i++) {
		const struct raw *s = l->v[i];

		if (s == r || s->sbdf >> 3 != r->sbdf >> 3 || s->f.iommu_group < 0)
			continue;
		if (s->f.iommu_group == r->f.iommu_group)
			return false;
		apart = true;
	}
	return apart;
}

/*
 * Functions of one device that do not isolate are one group.  A port that has the group
 * of what is below it does not, though; of one device one may.  What isolates a function
 * that is no port need not be able to do anything: what ACS does not implement counts
 * as nothing that could pass (6.12.1.2).
 */
static void settle_by_siblings(struct machine *m, const struct raw_list *l)
{
	uint32_t n = 0;
	struct raw *first = NULL;

	for (uint32_t i = 0; i < l->n; i++) {
		struct raw *r = l->v[i];

		if (r->f.acs.known != SPEC_UNKNOWN || !spec_type_is_pcie(r->f.type) ||
		    together_below(r) || !apart_from_siblings(l, r))
			continue;
		r->f.acs = (struct spec_acs){ .known = SPEC_PRESENT, .assumed = true };
		if (spec_type_is_downstream(r->f.type)) {
			r->f.acs.cap = ACS_SV | ACS_TB | ACS_RR | ACS_CR | ACS_UF;
			r->f.acs.ctrl = ACS_SV | ACS_RR | ACS_CR | ACS_UF;
		}
		if (!n++)
			first = r;
	}
	if (n)
		warn(m, &first->f.loc, "%u function%s, %s first, %s in other captured groups than the other functions of the device, which isolates, by ACS or by a quirk; taken as ACS that lets nothing pass between them",
		     n, plural(n), sbdf_name(first->sbdf), plural_are(n));
}

/* Nobody can sit on a switch's internal bus but downstream ports. */
static void drop_misplaced(struct machine *m, struct raw_list *l)
{
	for (uint32_t i = 0; i < l->n; i++) {
		struct raw *r = l->v[i];

		if (r->parent && r->parent->f.type == SPEC_UPSTREAM_PORT &&
		    r->hdr != 1) {
			warn(m, &r->f.loc, "%s: an endpoint on a switch's internal bus; left out",
			     sbdf_name(r->sbdf));
			r->gone = true;
			m->rep->left_out++;
		}
	}
}

void build_types(struct machine *m)
{
	uint32_t guessed = 0, unknown = 0;
	struct raw *first_guess = NULL, *first_acs = NULL;
	struct raw_list l = raw_preorder(m);

	for (uint32_t i = 0; i < l.n; i++)
		settle(m, l.v[i], &guessed, &first_guess);
	for (uint32_t i = 0; i < l.n; i++)
		l.v[i]->f.assumed_place = l.v[i]->parent && l.v[i]->parent->below_guessed;
	for (uint32_t i = 0; i < l.n; i++) {
		settle_acs(m, l.v[i], &unknown, &first_acs);
		settle_by_groups(m, l.v[i]);
	}
	settle_by_siblings(m, &l);
	drop_misplaced(m, &l);
	if (guessed)
		warn(m, &first_guess->f.loc, "capabilities of %u function%s, %s first, were not captured; types are guessed from class, name and place",
		     guessed, plural(guessed), sbdf_name(first_guess->sbdf));
	if (unknown)
		warn(m, &first_acs->f.loc, "ACS of %u PCIe function%s, %s first, is unknown (not absent): capture as root, with 4096 bytes (lspci -xxxx) or lspci -vv",
		     unknown, plural(unknown), sbdf_name(first_acs->sbdf));
	free(l.v);
}
