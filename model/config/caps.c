// SPDX-License-Identifier: GPL-2.0-only
/*
 * caps.c - capabilities in the first 256 bytes: power management, MSI, MSI-X,
 * PCI Express, bridge subsystem IDs.
 *
 * Where each stands, so that adding one never moves another:
 *
 *	40 PM   48 MSI   60 MSI-X   70 PCI Express   b0 subsystem IDs
 *
 * *_put() writes values from the spec; cap_masks() derives what is writable
 * from the bytes alone, captured or not.
 */
#include "model/config/build.h"
#include "model/spec/caplen.h"
#include "model/spec/msix_place.h"

#define OFF_PM 0x40
#define OFF_MSI 0x48
#define OFF_MSIX 0x60
#define OFF_PCIE 0x70
#define OFF_SSVID 0xb0

static unsigned int log2_up(unsigned int n)
{
	unsigned int l = 0;

	while ((1u << l) < n)
		l++;
	return l;
}

/* Version 3, D0 and D3hot only, PME from both (7.5.2). */
static void pm_put(struct image *img, const struct spec_function *s)
{
	img_cap(img, ID_PM, OFF_PM, PM_BYTES);
	img_put(img, OFF_PM + PM_CAP, 2, 0x4803);
	img_put(img, OFF_PM + PM_CSR, 2, s->no_soft_reset ? PM_NO_SOFT_RESET : 0);
}

static void msi_put(struct image *img, const struct spec_function *s)
{
	img_cap(img, ID_MSI, OFF_MSI, MSI_BYTES);
	img_put(img, OFF_MSI + MSI_CTL, 2, MSI_64 | MSI_MASKING |
		log2_up(s->msi_vectors) << 1);
}

void msix_put(struct image *img, uint16_t off, const struct spec_bar *bars,
	      unsigned int nbars, unsigned int vectors)
{
	uint32_t table, pba;

	if (!msix_place(bars, nbars, vectors, &table, &pba))
		return;			/* spec_check() has said so */
	img_cap(img, ID_MSIX, (uint8_t)off, MSIX_BYTES);
	img_put(img, off + MSIX_CTL, 2, vectors - 1);
	img_put(img, off + MSIX_TABLE, 4, table);
	img_put(img, off + MSIX_PBA, 4, pba);
}

static void ssvid_put(struct image *img, const struct spec_function *s)
{
	img_cap(img, ID_SSVID, OFF_SSVID, 8);
	img_put(img, OFF_SSVID + 4, 2, s->subvendor);
	img_put(img, OFF_SSVID + 6, 2, s->subdevice);
}

void caps_put(struct image *img, const struct function *fn)
{
	const struct spec_function *s = fn->spec;
	bool bridge = spec_type_is_bridge(s->type);

	if (s->pm)
		pm_put(img, s);
	if (s->msi_vectors)
		msi_put(img, s);
	if (s->msix_vectors)
		msix_put(img, OFF_MSIX, s->bar, bridge ? 2 : 6, s->msix_vectors);
	if (spec_type_is_pcie(s->type)) {
		img_cap(img, ID_PCIE, OFF_PCIE, EXP_BYTES);
		pcie_put(img, fn, OFF_PCIE);
	}
	if (bridge && s->subvendor)
		ssvid_put(img, s);
}

/* PowerState, and PME where the function can assert it (7.5.2.2). */
static void pm_masks(struct image *img, uint16_t off)
{
	bool pme = get16(img->val + off + PM_CAP) & 0xf800;

	img_rw(img, off + PM_CSR, 2, PM_STATE | (pme ? PM_PME_EN : 0));
	if (pme)
		img_w1c(img, off + PM_CSR, 2, PM_PME_STATUS);
	img_hook(img, off + PM_CSR, HOOK_PM);
}

static void msi_masks(struct image *img, uint16_t off)
{
	uint16_t ctl = get16(img->val + off + MSI_CTL);
	unsigned int data = ctl & MSI_64 ? off + 0xc : off + 0x8;
	unsigned int n = 1u << (ctl >> 1 & 7);

	img_rw(img, off + MSI_CTL, 2, MSI_ENABLE | 0x0070);
	img_rw(img, off + 4, 4, 0xfffffffc);
	if (ctl & MSI_64)
		img_rw(img, off + 8, 4, 0xffffffff);
	img_rw(img, data, 2, 0xffff);
	if (ctl & MSI_MASKING)
		img_rw(img, data + 4, 4, n >= 32 ? ~0u : (1u << n) - 1);
}

