// SPDX-License-Identifier: GPL-2.0-only
/*
 * reset.c - which registers of a function keep their values in each kind of reset.
 *
 * Resets happen at once here; it must not know how long they take
 * (reset_time.c).
 */
#include <string.h>

#include "model/config/build.h"
#include "model/config/bus.h"
#include "model/config/reset.h"
#include "model/config/sriov.h"
#include "model/config/state.h"
#include "model/spec/caplen.h"

static void copy(struct image *img, const struct function *fn, unsigned int off,
		 unsigned int n)
{
	memcpy(img->val + off, fn->cfg + off, n);
}

/* Sticky registers live through every reset but power loss (7.4, 7.8.4). */
static void keep_sticky(struct image *img, const struct function *fn)
{
	uint16_t aer = fn->cap[CAP_AER];

	if (!aer)
		return;
	copy(img, fn, aer + AER_UNCOR_STATUS, AER_ROOT_COMMAND - AER_UNCOR_STATUS);
	if (aer + AER_ROOT_STATUS + 8u <= fn->len)
		copy(img, fn, aer + AER_ROOT_STATUS, 8);
}

/* FLR leaves the link and the device's payload size alone (6.6.2). */
static void keep_over_flr(struct image *img, const struct function *fn)
{
	uint16_t exp = fn->cap[CAP_PCIE];
	uint8_t *ctl;

	if (!exp)
		return;
	ctl = img->val + exp + EXP_DEVCTL;
	put16(ctl, (uint16_t)((get16(ctl) & ~DEVCTL_MPS) |
			      (get16(fn->cfg + exp + EXP_DEVCTL) & DEVCTL_MPS)));
	copy(img, fn, exp + EXP_LNKCTL, 4);
	if (cap_bytes(fn->cfg, (uint8_t)exp) >= EXP_BYTES)
		copy(img, fn, exp + EXP_LNKCTL2, 2);
}

void function_reset(struct function *fn, enum fabric_event kind)
{
	struct image *img = &fn->fabric->scratch;

	fabric_notify(fn, kind);
	if (fn->vf) {
		vf_reset(fn);
		return;
	}
	vfs_disable(fn);
	function_build_image(img, fn, true);
	keep_sticky(img, fn);
	if (kind == FABRIC_FLR)
		keep_over_flr(img, fn);
	function_store(fn, img);
	if (fn->cap[CAP_SRIOV])
		sriov_refresh(fn);
	if (fn->below)
		domain_renumbered(fn->bus->domain);
	fabric_notify(fn, FABRIC_DECODE);
}

/* Everything on @bus and below; VFs go with their PF's VF Enable. */
void bus_reset(struct bus *bus, enum fabric_event kind)
{
	unsigned int i;

	for (i = 0; i < bus->nslots; i++) {
		struct function *fn = bus->slot[i];

		if (!fn)
			continue;
		if (fn->below)
			bus_reset(fn->below, kind);
		function_reset(fn, kind);
	}
}

void fabric_set_link(struct function *port, bool up)
{
	if (port->link_lost == !up)
		return;
	port->link_lost = !up;
	domain_renumbered(port->bus->domain);
	if (!up && port->below)
		bus_reset(port->below, FABRIC_LINK_LOST);
	function_link_changed(port);
}

bool function_link_lost(const struct function *fn)
{
	for (fn = function_parent(fn); fn; fn = function_parent(fn))
		if (fn->link_lost)
			return true;
	return false;
}
