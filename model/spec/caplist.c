// SPDX-License-Identifier: GPL-2.0-only
/*
 * caplist.c - see caplist.h.  The bytes may be anything.
 */
#include "model/spec/bytes.h"
#include "model/spec/caplen.h"
#include "model/spec/caplist.h"
#include "model/spec/regs.h"

static const struct name {
	bool extended;
	uint16_t id;
	const char *name;
} names[] = {
	{ false, ID_PM, "Power Management" }, { false, 0x02, "AGP" },
	{ false, ID_VPD, "Vital Product Data" }, { false, 0x04, "Slot Identification" },
	{ false, ID_MSI, "MSI" }, { false, 0x06, "CompactPCI Hot Swap" },
	{ false, 0x07, "PCI-X" }, { false, 0x08, "HyperTransport" },
	{ false, ID_VENDOR, "Vendor-Specific" }, { false, 0x0a, "Debug Port" },
	{ false, 0x0b, "CompactPCI Resource Control" }, { false, 0x0c, "Hot-Plug" },
	{ false, ID_SSVID, "Subsystem IDs" }, { false, 0x0e, "AGP 8x" },
	{ false, 0x0f, "Secure Device" }, { false, ID_PCIE, "PCI Express" },
	{ false, ID_MSIX, "MSI-X" }, { false, 0x12, "SATA" },
	{ false, ID_AF, "Advanced Features" }, { false, 0x14, "Enhanced Allocation" },
	{ true, XID_AER, "Advanced Error Reporting" }, { true, XID_VC, "Virtual Channel" },
	{ true, XID_DSN, "Device Serial Number" }, { true, XID_POWER, "Power Budgeting" },
	{ true, XID_VC_MFVC, "Virtual Channel" }, { true, XID_VENDOR, "Vendor-Specific" },
	{ true, XID_ACS, "ACS" }, { true, XID_ARI, "ARI" }, { true, XID_ATS, "ATS" },
	{ true, XID_SRIOV, "SR-IOV" }, { true, 0x11, "MR-IOV" }, { true, 0x12, "Multicast" },
	{ true, XID_PRI, "Page Request" }, { true, XID_REBAR, "Resizable BAR" },
	{ true, XID_DPA, "Dynamic Power Allocation" }, { true, XID_TPH, "TPH Requester" },
	{ true, XID_LTR, "LTR" }, { true, 0x19, "Secondary PCI Express" },
	{ true, XID_PASID, "PASID" }, { true, XID_DPC, "DPC" },
	{ true, XID_L1SS, "L1 PM Substates" }, { true, XID_PTM, "PTM" },
	{ true, XID_DVSEC, "Designated Vendor-Specific" },
	{ true, XID_VF_REBAR, "VF Resizable BAR" }, { true, 0x25, "Data Link Feature" },
	{ true, 0x26, "Physical Layer 16 GT/s" }, { true, 0x27, "Lane Margining" },
	{ true, 0x2a, "Physical Layer 32 GT/s" }, { true, 0x2e, "Data Object Exchange" },
	{ true, 0x30, "Integrity and Data Encryption" },
};

const char *cap_name(bool extended, uint16_t id)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (names[i].extended == extended && names[i].id == id)
			return names[i].name;
	return NULL;
}

const char *made_rule_name(enum made_rule rule)
{
	static const char *const rules[] = {
		[MADE_SAME] = "same", [MADE_END] = "end", [MADE_GAP] = "gap",
		[MADE_TABLE] = "table", [MADE_DVSEC] = "dvsec",
	};

	return rules[rule];
}

/* As the specification, or registers that it has for that, say; 0: not known. */
static uint16_t specified(const struct caps *l, bool extended, uint16_t off)
{
	if (!extended)
		return (uint16_t)cap_bytes(l->cfg, (uint8_t)off);
	/* No capability needs more than 12 bytes to compute its length. */
	return off + 12u > l->len ? 0 : (uint16_t)ext_cap_bytes(l->cfg, off);
}

