// SPDX-License-Identifier: GPL-2.0-only
/*
 * build_tree.c - finds which function is below which: by the paths of sysfs, otherwise
 * by bus numbers.  A function without a bridge above is on a root bus, or its bridge
 * was not captured (build_missing.c).
 */
#include <stdlib.h>
#include <string.h>

#include "model/import/internal.h"

static void *must(void *p)
{
	if (!p)
		abort();
	return p;
}

struct raw_list raw_sorted(const struct machine *m)
{
	struct raw_list l = { must(calloc(m->nfn + 1, sizeof(*l.v))), 0 };

	for (uint32_t i = 0; i < m->nfn; i++)
		if (!m->fn[i]->gone)
			l.v[l.n++] = m->fn[i];
	if (l.n)
		qsort(l.v, l.n, sizeof(*l.v), raw_cmp);
	return l;
}

static struct bus_map *map_of(const struct machine *m, uint32_t domain)
{
	uint32_t lo = 0, hi = m->nmaps;

	while (lo < hi) {
		uint32_t mid = (lo + hi) / 2;

		if (m->maps[mid].domain < domain)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < m->nmaps && m->maps[lo].domain == domain ? &m->maps[lo] : NULL;
}

bool bus_in_use(const struct machine *m, uint32_t domain, uint8_t bus)
{
	return map_of(m, domain)->used[bus / 8] >> bus % 8 & 1;
}

void bus_claim(struct machine *m, uint32_t domain, uint8_t bus, struct raw *bridge)
{
	struct bus_map *map = map_of(m, domain);

	map->used[bus / 8] |= (uint8_t)(1u << bus % 8);
	if (bridge)
		map->bridge[bus] = bridge;
}

void raw_attach(struct raw *r, struct raw *parent)
{
	r->parent = parent;
	r->placed = true;
}

/* Root buses of a domain come in ascending order: see build_tree(). */
int32_t root_below(const struct machine *m, uint32_t domain, uint8_t bus)
{
	int32_t best = -1;

	for (uint32_t i = 0; i < m->nroots; i++)
		if (m->roots[i].domain == domain && m->roots[i].bus <= bus &&
		    (best < 0 || m->roots[i].bus > m->roots[best].bus))
			best = (int32_t)i;
	return best;
}

int32_t root_add(struct machine *m, uint32_t domain, uint8_t bus, bool guessed)
{
	int32_t i = root_below(m, domain, bus);

	if (i >= 0 && m->roots[i].bus == bus)
		return i;
	if (m->nroots >= IMPORT_MAX_ROOTS) {
		fail(m, 0, 0, NULL, "more than %u root buses; one machine has fewer",
		     IMPORT_MAX_ROOTS);
		return 0;
	}
	if (!m->roots)
		m->roots = must(calloc(IMPORT_MAX_ROOTS, sizeof(*m->roots)));
	m->roots[m->nroots] = (struct raw_root){
		.domain = domain, .bus = bus, .guessed = guessed };
	return (int32_t)m->nroots++;
}

static bool maps_make(struct machine *m, const struct raw_list *l)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < l->n; i++)
		n += !i || sbdf_domain(l->v[i]->sbdf) != sbdf_domain(l->v[i - 1]->sbdf);
	if (n > IMPORT_MAX_ROOTS)
		return fail(m, 0, 0, NULL, "more than %u domains; one machine has fewer",
			    IMPORT_MAX_ROOTS);
	m->maps = must(calloc(n ? n : 1, sizeof(*m->maps)));
	for (uint32_t i = 0; i < l->n; i++) {
		uint32_t domain = sbdf_domain(l->v[i]->sbdf);

		if (!i || domain != sbdf_domain(l->v[i - 1]->sbdf))
			m->maps[m->nmaps++].domain = domain;
		bus_claim(m, domain, sbdf_bus(l->v[i]->sbdf), NULL);
	}
	return true;
}

/*
 * An unknown header type follows from the class.  CardBus bridges have bus numbers
 * like others, but their own header: only the facts are kept.
 */
