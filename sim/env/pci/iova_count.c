// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counts IOVA ranges that are allocated and not freed.
 *
 * The linker leads dma-iommu.c's calls through here (--wrap, link.sh) to the
 * kernel's own allocator.
 */
#include <linux/kernel.h>
#include <linux/iova.h>
#include <linux/sched.h>

#include "core/env.h"

static u64 live;
static const struct task_struct *keeper;

unsigned long __real_alloc_iova_fast(struct iova_domain *iovad, unsigned long size,
				     unsigned long limit_pfn, bool flush_rcache);
unsigned long __wrap_alloc_iova_fast(struct iova_domain *iovad, unsigned long size,
				     unsigned long limit_pfn, bool flush_rcache);
void __real_free_iova_fast(struct iova_domain *iovad, unsigned long pfn,
			   unsigned long size);
void __wrap_free_iova_fast(struct iova_domain *iovad, unsigned long pfn,
			   unsigned long size);

unsigned long __wrap_alloc_iova_fast(struct iova_domain *iovad, unsigned long size,
				     unsigned long limit_pfn, bool flush_rcache)
{
	unsigned long pfn = __real_alloc_iova_fast(iovad, size, limit_pfn,
						   flush_rcache);

	live += pfn && keeper != current;
	return pfn;
}

void __wrap_free_iova_fast(struct iova_domain *iovad, unsigned long pfn,
			   unsigned long size)
{
	live -= keeper != current;
	__real_free_iova_fast(iovad, pfn, size);
}

void hp_iova_keep(bool yes)
{
	keeper = yes ? current : NULL;
}

uint64_t hp_iova_live(void)
{
	return live;
}
