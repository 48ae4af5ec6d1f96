/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * probe_buses.h - decides whether drivers/pci/probe.c numbers all buses anew.
 *
 * asm-generic, which ARCH=um uses, always numbers them anew.  A real machine's kernel
 * keeps the numbers of firmware.  Here the boot flags decide.  Only probe.c includes
 * it, before everything else (see tools/kbuild/config.sh).
 */
#ifndef SIM_ENV_PCI_PROBE_BUSES_H
#define SIM_ENV_PCI_PROBE_BUSES_H

#ifndef __ASSEMBLY__
extern int hp_assign_all_busses;
#endif
#define pcibios_assign_all_busses() hp_assign_all_busses

#endif
