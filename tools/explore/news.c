// SPDX-License-Identifier: GPL-2.0-only
/*
 * news.c - what one knows and a peer does not, as bytes, and back.
 *
 *	message		magic, identity, head, items, 0
 *	item		a letter, and what it says below; numbers have 7 bits a byte
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/laws/law.h"
#include "tools/explore/news.h"
#include "tools/explore/seed.h"

#define MAGIC 0x314e5048u		/* "HPN1" */
#define MOST_TEXT (1u << 20)

enum item {
	ITEM_END, ITEM_PROGRAM = 'P', ITEM_SEED = 'S', ITEM_FINDING = 'F', ITEM_EDGES = 'E',
	ITEM_ANSWERS = 'A', ITEM_BLOCKS = 'B', ITEM_VALUE = 'V',
};

/* What a peer knows. */
struct peer {
	uint8_t *met, *answered, *blocks;
	uint64_t nvalues;
};

struct news {
	struct explore *x;
	uint64_t identity;
	uint32_t npeers;
	struct peer peer[NEWS_PEERS];
};

static void *sure(void *p)
{
	if (!p)
		abort();
	return p;
}

/* --- bytes --- */

struct writer {
	unsigned char *at;
	size_t n, room;
};

static void put_bytes(struct writer *w, const void *bytes, size_t n)
{
	if (w->n + n > w->room) {
		w->room = 2 * (w->n + n) + 256;
		w->at = sure(realloc(w->at, w->room));
	}
	memcpy(w->at + w->n, bytes, n);
	w->n += n;
}

static void put(struct writer *w, uint64_t v)
{
	unsigned char b[10];
	size_t n = 0;

	for (; v > 127; v >>= 7)
		b[n++] = (unsigned char)(v | 128);
	b[n++] = (unsigned char)v;
	put_bytes(w, b, n);
}

static void put_text(struct writer *w, const char *text)
{
	put(w, strlen(text));
	put_bytes(w, text, strlen(text));
}

struct reader {
	const unsigned char *at, *end;
	const char *wrong;
};

static uint64_t get(struct reader *r)
{
	uint64_t v = 0;

	for (uint32_t shift = 0; shift < 64 && !r->wrong; shift += 7) {
		if (r->at == r->end)
			break;
		v |= (uint64_t)(*r->at & 127) << shift;
		if (*r->at++ < 128)
			return v;
	}
	if (!r->wrong)
		r->wrong = "a number does not end";
	return 0;
}

/* malloc()ed; "" once something was wrong. */
static char *get_text(struct reader *r)
{
	uint64_t n = get(r);
	char *text;

	if (n > MOST_TEXT || n > (uint64_t)(r->end - r->at)) {
		r->wrong = "a text is longer than its message";
		n = 0;
	}
	text = sure(strndup((const char *)r->at, n));
	r->at += n;
	return text;
}

/* --- what it is about --- */

/* Edges are comparable, and laws have the same bits, where this is the same. */
static uint64_t identity_of(const struct explore *x)
{
	uint64_t h = hash_bytes(HASH_BEGIN, &x->instance, sizeof(x->instance));

	for (uint32_t l = 0; laws[l]; l++)
		h = hash_text(h, laws[l]->name);
	return h;
}

struct news *news_new(struct explore *x, uint32_t npeers)
{
	struct news *n = sure(calloc(1, sizeof(*n)));

	n->x = x;
	n->identity = identity_of(x);
	n->npeers = npeers < NEWS_PEERS ? npeers : NEWS_PEERS;
	for (uint32_t i = 0; i < n->npeers; i++) {
		n->peer[i].met = sure(calloc(1, COVER_EDGES));
		n->peer[i].answered = sure(calloc(1, CORPUS_ANSWERS / 8));
		n->peer[i].blocks = sure(calloc(1, COVER_BLOCKS / 8));
	}
	x->corpus->telling = true;
	return n;
}

void news_free(struct news *n)
{
	for (uint32_t i = 0; n && i < n->npeers; i++) {
		free(n->peer[i].met);
		free(n->peer[i].answered);
		free(n->peer[i].blocks);
	}
	free(n);
}

