// SPDX-License-Identifier: GPL-2.0-only
/*
 * layout.c - see layout.h.
 *
 * It asks no kernel: it gets what one showed.
 */
#include <string.h>

#include "model/spec/bytes.h"
#include "model/spec/regs.h"
#include "sim/laws/layout.h"

/* --- gaps ------------------------------------------------------------------------------- */

static bool is_zero(const uint8_t *cfg, uint32_t from, uint32_t bytes)
{
	for (uint32_t i = from; i < from + bytes; i++)
		if (cfg[i])
			return false;
	return true;
}

static void add_gap(struct layout *l, uint32_t from, uint32_t end)
{
	if (end > from)
		l->gap[l->ngaps++] = (struct layout_gap){
			.off = (uint16_t)from, .bytes = (uint16_t)(end - from),
			.zero = is_zero(l->c->view, from, end - from) };
}

/*
 * Both spaces have gaps of their own: no capability is in the two.  What is hidden is no gap:
 * the function has it.
 */
static void find_gaps(struct layout *l)
{
	uint32_t from = CAPS_HEADER_BYTES;

	for (uint32_t at = from; at < l->c->bytes; at += 4) {
		if (at == CAPS_STD_BYTES) {
			add_gap(l, from, at);
			from = at;
		}
		if (caps_at(&l->view, at) || caps_at(&l->hw, at)) {
			add_gap(l, from, at);
			from = at + 4;
		}
	}
	add_gap(l, from, l->c->bytes);
}

/* --- places ------------------------------------------------------------------------------ */

/* The first capability of @l that a stretch touches. */
static const struct capability *touches(const struct caps *l, uint32_t off, uint32_t bytes)
{
	for (uint32_t at = off; at < off + bytes; at += 4)
		if (caps_at(l, at))
			return caps_at(l, at);
	return NULL;
}

static struct layout_place judge(const struct layout *l, uint32_t off, uint16_t bytes)
{
	struct layout_place p = { .off = off };
	const struct capability *hidden = touches(&l->hw, off, bytes);

	if (!off)
		p.state = LAYOUT_NOWHERE;
	else if (off < CAPS_STD_BYTES || off % 4 || off + bytes > l->c->bytes)
		p.state = LAYOUT_OUTSIDE;
	else if ((p.by = touches(&l->view, off, bytes)))
		p.state = LAYOUT_TAKEN;
	else if (hidden && (p.by = hidden))
		p.state = LAYOUT_OVER_HIDDEN;
	else if (!is_zero(l->c->view, off, bytes))
		p.state = LAYOUT_NOT_ZERO;
	else
		p.state = LAYOUT_FREE;
	return p;
}

/* A VMM sees what is shown, and no more.  @behind: what was made up before ends there. */
static uint32_t first_gap(const struct layout *l, uint32_t behind, uint16_t bytes)
{
	for (uint32_t at = behind; at + bytes <= l->c->bytes; at += 4)
		if (!touches(&l->view, at, bytes) && is_zero(l->c->view, at, bytes))
			return at;
	return 0;
}

static uint32_t told_by_dvsec(const struct layout *l, const struct made_how *how)
{
	for (uint32_t i = 0; i < l->view.n; i++) {
		const struct capability *c = &l->view.cap[i];
		const uint8_t *at = l->c->view + c->off;

		/* Base 7.9.6: vendor ID and DVSEC ID. */
		if (c->extended && c->id == XID_DVSEC && get16(at + 4) == how->vendor &&
		    get16(at + 8) == how->id && how->reg + 2u <= c->bytes)
			return get16(at + how->reg);
	}
	return 0;
}

static void find_places(struct layout *l, struct layout_made *m, const struct made_how *how)
{
	const bool pasid = m->id == XID_PASID;
	const uint32_t end = l->c->bytes - PASID_BYTES - (pasid ? 0 : PRI_BYTES);
	const struct layout_place *before = pasid ? NULL : &l->made[0].at[MADE_GAP];
	const uint32_t behind = before && before->off ? before->off + PASID_BYTES :
							CAPS_STD_BYTES + 4;

	m->bytes = pasid ? PASID_BYTES : PRI_BYTES;
	m->shown = caps_find(&l->view, true, m->id);
	for (int r = MADE_SAME; r < MADE_RULES; r++)
		m->at[r].state = LAYOUT_NOWHERE;
	if (m->shown)
		return;
	m->at[MADE_SAME] = judge(l, pasid ? l->c->pasid : l->c->pri, m->bytes);
	m->at[MADE_END] = judge(l, end, m->bytes);
	m->at[MADE_GAP] = judge(l, first_gap(l, behind, m->bytes), m->bytes);
	m->at[MADE_TABLE] = judge(l, how->table, m->bytes);
	m->at[MADE_DVSEC] = judge(l, how->rule == MADE_DVSEC ? told_by_dvsec(l, how) : 0, m->bytes);
}

