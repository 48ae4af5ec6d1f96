// SPDX-License-Identifier: GPL-2.0-only
/*
 * extcaps.c - extended capabilities, except SR-IOV (sriov.c).
 *
 * Where each stands, so that adding one never moves another:
 *
 *	100 AER   148 ACS   170 ARI   178 ATS   180 PRI   190 PASID   198 LTR
 *	1a0 serial number   1b0 SR-IOV   1f0 Resizable BAR   230 DPC
 *	260 NVIDIA's DVSEC 3   270 the CXL DVSEC for devices
 */
#include "model/config/build.h"
#include "model/config/sriov.h"

#define OFF_AER 0x100
#define OFF_ACS 0x148
#define OFF_ARI 0x170
#define OFF_ATS 0x178
#define OFF_PRI 0x180
#define OFF_PASID 0x190
#define OFF_LTR 0x198
#define OFF_DSN 0x1a0
#define OFF_SRIOV 0x1b0
#define OFF_REBAR 0x1f0
#define OFF_DPC 0x230
#define OFF_NVIDIA 0x260
#define OFF_CXL 0x270

static void aer_put(struct image *img)
{
	img_ext_cap(img, XID_AER, 2, OFF_AER, AER_BYTES);
	img_put(img, OFF_AER + AER_UNCOR_SEVERITY, 4, AER_UNCOR_SEVERITY_DEFAULT);
	img_put(img, OFF_AER + AER_UNCOR_MASK, 4, 0x00400000);
	img_put(img, OFF_AER + AER_COR_MASK, 4, AER_COR_MASK_DEFAULT);
}

/*
 * Egress Control Vector Size when the spec leaves it to us: for a port, as
 * many as the highest port number beside it needs; for a function of a
 * device, eight, or all 256 with ARI (7.7.11.2); and room for every bit set.
 */
static unsigned int acs_egress_bits(const struct function *fn,
				    const struct spec_acs *acs)
{
	unsigned int i, n = 0;

	if (!(acs->cap & ACS_EC))
		return 0;
	if (acs->egress_bits)
		return acs->egress_bits;
	if (!fn->below)
		n = fn->spec->ari ? 256 : 8;
	for (i = 0; i < 256; i++)
		if (acs->egress_vector[i / 64] >> i % 64 & 1 && i >= n)
			n = i + 1;
	for (i = 0; fn->below && i < fn->bus->nbridges; i++)
		if (fn->bus->bridges[i]->port_number >= n)
			n = fn->bus->bridges[i]->port_number + 1u;
	return n;
}

/* All controls start clear (7.7.11.3); firmware.c sets what the spec asks. */
void acs_put(struct image *img, const struct function *fn,
	     const struct spec_acs *acs)
{
	unsigned int bits = acs_egress_bits(fn, acs);

	if (pch_acs_in_dwords(fn->spec->vendor, fn->spec->device)) {
		img_ext_cap(img, XID_ACS, 1, OFF_ACS, ACS_DWORD_BYTES);
		img_put(img, OFF_ACS + ACS_CAP_REG, 4, acs->cap & 0x7fu);
		return;
	}
	img_ext_cap(img, XID_ACS, 1, OFF_ACS, 8 + (bits + 31) / 32 * 4);
	img_put(img, OFF_ACS + ACS_CAP_REG, 2,
		(acs->cap & 0xffu) | (bits & 0xff) << 8);
}

/* The next function of the device, by number; 0 ends the list (7.8.8.2). */
static void ari_put(struct image *img, const struct function *fn)
{
	unsigned int i, next = 0;

	for (i = fn->devfn + 1u; i < fn->bus->nslots && !fn->vf; i++)
		if (fn->bus->slot[i] &&
		    (fn->bus->link || i >> 3 == fn->devfn >> 3u)) {
			next = i;
			break;
		}
	img_ext_cap(img, XID_ARI, 1, OFF_ARI, ARI_BYTES);
	img_put(img, OFF_ARI + ARI_CAP_REG, 2, (fn->bus->link ? next : next & 7) << 8);
}

