// SPDX-License-Identifier: GPL-2.0-only
/*
 * function_check.c - checks whether a function can exist: IDs, BARs, capabilities,
 * SR-IOV, captured bytes.  spec_check.c checks where it is.
 */
#include <inttypes.h>
#include <string.h>

#include "model/spec/bytes.h"
#include "model/spec/check.h"
#include "model/spec/msix_place.h"
#include "model/spec/plural.h"
#include "model/spec/regs.h"

static bool power_of_two(uint64_t n)
{
	return n && !(n & (n - 1));
}

static bool is_port(enum spec_type t)
{
	return t == SPEC_ROOT_PORT || t == SPEC_DOWNSTREAM_PORT;
}

static bool is_endpoint(enum spec_type t)
{
	return t == SPEC_ENDPOINT || t == SPEC_LEGACY_ENDPOINT || t == SPEC_RCIEP;
}

/* Returns the smallest size of a memory BAR: 128 bytes on PCI Express (7.5.1.2.1). */
static uint64_t least_size(const struct spec_bar *b, bool pcie)
{
	if (b->kind == SPEC_BAR_IO)
		return 4;
	return pcie ? 128 : 16;
}

static uint64_t most_size(const struct spec_bar *b)
{
	if (b->kind == SPEC_BAR_IO)
		return 1ull << 16;	/* no more I/O space than that is routed */
	return b->kind == SPEC_BAR_MEM32 ? 1ull << 31 : 1ull << 63;
}

static bool check_rebar(const struct spec_function *fn, const char *what,
			const struct spec_bar *b, struct spec_error *err)
{
	unsigned int size = 0;

	if (!b->rebar_sizes)
		return true;
	if (b->kind != SPEC_BAR_MEM32 && b->kind != SPEC_BAR_MEM64)
		return spec_refuse(err, fn->loc, "%s %s: only a memory BAR can be "
			"resizable", fn->name, what);
	if (b->rebar_sizes >> 44)
		return spec_refuse(err, fn->loc, "%s %s: the largest resizable size "
			"is 2^63 bytes", fn->name, what);
	while (size < 44 && b->size_bytes != 1ull << (size + 20))
		size++;
	if (size == 44 || !(b->rebar_sizes >> size & 1))
		return spec_refuse(err, fn->loc, "%s %s: its size %#" PRIx64
			" must be one of its resizable sizes", fn->name, what,
			b->size_bytes);
	if (b->kind == SPEC_BAR_MEM32 && b->rebar_sizes >> 12)
		return spec_refuse(err, fn->loc, "%s %s: a 32-bit BAR cannot be "
			"resized above 2G", fn->name, what);
	return true;
}

/* One BAR of @n; @what names the set: "bar" or "vfbar". */
static bool check_bar(const struct spec_function *fn, const char *set,
		      const struct spec_bar *bars, unsigned int i, unsigned int n,
		      struct spec_error *err)
{
	const struct spec_bar *b = &bars[i];
	uint64_t least = least_size(b, spec_type_is_pcie(fn->type));
	char what[16], *end = stpcpy(what, set);

	if (b->kind == SPEC_BAR_NONE)
		return true;
	*end++ = (char)('0' + i);
	*end = '\0';
	if (i >= n)
		return spec_refuse(err, fn->loc, "%s %s: a %s has BARs 0 to %u only",
			fn->name, what, spec_type_name(fn->type), n - 1);
	if (!power_of_two(b->size_bytes))
		return spec_refuse(err, fn->loc, "%s %s: size %#" PRIx64
			" is not a power of two", fn->name, what, b->size_bytes);
	if (b->size_bytes < least || b->size_bytes > most_size(b))
		return spec_refuse(err, fn->loc, "%s %s: size %#" PRIx64
			" must be between %" PRIu64 " bytes and %#" PRIx64 "%s",
			fn->name, what, b->size_bytes, least, most_size(b),
			b->kind == SPEC_BAR_MEM32 ? " (above: a 64-bit BAR)" : "");
	if (b->kind == SPEC_BAR_MEM64 && i + 1 >= n)
		return spec_refuse(err, fn->loc, "%s %s: a 64-bit BAR takes two "
			"registers and this is the last: use %s%u", fn->name,
			what, set, i - 1);
	if (b->kind == SPEC_BAR_MEM64 && bars[i + 1].kind != SPEC_BAR_NONE)
		return spec_refuse(err, fn->loc, "%s %s%u: that register is the "
			"upper half of 64-bit %s: use %s%u", fn->name, set,
			i + 1, what, set, i + 2);
	if (b->address & (b->size_bytes - 1))
		return spec_refuse(err, fn->loc, "%s %s: address %#" PRIx64
			" is not a multiple of its size %#" PRIx64, fn->name,
			what, b->address, b->size_bytes);
	if (b->kind != SPEC_BAR_MEM64 &&
	    b->address + b->size_bytes > 1ull << 32)
		return spec_refuse(err, fn->loc, "%s %s: address %#" PRIx64
			" does not fit a 32-bit BAR", fn->name, what, b->address);
	return check_rebar(fn, what, b, err);
}

