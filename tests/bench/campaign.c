// SPDX-License-Identifier: GPL-2.0-only
/*
 * campaign.c - what the ranks of a large campaign say to each other: the real messages
 * (tools/explore/news.c) between the real peers (peers.c), of ranks that are only said
 * to have found something.
 *
 *	bench_campaign [RANKS [SECONDS [PROGRAMS [KILLED]]]]
 *
 * Each of RANKS (1000) makes PROGRAMS (300) a second, and tells its peers every 2 s.
 * What can be reached is ITEMS things, of which thing i is reached by one program with a
 * probability that falls with i; so ranks that do not know of each other find the same.
 * At half time KILLED (0) per cent of the ranks end, without a word.
 *
 * Prints a line a round.  Of the same arguments it is the same each time.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/explore/news.h"
#include "tools/explore/peers.h"

#define EVERY_S 2.0
#define ITEMS 40000u
/* Thing i (from 1) is reached by one program with min(1, HEAD / i ^ TAIL). */
#define HEAD 2000.0
#define TAIL 1.9
/* A kept program has so many new things at most. */
#define OF_A_PROGRAM 24u

struct rank {
	struct explore x;
	struct news *news;
	uint32_t npeers, peer[NEWS_PEERS];
	bool killed;
	uint64_t sent, received, found, messages;
	uint32_t nfresh, *fresh;
};

struct cluster {
	uint32_t n;
	double programs;
	struct rank *rank;
	struct rng rng;
	struct program program;
	uint64_t kept;
};

static double uniform(struct rng *rng)
{
	return ((double)(rng_next(rng) >> 11) + 0.5) / 9007199254740992.0;
}

static uint32_t item_of(uint32_t i)
{
	return CORPUS_ITEM_EDGE(i / 8, i % 8);
}

static void begin(struct cluster *w)
{
	static const char text[] =
		"host pc\nrp p 01.0\nep gpu under p bar0 1M bar2 256M pm\nrp q 02.0\n"
		"ep nic under q bar0 1M pm\nstep bind gpu vfio-pci\nstep process vm1\n"
		"step open gpu by vm1\nstep export gpu bar2 by vm1 as buf range 0 64K\n"
		"step import buf by nic pin\nstep reset gpu by vm1\nstep close gpu by vm1\n";

	w->rank = calloc(w->n, sizeof(*w->rank));
	if (!w->rank)
		abort();
	program_read(&w->program, text, strlen(text));
	for (uint32_t i = 0; i < w->n; i++) {
		struct rank *r = &w->rank[i];

		r->npeers = campaign_peers(i, w->n, r->peer);
		r->x.corpus = corpus_new();
		r->news = news_new(&r->x, r->npeers);
		if (corpus_machine(r->x.corpus, &w->program.machine))
			abort();
	}
}

/* Rank @r reaches thing @i in this round. */
static void reach(struct rank *r, uint32_t i)
{
	uint32_t item = item_of(i);

	if (r->killed || !corpus_lacks(r->x.corpus, &item, 1))
		return;
	r->fresh = realloc(r->fresh, (r->nfresh + 1) * sizeof(*r->fresh));
	if (!r->fresh)
		abort();
	r->fresh[r->nfresh++] = item;
	corpus_told_item(r->x.corpus, item);
	r->found++;
}

/* Of all ranks those that reach thing @i in a round; each with the same probability. */
static void reached_by(struct cluster *w, uint32_t i)
{
	double p = HEAD / pow(i + 1.0, TAIL), q;

	q = p >= 1 ? 1 : 1 - exp(-p * w->programs * EVERY_S);
	if (q > 0.999) {
		for (uint32_t r = 0; r < w->n; r++)
			reach(&w->rank[r], i);
		return;
	}
	/* From one to the next, so that it takes no time for those that do not. */
	for (double at = log(uniform(&w->rng)) / log(1 - q); at < w->n;
	     at += 1 + log(uniform(&w->rng)) / log(1 - q))
		reach(&w->rank[(uint32_t)at], i);
}

/* What was reached becomes programs, of 1 to OF_A_PROGRAM things each. */
static void keep(struct cluster *w, struct rank *r)
{
	const struct chance none = { 0 };
	struct corpus *c = r->x.corpus;

	for (uint32_t at = 0; at < r->nfresh; ) {
		uint32_t n = 1 + (uint32_t)(rng_next(&w->rng) % OF_A_PROGRAM);
		struct entry *e;

		c->nitems = 0;
		while (n-- && at < r->nfresh)
			corpus_item(c, r->fresh[at++]);
		e = corpus_add(c, 0, &w->program.steps, &none, c->nitems);
		e->ran = true;
		w->kept++;
	}
	r->nfresh = 0;
}

