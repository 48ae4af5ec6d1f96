// SPDX-License-Identifier: GPL-2.0-only
/*
 * pcie.c - values of the PCI Express capability (Base 7.5.3) for every port
 * type, and what changes in them when a link goes down or comes back.
 */
#include "model/config/build.h"
#include "model/config/bus.h"
#include "model/config/reset.h"

#define DEFAULT_SPEED 4			/* 16 GT/s */
#define DEFAULT_WIDTH 16

static unsigned int speed_of(const struct spec_function *s)
{
	return s->link_speed ? s->link_speed : DEFAULT_SPEED;
}

static unsigned int width_of(const struct spec_function *s)
{
	return s->link_width ? s->link_width : DEFAULT_WIDTH;
}

static unsigned int least(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

/* The component at the other end of a port's link, NULL for an empty slot. */
static const struct spec_function *partner(const struct function *fn)
{
	unsigned int i;

	if (!spec_type_is_downstream(fn->spec->type))
		return fn->bus->bridge ? fn->bus->bridge->spec : NULL;
	for (i = 0; fn->below && i < fn->below->nslots; i++)
		if (fn->below->slot[i])
			return fn->below->slot[i]->spec;
	return NULL;
}

/* Negotiated speed and width; a port also reports the link's state. */
static uint16_t link_status(const struct function *fn)
{
	const struct spec_function *other = partner(fn);
	uint16_t status = LNKSTA_SLOT_CLOCK;

	if (!other)
		return status | 1;	/* 2.5 GT/s, no lane up */
	status |= (uint16_t)least(speed_of(fn->spec), speed_of(other));
	status |= (uint16_t)(least(width_of(fn->spec), width_of(other)) << 4);
	if (spec_type_is_downstream(fn->spec->type))
		status |= LNKSTA_DLLLA;
	return status;
}

static void link_put(struct image *img, const struct function *fn, uint16_t off)
{
	const struct spec_function *s = fn->spec;
	uint32_t cap = speed_of(s) | width_of(s) << 4 | LNKCAP_ASPM_OPT |
		       (uint32_t)fn->port_number << 24;

	if (spec_type_is_downstream(s->type))
		cap |= LNKCAP_DLLLA | LNKCAP_LBN;
	img_put(img, off + EXP_LNKCAP, 4, cap);
	img_put(img, off + EXP_LNKSTA, 2, link_status(fn));
	/* Supported speeds: every one up to ours; target: ours (7.5.3.18). */
	img_put(img, off + EXP_LNKCAP2, 4, ((1u << speed_of(s)) - 1) << 1);
	img_put(img, off + EXP_LNKCTL2, 2, speed_of(s));
}

static void slot_put(struct image *img, const struct function *fn, uint16_t off)
{
	uint32_t cap = SLTCAP_NO_CMD_COMPLETED |
		       (uint32_t)(fn->port_number & 0x1fff) << 19;

	if (fn->spec->hotplug_slot)
		cap |= SLTCAP_HOTPLUG | SLTCAP_SURPRISE;
	img_put(img, off + EXP_SLTCAP, 4, cap);
	img_put(img, off + EXP_SLTSTA, 2, partner(fn) ? SLTSTA_PRESENCE : 0);
}

/* Only endpoints may support Function Level Reset (7.5.3.3 bit 28). */
static bool may_flr(enum spec_type type)
{
	return type == SPEC_ENDPOINT || type == SPEC_LEGACY_ENDPOINT ||
	       type == SPEC_RCIEP;
}

static uint32_t devcap2(const struct spec_function *s)
{
	uint32_t cap = 0;

	/* Functions that issue requests have completion timeouts (7.5.3.15). */
	if (s->type != SPEC_UPSTREAM_PORT && s->type != SPEC_DOWNSTREAM_PORT)
		cap |= DEVCAP2_CTO_RANGES | DEVCAP2_CTO_DISABLE;
	if (spec_type_is_downstream(s->type) && s->ari_forwarding)
		cap |= DEVCAP2_ARI;
	if (s->ltr)
		cap |= DEVCAP2_LTR;
	/* PASID travels in an end-end TLP prefix (6.20): ports pass it on. */
	if (s->pasid || (!s->no_tlp_prefix && (s->type == SPEC_ROOT_PORT ||
					      s->type == SPEC_UPSTREAM_PORT ||
					      s->type == SPEC_DOWNSTREAM_PORT)))
		cap |= DEVCAP2_EETLP;
	return cap;
}

void pcie_put(struct image *img, const struct function *fn, uint16_t off)
{
	const struct spec_function *s = fn->spec;
	uint16_t reg = (uint16_t)(EXP_VERSION_2 | s->type << 4);
	uint32_t devcap = DEVCAP_MPS_256 | DEVCAP_EXT_TAG | DEVCAP_RBER;
	bool slot = spec_type_is_downstream(s->type) && (s->slot || s->hotplug_slot);

	if (s->flr && may_flr(s->type))
		devcap |= DEVCAP_FLR;
	img_put(img, off + EXP_CAP, 2, reg | (slot ? EXP_SLOT : 0));
	img_put(img, off + EXP_DEVCAP, 4, devcap);
	img_put(img, off + EXP_DEVCTL, 2, DEVCTL_DEFAULT);
	if (spec_type_has_link(s->type))
		link_put(img, fn, off);
	if (slot)
		slot_put(img, fn, off);
	else if (spec_type_is_downstream(s->type))
		img_put(img, off + EXP_SLTSTA, 2, SLTSTA_PRESENCE);
	if (s->type == SPEC_ROOT_PORT || s->type == SPEC_RCEC)
		img_put(img, off + EXP_ROOTCAP, 2, 1);	/* RRS visibility */
	img_put(img, off + EXP_DEVCAP2, 4, devcap2(s));
}

/*
 * The link below @port went down or came back: Data Link Layer Link Active,
 * and the slot's change bit (7.5.3.8, 7.5.3.11).
 */
void function_link_changed(struct function *port)
{
	uint8_t *exp = port->cfg + port->cap[CAP_PCIE];
	uint16_t status;
	bool up;

	if (!(cap32(port, CAP_PCIE, EXP_LNKCAP) & LNKCAP_DLLLA))
		return;
	up = partner(port) && bridge_link_up(port);
	status = get16(exp + EXP_LNKSTA) & (uint16_t)~0x33ff;
	put16(exp + EXP_LNKSTA, status | (up ? link_status(port) :
					  LNKSTA_SLOT_CLOCK | 1));
	if (get16(exp + EXP_CAP) & EXP_SLOT)
		put16(exp + EXP_SLTSTA, get16(exp + EXP_SLTSTA) | 0x0100);
}
