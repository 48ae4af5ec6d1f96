// SPDX-License-Identifier: GPL-2.0-only
/*
 * object_diff.c - what differs between the code of two instances (see object.h).
 *
 * A function is the same if its bytes are and all that it refers to has the same name
 * and place in what has that name.  Nothing is decoded: what the compiler left to the
 * linker is in relocations.  What the assembler filled in itself are branches between
 * functions of one file; all that could be one is taken for one.  The compiler makes no
 * jumps out of functions (-fno-optimize-sibling-calls), so they are calls.
 *
 * Whatever else differs, if only in where it is, makes all differ.
 */
#include <stdlib.h>
#include <string.h>

#include "cpu/code.h"
#include "tools/judge/object.h"

/* Between functions: what aligns them. */
#define PADDING_MOST 32u

struct pair {
	const struct object *a, *b;
	const char *why;		/* all may differ */
	unsigned char *changed;		/* of each item of a: 1; 2: a part of another */
};

static bool same_text(const char *a, const char *b)
{
	return !strcmp(a, b);
}

static bool same_item(const struct object_item *x, const struct object_item *y)
{
	return x->function == y->function && x->between == y->between && x->nth == y->nth &&
	       same_text(x->name, y->name) && same_text(x->file, y->file);
}

/* A byte of a section, as far from its item's beginning.  Past the end there is none. */
static bool same_place(const struct pair *p, uint32_t sa, uint64_t at, uint32_t sb, uint64_t bt)
{
	const struct object_item *x = object_at(p->a, sa, at), *y = object_at(p->b, sb, bt);

	if (!x || !y)
		return !x && !y && at - p->a->sections[sa].size == bt - p->b->sections[sb].size;
	return same_item(x, y) && at - x->start == bt - y->start;
}

/* With the next one where it is short: a reference may be to the byte after it. */
static size_t string_bytes(const struct object_section *s, uint64_t at)
{
	size_t n = 0;

	for (int strings = 0; at + n < s->size && (strings < 1 || (n < 8 && strings < 3)); n++)
		strings += !s->bytes[at + n];
	return n;
}

static bool same_bytes(const struct object_section *x, uint64_t at, size_t n,
		       const struct object_section *y, uint64_t bt)
{
	if (at > x->size || n > x->size - at || bt > y->size || n > y->size - bt)
		return false;
	if (!x->bytes || !y->bytes)
		return x->bytes == y->bytes;
	return !memcmp(x->bytes + at, y->bytes + bt, n);
}

/* What is merged by its contents has no name: its bytes say what it is. */
static bool same_content(const struct object_section *x, uint64_t at,
			 const struct object_section *y, uint64_t bt)
{
	size_t n = 32;

	if (at >= x->size || bt >= y->size || !x->bytes || !y->bytes)
		return false;
	if (x->strings) {
		n = string_bytes(x, at);
		if (n != string_bytes(y, bt))
			return false;
	} else if (n > x->size - at) {
		n = x->size - at;
	}
	return same_bytes(x, at, n, y, bt);
}

static bool same_undefined(const struct pair *p, const struct object_reloc *x,
			   const struct object_reloc *y)
{
	return same_text(p->a->names[x->symbol], p->b->names[y->symbol]) &&
	       x->addend == y->addend;
}

/*
 * Where the CPU counts from the end of the instruction, and a constant is behind the field,
 * the target is 1, 2 or 4 bytes further on: all of them must be the same place.
 */
