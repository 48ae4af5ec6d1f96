// SPDX-License-Identifier: GPL-2.0-only
/*
 * The part of cache.c that needs <linux/slab.h>: the arguments of a cache.
 */
#include <linux/slab.h>

#include "mm/cache_args.h"

void hp_cache_args(const void *args, unsigned int flags,
		   struct hp_cache_args *out)
{
	const struct kmem_cache_args *a = args;

	*out = (struct hp_cache_args){
		.align = 1, .typesafe = flags & SLAB_TYPESAFE_BY_RCU,
	};
	if (!a)
		return;
	out->align = a->align ? a->align : 1;
	out->ctor = a->ctor;
	out->has_link = a->use_freeptr_offset;
	out->link = a->freeptr_offset;
}
