/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pch.h - Intel platform controller hubs, whose root ports have their access
 * control registers at other places than PCI Express says.
 *
 *   Ibex Peak ... Wildcat Point	no ACS capability; registers of the chipset,
 *   (5 to 9 Series)			in memory that the LPC bridge points to
 *   Sunrise and Union Point		the ACS capability, but each register a
 *   (100 and 200 Series, mobile	dword: control at 8, not at 6 (erratum 23 of
 *   7th and 8th generation)		the 100, 22 of the 200 Series)
 *
 * Sources: Intel's datasheets of those chipsets (RCBA: LPC bridge, F0h; chipset
 * configuration registers UPDCR 1014h and BSPR 1104h) and specification updates.
 */
#ifndef MODEL_SPEC_PCH_H
#define MODEL_SPEC_PCH_H

#include "model/spec/spec.h"

#define PCH_LPC_RCBA 0xf0		/* of device 1f.0: 31:14 address, 0 enable */
#define PCH_RCRB_BYTES 0x4000u
#define PCH_UPDCR 0x1014		/* 5:0 upstream peer decode enable */
#define PCH_UPDCR_RESET 0x3fu
#define PCH_BSPR 0x1104			/* 8, 9: peer cycles off by soft strap */

/* Returns true for a root port whose ACS registers are dwords, without egress vector. */
static inline bool pch_acs_in_dwords(uint16_t vendor, uint16_t device)
{
	if (vendor != 0x8086)
		return false;
	return (device >= 0xa110 && device <= 0xa11f) ||
	       (device >= 0xa167 && device <= 0xa16a) ||
	       (device >= 0xa290 && device <= 0xa29f) ||
	       (device >= 0xa2e7 && device <= 0xa2ee) ||
	       (device >= 0x9d10 && device <= 0x9d1b);
}

enum pch_registers {
	PCH_NONE = 0,		/* no such port */
	PCH_UNKNOWN,		/* their address is not known */
	PCH_DISABLED,		/* firmware has disabled them */
	PCH_AT,			/* modelled */
};

/*
 * Finds the chipset registers of root port @port of @s, from the config space of
 * the LPC bridge on its bus.  @base is set for PCH_AT.
 */
enum pch_registers pch_find(const struct spec *s, uint32_t port, uint64_t *base);

#endif
