// SPDX-License-Identifier: GPL-2.0-only
/*
 * steps_vram.c - VRAM that the driver of a GPU's PF exports, its own or a VF's: where TLPs
 * must lead is what the device's tables and its window say, not what the driver says.
 * Who has a VF's after it was taken from the VF is recorded for law revoke, and so is who has
 * what VFIO exported when nobody has the device open any more.
 */
#include <stdlib.h>

#include "model/config/function.h"
#include "model/gpu/gpu.h"
#include "model/wire/memory.h"
#include "sim/base/hash.h"
#include "sim/replay/gpu_look.h"
#include "sim/replay/uapi.h"

#define PART 4096u

static uint64_t sum(struct world *w, const struct function *pf, uint64_t vram, uint64_t bytes)
{
	uint64_t h = HASH_BEGIN;
	uint8_t data[PART];

	for (uint64_t at = 0; at < bytes; at += PART) {
		memory_read(wire_memory(w->wire), gpu_space(pf), vram + at, data, PART);
		h = hash_bytes(h, data, PART);
	}
	return h;
}

/* The parts of the PF's BAR that show it, a range for each page of the GPU. */
static void set_ranges(struct world *w, struct uapi_buffer *b, uint64_t offset, uint64_t bytes,
		       uint64_t vram)
{
	const uint64_t most = b->vf ? bytes / GPU_PAGE + 2 : 1;
	uint64_t *r = calloc(2 * most, sizeof(*r));

	if (!r)
		abort();	/* out of memory: nothing sensible is left to do */
	b->ranges = r;
	for (uint64_t n; bytes; bytes -= n, offset += n, r += 2) {
		n = bytes;
		if (b->vf && n > GPU_PAGE - offset % GPU_PAGE)
			n = GPU_PAGE - offset % GPU_PAGE;
		if (b->vf && !gpu_vf_translate(w->gpus, b->fn, b->vf, offset, &vram))
			vram = UINT64_MAX;	/* the driver exports what the VF has not */
		r[0] = vram - gpu_window(w->gpus, b->fn);
		r[1] = n;
		b->nranges++;
	}
}

static struct uapi_buffer *buffer_new(struct world *w, const struct scn_step *s, hp_sbdf sbdf)
{
	struct uapi *st = uapi_state(w);
	struct uapi_buffer *b = &st->buffers[st->nbuffers++];
	struct hp_kfunc f;

	b->name = s->uapi->name;
	b->process = st->current;
	b->fd = -1;
	b->fn = world_function_at(w, sbdf);
	b->sbdf = sbdf;
	b->bar = function_spec(b->fn)->vram_bar;
	b->door = s->uapi->door;
	b->vf = s->a.vf;
	if (!w->kernel->ops->function(sbdf, &f)) {
		b->cpu_base = f.res[b->bar].cpu_start;
		b->bar_bytes = f.res[b->bar].size_bytes;
	}
	b->decodes = true;
	return b;
}

void uapi_export_vram(struct world *w, int32_t step, const struct scn_step *s, hp_sbdf sbdf)
{
	const uint64_t offset = s->uapi->ranges[0], bytes = s->uapi->ranges[1];
	struct uapi_buffer *b = buffer_new(w, s, sbdf);
	struct hp_uapi u = { .op = HP_UAPI_GPU_EXPORT, .arg = {
		sbdf, b->vf, offset, bytes, b->door, s->uapi->moves } };
	const char *gpu = function_spec(b->fn)->name;
	uint64_t was = s->uapi->moves ? sum(w, b->fn, offset, bytes) : 0, vram = offset;

	uapi_call(w, &u, "exporting VRAM");
	if (uapi_state(w)->last < 0)
		return;
	b->fd = (int64_t)u.out[0];
	uapi_held_number(w, b);
	if (s->uapi->moves && !b->vf && u.out[1] != offset) {
		vram = u.out[1];
		gpu_look_moved(w, step, gpu, b->name, offset, vram,
			       sum(w, b->fn, vram, bytes) == was);
	}
	set_ranges(w, b, offset, bytes, vram);
}