static void settle_header(struct machine *m, struct raw *r)
{
	if (r->hdr < 0)
		r->hdr = r->f.class >> 8 == 0x0604 ? 1 :
			 r->f.class >> 8 == 0x0607 ? 2 : 0;
	if (r->hdr != 2)
		return;
	warn(m, &r->f.loc, "%s: a CardBus bridge; imported as a PCI-to-PCI bridge",
	     sbdf_name(r->sbdf));
	r->hdr = 1;
	r->cfg_len = 0;
	r->caps_known = true;
	memset(r->f.bar, 0, sizeof(r->f.bar));
}

/* Register a bridge's secondary bus, if its numbers make sense. */
static void claim_secondary(struct machine *m, struct raw *r)
{
	uint32_t domain = sbdf_domain(r->sbdf);
	struct spec_function *f = &r->f;
	struct raw *other;

	if (!f->secondary)
		return;
	other = map_of(m, domain)->bridge[f->secondary];
	if (f->secondary <= sbdf_bus(r->sbdf) || f->subordinate < f->secondary) {
		warn(m, &f->loc, "%s: buses %02x to %02x cannot be below bus %02x; taken as not set up",
		     sbdf_name(r->sbdf), f->secondary, f->subordinate,
		     sbdf_bus(r->sbdf));
	} else if (other) {
		warn(m, &f->loc, "%s: bus %02x is below %s already; taken as not set up",
		     sbdf_name(r->sbdf), f->secondary, sbdf_name(other->sbdf));
	} else {
		bus_claim(m, domain, f->secondary, r);
		return;
	}
	f->secondary = f->subordinate = 0;
}

/* Would @parent be below @r?  Paths come from an archive: they may loop. */
static bool would_loop(const struct raw *r, const struct raw *parent)
{
	for (unsigned int depth = 0; parent; parent = parent->parent)
		if (parent == r || ++depth > 256)
			return true;
	return false;
}

static void attach_by_path(struct machine *m, struct raw *r)
{
	struct raw *up;

	if (!r->path_known)
		return;
	if (r->path_parent == NO_FUNCTION) {
		r->root = root_add(m, sbdf_domain(r->sbdf), r->root_bus, false);
		r->placed = true;
		return;
	}
	up = raw_find(m, r->path_parent);
	if (!up || up->gone || up->hdr != 1 || would_loop(r, up) ||
	    sbdf_domain(up->sbdf) != sbdf_domain(r->sbdf))
		return;			/* bus numbers may know better */
	if (!up->f.secondary && sbdf_bus(r->sbdf) > sbdf_bus(up->sbdf) &&
	    !map_of(m, sbdf_domain(r->sbdf))->bridge[sbdf_bus(r->sbdf)]) {
		up->f.secondary = up->f.subordinate = sbdf_bus(r->sbdf);
		bus_claim(m, sbdf_domain(r->sbdf), sbdf_bus(r->sbdf), up);
	}
	raw_attach(r, up);
}

/* The bridge whose range covers @bus and is nearest to it. */
static struct raw *covering(const struct machine *m, uint32_t domain, uint8_t bus)
{
	const struct bus_map *map = map_of(m, domain);

	for (int s = bus - 1; s > 0; s--)
		if (map->bridge[s] && map->bridge[s]->f.subordinate >= bus)
			return map->bridge[s];
	return NULL;
}

static bool only_on_root(const struct raw *r)
{
	if (r->is_pcie && (r->f.type == SPEC_ROOT_PORT ||
			   r->f.type == SPEC_RCIEP || r->f.type == SPEC_RCEC))
		return true;
	return r->f.class >> 8 == 0x0600;
}

/*
 * Of a kind that is nearly always behind a link, with nothing said of its capabilities:
 * storage, network, display, USB and the like, and not what a root complex has of its own.
 */
static bool is_leaf(const struct raw *r)
{
	uint32_t base = r->f.class >> 16;

	return !r->caps_known && !r->cfg_len &&
	       (base == 0x01 || base == 0x02 || base == 0x03 || base == 0x12 ||
		r->f.class >> 8 == 0x0c03);
}

/* What would have to be above a bus with @n functions from @v on it. */
static enum above above_of(struct raw *const *v, uint32_t n, bool *root)
{
	enum above want = ABOVE_PCI;