/*
 * Queue depth 0 means 32, page aligned requests (10.5.1.2).  A VF shares its
 * PF's queue and says 0 too.
 */
static void ats_put(struct image *img)
{
	img_ext_cap(img, XID_ATS, 1, OFF_ATS, ATS_BYTES);
	img_put(img, OFF_ATS + ATS_CAP_REG, 2, 0x0020);
}

static void pri_put(struct image *img)
{
	img_ext_cap(img, XID_PRI, 1, OFF_PRI, PRI_BYTES);
	img_put(img, OFF_PRI + PRI_STATUS_REG, 2, PRI_STATUS_STOPPED);
	img_put(img, OFF_PRI + PRI_CAPACITY_REG, 4, 32);
}

static void pasid_put(struct image *img, const struct spec_function *s)
{
	unsigned int width = s->pasid_width ? s->pasid_width : 20;

	img_ext_cap(img, XID_PASID, 1, OFF_PASID, PASID_BYTES);
	img_put(img, OFF_PASID + PASID_CAP_REG, 2, 0x0006 | width << 8);
}

/* One number for the whole device, made of nothing that varies (7.9.3). */
static void dsn_put(struct image *img, const struct function *fn)
{
	const struct bus *bus = fn->bus;
	unsigned int first = bus->link ? 0 : fn->devfn & 0xf8u;
	uint32_t index = bus->slot[first] ? bus->slot[first]->index : fn->index;

	img_ext_cap(img, XID_DSN, 1, OFF_DSN, DSN_BYTES);
	img_put(img, OFF_DSN + 4, 4, index);
	img_put(img, OFF_DSN + 8, 4, (uint32_t)fn->spec->vendor << 16);
}

/* BAR Size is log2 of MiB; the capability lists what may be chosen (7.8.6). */
static void rebar_put(struct image *img, const struct spec_function *s)
{
	unsigned int bar, i = 0, n = 0, size;

	for (bar = 0; bar < 6; bar++)
		n += s->bar[bar].rebar_sizes != 0;
	if (!n)
		return;
	img_ext_cap(img, XID_REBAR, 1, OFF_REBAR, 4 + 8 * n);
	for (bar = 0; bar < 6; bar++) {
		uint64_t sizes = s->bar[bar].rebar_sizes;

		if (!sizes)
			continue;
		for (size = 0; s->bar[bar].size_bytes >> (size + 21); )
			size++;
		img_put(img, OFF_REBAR + REBAR_CAP_REG + 8 * i, 4,
			(sizes << 4) & 0xfffffff0);
		img_put(img, OFF_REBAR + REBAR_CTRL_REG + 8 * i, 4,
			bar | (i ? 0 : n << 5) | size << 8 |
			(sizes >> 28 & 0xffff) << 16);
		i++;
	}
}

/* Downstream Port Containment with a software trigger (7.9.14). */
static void dpc_put(struct image *img, const struct spec_function *s)
{
	bool rp = s->type == SPEC_ROOT_PORT;

	img_ext_cap(img, XID_DPC, 1, OFF_DPC, rp ? DPC_RP_BYTES : DPC_BYTES);
	img_put(img, OFF_DPC + DPC_CAP_REG, 2,
		DPC_CAP_SW_TRIGGER | (rp ? DPC_CAP_RP | DPC_LOG_DWORDS << 8 : 0));
	if (rp)
		img_put(img, OFF_DPC + DPC_PIO_MASK, 4, DPC_PIO_BITS);
}

/* A Designated Vendor-Specific capability (7.9.6): whose, which revision, which. */
static void dvsec_put(struct image *img, uint16_t off, unsigned int bytes,
		      uint16_t vendor, uint8_t revision, uint16_t id)
{
	img_ext_cap(img, XID_DVSEC, 1, off, bytes);
	img_put(img, off + 4, 4, vendor | (uint32_t)revision << 16 | bytes << 20);
	img_put(img, off + 8, 2, id);
}

/* Memory_Active_Timeout: 4^n seconds, n up to 4 (CXL 3.1 8.1.3.8.2). */
static uint32_t active_timeout(uint64_t ready_ps)
{
	uint64_t most = 1000000000000ull;
	uint32_t n = 0;

	for (; n < 4 && most < ready_ps; n++)
		most *= 4;
	return n;
}

