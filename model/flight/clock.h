/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * clock.h - virtual time: one queue of events, and how far they have come.
 *
 * All that takes time pushes its events here: TLPs, engines, resets, the timer of the
 * CPU.  It knows times and callbacks; it must not know what an event means.
 */
#ifndef MODEL_FLIGHT_CLOCK_H
#define MODEL_FLIGHT_CLOCK_H

#include "model/flight/evq.h"

struct clock {
	struct evq *q;
	uint64_t now_ps;		/* moved by clock_*() only */
};

/* Never NULL: running out of memory ends the process with a message. */
struct clock *clock_new(void);
void clock_free(struct clock *c);

/* Calls @fn(@arg) at @at_ps, which is not before now. */
void clock_push(struct clock *c, uint64_t at_ps, event_fn fn, void *arg);

/*
 * An event that may be set anew, or withdrawn: time does not run to one that is not
 * wanted.  The caller sets @fn and @arg once, and zeroes the rest.  It must live as
 * long as the clock.
 */
struct alarm {
	event_fn fn;
	void *arg;
	bool (*wanted)(void *arg);	/* asked when its turn comes; NULL: it is */
	bool armed;
	uint64_t seq;			/* of its event */
};
void alarm_set(struct clock *c, struct alarm *a, uint64_t at_ps);
void alarm_clear(struct alarm *a);

/* Runs the next event, if it is not after @until_ps.  Returns false if it is, or none is. */
bool clock_step(struct clock *c, uint64_t until_ps);
/* Runs events up to and including @until_ps, which it then is; returns how many ran. */
uint64_t clock_run(struct clock *c, uint64_t until_ps);

#endif