/* All messages of a round are written before one is read. */
static void exchange(struct cluster *w)
{
	struct message { void *bytes; size_t len; } *m;
	const struct news_head h = { .alive = 1 };
	const struct news_taken nobody = { 0 };

	m = calloc((size_t)w->n * NEWS_PEERS, sizeof(*m));
	if (!m)
		abort();
	for (uint32_t i = 0; i < w->n; i++) {
		struct rank *r = &w->rank[i];

		for (uint32_t p = 0; p < r->npeers && !r->killed; p++) {
			struct message *one = &m[(size_t)i * NEWS_PEERS + p];

			one->bytes = news_write(r->news, p, &h, false, &one->len);
			r->sent += one->len;
			r->messages++;
		}
	}
	for (uint32_t i = 0; i < w->n; i++) {
		struct rank *r = &w->rank[i];

		for (uint32_t p = 0; p < r->npeers; p++) {
			struct message *one = &m[(size_t)i * NEWS_PEERS + p];
			struct rank *to = &w->rank[r->peer[p]];
			struct news_head heard;
			uint32_t back = 0;

			while (to->peer[back] != i)
				back++;
			if (one->bytes && !to->killed) {
				to->received += one->len;
				news_read(to->news, back, one->bytes, one->len, &heard, &nobody);
			}
			free(one->bytes);
		}
	}
	free(m);
}

static uint64_t things(const struct corpus *c)
{
	uint64_t n = 0;

	for (uint32_t i = 0; i < ITEMS / 8; i++)
		n += (uint64_t)__builtin_popcount(c->met[i]);
	return n;
}

static void print_round(const struct cluster *w, double at_s)
{
	uint64_t all = 0, least = UINT64_MAX, sent = 0, most = 0, programs = 0;
	uint8_t met[ITEMS / 8] = { 0 };
	uint32_t alive = 0;

	for (uint32_t i = 0; i < w->n; i++) {
		const struct rank *r = &w->rank[i];
		uint64_t n = things(r->x.corpus);

		for (uint32_t b = 0; b < ITEMS / 8; b++)
			met[b] |= r->x.corpus->met[b];
		if (r->killed)
			continue;
		alive++;
		least = n < least ? n : least;
		sent += r->sent;
		most = r->sent > most ? r->sent : most;
		programs += r->x.corpus->nentries;
	}
	for (uint32_t b = 0; b < ITEMS / 8; b++)
		all += (uint64_t)__builtin_popcount(met[b]);
	printf("%5.0f s  %u ranks  %6llu reached, %6llu by each  %8.1f kB/s a rank, %8.1f at most  %llu programs a rank\n",
	       at_s, alive, (unsigned long long)all, (unsigned long long)least,
	       (double)sent / alive / EVERY_S / 1000, (double)most / EVERY_S / 1000,
	       (unsigned long long)(programs / alive));
	fflush(stdout);
}

static void kill_some(struct cluster *w, double percent)
{
	for (uint32_t i = 0; i < w->n; i++)
		if (100 * uniform(&w->rng) < percent)
			w->rank[i].killed = true;
}

int main(int argc, char **argv)
{
	struct cluster w = {
		.n = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 1000,
		.programs = argc > 3 ? strtod(argv[3], NULL) : 300,
	};
	double seconds = argc > 2 ? strtod(argv[2], NULL) : 60;
	double killed = argc > 4 ? strtod(argv[4], NULL) : 0;

	if (!w.n || w.n > 100000 || seconds <= 0 || w.programs <= 0) {
		fprintf(stderr, "bench_campaign [RANKS [SECONDS [PROGRAMS [KILLED]]]]\n");
		return 2;
	}
	rng_init(&w.rng, 1, 1);
	begin(&w);
	for (double at = EVERY_S; at <= seconds; at += EVERY_S) {
		for (uint32_t i = 0; i < ITEMS; i++)
			reached_by(&w, i);
		for (uint32_t r = 0; r < w.n; r++)
			keep(&w, &w.rank[r]);
		exchange(&w);
		print_round(&w, at);
		for (uint32_t r = 0; r < w.n; r++)
			w.rank[r].sent = 0;
		if (killed > 0 && at >= seconds / 2) {
			kill_some(&w, killed);
			killed = 0;
		}
	}
	return 0;
}
