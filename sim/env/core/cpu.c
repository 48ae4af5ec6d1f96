// SPDX-License-Identifier: GPL-2.0-only
/*
 * The CPU that P2PDMA's rule for AMD checks.  p2pdma_x86.h makes the compiler
 * compile that branch.
 */
#include <linux/kernel.h>

#include "core/env.h"
#include "pci/p2pdma_x86.h"

struct cpuinfo_x86 hp_boot_cpu_x86;

bool hp_cpu_is_amd(u32 from_family)
{
	return hp_boot_cpu_x86.x86_vendor == X86_VENDOR_AMD &&
	       hp_boot_cpu_x86.x86 >= from_family;
}

void hp_cpu_set(u32 vendor, u32 family)
{
	hp_boot_cpu_x86.x86_vendor = vendor == HP_CPU_AMD ? X86_VENDOR_AMD :
				     vendor == HP_CPU_INTEL ? X86_VENDOR_INTEL :
							      X86_VENDOR_UNKNOWN;
	hp_boot_cpu_x86.x86 = family;
}
