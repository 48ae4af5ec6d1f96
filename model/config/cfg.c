// SPDX-License-Identifier: GPL-2.0-only
/*
 * cfg.c - config space as bytes and masks: building an image, and what a
 * write does to a function's registers.
 *
 * It knows no capability's layout; side effects are dispatched by dword.
 */
#include <assert.h>
#include <string.h>

#include "model/config/cfg.h"

void img_clear(struct image *img)
{
	memset(img->val, 0, img->len);
	memset(img->wmask, 0, img->len);
	memset(img->w1c, 0, img->len);
	memset(img->hook, 0, (img->len + 3) / 4);
	img->len = 0;
	img->last = 0;
	img->last_ext = 0;
}

/* Storage always covers whole dwords, the unit of side effects. */
static void touch(struct image *img, unsigned int end)
{
	end = (end + 3) & ~3u;
	assert(end <= sizeof(img->val));
	if (end > img->len)
		img->len = (uint16_t)end;
}

static void put_bytes(uint8_t *p, unsigned int size, uint64_t v)
{
	while (size--) {
		*p++ = (uint8_t)v;
		v >>= 8;
	}
}

static void or_bytes(uint8_t *p, unsigned int size, uint64_t v)
{
	while (size--) {
		*p++ |= (uint8_t)v;
		v >>= 8;
	}
}

void img_put(struct image *img, unsigned int off, unsigned int size, uint64_t v)
{
	touch(img, off + size);
	put_bytes(img->val + off, size, v);
}

void img_rw(struct image *img, unsigned int off, unsigned int size, uint64_t mask)
{
	touch(img, off + size);
	or_bytes(img->wmask + off, size, mask);
}

void img_w1c(struct image *img, unsigned int off, unsigned int size, uint64_t mask)
{
	touch(img, off + size);
	or_bytes(img->w1c + off, size, mask);
}

void img_hook(struct image *img, unsigned int off, enum hook h)
{
	touch(img, off + 1);
	img->hook[off / 4] = (uint8_t)h;
}

/* Append to the list that starts at the Capabilities Pointer (7.5.1.1.11). */
void img_cap(struct image *img, uint8_t id, uint8_t off, unsigned int bytes)
{
	touch(img, off + bytes);
	img->val[img->last ? img->last + 1 : R_CAP_PTR] = off;
	img->val[R_STATUS] |= STS_CAP_LIST;
	img->val[off] = id;
	img->val[off + 1] = 0;
	img->last = off;
}

static void ext_header(struct image *img, uint16_t off, uint16_t id, uint8_t version)
{
	img_put(img, off, 4, id | (uint32_t)version << 16);
	if (img->last_ext) {
		uint8_t *prev = img->val + img->last_ext;

		put32(prev, (get32(prev) & 0x000fffff) | (uint32_t)off << 20);
	}
	img->last_ext = off;
}

/*
 * Append to the extended list.  It starts at 100h, always (7.6.3): where the
 * first capability lives elsewhere a Null capability stands there.
 */
void img_ext_cap(struct image *img, uint16_t id, uint8_t version, uint16_t off,
		 unsigned int bytes)
{
	if (!img->last_ext && off != 0x100)
		ext_header(img, 0x100, XID_NULL, 1);
	ext_header(img, off, id, version);
	touch(img, off + bytes);
}

static void command_written(struct function *fn)
{
	fabric_notify(fn, FABRIC_DECODE);
}

/* Secondary Bus Reset holds everything below in reset while set (7.5.1.3.13). */
static void bridge_control_written(struct function *fn, uint32_t old, uint32_t new)
{
	const uint32_t bit = (uint32_t)BCTL_BUS_RESET << 16;

	if (!((old ^ new) & bit))
		return;
	domain_renumbered(fn->bus->domain);
	if (new & bit)
		bus_reset(fn->below, FABRIC_HOT_RESET);
	function_link_changed(fn);
}

/* Disabling the link is a reset for what is below it (6.6.1, 7.5.3.7). */
static void link_control_written(struct function *fn, uint32_t old, uint32_t new)
{
	if (!fn->below || !((old ^ new) & LNKCTL_DISABLE))
		return;
	domain_renumbered(fn->bus->domain);
	if (new & LNKCTL_DISABLE)
		bus_reset(fn->below, FABRIC_HOT_RESET);
	function_link_changed(fn);
}

static void pm_written(struct function *fn, uint32_t old, uint32_t new)
{
	unsigned int from = old & PM_STATE, to = new & PM_STATE;
	uint8_t *csr = fn->cfg + fn->cap[CAP_PM] + PM_CSR;

	/* D1 and D2 are not supported: the request is discarded (7.5.2.2). */
	if (to == 1 || to == 2) {
		*csr = (uint8_t)((*csr & ~PM_STATE) | from);
		return;
	}
	if (from == to)
		return;
	if (fn->below)
		domain_renumbered(fn->bus->domain);
	fabric_notify(fn, FABRIC_POWER_STATE);
	if (!to && !(new & PM_NO_SOFT_RESET))
		function_reset(fn, FABRIC_POWER_RESET);
}

