// SPDX-License-Identifier: GPL-2.0-only
/*
 * dot_ask.c - answers for a picture (see dot_ask.h).  It must not know how
 * they are drawn.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/facts/acs.h"
#include "sim/facts/path.h"
#include "sim/replay/kfunc.h"
#include "sim/replay/steps.h"
#include "tools/common/exit.h"
#include "tools/ask/dot_ask.h"
#include "tools/ask/explain.h"
#include "tools/ask/ref.h"

/* --- what was asked for -------------------------------------------------------- */

bool dot_choose(struct dot_choice *c, const struct scenario *scn,
		const char *list, const char *option, uint32_t least)
{
	char *copy = strdup(list), *save = NULL;
	uint32_t before = c->n;
	bool ok = copy != NULL;

	for (char *w = strtok_r(copy, ",", &save); ok && w;
	     w = strtok_r(NULL, ",", &save)) {
		if (c->n == DOT_MAX_CHOSEN) {
			fprintf(stderr, "hairpin dot: --%s %s: at most %d functions can be asked for\n",
				option, list, DOT_MAX_CHOSEN);
			ok = false;
		} else {
			ok = ref_want("dot", scn, w, &c->refs[c->n++]);
		}
	}
	free(copy);
	if (ok && c->n - before < least) {
		fprintf(stderr, "hairpin dot: --%s %s: %u functions are needed, with commas between: A,B\n",
			option, list, least);
		ok = false;
	}
	return ok;
}

/* Addresses that only a kernel knows are found in what it enumerated. */
static bool resolve(const struct scenario *scn, struct scn_ref *ref,
		    const struct verdict *v, struct map_ref *out)
{
	for (uint32_t i = 0; v && ref->by_address && i < v->nfunctions; i++)
		if (v->functions[i].k.sbdf == ref->sbdf) {
			*out = (struct map_ref){ v->functions[i].function,
						 v->functions[i].vf };
			return out->function >= 0;
		}
	if (ref->by_address && !ref_locate(scn, ref)) {
		fprintf(stderr, "hairpin dot: %s: no function is there\n", ref->text);
		return false;
	}
	*out = (struct map_ref){ ref->function, ref->vf };
	return true;
}

static bool resolve_all(struct dot_choice *c, struct map *m)
{
	/* VFs' own boxes need to know their PF's: functions first. */
	m->chosen = calloc(c->n + 1, sizeof(*m->chosen));
	if (!m->chosen)
		abort();
	m->nchosen = c->n;
	for (uint32_t i = 0; i < c->n; i++)
		if (!resolve(m->scn, &c->refs[i], m->v, &m->chosen[i]))
			return false;
	return true;
}

/* --- in the child --------------------------------------------------------------- */

/* A multiple of 8 bytes: ways of TLPs follow it. */
struct answer {
	_Alignas(8) uint32_t type;
	int32_t distance;
	int32_t error;
};

static bool address(struct world *w, const struct scn_ref *ref, hp_sbdf *sbdf)
{
	struct hp_kfunc f;

	return world_address(w, ref, sbdf) &&
	       !w->kernel->ops->function(*sbdf, &f);
}

static void ask_pair(struct world *w, const struct scn_ref *provider,
		     const struct scn_ref *client, struct answer *a)
{
	struct hp_p2p answer = { 0 };
	hp_sbdf p, c;

	a->error = -ENODEV;
	if (!address(w, provider, &p) || !address(w, client, &c))
		return;
	a->error = w->kernel->ops->p2p(p, -1, c, 0, &answer);
	if (!a->error)
		a->error = answer.error;
	a->type = answer.map_type;
	a->distance = answer.distance;
}

