// SPDX-License-Identifier: GPL-2.0-only
/*
 * parse_options.c - the options of one function's statement: BARs, capabilities.
 *
 * It fills in struct spec_function and knows nothing of other functions.
 */
#include <stdlib.h>
#include <string.h>

#include "model/spec/plural.h"
#include "sim/lang/lang.h"

/* Functions that an option goes with: a bit a type. */
#define BIT(t) (1u << ((t) < SPEC_PCI_DEVICE ? (t) : 16 + (t) - SPEC_PCI_DEVICE))
#define RP BIT(SPEC_ROOT_PORT)
#define SW BIT(SPEC_UPSTREAM_PORT)
#define DSP BIT(SPEC_DOWNSTREAM_PORT)
#define EPS (BIT(SPEC_ENDPOINT) | BIT(SPEC_LEGACY_ENDPOINT) | BIT(SPEC_RCIEP))
#define RCEC BIT(SPEC_RCEC)
#define REV BIT(SPEC_PCI_TO_PCIE)
#define BRIDGES (RP | SW | DSP | BIT(SPEC_PCIE_TO_PCI) | REV | BIT(SPEC_PCI_BRIDGE))
#define PCIE (RP | SW | DSP | EPS | RCEC | BIT(SPEC_PCIE_TO_PCI) | REV)
#define ANY UINT32_MAX

struct option {
	const char *word;
	bool (*parse)(struct parser *p, struct spec_function *f,
		      struct position *pos, uint32_t arg);
	uint32_t arg;
	uint32_t kinds;		/* BIT() of each type */
};

static bool number_next(struct parser *p, uint64_t max, const char *what,
			uint64_t *out)
{
	bool ok = val_number(p, cur(p), max, what, out);

	p->pos++;
	return ok;
}

static bool hex_next(struct parser *p, uint64_t max, const char *what,
		     uint64_t *out)
{
	bool ok = val_hex(p, cur(p), max, what, out);

	p->pos++;
	return ok;
}

static bool opt_flag(struct parser *p, struct spec_function *f,
		     struct position *pos, uint32_t arg)
{
	(void)p;
	(void)pos;
	*(bool *)((char *)f + arg) = true;
	return true;
}

static bool opt_hotplug(struct parser *p, struct spec_function *f,
			struct position *pos, uint32_t arg)
{
	(void)p;
	(void)pos;
	(void)arg;
	f->hotplug_slot = f->slot = true;
	return true;
}

static bool opt_id(struct parser *p, struct spec_function *f,
		   struct position *pos, uint32_t subsystem)
{
	bool ok = val_id(p, cur(p), subsystem ? &f->subvendor : &f->vendor,
			 subsystem ? &f->subdevice : &f->device);

	(void)pos;
	p->pos++;
	return ok;
}

static bool opt_class(struct parser *p, struct spec_function *f,
		      struct position *pos, uint32_t arg)
{
	bool ok = val_class(p, cur(p), &f->class);

	(void)pos;
	(void)arg;
	p->pos++;
	return ok;
}

/* What a captured machine had bound; nothing is bound by it here. */
static bool opt_driver(struct parser *p, struct spec_function *f,
		       struct position *pos, uint32_t arg)
{
	const struct tok *t = cur(p);

	(void)pos;
	(void)arg;
	if (!t)
		return lang_err(p, t, "the driver's name is missing; write it like nvme");
	if (!spec_driver(f, t->s, t->len))
		return lang_err(p, t, "'%.*s' is no driver's name; write up to %u characters, in quotation marks if there is a blank", TOK(t),
				SPEC_DRIVER - 1);
	p->pos++;
	return true;
}

static bool opt_rev(struct parser *p, struct spec_function *f,
		    struct position *pos, uint32_t arg)
{
	uint64_t v;

	(void)pos;
	(void)arg;
	if (!hex_next(p, 0xff, "revision", &v))
		return false;
	f->revision = (uint8_t)v;
	return true;
}

static bool opt_intx(struct parser *p, struct spec_function *f,
		     struct position *pos, uint32_t arg)
{
	const struct tok *t = cur(p);

	(void)pos;
	(void)arg;
	if (!t || t->string || t->len != 1 || t->s[0] < 'A' || t->s[0] > 'D')
		return lang_err(p, t, "an interrupt pin is A, B, C or D");
	f->interrupt_pin = (uint8_t)(t->s[0] - 'A' + 1);
	p->pos++;
	f->no_intx_disable = accept(p, "no-disable");
	return true;
}

