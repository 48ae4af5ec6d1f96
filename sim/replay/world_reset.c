// SPDX-License-Identifier: GPL-2.0-only
/*
 * world_reset.c - a reset takes time: until it is over, the function neither
 * answers nor sends.
 *
 *   model (registers, at once) --fabric_watch--> here --in reset--> wire
 *                                                 ^ |
 *                             virtual time passes + +--> who subscribed
 *
 * The model says how long (fabric_reset_ps()).  D3hot needs no time: the
 * registers say it.
 */
#include <stdio.h>
#include <stdlib.h>

#include "model/gpu/gpu.h"
#include "model/wire/tlp.h"
#include "sim/replay/crash.h"
#include "sim/replay/gpu_look.h"
#include "sim/replay/world.h"

static void reset_ends(void *arg)
{
	struct world_reset *r = arg;

	wire_set_in_reset(r->w->wire, r->fn, false);
	if (r->flr)
		gpu_look_flr_ends(r->w, r->fn);
	r->flr = false;
}

static struct world_reset *reset_of(struct world *w, struct function *fn)
{
	struct world_reset *r;

	for (r = w->resets; r; r = r->next)
		if (r->fn == fn)
			return r;
	r = calloc(1, sizeof(*r));
	if (!r)
		abort();	/* out of memory: nothing sensible is left to do */
	*r = (struct world_reset){ .w = w, .next = w->resets, .fn = fn,
				   .end = { .fn = reset_ends, .arg = r } };
	w->resets = r;
	return r;
}

static void tell(struct world *w, enum world_moment when,
		 enum fabric_event event, struct function *fn)
{
	for (uint32_t i = 0; i < w->nwatchers; i++)
		if (w->watchers[i].when == when)
			w->watchers[i].tell(w, event, fn);
}

static void on_event(void *ctx, enum fabric_event event, struct function *fn)
{
	struct world *w = ctx;
	uint64_t until = w->clock->now_ps + fabric_reset_ps(event);
	struct world_reset *r;

	tell(w, WORLD_BEFORE_SILENCE, event, fn);
	gpus_event(w->gpus, event, fn);
	if (until == w->clock->now_ps)
		return;
	r = reset_of(w, fn);
	r->flr |= event == FABRIC_FLR;
	if (r->until_ps < until) {
		r->until_ps = until;
		alarm_set(w->clock, &r->end, until);
	}
	wire_set_in_reset(w->wire, fn, true);
	tell(w, WORLD_IN_SILENCE, event, fn);
}

static bool came_too_early(const struct world *w, const struct tlp_hop *h)
{
	return h->reason == TLP_R_COHERENT_NOT_READY ||
	       (wire_in_reset(w->wire, h->fn) &&
		(h->reason == TLP_R_IN_RESET || h->reason == TLP_R_NOBODY));
}

/*
 * Checks whether a request reached a function in reset.  The function's registers are
 * reset and claim no address, so every request that goes down its link counts.
 */
void world_reset_access(struct world *w, const struct tlp_result *r,
			const char *who, bool write, uint64_t address)
{
	static struct hp_event ev = { .kind = HP_EVENT_MACHINE_CHECK };
	const struct tlp_hop *h = NULL;
	char name[64], text[256];
	uint32_t domain;
	uint8_t bus, devfn;

	if (!w->scn->spec->host.reset_check)
		return;
	for (uint32_t i = 0; i < r->nhops; i++)
		if (!r->hop[i].completion)
			h = &r->hop[i];
	if (!h || !h->fn || h->place != TLP_AT_TARGET ||
	    !came_too_early(w, h) || !function_address(h->fn, &domain, &bus, &devfn))
		return;
	world_name(w, HP_SBDF(domain, bus, devfn >> 3, devfn & 7), name, sizeof(name));
	snprintf(text, sizeof(text), "a %s of %s to 0x%llx reached %s %s",
		 write ? "write" : "read", who, (unsigned long long)address, name,
		 h->reason == TLP_R_COHERENT_NOT_READY ? "before its memory was ready" :
							 "while it was being reset");
	ev.text = text;
	crash_event(w->rec, &ev);
}

void world_advance(struct world *w, uint64_t to_ps)
{
	if (to_ps > w->clock->now_ps)
		clock_run(w->clock, to_ps);
}

void world_pass(struct world *w, uint64_t until_ps)
{
	if (w->kernel->ops->advance)
		w->kernel->ops->advance(until_ps);
	if (w->clock->now_ps < until_ps)
		world_advance(w, until_ps);
}

void world_subscribe(struct world *w, enum world_moment when,
		     void (*tell_it)(struct world *w, enum fabric_event event,
				     struct function *fn))
{
	if (w->nwatchers == WORLD_MAX_WATCHERS)
		abort();	/* there are as many as files that subscribe */
	w->watchers[w->nwatchers++] = (struct world_watcher){ when, tell_it };
}

void world_watch_resets(struct world *w)
{
	fabric_watch(w->fabric, on_event, w);
}

void world_forget_resets(struct world *w)
{
	struct world_reset *next;

	for (struct world_reset *r = w->resets; r; r = next) {
		next = r->next;
		free(r);
	}
	w->resets = NULL;
}
