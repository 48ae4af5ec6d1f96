// SPDX-License-Identifier: GPL-2.0-only
/*
 * vf.c - virtual functions: they come with VF Enable and go with it (Base
 * 9.2.1.2, 9.3.3.3.1, 9.3.4).
 *
 * A VF's config space is built when something first touches it; masks are
 * shared by all VFs of a PF.  It must not know the layout of the PF's
 * capability (sriov.c).
 */
#include <string.h>

#include "model/config/build.h"
#include "model/config/bus.h"
#include "model/config/sriov.h"
#include "model/config/state.h"
#include "model/spec/msix_place.h"

#define VF_OFF_MSIX 0x60
#define VF_OFF_PCIE 0x70
#define VF_OFF_ACS 0x148
#define VF_OFF_ARI 0x170
#define VF_OFF_ATS 0x178

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

void vf_reset(struct function *vf)
{
	if (vf->cfg)
		memcpy(vf->cfg, vf->pf->vfs->power_on, vf->len);
}

static void vfs_enable(struct function *pf)
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
		vf_reset(&pf->vfs->fn[i]);
	fabric_notify(pf, FABRIC_VF_ENABLE);
}

void vfs_disable(struct function *pf)
{
	if (!pf->vfs || !pf->vfs->active)
		return;
	pf->vfs->active = 0;
	fabric_notify(pf, FABRIC_VF_DISABLE);
}

void vfs_control_written(struct function *pf, uint16_t old)
{
	uint16_t now = cap16(pf, CAP_SRIOV, IOV_CTRL);

	if ((now ^ old) & IOV_CTRL_VFE) {
		if (now & IOV_CTRL_VFE)
			vfs_enable(pf);
		else
			vfs_disable(pf);
	}
	sriov_refresh(pf);
	fabric_notify(pf, FABRIC_DECODE);
}

void vfs_power_on(struct function *pf)
{
	sriov_refresh(pf);
	if (cap16(pf, CAP_SRIOV, IOV_CTRL) & IOV_CTRL_VFE)
		vfs_enable(pf);
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

struct function *vf_find(const struct bus *bus, uint8_t number, uint8_t devfn)
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