static bool power_of_two(uint64_t v)
{
	return v && !(v & (v - 1));
}

/* 1G,2G,... as bits: n for 2^n MiB (Base 7.8.6.2). */
static bool rebar_list(struct parser *p, struct spec_bar *b)
{
	const struct tok *t = cur(p);
	struct tok one;
	uint32_t at = 0;

	if (!t || t->string)
		return lang_err(p, t, "sizes are missing after rebar; write them like 1G,2G,4G");
	do {
		const char *comma = memchr(t->s + at, ',', t->len - at);
		uint64_t v;

		one = *t;
		one.s += at;
		one.col += at;
		one.len = comma ? (uint32_t)(comma - one.s) : t->len - at;
		if (!val_size(p, &one, "rebar size", &v))
			return false;
		if (!power_of_two(v) || v < 1u << 20)
			return lang_err(p, &one, "rebar size '%.*s' is not a power of two from 1M on",
					TOK(&one));
		b->rebar_sizes |= 1ull << (__builtin_ctzll(v) - 20);
		at += one.len + 1;
	} while (at <= t->len);
	p->pos++;
	return true;
}

struct bar_words {
	bool w32, w64, pref, io;
};

static bool bar_kind(struct parser *p, const struct tok *t, struct spec_bar *b,
		     const struct bar_words *w)
{
	if (w->io && (w->w32 || w->w64 || w->pref))
		return lang_err(p, t, "an I/O BAR has no 32, 64 or pref; drop them or io");
	if (w->w32 && w->w64)
		return lang_err(p, t, "a BAR is 32 or 64, not both");
	b->prefetchable = w->pref;
	if (w->io)
		b->kind = SPEC_BAR_IO;
	else if (w->w64 || (!w->w32 && (w->pref || b->size_bytes > 1u << 30)))
		b->kind = SPEC_BAR_MEM64;
	else
		b->kind = SPEC_BAR_MEM32;
	if (b->kind == SPEC_BAR_MEM32 && b->size_bytes > 1u << 31)
		return lang_err(p, t, "a 32-bit BAR has at most 2G; make it 64");
	if (b->kind == SPEC_BAR_IO && b->size_bytes > 1u << 16)
		return lang_err(p, t, "an I/O BAR has at most 64K; make it smaller");
	return true;
}

static bool parse_bar(struct parser *p, const struct tok *head, struct spec_bar *b)
{
	const struct tok *t = cur(p);
	struct bar_words w = { false, false, false, false };

	if (!val_size(p, t, "BAR size", &b->size_bytes))
		return false;
	if (!power_of_two(b->size_bytes) || b->size_bytes < 4)
		return lang_err(p, t, "BAR size '%.*s' is not a power of two; write one like 64K or 256M",
				TOK(t));
	p->pos++;
	for (;;) {
		if (accept(p, "32")) {
			w.w32 = true;
		} else if (accept(p, "64")) {
			w.w64 = true;
		} else if (accept(p, "pref")) {
			w.pref = true;
		} else if (accept(p, "io")) {
			w.io = true;
		} else if (accept(p, "at")) {
			if (!val_size(p, cur(p), "BAR address", &b->address))
				return false;
			p->pos++;
		} else if (accept(p, "rebar")) {
			if (!rebar_list(p, b))
				return false;
		} else {
			return bar_kind(p, head, b, &w);
		}
	}
}

static bool opt_bar(struct parser *p, struct spec_function *f,
		    struct position *pos, uint32_t n)
{
	const struct tok *head = &p->tok[p->pos - 1];

	if (spec_type_is_bridge(f->type) && n > 1)
		return lang_err(p, head, "a bridge has bar0 and bar1 only (type 1 header)");
	pos->bar[n] = head;
	return parse_bar(p, head, &f->bar[n]);
}

static bool opt_vfbar(struct parser *p, struct spec_function *f,
		      struct position *pos, uint32_t n)
{
	const struct tok *head = &p->tok[p->pos - 1];

	pos->vfbar[n] = head;
	if (!parse_bar(p, head, &f->sriov.bar[n]))
		return false;
	if (f->sriov.bar[n].kind == SPEC_BAR_IO)
		return lang_err(p, head, "a VF has no I/O BAR (SR-IOV 9.3.3.14); use memory");
	return true;
}