static bool check_bars(const struct spec_function *fn, struct spec_error *err)
{
	unsigned int i, n = spec_type_is_bridge(fn->type) ? 2 : 6;

	for (i = 0; i < 6; i++)
		if (!check_bar(fn, "bar", fn->bar, i, n, err))
			return false;
	if (fn->rom_bytes && (!power_of_two(fn->rom_bytes) ||
			      fn->rom_bytes < 2048 || fn->rom_bytes > 1 << 24))
		return spec_refuse(err, fn->loc, "%s: an expansion ROM is a power of "
			"two from 2K to 16M", fn->name);
	return true;
}

static bool check_ids(const struct spec_function *fn, struct spec_error *err)
{
	if (fn->vendor == 0xffff)
		return spec_refuse(err, fn->loc, "%s: vendor ffff reads as an empty "
			"slot: give it any other", fn->name);
	if (fn->class >> 24)
		return spec_refuse(err, fn->loc, "%s: class %#x has more than 24 bits",
			fn->name, fn->class);
	if (fn->interrupt_pin > 4)
		return spec_refuse(err, fn->loc, "%s: interrupt pin %u: 0 none, 1 to 4 "
			"INTA to INTD", fn->name, fn->interrupt_pin);
	return true;
}

static bool check_interrupts(const struct spec_function *fn, struct spec_error *err)
{
	unsigned int nbars = spec_type_is_bridge(fn->type) ? 2 : 6;
	uint32_t table, pba;

	if (fn->msi_vectors && (!power_of_two(fn->msi_vectors) ||
				fn->msi_vectors > 32))
		return spec_refuse(err, fn->loc, "%s: %u MSI vectors: 1, 2, 4, 8, 16 "
			"or 32", fn->name, fn->msi_vectors);
	if (fn->msix_vectors > 2048)
		return spec_refuse(err, fn->loc, "%s: %u MSI-X vectors: at most 2048",
			fn->name, fn->msix_vectors);
	if (fn->msix_vectors && fn->config_len <= 64 &&
	    !msix_place(fn->bar, nbars, fn->msix_vectors, &table, &pba))
		return spec_refuse(err, fn->loc, "%s: a table of %u MSI-X vector%s needs a memory "
			"BAR of %u bytes or more", fn->name,
			fn->msix_vectors, plural(fn->msix_vectors), fn->msix_vectors * 16 +
			(fn->msix_vectors + 63) / 64 * 8);
	return true;
}

static bool check_acs(const struct spec_function *fn, const char *what,
		      const struct spec_acs *acs, struct spec_error *err)
{
	unsigned int n, bits = acs->egress_bits ? acs->egress_bits : 256;

	if (acs->known != SPEC_PRESENT)
		return true;
	if (!spec_type_is_pcie(fn->type))
		return spec_refuse(err, fn->loc, "%s: a %s has no extended config "
			"space, so no ACS", fn->name, spec_type_name(fn->type));
	if (acs->ctrl & ~(unsigned int)acs->cap & 0x7f)
		return spec_refuse(err, fn->loc, "%s: %s enables controls %#x that it "
			"does not support", fn->name, what,
			acs->ctrl & ~(unsigned int)acs->cap & 0x7f);
	if (acs->egress_bits && !(acs->cap & ACS_EC))
		return spec_refuse(err, fn->loc, "%s: %s has an egress vector but no "
			"EC: support egress control", fn->name, what);
	for (n = bits; n < 256; n++)
		if (acs->egress_vector[n / 64] >> n % 64 & 1)
			return spec_refuse(err, fn->loc, "%s: %s egress bit %u, but the "
				"vector has bits 0 to %u", fn->name, what, n,
				bits - 1);
	return true;
}

static bool check_link(const struct spec_function *fn, struct spec_error *err)
{
	unsigned int w = fn->link_width;

	if (fn->link_speed > 6)
		return spec_refuse(err, fn->loc, "%s: link speed gen%u: 1 to 6",
			fn->name, fn->link_speed);
	if (w && (w > 32 || (!power_of_two(w) && w != 12)))
		return spec_refuse(err, fn->loc, "%s: link width x%u: 1, 2, 4, 8, 12, "
			"16 or 32", fn->name, w);
	return true;
}

