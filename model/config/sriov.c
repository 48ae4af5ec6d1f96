// SPDX-License-Identifier: GPL-2.0-only
/*
 * sriov.c - the SR-IOV capability's registers (Base 9.3.3).
 *
 * It must not know the VFs themselves (vf.c).
 */
#include "model/config/build.h"
#include "model/config/sriov.h"
#include "model/config/state.h"

static bool same_device(const struct function *a, const struct function *b)
{
	return a->bus == b->bus &&
	       (a->bus->link || a->devfn >> 3 == b->devfn >> 3);
}

/* The lowest-numbered PF of the device holds what all its PFs share. */
static struct function *first_pf(const struct function *pf)
{
	unsigned int i;

	for (i = 0; i < pf->bus->npfs; i++)
		if (same_device(pf->bus->pfs[i], pf))
			return pf->bus->pfs[i];
	return NULL;
}

/*
 * First VF Offset and VF Stride.  What the spec says is the same in both kinds
 * of hierarchy; what it leaves at 0 is laid out here: VFs of a device's PFs
 * interleave, after the last function where ARI lets one device have 256,
 * else on the next bus number, where any device number is reached (9.2.1.2).
 * An integrated endpoint's follow its own device.
 */
static void sriov_layout(const struct function *pf, bool ari, uint16_t *offset,
			 uint16_t *stride)
{
	const struct spec_sriov *s = &pf->spec->sriov;
	unsigned int i, npfs = 0, mine = 0, last = pf->devfn, base;
	const struct bus *bus = pf->bus;

	for (i = 0; i < bus->npfs; i++) {
		if (bus->pfs[i] == pf)
			mine = npfs;
		npfs += same_device(bus->pfs[i], pf);
	}
	for (i = 0; i < bus->nslots; i++)
		if (bus->slot[i] && same_device(bus->slot[i], pf))
			last = i;
	if (!bus->link)
		base = (last | 7) + 1;
	else
		base = ari ? last + 1 : 256;
	*offset = s->offset ? s->offset : (uint16_t)(base + mine - pf->devfn);
	*stride = s->stride ? s->stride : (uint16_t)npfs;
}

static uint32_t page_sizes(const struct spec_sriov *s)
{
	return s->page_sizes ? s->page_sizes : IOV_PAGES_DEFAULT;
}

void sriov_put(struct image *img, const struct function *fn, uint16_t off)
{
	const struct spec_sriov *s = &fn->spec->sriov;
	uint16_t offset, stride, initial;
	unsigned int i;

	sriov_layout(fn, false, &offset, &stride);
	initial = s->initial_vfs ? s->initial_vfs : s->total_vfs;
	img_ext_cap(img, XID_SRIOV, 1, off, IOV_BYTES);
	img_put(img, off + IOV_CAP, 4, 0);
	img_put(img, off + IOV_INITIAL_VFS, 2, initial);
	img_put(img, off + IOV_TOTAL_VFS, 2, s->total_vfs);
	img_put(img, off + IOV_LINK, 1, fn->devfn & (fn->bus->link ? 0xff : 7));
	img_put(img, off + IOV_OFFSET, 2, offset);
	img_put(img, off + IOV_STRIDE, 2, stride);
	img_put(img, off + IOV_VF_DEVICE, 2, s->vf_device);
	img_put(img, off + IOV_PAGES, 4, page_sizes(s));
	img_put(img, off + IOV_PAGE, 4, 1);
	for (i = 0; i < 6; i++) {
		const struct spec_bar *b = &s->bar[i];
		uint32_t bits = b->kind == SPEC_BAR_MEM64 ? BAR_64 : 0;

		if (b->kind == SPEC_BAR_NONE)
			continue;
		img_put(img, off + IOV_BAR0 + 4 * i, 4,
			bits | (b->prefetchable ? BAR_PREFETCHABLE : 0));
		if (b->kind == SPEC_BAR_MEM64)
			i++;
	}
}

/* What depends on VF Enable or the page size is left to sriov_refresh(). */
void sriov_masks(struct image *img, uint16_t off)
{
	unsigned int i;

	img_rw(img, off + IOV_CTRL, 2, IOV_CTRL_VFE | IOV_CTRL_MSE);
	img_hook(img, off + IOV_CTRL, HOOK_IOV_CTRL);
	img_hook(img, off + IOV_PAGE, HOOK_IOV_PAGE);
	img_hook(img, off + IOV_NUM_VFS, HOOK_DECODE);
	for (i = 0; i < 6; i++)
		img_hook(img, off + IOV_BAR0 + 4 * i, HOOK_DECODE);
}

