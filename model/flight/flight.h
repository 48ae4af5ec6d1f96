/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * flight.h - TLPs under way: a wire on which time passes.
 *
 *   sender ─► queue ═link═► port ─► queue ═link═► port ─► ... ─► target
 *              │ order        │ credits                            │
 *              └ credits ◄────┘ back, when it has left     completions, the same way
 *
 * Every TLP is a sequence of events on one queue.  At each port the rules of
 * model/wire decide where it goes, when it is there: there is no second router.  On a
 * link it takes its time; before a link it waits for its turn, for credits, and for
 * what it must not pass.
 *
 * It must not know kernels or scenarios.
 */
#ifndef MODEL_FLIGHT_FLIGHT_H
#define MODEL_FLIGHT_FLIGHT_H

#include "model/flight/clock.h"
#include "model/flight/params.h"
#include "model/wire/tlp.h"

struct flight;

/* One direction of a link; @port is at its upper end, and @up means towards that. */
struct flight_link {
	const struct function *port;
	bool up;
	/* By enum flow_kind: posted, non-posted, completions. */
	uint32_t waiting[FLOW_KINDS];	/* TLPs before the link */
	uint32_t header[FLOW_KINDS], data[FLOW_KINDS];	/* credits in use */
};

/* Who watches links.  It must not send. */
struct flight_watch {
	/* The link carries @t, or a completion for it, for @ps from @from_ps on. */
	void (*carries)(void *ctx, const struct flight_link *l, const struct tlp *t,
			bool completion, uint32_t bytes, uint64_t from_ps, uint64_t ps);
	/* What waits, or which credits are in use, is now as @l says. */
	void (*changed)(void *ctx, const struct flight_link *l, uint64_t now_ps);
};

struct flight_options {
	struct flight_params params;
	/*
	 * 0: a TLP passes another only where it must.  Otherwise the seed of random
	 * choices among all that table 2.4.1 allows.
	 */
	uint64_t shuffle;
	bool hops;			/* results record them */
	struct clock *clock;		/* NULL: one of its own */
};

/* @o may be NULL: the defaults.  @w must outlive it. */
struct flight *flight_new(struct wire *w, const struct flight_options *o);
/*
 * TLPs that are under way vanish.  A clock of the caller's must not run any more, or have
 * run until it has no event left.
 */
void flight_free(struct flight *f);

uint64_t flight_now_ps(const struct flight *f);
struct wire *flight_wire(const struct flight *f);

/* What the sender hears of a TLP.  Each may be NULL.  They may send. */
struct flight_notify {
	void (*left)(void *ctx);	/* the request is on its first link */
	/* It arrived, was completed, or timed out.  @r is valid until it returns. */
	void (*done)(void *ctx, const struct tlp *t, const struct tlp_result *r);
	void *ctx;
};

/*
 * @fn (NULL: the CPU) sends @t now.  Data moves when the request arrives at its target.  Returns false,
 * and nothing is sent, while all tags of @fn are in use.
 */
bool flight_send(struct flight *f, struct function *fn, const struct tlp *t,
		 const struct flight_notify *n);

/*
 * For wire_set_carrier(): @ctx is a flight.  Returns when the TLP has arrived, was
 * completed, or timed out; what happens meanwhile happens.
 */
struct walk;
void flight_carry(void *ctx, struct walk *k);

/* Calls @fn(@arg) after @delay_ps. */
void flight_after(struct flight *f, uint64_t delay_ps, event_fn fn, void *arg);

/*
 * Runs events up to and including @until_ps, which it then is; or, with UINT64_MAX, until
 * nothing is under way and nothing is to be called.  Returns how many ran.
 */
uint64_t flight_run(struct flight *f, uint64_t until_ps);
/* Returns true if a TLP is under way, or something is to be called. */
bool flight_busy(const struct flight *f);

/* How many requests were sent so far: a number that names the last. */
uint64_t flight_sent(const struct flight *f);
/*
 * Returns how many requests up to number @last have been translated by an IOMMU, and are
 * not where they end yet.
 */
uint32_t flight_translated(const struct flight *f, uint64_t last);

/*
 * The root complex has the function with @requester drop what its cache of translations
 * (ATC) has of [@address, @address + @bytes) with @pasid, or whatever the PASID, and waits until it confirms that: when its
 * older reads have been completed, and behind its older writes (10.3).  Returns false if
 * nobody answers.
 */
bool flight_ats_invalidate(struct flight *f, uint32_t domain, uint16_t requester,
			   bool has_pasid, uint32_t pasid, uint64_t address,
			   uint64_t bytes);

/*
 * Counts all credits and tags.  Returns false, with the first that is lost or given out
 * twice in @why, if they are not all accounted for.
 */
bool flight_check(const struct flight *f, char *why, size_t size);

/* What a link has carried. */
struct flight_load {
	uint64_t tlps, bytes, busy_ps;	/* of one direction */
	uint64_t waits;			/* how often it came to stand still for credits */
};
/* @port: at the upper end of the link; @up: towards it. */
struct flight_load flight_load(const struct flight *f, const struct function *port,
			       bool up);
/* Memory of all TLPs that were ever under way at one time, bytes; and how many. */
struct flight_memory {
	uint64_t bytes, tlps;
	uint64_t events;		/* to come now */
};
struct flight_memory flight_memory(const struct flight *f);
/* @watch (NULL: nobody any more) is told of each link, with @ctx. */
void flight_watch(struct flight *f, const struct flight_watch *watch, void *ctx);

#endif
