// SPDX-License-Identifier: GPL-2.0-only
/*
 * config_made.c - law config, of what a VMM adds to config space for its guest, and of a guest
 * that goes on with another function: what it remembers must be there.
 */
#include <stdarg.h>
#include <stdio.h>

#include "sim/facts/say.h"
#include "sim/laws/config.h"
#include "sim/laws/layout.h"

static bool overlap(const struct layout_place *a, uint32_t a_bytes,
		    const struct layout_place *b, uint32_t b_bytes)
{
	return a->off < b->off + b_bytes && b->off < a->off + a_bytes;
}

static void judge_place(struct config_told *t, const struct layout_made *m, enum made_rule rule)
{
	const struct layout_place *p = &m->at[rule];
	const char *what = cap_name(true, m->id);

	switch (p->state) {
	case LAYOUT_FREE:
		break;
	case LAYOUT_NOWHERE:
		if (m->shown)
			config_wrong(t, "its VMM makes %s up, which is shown", what);
		else
			config_wrong(t, "its VMM makes %s up by rule %s, which gives no place", what,
			      made_rule_name(rule));
		break;
	case LAYOUT_TAKEN:
		config_wrong(t, "%s, made up at 0x%03x, is over capability 0x%02x, which is shown at 0x%03x",
		      what, p->off, p->by->id, p->by->off);
		break;
	case LAYOUT_OVER_HIDDEN:
		if (p->by->id != m->id || p->by->off != p->off)
			config_wrong(t, "%s, made up at 0x%03x, is over capability 0x%02x, which the function has at 0x%03x",
			      what, p->off, p->by->id, p->by->off);
		break;
	case LAYOUT_NOT_ZERO:
		config_wrong(t, "%s, made up at 0x%03x, is over registers of the function that are in no capability",
		      what, p->off);
		break;
	case LAYOUT_OUTSIDE:
		config_wrong(t, "%s cannot be made up at 0x%03x: that is no place for a capability", what,
		      p->off);
		break;
	}
}

/* Each is read with its own rule's wishes. */
static void read_made(const struct proof_config *config, struct layout *out)
{
	for (int i = 0; i < PROOF_MADE; i++)
		layout_read(&out[i], config, &config->made[i]);
}

void config_judge_made(struct verdict *v, struct check *c, const struct proof_config *config)
{
	static struct layout l[PROOF_MADE];
	struct config_told told = { v, c, config->name, 0 }, *const t = &told;
	const struct made_how *how = config->made;
	const struct layout_made *pasid = &l[0].made[0], *pri = &l[1].made[1];

	if (!(config->made_now & ~PROOF_SEEN))
		return;
	read_made(config, l);
	if (config->made_now & 1)
		judge_place(t, pasid, how[0].rule);
	if (config->made_now & 2)
		judge_place(t, pri, how[1].rule);
	if (how[0].rule && how[1].rule && pasid->at[how[0].rule].off && pri->at[how[1].rule].off &&
	    overlap(&pasid->at[how[0].rule], pasid->bytes, &pri->at[how[1].rule], pri->bytes))
		config_wrong(t, "PASID, made up at 0x%03x, and Page Request, made up at 0x%03x, overlap",
		      pasid->at[how[0].rule].off, pri->at[how[1].rule].off);
	if (told.told)
		say_step(v, c, config->step);
}

/* Where a guest sees PASID or PRI: shown, or made up; 0: nowhere. */
static uint32_t place_of(const struct layout *l, int i)
{
	const struct capability *shown = caps_find(&l->view, true, l->made[i].id);

	return shown ? shown->off : l->c->made[i].rule ? l->made[i].at[l->c->made[i].rule].off : 0;
}

static const struct proof_config *seen_at(const struct verdict *v, int32_t step)
{
	for (uint32_t i = 0; i < v->nconfigs; i++)
		if (v->configs[i].c.step == step && (v->configs[i].c.made_now & PROOF_SEEN))
			return &v->configs[i].c;
	return NULL;
}

__attribute__((format(printf, 4, 5)))
static void breaks(struct verdict *v, struct check *c, const struct proof_guest *g,
		   const char *fmt, ...)
{
	char text[200];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	c->status = VERDICT_FAIL;
	check_diag(v, c, "guest %s remembers %s", g->name, text);
}

static void judge_remembered(struct verdict *v, struct check *c, const struct proof_guest *g,
			     const struct layout_difference *d, const char *now)
{
	const unsigned long long was = d->was, is = d->is;
	const char *name = cap_name(d->extended, d->id);

	switch (d->change) {
	case LAYOUT_MOVED:
		breaks(v, c, g, "%s at 0x%03llx; %s shows it at 0x%03llx",
		       name ? name : "a capability", was, now, is);
		break;
	case LAYOUT_GONE:
		breaks(v, c, g, "%s at 0x%03llx; %s shows none there",
		       name ? name : "a capability", was, now);
		break;
	case LAYOUT_OTHER_LENGTH:
		breaks(v, c, g, "%llu bytes of %s; %s shows %llu", was,
		       name ? name : "a capability", now, is);
		break;
	case LAYOUT_OTHER_IDS:
		breaks(v, c, g, "IDs %04llx:%04llx; %s shows %04llx:%04llx", was & 0xffff,
		       was >> 16, now, is & 0xffff, is >> 16);
		break;
	case LAYOUT_OTHER_BAR:
		breaks(v, c, g, "BAR %u of 0x%llx bytes; %s has 0x%llx", d->off, was, now, is);
		break;
	case LAYOUT_CAME:
	case LAYOUT_MADE_MOVED:
		break;
	}
}

void config_judge_guest(struct verdict *v, struct check *c, const struct proof_guest *g)
{
	static struct layout from[PROOF_MADE], to[PROOF_MADE];
	static struct layout_differences d;
	const struct proof_config *was = seen_at(v, g->from), *is = seen_at(v, g->to);

	if (!was || !is)
		return;
	read_made(was, from);
	read_made(is, to);
	layout_compare(from, to, MADE_NONE, &d);
	for (uint32_t i = 0; i < d.n; i++)
		if (d.d[i].breaks && d.d[i].change != LAYOUT_MADE_MOVED)
			judge_remembered(v, c, g, &d.d[i], is->name);
	for (int i = 0; i < PROOF_MADE; i++) {
		const uint32_t a = place_of(&from[i], i), b = place_of(&to[i], i);
		const bool shown = caps_find(&from[i].view, true, from[i].made[i].id);

		if (!a || a == b || shown)
			continue;
		if (b)
			breaks(v, c, g, "%s at 0x%03x; %s shows it at 0x%03x",
			       cap_name(true, from[i].made[i].id), a, is->name, b);
		else
			breaks(v, c, g, "%s at 0x%03x; %s shows none",
			       cap_name(true, from[i].made[i].id), a, is->name);
	}
	if (c->status == VERDICT_FAIL)
		say_step(v, c, g->to);
}
