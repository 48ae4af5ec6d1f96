/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * queue.h - what happens next, by time, and at one time in the order it was asked for.
 *
 * It knows times and callbacks; it must not know what an event means.
 */
#ifndef MODEL_FLIGHT_QUEUE_H
#define MODEL_FLIGHT_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

typedef void (*queue_fn)(void *arg);

struct queue_event {
	uint64_t time_ps, seq;		/* @seq breaks ties: the order of pushing */
	queue_fn fn;
	void *arg;
};

/* All zero is an empty queue.  Running out of memory aborts. */
struct queue {
	struct queue_event *e;
	uint32_t n, room;
	uint64_t seq;
};

void queue_push(struct queue *q, uint64_t time_ps, queue_fn fn, void *arg);
/* Takes the first event.  Returns false when there is none. */
bool queue_pop(struct queue *q, struct queue_event *out);
void queue_free(struct queue *q);

#endif
