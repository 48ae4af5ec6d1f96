// SPDX-License-Identifier: GPL-2.0-only
/*
 * build_sizes.c - assumes sizes for BARs whose size the capture does not show.
 *
 * Config bytes hold only addresses.  An address is a multiple of the size, the next
 * BAR does not begin inside, and the bridges' windows contain it.  The largest
 * reasonable size that all three allow is assumed.
 */
#include <stdlib.h>

#include "model/import/internal.h"
#include "model/spec/plural.h"

/* Where reason ends when neighbours are far. */
#define MOST_IO 256u
#define MOST_MEM (16ull << 20)
#define MOST_PREF (256ull << 20)
/* For a BAR that has no address to tell. */
#define UNPLACED_IO 32u
#define UNPLACED_MEM (64ull << 10)
#define UNPLACED_PREF (1ull << 20)

struct start {
	uint32_t domain;
	bool io;
	uint64_t address;
};

struct starts {
	struct start *v;
	uint32_t n, cap;
};

static void add(struct starts *s, uint32_t domain, const struct spec_bar *b)
{
	if (b->kind == SPEC_BAR_NONE || !b->address)
		return;
	if (s->n == s->cap) {
		s->cap = s->cap ? 2 * s->cap : 256;
		s->v = realloc(s->v, s->cap * sizeof(*s->v));
		if (!s->v)
			abort();
	}
	s->v[s->n++] = (struct start){ domain, b->kind == SPEC_BAR_IO, b->address };
}

static int cmp(const void *a, const void *b)
{
	const struct start *x = a, *y = b;

	if (x->domain != y->domain)
		return x->domain < y->domain ? -1 : 1;
	if (x->io != y->io)
		return x->io ? 1 : -1;
	return x->address < y->address ? -1 : x->address > y->address;
}

static void collect(struct machine *m, struct starts *s)
{
	for (uint32_t i = 0; i < m->nfn; i++) {
		const struct raw *r = m->fn[i];

		if (r->gone)
			continue;
		for (int b = 0; b < 6; b++) {
			add(s, sbdf_domain(r->sbdf), &r->f.bar[b]);
			add(s, sbdf_domain(r->sbdf), &r->f.sriov.bar[b]);
		}
	}
	if (s->n)
		qsort(s->v, s->n, sizeof(*s->v), cmp);
}

