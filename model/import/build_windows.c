// SPDX-License-Identifier: GPL-2.0-only
/*
 * build_windows.c - the windows of each host bridge: from /proc/iomem, or from the
 * addresses of the functions below it.
 *
 *   addresses below each root --sort--> runs of one owner --> windows
 *
 * Runs of different owners never overlap in CPU space.  The gaps between devices in an
 * owner's run belong to the owner, too.
 */
#include <stdlib.h>
#include <string.h>

#include "model/import/internal.h"

#define PAGE 4096ull
#define PORTS 0x10000ull		/* I/O ports that a CPU has */
#define LOW_TOP 0xfec00000ull		/* interrupt controllers from here on */
#define LOW_BOTTOM 0x80000000ull
#define HIGH_BOTTOM (1ull << 45)	/* above any DRAM and captured window */
#define HIGH_STEP (16ull << 30)		/* two a root: up to 2^46 */
#define MOVED_BOTTOM (1ull << 46)	/* domains moved apart: up to 2^47 */
#define HUGE_BOTTOM (1ull << 47)

struct range {
	uint32_t root;			/* index in m->roots */
	enum spec_window_kind kind;
	uint64_t base, limit;		/* CPU, inclusive */
	int64_t offset;
};

struct ranges {
	struct range *v;
	uint32_t n, cap;
};

static void add(struct ranges *s, uint32_t root, bool io, uint64_t base,
		uint64_t size, int64_t offset)
{
	uint64_t bus = base - (uint64_t)offset;
	struct range *r;

	/* Legacy ranges below 1 MiB belong to no bridge's own window. */
	if (!size || base + size < base || (!io && base < 1u << 20))
		return;
	if (s->n == s->cap) {
		s->cap = s->cap ? 2 * s->cap : 256;
		s->v = realloc(s->v, s->cap * sizeof(*s->v));
		if (!s->v)
			abort();
	}
	r = &s->v[s->n++];
	r->root = root;
	r->kind = io ? SPEC_WIN_IO : bus >> 32 ? SPEC_WIN_PREF : SPEC_WIN_MEM;
	r->base = base & ~(PAGE - 1);
	r->limit = (base + size - 1) | (PAGE - 1);
	r->offset = offset;
	/* A CPU has 64K ports, so no more of a bridge's can be reached. */
	if (io && r->limit >= PORTS)
		r->limit = PORTS - 1;
	if (io && r->base >= PORTS)
		s->n--;
}

/* CPU minus bus address of a root's memory windows. */
struct offset {
	int64_t value;
	bool known;
	bool moved;	/* so that bus addresses of two domains do not meet */
};

/* Where the capture has both addresses of some BAR. */
static struct offset *offsets(const struct machine *m, const struct raw_list *order)
{
	struct offset *off = calloc(m->nroots + 1, sizeof(*off));

	if (!off)
		abort();
	for (uint32_t i = 0; i < order->n; i++) {
		const struct raw *r = order->v[i];
		struct offset *o = &off[r->root];

		for (int b = 0; b < 6 && r->cfg_len && !o->known; b++) {
			uint64_t cpu = r->bar_cpu[b], bus = r->f.bar[b].address;

			if (r->f.bar[b].kind != SPEC_BAR_IO && cpu && bus &&
			    (r->bar_cpu_known >> b & 1) && !((cpu ^ bus) & (PAGE - 1))) {
				o->value = (int64_t)(cpu - bus);
				o->known = true;
			}
		}
	}
	return off;
}

static void add_bar(struct ranges *s, const struct raw *r, const struct spec_bar *b,
		    uint32_t n, struct offset *off)
{
	int64_t o = off[r->root].value;

	if (b->kind == SPEC_BAR_IO && b->address)
		add(s, (uint32_t)r->root, true, b->address, b->size_bytes, 0);
	else if (b->kind != SPEC_BAR_NONE && b->address)
		add(s, (uint32_t)r->root, false, b->address + (uint64_t)o,
		    b->size_bytes * n, o);
}

/*
 * A bridge's window as the kernel showed it is in CPU addresses; as registers
 * hold it, in bus addresses.
 */
static void add_window(struct ranges *s, const struct raw *r, int w,
		       struct offset *off)
{
	bool io = w == RAW_WIN_IO;
	int64_t o = io ? 0 : off[r->root].value;
	const struct raw_window *win = &r->win[w];

	/* I/O from 0 is what registers hold that nobody set. */
	if (win->open && win->base)
		add(s, (uint32_t)r->root, io, win->base +
		    (win->from_bytes || off[r->root].moved ? (uint64_t)o : 0),
		    win->limit - win->base + 1, o);
}