/* --- what is written --- */

/* The full text of an entry: its machine and its steps, malloc()ed. */
static char *entry_text(const struct corpus *c, const struct entry *e)
{
	const struct program p = { .machine = c->machine[e->machine].lines,
				   .steps = e->steps };

	return program_text(&p);
}

static void put_chance(struct writer *w, const struct schedule *order, uint64_t fail_at)
{
	char text[SCHEDULE_TEXT_BYTES];

	put_text(w, order->kind ? schedule_text(order, text, sizeof(text)) : "");
	put(w, fail_at);
}

/* Has @peer all of what @e reached first? */
static bool peer_lacks(const struct peer *p, const struct entry *e)
{
	for (uint32_t i = 0; i < e->nitems; i++) {
		uint32_t answer = e->item[i] & ~CORPUS_ITEM_ANSWER;

		if (e->item[i] & CORPUS_ITEM_ANSWER) {
			if (!(p->answered[answer / 8] & 1u << answer % 8))
				return true;
		} else if (!(p->met[e->item[i] >> 3] & 1u << (e->item[i] & 7))) {
			return true;
		}
	}
	return false;
}

static void put_program(struct writer *w, const struct corpus *c, const struct entry *e)
{
	char *text = entry_text(c, e);

	put(w, ITEM_PROGRAM);
	put_text(w, text);
	put_chance(w, &e->chance.order, e->failed_at);
	put(w, e->known_laws);
	put(w, e->fault_points);
	put(w, e->fresh);
	put(w, e->nearness);
	put(w, e->nitems);
	for (uint32_t i = 0; i < e->nitems; i++)
		put(w, e->item[i]);
	free(text);
}

/* Of a seed, which everybody has, what came of running it. */
static void put_seed(struct writer *w, uint32_t index, const struct entry *e)
{
	put(w, ITEM_SEED);
	put(w, index);
	put(w, hash_text(HASH_BEGIN, e->steps.n ? e->steps.line[0] : ""));
	put(w, e->fault_points);
	put(w, e->nearness);
}

static void put_programs(struct writer *w, const struct news *n, uint32_t peer)
{
	struct corpus *c = n->x->corpus;
	uint64_t bit = 1ull << peer;

	for (uint32_t i = 0; i < c->nentries; i++) {
		struct entry *e = &c->entry[i];

		if (e->told & bit || !e->ran)
			continue;
		e->told |= bit;
		if (e->seed)
			put_seed(w, i, e);
		else if (e->nearness || peer_lacks(&n->peer[peer], e))
			put_program(w, c, e);
	}
}

static void put_findings(struct writer *w, const struct news *n, uint32_t peer)
{
	uint64_t bit = 1ull << peer;

	for (uint32_t i = 0; i < n->x->nmet; i++) {
		struct explore_met *m = &n->x->met[i];

		if (m->told & bit || !m->text)
			continue;
		m->told |= bit;
		put(w, ITEM_FINDING);
		put_text(w, m->what.law);
		put_text(w, m->what.function);
		put_text(w, m->what.text);
		put_text(w, m->text);
		put_chance(w, &m->chance.order, m->chance.fail_at);
		put(w, m->repeats);
	}
}

/* The bytes of @mine with bits that @peer has not: how far on, and the bits; 0 ends. */
static void put_bits(struct writer *w, enum item item, const uint8_t *mine, uint8_t *peer,
		     size_t size)
{
	size_t last = 0;
	bool any = false;

	for (size_t at = 0; at < size; at += 8) {
		if (*(const uint64_t *)(mine + at) == *(const uint64_t *)(peer + at))
			continue;
		for (size_t i = at; i < at + 8; i++) {
			uint8_t bits = mine[i] & (uint8_t)~peer[i];

			if (!bits)
				continue;
			if (!any)
				put(w, item);
			any = true;
			put(w, i + 1 - last);
			put(w, bits);
			last = i + 1;
			peer[i] |= bits;
		}
	}
	if (any)
		put(w, 0);
}

