// SPDX-License-Identifier: GPL-2.0-only
/*
 * write.c - what a write does to a function's registers, and its side effects.
 *
 * It knows which dword has a side effect from the image's hooks, not from
 * capabilities' layout; it must not know where the request came from.
 */
#include "model/config/build.h"
#include "model/config/bus.h"
#include "model/config/reset.h"
#include "model/config/sriov.h"
#include "model/config/state.h"
#include "model/config/write.h"

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
		vfs_control_written(fn, (uint16_t)old);
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
