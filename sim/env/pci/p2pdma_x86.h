/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * p2pdma_x86.h - what the CONFIG_X86 branch of drivers/pci/p2pdma.c uses: the boot
 * CPU's vendor and family, from the host profile.  Only that file includes it, after
 * all its headers (see tools/kbuild/env.sh), and the environment's file that defines
 * hp_boot_cpu_x86.
 */
#ifndef SIM_ENV_PCI_P2PDMA_X86_H
#define SIM_ENV_PCI_P2PDMA_X86_H

struct cpuinfo_x86 {
	unsigned char x86_vendor;	/* X86_VENDOR_* */
	unsigned char x86;		/* family */
};

extern struct cpuinfo_x86 hp_boot_cpu_x86;

#undef cpu_data
#define cpu_data(cpu) hp_boot_cpu_x86

#ifndef X86_VENDOR_AMD
#define X86_VENDOR_INTEL 0
#define X86_VENDOR_AMD 2
#define X86_VENDOR_UNKNOWN 0xff
#endif

#ifndef CONFIG_X86
#define CONFIG_X86 1
#endif

#endif