/* What a vendor says of its own, which may be anything. */
static uint16_t told(const struct caps *l, bool extended, uint16_t id, uint16_t off)
{
	if (extended)
		return id == XID_VENDOR && off + 8u <= l->len ?		/* Base 7.9.5 */
			(uint16_t)(get32(l->cfg + off + 4) >> 20) : 0;
	return id == ID_VENDOR ? l->cfg[off + 2] : 0;			/* Base 7.9.4 */
}

static bool bad(struct caps *l, uint32_t where, const char *why)
{
	if (!l->why) {
		l->why = why;
		l->where = where;
	}
	return false;
}

static uint32_t claimed(const struct capability *c)
{
	return c->claimed > 4 ? c->claimed : 4;
}

static bool add(struct caps *l, bool extended, uint16_t id, uint16_t off)
{
	const uint32_t end = extended || l->len < CAPS_STD_BYTES ? l->len : CAPS_STD_BYTES;
	struct capability it = { extended, id, off, specified(l, extended, off), 0 };

	it.bytes = it.claimed ? it.claimed : told(l, extended, id, off);
	if (off + claimed(&it) > end)
		return bad(l, off, "goes past the end of config space");
	for (uint32_t i = 0; i < l->n; i++) {
		const struct capability *c = &l->cap[i];

		if (c->off == off)
			return bad(l, off, "is in its list twice");
		if (off < c->off + claimed(c) && c->off < off + claimed(&it))
			return bad(l, off, "overlaps another capability");
	}
	l->cap[l->n++] = it;	/* no two share a dword, so there is room for all */
	return true;
}

/* Base 7.5.1.1.11: the two low bits of a pointer are reserved. */
static void read_list(struct caps *l)
{
	uint32_t off = l->cfg[R_CAP_PTR] & ~3u;

	if (!(get16(l->cfg + R_STATUS) & STS_CAP_LIST))
		return;
	while (off) {
		if (off < CAPS_HEADER_BYTES) {
			bad(l, off, "is in the header");
			return;
		}
		if (off + 4 > l->len) {
			bad(l, off, "goes past the end of config space");
			return;
		}
		if (!add(l, false, l->cfg[off], (uint16_t)off))
			return;
		off = l->cfg[off + 1] & ~3u;
	}
}

/* Base 7.6.3: none are all zeros or all ones; ID 0 holds a place. */
static void read_extended(struct caps *l)
{
	uint32_t off = CAPS_STD_BYTES;

	if (l->len < CAPS_STD_BYTES + 4 || !get32(l->cfg + off) || get32(l->cfg + off) == ~0u)
		return;
	while (off) {
		if (off < CAPS_STD_BYTES || off + 4 > l->len) {
			bad(l, off, "is no place for an extended capability");
			return;
		}
		if (!add(l, true, get16(l->cfg + off), (uint16_t)off))
			return;
		off = get32(l->cfg + off) >> 20 & 0xffc;
	}
}

void caps_read(struct caps *l, const uint8_t *cfg, uint32_t len)
{
	l->cfg = cfg;
	l->len = len;
	l->n = 0;
	l->why = NULL;
	l->where = 0;
	if (len < CAPS_HEADER_BYTES) {
		bad(l, 0, "has no room for a header");
		return;
	}
	read_list(l);
	read_extended(l);
}

const struct capability *caps_at(const struct caps *l, uint32_t at)
{
	for (uint32_t i = 0; i < l->n; i++)
		if (at >= l->cap[i].off && at < l->cap[i].off + cap_room(&l->cap[i]))
			return &l->cap[i];
	return NULL;
}

const struct capability *caps_find(const struct caps *l, bool extended, uint16_t id)
{
	for (uint32_t i = 0; i < l->n; i++)
		if (l->cap[i].extended == extended && l->cap[i].id == id)
			return &l->cap[i];
	return NULL;
}