	*root = false;
	for (uint32_t i = 0; i < n; i++) {
		*root |= only_on_root(v[i]);
		if (!v[i]->is_pcie && !v[i]->ext_cap && !is_leaf(v[i]))
			continue;
		if (v[i]->is_pcie && v[i]->f.type == SPEC_DOWNSTREAM_PORT)
			want = ABOVE_SWITCH;
		else if (want == ABOVE_PCI)
			want = ABOVE_LINK;
	}
	return want;
}

/* How far the buses below a bridge to the bus of @v reach. */
static uint8_t reach(struct raw *const *v, uint32_t n)
{
	uint32_t bus = sbdf_bus(v[0]->sbdf), last = bus;

	for (uint32_t i = 0; i < n; i++) {
		const struct spec_sriov *vf = &v[i]->f.sriov;
		uint32_t to = v[i]->f.subordinate;

		/* Its VFs may be on the buses after it (9.2.1.2). */
		if (vf->known == SPEC_PRESENT && vf->total_vfs)
			to = bus + ((sbdf_devfn(v[i]->sbdf) + vf->offset +
				     (vf->total_vfs - 1u) * vf->stride) >> 8);
		if (to > last && to < 256)
			last = to;
	}
	return (uint8_t)last;
}

/*
 * Functions on a bus that @up's numbers cover, where there is no room for a bridge that
 * leads to it: VFs have such buses (9.2.1.2), and whose they are was not captured.
 */
static void leave_out(struct machine *m, struct raw **v, uint32_t n, const struct raw *up)
{
	warn(m, &v[0]->f.loc, "%s: no bridge can lead to its bus below %s: a VF, whose PF the capture does not tell; left out",
	     sbdf_name(v[0]->sbdf), sbdf_name(up->sbdf));
	for (uint32_t i = 0; i < n; i++)
		v[i]->gone = true;
	m->rep->left_out += n;
}

/* Of no class that the capture tells: a bridge to them may be among the others. */
static bool nameless(struct raw *const *v, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (v[i]->f.class && v[i]->f.class >> 16 != 0xff)
			return false;
	return true;
}

/* Functions on one bus that nobody is known to be above. */
static void place_bus(struct machine *m, struct raw **v, uint32_t n)
{
	uint32_t domain = sbdf_domain(v[0]->sbdf);
	uint8_t bus = sbdf_bus(v[0]->sbdf);
	struct raw *cover = covering(m, domain, bus), *up = cover;
	bool root;
	enum above want = above_of(v, n, &root);
	int32_t at;

	/* Conventional functions alone on a bus: Intel's uncore, mostly. */
	if (!up && (bus == 0 || want == ABOVE_PCI))
		root = true;
	if (!root) {
		up = missing_bridge(m, domain, bus, reach(v, n), up,
				    want, v[0]->f.loc);
		for (uint32_t i = 0; up && i < n; i++)
			raw_attach(v[i], up);
		if (!up && cover)
			leave_out(m, v, n, cover);
		if (up || cover)
			return;
	}
	if (bus && (m->bridges_unnumbered || nameless(v, n)) && !m->flat++)
		warn(m, &v[0]->f.loc, "no bridge's bus numbers are in the capture: bus %02x and others are taken for root buses (lspci -v prints them)",
		     bus);
	at = root_add(m, domain, bus, bus != 0);
	for (uint32_t i = 0; i < n; i++) {
		v[i]->root = at;
		v[i]->placed = true;
	}
}

static void attach_by_bus(struct machine *m, struct raw *r)
{
	struct raw *up = map_of(m, sbdf_domain(r->sbdf))->bridge[sbdf_bus(r->sbdf)];

	if (!r->placed && up && !would_loop(r, up))
		raw_attach(r, up);
}

/* Runs of functions on one bus; those of synthetic bridges are placed. */
static void place_rest(struct machine *m, struct raw_list *l)
{
	for (uint32_t i = 0, j; i < l->n && !m->failed; i = j) {
		struct raw *here_[256];
		uint32_t n = 0;

		for (j = i; j < l->n && l->v[j]->sbdf >> 8 == l->v[i]->sbdf >> 8; j++)
			if (!l->v[j]->placed)
				here_[n++] = l->v[j];
		if (n)
			place_bus(m, here_, n);
	}
}

