// SPDX-License-Identifier: GPL-2.0-only
/*
 * coherent.c - see coherent.h.
 *
 * It must not know why memory is not ready, nor for how long.
 */
#include <stdlib.h>
#include <string.h>

#include "model/spec/coherent.h"
#include "model/wire/coherent.h"
#include "model/wire/memory.h"

struct function *coherent_at(const struct wire *w, uint64_t cpu, uint64_t *offset)
{
	for (uint32_t i = 0; i < w->f->spec->nfunctions; i++) {
		const struct spec_coherent *c = &w->f->spec->functions[i].coherent;

		*offset = cpu - c->base;
		if (*offset < c->size_bytes)
			return &w->f->functions[i];
	}
	return NULL;
}

bool wire_ready(const struct wire *w, const struct function *fn)
{
	for (uint32_t i = 0; i < w->nnot_ready; i++)
		if (w->not_ready[i] == fn)
			return false;
	return true;
}

static void put_register(struct wire *w, const struct function *fn, uint32_t reg,
			 bool ready)
{
	const uint8_t value[4] = { ready ? COHERENT_READY : 0 };

	memory_write(w->memory, memory_bar_space(fn->index, 0, 0), reg, value,
		     sizeof(value));
}

void wire_set_ready(struct wire *w, struct function *fn, bool ready)
{
	if (!ready && wire_ready(w, fn)) {
		w->not_ready = realloc(w->not_ready, (w->nnot_ready + 1) *
				       sizeof(struct function *));
		if (!w->not_ready)
			abort();	/* out of memory: nothing sensible is left to do */
		w->not_ready[w->nnot_ready++] = fn;
	}
	for (uint32_t i = 0; ready && i < w->nnot_ready; i++)
		if (w->not_ready[i] == fn)
			w->not_ready[i--] = w->not_ready[--w->nnot_ready];
	coherent_put_ready(fn, ready);
	if (fn->spec->coherent.cxl)
		return;
	put_register(w, fn, COHERENT_LINK_REG, ready);
	put_register(w, fn, COHERENT_MEMORY_REG, ready);
}

void coherent_power_on(struct wire *w)
{
	for (uint32_t i = 0; i < w->f->spec->nfunctions; i++) {
		const struct spec_coherent *c = &w->f->spec->functions[i].coherent;

		if (c->stated)
			wire_set_ready(w, &w->f->functions[i], !c->ready_ps);
	}
}

/*
 * With decoding off the memory does not answer either: reads give ones, and writes are
 * dropped (the driver vfio/pci/nvgrace-gpu relies on it).  So it is while it is reset.
 */
static enum tlp_reason why_closed(const struct wire *w, const struct function *fn)
{
	if (wire_in_reset(w, fn))
		return TLP_R_IN_RESET;
	if (!function_memory_enabled(fn))
		return TLP_R_COHERENT_CLOSED;
	return wire_ready(w, fn) ? TLP_R_NONE : TLP_R_COHERENT_NOT_READY;
}

void coherent_accept(struct walk *k, struct function *fn, uint64_t offset)
{
	struct tlp_landing *l = &k->r->landing;
	const enum tlp_reason why = why_closed(k->w, fn);

	if (why) {
		walk_refuse(k, fn, TLP_AT_TARGET, why, 0, TLP_UR, 0, CPL_ROOT);
		return;
	}
	walk_hop(k, fn, TLP_AT_TARGET, TLP_ACCEPTED, TLP_R_COHERENT, 0)->address = offset;
	l->kind = TLP_LANDED_COHERENT;
	l->fn = fn;
	l->offset = offset;
	k->from = CPL_ROOT;
	/* Latencies of this link are of the order of local DRAM's. */
	if (k->t.type == TLP_MRD)
		k->now_ps += k->w->t.dram_ps;
	walk_data(k, memory_coherent_space(fn->index), offset);
}
