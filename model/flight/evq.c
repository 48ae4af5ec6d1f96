// SPDX-License-Identifier: GPL-2.0-only
/*
 * evq.c - the event queue, a self-tuning ladder of buckets (see evq.h).
 *
 * It must not know what an event means, nor any clock but the events' own.
 *
 * Events lie in one array and never move while they wait; a bucket is a list
 * of their indexes, linked in an array of its own, so that following a list
 * does not wait for the events.  Intervals are kept by their last time,
 * inclusive, so that UINT64_MAX is an ordinary time.  Invariants, checked by
 * test_engine against a plain list:
 *   - bottom holds everything at or before bottom_last, sorted;
 *   - rung r holds everything in (last of rung r+1 or bottom_last, its last];
 *   - top holds the rest.
 * A rung's bucket may be refilled after it was split: what falls between the
 * end of the child and the end of that bucket waits there, and is split again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/flight/evq.h"

#define NONE UINT32_MAX
#define RUNGS 24		/* each is at least 8 times finer than the last */
#define MIN_BUCKETS 16u
#define MAX_BUCKETS 16384u	/* heads of one rung: 64 KiB, second-level cache */
#define SORT_MAX 32u		/* a bucket beyond this is split, not sorted */
#define SHIFT_MAX 64u		/* a push into the bottom passing more splits it */

struct slot {
	uint64_t time_ps;
	uint32_t node;
};

struct rung {
	uint64_t start, last;
	uint32_t shift, nbuckets, cur;
	uint32_t *head;			/* MAX_BUCKETS, all NONE when not in use */
	uint64_t busy[MAX_BUCKETS / 64];
};

struct evq {
	struct event *node;
	uint32_t *next;
	uint32_t free, nodes;

	struct slot *bottom;
	uint32_t head, tail, room;
	uint64_t bottom_last;

	uint32_t nrungs;
	struct rung *rung[RUNGS];

	uint32_t top;
	uint64_t top_min, top_max, top_count;

	uint64_t pending, seq, popped_ps;
	/*
	 * A cursor through the bucket that will be split next, one step a pop:
	 * by then its events are in the cache.  A hint only, it may be stale.
	 */
	uint32_t ahead;
};

static void *must(void *p)
{
	if (p)
		return p;
	fputs("hairpin: out of memory in the event queue\n", stderr);
	abort();
}

static void more_nodes(struct evq *q)
{
	uint32_t n = q->nodes ? q->nodes * 2 : 256;

	if (n <= q->nodes)
		must(NULL);
	q->node = must(realloc(q->node, n * sizeof(*q->node)));
	q->next = must(realloc(q->next, n * sizeof(*q->next)));
	for (uint32_t i = q->nodes; i < n; i++)
		q->next[i] = i + 1 < n ? i + 1 : NONE;
	q->free = q->nodes;
	q->nodes = n;
}

static void rung_append(struct evq *q, struct rung *r, uint64_t time_ps, uint32_t n)
{
	uint32_t i = (uint32_t)((time_ps - r->start) >> r->shift);

	r->busy[i / 64] |= 1ull << (i % 64);
	q->next[n] = r->head[i];
	r->head[i] = n;
}

static void top_append(struct evq *q, uint64_t time_ps, uint32_t n)
{
	q->top_min = time_ps < q->top_min ? time_ps : q->top_min;
	q->top_max = time_ps > q->top_max ? time_ps : q->top_max;
	q->top_count++;
	q->next[n] = q->top;
	q->top = n;
}

static void bottom_room(struct evq *q, uint32_t want)
{
	if (want <= q->room)
		return;
	while (q->room < want)
		q->room = q->room ? q->room * 2 : 256;
	q->bottom = must(realloc(q->bottom, q->room * sizeof(*q->bottom)));
}

/*
 * A rung over [min, max] for @count events.  Its last bucket may reach further
 * than max, but not beyond @limit, where other events may lie already.
 */
static struct rung *rung_make(struct evq *q, uint64_t min, uint64_t max,
			      uint64_t limit, uint64_t count)
{
	struct rung *r = q->rung[q->nrungs];
	uint64_t span = max - min;
	uint32_t n = MIN_BUCKETS, shift = 0;

	if (!r) {
		r = must(calloc(1, sizeof(*r)));
		r->head = must(malloc(MAX_BUCKETS * sizeof(*r->head)));
		memset(r->head, 0xff, MAX_BUCKETS * sizeof(*r->head));
		q->rung[q->nrungs] = r;
	}
	while (n < MAX_BUCKETS && n < count)
		n *= 2;
	if (span >= n)
		shift = 64 - (uint32_t)__builtin_clzll(span / n);
	r->start = min;
	r->shift = shift;
	r->nbuckets = (uint32_t)(span >> shift) + 1;
	r->last = min + (((uint64_t)r->nbuckets - 1) << shift);
	if (limit - r->last > (1ull << shift) - 1)
		r->last += (1ull << shift) - 1;
	else
		r->last = limit;
	r->cur = 0;
	q->nrungs++;
	return r;
}

