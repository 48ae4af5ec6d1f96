// SPDX-License-Identifier: GPL-2.0-only
/*
 * spec_check.c - checks whether a machine can exist: host bridges, and which
 * function may be below which.  function_check.c checks single functions.
 *
 * Messages say what is wrong and what would be right.  It knows specifications
 * and no operating system: a machine that a kernel cannot use can still exist.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/spec/check.h"
#include "model/spec/coherent.h"

static bool ranges_meet(uint64_t a, uint64_t na, uint64_t b, uint64_t nb)
{
	return a < b ? b - a < na : a - b < nb;
}

static bool is_io(const struct spec_window *w)
{
	return w->kind == SPEC_WIN_IO;
}

/* A window by itself: sizes, and both ends of both address spaces. */
static bool window_alone(const struct spec_window *w, struct spec_error *err)
{
	uint64_t bus = w->cpu_base - (uint64_t)w->offset;
	uint64_t limit = is_io(w) ? 0xffffffffull : ~0ull;

	if (w->kind < SPEC_WIN_MEM || w->kind > SPEC_WIN_IO)
		return spec_refuse(err, w->loc, "a window is mem, pref or io");
	if (!w->size_bytes)
		return spec_refuse(err, w->loc, "window of size 0: give it one");
	if (w->cpu_base % 4096 || w->size_bytes % 4096)
		return spec_refuse(err, w->loc, "window %#" PRIx64 "+%#" PRIx64
			": base and size must be multiples of 4K",
			w->cpu_base, w->size_bytes);
	if (w->cpu_base + (w->size_bytes - 1) < w->cpu_base)
		return spec_refuse(err, w->loc, "window %#" PRIx64 "+%#" PRIx64
			" runs past the end of 64-bit addresses",
			w->cpu_base, w->size_bytes);
	if (w->offset > 0 ? (uint64_t)w->offset > w->cpu_base :
	    bus < w->cpu_base)
		return spec_refuse(err, w->loc, "offset %" PRId64 " takes window %#"
			PRIx64 " out of 64-bit bus addresses: bus address is "
			"CPU address minus offset", w->offset, w->cpu_base);
	if (w->cpu_base + (w->size_bytes - 1) > SPEC_PHYS_LAST)
		return spec_refuse(err, w->loc, "window %#" PRIx64 "+%#" PRIx64
			" ends past %#" PRIx64 ", the last physical address of a CPU",
			w->cpu_base, w->size_bytes, (uint64_t)SPEC_PHYS_LAST);
	if (bus + (w->size_bytes - 1) < bus || bus + (w->size_bytes - 1) > limit)
		return spec_refuse(err, w->loc, "window at bus address %#" PRIx64
			" of %#" PRIx64 " bytes ends past %#" PRIx64,
			bus, w->size_bytes, limit);
	return true;
}

/* No two windows overlap in CPU space, nor those of one bridge in bus space. */
static bool window_pair(const struct spec_window *a, const struct spec_window *b,
			bool same_bridge, struct spec_error *err)
{
	if (is_io(a) != is_io(b))
		return true;
	if (ranges_meet(a->cpu_base, a->size_bytes, b->cpu_base, b->size_bytes))
		return spec_refuse(err, b->loc, "window %#" PRIx64 "+%#" PRIx64
			" overlaps window %#" PRIx64 "+%#" PRIx64
			" in CPU addresses: move one of them", b->cpu_base,
			b->size_bytes, a->cpu_base, a->size_bytes);
	if (same_bridge &&
	    ranges_meet(a->cpu_base - (uint64_t)a->offset, a->size_bytes,
			b->cpu_base - (uint64_t)b->offset, b->size_bytes))
		return spec_refuse(err, b->loc, "windows %#" PRIx64 " and %#" PRIx64
			" of one host bridge overlap in bus addresses: "
			"change an offset", a->cpu_base, b->cpu_base);
	return true;
}

