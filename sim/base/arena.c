// SPDX-License-Identifier: GPL-2.0-only
/*
 * arena.c - blocks of memory without a copy in children (see arena.h).
 *
 * It must not know what lies in it.
 */
#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "sim/base/arena.h"

#ifdef __SANITIZE_ADDRESS__
/* A block each, of just its bytes: the sanitizer sees who reads or writes behind it. */
#define BLOCK_BYTES 0
#define ALIGN 1
#else
#define BLOCK_BYTES 65536
#define ALIGN alignof(max_align_t)
#endif

struct arena_block {
	struct arena_block *next;
	size_t bytes;
	alignas(max_align_t) unsigned char data[];
};

static struct arena_block *new_block(size_t bytes)
{
	struct arena_block *b;

#ifdef __SANITIZE_ADDRESS__
	b = calloc(1, bytes);
	if (!b)
		abort();
#else
	b = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (b == MAP_FAILED)
		abort();
	/* Where the kernel refuses, children are only slower to start. */
	(void)madvise(b, bytes, MADV_DONTFORK);
#endif
	b->bytes = bytes;
	return b;
}

static void free_block(struct arena_block *b)
{
#ifdef __SANITIZE_ADDRESS__
	free(b);
#else
	munmap(b, b->bytes);
#endif
}

void *arena_alloc(struct arena *a, size_t size)
{
	const size_t head = sizeof(struct arena_block);
	struct arena_block *b = a->blocks;
	void *p;

	if (size > SIZE_MAX / 2)
		abort();
	size = (size + ALIGN - 1) / ALIGN * ALIGN;
	if (!b || b->bytes - a->used < size) {
		const size_t bytes = head + size > BLOCK_BYTES ? head + size :
								 BLOCK_BYTES;

		b = new_block(bytes);
		b->next = a->blocks;
		a->blocks = b;
		a->used = head;
	}
	p = (unsigned char *)b + a->used;
	a->used += size;
	return p;
}

void arena_free(struct arena *a)
{
	for (struct arena_block *b = a->blocks, *next; b; b = next) {
		next = b->next;
		free_block(b);
	}
	a->blocks = NULL;
	a->used = 0;
}

int arena_in_children(const struct arena *a, bool copied)
{
#ifndef __SANITIZE_ADDRESS__
	for (struct arena_block *b = a->blocks; b; b = b->next)
		if (madvise(b, b->bytes, copied ? MADV_DOFORK : MADV_DONTFORK))
			return -1;
#else
	(void)a;
	(void)copied;
#endif
	return 0;
}