/* To the first busy bucket from the current one on; false when all is empty. */
static bool rung_advance(struct rung *r)
{
	uint32_t w = r->cur / 64, words = (r->nbuckets + 63) / 64;
	uint64_t bits = r->busy[w] & (~0ull << (r->cur % 64));

	while (!bits) {
		if (++w == words)
			return false;
		bits = r->busy[w];
	}
	r->cur = w * 64 + (uint32_t)__builtin_ctzll(bits);
	return true;
}

/* Take the current bucket's list. */
static uint32_t rung_take(struct rung *r)
{
	uint32_t n = r->head[r->cur];

	r->head[r->cur] = NONE;
	r->busy[r->cur / 64] &= ~(1ull << (r->cur % 64));
	return n;
}

static uint64_t bucket_last(const struct rung *r, uint32_t i)
{
	uint64_t first = r->start + ((uint64_t)i << r->shift);

	return i + 1 == r->nbuckets ? r->last : first + (1ull << r->shift) - 1;
}

static inline bool before(const struct evq *q, const struct slot *a,
			  const struct slot *b)
{
	if (a->time_ps != b->time_ps)
		return a->time_ps < b->time_ps;
	return q->node[a->node].seq < q->node[b->node].seq;
}

/*
 * Into the bottom.  Each goes to the place that the number of earlier ones
 * gives: no branch depends on the times, which cannot be foretold.  Equal
 * times, which need their sequence, are sorted by insertion instead.
 */
static void sort_few(struct evq *q, const struct slot *s, uint32_t n)
{
	struct slot *to = q->bottom;
	uint32_t rank[SORT_MAX], equal = 0;

	for (uint32_t i = 0; i < n; i++) {
		uint32_t smaller = 0;

		for (uint32_t j = 0; j < i; j++) {
			uint32_t less = s[j].time_ps < s[i].time_ps;

			equal |= s[j].time_ps == s[i].time_ps;
			rank[j] += !less;
			smaller += less;
		}
		rank[i] = smaller;
	}
	for (uint32_t i = 0; i < n; i++)
		to[rank[i]] = s[i];
	for (uint32_t i = 0; i < n && equal; i++) {
		uint32_t j = i;

		for (; j > 0 && before(q, &s[i], &to[j - 1]); j--)
			to[j] = to[j - 1];
		to[j] = s[i];
	}
}

static int by_node_seq(const void *a, const void *b, void *arg)
{
	const struct evq *q = arg;

	return before(q, a, b) ? -1 : 1;
}

/* @n events of one time in the bottom: by sequence, which they nearly are. */
static void sort_equal(struct evq *q, uint32_t n)
{
	struct slot *s = q->bottom;
	uint32_t up = 0;

	for (uint32_t i = 1; i < n; i++)
		up += before(q, &s[i - 1], &s[i]);
	if (up == n - 1)
		return;
	if (up) {
		qsort_r(s, n, sizeof(*s), by_node_seq, q);
		return;
	}
	for (uint32_t i = 0; i < n / 2; i++) {
		struct slot x = s[i];

		s[i] = s[n - 1 - i];
		s[n - 1 - i] = x;
	}
}

/*
 * The list @n is what comes up, nothing else lies at or before @last.  Small,
 * or all of one time, it becomes the bottom; otherwise it is split.  Returns
 * whether the bottom now holds something.
 */
static bool lower(struct evq *q, uint32_t n, uint64_t last)
{
	uint64_t min = UINT64_MAX, max = 0;
	uint32_t count = 0;
	struct slot few[SORT_MAX + 1];
	struct rung *r;

	q->head = q->tail = 0;
	for (uint32_t i = n; i != NONE && count <= SORT_MAX; i = q->next[i])
		few[count++] = (struct slot){ q->node[i].time_ps, i };
	if (count <= SORT_MAX) {
		sort_few(q, few, count);
		q->tail = count;
		q->bottom_last = last;
		return true;
	}
	count = 0;
	for (uint32_t i = n; i != NONE; i = q->next[i], count++) {
		uint64_t t = q->node[i].time_ps;

		min = t < min ? t : min;
		max = t > max ? t : max;
	}
	if (min == max) {
		bottom_room(q, count);
		for (uint32_t i = n; i != NONE; i = q->next[i])
			q->bottom[q->tail++] = (struct slot){ min, i };
		sort_equal(q, count);
		q->bottom_last = max;
		return true;
	}
	/* Nothing lies before min: what is pushed there goes to the bottom. */
	q->bottom_last = min - 1;
	r = rung_make(q, min, max, last, count);
	for (uint32_t i = n, next; i != NONE; i = next) {
		next = q->next[i];
		rung_append(q, r, q->node[i].time_ps, i);
	}
	return false;
}

/*
 * No rung is left to split into, which only pushes that keep undercutting the
 * rungs can bring about: start again with everything in the top.
 */
static void collapse(struct evq *q)
{
	while (q->nrungs) {
		struct rung *r = q->rung[--q->nrungs];

		while (rung_advance(r)) {
			for (uint32_t i = rung_take(r), next; i != NONE; i = next) {
				next = q->next[i];
				top_append(q, q->node[i].time_ps, i);
			}
		}
	}
}