/* One VF's share of a VF BAR: its size, and no less than a page (9.3.3.14). */
uint64_t sriov_vf_aperture(const struct function *pf, unsigned int bar)
{
	uint64_t size = pf->spec->sriov.bar[bar].size_bytes;
	uint64_t page = (uint64_t)cap32(pf, CAP_SRIOV, IOV_PAGE) << 12;

	return size && size < page ? page : size;
}

static void refresh_bars(struct function *pf)
{
	uint8_t *mask = pf->wmask + pf->cap[CAP_SRIOV] + IOV_BAR0;
	uint8_t *val = pf->cfg + pf->cap[CAP_SRIOV] + IOV_BAR0;
	unsigned int i;

	for (i = 0; i < 6; i++) {
		const struct spec_bar *b = &pf->spec->sriov.bar[i];
		uint64_t m = bar_mask(b, sriov_vf_aperture(pf, i));

		put32(mask + 4 * i, (uint32_t)m);
		put32(val + 4 * i, get32(val + 4 * i) & ((uint32_t)m | 0xf));
		if (b->kind != SPEC_BAR_MEM64 || i == 5)
			continue;
		i++;
		put32(mask + 4 * i, (uint32_t)(m >> 32));
		put32(val + 4 * i, get32(val + 4 * i) & (uint32_t)(m >> 32));
	}
}

static bool any_enabled(const struct function *pf)
{
	unsigned int i;

	for (i = 0; i < pf->bus->npfs; i++)
		if (same_device(pf->bus->pfs[i], pf) &&
		    cap16(pf->bus->pfs[i], CAP_SRIOV, IOV_CTRL) & IOV_CTRL_VFE)
			return true;
	return false;
}

/*
 * Bring write masks and layout in line with the registers: NumVFs and System
 * Page Size are fixed while VF Enable is set (9.3.3.7, .13); ARI Capable
 * Hierarchy is the first PF's alone, nothing on a root bus, and fixed while
 * any PF has VFs (9.3.3.3.5).
 */
static void refresh_one(struct function *pf, bool ari, bool busy)
{
	uint8_t *cap = pf->cfg + pf->cap[CAP_SRIOV];
	uint8_t *mask = pf->wmask + pf->cap[CAP_SRIOV];
	bool on = get16(cap + IOV_CTRL) & IOV_CTRL_VFE;
	uint16_t ctrl = IOV_CTRL_VFE | IOV_CTRL_MSE, offset, stride;

	if (pf->bus->link && first_pf(pf) == pf && !busy)
		ctrl |= IOV_CTRL_ARI;
	put16(mask + IOV_CTRL, ctrl);
	put16(mask + IOV_NUM_VFS, on ? 0 : 0xffff);
	put32(mask + IOV_PAGE, on ? 0 : get32(cap + IOV_PAGES));
	if (pf->spec->config_len <= 256) {
		sriov_layout(pf, ari, &offset, &stride);
		put16(cap + IOV_OFFSET, offset);
		put16(cap + IOV_STRIDE, stride);
	}
	refresh_bars(pf);
}

void sriov_refresh(struct function *pf)
{
	const struct function *first = first_pf(pf);
	bool busy = any_enabled(pf);
	bool ari = first && cap16(first, CAP_SRIOV, IOV_CTRL) & IOV_CTRL_ARI;
	unsigned int i;

	for (i = 0; i < pf->bus->npfs; i++)
		if (same_device(pf->bus->pfs[i], pf) && pf->bus->pfs[i]->cap[CAP_SRIOV])
			refresh_one(pf->bus->pfs[i], ari, busy);
}

/* Exactly one supported size can be chosen; anything else is not taken. */
void sriov_page_written(struct function *pf, uint32_t old)
{
	uint8_t *page = pf->cfg + pf->cap[CAP_SRIOV] + IOV_PAGE;
	uint32_t now = get32(page);

	if (!now || (now & (now - 1)))
		put32(page, old);
	sriov_refresh(pf);
	fabric_notify(pf, FABRIC_DECODE);
}