void layout_read(struct layout *l, const struct proof_config *c, const struct made_how *how)
{
	memset(l, 0, sizeof(*l));
	l->c = c;
	caps_read(&l->view, c->view, c->bytes);
	caps_read(&l->hw, c->registers, c->bytes);
	find_gaps(l);
	l->made[0].id = XID_PASID;
	l->made[1].id = XID_PRI;
	for (int i = 0; i < LAYOUT_MADE; i++)
		find_places(l, &l->made[i], how);
}

/* --- two views ---------------------------------------------------------------------------- */

/* The @nth capability with that ID, from 0: a function may have several. */
static const struct capability *nth(const struct caps *l, const struct capability *like, uint32_t n)
{
	for (uint32_t i = 0; i < l->n; i++)
		if (l->cap[i].extended == like->extended && l->cap[i].id == like->id && !n--)
			return &l->cap[i];
	return NULL;
}

static uint32_t rank(const struct caps *l, const struct capability *c)
{
	uint32_t n = 0;

	for (const struct capability *o = l->cap; o < c; o++)
		n += o->extended == c->extended && o->id == c->id;
	return n;
}

static struct layout_difference *add(struct layout_differences *out, enum layout_change change,
				     bool breaks, uint64_t was, uint64_t is)
{
	struct layout_difference *d = &out->d[out->n++];

	*d = (struct layout_difference){ .change = change, .breaks = breaks, .was = was,
					 .is = is };
	return d;
}

static void add_cap(struct layout_differences *out, const struct capability *c,
		    enum layout_change change, bool breaks, uint64_t was, uint64_t is)
{
	struct layout_difference *d = add(out, change, breaks, was, is);

	d->extended = c->extended;
	d->id = c->id;
	d->off = c->off;
}

static bool holds_a_place(const struct capability *c)
{
	return c->extended && c->id == XID_NULL;
}

static void compare_caps(const struct layout *a, const struct layout *b,
			 struct layout_differences *out)
{
	for (uint32_t i = 0; i < a->view.n; i++) {
		const struct capability *c = &a->view.cap[i];
		const struct capability *is = nth(&b->view, c, rank(&a->view, c));

		if (holds_a_place(c))
			continue;
		if (!is)
			add_cap(out, c, LAYOUT_GONE, true, c->off, 0);
		else if (is->off != c->off)
			add_cap(out, c, LAYOUT_MOVED, true, c->off, is->off);
		else if (is->bytes != c->bytes)
			add_cap(out, c, LAYOUT_OTHER_LENGTH, is->bytes < c->bytes, c->bytes,
				is->bytes);
	}
	for (uint32_t i = 0; i < b->view.n; i++) {
		const struct capability *c = &b->view.cap[i];

		if (!holds_a_place(c) && !nth(&a->view, c, rank(&b->view, c)))
			add_cap(out, c, LAYOUT_CAME, false, 0, c->off);
	}
}

/* A rule that gives a place in one view and none in the other moves it, too. */
static void compare_made(const struct layout *a, const struct layout *b, enum made_rule rule,
			 struct layout_differences *out)
{
	for (int i = 0; i < LAYOUT_MADE; i++)
		for (int r = MADE_SAME; r < MADE_RULES; r++) {
			const struct layout_place *was = &a->made[i].at[r];
			const struct capability *shown = caps_find(&b->view, true, a->made[i].id);
			const uint32_t is = shown ? shown->off : b->made[i].at[r].off;
			struct layout_difference *d;

			if (was->state == LAYOUT_NOWHERE || was->off == is ||
			    (rule != MADE_NONE && rule != (enum made_rule)r))
				continue;
			d = add(out, LAYOUT_MADE_MOVED, rule != MADE_NONE, was->off, is);
			d->extended = true;
			d->id = a->made[i].id;
			d->off = was->off;
			d->rule = (enum made_rule)r;
		}
}

bool layout_fits(const struct layout *l, enum made_rule rule)
{
	for (int i = 0; i < LAYOUT_MADE; i++) {
		const enum layout_state state = l->made[i].at[rule].state;

		if (state != LAYOUT_FREE && state != LAYOUT_OVER_HIDDEN && state != LAYOUT_NOWHERE)
			return false;
	}
	return true;
}

bool layout_compare(const struct layout *a, const struct layout *b, enum made_rule rule,
		    struct layout_differences *out)
{
	const uint32_t was = get32(a->c->view), is = get32(b->c->view);

	out->n = 0;
	if (was != is)
		add(out, LAYOUT_OTHER_IDS, true, was, is);
	for (uint32_t i = 0; i < PROOF_CONFIG_BARS; i++)
		if (a->c->bar_bytes[i] != b->c->bar_bytes[i])
			add(out, LAYOUT_OTHER_BAR, a->c->bar_bytes[i] != 0,
			    a->c->bar_bytes[i], b->c->bar_bytes[i])->off = i;
	compare_caps(a, b, out);
	compare_made(a, b, rule, out);
	for (uint32_t i = 0; i < out->n; i++)
		if (out->d[i].breaks)
			return true;
	return false;
}