/* The next address above @a in the same space, or UINT64_MAX. */
static uint64_t next_start(const struct starts *s, const struct start *a)
{
	uint32_t lo = 0, hi = s->n;

	while (lo < hi) {
		uint32_t mid = (lo + hi) / 2;

		if (cmp(&s->v[mid], a) <= 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == s->n || s->v[lo].domain != a->domain || s->v[lo].io != a->io)
		return UINT64_MAX;
	return s->v[lo].address;
}

/* Where the window ends that leads to @a, or UINT64_MAX. */
static uint64_t window_end(const struct raw *r, bool io, uint64_t a)
{
	for (const struct raw *up = r->parent; up; up = up->parent)
		for (int w = 0; w < RAW_NWIN; w++)
			if ((w == RAW_WIN_IO) == io && up->win[w].open &&
			    up->win[w].base <= a && a <= up->win[w].limit)
				return up->win[w].limit + 1;
	return UINT64_MAX;
}

static uint64_t pow2_floor(uint64_t v)
{
	while (v & (v - 1))
		v &= v - 1;
	return v;
}

static uint64_t pow2_ceil(uint64_t v)
{
	uint64_t p = 1;

	while (p < v && p < 1ull << 63)
		p <<= 1;
	return p;
}

/* @n of them one after the other, each at least @least bytes. */
static uint64_t size_for(const struct starts *s, const struct raw *r,
			 const struct spec_bar *b, uint64_t least, uint32_t n)
{
	bool io = b->kind == SPEC_BAR_IO;
	struct start at = { sbdf_domain(r->sbdf), io, b->address };
	uint64_t most = io ? MOST_IO : b->prefetchable ? MOST_PREF : MOST_MEM;
	uint64_t end, size;

	if (!b->address) {
		size = io ? UNPLACED_IO : b->prefetchable ? UNPLACED_PREF : UNPLACED_MEM;
		return size > least ? size : least;
	}
	size = b->address & -b->address;
	if (size > most)
		size = most;
	end = next_start(s, &at);
	if (window_end(r, io, b->address) < end)
		end = window_end(r, io, b->address);
	if ((end - b->address) / n < size)
		size = pow2_floor((end - b->address) / n);
	return size > least ? size : least;
}

static uint64_t least_of(const struct raw *r, const struct spec_bar *b, uint32_t min)
{
	uint64_t least = b->kind == SPEC_BAR_IO ? 4 :
			 spec_type_is_pcie(r->f.type) ? 128 : 16;

	return min > least ? pow2_ceil(min) : least;
}

static uint32_t size_function(const struct starts *s, struct raw *r)
{
	struct spec_sriov *vf = &r->f.sriov;
	uint32_t guessed = 0;

	for (int i = 0; i < 6; i++) {
		struct spec_bar *b = &r->f.bar[i];

		if (b->kind != SPEC_BAR_NONE && !(r->size_known >> i & 1)) {
			b->size_bytes = size_for(s, r, b,
						 least_of(r, b, r->min_size[i]), 1);
			guessed++;
		}
		b = &vf->bar[i];
		if (vf->known == SPEC_PRESENT && b->kind != SPEC_BAR_NONE &&
		    !(r->vf_size_known >> i & 1)) {
			/* A VF's BAR takes whole pages (9.2.1.1.1). */
			b->size_bytes = size_for(s, r, b, 4096,
						 vf->total_vfs ? vf->total_vfs : 1);
			guessed++;
		}
	}
	return guessed;
}

#define ASSUMED_BAR (1ull << 20)

static bool has_bar(const struct spec_function *f)
{
	for (int i = 0; i < 6; i++)
		if (f->bar[i].kind != SPEC_BAR_NONE)
			return true;
	return false;
}

/*
 * A kernel answers for memory that a function has.  Where the capture cannot show a
 * device's BARs, one is assumed, for what the kernel says hangs on the way alone.
 */
static void assume_bars(struct machine *m, const struct raw_list *l)
{
	const struct raw *first = NULL;
	uint32_t n = 0;

	for (uint32_t i = 0; i < l->n; i++) {
		struct raw *r = l->v[i];

		if (r->hdr || r->cfg_len || r->bars_told || r->synthetic || m->live ||
		    (r->f.type != SPEC_ENDPOINT && r->f.type != SPEC_LEGACY_ENDPOINT) ||
		    has_bar(&r->f))
			continue;
		r->f.bar[0] = (struct spec_bar){ .kind = SPEC_BAR_MEM64, .prefetchable = true,
						 .size_bytes = ASSUMED_BAR };
		r->size_known |= 1;
		first = first ? first : r;
		n++;
	}
	if (n)
		warn(m, &first->f.loc, "BARs of %u function%s, %s first, are not in the capture: one of 1M is assumed, so that kernels can be asked (lspci -v and sysfs show them)",
		     n, plural(n), sbdf_name(first->sbdf));
}

void build_sizes(struct machine *m)
{
	struct raw_list l = raw_sorted(m);
	struct starts s = { 0 };
	struct raw *first = NULL;
	uint32_t guessed = 0;

	assume_bars(m, &l);
	collect(m, &s);
	for (uint32_t i = 0; i < l.n; i++) {
		uint32_t n = size_function(&s, l.v[i]);

		if (n && !first)
			first = l.v[i];
		guessed += n;
	}
	free(l.v);
	free(s.v);
	if (guessed)
		warn(m, &first->f.loc, "sizes of %u BAR%s, of %s first, are not in the capture: taken from alignment and neighbours (lspci -vv and sysfs tell them)",
		     guessed, plural(guessed), sbdf_name(first->sbdf));
}