/* Checks which types may have a capability, and what the capability needs. */
static bool check_services(const struct spec_function *fn, struct spec_error *err)
{
	const char *name = spec_type_name(fn->type);

	if (fn->config_len > 256)
		return true;		/* the bytes say what it has */
	if ((fn->ats || fn->pri || fn->pasid) && !is_endpoint(fn->type))
		return spec_refuse(err, fn->loc, "%s: ATS, PRI and PASID belong to "
			"endpoints, not to a %s", fn->name, name);
	if (fn->pri && !fn->ats)
		return spec_refuse(err, fn->loc, "%s: PRI needs ATS", fn->name);
	if (fn->pasid_width > 20)
		return spec_refuse(err, fn->loc, "%s: PASID of %u bits: at most 20",
			fn->name, fn->pasid_width);
	if (fn->ari_forwarding && !is_port(fn->type) && fn->type != SPEC_PCI_TO_PCIE)
		return spec_refuse(err, fn->loc, "%s: ARI forwarding belongs to a root "
			"port or a switch downstream port, not to a %s",
			fn->name, name);
	if (fn->ari && !spec_type_is_pcie(fn->type))
		return spec_refuse(err, fn->loc, "%s: a %s has no ARI", fn->name, name);
	if ((fn->slot || fn->hotplug_slot || fn->dpc) && !is_port(fn->type))
		return spec_refuse(err, fn->loc, "%s: a slot and DPC belong to a root "
			"port or a switch downstream port, not to a %s",
			fn->name, name);
	return true;
}

static bool says_so(const struct spec_acs *acs)
{
	return acs->known == SPEC_PRESENT && !acs->assumed;
}

/* Software closes a way inside by RR and CR; where there are VFs EC, too, is wanted (Base 7.7.12). */
static bool check_way_inside(const struct spec_function *fn, const char *what,
			     const struct spec_acs *acs, struct spec_error *err)
{
	const bool vfs = fn->sriov.known == SPEC_PRESENT;
	const unsigned int lacks = (ACS_RR | ACS_CR | (vfs ? ACS_EC : 0)) & ~(unsigned int)acs->cap;

	if (!says_so(acs) || !lacks)
		return true;
	return spec_refuse(err, fn->loc, "%s: p2p-internal is a way inside its device, and its %s "
		"has no %s that software could close it with: name %s, or drop p2p-internal",
		fn->name, what, lacks & ACS_RR ? "RR" : lacks & ACS_CR ? "CR" : "EC",
		vfs ? "RR, CR and EC" : "RR and CR");
}

/* A device without any ACS breaks the rule, and exists.  One whose registers contradict it does not. */
static bool check_internal(const struct spec_function *fn, struct spec_error *err)
{
	const struct spec_sriov *v = &fn->sriov;

	if (!fn->internal_p2p)
		return true;
	if (!check_way_inside(fn, "acs", &fn->acs, err))
		return false;
	if (v->known != SPEC_PRESENT)
		return true;
	if (says_so(&fn->acs) != says_so(&v->vf_acs) && fn->acs.known != SPEC_UNKNOWN &&
	    v->vf_acs.known != SPEC_UNKNOWN && !fn->acs.assumed && !v->vf_acs.assumed)
		return spec_refuse(err, fn->loc, "%s: p2p-internal is a way between it and its VFs, "
			"which %s could close and %s not: give both acs and vfacs, or none",
			fn->name, says_so(&fn->acs) ? "it" : "VFs",
			says_so(&fn->acs) ? "VFs" : "it");
	return check_way_inside(fn, "vfacs", &v->vf_acs, err);
}

static bool check_sriov(const struct spec_function *fn, struct spec_error *err)
{
	const struct spec_sriov *v = &fn->sriov;
	uint32_t table, pba;
	unsigned int i;

	if (v->known != SPEC_PRESENT)
		return true;
	if (!is_endpoint(fn->type))
		return spec_refuse(err, fn->loc, "%s: VFs belong to endpoints, not to "
			"a %s", fn->name, spec_type_name(fn->type));
	if (!v->total_vfs)
		return spec_refuse(err, fn->loc, "%s: SR-IOV with 0 VFs: at least 1",
			fn->name);
	if (v->initial_vfs > v->total_vfs)
		return spec_refuse(err, fn->loc, "%s: %u initial VF%s of %u in total",
			fn->name, v->initial_vfs, plural(v->initial_vfs), v->total_vfs);
	if (v->num_vfs > v->total_vfs)
		return spec_refuse(err, fn->loc, "%s: %u VF%s enabled of %u in total",
			fn->name, v->num_vfs, plural(v->num_vfs), v->total_vfs);
	if (v->vf_silent > v->total_vfs)
		return spec_refuse(err, fn->loc, "%s: vfsilent %u is none of VF 1 to VF %u",
			fn->name, v->vf_silent, v->total_vfs);
	if (v->page_sizes && !(v->page_sizes & 1))
		return spec_refuse(err, fn->loc, "%s: 4K must be among the supported "
			"page sizes (bit 0)", fn->name);
	for (i = 0; i < 6; i++) {
		if (v->bar[i].kind == SPEC_BAR_IO)
			return spec_refuse(err, fn->loc, "%s vfbar%u: VFs have no "
				"I/O: make it memory", fn->name, i);
		if (!check_bar(fn, "vfbar", v->bar, i, 6, err))
			return false;
	}
	if (v->vf_msix && !msix_place(v->bar, 6, 1, &table, &pba))
		return spec_refuse(err, fn->loc, "%s: MSI-X in VFs needs a VF BAR for "
			"its table", fn->name);
	return check_acs(fn, "vfacs", &v->vf_acs, err);
}

