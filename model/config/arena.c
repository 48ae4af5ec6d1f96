// SPDX-License-Identifier: GPL-2.0-only
/*
 * arena.c - memory that lives as long as a fabric.  It must not know what for.
 */
#include <stdlib.h>

#include "model/config/state.h"

#ifdef __SANITIZE_ADDRESS__
/* A chunk each, of just its bytes: the sanitizer sees who reads or writes behind it. */
#define CHUNK_BYTES 0
#define CHUNK_MOST 0
#define ALIGN 1
#else
#define CHUNK_BYTES 16384
#define CHUNK_MOST (1u << 20)
#define ALIGN 16
#endif

struct fabric_chunk {
	struct fabric_chunk *next;
	size_t used, size;
	_Alignas(16) unsigned char data[];
};

static void *must(void *p)
{
	if (!p)
		abort();	/* out of memory: nothing sensible is left to do */
	return p;
}

void *fabric_alloc(struct fabric *f, size_t size)
{
	struct fabric_chunk *c = f->chunks;
	size_t need = (size + ALIGN - 1) / ALIGN * ALIGN;
	void *p;

	if (!c || c->size - c->used < need) {
		size_t bytes = c ? c->size * 2 : CHUNK_BYTES;

		bytes = bytes > CHUNK_MOST ? CHUNK_MOST : bytes;
		bytes = bytes > need ? bytes : need;
		c = must(calloc(1, sizeof(*c) + bytes));
		c->size = bytes;
		c->next = f->chunks;
		f->chunks = c;
	}
	p = c->data + c->used;
	c->used += need;
	f->state_bytes += need;
	return p;
}

void fabric_free(struct fabric *f)
{
	struct fabric_chunk *c, *next;

	if (!f)
		return;
	for (c = f->chunks; c; c = next) {
		next = c->next;
		free(c);
	}
	free(f);
}
