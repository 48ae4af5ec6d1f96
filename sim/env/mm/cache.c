// SPDX-License-Identifier: GPL-2.0-only
/*
 * Caches of objects of one kind: kmem_cache_create() and what goes with it.
 *
 * Most objects come from mem.c's size classes.  A cache with a constructor, or with
 * SLAB_TYPESAFE_BY_RCU, has its own slabs.  An object is constructed once, when its slab
 * is made, and must be in its constructed state when it is freed.  The memory stays an
 * object of this kind, which readers under RCU rely on.
 *
 * As in mem.c names are bound with asm labels; <linux/slab.h> stays out.
 */
#include <linux/types.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/string.h>

#include "core/env.h"
#include "mm/cache_args.h"
#include "mm/mem.h"

#define SYM(name) asm(#name)
#define OBJECTS_A_SLAB 8u
#define MOST_ORDER 3

struct kmem_cache {
	const char *name;
	size_t size, align;
	void (*ctor)(void *object);
	u64 *live;			/* how many of that name there are (audit.c) */
	u64 objects;			/* how many of this cache are given out */
	bool own_slabs, typesafe;
	bool complained;		/* of zeroing what was constructed */
	size_t stride, link;		/* of objects in slabs of its own */
	unsigned int order;
	void *free;			/* what was freed last */
	struct hp_slab *slabs;
};

/* --- slabs of its own ----------------------------------------------------------- */

/* The link of a free object lies where the sanitizer lets nobody else go. */
__attribute__((no_sanitize_address))
static void link_write(const struct kmem_cache *c, void *p, void *next)
{
	*(void **)((u8 *)p + c->link) = next;
}

__attribute__((no_sanitize_address))
static void *link_read(const struct kmem_cache *c, void *p)
{
	return *(void **)((u8 *)p + c->link);
}

static void put(struct kmem_cache *c, void *p)
{
	link_write(c, p, c->free);
	c->free = p;
}

/* Where SLUB has it, too: outside the object, or where its user allows. */
static void lay_out(struct kmem_cache *c, const struct hp_cache_args *args)
{
	size_t align = max_t(size_t, c->align, 16);

	c->own_slabs = c->ctor || args->typesafe;
	c->typesafe = args->typesafe;
	c->link = args->has_link ? args->link : ALIGN(c->size, sizeof(void *));
	c->stride = ALIGN(max(c->size, c->link + sizeof(void *)), align);
	c->order = min_t(int, get_order(c->stride * OBJECTS_A_SLAB), MOST_ORDER);
	c->order = max_t(int, c->order,
			 get_order(c->stride + sizeof(struct hp_slab)));
}

static bool grow(struct kmem_cache *c)
{
	struct hp_slab *s = hp_slab_pages(c->order);
	u8 *first;
	u32 i;

	if (!s)
		return false;
	first = hp_slab_first(s);
	s->cache = c;
	s->next = c->slabs;
	c->slabs = s;
	s->size = c->size;
	s->stride = c->stride;
	s->typesafe = c->typesafe;
	s->n = ((u8 *)s - first) / c->stride;
	for (i = s->n; i--;) {
		u8 *p = first + i * c->stride;

		unpoison(p, c->size);
		if (c->ctor)
			c->ctor(p);
		if (!c->typesafe)
			poison(p, c->size);
		put(c, p);
	}
	return true;
}

static void zero(struct kmem_cache *c, void *p)
{
	if (c->ctor && !c->complained) {
		c->complained = true;
		hp_event(HP_EVENT_MISUSE,
			 "asks for zeroed memory of cache %s, which has a constructor",
			 c->name);
	}
	memset(p, 0, c->size);
}

static void *take(struct kmem_cache *c, gfp_t gfp)
{
	void *p;

	if (hp_inject_alloc(gfp) || (!c->free && !grow(c)))
		return NULL;
	p = c->free;
	c->free = link_read(c, p);
	unpoison(p, c->size);
	if (gfp & __GFP_ZERO)
		zero(c, p);
	hp_mark_live(p);
	return p;
}

void hp_cache_freed(struct hp_slab *s)
{
	if (!s->cache)
		return;
	s->cache->objects--;
	--*s->cache->live;
}

void hp_cache_put(struct hp_slab *s, void *p)
{
	if (s->cache)
		put(s->cache, p);
}

/* --- what the kernel calls ------------------------------------------------------- */

struct kmem_cache *hp_cache_create(const char *name, unsigned int size,
				   void *args, unsigned int flags)
	SYM(__kmem_cache_create_args);
struct kmem_cache *hp_cache_create(const char *name, unsigned int size,
				   void *args, unsigned int flags)
{
	struct kmem_cache *c = hp_object_alloc(sizeof(*c), 1,
					       GFP_KERNEL | __GFP_ZERO);
	struct hp_cache_args a;

	if (!c)
		return NULL;
	hp_cache_args(args, flags, &a);
	*c = (struct kmem_cache){ .name = name, .size = size, .align = a.align,
				  .ctor = a.ctor,
				  .live = hp_audit_counter(name) };
	lay_out(c, &a);
	return c;
}

void hp_cache_destroy(struct kmem_cache *c) SYM(kmem_cache_destroy);
void hp_cache_destroy(struct kmem_cache *c)
{
	struct hp_slab *s;

	if (!c)
		return;
	rcu_barrier();
	if (c->objects)
		hp_event(HP_EVENT_MISUSE, "destroys cache %s, with %llu of its objects not freed",
			 c->name, c->objects);
	/* Its pages are not used again: who frees an object late hits nobody else's. */
	for (s = c->slabs; s; s = s->next)
		s->cache = NULL;
	hp_object_free(c);
}

void *hp_cache_alloc(struct kmem_cache *c, gfp_t gfp)
	SYM(kmem_cache_alloc_noprof);
void *hp_cache_alloc(struct kmem_cache *c, gfp_t gfp)
{
	void *p = c->own_slabs ? take(c, gfp) :
				 hp_object_alloc(c->size, c->align, gfp);

	*c->live += !!p;
	c->objects += !!p;
	return p;
}

void *hp_cache_alloc_lru(struct kmem_cache *c, void *lru, gfp_t gfp)
	SYM(kmem_cache_alloc_lru_noprof);
void *hp_cache_alloc_lru(struct kmem_cache *c, void *lru, gfp_t gfp)
{
	return hp_cache_alloc(c, gfp);
}

void *hp_cache_alloc_node(struct kmem_cache *c, gfp_t gfp, int node)
	SYM(kmem_cache_alloc_node_noprof);
void *hp_cache_alloc_node(struct kmem_cache *c, gfp_t gfp, int node)
{
	return hp_cache_alloc(c, gfp);
}

void hp_cache_free(struct kmem_cache *c, void *p) SYM(kmem_cache_free);
void hp_cache_free(struct kmem_cache *c, void *p)
{
	const struct hp_slab *s = p ? hp_slab_of(p) : NULL;

	if (p && (s ? s->cache != c : c->own_slabs)) {
		hp_event(HP_EVENT_MISUSE, "frees into cache %s an object of %s",
			 c->name, !s ? "none that it has made" :
			 s->cache ? s->cache->name : "a destroyed one");
	} else if (p && !s) {
		--*c->live;
		c->objects--;
	}
	hp_object_free(p);
}

unsigned int hp_cache_size(struct kmem_cache *c) SYM(kmem_cache_size);
unsigned int hp_cache_size(struct kmem_cache *c)
{
	return c->size;
}