/* A 64-bit BAR takes the next register too. */
static bool bars_apart(struct parser *p, const struct spec_bar *bar,
		       unsigned int n, const struct tok *const *where)
{
	for (unsigned int i = 0; i < n; i++) {
		if (bar[i].kind != SPEC_BAR_MEM64)
			continue;
		if (i + 1 == n)
			return lang_err(p, where[i], "the last BAR cannot be 64 bits wide; use a lower one");
		if (bar[i + 1].kind != SPEC_BAR_NONE)
			return lang_err(p, where[i + 1], "BAR %u is the upper half of the 64-bit BAR %u; use BAR %u, or make that one 32",
					i + 1, i, i + 2);
	}
	return true;
}

static bool opt_size(struct parser *p, struct spec_function *f,
		     struct position *pos, uint32_t offset)
{
	const struct tok *head = &p->tok[p->pos - 1];
	bool ok = val_size(p, cur(p), "size", (uint64_t *)((char *)f + offset));

	(void)pos;
	p->pos++;
	if (ok && f->rom_bytes && !power_of_two(f->rom_bytes))
		return lang_err(p, head, "a ROM's size is a power of two, like 64K");
	return ok;
}

/* A number that fits the field; which one is in @arg. */
enum { N_MSI, N_MSIX, N_NUMA, N_GROUP, N_PORT, N_VFENABLED, N_VFOFFSET, N_VFSTRIDE, N_VFSILENT };

static bool opt_number(struct parser *p, struct spec_function *f,
		       struct position *pos, uint32_t which)
{
	static const struct {
		const char *what;
		uint64_t max;
	} n[] = {
		{ "number of MSI vectors", 32 }, { "number of MSI-X vectors", 2048 },
		{ "NUMA node", INT32_MAX }, { "IOMMU group", INT32_MAX },
		{ "port number", 255 }, { "number of VFs", 0xffff },
		{ "VF offset", 0xfffe }, { "VF stride", 0xfffe }, { "VF", 0xffff },
	};
	const struct tok *t = cur(p);
	uint64_t v;

	if (!number_next(p, n[which].max, n[which].what, &v))
		return false;
	switch (which) {
	case N_MSI:
		if (!power_of_two(v))
			return lang_err(p, t, "%.*s MSI vectors; a function has 1, 2, 4, 8, 16 or 32",
					TOK(t));
		f->msi_vectors = (uint16_t)v;
		break;
	case N_MSIX:
		f->msix_vectors = (uint16_t)v;
		break;
	case N_NUMA:
		f->numa_node = (int32_t)v;
		break;
	case N_GROUP:
		f->iommu_group = (int32_t)v;
		break;
	case N_PORT:
		f->port_number = (uint8_t)v;
		pos->port_stated = true;
		break;
	case N_VFENABLED:
		f->sriov.num_vfs = (uint16_t)v;
		pos->vfenabled = t;
		break;
	case N_VFOFFSET:
		f->sriov.offset = (uint16_t)v;
		break;
	case N_VFSTRIDE:
		f->sriov.stride = (uint16_t)v;
		break;
	case N_VFSILENT:
		f->sriov.vf_silent = (uint16_t)v;
		pos->vfsilent = t;
	}
	return true;
}

static bool acs_unsigned(const struct tok *t)
{
	for (const struct word *w = lang_acs_words; w->word; w++)
		if (tok_is(t, w->word))
			return true;
	return false;
}

static bool unsigned_acs(struct parser *p, const struct tok *t)
{
	return lang_err(p, t, "'%.*s' without + or -; write %.*s+ when it is enabled, %.*s- when not",
			TOK(t), TOK(t), TOK(t));
}

static bool acs_raw(struct parser *p, struct spec_acs *a)
{
	uint64_t cap, ctrl;

	if (!hex_next(p, 0xff, "ACS capability", &cap) ||
	    !hex_next(p, 0xffff, "ACS control", &ctrl))
		return false;
	a->cap = (uint16_t)cap;
	a->ctrl = (uint16_t)ctrl;
	return true;
}

static bool opt_acs(struct parser *p, struct spec_function *f,
		    struct position *pos, uint32_t vf)
{
	struct spec_acs *a = vf ? &f->sriov.vf_acs : &f->acs;
	uint32_t start = p->pos;