static bool in_bar(const struct spec_bar *b, uint64_t address)
{
	return address >= b->address && address - b->address < b->size_bytes;
}

/* The domain whose addresses are in @b; its root, or -1. */
static int32_t domain_behind(const struct raw_list *order, const struct spec_bar *b)
{
	for (uint32_t i = 0; i < order->n; i++) {
		const struct raw *r = order->v[i];

		if (sbdf_domain(r->sbdf) < VMD_DOMAINS)
			continue;
		for (int k = 0; k < 6; k++)
			if (r->f.bar[k].address && in_bar(b, r->f.bar[k].address))
				return r->root;
		for (int k = RAW_WIN_MEM; k < RAW_NWIN; k++)
			if (r->win[k].open && r->win[k].base && in_bar(b, r->win[k].base))
				return r->root;
	}
	return -1;
}

/* Windows of VMD domains; the BARs that are windows are no BARs any more. */
static void from_vmds(struct machine *m, struct spec *s, struct ranges *all,
		      const struct raw_list *order)
{
	for (uint32_t i = 0; i < order->n; i++) {
		struct raw *r = order->v[i];

		for (int b = 0; b < 6 && raw_is_vmd(r); b++) {
			struct spec_bar *bar = &r->f.bar[b];
			int32_t root = bar->kind == SPEC_BAR_MEM32 ||
				       bar->kind == SPEC_BAR_MEM64 ?
				       domain_behind(order, bar) : -1;

			if (root < 0 || !bar->address)
				continue;
			warn(m, &r->f.loc, "%s: BAR %d is the window of domain %x behind this VMD; told as that, not as a BAR",
			     sbdf_name(r->sbdf), b, m->roots[root].domain);
			r->vmd_window[b] = *bar;
			r->vmd_root[b] = root;
			memset(bar, 0, sizeof(*bar));
			s->functions[r->index].bar[b] = *bar;
		}
		for (int b = 0; b < 6; b++)
			if (r->vmd_window[b].size_bytes)
				add(all, (uint32_t)r->vmd_root[b], false,
				    r->vmd_window[b].address,
				    r->vmd_window[b].size_bytes, 0);
	}
}

/* Windows of bridges on root buses, and every BAR. */
static void from_functions(struct ranges *s, const struct raw_list *order,
			   struct offset *off)
{
	for (uint32_t i = 0; i < order->n; i++) {
		const struct raw *r = order->v[i];

		for (int b = 0; b < 6; b++) {
			add_bar(s, r, &r->f.bar[b], 1, off);
			if (r->f.sriov.known == SPEC_PRESENT)
				add_bar(s, r, &r->f.sriov.bar[b],
					r->f.sriov.total_vfs, off);
		}
		for (int w = 0; w < RAW_NWIN && !r->parent; w++)
			add_window(s, r, w, off);
	}
}

static void from_iomem(struct machine *m, struct ranges *s, struct offset *off)
{
	for (uint32_t i = 0; i < m->niomem; i++)
		for (uint32_t r = 0; r < m->nroots; r++)
			if (m->roots[r].domain == m->iomem[i].domain &&
			    m->roots[r].bus == m->iomem[i].bus)
				add(s, r, m->iomem[i].io, m->iomem[i].base,
				    m->iomem[i].limit - m->iomem[i].base + 1,
				    m->iomem[i].io ? 0 : off[r].value);
}

static int cmp(const void *a, const void *b)
{
	const struct range *x = a, *y = b;
	bool xio = x->kind == SPEC_WIN_IO, yio = y->kind == SPEC_WIN_IO;

	if (xio != yio)
		return xio ? 1 : -1;
	/* Ports are each bridge's own until they are placed. */
	if (xio && x->root != y->root)
		return x->root < y->root ? -1 : 1;
	if (x->base != y->base)
		return x->base < y->base ? -1 : 1;
	if (x->limit != y->limit)
		return x->limit < y->limit ? -1 : 1;
	return x->root < y->root ? -1 : x->root > y->root;
}

static bool same_owner(const struct range *a, const struct range *b)
{
	return a->root == b->root && a->kind == b->kind && a->offset == b->offset;
}

/*
 * Registers hold bus addresses, and each domain has its own.  Where two domains use the
 * same bus addresses, their CPU addresses must differ.  The capture does not say by how
 * much, so the later domain is moved far up.  Returns true if one was moved.
 */
