// SPDX-License-Identifier: GPL-2.0-only
/*
 * sriov.c - the SR-IOV capability and the virtual functions it brings to life
 * (Base chapter 9).
 *
 * A VF's config space is built when something first touches it; masks are
 * shared by all VFs of a PF.
 */
#include <string.h>

#include "model/config/cfg.h"

#define VF_OFF_MSIX 0x60
#define VF_OFF_PCIE 0x70
#define VF_OFF_ACS 0x148
#define VF_OFF_ARI 0x170
#define VF_OFF_ATS 0x178

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
void sriov_layout(const struct function *pf, bool ari, uint16_t *offset,
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

static void vf_header_put(struct image *img, const struct function *pf)
{
	const struct spec_function *s = pf->spec;

	/* IDs read as ones; class and revision as the PF's (9.3.4.1). */
	img_put(img, R_VENDOR_ID, 4, 0xffffffff);
	img_put(img, R_REVISION, 4, get32(pf->cfg + R_REVISION));
	img_put(img, R_SUBSYS_VENDOR, 2, get16(pf->cfg + R_SUBSYS_VENDOR));
	img_put(img, R_SUBSYS_ID, 2, s->subdevice);
	img_put(img, R_INT_LINE, 4, 0);	/* no interrupt pin */
	/* Memory and I/O enable, INTx disable: hardwired to zero. */
	img_rw(img, R_COMMAND, 2, CMD_MASTER);
	img_hook(img, R_COMMAND, HOOK_DECODE);
	img_w1c(img, R_STATUS, 2, STS_W1C);
}

/*
 * Everything in Device Control but Initiate FLR, and all of Link Control, is
 * the PF's to set (9.3.5.3 on); FLR is mandatory for VFs.
 */
static void vf_pcie_put(struct image *img, const struct function *pf)
{
	const uint8_t *exp = pf->cfg + pf->cap[CAP_PCIE];

	img_cap(img, ID_PCIE, VF_OFF_PCIE, EXP_BYTES);
	img_put(img, VF_OFF_PCIE + EXP_CAP, 2, get16(exp + EXP_CAP));
	img_put(img, VF_OFF_PCIE + EXP_DEVCAP, 4,
		get32(exp + EXP_DEVCAP) | DEVCAP_FLR);
	img_w1c(img, VF_OFF_PCIE + EXP_DEVSTA, 2, 0x000f);
	img_put(img, VF_OFF_PCIE + EXP_LNKCAP, 4, get32(exp + EXP_LNKCAP));
	img_put(img, VF_OFF_PCIE + EXP_DEVCAP2, 4, get32(exp + EXP_DEVCAP2));
	img_put(img, VF_OFF_PCIE + EXP_LNKCAP2, 4, get32(exp + EXP_LNKCAP2));
	img_hook(img, VF_OFF_PCIE + EXP_DEVCTL, HOOK_DEVCTL);
}

static void vf_ext_caps_put(struct image *img, const struct function *pf)
{
	const struct spec_sriov *s = &pf->spec->sriov;

	if (s->vf_acs.known == SPEC_PRESENT) {
		acs_put(img, pf, &s->vf_acs);
		ext_cap_masks(img, XID_ACS, VF_OFF_ACS, false);
	}
	/* Next Function Number has no meaning in a VF (9.3.7.6). */
	if (pf->cap[CAP_ARI])
		img_ext_cap(img, XID_ARI, 1, VF_OFF_ARI, ARI_BYTES);
	/* Smallest Translation Unit and the queue are the PF's (9.3.7.8). */
	if (s->vf_ats) {
		img_ext_cap(img, XID_ATS, 1, VF_OFF_ATS, ATS_BYTES);
		img_put(img, VF_OFF_ATS + ATS_CAP_REG, 2, 0x0020);
		img_rw(img, VF_OFF_ATS + ATS_CTRL_REG, 2, ATS_CTRL_ENABLE);
	}
}

static void vf_build(struct image *img, const struct function *pf)
{
	const struct spec_sriov *s = &pf->spec->sriov;
	unsigned int vectors = pf->spec->msix_vectors ? pf->spec->msix_vectors : 1;
	uint32_t table, pba;

	img_clear(img);
	vf_header_put(img, pf);
	/* As many vectors as the PF has, or as its BARs hold. */
	while (s->vf_msix && vectors > 1 &&
	       !msix_place(s->bar, 6, vectors, &table, &pba))
		vectors /= 2;
	if (s->vf_msix) {
		msix_put(img, VF_OFF_MSIX, s->bar, 6, vectors);
		if (img->last)
			cap_masks(img, ID_MSIX, VF_OFF_MSIX);
	}
	vf_pcie_put(img, pf);
	vf_ext_caps_put(img, pf);
}

static uint8_t *keep(struct fabric *f, const uint8_t *bytes, size_t n)
{
	return memcpy(fabric_alloc(f, n), bytes, n);
}

/* Once a PF: room for all its VFs, and what they have in common. */
static void vfs_create(struct function *pf)
{
	struct fabric *f = pf->fabric;
	struct image *img = &f->scratch;
	uint16_t total = cap16(pf, CAP_SRIOV, IOV_TOTAL_VFS);
	struct vfset *set = fabric_alloc(f, sizeof(*set));

	vf_build(img, pf);
	set->total = total;
	set->len = img->len;
	set->wmask = keep(f, img->wmask, img->len);
	set->w1c = keep(f, img->w1c, img->len);
	set->hook = keep(f, img->hook, img->len / 4);
	set->power_on = keep(f, img->val, img->len);
	set->fn = fabric_alloc(f, total * sizeof(*set->fn));
	f->nvfs += total;
	pf->vfs = set;
}

static void vf_init(struct function *vf, struct function *pf, unsigned int n)
{
	struct vfset *set = pf->vfs;

	vf->fabric = pf->fabric;
	vf->spec = pf->spec;
	vf->pf = pf;
	vf->bus = pf->bus;
	vf->index = pf->index;
	vf->vf = (uint16_t)n;
	vf->space = pf->space;
	vf->wmask = set->wmask;
	vf->w1c = set->w1c;
	vf->hook = set->hook;
	vf->len = set->len;
	vf->cfg = keep(pf->fabric, set->power_on, set->len);
	vf->fabric->cfg_bytes += set->len;
	vf->fabric->state_bytes -= set->len;
	function_index_caps(vf);
	if (n > set->most)
		set->most = vf->vf;
}

/* VF @n, brought into being the first time. */
static struct function *vf_touch(struct function *pf, unsigned int n)
{
	struct function *vf = &pf->vfs->fn[n - 1];

	if (!vf->cfg)
		vf_init(vf, pf, n);
	return vf;
}

void sriov_vf_reset(struct function *vf)
{
	if (vf->cfg)
		memcpy(vf->cfg, vf->pf->vfs->power_on, vf->len);
}

static void sriov_enable(struct function *pf)
{
	uint16_t n = cap16(pf, CAP_SRIOV, IOV_NUM_VFS);
	uint16_t total = cap16(pf, CAP_SRIOV, IOV_TOTAL_VFS);
	unsigned int i;

	if (!pf->vfs && total)
		vfs_create(pf);
	if (!pf->vfs)
		return;
	/* More than TotalVFs is undefined (9.3.3.7); none beyond that exist. */
	pf->vfs->active = n < pf->vfs->total ? n : pf->vfs->total;
	for (i = 0; i < pf->vfs->most; i++)
		sriov_vf_reset(&pf->vfs->fn[i]);
	fabric_notify(pf, FABRIC_VF_ENABLE);
}

void sriov_disable(struct function *pf)
{
	if (!pf->vfs || !pf->vfs->active)
		return;
	pf->vfs->active = 0;
	fabric_notify(pf, FABRIC_VF_DISABLE);
}

void sriov_control_written(struct function *pf, uint16_t old)
{
	uint16_t now = cap16(pf, CAP_SRIOV, IOV_CTRL);

	if ((now ^ old) & IOV_CTRL_VFE) {
		if (now & IOV_CTRL_VFE)
			sriov_enable(pf);
		else
			sriov_disable(pf);
	}
	sriov_refresh(pf);
	fabric_notify(pf, FABRIC_DECODE);
}

void sriov_power_on(struct function *pf)
{
	sriov_refresh(pf);
	if (cap16(pf, CAP_SRIOV, IOV_CTRL) & IOV_CTRL_VFE)
		sriov_enable(pf);
}

/* Which VF of @pf has that routing ID, counted from its own bus (9.2.1.2)? */
static struct function *vf_by_distance(struct function *pf, int distance)
{
	unsigned int stride = cap16(pf, CAP_SRIOV, IOV_STRIDE), n;

	if (!pf->vfs || !pf->vfs->active)
		return NULL;
	/* Below the first VF it goes negative, which is far above the last. */
	distance -= cap16(pf, CAP_SRIOV, IOV_OFFSET);
	if (!stride)
		return distance ? NULL : vf_touch(pf, 1);
	n = (unsigned int)distance / stride;
	if ((unsigned int)distance % stride || n >= pf->vfs->active)
		return NULL;
	return vf_touch(pf, n + 1);
}

struct function *sriov_find(const struct bus *bus, uint8_t number, uint8_t devfn)
{
	int rid = (number - bus_number(bus)) * 256 + devfn;
	struct function *vf;
	unsigned int i;

	for (i = 0; i < bus->npfs; i++) {
		vf = vf_by_distance(bus->pfs[i], rid - bus->pfs[i]->devfn);
		if (vf)
			return vf;
	}
	return NULL;
}

struct function *fabric_vf(struct function *pf, uint16_t n)
{
	if (!pf || !pf->vfs || !n || n > pf->vfs->active)
		return NULL;
	return vf_touch(pf, n);
}
