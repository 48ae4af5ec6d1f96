// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory per CPU: there is one CPU, so an object of it is one object.
 */
#include <linux/kernel.h>
#include <linux/gfp.h>

#include "core/env.h"
#include "mm/mem.h"

#define SYM(name) asm(#name)

void *hp_pcpu_alloc(size_t size, size_t align, bool reserved, gfp_t gfp)
	SYM(pcpu_alloc_noprof);
void *hp_pcpu_alloc(size_t size, size_t align, bool reserved, gfp_t gfp)
{
	return hp_object_alloc(size, align, gfp | __GFP_ZERO);
}

void hp_free_percpu(void *p) SYM(free_percpu);
void hp_free_percpu(void *p)
{
	hp_object_free(p);
}
