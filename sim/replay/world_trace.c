// SPDX-License-Identifier: GPL-2.0-only
/*
 * world_trace.c - a world's trace (see world_trace.h).
 *
 * It must not influence what it watches: no time passes here.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "model/flight/flight.h"
#include "model/wire/tlp.h"
#include "sim/base/trace.h"
#include "sim/facts/verdict.h"
#include "sim/replay/world_trace.h"

enum process { P_KERNEL = 1, P_FABRIC, P_ROOT };
enum { T_STEPS = 1, T_LOG, T_CPU };
enum { T_ROOT = 1, T_IOMMU, T_MEMORY };

struct world_trace {
	struct trace *trace;
	FILE *out;			/* NULL: the hash only */
	char *text;			/* what @out wrote */
	size_t len, sent;
	uint64_t cursor_ps;		/* up to where TLPs have used up time */
	int32_t step;
	bool in_step;
	uint64_t step_ps;		/* when it began */
	/* Tracks of functions, in order of their first event. */
	uint32_t ntracks, track_room;
	const struct function **track;
	bool root_named[T_MEMORY + 1];
};

static void *must(void *p)
{
	if (!p)
		abort();	/* out of memory: nothing sensible is left to do */
	return p;
}

static uint64_t now(const struct world *w)
{
	return w->clock->now_ps > w->trace->cursor_ps ? w->clock->now_ps : w->trace->cursor_ps;
}

/* --- tracks ------------------------------------------------------------------ */

static void name_kernel(struct trace *t)
{
	const struct trace_track process = { P_KERNEL, 0 };
	static const char *const name[] = { "kernel", "steps", "log", "CPU" };

	for (uint32_t i = 0; i <= T_CPU; i++)
		trace_name(t, (struct trace_track){ process.process, i }, name[i]);
	trace_name(t, (struct trace_track){ P_FABRIC, 0 }, "fabric");
	trace_name(t, (struct trace_track){ P_ROOT, 0 }, "root complex");
}

static const char *function_name(const struct function *fn, char *buf, size_t size)
{
	const struct spec_function *spec = function_spec(fn);

	if (function_is_vf(fn))
		snprintf(buf, size, "%s/vf%u", spec->name, function_vf_number(fn));
	else
		snprintf(buf, size, "%s", spec->name);
	return buf;
}

static struct trace_track function_track(struct world_trace *wt,
					 const struct function *fn)
{
	struct trace_track t = { P_FABRIC, 0 };
	char name[128];
	uint32_t i;

	for (i = 0; i < wt->ntracks && wt->track[i] != fn; i++)
		;
	t.thread = i + 1;
	if (i < wt->ntracks)
		return t;
	if (wt->ntracks == wt->track_room) {
		wt->track_room = wt->track_room ? 2 * wt->track_room : 32;
		wt->track = must(realloc(wt->track, wt->track_room *
						    sizeof(struct function *)));
	}
	wt->track[wt->ntracks++] = fn;
	trace_name(wt->trace, t, function_name(fn, name, sizeof(name)));
	return t;
}

static struct trace_track hop_track(struct world_trace *wt,
				    const struct tlp_hop *h)
{
	static const char *const name[] = { "", "root complex", "IOMMU", "memory" };
	struct trace_track t = { P_ROOT, T_ROOT };

	if (h->fn)
		return function_track(wt, h->fn);
	if (h->place == TLP_AT_IOMMU)
		t.thread = T_IOMMU;
	else if (h->place == TLP_AT_TARGET)
		t.thread = T_MEMORY;
	if (!wt->root_named[t.thread])
		trace_name(wt->trace, t, name[t.thread]);
	wt->root_named[t.thread] = true;
	return t;
}

/* --- TLPs ---------------------------------------------------------------------- */

/* As long as it takes to the next hop; the last one until the sender knows. */
static void trace_hop(struct world_trace *wt, const struct tlp_result *r,
		      uint32_t i, uint64_t start_ps)
{
	const struct tlp_hop *h = &r->hop[i];
	uint64_t end_ps = i + 1 < r->nhops ? r->hop[i + 1].at_ps : h->at_ps;
	const struct trace_arg args[] = {
		TRACE_S("decision", tlp_decision_text(h->decision)),
		TRACE_S("because", tlp_reason_text(h->reason)),
		TRACE_X("address", h->address),
		TRACE_X("acs", h->acs),
	};

	trace_span(wt->trace, hop_track(wt, h),
		   h->completion ? "completion" : "request",
		   tlp_place_text(h->place), start_ps + h->at_ps,
		   end_ps - h->at_ps, args, 4);
}