static void ask_path(struct world *w, const struct dot_choice *c, struct answer *a)
{
	static const struct explain_options plain = { .at = TLP_UNTRANSLATED };
	struct explain_target target = { .bar = -1 };
	struct hp_p2p answer = { 0 };
	hp_sbdf from, to;

	ask_pair(w, &c->refs[c->to], &c->refs[c->from], a);
	rec_begin(w->rec, REC_RAW);
	rec_bytes(w->rec, a, sizeof(*a));
	rec_end(w->rec);
	if (a->error || !address(w, &c->refs[c->from], &from) ||
	    !address(w, &c->refs[c->to], &to) ||
	    w->kernel->ops->p2p(to, -1, from, 0, &answer))
		return;
	explain_map(w, to, from, &answer, &target);
	explain_send(w, from, &plain, &target);
}

static void ask(struct world *w, void *arg)
{
	const struct dot_choice *c = arg;
	struct answer a;

	if (!steps_prepare(w))
		return;
	kfunc_record_all(w);
	for (uint32_t p = 0; c->between && p < c->nbetween; p++)
		for (uint32_t i = 0; i < c->nbetween; i++) {
			memset(&a, 0, sizeof(a));
			if (i != p)
				ask_pair(w, &c->refs[p], &c->refs[i], &a);
			rec_begin(w->rec, REC_RAW);
			rec_bytes(w->rec, &a, sizeof(a));
			rec_end(w->rec);
		}
	memset(&a, 0, sizeof(a));
	if (c->path)
		ask_path(w, c, &a);
}

/* --- without a kernel ------------------------------------------------------------ */
static struct map_path *new_path(const struct dot_choice *c, struct map *m, uint32_t n)
{
	struct map_path *p = calloc(1, sizeof(*p));

	if (!p || !(p->hops = calloc(n + 1, sizeof(*p->hops))))
		abort();
	p->from = c->from;
	p->to = c->to;
	p->turned = p->lost = -1;
	p->why = p->lost_why = "";
	m->path = p;
	return p;
}