	(void)pos;
	a->known = SPEC_PRESENT;
	if (accept(p, "none")) {
		a->known = SPEC_ABSENT;
		return true;
	}
	if (accept(p, "unknown")) {
		a->known = SPEC_UNKNOWN;
		return true;
	}
	a->assumed = accept(p, "assumed");
	start = p->pos;
	if (accept(p, "empty"))
		return true;
	if (accept(p, "raw"))
		return acs_raw(p, a);
	if (!val_acs_words(p, &a->cap, &a->ctrl))
		return false;
	if (p->pos == start && cur(p) && acs_unsigned(cur(p)))
		return unsigned_acs(p, cur(p));
	if (p->pos == start)
		return lang_err(p, cur(p), "ACS controls are missing; write them like SV+ RR- CR-, or none");
	return true;
}

/* 8 or 8:0,2-3: how many bits, and which are set. */
static bool opt_egress(struct parser *p, struct spec_function *f,
		       struct position *pos, uint32_t vf)
{
	struct spec_acs *a = vf ? &f->sriov.vf_acs : &f->acs;
	const struct tok *t = cur(p);
	const char *colon = t && !t->string ? memchr(t->s, ':', t->len) : NULL;
	struct tok part;
	uint64_t bits, from, to;
	uint32_t at;

	*(vf ? &pos->vfegress : &pos->egress) = &p->tok[p->pos - 1];
	if (!t)
		return lang_err(p, t, "an egress vector is missing; write its size, like 8, or 8:0,2-3 with the bits set");
	part = *t;
	if (colon)
		part.len = (uint32_t)(colon - t->s);
	if (!val_number(p, &part, 255, "egress vector size", &bits))
		return false;
	a->egress_bits = (uint8_t)bits;
	for (at = part.len + 1; colon && at <= t->len; at += part.len + 1) {
		const char *dash;
		struct tok lo, hi;

		part = *t;
		part.s += at;
		part.col += at;
		dash = memchr(part.s, ',', t->len - at);
		part.len = dash ? (uint32_t)(dash - part.s) : t->len - at;
		lo = hi = part;
		dash = memchr(part.s, '-', part.len);
		if (dash) {
			lo.len = (uint32_t)(dash - part.s);
			hi.s = dash + 1;
			hi.len = part.len - lo.len - 1;
			hi.col += lo.len + 1;
		}
		if (!val_number(p, &lo, 255, "egress bit", &from) ||
		    !val_number(p, &hi, 255, "egress bit", &to))
			return false;
		if (from > to || to >= (bits ? bits : 256))
			return lang_err(p, &part, "egress bits '%.*s' are not in a vector of %u bit%s",
					TOK(&part), (unsigned int)(bits ? bits : 256),
					plural(bits));
		for (; from <= to; from++)
			a->egress_vector[from / 64] |= 1ull << from % 64;
	}
	p->pos++;
	return true;
}

static bool opt_vfs(struct parser *p, struct spec_function *f,
		    struct position *pos, uint32_t arg)
{
	const struct tok *t = cur(p);
	const char *slash;
	struct tok first, second;
	uint64_t a, b;

	(void)pos;
	(void)arg;
	f->sriov.known = SPEC_PRESENT;
	if (accept(p, "unknown")) {
		f->sriov.known = SPEC_UNKNOWN;
		return true;
	}
	if (!t)
		return lang_err(p, t, "a number of VFs is missing; write it like 8, or 4/8 (initial/total)");
	first = second = *t;
	slash = memchr(t->s, '/', t->len);
	if (slash) {
		first.len = (uint32_t)(slash - t->s);
		second.s = slash + 1;
		second.len = t->len - first.len - 1;
		second.col += first.len + 1;
	}
	if (!val_number(p, &first, 0xffff, "number of VFs", &a) ||
	    !val_number(p, &second, 0xffff, "number of VFs", &b))
		return false;
	if (a > b)
		return lang_err(p, t, "more initial VFs than total VFs; write initial/total");
	f->sriov.initial_vfs = (uint16_t)a;
	f->sriov.total_vfs = (uint16_t)b;
	p->pos++;
	return true;
}

static bool opt_vfhex(struct parser *p, struct spec_function *f,
		      struct position *pos, uint32_t pages)
{
	uint64_t v;