/* The top becomes the first rung, or the bottom. */
static bool lower_top(struct evq *q)
{
	uint32_t n = q->top;
	/* Beyond the latest there is, the top starts again. */
	uint64_t last = q->top_count <= SORT_MAX ? q->top_max : UINT64_MAX;

	q->top = NONE;
	q->top_min = UINT64_MAX;
	q->top_max = q->top_count = 0;
	return lower(q, n, last);
}

/* @r has just had its current bucket split: what comes after that? */
static void look_ahead(struct evq *q, struct rung *r)
{
	uint32_t cur = r->cur;

	if (rung_advance(r))
		q->ahead = r->head[r->cur];
	r->cur = cur;
}

/* Fill the empty bottom; the queue is not empty. */
static void refill(struct evq *q)
{
	bool done;

	if (q->nrungs == RUNGS)
		collapse(q);
	do {
		while (q->nrungs && !rung_advance(q->rung[q->nrungs - 1]))
			q->nrungs--;
		if (q->nrungs) {
			struct rung *r = q->rung[q->nrungs - 1];

			done = lower(q, rung_take(r), bucket_last(r, r->cur));
			if (!done)
				look_ahead(q, r);
		} else {
			done = lower_top(q);
		}
	} while (!done);
}

/*
 * Too many events were pushed into the bottom: all but those of the present
 * time get a rung of their own, reaching from the present on.
 */
static void bottom_split(struct evq *q)
{
	uint32_t first = q->head;
	struct rung *r;

	while (q->bottom[first].time_ps == q->popped_ps)
		first++;
	if (q->nrungs == RUNGS)
		collapse(q);
	r = rung_make(q, q->popped_ps + 1, q->bottom_last, q->bottom_last,
		      q->tail - first);
	for (uint32_t i = first; i < q->tail; i++)
		rung_append(q, r, q->bottom[i].time_ps, q->bottom[i].node);
	q->tail = first;
	q->bottom_last = q->popped_ps;
}

/* The newest sequence goes behind all of its time, so times alone decide. */
static void bottom_insert(struct evq *q, uint64_t time_ps, uint32_t n)
{
	uint32_t j;

	if (q->tail == q->room && q->head) {
		memmove(q->bottom, q->bottom + q->head,
			(q->tail - q->head) * sizeof(*q->bottom));
		q->tail -= q->head;
		q->head = 0;
	}
	bottom_room(q, q->tail + 1);
	for (j = q->tail; j > q->head && q->bottom[j - 1].time_ps > time_ps; j--)
		q->bottom[j] = q->bottom[j - 1];
	q->bottom[j] = (struct slot){ time_ps, n };
	if (++q->tail - j > SHIFT_MAX)
		bottom_split(q);
}

uint64_t evq_push(struct evq *q, uint64_t time_ps, event_fn fn, void *arg)
{
	uint64_t seq = q->seq++;
	uint32_t n;

	if (time_ps < q->popped_ps) {
		fputs("hairpin: event pushed into the past\n", stderr);
		abort();
	}
	if (q->free == NONE)
		more_nodes(q);
	n = q->free;
	q->free = q->next[n];
	q->node[n] = (struct event){ time_ps, seq, fn, arg };
	q->pending++;
	if (time_ps <= q->bottom_last) {
		bottom_insert(q, time_ps, n);
		return seq;
	}
	for (uint32_t i = q->nrungs; i-- > 0;) {
		if (time_ps <= q->rung[i]->last) {
			rung_append(q, q->rung[i], time_ps, n);
			return seq;
		}
	}
	top_append(q, time_ps, n);
	return seq;
}

static uint32_t bottom_take(struct evq *q)
{
	uint32_t n;

	if (q->head == q->tail)
		refill(q);
	n = q->bottom[q->head++].node;
	if (q->ahead != NONE) {
		__builtin_prefetch(&q->node[q->ahead]);
		q->ahead = q->next[q->ahead];
	}
	q->next[n] = q->free;
	q->free = n;
	q->pending--;
	return n;
}

bool evq_pop(struct evq *q, struct event *out)
{
	if (!q->pending)
		return false;
	*out = q->node[bottom_take(q)];
	q->popped_ps = out->time_ps;
	return true;
}

void evq_drop(struct evq *q)
{
	if (q->pending)
		bottom_take(q);
}

bool evq_peek(struct evq *q, struct event *out)
{
	if (q->head == q->tail) {
		if (!q->pending)
			return false;
		refill(q);
	}
	*out = q->node[q->bottom[q->head].node];
	return true;
}

uint64_t evq_pending(const struct evq *q)
{
	return q->pending;
}

struct evq *evq_new(void)
{
	struct evq *q = must(calloc(1, sizeof(*q)));

	q->free = q->top = q->ahead = NONE;
	q->top_min = UINT64_MAX;
	bottom_room(q, 256);
	return q;
}

void evq_free(struct evq *q)
{
	if (!q)
		return;
	for (uint32_t i = 0; i < RUNGS && q->rung[i]; i++) {
		free(q->rung[i]->head);
		free(q->rung[i]);
	}
	free(q->node);
	free(q->next);
	free(q->bottom);
	free(q);
}