static void put_values(struct writer *w, const struct corpus *c, struct peer *p)
{
	for (; p->nvalues < c->nvalues; p->nvalues++) {
		put(w, ITEM_VALUE);
		put(w, c->values[p->nvalues]);
	}
}

static void put_head(struct writer *w, const struct news_head *h, uint64_t identity)
{
	put(w, MAGIC);
	put(w, identity);
	put(w, (uint64_t)h->done | (uint64_t)h->all_done << 1 | (uint64_t)h->lost << 2);
	put(w, h->alive);
	put(w, h->programs);
	put(w, h->boots);
	put(w, h->known);
	put(w, h->unjudged);
	put(w, h->lost_programs);
}

void *news_write(struct news *n, uint32_t peer, const struct news_head *h,
		 bool head_only, size_t *len)
{
	struct corpus *c = n->x->corpus;
	struct peer *p = &n->peer[peer];
	struct writer w = { 0 };

	put_head(&w, h, n->identity);
	if (!head_only) {
		/* Programs first: they are taken only where what they reached is new. */
		put_programs(&w, n, peer);
		put_findings(&w, n, peer);
		put_bits(&w, ITEM_EDGES, c->met, p->met, sizeof(c->met));
		put_bits(&w, ITEM_ANSWERS, c->answered, p->answered, sizeof(c->answered));
		put_bits(&w, ITEM_BLOCKS, c->blocks, p->blocks, sizeof(c->blocks));
		put_values(&w, c, p);
	}
	put(&w, ITEM_END);
	*len = w.n;
	return w.at;
}

/* --- what is read --- */

static struct chance get_chance(struct reader *r)
{
	struct chance chance = { 0 };
	char *order = get_text(r);
	const char *wrong = *order ? schedule_read(&chance.order, order) : NULL;

	if (wrong && !r->wrong)
		r->wrong = "an order of tasks is none";
	free(order);
	chance.fail_at = get(r);
	return chance;
}

/* The items of a program, as those that were new in the corpus's last one. */
static void get_items(struct reader *r, struct corpus *c)
{
	uint64_t n = get(r);

	if (n > (uint64_t)(r->end - r->at))
		r->wrong = "a program has more items than bytes";
	c->nitems = 0;
	for (uint64_t i = 0; i < n && !r->wrong; i++)
		corpus_item(c, (uint32_t)get(r));
}

/* What it reached is met from now on. */
static void take_items(struct corpus *c, const struct entry *e)
{
	for (uint32_t i = 0; i < e->nitems; i++)
		corpus_told_item(c, e->item[i]);
}

static void get_program(struct news *n, uint32_t peer, struct reader *r,
			const struct news_taken *taken)
{
	struct explore *x = n->x;
	struct corpus *c = x->corpus;
	char *text = get_text(r);
	struct chance chance = get_chance(r);
	uint32_t known = (uint32_t)get(r);
	uint64_t fault_points = get(r), fresh = get(r), nearness = get(r);
	struct entry *e = NULL;
	struct program p;
	int32_t m;

	get_items(r, c);
	if (!r->wrong && (corpus_lacks(c, c->item, c->nitems) ||
			  (x->nearness && nearness > c->nearest))) {
		program_read(&p, text, strlen(text));
		m = corpus_machine(c, &p.machine);
		if (m >= 0)
			e = corpus_add(c, (uint32_t)m, &p.steps, &chance, fresh);
		program_free(&p);
	}
	if (e) {
		e->known_laws = known;
		e->fault_points = fault_points;
		e->nearness = nearness;
		e->ran = true;
		e->told = 1ull << peer;
		take_items(c, e);
		if (x->nearness && nearness > c->nearest)
			c->nearest = nearness;
		x->state.taken++;
		if (taken->program)
			taken->program(&(struct explore_kept){ text, chance, known }, taken->arg);
	}
	free(text);
}