static void on_tlp(void *ctx, struct function *src, const struct tlp *t,
		   const struct tlp_result *r)
{
	struct world *w = ctx;
	struct world_trace *wt = w->trace;
	/* In flight it has taken its time; with the short cut that is to come. */
	uint64_t start_ps = w->flight ? w->clock->now_ps - r->latency_ps : now(w);
	const struct trace_arg args[] = {
		TRACE_X("address", t->address), TRACE_U("bytes", t->bytes),
		TRACE_X("requester", t->requester), TRACE_U("at", t->at),
		TRACE_S("status", tlp_status_text(r->status)),
		TRACE_S("because", tlp_reason_text(r->reason)),
	};
	struct trace_track track = { P_KERNEL, T_CPU };

	if (src)
		track = function_track(wt, src);
	trace_span(wt->trace, track, "tlp", tlp_type_text(t->type), start_ps,
		   r->latency_ps, args, 6);
	for (uint32_t i = 0; i < r->nhops; i++)
		if (r->hop[i].place != TLP_AT_SENDER)
			trace_hop(wt, r, i, start_ps);
	if (!w->flight)
		wt->cursor_ps = start_ps + r->latency_ps;
}

/* --- the kernel ---------------------------------------------------------------- */

/* What was written since, to the runner: a crash may come at any time. */
static void send(struct world *w)
{
	struct world_trace *wt = w->trace;

	if (wt->out)
		fflush(wt->out);
	rec_begin(w->rec, REC_TRACE);
	rec_u64(w->rec, trace_hash(wt->trace));
	rec_u64(w->rec, trace_records(wt->trace));
	rec_bytes(w->rec, wt->out ? wt->text + wt->sent : "", wt->len - wt->sent);
	rec_end(w->rec);
	wt->sent = wt->len;
}

static void end_step(struct world *w)
{
	struct world_trace *wt = w->trace;
	const struct scn_step *s = wt->step >= 0 ? &w->scn->steps[wt->step] : NULL;

	if (!wt->in_step)
		return;
	trace_span(wt->trace, (struct trace_track){ P_KERNEL, T_STEPS },
		   s ? "step" : "boot", s ? s->source : "boot", wt->step_ps,
		   now(w) - wt->step_ps, NULL, 0);
	wt->in_step = false;
}

struct trace *world_trace_of(const struct world *w)
{
	return w->trace ? w->trace->trace : NULL;
}

void world_trace_step(struct world *w, int32_t step)
{
	if (!w->trace)
		return;
	end_step(w);
	send(w);
	w->trace->step = step;
	w->trace->in_step = true;
	w->trace->step_ps = now(w);
}

void world_trace_end(struct world *w)
{
	struct world_trace *wt = w->trace;

	if (!wt)
		return;
	end_step(w);
	send(w);
	wire_watch(w->wire, NULL, NULL);
	if (w->flight)
		flight_watch(w->flight, NULL, NULL);
	w->trace = NULL;
	trace_close(wt->trace);
	if (wt->out)
		fclose(wt->out);
	free(wt->text);
	free(wt->track);
	free(wt);
}

void world_trace_log(struct world *w, int level, const char *text, uint32_t len)
{
	const struct trace_track track = { P_KERNEL, T_LOG };
	struct trace_arg arg = TRACE_U("level", (uint64_t)level);
	char line[256];

	if (!w->trace)
		return;
	snprintf(line, sizeof(line), "%.*s", (int)len, text);
	trace_instant(w->trace->trace, track, "log", line, now(w), &arg, 1);
}

void world_trace_config(struct world *w, hp_sbdf fn, uint16_t reg,
			uint32_t value, bool write)
{
	if (w->trace)
		trace_note(w->trace->trace, fn, (uint64_t)reg << 1 | write,
			   (uint64_t)value << 32 ^ w->clock->now_ps);
}

void world_trace_start(struct world *w, bool json)
{
	struct world_trace *wt = must(calloc(1, sizeof(*wt)));

	if (json)
		wt->out = must(open_memstream(&wt->text, &wt->len));
	wt->trace = trace_new(wt->out);
	w->trace = wt;
	name_kernel(wt->trace);
	wire_watch(w->wire, on_tlp, w);
	world_links_watch(w);
}