/* Device Control and Status (7.5.3.4, .5). */
static void device_masks(struct image *img, uint16_t off, enum spec_type type)
{
	uint32_t cap = get32(img->val + off + EXP_DEVCAP);
	uint16_t ctl = 0x79ff;

	if (!(cap & DEVCAP_EXT_TAG))
		ctl &= (uint16_t)~0x0100;
	if (type == SPEC_PCIE_TO_PCI)
		ctl |= 0x8000;		/* Bridge Configuration Retry Enable */
	img_rw(img, off + EXP_DEVCTL, 2, ctl);
	img_w1c(img, off + EXP_DEVSTA, 2, 0x004f);
	if (type != SPEC_PCIE_TO_PCI && (cap & DEVCAP_FLR))
		img_hook(img, off + EXP_DEVCTL, HOOK_DEVCTL);
}

/* Link Control and Status (7.5.3.7, .8); RCB of a root port is fixed. */
static void link_masks(struct image *img, uint16_t off, enum spec_type type)
{
	uint16_t ctl = 0x02c3;

	if (spec_type_is_downstream(type)) {
		ctl |= LNKCTL_DISABLE | 0x0c00;
		img_w1c(img, off + EXP_LNKSTA, 2, 0xc000);
		img_hook(img, off + EXP_LNKCTL, HOOK_LNKCTL);
	} else if (type == SPEC_ENDPOINT || type == SPEC_LEGACY_ENDPOINT) {
		ctl |= 0x0008;
	}
	img_rw(img, off + EXP_LNKCTL, 2, ctl);
}

/* Slot Control: only controls whose capability bit is there (7.5.3.10). */
static void slot_masks(struct image *img, uint16_t off)
{
	uint32_t cap = get32(img->val + off + EXP_SLTCAP);
	uint16_t ctl = 0x1008;		/* presence, link state changed enable */

	ctl |= cap & 0x01 ? 0x0001 : 0;	/* attention button */
	ctl |= cap & 0x02 ? 0x0402 : 0;	/* power controller, fault */
	ctl |= cap & 0x04 ? 0x0004 : 0;	/* MRL sensor */
	ctl |= cap & 0x08 ? 0x00c0 : 0;	/* attention indicator */
	ctl |= cap & 0x10 ? 0x0300 : 0;	/* power indicator */
	ctl |= cap & SLTCAP_HOTPLUG ? 0x0020 : 0;
	ctl |= cap & SLTCAP_NO_CMD_COMPLETED ? 0 : 0x0010;
	img_rw(img, off + EXP_SLTCTL, 2, ctl);
	img_w1c(img, off + EXP_SLTSTA, 2, 0x011f);
}

/* Device Control 2 (7.5.3.16), Link Control 2 (7.5.3.19). */
static void version2_masks(struct image *img, uint16_t off, enum spec_type type)
{
	uint32_t cap2 = get32(img->val + off + EXP_DEVCAP2);
	uint16_t ctl2 = 0x0300;		/* ID-based ordering */

	ctl2 |= cap2 & DEVCAP2_CTO_RANGES ? 0x000f : 0;
	ctl2 |= cap2 & DEVCAP2_CTO_DISABLE ? 0x0010 : 0;
	ctl2 |= cap2 & DEVCAP2_ARI && spec_type_is_downstream(type) ? DEVCTL2_ARI : 0;
	ctl2 |= cap2 & DEVCAP2_LTR ? 0x0400 : 0;
	ctl2 |= cap2 & 0x00200000 && spec_type_is_downstream(type) ? 0x8000 : 0;
	img_rw(img, off + EXP_DEVCTL2, 2, ctl2);
	if (spec_type_has_link(type))
		img_rw(img, off + EXP_LNKCTL2, 2, 0x1fff);
}

static void pcie_masks(struct image *img, uint16_t off)
{
	uint16_t reg = get16(img->val + off + EXP_CAP);
	enum spec_type type = reg >> 4 & 0xf;
	unsigned int bytes = cap_bytes(img->val, (uint8_t)off);

	device_masks(img, off, type);
	if (spec_type_has_link(type) && bytes >= 0x14)
		link_masks(img, off, type);
	if ((reg & EXP_SLOT) && bytes >= 0x1c)
		slot_masks(img, off);
	if ((type == SPEC_ROOT_PORT || type == SPEC_RCEC) && bytes >= 0x24) {
		/* Root Control, Root Status (7.5.3.12, .14). */
		img_rw(img, off + EXP_ROOTCTL, 2,
		       get16(img->val + off + EXP_ROOTCAP) & 1 ? 0x1f : 0x0f);
		img_w1c(img, off + EXP_ROOTSTA, 4, 0x00010000);
	}
	if (bytes >= EXP_BYTES)
		version2_masks(img, off, type);
}

void cap_masks(struct image *img, uint8_t id, uint16_t off)
{
	switch (id) {
	case ID_PM:
		pm_masks(img, off);
		break;
	case ID_MSI:
		msi_masks(img, off);
		break;
	case ID_MSIX:
		img_rw(img, off + MSIX_CTL, 2, MSIX_ENABLE | MSIX_FUNCTION_MASK);
		break;
	case ID_PCIE:
		pcie_masks(img, off);
		break;
	default:
		break;			/* unknown: read-only */
	}
}