/*
 * VF n's routing ID is the PF's + offset + (n-1) * stride.  It has 16 bits, and on
 * its own bus no other function may have it (9.2.1.2).  Only stated values can be
 * wrong: the builder chooses the others so that they fit.
 */
bool check_vf_seats(const struct spec *s, uint32_t i, const uint8_t *seats,
		    struct spec_error *err)
{
	const struct spec_function *fn = &s->functions[i];
	const struct spec_sriov *v = &fn->sriov;
	uint32_t n, rid, stride = v->stride ? v->stride : 1;

	if (v->known != SPEC_PRESENT || !v->offset || fn->config_len)
		return true;
	for (n = 0; n < v->total_vfs; n++) {
		rid = fn->devfn + v->offset + n * stride;
		if (rid > 0xffff)
			return spec_refuse(err, fn->loc, "%s: VF %u would be at routing "
				"ID %#x above its bus: at most ffff", fn->name,
				n + 1, rid);
		if (rid < 256 && seats[rid / 8] >> rid % 8 & 1)
			return spec_refuse(err, fn->loc, "%s: VF %u would be at %02x.%x, "
				"where another function is: choose another VF "
				"offset or stride", fn->name, n + 1, rid >> 3,
				rid & 7);
	}
	return true;
}

static bool check_capture(const struct spec_function *fn, struct spec_error *err)
{
	unsigned int type, want = spec_type_is_bridge(fn->type) ? 1 : 0;

	if (!fn->config_len)
		return true;
	if (!fn->config || (fn->config_len != 64 && fn->config_len != 256 &&
			    fn->config_len != 4096))
		return spec_refuse(err, fn->loc, "%s: captured config space is 64, 256 "
			"or 4096 bytes, not %u", fn->name, fn->config_len);
	type = fn->config[R_HEADER_TYPE] & 0x7f;
	if (type != want)
		return spec_refuse(err, fn->loc, "%s: captured header type %u, but a %s "
			"has type %u", fn->name, type, spec_type_name(fn->type), want);
	if (get16(fn->config + R_VENDOR_ID) == 0xffff)
		return spec_refuse(err, fn->loc, "%s: captured vendor ffff reads as an "
			"empty slot", fn->name);
	return true;
}

static bool check_numbers(const struct spec *s, const struct spec_function *fn,
			  struct spec_error *err)
{
	const struct spec_function *up;

	if (!spec_type_is_bridge(fn->type) || !fn->secondary || fn->config_len)
		return true;
	if (fn->secondary > fn->subordinate)
		return spec_refuse(err, fn->loc, "%s: secondary bus %02x is above "
			"subordinate %02x", fn->name, fn->secondary,
			fn->subordinate);
	if (fn->parent < 0)
		return true;
	up = &s->functions[fn->parent];
	if (up->secondary && (fn->secondary <= up->secondary ||
			      fn->subordinate > up->subordinate))
		return spec_refuse(err, fn->loc, "%s: buses %02x-%02x are not among "
			"%02x-%02x below %s", fn->name, fn->secondary,
			fn->subordinate, up->secondary + 1u, up->subordinate,
			up->name);
	return true;
}

bool function_check(const struct spec *s, uint32_t i, struct spec_error *err)
{
	const struct spec_function *fn = &s->functions[i];

	return check_ids(fn, err) && check_capture(fn, err) &&
	       check_bars(fn, err) && check_interrupts(fn, err) &&
	       check_acs(fn, "acs", &fn->acs, err) && check_link(fn, err) &&
	       check_services(fn, err) && check_sriov(fn, err) &&
	       check_internal(fn, err) &&
	       check_vram(fn, err) && check_numbers(s, fn, err);
}
