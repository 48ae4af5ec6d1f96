/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * transfer.h - a DMA engine at work: many requests for one stretch of addresses.
 *
 * It splits as wire_dma() does, and keeps its link busy: writes one after the other,
 * reads as many as there are tags.
 */
#ifndef MODEL_FLIGHT_TRANSFER_H
#define MODEL_FLIGHT_TRANSFER_H

#include "model/flight/flight.h"

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
	uint32_t outstanding;		/* most reads that wait; 0: as many as tags */
	void (*done)(struct transfer *t);	/* or NULL */

	uint64_t issued, arrived;	/* bytes */
	uint32_t queued, waiting;	/* requests before the first link; not done */
	uint64_t start_ps, end_ps;	/* @end_ps: of the last byte so far */
	enum tlp_status status;		/* the first that is no success */
	bool stopped;			/* it failed: nothing more is sent */
	bool asks;			/* it will ask for a tag again */
};

void transfer_start(struct transfer *t);
/* Returns true if nothing of it is under way any more. */
bool transfer_is_done(const struct transfer *t);

#endif