/* Each view of DRAM is inside both address spaces, and no two overlap. */
static bool check_views(const struct spec_host_bridge *hb, struct spec_error *err)
{
	for (uint32_t i = 0; i < hb->ndram_views; i++) {
		const struct spec_dram_view *v = &hb->dram_views[i];
		uint64_t bus = v->cpu_base - (uint64_t)v->offset;

		if (!v->size_bytes || v->cpu_base + (v->size_bytes - 1) < v->cpu_base ||
		    bus + (v->size_bytes - 1) < bus ||
		    (v->offset > 0 ? (uint64_t)v->offset > v->cpu_base :
				     bus < v->cpu_base))
			return spec_refuse(err, hb->loc, "host bridge %s: DRAM %#" PRIx64
				"+%#" PRIx64 " with offset %" PRId64 " leaves 64-bit "
				"addresses: bus address is CPU address minus offset",
				hb->name, v->cpu_base, v->size_bytes, v->offset);
		for (uint32_t j = 0; j < i; j++) {
			const struct spec_dram_view *o = &hb->dram_views[j];
			uint64_t other = o->cpu_base - (uint64_t)o->offset;

			if (ranges_meet(other, o->size_bytes, bus, v->size_bytes))
				return spec_refuse(err, hb->loc, "host bridge %s: DRAM %#"
					PRIx64 " and %#" PRIx64 " would both be seen at bus "
					"address %#" PRIx64 ": change an offset", hb->name,
					o->cpu_base, v->cpu_base, bus > other ? bus : other);
			if (ranges_meet(o->cpu_base, o->size_bytes, v->cpu_base,
					v->size_bytes))
				return spec_refuse(err, hb->loc, "host bridge %s: DRAM %#"
					PRIx64 " is seen at two bus addresses: state it once",
					hb->name, o->cpu_base > v->cpu_base ?
					o->cpu_base : v->cpu_base);
		}
	}
	return true;
}

/* Windows and views of DRAM do not overlap on the bus: a window would hide the view. */
static bool check_view_windows(const struct spec_host_bridge *hb,
			       struct spec_error *err)
{
	for (uint32_t i = 0; i < hb->ndram_views; i++)
		for (uint32_t j = 0; j < hb->nwindows; j++) {
			const struct spec_dram_view *v = &hb->dram_views[i];
			const struct spec_window *w = &hb->windows[j];
			uint64_t view = v->cpu_base - (uint64_t)v->offset;
			uint64_t bus = w->cpu_base - (uint64_t)w->offset;

			if (!is_io(w) &&
			    ranges_meet(view, v->size_bytes, bus, w->size_bytes))
				return spec_refuse(err, hb->loc, "host bridge %s: DRAM %#"
					PRIx64 " and window %#" PRIx64 " would both be at "
					"bus address %#" PRIx64 ": change an offset",
					hb->name, v->cpu_base, w->cpu_base,
					bus > view ? bus : view);
		}
	return true;
}

static bool bridge_alone(const struct spec_host_bridge *hb, struct spec_error *err)
{
	uint32_t i, j;

	if (!hb->name || !*hb->name)
		return spec_refuse(err, hb->loc, "a host bridge needs a name");
	if (hb->bus_first > hb->bus_last)
		return spec_refuse(err, hb->loc, "host bridge %s: buses %02x-%02x: "
			"the first must not be above the last", hb->name,
			hb->bus_first, hb->bus_last);
	if (hb->nwindows > SPEC_MAX_WINDOWS)
		return spec_refuse(err, hb->loc, "host bridge %s: %u windows, "
			"at most %d", hb->name, hb->nwindows, SPEC_MAX_WINDOWS);
	for (i = 0; i < hb->nwindows; i++) {
		if (!window_alone(&hb->windows[i], err))
			return false;
		for (j = 0; j < i; j++)
			if (!window_pair(&hb->windows[j], &hb->windows[i], true, err))
				return false;
	}
	return check_views(hb, err) && check_view_windows(hb, err);
}

static bool bridge_pair(const struct spec_host_bridge *a,
			const struct spec_host_bridge *b, struct spec_error *err)
{
	uint32_t i, j;

	if (!strcmp(a->name, b->name))
		return spec_refuse(err, b->loc, "host bridge %s is there already: "
			"names must be unique", b->name);
	if (a->domain == b->domain && a->bus_first <= b->bus_last &&
	    b->bus_first <= a->bus_last)
		return spec_refuse(err, b->loc, "host bridges %s and %s share buses "
			"of domain %04x (%02x-%02x and %02x-%02x): give them "
			"disjoint ranges or domains", a->name, b->name, a->domain,
			a->bus_first, a->bus_last, b->bus_first, b->bus_last);
	for (i = 0; i < a->nwindows; i++)
		for (j = 0; j < b->nwindows; j++)
			if (!window_pair(&a->windows[i], &b->windows[j], false, err))
				return false;
	return true;
}

