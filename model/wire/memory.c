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

/* A stretch that lives elsewhere: on the host, or in another space. */
struct stretch {
	uint64_t space, first, bytes;
	uint8_t *host;			/* NULL: an alias */
	uint64_t to_space, to;
};

struct memory {
	struct page *slot;		/* open addressing, a power of two */
	uint64_t nslots, used;
	struct stretch *stretch;
	uint32_t nstretches;
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
	free(m->slot);
	free(m->stretch);
	free(m);
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

static const struct stretch *stretch_of(const struct memory *m, uint64_t space,
					uint64_t address)
{
	for (uint32_t i = 0; i < m->nstretches; i++) {
		const struct stretch *s = &m->stretch[i];

		if (s->space == space && address >= s->first &&
		    address - s->first < s->bytes)
			return s;
	}
	return NULL;
}

/*
 * Where the bytes from @address on are, up to the end of the page.  An alias
 * has changed *space and *address by then; NULL: a page not yet written.
 */
static uint8_t *locate(struct memory *m, uint64_t space, uint64_t address, bool write)
{
	const struct stretch *s = stretch_of(m, space, address);
	const struct page *p;

	if (s && !s->host) {
		address = s->to + (address - s->first);
		space = s->to_space;
		s = stretch_of(m, space, address);
	}
	if (s && s->host)
		return s->host + (address - s->first);
	if (write)
		return page_for_write(m, space, address / PAGE) + address % PAGE;
	p = find(m, space, address / PAGE);
	return p->bytes ? p->bytes + address % PAGE : NULL;
}

static size_t within_page(uint64_t address, size_t bytes)
{
	uint64_t left = PAGE - address % PAGE;

	return bytes < left ? bytes : (size_t)left;
}

void memory_read(const struct memory *m, uint64_t space, uint64_t address,
		 void *out, size_t bytes)
{
	uint8_t *to = out;

	while (bytes) {
		size_t n = within_page(address, bytes);
		/* Reading creates nothing: the cast is not used to write. */
		const uint8_t *from = locate((struct memory *)m, space, address, false);

		if (from)
			memcpy(to, from, n);
		else
			memset(to, 0, n);
		to += n;
		address += n;
		bytes -= n;
	}
}

void memory_write(struct memory *m, uint64_t space, uint64_t address,
		  const void *data, size_t bytes)
{
	const uint8_t *from = data;

	while (bytes) {
		size_t n = within_page(address, bytes);

		memcpy(locate(m, space, address, true), from, n);
		from += n;
		address += n;
		bytes -= n;
	}
}

static bool add_stretch(struct memory *m, struct stretch s)
{
	if (!s.bytes || (s.first | s.bytes | s.to) % PAGE ||
	    s.bytes - 1 > UINT64_MAX - s.first)
		return false;
	for (uint32_t i = 0; i < m->nstretches; i++) {
		const struct stretch *o = &m->stretch[i];

		if (o->space == s.space && s.first <= o->first + (o->bytes - 1) &&
		    o->first <= s.first + (s.bytes - 1))
			return false;
	}
	m->stretch = must(realloc(m->stretch,
				  (m->nstretches + 1) * sizeof(*m->stretch)));
	m->stretch[m->nstretches++] = s;
	return true;
}

bool memory_back(struct memory *m, uint64_t space, uint64_t address, void *host,
		 uint64_t bytes)
{
	struct stretch s = { space, address, bytes, host, 0, 0 };

	return host && add_stretch(m, s);
}

bool memory_alias(struct memory *m, uint64_t space, uint64_t address,
		  uint64_t to_space, uint64_t to_address, uint64_t bytes)
{
	struct stretch s = { space, address, bytes, NULL, to_space, to_address };

	return add_stretch(m, s);
}

void memory_clear(struct memory *m, uint64_t space)
{
	for (uint64_t i = 0; i < m->nslots; i++) {
		struct page *p = &m->slot[i];

		if (p->bytes && p->space == space)
			memset(p->bytes, 0, PAGE);
	}
}

uint64_t memory_pages(const struct memory *m)
{
	return m->used;
}