/* --- what was taken ---------------------------------------------------------------------- */

static void taken(struct world *w, struct uapi_buffer *b, const char *why)
{
	const struct uapi *st = w->uapi;

	if (b->taken)
		return;
	b->taken = why;
	for (uint32_t i = 0; i < st->nimports; i++)
		if (st->imports[i].buffer == b)
			st->imports[i].taken_with = 0;
}

void uapi_vram_event(struct world *w, enum fabric_event event, const struct function *fn)
{
	struct uapi *st = w->uapi;

	for (uint32_t i = 0; st && i < st->nbuffers; i++) {
		struct uapi_buffer *b = &st->buffers[i];

		if (!b->vf || b->fn->index != fn->index)
			continue;
		if (event == FABRIC_FLR && fn->vf == b->vf && gpu_look_tells(w, fn)) {
			b->reset = b->taken ? b->reset : fn;
			taken(w, b, "a function level reset");
		}
		else if (event == FABRIC_VF_DISABLE && !fn->vf)
			taken(w, b, "the end of its VFs");
	}
}

/* Does the driver still say that it is whose it was? */
static bool is_whose_it_was(struct world *w, const struct uapi_buffer *b)
{
	const uint64_t window = gpu_window(w->gpus, b->fn);
	const char *gpu = function_spec(b->fn)->name;

	for (uint32_t i = 0; i < b->nranges; i++)
		if (!gpu_look_claims(w, gpu, b->vf, b->ranges[2 * i] + window))
			return false;
	return true;
}

/*
 * VFIO takes its buffers back for good when the last descriptor of the device is closed and
 * no process has a window of it: each keeps the file.
 */
static bool is_open(const struct uapi *st, hp_sbdf sbdf)
{
	bool any = false;

	for (uint32_t i = 0; i < st->nwindows; i++) {
		const struct uapi_window *win = &st->windows[i];

		any = any || (win->file == SCN_MMAP_VFIO && win->sbdf == sbdf &&
			      win->address && !win->gone);
	}
	for (uint32_t i = 0; i < st->ndevices; i++)
		any = any || (st->devices[i].sbdf == sbdf && st->devices[i].fd >= 0);
	for (uint32_t i = 0; i < st->nprocesses; i++)
		any = any || st->processes[i].started;	/* it may be closing it still */
	return any;
}

static const char *why_taken(struct world *w, const struct uapi_buffer *b)
{
	if (!b->door)
		return is_open(w->uapi, b->sbdf) ? NULL : "the close of its device";
	if (is_whose_it_was(w, b))
		return NULL;
	return b->vf ? "the end of its share of VRAM" : "the end of its driver";
}

/* Once for each importer, and again when one has more. */
static void look(struct world *w, struct uapi_import *m)
{
	static struct hp_import now;

	if (!m->was_mapped || !m->handle)
		return;
	if (w->kernel->ops->import_state(m->handle, &now))
		now.mappings = 0;
	if (m->taken_with == now.mappings + 1)
		return;
	m->taken_with = now.mappings + 1;
	uapi_watch_record(w, m, m->buffer->taken, now.mappings, PROOF_HEARD_UNKNOWN);
}

void uapi_vram_look(struct world *w)
{
	struct uapi *st = w->uapi;

	for (uint32_t i = 0; st && i < st->nbuffers; i++) {
		struct uapi_buffer *b = &st->buffers[i];

		if (b->nranges && !b->taken && why_taken(w, b))
			taken(w, b, why_taken(w, b));
	}
	for (uint32_t i = 0; st && i < st->nimports; i++) {
		const struct uapi_buffer *b = st->imports[i].buffer;

		/* The driver hears of an FLR after it began, and has as long as it lasts. */
		if (b && b->taken && !(b->reset && wire_in_reset(w->wire, b->reset)))
			look(w, &st->imports[i]);
	}
}
