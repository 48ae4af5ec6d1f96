// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counts IOVA ranges that are allocated and not freed.  A domain that ends takes all of
 * its ranges with it: those, too, that still wait for the flush queue.
 *
 * The linker leads dma-iommu.c's calls through here (--wrap, link.sh) to the
 * kernel's own allocator.
 */
#include <linux/kernel.h>
#include <linux/iova.h>
#include <linux/sched.h>

#include "core/env.h"

#define MOST (1u << 14)			/* domains; of more than these nobody is sure */

static u64 live;
/* Of each domain.  An entry stays: the next domain at that address has it. */
static struct { const struct iova_domain *domain; u64 live; } of_domain[MOST];
static const struct task_struct *keeper;

unsigned long __real_alloc_iova_fast(struct iova_domain *iovad, unsigned long size,
				     unsigned long limit_pfn, bool flush_rcache);
unsigned long __wrap_alloc_iova_fast(struct iova_domain *iovad, unsigned long size,
				     unsigned long limit_pfn, bool flush_rcache);
void __real_free_iova_fast(struct iova_domain *iovad, unsigned long pfn,
			   unsigned long size);
void __wrap_free_iova_fast(struct iova_domain *iovad, unsigned long pfn,
			   unsigned long size);

void __real_put_iova_domain(struct iova_domain *iovad);
void __wrap_put_iova_domain(struct iova_domain *iovad);

static u64 *live_of(const struct iova_domain *iovad)
{
	static u64 others;
	u32 at = (unsigned long)iovad * 0x9e3779b97f4a7c15ull >> 50, i;

	for (i = 0; i < MOST; i++, at = (at + 1) % MOST) {
		if (!of_domain[at].domain)
			of_domain[at].domain = iovad;
		if (of_domain[at].domain == iovad)
			return &of_domain[at].live;
	}
	return &others;
}

static void count(const struct iova_domain *iovad, s64 change)
{
	if (!change || keeper == current)
		return;
	live += change;
	*live_of(iovad) += change;
}

void __wrap_put_iova_domain(struct iova_domain *iovad)
{
	u64 *left = live_of(iovad);

	live -= *left;
	*left = 0;
	__real_put_iova_domain(iovad);
}

unsigned long __wrap_alloc_iova_fast(struct iova_domain *iovad, unsigned long size,
				     unsigned long limit_pfn, bool flush_rcache)
{
	unsigned long pfn = __real_alloc_iova_fast(iovad, size, limit_pfn,
						   flush_rcache);

	count(iovad, pfn ? 1 : 0);
	return pfn;
}

void __wrap_free_iova_fast(struct iova_domain *iovad, unsigned long pfn,
			   unsigned long size)
{
	count(iovad, -1);
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
