// SPDX-License-Identifier: GPL-2.0-only
/*
 * header.c - type 0 and type 1 configuration headers (Base 7.5.1).
 *
 * BARs are in bars.c; capabilities elsewhere.
 */
#include "model/config/build.h"

/* Is it the only function of its device?  Header bit 7 (7.5.1.1.9). */
static bool has_siblings(const struct function *fn)
{
	const struct bus *bus = fn->bus;
	unsigned int i, first = fn->devfn & 0xf8, last = first | 7;

	/* Behind a link everything is one device, ARI or not (7.8.8). */
	if (bus->link) {
		first = 0;
		last = 255;
	}
	for (i = first; i <= last && i < bus->nslots; i++)
		if (bus->slot[i] && bus->slot[i] != fn)
			return true;
	return false;
}

static uint32_t default_class(enum spec_type type)
{
	if (spec_type_is_bridge(type))
		return 0x060400;	/* PCI-to-PCI bridge, normal decode */
	if (type == SPEC_HOST_DEVICE)
		return 0x060000;
	if (type == SPEC_RCEC)
		return 0x080700;
	return 0;
}

static void common_put(struct image *img, const struct function *fn)
{
	const struct spec_function *s = fn->spec;
	uint32_t class = s->class ? s->class : default_class(s->type);
	uint8_t type = spec_type_is_bridge(s->type) ? 1 : 0;

	img_put(img, R_VENDOR_ID, 2, s->vendor);
	img_put(img, R_DEVICE_ID, 2, s->device);
	img_put(img, R_REVISION, 1, s->revision);
	img_put(img, R_CLASS, 3, class);
	if (s->multifunction || has_siblings(fn))
		type |= HDR_MULTI_FUNCTION;
	img_put(img, R_HEADER_TYPE, 1, type);
	img_put(img, R_INT_PIN, 1, s->interrupt_pin);
	/* Conventional devices claim with medium DEVSEL (PCI 3.0 6.2.3). */
	if (!spec_type_is_pcie(s->type))
		img_put(img, R_STATUS, 2, STS_DEVSEL_MEDIUM);
}

/*
 * Windows come up decoding nothing, base above limit: the specification
 * leaves the state after reset open, and this is the safe end of it.
 */
static void windows_put(struct image *img, bool conventional)
{
	img_put(img, R_IO_BASE, 1, 0xf0 | IO_TYPE_32);
	img_put(img, R_IO_LIMIT, 1, 0x00 | IO_TYPE_32);
	img_put(img, R_MEM_BASE, 2, 0xfff0);
	img_put(img, R_MEM_LIMIT, 2, 0);
	img_put(img, R_PREF_BASE, 2, 0xfff0 | PREF_TYPE_64);
	img_put(img, R_PREF_LIMIT, 2, PREF_TYPE_64);
	img_put(img, R_PREF_BASE_UPPER, 4, 0xffffffff);
	img_put(img, R_PREF_LIMIT_UPPER, 4, 0);
	img_put(img, R_IO_BASE_UPPER, 2, 0xffff);
	img_put(img, R_IO_LIMIT_UPPER, 2, 0);
	if (conventional)
		img_put(img, R_SEC_STATUS, 2, STS_DEVSEL_MEDIUM);
}

void header_put(struct image *img, const struct function *fn)
{
	const struct spec_function *s = fn->spec;

	common_put(img, fn);
	if (spec_type_is_bridge(s->type)) {
		windows_put(img, fn->below->conventional);
	} else {
		img_put(img, R_SUBSYS_VENDOR, 2, s->subvendor);
		img_put(img, R_SUBSYS_ID, 2, s->subdevice);
	}
	bars_put(img, fn);
}

/* Command (7.5.1.1.3): I/O enable exists only where there is I/O to decode. */
static uint16_t command_mask(const struct function *fn, bool bridge)
{
	uint16_t mask = CMD_MEM | CMD_MASTER | CMD_PARITY | CMD_SERR |
			CMD_INTX_DISABLE;
	unsigned int i;

	if (fn->spec->no_intx_disable)
		mask &= (uint16_t)~CMD_INTX_DISABLE;
	for (i = 0; i < 6; i++)
		if (bridge || fn->spec->bar[i].kind == SPEC_BAR_IO)
			mask |= CMD_IO;
	return mask;
}

/*
 * Type 1 (7.5.1.3).  The low nibble of a window, which is read-only, says what the
 * window supports; upper registers exist only if it says so.
 */
static void bridge_masks(struct image *img, const struct function *fn)
{
	bool conventional = fn->below && fn->below->conventional;
	uint16_t ctl = BCTL_PARITY | BCTL_SERR | BCTL_ISA | BCTL_VGA |
		       BCTL_VGA16 | BCTL_BUS_RESET;

	img_rw(img, R_PRIMARY, 3, 0xffffff);
	img_rw(img, R_IO_BASE, 2, 0xf0f0);
	if ((img->val[R_IO_BASE] & 0xf) == IO_TYPE_32)
		img_rw(img, R_IO_BASE_UPPER, 4, 0xffffffff);
	img_rw(img, R_MEM_BASE, 4, 0xfff0fff0);
	img_rw(img, R_PREF_BASE, 4, 0xfff0fff0);
	if ((img->val[R_PREF_BASE] & 0xf) == PREF_TYPE_64) {
		img_rw(img, R_PREF_BASE_UPPER, 4, 0xffffffff);
		img_rw(img, R_PREF_LIMIT_UPPER, 4, 0xffffffff);
	}
	img_w1c(img, R_SEC_STATUS, 2, STS_W1C);
	if (conventional) {
		/* Master abort mode and discard timers (PCI-to-PCI 3.2.5.18). */
		ctl |= BCTL_MASTER_ABORT | 0x0b00;
		img_w1c(img, R_BRIDGE_CTL, 2, 0x0400);
		img_rw(img, R_SEC_LATENCY, 1, 0xf8);
	}
	img_rw(img, R_BRIDGE_CTL, 2, ctl);
	img_hook(img, R_PRIMARY, HOOK_BUS_NUMBERS);
	img_hook(img, R_INT_LINE, HOOK_BRIDGE_CTL);
	img_hook(img, R_IO_BASE, HOOK_DECODE);
	img_hook(img, R_MEM_BASE, HOOK_DECODE);
	img_hook(img, R_PREF_BASE, HOOK_DECODE);
	img_hook(img, R_PREF_BASE_UPPER, HOOK_DECODE);
	img_hook(img, R_PREF_LIMIT_UPPER, HOOK_DECODE);
	img_hook(img, R_IO_BASE_UPPER, HOOK_DECODE);
}

void header_masks(struct image *img, const struct function *fn)
{
	bool bridge = (img->val[R_HEADER_TYPE] & 0x7f) == 1;

	img_rw(img, R_COMMAND, 2, command_mask(fn, bridge));
	img_hook(img, R_COMMAND, HOOK_DECODE);
	img_w1c(img, R_STATUS, 2, STS_W1C);
	/* No effect on PCI Express, kept for old software (7.5.1.1.7). */
	img_rw(img, R_CACHE_LINE, 1, 0xff);
	if (!spec_type_is_pcie(fn->spec->type))
		img_rw(img, R_LATENCY, 1, 0xf8);
	img_rw(img, R_INT_LINE, 1, 0xff);
	bars_masks(img, fn);
	if (bridge)
		bridge_masks(img, fn);
}
