// SPDX-License-Identifier: GPL-2.0-only
/*
 * campaign.c - when who tells whom, and when all are done.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tools/explore/campaign.h"
#include "tools/explore/peers.h"

/* While there is nothing to do but to wait for the others. */
#define WAIT_US 20000
/* So long the last messages may take. */
#define LAST_S 10.0

struct peer {
	uint32_t rank;
	double heard_s;			/* when it was heard of last */
	bool silent;
	struct news_head head;		/* the last that it said */
};

struct campaign {
	struct explore *x;
	struct news *news;
	const struct ranks *r;
	const struct campaign_options *o;
	uint32_t npeers;
	struct peer peer[NEWS_PEERS];
	bool done, all_done, lost;
	double next_s;
};

static double now_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + 1e-9 * (double)ts.tv_nsec;
}

static struct peer *peer_of(struct campaign *c, uint32_t rank)
{
	for (uint32_t i = 0; i < c->npeers; i++)
		if (c->peer[i].rank == rank)
			return &c->peer[i];
	return NULL;
}

static bool below(const struct campaign *c, const struct peer *p)
{
	return p->rank && campaign_parent(p->rank) == c->r->rank;
}

/* Of this rank and those below it. */
static struct news_head head_of(const struct campaign *c)
{
	const struct explore_state *s = &c->x->state;
	struct news_head h = {
		.done = c->done, .all_done = c->all_done, .lost = c->lost, .alive = 1,
		.programs = s->programs, .boots = s->boots, .known = s->known,
		.unjudged = s->unjudged, .lost_programs = s->lost,
	};

	for (uint32_t i = 0; i < c->npeers; i++) {
		const struct peer *p = &c->peer[i];

		if (!below(c, p))
			continue;
		h.done &= p->head.done || p->silent;
		h.alive += p->silent ? 0 : p->head.alive;
		h.programs += p->head.programs;
		h.boots += p->head.boots;
		h.known += p->head.known;
		h.unjudged += p->head.unjudged;
		h.lost_programs += p->head.lost_programs;
	}
	return h;
}

static void hear(struct campaign *c)
{
	uint32_t from;
	size_t len;
	void *bytes;

	while (c->r->receive(&from, &bytes, &len)) {
		struct peer *p = peer_of(c, from);
		struct news_head h;
		const char *why = "it is no peer";

		if (p)
			why = news_read(c->news, (uint32_t)(p - c->peer), bytes, len, &h,
					&c->o->taken);
		free(bytes);
		if (why && c->o->wrong)
			c->o->wrong(from, why, c->o->arg);
		if (!p)
			continue;
		p->heard_s = now_s();
		p->silent = false;
		if (why)
			continue;
		p->head = h;
		c->all_done |= h.all_done;
		c->lost |= h.lost;
	}
}

static void look_for_silent(struct campaign *c, double now)
{
	for (uint32_t i = 0; i < c->npeers; i++) {
		struct peer *p = &c->peer[i];

		if (now - p->heard_s < c->o->patience_s || c->all_done)
			continue;
		p->silent = true;
		c->lost = true;
	}
}

/* Is there nobody whom this rank adds to? */
static bool orphan(struct campaign *c)
{
	return !c->r->rank || peer_of(c, campaign_parent(c->r->rank))->silent;
}

/* @busy: no more than that we live. */
static void tell(struct campaign *c, bool busy)
{
	struct news_head h = head_of(c);

	/* Rank 0 knows it of all; without it, who is next to it goes by what it knows. */
	c->all_done |= h.done && orphan(c);
	h.all_done = c->all_done;
	for (uint32_t i = 0; i < c->npeers; i++) {
		size_t len;
		void *bytes;

		if (!c->r->ready(c->peer[i].rank))
			continue;
		bytes = news_write(c->news, i, &h, busy, &len);
		c->r->send(c->peer[i].rank, bytes, len);
		free(bytes);
	}
	if (!busy && c->o->told)
		c->o->told(&h, c->x, c->o->arg);
}

static void talk(bool busy, void *arg)
{
	struct campaign *c = arg;
	double now = now_s();

	if (!busy)
		hear(c);
	if (now < c->next_s)
		return;
	c->next_s = now + c->o->every_s;
	if (!busy)
		look_for_silent(c, now);
	tell(c, busy);
}

struct campaign *campaign_new(struct explore *x, const struct ranks *r,
			      const struct campaign_options *o)
{
	struct campaign *c = calloc(1, sizeof(*c));
	uint32_t rank[NEWS_PEERS];

	if (!c)
		abort();
	*c = (struct campaign){ .x = x, .r = r, .o = o };
	c->npeers = campaign_peers(r->rank, r->n, rank);
	for (uint32_t i = 0; i < c->npeers; i++)
		c->peer[i] = (struct peer){ .rank = rank[i], .heard_s = now_s() };
	c->news = news_new(x, c->npeers);
	c->next_s = now_s() + o->every_s;
	x->rank = r->rank;
	x->ranks = r->n;
	x->talk = talk;
	x->talk_arg = c;
	return c;
}

static bool all_sent(const struct campaign *c)
{
	for (uint32_t i = 0; i < c->npeers; i++)
		if (!c->peer[i].silent && !c->r->ready(c->peer[i].rank))
			return false;
	return true;
}

/* What this rank heard last, and that all are done, for those who have not heard it. */
static void last_words(struct campaign *c)
{
	double end = now_s() + LAST_S;

	while (!all_sent(c) && now_s() < end)
		usleep(WAIT_US);
	tell(c, false);
	while (!all_sent(c) && now_s() < end)
		usleep(WAIT_US);
}

bool campaign_finish(struct campaign *c, struct news_head *sum)
{
	bool stopped;

	c->done = true;
	c->next_s = 0;
	do {
		stopped = c->x->stop && *c->x->stop;
		talk(false, c);
		if (!c->all_done && !stopped)
			usleep(WAIT_US);
	} while (!c->all_done && !stopped);
	if (c->all_done && !stopped)
		last_words(c);
	*sum = head_of(c);
	return c->all_done && !c->lost && !stopped;
}

void campaign_free(struct campaign *c)
{
	if (!c)
		return;
	c->x->talk = NULL;
	news_free(c->news);
	free(c);
}