	if (!hex_next(p, pages ? UINT32_MAX : 0xffff,
		      pages ? "VF page sizes" : "VF device id", &v))
		return false;
	if (pages)
		f->sriov.page_sizes = (uint32_t)v;
	else
		f->sriov.vf_device = (uint16_t)v;
	pos->vfdevice_stated = pos->vfdevice_stated || !pages;
	return true;
}

static bool opt_pasid(struct parser *p, struct spec_function *f,
		      struct position *pos, uint32_t arg)
{
	const struct tok *t = cur(p);
	uint64_t v;

	(void)pos;
	(void)arg;
	f->pasid = true;
	f->pasid_width = 20;
	if (!t || t->string || t->s[0] < '0' || t->s[0] > '9')
		return true;
	if (!number_next(p, 20, "PASID width", &v))
		return false;
	f->pasid_width = (uint8_t)v;
	return true;
}

/* "gen3 x8", or "none". */
static bool opt_link(struct parser *p, struct spec_function *f,
		     struct position *pos, uint32_t arg)
{
	const struct tok *t = cur(p), *x;
	struct tok number;
	uint64_t gen, width;

	(void)pos;
	(void)arg;
	f->link_speed = f->link_width = 0;
	if (accept(p, "none"))
		return true;
	x = t && p->pos + 1 < p->ntok ? &p->tok[p->pos + 1] : NULL;
	if (!x || t->string || t->len < 4 || memcmp(t->s, "gen", 3) ||
	    x->string || x->len < 2 || x->s[0] != 'x')
		return lang_err(p, t, "a link is written like gen3 x8, or none");
	number = *t;
	number.s += 3;
	number.len -= 3;
	number.col += 3;
	if (!val_number(p, &number, 6, "link generation", &gen))
		return false;
	number = *x;
	number.s++;
	number.len--;
	number.col++;
	if (!val_number(p, &number, 63, "link width", &width))
		return false;
	f->link_speed = (uint8_t)gen;
	f->link_width = (uint8_t)width;
	p->pos += 2;
	return true;
}

static bool opt_buses(struct parser *p, struct spec_function *f,
		      struct position *pos, uint32_t arg)
{
	bool ok = val_range(p, cur(p), &f->secondary, &f->subordinate);

	(void)pos;
	(void)arg;
	p->pos++;
	return ok;
}

static bool opt_under(struct parser *p, struct spec_function *f,
		      struct position *pos, uint32_t arg)
{
	(void)f;
	(void)arg;
	pos->under = cur(p);
	if (!pos->under)
		return lang_err(p, NULL, "a name is missing after under; write the port or bridge above");
	p->pos++;
	return true;
}

static bool opt_fn(struct parser *p, struct spec_function *f,
		   struct position *pos, uint32_t arg)
{
	const struct tok *t = cur(p);
	uint64_t v;

	(void)f;
	(void)arg;
	if (!number_next(p, 255, "function number", &v))
		return false;
	pos->fn = t;
	pos->fn_number = (uint8_t)v;
	return true;
}

#define FLAG(word, field, kinds) \
	{ word, opt_flag, offsetof(struct spec_function, field), kinds }
#define SIZE(word, field, kinds) \
	{ word, opt_size, offsetof(struct spec_function, field), kinds }

