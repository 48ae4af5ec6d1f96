// SPDX-License-Identifier: GPL-2.0-only
/*
 * Several objects of a cache at once, as maple trees want them: a sheaf that is
 * filled beforehand, in newer trees, or an array.
 */
#include <linux/kernel.h>
#include <linux/slab.h>

#include "core/env.h"

void kmem_cache_free_bulk(struct kmem_cache *s, size_t size, void **p)
{
	while (size--)
		kmem_cache_free(s, p[size]);
}

#ifdef HP_HAVE_SHEAF

struct slab_sheaf {
	unsigned int n, room;
	void **object;
};

static bool fill(struct kmem_cache *s, gfp_t gfp, struct slab_sheaf *sheaf,
		 unsigned int n)
{
	while (sheaf->n < n) {
		void *p = kmem_cache_alloc(s, gfp);

		if (!p)
			return false;
		sheaf->object[sheaf->n++] = p;
	}
	return true;
}

void kmem_cache_return_sheaf(struct kmem_cache *s, gfp_t gfp,
			     struct slab_sheaf *sheaf)
{
	kmem_cache_free_bulk(s, sheaf->n, sheaf->object);
	kfree(sheaf->object);
	kfree(sheaf);
}

struct slab_sheaf *kmem_cache_prefill_sheaf(struct kmem_cache *s, gfp_t gfp,
					    unsigned int size)
{
	struct slab_sheaf *sheaf = kzalloc(sizeof(*sheaf), gfp);

	if (!sheaf)
		return NULL;
	sheaf->room = size;
	sheaf->object = kcalloc(size, sizeof(void *), gfp);
	if (!sheaf->object || !fill(s, gfp, sheaf, size)) {
		kmem_cache_return_sheaf(s, gfp, sheaf);
		return NULL;
	}
	return sheaf;
}

/* One that is too small is replaced: its objects move. */
int kmem_cache_refill_sheaf(struct kmem_cache *s, gfp_t gfp,
			    struct slab_sheaf **sheafp, unsigned int size)
{
	struct slab_sheaf *sheaf = *sheafp;

	if (size > sheaf->room) {
		void **more = kcalloc(size, sizeof(void *), gfp);

		if (!more)
			return -ENOMEM;
		memcpy(more, sheaf->object, sheaf->n * sizeof(void *));
		kfree(sheaf->object);
		sheaf->object = more;
		sheaf->room = size;
	}
	return fill(s, gfp, sheaf, size) ? 0 : -ENOMEM;
}

void *kmem_cache_alloc_from_sheaf_noprof(struct kmem_cache *s, gfp_t gfp,
					 struct slab_sheaf *sheaf)
{
	void *p = sheaf->n ? sheaf->object[--sheaf->n] : NULL;

	if (p && (gfp & __GFP_ZERO))
		memset(p, 0, kmem_cache_size(s));
	return p;
}

unsigned int kmem_cache_sheaf_size(struct slab_sheaf *sheaf)
{
	return sheaf->n;
}

#else

int kmem_cache_alloc_bulk_noprof(struct kmem_cache *s, gfp_t flags, size_t size,
				 void **p)
{
	size_t i;

	for (i = 0; i < size; i++) {
		p[i] = kmem_cache_alloc(s, flags);
		if (!p[i]) {
			kmem_cache_free_bulk(s, i, p);
			return 0;
		}
	}
	return size;
}

#endif
