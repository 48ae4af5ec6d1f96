/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * probe_buses.h - whether drivers/pci/probe.c numbers all buses anew.
 *
 * ARCH=um takes asm-generic's answer, always, made for boot loaders that leave
 * the bus alone.  Where firmware numbered the buses a real machine's kernel
 * keeps its numbers: here that is up to the boot flags.  Included before
 * everything in probe.c, alone (see tools/kbuild/config.sh).
 */
#ifndef SIM_ENV_PCI_PROBE_BUSES_H
#define SIM_ENV_PCI_PROBE_BUSES_H

#ifndef __ASSEMBLY__
extern int hp_assign_all_busses;
#endif
#define pcibios_assign_all_busses() hp_assign_all_busses

#endif