/* Reset clears the request queue; it reads as zero (10.5.2.2). */
static void pri_written(struct function *fn)
{
	uint8_t *cap = fn->cfg + fn->cap[CAP_PRI];
	uint16_t status = get16(cap + PRI_STATUS_REG);

	if (get16(cap + PRI_CTRL_REG) & PRI_CTRL_ENABLE)
		status &= (uint16_t)~PRI_STATUS_STOPPED;
	else
		status |= PRI_STATUS_STOPPED;
	put16(cap + PRI_STATUS_REG, status);
}

/* A software trigger contains the port like an error would (6.2.11.5). */
static void dpc_control_written(struct function *fn, uint32_t written)
{
	uint8_t *status = fn->cfg + fn->cap[CAP_DPC] + DPC_STATUS_REG;
	uint16_t ctrl = cap16(fn, CAP_DPC, DPC_CTRL_REG);

	if (!((written >> 16) & DPC_CTRL_SW_TRIGGER) || !(ctrl & 3) ||
	    (get16(status) & DPC_STATUS_TRIGGERED))
		return;
	/* Reason 11b, extension 01b: software trigger (7.9.14.4). */
	put16(status, (uint16_t)(get16(status) | DPC_STATUS_TRIGGERED | 3 << 1 |
				 1 << 5));
	domain_renumbered(fn->bus->domain);
	bus_reset(fn->below, FABRIC_HOT_RESET);
	function_link_changed(fn);
}

static void dpc_status_written(struct function *fn, uint32_t old, uint32_t new)
{
	uint8_t *status = fn->cfg + fn->cap[CAP_DPC] + DPC_STATUS_REG;

	if (!((old ^ new) & DPC_STATUS_TRIGGERED))
		return;
	put16(status, get16(status) & (uint16_t)~0x0066u);
	domain_renumbered(fn->bus->domain);
	function_link_changed(fn);
}

/*
 * Changing BAR Size changes what the BAR decodes and sizes to (7.8.6.3).
 * A size that Resizable BAR Capability does not offer is not taken.
 */
static void rebar_written(struct function *fn, unsigned int off, uint32_t old)
{
	uint8_t *ctrl = fn->cfg + off;
	uint32_t now = get32(ctrl), cap = get32(ctrl - 4);
	unsigned int bar = now & 7, n = now >> 8 & 0x3f;
	struct spec_bar b;
	uint64_t mask;

	if (bar > 5)
		return;
	if (n > 43 || !(n < 28 ? cap >> (n + 4) & 1 : now >> (n - 12) & 1)) {
		put32(ctrl, (now & ~0x3f00u) | (old & 0x3f00u));
		return;
	}
	b = fn->spec->bar[bar];
	mask = bar_mask(&b, 1ull << (n + 20));
	put32(fn->wmask + R_BAR0 + 4 * bar, (uint32_t)mask);
	put32(fn->cfg + R_BAR0 + 4 * bar,
	      (get32(fn->cfg + R_BAR0 + 4 * bar) & ((uint32_t)mask | 0xf)));
	if (b.kind == SPEC_BAR_MEM64) {
		uint8_t *upper = fn->cfg + R_BAR0 + 4 * bar + 4;

		put32(fn->wmask + R_BAR0 + 4 * bar + 4, (uint32_t)(mask >> 32));
		put32(upper, get32(upper) & (uint32_t)(mask >> 32));
	}
	fabric_notify(fn, FABRIC_DECODE);
}

static void run_hook(struct function *fn, unsigned int off, uint32_t old,
		     uint32_t new, uint32_t written)
{
	switch ((enum hook)fn->hook[off / 4]) {
	case HOOK_NONE:
		break;
	case HOOK_DECODE:
		command_written(fn);
		break;
	case HOOK_BUS_NUMBERS:
		domain_renumbered(fn->bus->domain);
		command_written(fn);
		break;
	case HOOK_BRIDGE_CTL:
		bridge_control_written(fn, old, new);
		break;
	case HOOK_PM:
		pm_written(fn, old, new);
		break;
	case HOOK_DEVCTL:
		/* Initiate FLR reads as zero: it is in no write mask (7.5.3.4). */
		if (written & DEVCTL_FLR)
			function_reset(fn, FABRIC_FLR);
		break;
	case HOOK_LNKCTL:
		link_control_written(fn, old, new);
		break;
	case HOOK_IOV_CTRL:
		sriov_control_written(fn, (uint16_t)old);
		break;
	case HOOK_IOV_PAGE:
		sriov_page_written(fn, old);
		break;
	case HOOK_REBAR:
		rebar_written(fn, off, old);
		break;
	case HOOK_PRI:
		pri_written(fn);
		break;
	case HOOK_DPC_CTRL:
		dpc_control_written(fn, written);
		break;
	case HOOK_DPC_STATUS:
		dpc_status_written(fn, old, new);
		break;
	}
}

void cfg_write(struct function *fn, uint16_t reg, uint8_t size, uint32_t value)
{
	unsigned int off = reg & ~3u, shift = (reg & 3) * 8;
	uint32_t lanes, written, old, new, wmask;

	if (off >= fn->len)
		return;			/* read-only zero */
	lanes = (size == 4 ? ~0u : (1u << size * 8) - 1) << shift;
	written = (value << shift) & lanes;
	wmask = get32(fn->wmask + off) & lanes;
	old = get32(fn->cfg + off);
	new = (old & ~wmask) | (written & wmask);
	new &= ~(written & get32(fn->w1c + off));
	put32(fn->cfg + off, new);
	if (fn->hook[off / 4])
		run_hook(fn, off, old, new, written);
}
