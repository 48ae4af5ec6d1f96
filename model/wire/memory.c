// SPDX-License-Identifier: GPL-2.0-only
/*
 * memory.c - sparse memory, a hash table of 4 KiB pages (see memory.h).
 *
 * It must not know addresses' meaning, enables, or who asks.
 */
#include <stdlib.h>
#include <string.h>

#include "model/wire/memory.h"

#define PAGE 4096ull

struct page {
	uint64_t space, number;
	uint8_t *bytes;			/* NULL: a free slot */
};

/* A space whose bytes are somewhere else. */
struct elsewhere {
	struct elsewhere *next;
	uint64_t space, size;
	uint8_t *bytes;
	void (*map)(const void *at, uint64_t bytes);
};

struct memory {
	struct page *slot;		/* open addressing, a power of two */
	uint64_t nslots, used;
	struct elsewhere *elsewhere;
};

static void *must(void *p)
{
	if (!p)
		abort();	/* out of memory: nothing sensible is left to do */
	return p;
}

struct memory *memory_new(void)
{
	struct memory *m = must(calloc(1, sizeof(*m)));

	m->nslots = 64;
	m->slot = must(calloc(m->nslots, sizeof(*m->slot)));
	return m;
}

void memory_free(struct memory *m)
{
	if (!m)
		return;
	for (uint64_t i = 0; i < m->nslots; i++)
		free(m->slot[i].bytes);
	for (struct elsewhere *e = m->elsewhere, *next; e; e = next) {
		next = e->next;
		free(e);
	}
	free(m->slot);
	free(m);
}

void memory_at(struct memory *m, uint64_t space, void *bytes, uint64_t size,
	       void (*map)(const void *at, uint64_t bytes))
{
	struct elsewhere *e = must(malloc(sizeof(*e)));

	*e = (struct elsewhere){ m->elsewhere, space, size, bytes, map };
	m->elsewhere = e;
}

/* Returns where these bytes are, or NULL if they are in pages. */
static uint8_t *find_elsewhere(const struct memory *m, uint64_t space,
			       uint64_t address, size_t bytes)
{
	for (const struct elsewhere *e = m->elsewhere; e; e = e->next)
		if (e->space == space && address < e->size &&
		    bytes <= e->size - address) {
			e->map(e->bytes + address, bytes);
			return e->bytes + address;
		}
	return NULL;
}

static uint64_t hash(uint64_t space, uint64_t number)
{
	uint64_t x = space * 0x9e3779b97f4a7c15ull ^ number;

	x = (x ^ (x >> 31)) * 0xbf58476d1ce4e5b9ull;
	return x ^ (x >> 29);
}

/* The page's slot, or the free one where it belongs. */
static struct page *find(const struct memory *m, uint64_t space, uint64_t number)
{
	uint64_t i = hash(space, number);

	for (;; i++) {
		struct page *p = &m->slot[i & (m->nslots - 1)];

		if (!p->bytes || (p->space == space && p->number == number))
			return p;
	}
}

static void rehash(struct memory *m, uint64_t nslots)
{
	struct page *old = m->slot;
	uint64_t n = m->nslots;

	m->nslots = nslots;
	m->slot = must(calloc(nslots, sizeof(*m->slot)));
	for (uint64_t i = 0; i < n; i++)
		if (old[i].bytes)
			*find(m, old[i].space, old[i].number) = old[i];
	free(old);
}

static uint8_t *page_for_write(struct memory *m, uint64_t space, uint64_t number)
{
	struct page *p;

	if (2 * m->used >= m->nslots)
		rehash(m, 2 * m->nslots);
	p = find(m, space, number);
	if (!p->bytes) {
		p->bytes = must(calloc(1, PAGE));
		p->space = space;
		p->number = number;
		m->used++;
	}
	return p->bytes;
}

static size_t within_page(uint64_t address, size_t bytes)
{
	uint64_t left = PAGE - address % PAGE;

	return bytes < left ? bytes : (size_t)left;
}

void memory_read(const struct memory *m, uint64_t space, uint64_t address,
		 void *out, size_t bytes)
{
	const uint8_t *there = find_elsewhere(m, space, address, bytes);
	uint8_t *to = out;

	if (there) {
		memcpy(to, there, bytes);
		return;
	}
	while (bytes) {
		size_t n = within_page(address, bytes);
		const struct page *p = find(m, space, address / PAGE);

		if (p->bytes)
			memcpy(to, p->bytes + address % PAGE, n);
		else
			memset(to, 0, n);
		to += n;
		address += n;
		bytes -= n;
	}
}

bool memory_bytes_any(const void *bytes, size_t n)
{
	const uint8_t *p = bytes;

	return n && (*p || memcmp(p, p + 1, n - 1));
}

void memory_write(struct memory *m, uint64_t space, uint64_t address,
		  const void *data, size_t bytes)
{
	uint8_t *there = find_elsewhere(m, space, address, bytes);
	const uint8_t *from = data;

	if (there) {
		memcpy(there, from, bytes);
		return;
	}
	while (bytes) {
		size_t n = within_page(address, bytes);

		memcpy(page_for_write(m, space, address / PAGE) + address % PAGE,
		       from, n);
		from += n;
		address += n;
		bytes -= n;
	}
}

/* The same, by looking at each page that there is: for ranges of more pages than that. */
static void clear_many(struct memory *m, uint64_t space, uint64_t address, uint64_t bytes)
{
	for (uint64_t i = 0; i < m->nslots; i++) {
		struct page *p = &m->slot[i];
		uint64_t at = p->number * PAGE, from, to;

		if (!p->bytes || p->space != space || at + PAGE <= address ||
		    at >= address + bytes)
			continue;
		from = at < address ? address - at : 0;
		to = at + PAGE > address + bytes ? address + bytes - at : PAGE;
		memset(p->bytes + from, 0, to - from);
	}
}

void memory_clear(struct memory *m, uint64_t space, uint64_t address, uint64_t bytes)
{
	if (bytes / PAGE > m->nslots) {
		clear_many(m, space, address, bytes);
		return;
	}
	while (bytes) {
		size_t n = within_page(address, bytes < PAGE ? (size_t)bytes : PAGE);
		const struct page *p = find(m, space, address / PAGE);

		if (p->bytes)
			memset(p->bytes + address % PAGE, 0, n);
		address += n;
		bytes -= n;
	}
}

bool memory_any(const struct memory *m, uint64_t space, uint64_t address, uint64_t bytes)
{
	const uint8_t *there = find_elsewhere(m, space, address, (size_t)bytes);

	if (there)
		return memory_bytes_any(there, (size_t)bytes);
	while (bytes) {
		size_t n = within_page(address, bytes < PAGE ? (size_t)bytes : PAGE);
		const struct page *p = find(m, space, address / PAGE);

		if (p->bytes && memory_bytes_any(p->bytes + address % PAGE, n))
			return true;
		address += n;
		bytes -= n;
	}
	return false;
}
