/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * evq.h - the event queue: what happens next, by (time, sequence).
 *
 *   push ──► bottom (sorted, being popped) │ rungs of buckets │ top (unsorted)
 *             t <= bottom_last               finer ◄── coarser   beyond all rungs
 *
 * A ladder queue.  Nothing is sorted until its bucket comes up, and a bucket
 * that turns out crowded is split by the span of what is really in it, so no
 * width is ever set by hand.  Every time value has exactly one place at any
 * moment and every step is stable, so equal times leave in push order.
 *
 * It knows times and callbacks; it must not know what an event means.
 */
#ifndef MODEL_FLIGHT_EVQ_H
#define MODEL_FLIGHT_EVQ_H

#include <stdbool.h>
#include <stdint.h>

typedef void (*event_fn)(void *arg);

struct event {
	uint64_t time_ps;
	uint64_t seq;			/* order of pushing; breaks ties */
	event_fn fn;
	void *arg;
};

struct evq;

/* Never NULL: running out of memory ends the process with a message. */
struct evq *evq_new(void);
void evq_free(struct evq *q);

/*
 * @time_ps must not be before the time of the last event popped (checked).
 * Returns the event's sequence number, which starts at 0.  @arg stays the
 * caller's.
 */
uint64_t evq_push(struct evq *q, uint64_t time_ps, event_fn fn, void *arg);

/* The least (time, sequence); false when empty. */
bool evq_pop(struct evq *q, struct event *out);

/* The same without popping. */
bool evq_peek(struct evq *q, struct event *out);

/*
 * Remove what evq_peek() shows without having reached its time: earlier times
 * may still be pushed.  The queue is not empty.
 */
void evq_drop(struct evq *q);

uint64_t evq_pending(const struct evq *q);

#endif