static bool separate(struct machine *m, struct ranges *s, struct offset *off)
{
	bool moved = false;
	uint32_t top = 0;

	if (s->n)
		qsort(s->v, s->n, sizeof(*s->v), cmp);
	for (uint32_t i = 1; i < s->n && s->v[i].kind != SPEC_WIN_IO; i++) {
		const struct range *a = &s->v[top], *b = &s->v[i];
		uint32_t later = a->root > b->root ? a->root : b->root;

		if (b->base <= a->limit && !off[later].known &&
		    m->roots[a->root].domain != m->roots[b->root].domain) {
			off[later].known = off[later].moved = moved = true;
			off[later].value = (int64_t)(MOVED_BOTTOM +
						     ((uint64_t)later << 36));
		}
		if (b->limit > a->limit)
			top = i;
	}
	return moved;
}

/* The lowest free run of @size CPU ports, none below 0x1000; or PORTS. */
static uint64_t free_ports(const uint8_t *used, uint64_t size)
{
	uint64_t run = 0;

	for (uint64_t page = 1; page < PORTS / PAGE; page++) {
		run = used[page] ? 0 : run + PAGE;
		if (run >= size)
			return (page + 1) * PAGE - size;
	}
	return PORTS;
}

/*
 * All host bridges share the CPU's 64K ports: each range keeps its own
 * numbers where they are free, else it is mapped where there is room.
 */
static void place_io(struct machine *m, struct ranges *s)
{
	uint8_t used[PORTS / PAGE] = { 0 };
	uint32_t n = 0;

	for (uint32_t i = 0; i < s->n; i++) {
		struct range r = s->v[i];
		uint64_t size = r.limit - r.base + 1, bus = r.base;
		bool taken = false;

		if (r.kind == SPEC_WIN_IO) {
			for (uint64_t p = r.base / PAGE; p <= r.limit / PAGE; p++)
				taken |= used[p];
			if (taken)
				r.base = free_ports(used, size);
			if (r.base >= PORTS) {
				struct spec_loc at = here(m, 0);

				warn(m, &at, "no I/O ports are left for those of domain %04x bus %02x; its I/O BARs stay without",
				     m->roots[r.root].domain, m->roots[r.root].bus);
				continue;
			}
			r.limit = r.base + size - 1;
			r.offset = (int64_t)(r.base - bus);
			memset(used + r.base / PAGE, 1, size / PAGE);
		}
		s->v[n++] = r;
	}
	s->n = n;
}

/* One run for neighbours of one owner; what two owners claim is the first's. */
static void merge(struct ranges *s)
{
	uint32_t n = 0;

	if (s->n)
		qsort(s->v, s->n, sizeof(*s->v), cmp);
	for (uint32_t i = 0; i < s->n; i++) {
		struct range *last = n ? &s->v[n - 1] : NULL, r = s->v[i];
		bool memory = last && last->kind != SPEC_WIN_IO &&
			      r.kind != SPEC_WIN_IO;

		if (last && same_owner(last, &r)) {
			if (r.limit > last->limit)
				last->limit = r.limit;
			continue;
		}
		if (memory && r.base <= last->limit) {
			if (r.limit <= last->limit)
				continue;
			r.base = last->limit + 1;
		}
		s->v[n++] = r;
	}
	s->n = n;
}

/* Address space that unplaced BARs of a kind below each root still need. */
struct need {
	uint64_t mem, pref;
	bool io;
};

static struct need *needs(const struct machine *m, const struct raw_list *order)
{
	struct need *need = calloc(m->nroots + 1, sizeof(*need));

	if (!need)
		abort();
	for (uint32_t i = 0; i < order->n; i++) {
		const struct raw *r = order->v[i];

		for (int b = 0; b < 12; b++) {
			const struct spec_bar *bar = b < 6 ? &r->f.bar[b] :
						     &r->f.sriov.bar[b - 6];
			uint64_t n = b < 6 ? 1 : r->f.sriov.total_vfs;

			if (bar->kind == SPEC_BAR_NONE || bar->address)
				continue;
			if (bar->kind == SPEC_BAR_IO)
				need[r->root].io = true;
			else if (bar->kind == SPEC_BAR_MEM64 && bar->prefetchable)
				need[r->root].pref += bar->size_bytes * n;
			else
				need[r->root].mem += bar->size_bytes * n;
		}
	}
	return need;
}