static bool same_target(const struct pair *p, uint32_t sa, const struct object_reloc *x,
			uint32_t sb, const struct object_reloc *y)
{
	static const uint32_t further[] = { 0, 1, 2, 4 };
	const GElf_Sym *s = &p->a->symbols[x->symbol], *t = &p->b->symbols[y->symbol];
	const uint32_t n = cpu_reloc_bias(x->type) && p->a->sections[sa].runs ? 4 : 1;
	const struct object_section *u, *v;
	uint64_t at, bt;

	if (x->type != y->type || !cpu_reloc_bytes(x->type) ||
	    (s->st_shndx == SHN_UNDEF) != (t->st_shndx == SHN_UNDEF))
		return false;
	if (s->st_shndx == SHN_UNDEF)
		return same_undefined(p, x, y);
	if (s->st_shndx >= p->a->nsections || t->st_shndx >= p->b->nsections)
		return false;
	u = &p->a->sections[s->st_shndx];
	v = &p->b->sections[t->st_shndx];
	if (!u->name || !v->name || !same_text(u->name, v->name))
		return false;
	at = object_target(p->a, sa, x);
	bt = object_target(p->b, sb, y);
	if (u->strings || u->merged)
		return same_content(u, at, v, bt);
	for (uint32_t i = 0; i < n; i++)
		if (!same_place(p, s->st_shndx, at + further[i], t->st_shndx, bt + further[i]))
			return false;
	return true;
}

