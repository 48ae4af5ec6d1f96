// SPDX-License-Identifier: GPL-2.0-only
/*
 * world_flight.c - a world whose TLPs are under way: each is a sequence of events on
 * the world's clock, and who waits for it waits in virtual time.
 *
 * A posted write of the CPU goes on without it.  A statement begins when what the CPU
 * posted before has arrived.  It must not know what a TLP is for.
 */
#include <stdlib.h>
#include <string.h>

#include "model/flight/flight.h"
#include "sim/replay/crash.h"
#include "sim/replay/world.h"
#include "sim/replay/world_trace.h"

void world_fly(struct world *w)
{
	struct flight_options o = { .hops = true, .clock = w->clock };

	if (w->flight)
		return;
	flight_params_defaults(&o.params);
	w->flight = flight_new(w->wire, &o);
	world_links_watch(w);
	wire_set_carrier(w->wire, flight_carry, w->flight);
}

void world_land(struct world *w)
{
	wire_set_carrier(w->wire, NULL, NULL);
	flight_free(w->flight);
	w->flight = NULL;
}

void world_took(struct world *w, uint64_t ps)
{
	if (!w->flight)
		world_advance(w, w->clock->now_ps + ps);
}

/* --- what the CPU posts --- */

struct store {
	struct world *w;
	uint64_t address;
	uint8_t data[8];
};

static void stored(void *ctx, const struct tlp *t, const struct tlp_result *r)
{
	struct store *s = ctx;

	(void)t;
	s->w->posted--;
	world_reset_access(s->w, r, "the CPU", true, s->address);
	free(s);
}

bool world_post(struct world *w, const struct tlp *t)
{
	struct flight_notify n = { .done = stored };
	struct tlp mine = *t;
	struct store *s;

	if (!w->flight || !tlp_is_posted(t->type))
		return false;
	s = malloc(sizeof(*s));
	if (!s)
		abort();	/* out of memory: nothing sensible is left to do */
	*s = (struct store){ .w = w, .address = t->address };
	memcpy(s->data, t->data, t->bytes);
	mine.data = s->data;
	n.ctx = s;
	w->posted++;
	flight_send(w->flight, NULL, &mine, &n);
	return true;
}

void world_quiet(struct world *w)
{
	while (w->posted && clock_step(w->clock, UINT64_MAX))
		;
}

/* --- configuration --- */

bool world_config(struct world *w, hp_sbdf fn, uint16_t reg, uint8_t size_bytes,
		  bool write, uint32_t *value)
{
	struct tlp t = {
		.type = write ? TLP_CFGWR : TLP_CFGRD, .address = reg,
		.bytes = size_bytes, .data = value,
		.completer = (uint16_t)(HP_SBDF_BUS(fn) << 8 | HP_SBDF_DEVFN(fn)),
	};
	struct tlp_result r = { 0 };
	struct function *to;
	bool done;

	if (!w->flight)
		return false;
	/* What is on a root bus, or nowhere, is asked for inside the root complex. */
	to = world_function_at(w, fn);
	if (!to || !function_parent(to) || function_link_lost(to))
		return false;
	tlp_config(w->wire, to, &t, &r);
	done = r.status == TLP_OK;
	tlp_result_free(&r);
	return done;
}

/* --- translations that are no longer valid --- */

void world_drain(struct world *w)
{
	uint64_t sent;

	if (!w->flight)
		return;
	sent = flight_sent(w->flight);
	while (flight_translated(w->flight, sent) && clock_step(w->clock, UINT64_MAX))
		;
}
