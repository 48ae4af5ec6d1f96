// SPDX-License-Identifier: GPL-2.0-only
/*
 * build_tidy.c - facts that contradict each other or the specification.
 *
 * Real machines and incomplete captures have them; a spec and a scenario file cannot.
 * The fact is dropped, the captured bytes stay, and a warning says so where it may
 * matter.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "model/import/internal.h"
#include "model/spec/regs.h"

#define MAX_NODE 1023		/* as many as Linux has at most */

static bool is_port(enum spec_type t)
{
	return t == SPEC_ROOT_PORT || t == SPEC_DOWNSTREAM_PORT;
}

static bool is_endpoint(enum spec_type t)
{
	return t == SPEC_ENDPOINT || t == SPEC_LEGACY_ENDPOINT || t == SPEC_RCIEP;
}

static bool is_link(enum spec_type t)
{
	return is_port(t) || t == SPEC_PCI_TO_PCIE;
}

static void drop_bar(struct machine *m, struct raw *r, const char *what,
		     unsigned int i, struct spec_bar *b, const char *why)
{
	warn(m, &r->f.loc, "%s: %s%u %s; left out", sbdf_name(r->sbdf), what, i, why);
	memset(b, 0, sizeof(*b));
}

static void tidy_rebar(struct spec_bar *b)
{
	uint64_t now = b->size_bytes >> 20;

	if (!b->rebar_sizes)
		return;
	if (b->kind == SPEC_BAR_MEM32)
		b->rebar_sizes &= 0xfff;
	if (b->kind == SPEC_BAR_IO || b->kind == SPEC_BAR_NONE || !now ||
	    (b->size_bytes & 0xfffff) || b->rebar_sizes >> 44 ||
	    !(b->rebar_sizes & now))
		b->rebar_sizes = 0;
}

static void tidy_bar(struct machine *m, struct raw *r, const char *what,
		     struct spec_bar *bars, unsigned int i, unsigned int n)
{
	struct spec_bar *b = &bars[i];
	uint64_t least = b->kind == SPEC_BAR_IO ? 4 :
			 spec_type_is_pcie(r->f.type) ? 128 : 16;
	uint64_t most = b->kind == SPEC_BAR_IO ? 1u << 16 :
			b->kind == SPEC_BAR_MEM32 ? 1ull << 31 : 1ull << 63;

	if (b->kind == SPEC_BAR_NONE) {
		memset(b, 0, sizeof(*b));
		return;
	}
	if (i >= n || (b->kind == SPEC_BAR_MEM64 && i + 1 >= n)) {
		drop_bar(m, r, what, i, b, "is past the last of its header");
		return;
	}
	if (b->kind == SPEC_BAR_MEM64)
		memset(b + 1, 0, sizeof(*b));
	if (b->size_bytes < least)
		b->size_bytes = least;
	if (b->size_bytes > most) {
		drop_bar(m, r, what, i, b, "is larger than its kind can be");
		return;
	}
	/* Where the kernel put it, and a 32-bit register cannot hold. */
	if ((b->kind != SPEC_BAR_MEM64 && b->address + b->size_bytes > 1ull << 32) ||
	    (b->address & (b->size_bytes - 1))) {
		warn(m, &r->f.loc, "%s: %s%u at 0x%" PRIx64 " cannot be there with a size of 0x%" PRIx64 "; its address is dropped",
		     sbdf_name(r->sbdf), what, i, b->address, b->size_bytes);
		b->address = 0;
	}
	tidy_rebar(b);
}

static void tidy_bars(struct machine *m, struct raw *r)
{
	struct spec_function *f = &r->f;
	unsigned int n = spec_type_is_bridge(f->type) ? 2 : 6;

	for (unsigned int i = 0; i < 6; i++)
		tidy_bar(m, r, "bar", f->bar, i, n);
	if (!f->rom_bytes)
		return;
	if (f->rom_bytes < 2048)
		f->rom_bytes = 2048;
	if (f->rom_bytes > 1u << 24)
		f->rom_bytes = 1u << 24;
}

static void tidy_acs(struct machine *m, struct raw *r, const char *what,
		     struct spec_acs *a)
{
	uint16_t extra = a->ctrl & 0x7f & (uint16_t)~a->cap;

