// SPDX-License-Identifier: GPL-2.0-only
/*
 * build.c - one function's config space: made when the machine is built, and
 * made again when the function is reset.
 */
#include <assert.h>
#include <string.h>

#include "model/cfg.h"

struct masking {
	struct image *img;
	bool root;			/* a root port or event collector */
};

static void mask_capability(void *ctx, bool extended, uint16_t id, uint16_t off)
{
	struct masking *m = ctx;

	if (!extended)
		cap_masks(m->img, (uint8_t)id, off);
	else if (id == XID_SRIOV)
		sriov_masks(m->img, off);
	else
		ext_cap_masks(m->img, id, off, m->root);
}

/*
 * Captured registers hold what software last wrote; after a reset they hold
 * what the specification says, zero for nearly all (7.5).
 */
static void forget_software(struct image *img, uint16_t pcie)
{
	unsigned int i;

	for (i = 0; i < img->len; i++)
		img->val[i] &= (uint8_t)~(img->wmask[i] | img->w1c[i]);
	if (pcie)
		put16(img->val + pcie + EXP_DEVCTL,
		      DEVCTL_DEFAULT & get16(img->wmask + pcie + EXP_DEVCTL));
}

/* @fresh: as after a reset; else as the capture, if any, left it. */
void function_build_image(struct image *img, const struct function *fn, bool fresh)
{
	const struct spec_function *s = fn->spec;
	struct masking m = {
		img, s->type == SPEC_ROOT_PORT || s->type == SPEC_RCEC
	};

	img_clear(img);
	if (s->config_len)
		capture_put(img, fn);
	else
		header_put(img, fn);
	/* What a short capture does not cover comes from the spec. */
	if (s->config_len <= 64)
		caps_put(img, fn);
	if (s->config_len <= 256)
		ext_caps_put(img, fn);
	header_masks(img, fn);
	cap_walk(img->val, img->len, mask_capability, &m);
	if (fresh && s->config_len)
		forget_software(img, fn->cap[CAP_PCIE]);
}

void function_store(struct function *fn, const struct image *img)
{
	size_t len = img->len;

	if (!fn->cfg) {
		uint8_t *p = fabric_alloc(fn->fabric, 3 * len + len / 4);

		fn->cfg = p;
		fn->wmask = p + len;
		fn->w1c = p + 2 * len;
		fn->hook = p + 3 * len;
		fn->len = img->len;
		fn->fabric->state_bytes -= len;
		fn->fabric->cfg_bytes += len;
	}
	assert(fn->len == img->len);
	memcpy(fn->cfg, img->val, len);
	memcpy(fn->wmask, img->wmask, len);
	memcpy(fn->w1c, img->w1c, len);
	memcpy(fn->hook, img->hook, len / 4);
}

static int cap_slot(bool extended, uint16_t id)
{
	static const struct {
		bool extended;
		uint16_t id;
		enum cap slot;
	} known[] = {
		{ false, ID_PM, CAP_PM }, { false, ID_MSI, CAP_MSI },
		{ false, ID_MSIX, CAP_MSIX }, { false, ID_PCIE, CAP_PCIE },
		{ true, XID_AER, CAP_AER }, { true, XID_ACS, CAP_ACS },
		{ true, XID_ARI, CAP_ARI }, { true, XID_ATS, CAP_ATS },
		{ true, XID_PRI, CAP_PRI }, { true, XID_PASID, CAP_PASID },
		{ true, XID_SRIOV, CAP_SRIOV }, { true, XID_REBAR, CAP_REBAR },
		{ true, XID_LTR, CAP_LTR }, { true, XID_DPC, CAP_DPC },
		{ true, XID_DSN, CAP_DSN },
	};
	unsigned int i;

	for (i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (known[i].extended == extended && known[i].id == id)
			return (int)known[i].slot;
	return -1;
}

static void note_capability(void *ctx, bool extended, uint16_t id, uint16_t off)
{
	struct function *fn = ctx;
	int slot = cap_slot(extended, id);

	if (slot >= 0 && !fn->cap[slot])
		fn->cap[slot] = off;
}

void function_index_caps(struct function *fn)
{
	memset(fn->cap, 0, sizeof(fn->cap));
	cap_walk(fn->cfg, fn->len, note_capability, fn);
}