static bool check_bridges(const struct spec *s, struct spec_error *err)
{
	uint32_t i, j;

	for (i = 0; i < s->nbridges; i++) {
		if (!bridge_alone(&s->host_bridges[i], err))
			return false;
		for (j = 0; j < i; j++)
			if (!bridge_pair(&s->host_bridges[j],
					 &s->host_bridges[i], err))
				return false;
	}
	return true;
}

static bool is_link_type(enum spec_type t)
{
	return t == SPEC_ROOT_PORT || t == SPEC_DOWNSTREAM_PORT ||
	       t == SPEC_PCI_TO_PCIE;
}

static bool is_pci_bus_type(enum spec_type t)
{
	return t == SPEC_PCIE_TO_PCI || t == SPEC_PCI_BRIDGE;
}

/* Where each type may sit (Base 1.3, 7.3.1); NULL when it may. */
static const char *wrong_place(enum spec_type t, bool root, enum spec_type above)
{
	switch (t) {
	case SPEC_ROOT_PORT:
	case SPEC_RCIEP:
	case SPEC_RCEC:
	case SPEC_HOST_DEVICE:
		return root ? NULL : "belongs on the root bus of a host bridge";
	case SPEC_UPSTREAM_PORT:
	case SPEC_ENDPOINT:
	case SPEC_LEGACY_ENDPOINT:
	case SPEC_PCIE_TO_PCI:
		return !root && is_link_type(above) ? NULL :
			"belongs under a root port or a switch downstream port";
	case SPEC_DOWNSTREAM_PORT:
		return !root && above == SPEC_UPSTREAM_PORT ? NULL :
			"belongs under a switch upstream port";
	case SPEC_PCI_TO_PCIE:
	case SPEC_PCI_DEVICE:
	case SPEC_PCI_BRIDGE:
		return root || is_pci_bus_type(above) ? NULL :
			"belongs on a conventional PCI bus, below a bridge to PCI, "
			"or on a root bus";
	}
	return "is of no known type";
}

static bool check_parent(const struct spec *s, uint32_t i, struct spec_error *err)
{
	const struct spec_function *fn = &s->functions[i];
	const struct spec_function *up;
	const char *wrong;

	if ((fn->parent >= 0) == (fn->host_bridge >= 0))
		return spec_refuse(err, fn->loc, "%s must sit either on a host "
			"bridge's root bus or below a bridge", fn->name);
	if (fn->parent < 0 && (uint32_t)fn->host_bridge >= s->nbridges)
		return spec_refuse(err, fn->loc, "%s sits on host bridge %d, but "
			"there are %u", fn->name, fn->host_bridge, s->nbridges);
	if (fn->parent >= 0 && (uint32_t)fn->parent >= i)
		return spec_refuse(err, fn->loc, "%s comes before the bridge it "
			"sits below: describe the bridge first", fn->name);
	up = fn->parent >= 0 ? &s->functions[fn->parent] : NULL;
	if (up && !spec_type_is_bridge(up->type))
		return spec_refuse(err, fn->loc, "%s cannot sit below %s: a%s %s has "
			"no bus below it", fn->name, up->name,
			strchr("aeiou", *spec_type_name(up->type)) ? "n" : "",
			spec_type_name(up->type));
	wrong = wrong_place(fn->type, !up, up ? up->type : SPEC_ROOT_PORT);
	/* Captured machines exist, whatever the specification says. */
	if (wrong && !fn->config_len)
		return spec_refuse(err, fn->loc, "%s, a%s %s, %s", fn->name,
			strchr("aeiou", *spec_type_name(fn->type)) ? "n" : "",
			spec_type_name(fn->type), wrong);
	return true;
}