/* The first relocation of a section at @at or behind. */
static uint32_t first_reloc(const struct object *c, const struct object_section *s, uint64_t at)
{
	uint32_t low = s->relocs, high = s->relocs + s->nrelocs;

	while (low < high) {
		const uint32_t middle = low + (high - low) / 2;

		if (c->relocs[middle].at < at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static const struct object_reloc *next_reloc(const struct object *c, const struct object_section *s,
					   uint32_t i)
{
	return i < s->relocs + s->nrelocs ? &c->relocs[i] : NULL;
}

/* Two functions that are walked through side by side. */
struct walk {
	const struct object_item *x, *y;
	const struct object_section *u, *v;
	uint32_t i, j;			/* the next relocations */
	uint64_t at;			/* from where both begin */
};

/* Can a call lead there?  Not into the middle of a function, nor to what aligns one. */
static bool is_target(const struct object_item *item, uint64_t at)
{
	return item && (item->between ? item->size >= PADDING_MOST :
				item->function && at == item->start);
}

/* A branch out of the function: 1 to the same function, -1 not, 0 there is none. */
static int same_branch(const struct pair *p, const struct walk *w, uint32_t *len)
{
	const uint64_t left = w->x->size - w->at;
	const unsigned char *a = w->u->bytes + w->x->start + w->at;
	const unsigned char *b = w->v->bytes + w->y->start + w->at;
	const struct object_item *m, *n;
	int32_t da, db;
	uint64_t ta, tb;

	*len = cpu_far_branch(a, left, &da);
	if (!*len || cpu_far_branch(b, left, &db) != *len)
		return 0;
	ta = w->x->start + w->at + *len + (uint64_t)(int64_t)da;
	tb = w->y->start + w->at + *len + (uint64_t)(int64_t)db;
	m = object_at(p->a, w->x->section, ta);
	n = object_at(p->b, w->y->section, tb);
	/* Within itself, or no branch at all: what the bytes say is all. */
	if ((m == w->x && n == w->y) || (!is_target(m, ta) && !is_target(n, tb)))
		return 0;
	if (m && n && same_item(m, n) && ta - m->start == tb - n->start)
		return memcmp(a, b, *len - 4) ? -1 : 1;
	return -1;
}

/* One step of both; false: they differ. */
static bool step(const struct pair *p, struct walk *w)
{
	const struct object_reloc *r = next_reloc(p->a, w->u, w->i);
	const struct object_reloc *q = next_reloc(p->b, w->v, w->j);
	const uint64_t to_r = r ? r->at - w->x->start : UINT64_MAX;
	const uint64_t to_q = q ? q->at - w->y->start : UINT64_MAX;
	uint32_t len;
	int branch;

	if (to_r == w->at || to_q == w->at) {
		if (to_r != to_q || !same_target(p, w->x->section, r, w->y->section, q))
			return false;
		w->at += cpu_reloc_bytes(r->type);
		w->i++;
		w->j++;
		return true;
	}
	branch = same_branch(p, w, &len);
	/* One whose target the linker fills in is looked at there. */
	if (branch && to_r >= w->at + len && to_q >= w->at + len) {
		w->at += len;
		return branch > 0;
	}
	if (w->u->bytes[w->x->start + w->at] != w->v->bytes[w->y->start + w->at])
		return false;
	w->at++;
	return true;
}

static bool same_function(const struct pair *p, const struct object_item *x,
			  const struct object_item *y)
{
	struct walk w = { .x = x, .y = y, .u = &p->a->sections[x->section],
			  .v = &p->b->sections[y->section] };

	if (x->size != y->size || !same_text(w.u->name, w.v->name) || !w.u->bytes || !w.v->bytes)
		return false;
	w.i = first_reloc(p->a, w.u, x->start);
	w.j = first_reloc(p->b, w.v, y->start);
	while (w.at < x->size)
		if (!step(p, &w))
			return false;
	return w.at == x->size;
}

/* The function that the compiler cut "NAME.cold" from: it is entered first. */
static const struct object_item *whole_of(const struct object *c, const struct object_item *item)
{
	const size_t n = strlen(item->name), end = strlen(".cold");
	struct object_item like = *item;
	const struct object_item *found;

	if (n <= end || strcmp(item->name + n - end, ".cold"))
		return item;
	like.name = strndup(item->name, n - end);
	found = object_like(c, &like);
	like.file = "";		/* the part is static, also where the function is not */
	like.nth = 0;
	found = found ? found : object_like(c, &like);
	free((char *)like.name);
	return found;
}

static void compare_functions(struct pair *p)
{
	for (uint32_t i = 0; i < p->a->nfunctions; i++) {
		const struct object_item *x = p->a->by_name[i], *whole;
		const struct object_item *y = object_like(p->b, x);

		if (!p->a->sections[x->section].runs || !y || same_function(p, x, y))
			continue;
		whole = whole_of(p->a, x);
		p->changed[x - p->a->items] = 2;
		if (whole)
			p->changed[whole - p->a->items] = 1;
		else
			p->why = x->name;
	}
}

/* Into a function that differs anyway: its own table of jumps. */
static bool in_changed(const struct pair *p, uint32_t sa, const struct object_reloc *x,
		       uint32_t sb, const struct object_reloc *y)
{
	const GElf_Sym *s = &p->a->symbols[x->symbol], *t = &p->b->symbols[y->symbol];
	const struct object_item *m, *n;
	uint64_t at, bt;

	if (x->type != y->type || s->st_shndx == SHN_UNDEF || t->st_shndx == SHN_UNDEF ||
	    s->st_shndx >= p->a->nsections || t->st_shndx >= p->b->nsections)
		return false;
	at = object_target(p->a, sa, x);
	bt = object_target(p->b, sb, y);
	m = object_at(p->a, s->st_shndx, at);
	n = object_at(p->b, t->st_shndx, bt);
	return m && n && m->function && same_item(m, n) && at != m->start && bt != n->start &&
	       p->changed[m - p->a->items];
}

static bool same_data(const struct pair *p, const struct object_item *x, const struct object_item *y)
{
	const struct object_section *u = &p->a->sections[x->section];
	const struct object_section *v = &p->b->sections[y->section];
	uint32_t i = first_reloc(p->a, u, x->start), j = first_reloc(p->b, v, y->start);
	uint64_t from = 0;

	if (!same_item(x, y) || x->size != y->size)
		return false;
	for (;; i++, j++) {
		const struct object_reloc *r = next_reloc(p->a, u, i), *q = next_reloc(p->b, v, j);
		const uint64_t to_r = r && r->at - x->start < x->size ? r->at - x->start : x->size;
		const uint64_t to_q = q && q->at - y->start < y->size ? q->at - y->start : y->size;

		if (to_r != to_q ||
		    (to_r > from && !same_bytes(u, x->start + from, to_r - from, v, y->start + from)))
			return false;
		if (to_r == x->size)
			return true;
		if (!same_target(p, x->section, r, y->section, q) &&
		    !in_changed(p, x->section, r, y->section, q))
			return false;
		from = to_r + cpu_reloc_bytes(r->type);
	}
}

/* What aligns functions differs where they do. */
static bool is_padding(const struct object *c, const struct object_item *item)
{
	const struct object_section *s = &c->sections[item->section];
	const uint32_t i = first_reloc(c, s, item->start);

	return s->runs && item->between && item->size < PADDING_MOST &&
	       (i == s->relocs + s->nrelocs || c->relocs[i].at >= item->start + item->size);
}

/* The next item of a section that is compared where it is, from number @i on. */
static uint32_t next_item(const struct object *c, const struct object_section *s, uint32_t i)
{
	while (i < s->items + s->nitems &&
	       (is_padding(c, &c->items[i]) || (s->runs && c->items[i].function)))
		i++;
	return i;
}

static void compare_section(struct pair *p, const struct object_section *u,
			    const struct object_section *v)
{
	uint32_t i = u->items, j = v->items;

	if (u->strings || u->merged)
		return;
	for (;; i++, j++) {
		i = next_item(p->a, u, i);
		j = next_item(p->b, v, j);
		if (i >= u->items + u->nitems || j >= v->items + v->nitems)
			break;
		if (!same_data(p, &p->a->items[i], &p->b->items[j])) {
			p->why = p->a->items[i].name;
			return;
		}
	}
	if (i < u->items + u->nitems || j < v->items + v->nitems)
		p->why = u->name;
}

static uint32_t section_named(const struct object *c, const char *name)
{
	for (uint32_t i = 1; i < c->nsections; i++)
		if (c->sections[i].name && same_text(c->sections[i].name, name))
			return i;
	return 0;
}

static void compare_sections(struct pair *p)
{
	for (uint32_t i = 1; i < p->b->nsections && !p->why; i++)
		if (p->b->sections[i].name && !section_named(p->a, p->b->sections[i].name))
			p->why = p->b->sections[i].name;
	for (uint32_t i = 1; i < p->a->nsections && !p->why; i++) {
		const char *name = p->a->sections[i].name;
		const uint32_t j = name ? section_named(p->b, name) : 0;

		if (name && (!j || section_named(p->a, name) != i))
			p->why = name;
		else if (name)
			compare_section(p, &p->a->sections[i], &p->b->sections[j]);
	}
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Names of all symbols that are not static, defined or not; how many. */
static uint32_t names_of(const struct object *c, bool defined, const char **out)
{
	uint32_t n = 0;

	for (uint32_t i = 1; i < c->nsymbols; i++)
		if (GELF_ST_BIND(c->symbols[i].st_info) != STB_LOCAL &&
		    (c->symbols[i].st_shndx != SHN_UNDEF) == defined)
			out[n++] = c->names[i];
	qsort(out, n, sizeof(*out), by_text);
	return n;
}

/* What nobody provides in @a, and somebody does in @b: who refers to it means another. */
static void compare_provided(struct pair *p, const struct object *a, const struct object *b)
{
	const char **lacks = calloc(a->nsymbols + 1, sizeof(*lacks));
	const char **has = calloc(b->nsymbols + 1, sizeof(*has));
	uint32_t n, m;

	if (!lacks || !has)
		abort();
	n = names_of(a, false, lacks);
	m = names_of(b, true, has);
	for (uint32_t i = 0; i < n && !p->why; i++)
		if (bsearch(&lacks[i], has, m, sizeof(*has), by_text))
			p->why = lacks[i];
	free(lacks);
	free(has);
}

void object_compare(struct object_changes *out, const struct object *a, const struct object *b)
{
	struct pair p = { .a = a, .b = b, .changed = calloc(a->nitems + 1, 1) };

	memset(out, 0, sizeof(*out));
	out->items = calloc(a->nfunctions + 1, sizeof(*out->items));
	if (!p.changed || !out->items)
		abort();
	compare_functions(&p);
	if (!p.why)
		compare_sections(&p);
	if (!p.why)
		compare_provided(&p, a, b);
	if (!p.why)
		compare_provided(&p, b, a);
	for (uint32_t i = 0; i < a->nitems; i++)
		if (p.changed[i] == 1)
			out->items[out->n++] = &a->items[i];
	out->all = p.why;
	free(p.changed);
}

void object_changes_free(struct object_changes *c)
{
	free(c->items);
	memset(c, 0, sizeof(*c));
}