static void get_seed(struct news *n, uint32_t peer, struct reader *r)
{
	struct corpus *c = n->x->corpus;
	uint64_t index = get(r), hash = get(r), fault_points = get(r), nearness = get(r);
	struct entry *e = index < c->nentries ? &c->entry[index] : NULL;

	if (r->wrong || !e || !e->seed ||
	    hash_text(HASH_BEGIN, e->steps.n ? e->steps.line[0] : "") != hash)
		return;
	e->told |= 1ull << peer;
	if (e->ran)
		return;
	e->ran = true;
	e->fault_points = fault_points;
	e->nearness = nearness;
}

static void get_finding(struct news *n, uint32_t peer, struct reader *r,
			const struct news_taken *taken)
{
	char *law = get_text(r), *function = get_text(r), *words = get_text(r);
	char *text = get_text(r);
	struct finding f = finding_make(law, function, words);
	struct explore_found found = { .what = &f, .text = text, .chance = get_chance(r) };

	found.repeats = get(r);
	if (!r->wrong && explore_told(n->x, &found)) {
		n->x->met[n->x->nmet - 1].told = 1ull << peer;
		if (taken->finding)
			taken->finding(&found, taken->arg);
	}
	finding_free(&f);
	free(law);
	free(function);
	free(words);
	free(text);
}

static void get_bits(struct news *n, enum item item, struct reader *r, struct peer *p)
{
	struct corpus *c = n->x->corpus;
	size_t size = item == ITEM_EDGES ? sizeof(c->met) :
		      item == ITEM_ANSWERS ? sizeof(c->answered) : sizeof(c->blocks);
	uint8_t *peers = item == ITEM_EDGES ? p->met :
			 item == ITEM_ANSWERS ? p->answered : p->blocks;
	uint64_t at = 0;

	for (uint64_t on; (on = get(r)); ) {
		uint8_t bits = (uint8_t)get(r);

		if (on > size - at)
			r->wrong = "bits behind the end of their map";
		if (r->wrong)
			return;
		at += on;
		peers[at - 1] |= bits;
		if (item == ITEM_EDGES)
			corpus_told_edge(c, (uint32_t)at - 1, bits);
		else if (item == ITEM_BLOCKS)
			c->blocks[at - 1] |= bits;
		for (uint32_t b = 0; item == ITEM_ANSWERS && b < 8; b++)
			if (bits & 1u << b)
				corpus_told_answer(c, (uint32_t)(8 * (at - 1)) + b);
	}
}

static void get_head(struct reader *r, struct news_head *h, uint64_t identity)
{
	uint64_t bits;

	memset(h, 0, sizeof(*h));
	if (get(r) != MAGIC)
		r->wrong = "it is none of ours";
	else if (get(r) != identity)
		r->wrong = "it is about another kernel instance, or comes from another hairpin";
	bits = get(r);
	h->done = bits & 1;
	h->all_done = bits & 2;
	h->lost = bits & 4;
	h->alive = (uint32_t)get(r);
	h->programs = get(r);
	h->boots = get(r);
	h->known = get(r);
	h->unjudged = get(r);
	h->lost_programs = get(r);
}

const char *news_read(struct news *n, uint32_t peer, const void *bytes, size_t len,
		      struct news_head *h, const struct news_taken *taken)
{
	struct reader r = { .at = bytes, .end = (const unsigned char *)bytes + len };
	uint64_t item;

	get_head(&r, h, n->identity);
	while (!r.wrong && (item = get(&r)) != ITEM_END) {
		if (item == ITEM_PROGRAM)
			get_program(n, peer, &r, taken);
		else if (item == ITEM_SEED)
			get_seed(n, peer, &r);
		else if (item == ITEM_FINDING)
			get_finding(n, peer, &r, taken);
		else if (item == ITEM_EDGES || item == ITEM_ANSWERS || item == ITEM_BLOCKS)
			get_bits(n, (enum item)item, &r, &n->peer[peer]);
		else if (item == ITEM_VALUE)
			corpus_told_value(n->x->corpus, get(&r));
		else if (!r.wrong)
			r.wrong = "an item of no known kind";
	}
	return r.wrong;
}