	a->cap &= 0xff;
	if (a->known != SPEC_PRESENT) {
		*a = (struct spec_acs){ .known = a->known };
		return;
	}
	if (extra)
		warn(m, &r->f.loc, "%s: %s enables controls 0x%x that it does not support; taken as off",
		     sbdf_name(r->sbdf), what, extra);
	a->ctrl &= a->cap & 0x7f;
	/* Text does not show the vector's size. */
	if (a->cap & ACS_EC && !a->egress_bits && r->cfg_len < 4096)
		a->egress_bits = 32;
	if (!(a->cap & ACS_EC)) {
		a->egress_bits = 0;
		memset(a->egress_vector, 0, sizeof(a->egress_vector));
	}
}

/*
 * VFs whose numbers run past the last bus, or fall on functions that are
 * there: where they really are is not known then.
 */
static void tidy_vf_numbers(struct machine *m, struct raw *r)
{
	struct spec_sriov *v = &r->f.sriov;
	uint32_t stride = v->stride ? v->stride : 1;
	uint32_t rid = r->f.devfn + (uint32_t)v->offset;
	bool bad = rid + (v->total_vfs - 1u) * stride > 0xffff || v->stride == 0xffff;

	for (uint32_t n = 0; !bad && n < v->total_vfs && rid < 256; n++, rid += stride) {
		const struct raw *other = raw_find(m, (r->sbdf & ~0xffull) | rid);

		bad = other && other != r && !other->gone;
	}
	if (!v->offset || !bad)
		return;
	warn(m, &r->f.loc, "%s: VFs at offset %u, stride %u fall on other functions or past the last bus; both are taken as unknown",
	     sbdf_name(r->sbdf), v->offset, v->stride);
	v->offset = v->stride = 0;
}

static void tidy_sriov(struct machine *m, struct raw *r)
{
	struct spec_sriov *v = &r->f.sriov;

	/* lspci -v shows that it is there, but not how many VFs. */
	if (v->known == SPEC_PRESENT && !v->total_vfs && r->cfg_len < 4096) {
		memset(v, 0, sizeof(*v));
		r->ext_hidden = true;
	}
	if (v->known == SPEC_PRESENT && (!is_endpoint(r->f.type) || !v->total_vfs)) {
		warn(m, &r->f.loc, "%s: SR-IOV %s; left out", sbdf_name(r->sbdf),
		     v->total_vfs ? "on what is no endpoint" : "with 0 VFs in total");
		v->known = SPEC_ABSENT;
	}
	if (v->known != SPEC_PRESENT) {
		memset(v, 0, sizeof(*v));
		v->known = r->ext_hidden && is_endpoint(r->f.type) ?
			   SPEC_UNKNOWN : SPEC_ABSENT;
		return;
	}
	if (v->initial_vfs > v->total_vfs)
		v->initial_vfs = v->total_vfs;
	if (v->num_vfs > v->total_vfs)
		v->num_vfs = v->total_vfs;
	if (v->page_sizes && !(v->page_sizes & 1))
		v->page_sizes = 0;
	for (unsigned int i = 0; i < 6; i++) {
		if (v->bar[i].kind == SPEC_BAR_IO)
			drop_bar(m, r, "vfbar", i, &v->bar[i], "is I/O, which no VF has");
		tidy_bar(m, r, "vfbar", v->bar, i, 6);
	}
	tidy_acs(m, r, "vfacs", &v->vf_acs);
	tidy_vf_numbers(m, r);
}

/* The largest memory BAR has to hold the table and the PBA (7.7.2). */
static void tidy_msix(struct raw *r)
{
	struct spec_function *f = &r->f;
	unsigned int n = spec_type_is_bridge(f->type) ? 2 : 6;
	uint64_t room = 0;

	if (f->msix_vectors > 2048)
		f->msix_vectors = 2048;
	for (unsigned int i = 0; i < n; i++)
		if ((f->bar[i].kind == SPEC_BAR_MEM32 || f->bar[i].kind == SPEC_BAR_MEM64) &&
		    f->bar[i].size_bytes > room)
			room = f->bar[i].size_bytes;
	if (room < f->msix_vectors * 16u + (f->msix_vectors + 63u) / 64 * 8)
		f->msix_vectors = 0;
}