/*
 * NVIDIA's DVSEC 3 says in bit 0 of its word at 0Ah that all memory may be cached
 * (drivers/vfio/pci/nvgrace-gpu names it).  The CXL DVSEC for devices (CXL 3.1 8.1.3)
 * has the size of the memory, and whether it is valid and active: coherent_put_ready().
 */
static void coherent_put(struct image *img, const struct spec_function *s)
{
	const struct spec_coherent *c = &s->coherent;

	dvsec_put(img, OFF_NVIDIA, 12, 0x10de, 0, 3);
	img_put(img, OFF_NVIDIA + 10, 2, c->whole);
	if (!c->cxl)
		return;
	dvsec_put(img, OFF_CXL, CXL_BYTES, 0x1e98, 1, 0);
	img_put(img, OFF_CXL + CXL_SIZE_HIGH, 4, c->size_bytes >> 32);
	img_put(img, OFF_CXL + CXL_SIZE_LOW, 4, (c->size_bytes & 0xf0000000) |
		active_timeout(c->ready_ps) << CXL_TIMEOUT_SHIFT);
}

void coherent_put_ready(struct function *fn, bool ready)
{
	const struct spec_coherent *c = &fn->spec->coherent;
	uint8_t *reg = fn->cfg + OFF_CXL + CXL_SIZE_LOW;
	uint32_t v;

	if (!c->cxl || fn->len < OFF_CXL + CXL_BYTES ||
	    get16(fn->cfg + OFF_CXL) != XID_DVSEC)
		return;
	v = get32(reg) & ~(uint32_t)(CXL_VALID | CXL_ACTIVE);
	if (c->ready_ps != SPEC_NEVER)
		v |= CXL_VALID | (ready ? CXL_ACTIVE : 0);
	put32(reg, v);
}

static bool is_port(enum spec_type t)
{
	return t == SPEC_ROOT_PORT || t == SPEC_DOWNSTREAM_PORT;
}

void ext_caps_put(struct image *img, const struct function *fn)
{
	const struct spec_function *s = fn->spec;

	if (!spec_type_is_pcie(s->type))
		return;
	if (s->aer)
		aer_put(img);
	if (s->acs.known == SPEC_PRESENT)
		acs_put(img, fn, &s->acs);
	if (s->ari)
		ari_put(img, fn);
	if (s->ats)
		ats_put(img);
	if (s->pri)
		pri_put(img);
	if (s->pasid)
		pasid_put(img, s);
	/* Downstream ports have the DevCap2 bit only (7.8.2). */
	if (s->ltr && !is_port(s->type))
		img_ext_cap(img, XID_LTR, 1, OFF_LTR, LTR_BYTES);
	if (s->serial)
		dsn_put(img, fn);
	if (s->sriov.known == SPEC_PRESENT)
		sriov_put(img, fn, OFF_SRIOV);
	rebar_put(img, s);
	if (s->coherent.stated)
		coherent_put(img, s);
	if (s->dpc && is_port(s->type))
		dpc_put(img, s);
}

/* Root registers belong to root ports and event collectors (7.8.4.9). */
static void aer_masks(struct image *img, uint16_t off, bool root)
{
	img_w1c(img, off + AER_UNCOR_STATUS, 4, AER_UNCOR_BITS);
	img_rw(img, off + AER_UNCOR_MASK, 4, AER_UNCOR_BITS);
	img_rw(img, off + AER_UNCOR_SEVERITY, 4, AER_UNCOR_BITS);
	img_w1c(img, off + AER_COR_STATUS, 4, AER_COR_BITS);
	img_rw(img, off + AER_COR_MASK, 4, AER_COR_BITS);
	/* ECRC enables only where there is ECRC: not here (7.8.4.7). */
	if (root) {
		img_rw(img, off + AER_ROOT_COMMAND, 4, 0x7);
		img_w1c(img, off + AER_ROOT_STATUS, 4, 0x7f);
	}
}

