/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * transfer.h - a DMA engine at work: many requests for one stretch of addresses.
 *
 * It splits as wire_dma() does, and keeps its link busy: writes one after the other,
 * reads as many as there are tags.  With address translation services it asks for the
 * pages of the requests that are to come, and sends a request when its page is there.
 */
#ifndef MODEL_FLIGHT_TRANSFER_H
#define MODEL_FLIGHT_TRANSFER_H

#include "model/flight/flight.h"
#include "model/flight/latency.h"

/* So many requests are known before they are sent, so that their pages can be asked for. */
#define TRANSFER_AHEAD 64u

/*
 * The caller sets the upper half; the rest is zero before transfer_start().  It must
 * not move until it is done.
 */
struct transfer {
	struct flight *f;
	struct function *fn;
	struct tlp t;			/* type, address, attributes; data or NULL */
	uint64_t bytes;
	uint64_t window;		/* starts again at the address after so many; 0: never */
	uint32_t each;			/* most bytes of a request; 0: payload or read size */
	uint64_t random;		/* seed of random places in the window; 0: one after the other */
	uint32_t outstanding;		/* most requests that are not done; 0: as many as can be */
	uint64_t gap_ps;		/* least time from one request to the next */
	bool ats;			/* by translated addresses (10.2) */
	struct latency *latency;	/* of each request, since it was handed on; or NULL */
	void (*done)(struct transfer *t);	/* or NULL */
	void *ctx;			/* for it */

	uint64_t issued, arrived;	/* bytes */
	uint32_t queued, waiting;	/* requests before the first link; not done */
	uint64_t start_ps, end_ps;	/* @end_ps: of the last byte so far */
	uint64_t next_ps;		/* not sooner than that */
	enum tlp_status status;		/* the first that is no success */
	bool stopped;			/* it failed: nothing more is sent */
	bool asks;			/* it will look again */
	uint64_t state, planned;	/* of the random places; bytes */
	struct transfer_part {
		uint64_t address;
		uint32_t bytes;
	} plan[TRANSFER_AHEAD];		/* a ring */
	uint32_t first, nplan;
	uint64_t asked[TRANSFER_AHEAD];	/* pages whose translation is under way */
	uint32_t nasked;
};

void transfer_start(struct transfer *t);
/* Returns true if nothing of it is under way any more. */
bool transfer_is_done(const struct transfer *t);

#endif
