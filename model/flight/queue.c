// SPDX-License-Identifier: GPL-2.0-only
/*
 * queue.c - the event queue: a heap with four children a node (see queue.h).
 *
 * tests/bench/flight.c compares it with others on the events of a busy fabric.
 */
#include <stdlib.h>

#include "model/flight/queue.h"

#define CHILDREN 4u

static bool before(const struct queue_event *a, const struct queue_event *b)
{
	return a->time_ps < b->time_ps ||
	       (a->time_ps == b->time_ps && a->seq < b->seq);
}

static void grow(struct queue *q)
{
	q->room = q->room ? 2 * q->room : 64;
	q->e = realloc(q->e, q->room * sizeof(*q->e));
	if (!q->e)
		abort();	/* out of memory: nothing sensible is left to do */
}

void queue_push(struct queue *q, uint64_t time_ps, queue_fn fn, void *arg)
{
	struct queue_event x = { time_ps, q->seq++, fn, arg };
	uint32_t i = q->n;

	if (q->n == q->room)
		grow(q);
	q->n++;
	for (; i && before(&x, &q->e[(i - 1) / CHILDREN]); i = (i - 1) / CHILDREN)
		q->e[i] = q->e[(i - 1) / CHILDREN];
	q->e[i] = x;
}

static uint32_t least_child(const struct queue *q, uint32_t i)
{
	uint32_t first = CHILDREN * i + 1, best = first;
	uint32_t end = first + CHILDREN < q->n ? first + CHILDREN : q->n;

	for (uint32_t c = first + 1; c < end; c++)
		if (before(&q->e[c], &q->e[best]))
			best = c;
	return best;
}

bool queue_pop(struct queue *q, struct queue_event *out)
{
	struct queue_event x;
	uint32_t i = 0, c;

	if (!q->n)
		return false;
	*out = q->e[0];
	x = q->e[--q->n];
	while (CHILDREN * i + 1 < q->n) {
		c = least_child(q, i);
		if (!before(&q->e[c], &x))
			break;
		q->e[i] = q->e[c];
		i = c;
	}
	q->e[i] = x;
	return true;
}

void queue_free(struct queue *q)
{
	free(q->e);
	*q = (struct queue){ 0 };
}
