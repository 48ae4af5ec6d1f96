// SPDX-License-Identifier: GPL-2.0-only
/*
 * engine_late.c - records of what an engine's requests did too late, or to the wrong
 * place.
 *
 * It must not judge: the laws do.
 */
#include <stdio.h>

#include "model/config/function.h"
#include "sim/replay/engine_internal.h"
#include "sim/replay/proof.h"

static void record_late(struct engine *e, enum proof_late_kind kind, uint32_t count,
			const char *cause, const struct tlp_result *r)
{
	struct proof_late l = { .step = e->w->step, .kind = kind, .count = count };

	/* One a step and engine: the others are the same again. */
	if (e->late_step == e->w->step)
		return;
	e->late_step = e->w->step;
	snprintf(l.engine, sizeof(l.engine), "%s", e->name);
	snprintf(l.client, sizeof(l.client), "%s", e->client);
	if (e->provider)
		world_name(e->w, e->m.req.provider, l.provider, sizeof(l.provider));
	snprintf(l.cause, sizeof(l.cause), "%s", cause);
	if (r) {
		l.landed = proof_end_of(e->w, r);
		l.reason = r->reason;
	}
	rec_begin(e->w->rec, REC_LATE);
	rec_bytes(e->w->rec, &l, sizeof(l));
	rec_end(e->w->rec);
}

/* The piece that @address is in; requests come in their order, nearly. */
static const struct piece *piece_of(struct engine *e, uint64_t address)
{
	for (uint64_t i = 0; i < e->npieces; i++) {
		uint64_t at = (e->last + i) % e->npieces;

		if (address - e->pieces[at].address < e->pieces[at].bytes) {
			e->last = at;
			return &e->pieces[at];
		}
	}
	return NULL;
}

/* Is @is where @address of @p led when the engine started? */
static bool leads_there(const struct piece *p, uint64_t address,
			const struct tlp_landing *is)
{
	return p && p->leads.kind == is->kind && p->leads.fn == is->fn &&
	       p->leads.bar == is->bar &&
	       p->leads.offset + (address - p->address) == is->offset;
}

/* The request went as far as the function that the kernel took back. */
static bool reached(const struct engine *e, const struct tlp_result *r)
{
	for (uint32_t i = 0; i < r->nhops; i++)
		if (!r->hop[i].completion && r->hop[i].fn == e->provider &&
		    r->hop[i].place == TLP_AT_TARGET)
			return true;
	return false;
}

void engine_look(struct engine *e, uint64_t address, const struct tlp_result *r)
{
	const struct hp_kernel *k = e->w->kernel->ops;
	const struct tlp_landing *is = &r->landing;

	if (e->provider && e->lost && reached(e, r))
		record_late(e, PROOF_LATE_RETURNED, 1, "", r);
	else if (e->provider && *e->cause && reached(e, r))
		record_late(e, PROOF_LATE_REVOKED, 1, e->cause, r);
	if (is->kind != TLP_LANDED_NOWHERE &&
	    !leads_there(piece_of(e, address), address, is))
		record_late(e, PROOF_LATE_ELSEWHERE, 1, "", r);
	else if (is->kind == TLP_LANDED_DRAM && k->page_used && !k->page_used(is->offset))
		record_late(e, PROOF_LATE_FREED, 1, "", r);
	else if (is->kind == TLP_LANDED_NOWHERE && e->drivers && e->running && !*e->cause)
		record_late(e, PROOF_LATE_LOST, 1, "", r);
}

void engine_look_at_ring(struct engine *e, const struct tlp_result *r)
{
	const struct hp_kernel *k = e->w->kernel->ops;

	if (r->landing.kind == TLP_LANDED_DRAM && k->page_used && !k->page_used(r->landing.offset))
		record_late(e, PROOF_LATE_FREED, 1, "", r);
	else if (r->landing.kind == TLP_LANDED_NOWHERE && e->drivers && e->running)
		record_late(e, PROOF_LATE_LOST, 1, "", r);
}

/* --- the ends of its function and of the one it sends to --- */

static const char *begun(const struct engine *e, enum fabric_event event,
			 const struct function *fn)
{
	uint64_t base, size;

	if (fn == e->provider && event == FABRIC_FLR)
		return "a function level reset";
	if (fn == e->provider && event == FABRIC_HOT_RESET)
		return "a hot reset";
	if (function_bar(e->provider, e->bar, &base, &size))
		return NULL;
	return event == FABRIC_POWER_STATE ? "its leaving D0" :
	       event == FABRIC_VF_DISABLE ? "the end of its VFs" :
					    "the end of its memory decoding";
}

/* Is @event the end of the VF that @e is the engine of? */
static bool ends_vf(const struct engine *e, enum fabric_event event,
		    const struct function *fn)
{
	return event == FABRIC_VF_DISABLE && function_is_vf(e->fn) &&
	       function_spec(fn) == function_spec(e->fn);
}

/*
 * An FLR is for a function whose requests have all been completed (6.6.2).  Clearing VF
 * Enable ends VFs (9.3.3.3.1), and is judged likewise.  Until then requests are translated:
 * what the kernel waits for must be able to end.
 */
static void look_at_end(struct engine *e, enum fabric_event event, const struct function *fn)
{
	const bool vfs = ends_vf(e, event, fn);
	const char *what = vfs ? "the end of its VFs" : "a function level reset";

	/* A PF that is reset ends its VFs, too, and nobody waits for them. */
	if (vfs && cap16(fn, CAP_SRIOV, IOV_CTRL) & IOV_CTRL_VFE)
		return;
	if (!vfs && (event != FABRIC_FLR || fn != e->fn))
		return;
	if (e->told.reads && e->under_way)
		record_late(e, PROOF_LATE_WAITS, e->under_way, what, NULL);
	else if (e->blocked)
		record_late(e, PROOF_LATE_BLOCKED, e->blocked, what, NULL);
	e->blocked = 0;
}

static void on_event(struct world *w, enum fabric_event event, struct function *fn)
{
	const char *why;

	for (struct engine *e = w->engines; e; e = e->next) {
		if (!e->fn)
			continue;	/* it never had a mapping */
		look_at_end(e, event, fn);
		if (ends_vf(e, event, fn) ||
		    (fn == e->fn && (event == FABRIC_FLR || event == FABRIC_HOT_RESET ||
				     event == FABRIC_LINK_LOST || event == FABRIC_POWER_RESET)))
			e->running = false;
		if (event == FABRIC_LINK_LOST && fn == e->provider)
			e->lost = true;
		why = e->provider && !*e->cause ? begun(e, event, fn) : NULL;
		if (why)
			snprintf(e->cause, sizeof(e->cause), "%s", why);
	}
}

void engine_watch(struct world *w)
{
	world_subscribe(w, WORLD_BEFORE_SILENCE, on_event);
}