/* Only what is supported can be enabled (7.7.11.3). */
static void acs_masks(struct image *img, uint16_t off)
{
	uint16_t cap = get16(img->val + off + ACS_CAP_REG);
	unsigned int i, bits = cap >> 8 ? cap >> 8 : 256;
	uint16_t ctl = cap & 0x7f;

	if (pch_acs_in_dwords(get16(img->val + R_VENDOR_ID), get16(img->val + R_DEVICE_ID))) {
		img_rw(img, off + ACS_CTRL_DWORD_REG, 4, ctl);
		return;
	}
	if (cap & ACS_ENHANCED)
		ctl |= 0x1f80;
	img_rw(img, off + ACS_CTRL_REG, 2, ctl);
	for (i = 0; (cap & ACS_EC) && i < bits; i++)
		img_rw(img, off + ACS_EGRESS_REG + i / 8, 1, 1u << i % 8);
}

static void ari_masks(struct image *img, uint16_t off)
{
	uint16_t cap = get16(img->val + off + ARI_CAP_REG);

	img_rw(img, off + ARI_CTRL_REG, 2, (cap & 3) | (cap & 3 ? 0x70 : 0));
}

static void rebar_masks(struct image *img, uint16_t off)
{
	unsigned int i, n = get32(img->val + off + REBAR_CTRL_REG) >> 5 & 7;

	for (i = 0; i < n; i++) {
		img_rw(img, off + REBAR_CTRL_REG + 8 * i, 4, 0x3f00);
		img_hook(img, off + REBAR_CTRL_REG + 8 * i, HOOK_REBAR);
	}
}

static void dpc_masks(struct image *img, uint16_t off)
{
	uint16_t cap = get16(img->val + off + DPC_CAP_REG);
	unsigned int i;

	img_rw(img, off + DPC_CTRL_REG, 2, 0x001f);
	img_w1c(img, off + DPC_STATUS_REG, 2, DPC_STATUS_TRIGGERED | 0x0008);
	img_hook(img, off + DPC_CAP_REG, HOOK_DPC_CTRL);
	img_hook(img, off + DPC_STATUS_REG, HOOK_DPC_STATUS);
	if (!(cap & DPC_CAP_RP))
		return;
	/* Root port programmed I/O: status, then four masks (7.9.14.6 on). */
	img_w1c(img, off + DPC_PIO_STATUS, 4, DPC_PIO_BITS);
	for (i = 0; i < 4; i++)
		img_rw(img, off + DPC_PIO_MASK + 4 * i, 4, DPC_PIO_BITS);
}

void ext_cap_masks(struct image *img, uint16_t id, uint16_t off, bool root)
{
	uint16_t cap = off + 6 <= img->len ? get16(img->val + off + 4) : 0;

	switch (id) {
	case XID_AER:
		aer_masks(img, off, root);
		break;
	case XID_ACS:
		acs_masks(img, off);
		break;
	case XID_ARI:
		ari_masks(img, off);
		break;
	case XID_ATS:
		img_rw(img, off + ATS_CTRL_REG, 2, ATS_CTRL_ENABLE | 0x1f);
		break;
	case XID_PRI:
		img_rw(img, off + PRI_CTRL_REG, 2, PRI_CTRL_ENABLE);
		img_w1c(img, off + PRI_STATUS_REG, 2, 0x0003);
		img_rw(img, off + PRI_ALLOC_REG, 4, 0xffffffff);
		img_hook(img, off + PRI_CTRL_REG, HOOK_PRI);
		break;
	case XID_PASID:
		/* Enable, and the permissions that are supported (7.8.9.3). */
		img_rw(img, off + PASID_CTRL_REG, 2, 1 | (cap & 6));
		break;
	case XID_LTR:
		img_rw(img, off + 4, 4, 0x1fff1fff);
		break;
	case XID_REBAR:
		rebar_masks(img, off);
		break;
	case XID_DPC:
		/* A capture may have it where nothing is downstream. */
		if ((img->val[R_HEADER_TYPE] & 0x7f) == 1)
			dpc_masks(img, off);
		break;
	default:
		break;			/* unknown: read-only */
	}
}
