// SPDX-License-Identifier: GPL-2.0-only
/*
 * The part of mem.c that needs <linux/slab.h>: the arguments of a cache.
 */
#include <linux/slab.h>

void hp_cache_args(const void *args, size_t *align, void (**ctor)(void *));

void hp_cache_args(const void *args, size_t *align, void (**ctor)(void *))
{
	const struct kmem_cache_args *a = args;

	*align = a->align ? a->align : 1;
	*ctor = a->ctor;
}
