// SPDX-License-Identifier: GPL-2.0-only
/*
 * caps.c - reads a function's properties from captured config bytes (Base 7.5 to 7.9).
 *
 * The bytes are untrusted: lists may loop, overlap, and point nowhere.  It reads one
 * function, and knows nothing of its position in the machine.
 */
#include <string.h>

#include "model/import/internal.h"
#include "model/spec/pch.h"
#include "model/spec/regs.h"

#define ID_AF 0x13			/* Advanced Features, conventional FLR */
#define ID_EA 0x14			/* Enhanced Allocation, 7.8.5 */

static uint16_t le16(const uint8_t *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

static uint32_t le32(const uint8_t *p)
{
	return le16(p) | (uint32_t)le16(p + 2) << 16;
}

/* BARs at @p (7.5.1.2.1); an all-zero register says nothing: not there. */
static void bars(const uint8_t *p, unsigned int n, struct spec_bar *bar)
{
	for (unsigned int i = 0; i < n; i++) {
		uint32_t v = le32(p + 4 * i);
		struct spec_bar *b = &bar[i];

		if (!v) {
			/* Text may know of one that has no address. */
			if (b->kind)
				b->address = 0;
			continue;
		}
		b->prefetchable = false;
		if (v & BAR_IO) {
			b->kind = SPEC_BAR_IO;
			b->address = v & ~3u;
			continue;
		}
		b->prefetchable = v & BAR_PREFETCHABLE;
		b->kind = SPEC_BAR_MEM32;
		b->address = v & ~0xfu;
		if ((v & 6) == BAR_64 && i + 1 < n) {
			b->kind = SPEC_BAR_MEM64;
			b->address |= (uint64_t)le32(p + 4 * ++i) << 32;
			bar[i].kind = SPEC_BAR_NONE;
		}
	}
}

static void window(struct raw_window *w, uint64_t base, uint64_t limit, bool on)
{
	/* The text has CPU addresses, which registers do not. */
	if (w->known)
		return;
	w->known = w->from_bytes = true;
	w->open = on && base <= limit;
	w->base = base;
	w->limit = limit;
}

/* 7.5.1.3.6 to 7.5.1.3.10 */
static void windows(struct raw *r, const uint8_t *c)
{
	uint16_t cmd = le16(c + R_COMMAND);
	uint64_t base = (uint64_t)(c[R_IO_BASE] & 0xf0) << 8;
	uint64_t limit = (uint64_t)(c[R_IO_LIMIT] & 0xf0) << 8 | 0xfff;

	if ((c[R_IO_BASE] & 0xf) == IO_TYPE_32) {
		base |= (uint64_t)le16(c + R_IO_BASE_UPPER) << 16;
		limit |= (uint64_t)le16(c + R_IO_LIMIT_UPPER) << 16;
	}
	/* Base and limit both zero: no register, or never set up. */
	window(&r->win[RAW_WIN_IO], base, limit,
	       (cmd & CMD_IO) && (c[R_IO_BASE] || c[R_IO_LIMIT]));
	base = (uint64_t)(le16(c + R_MEM_BASE) & 0xfff0) << 16;
	limit = (uint64_t)(le16(c + R_MEM_LIMIT) & 0xfff0) << 16 | 0xfffff;
	window(&r->win[RAW_WIN_MEM], base, limit, (cmd & CMD_MEM) && base);
	base = (uint64_t)(le16(c + R_PREF_BASE) & 0xfff0) << 16;
	limit = (uint64_t)(le16(c + R_PREF_LIMIT) & 0xfff0) << 16 | 0xfffff;
	if ((le16(c + R_PREF_BASE) & 0xf) == PREF_TYPE_64) {
		base |= (uint64_t)le32(c + R_PREF_BASE_UPPER) << 32;
		limit |= (uint64_t)le32(c + R_PREF_LIMIT_UPPER) << 32;
	}
	window(&r->win[RAW_WIN_PREF], base, limit, (cmd & CMD_MEM) && base);
}

static void ids(struct raw *r, const uint8_t *c)
{
	struct spec_function *f = &r->f;

	/* A VF's ID registers read all ones (9.3.4.1.1); sysfs knows better. */
	if (le16(c + R_VENDOR_ID) != 0xffff) {
		f->vendor = le16(c + R_VENDOR_ID);
		f->device = le16(c + R_DEVICE_ID);
		r->ids_known = true;
	}
	f->class = c[R_CLASS] | (uint32_t)le16(c + R_CLASS + 1) << 8;
	r->class_known = true;
	f->revision = c[R_REVISION];
	f->interrupt_pin = c[R_INT_PIN] <= 4 ? c[R_INT_PIN] : 0;
	r->hdr = c[R_HEADER_TYPE] & 0x7f;
	f->multifunction = c[R_HEADER_TYPE] & HDR_MULTI_FUNCTION;
}

static void header(struct raw *r, const uint8_t *c)
{
	struct spec_function *f = &r->f;
	uint32_t rom = 0;

	ids(r, c);
	if (r->hdr == 0) {
		bars(c + R_BAR0, 6, f->bar);
		f->subvendor = le16(c + R_SUBSYS_VENDOR);
		f->subdevice = le16(c + R_SUBSYS_ID);
		rom = le32(c + R_ROM0);
	} else if (r->hdr == 1) {
		bars(c + R_BAR0, 2, f->bar);
		memset(f->bar + 2, 0, 4 * sizeof(f->bar[0]));
		rom = le32(c + R_ROM1);
		windows(r, c);
	}
	if (r->hdr == 1 || r->hdr == 2) {
		r->primary = c[R_PRIMARY];
		f->secondary = c[R_SECONDARY];
		f->subordinate = c[R_SUBORDINATE];
		r->buses_known = true;
	}
	if (rom && !r->rom_known) {
		uint32_t a = rom & ROM_ADDRESS;

		/* As far as alignment allows, 64K being usual. */
		f->rom_bytes = a ? a & -a : 65536;
		if (f->rom_bytes > 65536)
			f->rom_bytes = 65536;
	}
}

static void express(struct raw *r, const uint8_t *p, unsigned int room)
{
	struct spec_function *f = &r->f;
	uint16_t reg = le16(p + EXP_CAP);
	bool v2 = (reg & 0xf) >= 2;

	r->is_pcie = true;
	f->type = reg >> 4 & 0xf;
	f->slot = reg & EXP_SLOT;
	if (room < EXP_SLTCAP + 4)
		return;
	f->flr = le32(p + EXP_DEVCAP) & DEVCAP_FLR;
	if (f->type != SPEC_RCIEP && f->type != SPEC_RCEC) {
		uint32_t link = le32(p + EXP_LNKCAP);

		f->link_speed = (link & 0xf) <= 6 ? link & 0xf : 0;
		f->link_width = (link >> 4 & 0x3f) <= 32 ? link >> 4 & 0x3f : 0;
		f->port_number = (uint8_t)(link >> 24);
	}
	if (f->slot)
		f->hotplug_slot = le32(p + EXP_SLTCAP) & SLTCAP_HOTPLUG;
	if (v2 && room >= EXP_DEVCAP2 + 4)
		f->ari_forwarding = le32(p + EXP_DEVCAP2) & DEVCAP2_ARI;
}

/* Where MSI-X structures end is the least its BAR can be (7.7.2). */
static void msix_end(struct raw *r, uint32_t reg, uint32_t bytes)
{
	unsigned int bar = reg & 7;
	uint32_t off = reg & ~7u;

	if (bar < 6 && off + bytes > off && off + bytes > r->min_size[bar])
		r->min_size[bar] = off + bytes;
}

static void msix(struct raw *r, const uint8_t *p)
{
	uint32_t n = (le16(p + MSIX_CTL) & 0x7ffu) + 1;

	r->f.msix_vectors = (uint16_t)n;
	msix_end(r, le32(p + MSIX_TABLE), 16 * n);
	msix_end(r, le32(p + MSIX_PBA), 8 * ((n + 63) / 64));
}

/* One capability of the list below 0x100, @room bytes up to its end. */
static void capability(struct raw *r, const uint8_t *p, unsigned int room)
{
	struct spec_function *f = &r->f;
	unsigned int n;

	switch (p[0]) {
	case ID_PM:
		f->pm = true;
		if (room >= PM_BYTES)
			f->no_soft_reset = p[PM_CSR] & PM_NO_SOFT_RESET;
		break;
	case ID_MSI:
		n = p[MSI_CTL] >> 1 & 7;
		f->msi_vectors = n <= 5 ? (uint16_t)(1u << n) : 32;
		break;
	case ID_MSIX:
		if (room >= MSIX_BYTES)
			msix(r, p);
		break;
	case ID_SSVID:
		if (room >= 8) {
			f->subvendor = le16(p + 4);
			f->subdevice = le16(p + 6);
		}
		break;
	case ID_PCIE:
		express(r, p, room);
		break;
	case ID_EA:
		r->has_ea = true;
		break;
	}
}

static void walk(struct machine *m, struct raw *r)
{
	const uint8_t *c = r->cfg;
	unsigned int end = r->cfg_len < 256 ? r->cfg_len : 256;
	unsigned int off = c[R_CAP_PTR] & ~3u;
	uint8_t seen[64] = { 0 };

	if (r->hdr == 2)
		off = c[0x14] & ~3u;	/* CardBus bridges keep it there */
	if (!(le16(c + R_STATUS) & STS_CAP_LIST))
		off = 0;
	if (end < 256 && off)
		return;			/* there is a list, not captured */
	r->caps_known = true;
	while (off) {
		if (off < 0x40 || seen[off / 4]++) {
			warn(m, &r->f.loc, "%s: the capability list %s at 0x%02x; what follows is left out",
			     sbdf_name(r->sbdf), off < 0x40 ? "points into the header"
			     : "loops", off);
			return;
		}
		capability(r, c + off, end - off);
		off = c[off + 1] & ~3u;
	}
}

static void acs(struct raw *r, const uint8_t *p, unsigned int room)
{
	struct spec_acs *a = &r->f.acs;
	uint16_t cap = le16(p + ACS_CAP_REG);
	unsigned int bits;

	if (room < 8)
		return;
	a->known = SPEC_PRESENT;
	r->acs_no_ctrl = false;
	a->cap = cap & 0xff;
	if (pch_acs_in_dwords(r->f.vendor, r->f.device)) {
		memset(a->egress_vector, 0, sizeof(a->egress_vector));
		a->cap &= 0x7f & ~ACS_EC;
		a->ctrl = room < ACS_DWORD_BYTES ? 0 :
			le16(p + ACS_CTRL_DWORD_REG) & a->cap;
		a->egress_bits = 0;
		return;
	}
	a->ctrl = le16(p + ACS_CTRL_REG);
	a->egress_bits = cap & ACS_EC ? (uint8_t)(cap >> 8) : 0;
	bits = !(cap & ACS_EC) ? 0 : a->egress_bits ? a->egress_bits : 256;
	memset(a->egress_vector, 0, sizeof(a->egress_vector));
	for (unsigned int i = 0; i < bits && ACS_EGRESS_REG + i / 8 < room; i++)
		if (p[ACS_EGRESS_REG + i / 8] >> i % 8 & 1)
			a->egress_vector[i / 64] |= 1ull << i % 64;
}

static void sriov(struct raw *r, const uint8_t *p, unsigned int room)
{
	struct spec_sriov *v = &r->f.sriov;
	uint16_t ctrl = le16(p + IOV_CTRL);

	if (room < IOV_BYTES)
		return;
	v->known = SPEC_PRESENT;
	v->initial_vfs = le16(p + IOV_INITIAL_VFS);
	v->total_vfs = le16(p + IOV_TOTAL_VFS);
	v->num_vfs = ctrl & IOV_CTRL_VFE ? le16(p + IOV_NUM_VFS) : 0;
	v->offset = le16(p + IOV_OFFSET);
	v->stride = le16(p + IOV_STRIDE);
	v->vf_device = le16(p + IOV_VF_DEVICE);
	v->page_sizes = le32(p + IOV_PAGES);
	bars(p + IOV_BAR0, 6, v->bar);
}

/* 7.8.6: sizes a BAR supports, and the one it has; exact, so believed. */
static void rebar(struct raw *r, const uint8_t *p, unsigned int room)
{
	unsigned int n = le32(p + REBAR_CTRL_REG) >> 5 & 7;

	for (unsigned int i = 0; i < n && 12 + 8 * i <= room; i++) {
		uint32_t cap = le32(p + REBAR_CAP_REG + 8 * i);
		uint32_t ctrl = le32(p + REBAR_CTRL_REG + 8 * i);
		unsigned int bar = ctrl & 7, size = ctrl >> 8 & 0x3f;

		if (bar > 5 || size > 43 || !r->f.bar[bar].kind)
			continue;
		/* Bits 31:4 of capability are 1 MiB up, control has the rest. */
		r->f.bar[bar].rebar_sizes = cap >> 4 |
			(uint64_t)(ctrl >> 16) << 28;
		r->f.bar[bar].size_bytes = 1ull << (20 + size);
		r->size_known |= (uint8_t)(1u << bar);
	}
}

static void ext_capability(struct raw *r, const uint8_t *p, unsigned int room)
{
	struct spec_function *f = &r->f;

	if (room < 8)
		return;
	switch (le16(p)) {
	case XID_AER:
		f->aer = true;
		break;
	case XID_DSN:
		f->serial = true;
		break;
	case XID_ACS:
		acs(r, p, room);
		break;
	case XID_ARI:
		f->ari = true;
		break;
	case XID_ATS:
		f->ats = true;
		break;
	case XID_SRIOV:
		sriov(r, p, room);
		break;
	case XID_PRI:
		f->pri = true;
		break;
	case XID_REBAR:
		if (room >= 12)
			rebar(r, p, room);
		break;
	case XID_LTR:
		f->ltr = true;
		break;
	case XID_PASID:
		f->pasid = true;
		f->pasid_width = p[PASID_CAP_REG + 1] & 0x1f;
		break;
	case XID_DPC:
		f->dpc = true;
		break;
	}
}

static void broken(struct machine *m, struct raw *r, unsigned int off,
		   const char *why)
{
	r->broken_ext = true;
	warn(m, &r->f.loc, "%s: the extended capability list %s at 0x%03x; it is taken to end before that",
	     sbdf_name(r->sbdf), why, off);
}

/* 7.6.3: a list from 0x100 on; all zeros or all ones there: none. */
static void walk_ext(struct machine *m, struct raw *r)
{
	const uint8_t *c = r->cfg;
	unsigned int off = 0x100;
	uint8_t seen[1024] = { 0 };

	if (r->cfg_len < 4096)
		return;
	r->ext_known = true;
	if (!le32(c + off) || le32(c + off) == UINT32_MAX)
		return;
	while (off) {
		if (off < 0x100) {
			broken(m, r, off, "points into conventional space");
			return;
		}
		if (seen[off / 4]++) {
			broken(m, r, off, "loops");
			return;
		}
		if (le32(c + off) == UINT32_MAX || !le32(c + off)) {
			broken(m, r, off, "has no capability");
			return;
		}
		ext_capability(r, c + off, 4096 - off);
		off = le32(c + off) >> 20 & 0xffc;
	}
}

static bool all_ones(const struct raw *r)
{
	for (unsigned int i = 0; i < r->cfg_len; i++)
		if (r->cfg[i] != 0xff)
			return false;
	return true;
}

/*
 * What Enhanced Allocation describes has no BAR (7.8.5): its registers read
 * zero, whatever the text says of the region.
 */
static void drop_ea_bars(struct machine *m, struct raw *r)
{
	for (unsigned int i = 0; i < 6; i++)
		if (!r->f.bar[i].address)
			r->f.bar[i].kind = SPEC_BAR_NONE;
	for (unsigned int i = 0; i < 6; i++)
		if (!r->f.sriov.bar[i].address)
			r->f.sriov.bar[i].kind = SPEC_BAR_NONE;
	warn(m, &r->f.loc, "%s: Enhanced Allocation holds its regions; only its captured bytes tell of them",
	     sbdf_name(r->sbdf));
}

void raw_decode(struct machine *m, struct raw *r)
{
	if (!r->cfg_len)
		return;
	if (all_ones(r)) {
		/* Gone or asleep: what else is known of it must do. */
		bool told = r->ids_known || r->buses_known || r->is_pcie || r->text_caps;

		r->cfg_len = 0;
		if (!r->buses_known)
			r->hdr = -1;
		warn(m, &r->f.loc, "%s: its config space reads all ones; %s",
		     sbdf_name(r->sbdf), told ?
		     "what else is known of it is used" : "it is left out");
		r->gone = !told;
		if (r->gone)
			m->rep->left_out++;
		return;
	}
	header(r, r->cfg);
	/* Text may show a list in full where the bytes end early. */
	walk(m, r);
	if (r->has_ea)
		drop_ea_bars(m, r);
	/* Some host bridges have one without being PCI Express. */
	if (r->is_pcie || r->f.class >> 8 == 0x0600)
		walk_ext(m, r);
}
