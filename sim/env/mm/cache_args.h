/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cache_args.h - what a cache was asked to be, without the tree's own structure.
 */
#ifndef SIM_ENV_MM_CACHE_ARGS_H
#define SIM_ENV_MM_CACHE_ARGS_H

#include <linux/types.h>

struct hp_cache_args {
	size_t align;
	void (*ctor)(void *object);
	bool typesafe;			/* SLAB_TYPESAFE_BY_RCU */
	bool has_link;			/* a free object's link may be at @link in it */
	size_t link;
};

void hp_cache_args(const void *args, unsigned int flags,
		   struct hp_cache_args *out);

#endif