static char *words(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
static char *words(const char *fmt, ...)
{
	char *s;
	va_list args;

	va_start(args, fmt);
	if (vasprintf(&s, fmt, args) < 0)
		abort();
	va_end(args);
	return s;
}

static const char *name_of(const struct map *m, uint32_t chosen)
{
	return m->scn->spec->functions[m->chosen[chosen].function].name;
}

/* Returns true if @port redirects peer requests upstream. */
static bool redirects(const struct spec_function *port)
{
	return port->acs.known == SPEC_PRESENT && port->acs.ctrl & ACS_RR;
}

static void path_by_topology(const struct dot_choice *c, struct map *m)
{
	const struct spec *s = m->scn->spec;
	int32_t from = m->chosen[c->from].function, to = m->chosen[c->to].function;
	bool up_and_down, redirected = false;
	struct map_path *p;
	struct path way;

	if (!path_between(s, from, to, &way))
		abort();
	p = new_path(c, m, 2 * s->nfunctions + 2);
	up_and_down = way.turn < 0;
	if (way.turn > 0)
		redirected = redirects(&s->functions[way.hops[way.turn - 1]]);
	for (uint32_t i = 0; i < way.n; i++) {
		bool top = way.turn >= 0 ? (int32_t)i == way.turn : i == way.up;

		if (redirected && top) {
			/* On to the root complex, and the same way back. */
			uint32_t first = p->n;

			for (int32_t f = way.hops[i]; f >= 0; f = s->functions[f].parent)
				p->hops[p->n++] = f;
			p->hops[p->n++] = -1;
			for (uint32_t k = p->n - 1; k-- > first;)
				p->hops[p->n++] = p->hops[k];
			continue;
		}
		if (up_and_down && top)
			p->hops[p->n++] = -1;
		p->hops[p->n++] = way.hops[i];
	}
	if (redirected) {
		p->turned = way.turn - 1;
		p->why = "request redirect (RR) is on";
	} else if (way.turn >= 0) {
		p->turned = way.turn;
		p->why = "the first bridge above both";
	}
	p->verdict = words("from %s to %s, by topology and ACS: %s", name_of(m, c->from),
			   name_of(m, c->to), redirected ?
			   "redirected to the root complex" : up_and_down ?
			   "through the root complex" : "below the root complex");
	path_free(&way);
}

bool dot_path_only(struct dot_choice *c, struct map *m)
{
	if (!resolve_all(c, m))
		return false;
	if (c->path)
		path_by_topology(c, m);
	return true;
}

/* --- what came back ------------------------------------------------------------- */

static void take_pairs(const struct dot_choice *c, struct map *m,
		       const unsigned char **bytes, size_t *left)
{
	m->pairs = calloc((size_t)c->nbetween * c->nbetween + 1, sizeof(*m->pairs));
	if (!m->pairs)
		abort();
	for (uint32_t i = 0; i < c->nbetween * c->nbetween; i++) {
		struct answer a;

		if (*left < sizeof(a))
			return;
		memcpy(&a, *bytes, sizeof(a));
		*bytes += sizeof(a);
		*left -= sizeof(a);
		if (i / c->nbetween == i % c->nbetween || a.error)
			continue;
		m->pairs[m->npairs++] = (struct map_pair){
			.provider = i / c->nbetween, .client = i % c->nbetween,
			.type = (enum hp_map_type)a.type, .distance = a.distance,
		};
	}
}

/* Where the request was redirected, or went to a peer below the root complex. */
static const struct hwhop *turn_of(const struct hwpath *hw)
{
	for (uint32_t i = 0; i < hw->nhops && !hw->hop[i].completion; i++)
		if (hw->hop[i].decision == TLP_GO_REDIRECTED)
			return &hw->hop[i];
	return hwpath_turn(hw);
}

/* The request's hops, each box once in a row. */
static void take_hops(const struct hwpath *hw, struct map_path *p)
{
	const struct hwhop *turn = turn_of(hw), *end = hwpath_end(hw);

	for (uint32_t i = 0; i < hw->nhops && !hw->hop[i].completion; i++) {
		const struct hwhop *h = &hw->hop[i];
		const char *why = tlp_reason_text((enum tlp_reason)h->reason);

		if (!p->n || p->hops[p->n - 1] != h->function)
			p->hops[p->n++] = h->function;
		if (h == turn) {
			p->turned = (int32_t)p->n - 1;
			p->why = why;
		}
		if (h == end) {
			p->lost = (int32_t)p->n - 1;
			p->lost_why = why;
		}
	}
}

static void take_path(const struct dot_choice *c, struct map *m,
		      const unsigned char *bytes, size_t left)
{
	const struct hwpath *hw;
	struct map_path *p;
	struct answer a;

	if (left < sizeof(a))
		return;
	memcpy(&a, bytes, sizeof(a));
	bytes += sizeof(a);
	left -= sizeof(a);
	hw = hwpath_take(&bytes, &left);
	if (!hw) {
		path_by_topology(c, m);
		return;
	}
	p = new_path(c, m, hw->nhops);
	take_hops(hw, p);
	p->verdict = words("a write from %s to %s: the kernel says %s; the hardware: %s",
			   name_of(m, c->from), name_of(m, c->to),
			   map_type_name(a.type),
			   hw->status ? tlp_status_text((enum tlp_status)hw->status) :
			   hw->request_in_rc ? "arrives, through the root complex" :
					       "arrives, directly");
}

int dot_ask(struct query *q, struct dot_choice *c, struct job *job, struct map *m)
{
	const unsigned char *bytes;
	size_t left;
	int ret;

	job->arg = c;
	ret = query_run(q, 0, job, 1, ask);
	if (ret >= 0)
		return ret;
	m->v = &job->verdict;
	if (!resolve_all(c, m))
		return HP_EXIT_USAGE;
	bytes = job->raw;
	left = job->raw_len;
	if (c->between)
		take_pairs(c, m, &bytes, &left);
	if (c->path)
		take_path(c, m, bytes, left);
	return -1;
}

void dot_answers_free(struct map *m)
{
	if (m->path) {
		free((char *)(uintptr_t)m->path->verdict);
		free(m->path->hops);
		free(m->path);
	}
	free(m->pairs);
	free(m->chosen);
}