/* Sorted by word: it is searched by halving. */
static const struct option options[] = {
	{ "acs", opt_acs, 0, PCIE },
	FLAG("aer", aer, PCIE),
	FLAG("ari", ari, PCIE),
	FLAG("ari-forwarding", ari_forwarding, RP | DSP | REV),
	FLAG("assumed", assumed, ANY),
	FLAG("assumed-place", assumed_place, ANY),
	FLAG("ats", ats, EPS),
	{ "bar0", opt_bar, 0, ANY },
	{ "bar1", opt_bar, 1, ANY },
	{ "bar2", opt_bar, 2, ANY },
	{ "bar3", opt_bar, 3, ANY },
	{ "bar4", opt_bar, 4, ANY },
	{ "bar5", opt_bar, 5, ANY },
	{ "buses", opt_buses, 0, BRIDGES },
	{ "class", opt_class, 0, ANY },
	{ "coherent", opt_coherent, 0, EPS },
	{ "coherent-cxl", opt_coherent_flag, offsetof(struct spec_function, coherent.cxl), EPS },
	{ "coherent-ready", opt_coherent_ready, 0, EPS },
	{ "coherent-whole", opt_coherent_flag, offsetof(struct spec_function, coherent.whole), EPS },
	FLAG("dpc", dpc, RP | DSP),
	{ "driver", opt_driver, 0, ANY },
	{ "egress", opt_egress, 0, PCIE },
	FLAG("flr", flr, EPS | RCEC),
	{ "fn", opt_fn, 0, ANY },
	{ "hotplug", opt_hotplug, 0, RP | DSP },
	{ "id", opt_id, 0, ANY },
	{ "intx", opt_intx, 0, ANY },
	{ "iommu-group", opt_number, N_GROUP, ANY },
	{ "link", opt_link, 0, PCIE },
	FLAG("ltr", ltr, PCIE),
	{ "msi", opt_number, N_MSI, ANY },
	{ "msix", opt_number, N_MSIX, ANY },
	FLAG("multifunction", multifunction, ANY),
	FLAG("no-soft-reset", no_soft_reset, ANY),
	FLAG("no-tlp-prefix", no_tlp_prefix, RP | SW | DSP),
	{ "numa", opt_number, N_NUMA, ANY },
	FLAG("p2p-internal", internal_p2p, PCIE),
	{ "pasid", opt_pasid, 0, EPS },
	FLAG("pm", pm, ANY),
	{ "port", opt_number, N_PORT, PCIE },
	FLAG("pri", pri, EPS),
	SIZE("reserve-io", window_io, BRIDGES),
	SIZE("reserve-mem", window_mem, BRIDGES),
	SIZE("reserve-pref", window_pref, BRIDGES),
	{ "rev", opt_rev, 0, ANY },
	SIZE("rom", rom_bytes, ANY),
	FLAG("serial", serial, PCIE),
	FLAG("silent", silent, EPS),
	FLAG("slot", slot, RP | DSP),
	{ "subsys", opt_id, 1, ANY },
	{ "under", opt_under, 0, ANY },
	{ "vfacs", opt_acs, 1, EPS },
	FLAG("vfats", sriov.vf_ats, EPS),
	{ "vfbar0", opt_vfbar, 0, EPS },
	{ "vfbar1", opt_vfbar, 1, EPS },
	{ "vfbar2", opt_vfbar, 2, EPS },
	{ "vfbar3", opt_vfbar, 3, EPS },
	{ "vfbar4", opt_vfbar, 4, EPS },
	{ "vfbar5", opt_vfbar, 5, EPS },
	{ "vfdevice", opt_vfhex, 0, EPS },
	{ "vfegress", opt_egress, 1, EPS },
	{ "vfenabled", opt_number, N_VFENABLED, EPS },
	FLAG("vfmsix", sriov.vf_msix, EPS),
	{ "vfoffset", opt_number, N_VFOFFSET, EPS },
	{ "vfpages", opt_vfhex, 1, EPS },
	{ "vfs", opt_vfs, 0, EPS },
	{ "vfsilent", opt_number, N_VFSILENT, EPS },
	{ "vfstride", opt_number, N_VFSTRIDE, EPS },
	SIZE("vram", vram_bytes, ANY),
	{ "window", opt_window, 0, EPS },
};
#define NOPTIONS (sizeof(options) / sizeof(*options))

