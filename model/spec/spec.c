// SPDX-License-Identifier: GPL-2.0-only
/*
 * spec.c - storage of a machine described as data: arena, arrays, names.
 *
 * It must not know which machines can exist (spec_check.c), or how one is built
 * (fabric.c).
 */
#include <stdlib.h>
#include <string.h>

#include "model/spec/spec.h"

#define CHUNK_BYTES 4096

struct chunk {
	struct chunk *next;
	size_t used, size;
	_Alignas(16) unsigned char data[];
};

/*
 * Names to indices, open addressing.  Elements are named after they are
 * added, by plain assignment, so the index catches up on every lookup: it
 * covers elements 0..done-1 and stops at the first that has no name yet.
 */
struct names {
	uint32_t *slot;			/* index + 1; 0 is free */
	uint32_t nslots, used, done;
};

struct spec_arena {
	struct chunk *chunks;
	uint32_t cap_bridges, cap_functions;
	struct names functions;
	void *(*alloc)(void *arg, size_t size);	/* NULL: chunks of our own */
	void *arg;
};

static void *must(void *p)
{
	if (!p)
		abort();	/* out of memory: nothing sensible is left to do */
	return p;
}

struct spec *spec_new(void)
{
	struct spec *s = must(calloc(1, sizeof(*s)));

	s->arena = must(calloc(1, sizeof(*s->arena)));
	return s;
}

struct spec *spec_new_in(void *(*alloc)(void *arg, size_t size), void *arg)
{
	struct spec *s = spec_new();

	s->arena->alloc = alloc;
	s->arena->arg = arg;
	return s;
}

void spec_free(struct spec *s)
{
	struct chunk *c, *next;

	if (!s)
		return;
	for (c = s->arena->chunks; c; c = next) {
		next = c->next;
		free(c);
	}
	/* What was settled is in the chunks, or the caller's. */
	if (s->arena->cap_bridges)
		free(s->host_bridges);
	if (s->arena->cap_functions)
		free(s->functions);
	free(s->arena->functions.slot);
	free(s->arena);
	free(s);
}

void *spec_alloc(struct spec *s, size_t size)
{
	struct chunk *c = s->arena->chunks;
	size_t need = (size + 15) & ~(size_t)15;
	void *p;

	if (s->arena->alloc)
		return s->arena->alloc(s->arena->arg, size);
	if (!c || c->size - c->used < need) {
		size_t bytes = need > CHUNK_BYTES ? need : CHUNK_BYTES;

		c = must(calloc(1, sizeof(*c) + bytes));
		c->size = bytes;
		c->next = s->arena->chunks;
		s->arena->chunks = c;
	}
	p = c->data + c->used;
	c->used += need;
	return p;
}

char *spec_strdup(struct spec *s, const char *str)
{
	size_t n = strlen(str) + 1;

	return memcpy(spec_alloc(s, n), str, n);
}

/*
 * Room for one more of @size bytes in an array of @n, doubling.  Without room of its
 * own (@cap), it was settled, and is copied.
 */
static void *grow(void *array, uint32_t n, uint32_t *cap, size_t size)
{
	void *copy;

	if (n < *cap)
		return array;
	if (*cap || !n) {
		*cap = *cap ? *cap * 2 : 16;
		return must(realloc(array, *cap * size));
	}
	*cap = 2 * n;
	copy = must(malloc(*cap * size));
	return memcpy(copy, array, n * size);
}

static void *settle(struct spec *s, void *array, uint32_t n, uint32_t *cap,
		    size_t size)
{
	void *copy;

	if (!*cap)
		return array;
	*cap = 0;
	copy = n ? memcpy(spec_alloc(s, n * size), array, n * size) : NULL;
	free(array);
	return copy;
}

void spec_settle(struct spec *s)
{
	s->host_bridges = settle(s, s->host_bridges, s->nbridges,
				 &s->arena->cap_bridges, sizeof(*s->host_bridges));
	s->functions = settle(s, s->functions, s->nfunctions,
			      &s->arena->cap_functions, sizeof(*s->functions));
}

uint32_t spec_add_bridge(struct spec *s)
{
	struct spec_host_bridge *hb;

	s->host_bridges = grow(s->host_bridges, s->nbridges,
			       &s->arena->cap_bridges, sizeof(*hb));
	hb = &s->host_bridges[s->nbridges];
	memset(hb, 0, sizeof(*hb));
	hb->bus_last = 0xff;
	return s->nbridges++;
}

uint32_t spec_add_function(struct spec *s)
{
	struct spec_function *fn;

	s->functions = grow(s->functions, s->nfunctions,
			    &s->arena->cap_functions, sizeof(*fn));
	fn = &s->functions[s->nfunctions];
	memset(fn, 0, sizeof(*fn));
	fn->host_bridge = -1;
	fn->parent = -1;
	fn->iommu_group = -1;
	fn->numa_node = -1;
	return s->nfunctions++;
}

/* FNV-1a: a name's hash must be the same in every run and on every machine. */
static uint32_t hash(const char *name)
{
	uint32_t h = 2166136261u;

	while (*name)
		h = (h ^ (unsigned char)*name++) * 16777619u;
	return h;
}

static void names_put(struct names *t, const char *name, uint32_t index)
{
	uint32_t i = hash(name) & (t->nslots - 1);

	while (t->slot[i])
		i = (i + 1) & (t->nslots - 1);
	t->slot[i] = index + 1;
	t->used++;
}

typedef const char *(*name_of)(const struct spec *s, uint32_t index);

static const char *function_name(const struct spec *s, uint32_t i)
{
	return s->functions[i].name;
}

static void names_catch_up(struct names *t, const struct spec *s, uint32_t n,
			   name_of get)
{
	if (t->nslots < 2 * n) {
		free(t->slot);
		t->nslots = t->nslots ? t->nslots : 64;
		while (t->nslots < 4 * n)
			t->nslots *= 2;
		t->slot = must(calloc(t->nslots, sizeof(*t->slot)));
		t->used = t->done = 0;
	}
	while (t->done < n && get(s, t->done)) {
		names_put(t, get(s, t->done), t->done);
		t->done++;
	}
}

/* Returns the first element of that name; spec_check() refuses duplicates. */
static int32_t names_find(struct names *t, const struct spec *s, uint32_t n,
			  name_of get, const char *name)
{
	int32_t best = -1;
	uint32_t i;

	names_catch_up(t, s, n, get);
	if (!t->nslots)
		return -1;
	for (i = hash(name) & (t->nslots - 1); t->slot[i];
	     i = (i + 1) & (t->nslots - 1)) {
		uint32_t index = t->slot[i] - 1;

		if ((best < 0 || index < (uint32_t)best) &&
		    !strcmp(get(s, index), name))
			best = (int32_t)index;
	}
	if (best >= 0)
		return best;
	/* Named out of order: rare, and worth the walk. */
	for (i = t->done; i < n; i++)
		if (get(s, i) && !strcmp(get(s, i), name))
			return (int32_t)i;
	return -1;
}

int32_t spec_find_function(const struct spec *s, const char *name)
{
	return names_find(&s->arena->functions, s, s->nfunctions,
			  function_name, name);
}

bool spec_driver(struct spec_function *f, const char *name, size_t n)
{
	if (!n || n >= SPEC_DRIVER)
		return false;
	for (size_t i = 0; i < n; i++)
		if (name[i] < ' ' || name[i] > '~' || name[i] == '"' || name[i] == '\\')
			return false;
	memcpy(f->driver, name, n);
	f->driver[n] = '\0';
	return true;
}
