/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * internal.h - what a flight consists of, for the files of this folder.
 *
 *   transfer.c   many TLPs                 flight.c   one, from end to end
 *   flow.c       one direction of a link   pool.c     memory, tags
 *   check.c      are all credits and tags there?    watch.c   who watches
 *   ats.c        cached translations end
 */
#ifndef MODEL_FLIGHT_INTERNAL_H
#define MODEL_FLIGHT_INTERNAL_H

#include "model/flight/flight.h"
#include "model/flight/order.h"
#include "model/wire/walk.h"

#define TAGS_MOST 1024u			/* 10 bits (Base 2.2.6.2) */

/* Who sends, and its tags. */
struct sender {
	struct sender *next;		/* another function with that index */
	struct function *fn;		/* NULL: the CPU */
	uint32_t used, next_tag;
	uint32_t counted;		/* check.c: requests that wait */
	uint64_t tag[TAGS_MOST / 64];
};

/* A request and what it waits for. */
struct request {
	struct flight *f;
	struct sender *sender;
	struct request *older, *newer;	/* those that wait for completions */
	struct tlp_result *r, own;
	struct tlp_result *out;		/* of who waits for it in one call; NULL: nobody */
	struct flight_notify notify;
	struct tlp t;
	struct ats_answer ats;		/* a translation request's */
	uint64_t sent_ps, deadline_ps, serial;
	uint32_t left;			/* bytes to come */
	uint32_t refs;			/* TLPs under way */
	uint16_t tag;
	bool tagged, finished;
};

/* A request or completion under way. */
struct flying {
	struct flying *next, *prev;	/* in its queue */
	struct flying *all_next, *all_prev;
	struct walk k;			/* where it is, and where it goes */
	struct request *req;
	struct flow *holds;		/* its bytes are in the buffer at the end of this */
	struct flow *to;
	const struct flow *from;	/* one way: what came by the same flow */
	struct origin *origin;		/* in its queue: of that flow */
	struct order_key key;
	uint64_t seq;			/* in which order they came into the queue */
	uint64_t tail_ps;		/* when its last byte is here */
	uint32_t payload, bytes;	/* in all, on the link before it */
	uint8_t kind;			/* enum flow_kind */
};

struct fifo {
	struct flying *first, *last;
};

struct flow_pool {
	uint32_t limit, used;		/* @limit 0: infinite */
	uint32_t returning;		/* of those used: free, and the sender does not know */
};

/* What waits before a link and came by the same other link, or began here. */
struct origin {
	struct origin *next;
	const struct flow *from;
	uint32_t posted;
};

/* One direction of a link. */
struct flow {
	struct flight *f;
	struct function *port;		/* at the upper end */
	struct flow_rate rate;
	bool up, to_switch;
	bool stuck;			/* none of those that wait has credits */
	bool kicked;			/* an event is to come */
	uint64_t free_ps;		/* when the next TLP can begin */
	uint64_t last_out_ps;		/* nothing leaves the far end before that */
	uint64_t seq;
	uint32_t waiting;
	struct fifo queue[FLOW_KINDS];
	struct origin *origins, *origin;	/* all; the one that was looked up last */
	struct flow_pool header[FLOW_KINDS], data[FLOW_KINDS];
	struct flight_load load;
};

/* Credits on their way back. */
struct refund {
	struct refund *next;
	struct flow *flow;
	uint32_t data;
	uint8_t kind;
};

struct flight {
	struct wire *w;
	struct flight_options o;
	const struct flight_watch *watch;
	void *watch_ctx;
	struct clock *c;
	uint64_t serial, random;
	struct walkers walkers;
	uint64_t live;			/* TLPs, requests, calls to come */
	uint32_t nflows, nsenders;
	struct flow **flow;		/* by 2 * port + up; NULL: not used yet */
	struct sender **sender;		/* by function; the last is the CPU's */
	struct request *oldest, *newest;
	struct alarm timer;		/* when the oldest is too late */
	struct flying *all;
	uint64_t nflying, most_flying;
	struct request *free_requests;
	struct flying *free_flying;
	struct refund *free_refunds;
	struct call *free_calls;
	struct piece *pieces;		/* all memory */
	uint64_t bytes;
};

/* pool.c: zeroed, freed by pool_free(). */
void *pool_alloc(struct flight *f, size_t size);
void pool_free(struct flight *f);
struct flying *flying_new(struct flight *f);
void flying_free(struct flight *f, struct flying *x);
struct request *request_new(struct flight *f);
void request_free(struct request *r);
struct refund *refund_new(struct flight *f);
void refund_free(struct flight *f, struct refund *r);
struct sender *sender_of(struct flight *f, struct function *fn);
/* Takes a tag; there is one (sender.used). */
uint16_t tag_take(struct flight *f, struct sender *s);
void tag_give(struct sender *s, uint16_t tag);

/* flow.c */
struct flow *flow_of(struct flight *f, const struct walk *k);
/* Into the queue before @x->to. */
void flow_enter(void *flying);
/* @x has left the buffer that it was in, or will have at @when_ps. */
void flow_leave_buffer(struct flying *x, uint64_t when_ps);
/* The next of the random choices of flight_options.shuffle. */
uint64_t flight_random(struct flight *f);
uint32_t flow_data_units(const struct flying *x);

/* watch.c: nothing, if nobody watches. */
void watch_changed(const struct flow *w);
/* @w begins to carry @x, for @ps. */
void watch_carried(const struct flow *w, const struct flying *x, uint64_t ps);

/* flight.c: it has crossed the link @x->holds. */
void flight_arrive(void *flying);

static inline uint32_t units(uint32_t bytes)
{
	return (bytes + FLOW_UNIT_BYTES - 1) / FLOW_UNIT_BYTES;
}

#endif