static const struct option *option_find(const struct tok *t)
{
	size_t lo = 0, hi = NOPTIONS;

	while (lo < hi && !t->string) {
		size_t mid = (lo + hi) / 2, n = strlen(options[mid].word);
		int c = memcmp(t->s, options[mid].word, t->len < n ? t->len : n);

		if (!c)
			c = t->len < n ? -1 : t->len > n;
		if (!c)
			return &options[mid];
		if (c < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return NULL;
}

static bool unknown_option(struct parser *p, const struct tok *t)
{
	struct address a;
	char hint[96];

	if (acs_unsigned(t))
		return unsigned_acs(p, t);
	if (parse_address(t, &a))
		return lang_err(p, t, "a second address '%.*s'; a function has one",
				TOK(t));
	if (memchr(t->s, '.', t->len) && t->s[0] >= '0' && t->s[0] <= '9')
		return lang_err(p, t, "'%.*s' is no address; write DD.F, BB:DD.F or DDDD:BB:DD.F in hexadecimal, devices 00 to 1f, functions 0 to 7",
				TOK(t));
	if (t->len > 1 && (t->s[t->len - 1] == '+' || t->s[t->len - 1] == '-'))
		return lang_err(p, t, "'%.*s' is no option; ACS controls follow the word acs, all together",
				TOK(t));
	word_hint(t, &options[0].word, NOPTIONS, sizeof(*options), hint, sizeof(hint));
	return lang_err(p, t, "unknown option '%.*s'%s%s", TOK(t), hint,
			*hint ? "" : "; see docs/LANGUAGE.md for what a function may have");
}

static bool check_options(struct parser *p, struct spec_function *f,
			  struct position *pos, const struct tok *vf_first)
{
	unsigned int nbars = spec_type_is_bridge(f->type) ? 2 : 6;

	if (!bars_apart(p, f->bar, nbars, pos->bar) ||
	    !bars_apart(p, f->sriov.bar, 6, pos->vfbar))
		return false;
	if (vf_first && f->sriov.known == SPEC_ABSENT)
		return lang_err(p, vf_first, "'%.*s' without vfs; say how many VFs there are, like vfs 4",
				TOK(vf_first));
	if (pos->coherent_more && !f->coherent.stated)
		return lang_err(p, pos->coherent_more, "'%.*s' without coherent; say where the memory is, like coherent 0x400000000000+96G", TOK(pos->coherent_more));
	if (f->sriov.num_vfs > f->sriov.total_vfs)
		return lang_err(p, pos->vfenabled, "more VFs enabled than there are; at most %u", f->sriov.total_vfs);
	if (pos->vfsilent && (!f->sriov.vf_silent || f->sriov.vf_silent > f->sriov.total_vfs))
		return lang_err(p, pos->vfsilent, "there is no such VF; write the number of one, from 1 to %u", f->sriov.total_vfs);
	if (pos->egress && !(f->acs.cap & ACS_EC))
		return lang_err(p, pos->egress, "an egress vector without egress control; add EC+ or EC- to acs");
	if (pos->vfegress && !(f->sriov.vf_acs.cap & ACS_EC))
		return lang_err(p, pos->vfegress, "a VF's egress vector without egress control; add EC+ or EC- to vfacs");
	if (!pos->egress && f->acs.cap & ACS_EC)
		f->acs.egress_bits = 32;
	if (!pos->vfegress && f->sriov.vf_acs.cap & ACS_EC)
		f->sriov.vf_acs.egress_bits = 32;
	return true;
}

bool parse_options(struct parser *p, struct spec_function *f,
		   struct position *pos)
{
	const struct tok *seen[NOPTIONS] = { NULL }, *vf_first = NULL, *t;

	while ((t = cur(p))) {
		const struct option *o = option_find(t);
		struct address a;

		p->pos++;
		if (!o && !pos->address && parse_address(t, &a)) {
			pos->address = t;
			pos->addr = a;
			continue;
		}
		if (!o && f->type == SPEC_UPSTREAM_PORT && tok_is(t, "up"))
			continue;
		if (!o)
			return unknown_option(p, t);
		if (!(o->kinds & BIT(f->type)))
			return lang_err(p, t, "'%s' does not go with %s; drop it",
					o->word, kind_of(f->type)->called);
		if (seen[o - options])
			return lang_err(p, t, "'%s' is given twice, first at %u:%u; say it once",
					o->word, seen[o - options]->line,
					seen[o - options]->col);
		seen[o - options] = t;
		if (!vf_first && o->word[0] == 'v' && o->word[1] == 'f')
			vf_first = t;
		if (!o->parse(p, f, pos, o->arg))
			return false;
	}
	return check_options(p, f, pos, vf_first);
}

void lang_keywords_options(lang_keyword_fn add)
{
	static const char *const more[] = {
		"32", "64", "pref", "io", "at", "rebar", "none", "unknown",
		"empty", "raw", "up", "of"
	};

	for (size_t i = 0; i < NOPTIONS; i++)
		add("option", options[i].word);
	for (size_t i = 0; i < sizeof(more) / sizeof(*more); i++)
		add("word", more[i]);
	for (const struct word *w = lang_acs_words; w->word; w++)
		add("ACS", w->word);
	for (const struct word *w = lang_classes; w->word; w++)
		add("class", w->word);
}
