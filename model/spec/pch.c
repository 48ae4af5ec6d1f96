// SPDX-License-Identifier: GPL-2.0-only
/*
 * pch.c - which machines have a PCH with such registers, and where (see pch.h).
 * It must not know what they hold.
 */
#include "model/spec/bytes.h"
#include "model/spec/pch.h"

/* Root ports of the 5 to 9 Series, as their datasheets number them. */
static const struct { uint16_t first, last, step; } ports[] = {
	{ 0x3b42, 0x3b51, 1 },	/* Ibex Peak */
	{ 0x1c10, 0x1c1f, 1 },	/* Cougar Point */
	{ 0x1e10, 0x1e1f, 1 },	/* Panther Point */
	{ 0x8c10, 0x8c1f, 1 },	/* Lynx Point */
	{ 0x9c10, 0x9c1b, 1 },	/* Lynx Point-LP */
	{ 0x9c90, 0x9c9b, 1 },	/* Wildcat Point-LP */
	{ 0x1d10, 0x1d1e, 2 },	/* Patsburg */
	{ 0x8d10, 0x8d1e, 1 },	/* Wellsburg */
	{ 0x8c90, 0x8c9e, 2 },	/* Lynx Point, 9 Series */
};

/* Returns true for a root port that the chipset's registers isolate. */
static bool pch_guards(const struct spec_function *f)
{
	if (f->type != SPEC_ROOT_PORT || f->vendor != 0x8086)
		return false;
	for (size_t i = 0; i < sizeof(ports) / sizeof(*ports); i++)
		if (f->device >= ports[i].first && f->device <= ports[i].last &&
		    (f->device - ports[i].first) % ports[i].step == 0)
			return true;
	return false;
}

/* Device 1f.0 of the same root bus. */
static const struct spec_function *lpc_beside(const struct spec *s,
					      const struct spec_function *port)
{
	for (uint32_t i = 0; i < s->nfunctions; i++) {
		const struct spec_function *f = &s->functions[i];

		if (f->parent < 0 && f->host_bridge == port->host_bridge &&
		    f->devfn == 0xf8 && f->vendor == 0x8086 &&
		    f->class >> 8 == 0x0601)
			return f;
	}
	return NULL;
}

enum pch_registers pch_find(const struct spec *s, uint32_t port, uint64_t *base)
{
	const struct spec_function *f = &s->functions[port], *lpc;
	uint32_t rcba;

	if (!pch_guards(f))
		return PCH_NONE;
	lpc = lpc_beside(s, f);
	if (!lpc || lpc->config_len < PCH_LPC_RCBA + 4)
		return PCH_UNKNOWN;
	rcba = get32(lpc->config + PCH_LPC_RCBA);
	*base = rcba & ~(PCH_RCRB_BYTES - 1);
	return rcba & 1 ? PCH_AT : PCH_DISABLED;
}