/* Lists of children, and the root each function is below. */
void build_links(struct machine *m)
{
	struct raw_list l = raw_sorted(m);

	for (uint32_t i = 0; i < l.n; i++)
		l.v[i]->child = l.v[i]->sibling = NULL;
	for (uint32_t i = l.n; i-- > 0;) {
		struct raw *up = l.v[i]->parent;

		if (up) {
			l.v[i]->sibling = up->child;
			up->child = l.v[i];
		}
	}
	for (uint32_t i = 0; i < l.n; i++) {
		struct raw *top = l.v[i];

		while (top->parent)
			top = top->parent;
		l.v[i]->root = top->root;
	}
	free(l.v);
}

static int root_cmp(const void *a, const void *b)
{
	const struct raw_root *x = a, *y = b;

	if (x->domain != y->domain)
		return x->domain < y->domain ? -1 : 1;
	return x->bus < y->bus ? -1 : x->bus > y->bus;
}

/* Sort the roots; each has the buses up to the next one. */
static void settle_roots(struct machine *m)
{
	struct raw_root *old = must(malloc((m->nroots + 1) * sizeof(*old)));
	uint32_t *now = must(malloc((m->nroots + 1) * sizeof(*now)));

	memcpy(old, m->roots, m->nroots * sizeof(*old));
	qsort(m->roots, m->nroots, sizeof(*m->roots), root_cmp);
	for (uint32_t i = 0; i < m->nroots; i++) {
		struct raw_root *r = &m->roots[i];

		r->last = i + 1 < m->nroots && r[1].domain == r->domain ?
			r[1].bus - 1 : 0xff;
	}
	for (uint32_t i = 0; i < m->nroots; i++) {
		struct raw_root *at = bsearch(&old[i], m->roots, m->nroots,
					      sizeof(*old), root_cmp);

		now[i] = (uint32_t)(at - m->roots);
	}
	for (uint32_t i = 0; i < m->nfn; i++)
		if (m->fn[i]->root >= 0)
			m->fn[i]->root = (int32_t)now[m->fn[i]->root];
	free(old);
	free(now);
}

void build_tree(struct machine *m)
{
	struct raw_list l = raw_sorted(m);

	if (!l.n)
		fail(m, 0, 0, NULL, "no function is left: all read all ones");
	if (!l.n || !maps_make(m, &l)) {
		free(l.v);
		return;
	}
	for (uint32_t i = 0; i < l.n; i++)
		settle_header(m, l.v[i]);
	for (uint32_t i = 0; i < l.n; i++)
		if (m->paths_seen && !l.v[i]->path_known) {
			l.v[i]->path_known = true;	/* a path without bridges */
			l.v[i]->root_bus = sbdf_bus(l.v[i]->sbdf);
		}
	if (!m->paths_seen && !m->live)
		build_guess(m, &l);
	for (uint32_t i = 0; i < l.n; i++)
		if (l.v[i]->hdr == 1) {
			claim_secondary(m, l.v[i]);
			m->bridges_unnumbered |= !l.v[i]->buses_known;
		}
	for (uint32_t i = 0; i < l.n && !m->failed; i++)
		attach_by_path(m, l.v[i]);
	for (uint32_t i = 0; i < l.n; i++)
		attach_by_bus(m, l.v[i]);
	place_rest(m, &l);
	free(l.v);
	if (m->failed)
		return;
	build_links(m);
	build_reach(m);
	settle_roots(m);
}

struct raw_list raw_preorder(const struct machine *m)
{
	struct raw_list l = raw_sorted(m), out;

	out.v = must(calloc(l.n + 1, sizeof(*out.v)));
	out.n = 0;
	for (uint32_t root = 0; root < m->nroots; root++)
		for (uint32_t i = 0; i < l.n; i++) {
			struct raw *r = l.v[i];

			if (r->parent || r->root != (int32_t)root)
				continue;
			/* Down, along, and up where there is no more. */
			for (struct raw *at = r; at;) {
				if (!at->gone)
					out.v[out.n++] = at;
				if (at->child) {
					at = at->child;
					continue;
				}
				while (at != r && !at->sibling)
					at = at->parent;
				at = at == r ? NULL : at->sibling;
			}
		}
	free(l.v);
	return out;
}