/* One device behind a link, of 8 functions or with ARI 256 (7.3.1, 6.13). */
static bool check_number(const struct spec *s, uint32_t i, struct spec_error *err)
{
	const struct spec_function *fn = &s->functions[i], *up;

	if (fn->parent < 0 || fn->devfn < 8 || fn->config_len)
		return true;
	up = &s->functions[fn->parent];
	if (!is_link_type(up->type))
		return true;
	if (!fn->ari)
		return spec_refuse(err, fn->loc, "%s is at device %u below %s: only "
			"device 0 is behind a link; functions above 7 need ari",
			fn->name, fn->devfn >> 3, up->name);
	if (!up->ari_forwarding)
		return spec_refuse(err, fn->loc, "%s is function %u below %s, which "
			"cannot forward to it: that port needs ARI forwarding",
			fn->name, fn->devfn, up->name);
	return true;
}

/* The function numbers in use on each bus, root buses first. */
struct seats {
	uint8_t *taken;			/* 256 bits a bus */
	uint32_t nbridges;
};

static uint8_t *seats_of(const struct seats *b, const struct spec_function *fn)
{
	uint32_t bus = fn->parent >= 0 ? b->nbridges + (uint32_t)fn->parent :
		(uint32_t)fn->host_bridge;

	return b->taken + (size_t)bus * 32;
}

static bool check_seat(const struct spec *s, const struct seats *b, uint32_t i,
		       struct spec_error *err)
{
	const struct spec_function *fn = &s->functions[i], *other = fn;
	uint8_t *seats = seats_of(b, fn);
	uint32_t j;

	if (!(seats[fn->devfn / 8] & 1u << fn->devfn % 8)) {
		seats[fn->devfn / 8] |= (uint8_t)(1u << fn->devfn % 8);
		return true;
	}
	for (j = 0; j < i; j++)
		if (s->functions[j].devfn == fn->devfn &&
		    s->functions[j].parent == fn->parent &&
		    s->functions[j].host_bridge == fn->host_bridge)
			other = &s->functions[j];
	return spec_refuse(err, fn->loc, "%s and %s are both at %02x.%x of one bus: "
		"give one another device or function number", other->name,
		fn->name, fn->devfn >> 3, fn->devfn & 7);
}

/* Every device has a function 0 (7.3.1): without it none is found. */
static bool check_function_0(const struct spec *s, const struct seats *b, uint32_t i,
			     struct spec_error *err)
{
	const struct spec_function *fn = &s->functions[i];
	bool link = fn->parent >= 0 &&
		    is_link_type(s->functions[fn->parent].type);
	unsigned int first = link && fn->ari ? 0 : fn->devfn >> 3;

	if (fn->config_len || seats_of(b, fn)[first] & 1)
		return true;
	return spec_refuse(err, fn->loc, "%s is function %u of device %02x, which has "
		"no function 0: every device needs one", fn->name,
		fn->devfn - first * 8, first);
}

static bool check_seats(const struct spec *s, struct spec_error *err)
{
	struct seats b = { .nbridges = s->nbridges };
	bool ok = true;
	uint32_t i;

	b.taken = calloc((size_t)s->nbridges + s->nfunctions + 1, 32);
	if (!b.taken)
		abort();
	for (i = 0; ok && i < s->nfunctions; i++)
		ok = check_seat(s, &b, i, err);
	for (i = 0; ok && i < s->nfunctions; i++)
		ok = check_function_0(s, &b, i, err);
	for (i = 0; ok && i < s->nfunctions; i++)
		ok = check_vf_seats(s, i, seats_of(&b, &s->functions[i]), err);
	free(b.taken);
	return ok;
}

/* spec_find_function() gives the first of a name: any other is a duplicate. */
static bool check_name(const struct spec *s, uint32_t i, struct spec_error *err)
{
	const struct spec_function *fn = &s->functions[i];

	if (!fn->name || !*fn->name)
		return spec_refuse(err, fn->loc, "a function needs a name");
	if (!spec_type_name(fn->type))
		return spec_refuse(err, fn->loc, "%s: there is no function type %#x",
			fn->name, (unsigned int)fn->type);
	if (spec_find_function(s, fn->name) != (int32_t)i)
		return spec_refuse(err, fn->loc, "%s is there already: names must "
			"be unique", fn->name);
	return true;
}

bool spec_check(const struct spec *s, struct spec_error *err)
{
	uint32_t i;

	if (!check_bridges(s, err))
		return false;
	for (i = 0; i < s->nfunctions; i++)
		if (!check_name(s, i, err) || !check_parent(s, i, err) ||
		    !check_number(s, i, err) || !function_check(s, i, err))
			return false;
	return check_seats(s, err) && coherent_check(s, err);
}