static void window_add(struct spec *s, uint32_t hb, enum spec_window_kind kind,
		       uint64_t base, uint64_t size, int64_t offset)
{
	struct spec_host_bridge *b = &s->host_bridges[hb];

	if (b->nwindows < SPEC_MAX_WINDOWS && size)
		b->windows[b->nwindows++] = (struct spec_window){
			.kind = kind, .cpu_base = base, .size_bytes = size,
			.offset = offset, .loc = b->loc };
}

static uint64_t pow2_ceil(uint64_t v)
{
	uint64_t p = 1;

	while (p < v && p < 1ull << 62)
		p <<= 1;
	return p;
}

/* The free stretch of CPU space below @top that ends highest, or 0. */
static uint64_t free_low(const struct ranges *s, uint64_t size)
{
	uint64_t top = LOW_TOP & ~(size - 1);

	for (uint32_t i = s->n; i-- > 0;) {
		const struct range *r = &s->v[i];

		if (r->kind == SPEC_WIN_IO || r->base >= top)
			continue;
		if (top >= size && r->limit < top - size)
			break;
		top = r->base & ~(size - 1);
	}
	return top >= LOW_BOTTOM + size ? top - size : 0;
}

/* Makes a window for BARs without an address, anywhere free: the capture shows none. */
static void add_default(struct spec *s, struct ranges *all, uint32_t root,
			uint32_t hb, enum spec_window_kind kind, uint64_t need,
			bool has_low)
{
	uint64_t size = pow2_ceil(2 * need), base = 0;
	int64_t offset = 0;
	uint64_t high = HIGH_BOTTOM + HIGH_STEP * 2 * root;

	if (kind == SPEC_WIN_MEM) {
		if (size < 16u << 20)
			size = 16u << 20;
		if (size > 1u << 30)
			size = 1u << 30;
		base = free_low(all, size);
		if (!base && has_low)
			return;
		if (!base) {
			base = high + HIGH_STEP;
			offset = (int64_t)(base - LOW_BOTTOM);
		}
	} else {
		if (size < 1u << 30)
			size = 1u << 30;
		if (size > 1ull << 40)
			size = 1ull << 40;
		base = size <= HIGH_STEP ? high : HUGE_BOTTOM + ((uint64_t)root << 40);
	}
	window_add(s, hb, kind, base, size, offset);
	add(all, root, false, base, size, offset);
	qsort(all->v, all->n, sizeof(*all->v), cmp);
}

/* I/O space is small: one page of ports that nobody uses, while there are. */
static void add_io(struct spec *s, struct ranges *all, uint32_t root, uint32_t hb)
{
	for (uint64_t base = PAGE; base < 0x10000; base += PAGE) {
		bool taken = false;

		for (uint32_t i = 0; i < all->n; i++)
			taken |= all->v[i].kind == SPEC_WIN_IO &&
				 all->v[i].base <= base && base <= all->v[i].limit;
		if (taken)
			continue;
		window_add(s, hb, SPEC_WIN_IO, base, PAGE, 0);
		add(all, root, true, base, PAGE, 0);
		return;
	}
}

static void add_defaults(struct machine *m, struct spec *s, struct ranges *all,
			 const struct need *need)
{
	for (uint32_t r = 0; r < m->nroots; r++) {
		bool kinds[4] = { false };

		for (uint32_t i = 0; i < all->n; i++)
			if (all->v[i].root == r)
				kinds[all->v[i].kind] = true;
		if (!kinds[SPEC_WIN_MEM] || need[r].mem)
			add_default(s, all, r, m->roots[r].index, SPEC_WIN_MEM,
				    need[r].mem, kinds[SPEC_WIN_MEM]);
		if (need[r].pref)
			add_default(s, all, r, m->roots[r].index, SPEC_WIN_PREF,
				    need[r].pref, false);
		if (need[r].io && !kinds[SPEC_WIN_IO])
			add_io(s, all, r, m->roots[r].index);
	}
}

void build_windows(struct machine *m, struct spec *s, struct raw_list *order)
{
	struct offset *off = offsets(m, order);
	struct need *need = needs(m, order);
	struct ranges all = { 0 };

	do {
		all.n = 0;
		from_iomem(m, &all, off);
		from_vmds(m, s, &all, order);
		from_functions(&all, order, off);
	} while (separate(m, &all, off));
	merge(&all);
	place_io(m, &all);
	for (uint32_t i = 0; i < all.n; i++)
		window_add(s, m->roots[all.v[i].root].index, all.v[i].kind,
			   all.v[i].base, all.v[i].limit - all.v[i].base + 1,
			   all.v[i].offset);
	add_defaults(m, s, &all, need);
	free(all.v);
	free(off);
	free(need);
}
