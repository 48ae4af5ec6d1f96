// SPDX-License-Identifier: GPL-2.0-only
/*
 * What caches of objects promise: a constructor runs once an object, not once an
 * allocation, and type-safe objects stay readable.  Then what must not be done with
 * them, each a mistake that is to be reported.
 */
#include <linux/kernel.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

#include "core/env.h"
#include "selftest/selftest.h"

#define CONSTRUCTED 0x600d0b1ec7ul
#define USED 0xbadul
#define MANY 10000			/* more than wait in the asan variant's quarantine */

struct thing {
	unsigned long state;
	unsigned long filler[20];
};

static void construct(void *object)
{
	((struct thing *)object)->state = CONSTRUCTED;
}

/* Take objects and give them back until @p comes by again. */
static bool take_again(struct kmem_cache *c, const struct thing *p)
{
	struct thing *q;
	int i;

	for (i = 0; i < MANY; i++) {
		q = kmem_cache_alloc(c, GFP_KERNEL);
		if (q == p)
			return true;
		kmem_cache_free(c, q);
	}
	return false;
}

static int constructor(void)
{
	struct kmem_cache *c = kmem_cache_create("hp_constructed",
						 sizeof(struct thing), 0, 0,
						 construct);
	struct thing *a, *b;

	WANT(c);
	a = kmem_cache_alloc(c, GFP_KERNEL);
	b = kmem_cache_alloc(c, GFP_KERNEL);
	WANT(a && b && a->state == CONSTRUCTED && b->state == CONSTRUCTED);
	a->state = USED;
	kmem_cache_free(c, a);
	WANT(take_again(c, a));
	WANT(a->state == USED);
	a->state = CONSTRUCTED;
	kfree(a);
	kmem_cache_free(c, b);
	kmem_cache_destroy(c);
	return 0;
}

static int typesafe(void)
{
	struct kmem_cache *c = kmem_cache_create("hp_typesafe",
						 sizeof(struct thing), 0,
						 SLAB_TYPESAFE_BY_RCU, NULL);
	struct thing *a;
	void *other;

	WANT(c);
	a = kmem_cache_zalloc(c, GFP_KERNEL);
	WANT(a && !a->state);
	rcu_read_lock();
	a->state = USED;
	kmem_cache_free(c, a);
	other = kmalloc(sizeof(struct thing), GFP_NOWAIT);
	WANT(a->state == USED && other != a);
	rcu_read_unlock();
	kfree(other);
	WANT(take_again(c, a));
	kmem_cache_free(c, a);
	kmem_cache_destroy(c);
	return 0;
}

int hp_selftest_slab(void)
{
	int err = constructor();

	return err ?: typesafe();
}

/* What the constructor made of it is lost. */
int hp_selftest_slab_zero(void)
{
	struct kmem_cache *c = kmem_cache_create("hp_zeroed",
						 sizeof(struct thing), 0, 0,
						 construct);

	WANT(c);
	kmem_cache_free(c, kmem_cache_zalloc(c, GFP_KERNEL));
	kmem_cache_destroy(c);
	return 0;
}

int hp_selftest_slab_destroy(void)
{
	struct kmem_cache *c = kmem_cache_create("hp_destroyed",
						 sizeof(struct thing), 0, 0,
						 NULL);
	struct thing *a;

	WANT(c);
	a = kmem_cache_alloc(c, GFP_KERNEL);
	kmem_cache_destroy(c);
	kfree(a);
	return 0;
}

int hp_selftest_slab_wrong(void)
{
	struct kmem_cache *c = kmem_cache_create("hp_right",
						 sizeof(struct thing), 0, 0,
						 construct);
	struct kmem_cache *d = kmem_cache_create("hp_wrong",
						 sizeof(struct thing), 0, 0,
						 construct);

	WANT(c && d);
	kmem_cache_free(d, kmem_cache_alloc(c, GFP_KERNEL));
	kmem_cache_destroy(c);
	kmem_cache_destroy(d);
	return 0;
}
