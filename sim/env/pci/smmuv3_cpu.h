/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Included before arm-smmu-v3.c and arm-smmu-v3-iommufd.c alone: what they take from
 * arm64's headers.  The simulated CPU has none of the features asked for.
 */
#ifndef HAIRPIN_SMMUV3_CPU_H
#define HAIRPIN_SMMUV3_CPU_H

#include <linux/mmu_notifier.h>

/* Device memory is written in program order here. */
#define __iomb() barrier()
#define wfe() cpu_relax()
#define VA_BITS 48

/* Of the CPU: virtualization host extensions (their own ASIDs), and the like. */
#define ARM64_HAS_VIRT_HOST_EXTN 0
#define cpus_have_cap(n) ((void)(n), 0)

#endif