static void tidy_services(struct raw *r)
{
	struct spec_function *f = &r->f;

	if (!spec_type_is_pcie(f->type)) {
		f->aer = f->ltr = f->serial = false;
		f->link_speed = f->link_width = f->port_number = 0;
	}
	if (!is_endpoint(f->type))
		f->ats = f->pri = f->pasid = f->flr = false;
	if (!is_endpoint(f->type) && f->type != SPEC_RCEC)
		f->ari = false;
	f->slot |= f->hotplug_slot;
	if (!f->ats)
		f->pri = false;
	if (!f->pasid)
		f->pasid_width = 0;
	if (f->pasid_width > 20)
		f->pasid_width = 20;
	if (!is_port(f->type)) {
		f->slot = f->hotplug_slot = f->dpc = false;
		if (f->type != SPEC_PCI_TO_PCIE)
			f->ari_forwarding = false;
	}
	if (f->link_speed > 6)
		f->link_speed = 0;
	if (f->link_width > 32 || ((f->link_width & (f->link_width - 1)) &&
				   f->link_width != 12))
		f->link_width = 0;
	if (f->msi_vectors > 32 || (f->msi_vectors & (f->msi_vectors - 1)))
		f->msi_vectors = 1;
	tidy_msix(r);
}

/* Drops bus numbers that are not inside those of the bridge above. */
static void tidy_buses(struct machine *m, struct raw *r)
{
	struct spec_function *f = &r->f;
	const struct raw *up = r->parent;

	if (!spec_type_is_bridge(f->type)) {
		f->secondary = f->subordinate = 0;
		return;
	}
	if (!f->secondary)
		return;
	if (f->subordinate < f->secondary)
		f->subordinate = f->secondary;
	if (up && up->f.secondary && (f->secondary <= up->f.secondary ||
				      f->subordinate > up->f.subordinate)) {
		warn(m, &f->loc, "%s: buses %02x-%02x are not among %02x-%02x of the bridge above; not used",
		     sbdf_name(r->sbdf), f->secondary, f->subordinate,
		     up->f.secondary, up->f.subordinate);
		f->secondary = f->subordinate = 0;
		/* What config space says must not lead elsewhere. */
	}
}

/* Behind a link there is one device; more functions need ARI (6.13). */
static void tidy_number(struct machine *m, struct raw *r)
{
	struct raw *up = r->parent;

	if (!up || !is_link(up->f.type) || r->f.devfn < 8)
		return;
	if (!r->f.ari && !r->cfg_len)
		warn(m, &r->f.loc, "%s: device %u behind a link; taken as function %u by ARI",
		     sbdf_name(r->sbdf), r->f.devfn >> 3, r->f.devfn);
	r->f.ari = true;
	up->f.ari_forwarding = true;
}

/* Functions that share a device need header bit 7. */
static void tidy_multi(struct machine *m)
{
	struct raw_list l = raw_sorted(m);

	for (uint32_t i = 1; i < l.n; i++)
		if (l.v[i]->sbdf >> 3 == l.v[i - 1]->sbdf >> 3)
			l.v[i]->f.multifunction = l.v[i - 1]->f.multifunction = true;
	free(l.v);
}

/* Bytes that no function can answer with: facts must do. */
static void tidy_bytes(struct machine *m, struct raw *r)
{
	unsigned int want = spec_type_is_bridge(r->f.type) ? 1 : 0;

	if (!r->cfg_len)
		return;
	if (r->cfg[0] == 0xff && r->cfg[1] == 0xff) {
		warn(m, &r->f.loc, "%s: its vendor ID reads ffff, like a VF's, but its PF is not in the dump; its bytes are not used",
		     sbdf_name(r->sbdf));
		r->cfg_len = 0;
	} else if ((r->cfg[R_HEADER_TYPE] & 0x7f) != want) {
		warn(m, &r->f.loc, "%s: header type %u is none of 0 and 1; its bytes are not used",
		     sbdf_name(r->sbdf), r->cfg[R_HEADER_TYPE] & 0x7f);
		r->cfg_len = 0;
	}
}

void build_tidy(struct machine *m)
{
	struct raw_list l = raw_preorder(m);

	for (uint32_t i = 0; i < l.n; i++) {
		struct raw *r = l.v[i];

		if (r->f.vendor == 0xffff)
			r->f.vendor = 0xfffe;
		if (r->f.numa_node < 0 || r->f.numa_node > MAX_NODE)
			r->f.numa_node = -1;
		tidy_bytes(m, r);
		tidy_number(m, r);
		tidy_bars(m, r);
		tidy_acs(m, r, "acs", &r->f.acs);
		tidy_sriov(m, r);
		tidy_services(r);
		tidy_buses(m, r);
	}
	free(l.v);
	tidy_multi(m);
}
