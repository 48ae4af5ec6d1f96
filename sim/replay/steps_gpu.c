// SPDX-License-Identifier: GPL-2.0-only
/*
 * steps_gpu.c - statements about VRAM: an administrator provisions, a GPU's engine copies,
 * bytes are compared.
 *
 * It must not know how a GPU translates (model/gpu).
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "model/gpu/gpu.h"
#include "model/wire/memory.h"
#include "sim/facts/text.h"
#include "sim/replay/kfunc.h"
#include "sim/replay/mistake.h"
#include "sim/replay/uapi.h"

/* --- provision ---------------------------------------------------------------------------- */

/* As an administrator does: by the PF's folder in sysfs. */
static void provision(struct world *w, const struct scn_step *s, hp_sbdf sbdf)
{
	char path[160], bytes[24], bdf[24];

	sbdf_text(sbdf, bdf, sizeof(bdf));
	if (s->a.vf)
		snprintf(path, sizeof(path),
			 "/sys/bus/pci/devices/%s/sriov_admin/vf%u/profile/vram_quota", bdf, s->a.vf);
	else
		snprintf(path, sizeof(path),
			 "/sys/bus/pci/devices/%s/sriov_admin/.bulk_profile/vram_quota", bdf);
	snprintf(bytes, sizeof(bytes), "%llu", (unsigned long long)s->bytes);
	UAPI_CALL(w, "writing vram_quota", .op = HP_UAPI_SYSFS_WRITE, .text = path,
		  .data = bytes);
}

/* --- the engine ---------------------------------------------------------------------------- */

/* What is at one end, in pieces: addresses on the bus, or in VRAM. */
struct end {
	bool bus;
	uint32_t n;
	const struct hp_dma_segment *piece;
	uint64_t offset;		/* into them */
	struct hp_dma_segment own;	/* all of VRAM */
	struct hp_import import;
};

static bool fails_as(struct world *w, const char *what, int64_t error)
{
	struct uapi *st = uapi_state(w);

	snprintf(st->last_call, sizeof(st->last_call), "%s", what);
	st->last = error;
	return false;
}

static bool end_of_import(struct world *w, const struct uapi_import *m, struct end *e)
{
	struct hp_import *is = &e->import;

	if (!m || w->kernel->ops->import_state(m->handle, is) || !is->mappings)
		return fails_as(w, "the copy by an importer that holds no mapping", -ENODEV);
	e->bus = !is->nvram;
	e->n = is->nvram ? is->nvram : is->nsegments;
	e->piece = is->nvram ? is->vram : is->segment;
	return true;
}

static bool end_of(struct world *w, const struct scn_copy_end *c, struct end *e,
		   struct outcome *o)
{
	const struct world_mapping *m;

	memset(e, 0, sizeof(*e));
	e->offset = c->offset;
	if (!c->name) {
		e->own.bytes = UINT64_MAX;
		e->piece = &e->own;
		e->n = 1;
		return true;
	}
	if (c->mapping < 0)
		return end_of_import(w, uapi_import_named(w, c->name), e);
	m = &w->mappings[c->mapping];
	if (!m->live) {
		outcome_fail(o, "%s is not mapped", c->name);
		return false;
	}
	e->bus = true;
	e->n = m->map.nsegments < HP_MAX_SEGMENTS ? m->map.nsegments : HP_MAX_SEGMENTS;
	e->piece = m->map.segment;
	return true;
}

/* Returns the address at the end's offset, and in @left how much follows; 0: nothing. */
static uint64_t address_at(const struct end *e, uint64_t *left)
{
	uint64_t at = e->offset;

	for (uint32_t i = 0; i < e->n; i++) {
		if (at < e->piece[i].bytes) {
			*left = e->piece[i].bytes - at;
			return e->piece[i].address + at;
		}
		at -= e->piece[i].bytes;
	}
	*left = 0;
	return 0;
}

static void copy(struct world *w, const struct scn_step *s, hp_sbdf sbdf, struct outcome *o)
{
	const struct scn_copy *c = s->uapi->copy;
	struct end from = { .n = 0 }, to;
	uint64_t left = c->bytes;

	if (!c->clear && !end_of(w, &c->from, &from, o))
		return;
	if (!end_of(w, &c->to, &to, o))
		return;
	while (left) {
		uint64_t n = left, of_from = left, of_to, src = 0, dst;
		uint32_t how = c->clear ? HP_GPU_FILL : from.bus ? HP_GPU_SRC_BUS : 0;

		dst = address_at(&to, &of_to);
		if (!c->clear)
			src = address_at(&from, &of_from);
		n = n < of_to ? n : of_to;
		n = n < of_from ? n : of_from;
		if (!n) {
			outcome_fail(o, "the copy goes beyond the end of what is mapped");
			return;
		}
		if (UAPI_CALL(w, "the engine's copy", .op = HP_UAPI_GPU_COPY,
			      .arg = { sbdf, src, dst, n, how | (to.bus ? HP_GPU_DST_BUS : 0) }) < 0)
			return;
		from.offset += n;
		to.offset += n;
		left -= n;
	}
}

void uapi_gpu(struct world *w, const struct scn_step *s, hp_sbdf sbdf, struct outcome *o)
{
	if (s->uapi->op == SCN_UAPI_PROVISION)
		provision(w, s, sbdf);
	else
		copy(w, s, sbdf, o);
}

/* --- expect vram ---------------------------------------------------------------------------- */

void uapi_gpu_expect(struct world *w, const struct scn_step *s, struct outcome *o)
{
	struct function *fn;
	uint64_t vram, there = 0;
	hp_sbdf sbdf;
	bool leads;

	if (!world_address(w, &s->a, &sbdf)) {
		kfunc_absent(w, &s->a, o);
		return;
	}
	world_quiet(w);
	fn = world_function_at(w, sbdf);
	leads = fn && gpu_translate(w->gpus, fn, s->offset, &vram);
	if (leads)
		memory_read(wire_memory(w->wire), gpu_space(fn), vram, &there, s->bytes);
	if (leads == !s->negated && (s->negated || there == s->number))
		return;
	if (s->negated)
		outcome_fail(o, "expected: it leads nowhere");
	else
		outcome_fail(o, "expected: 0x%llx", (unsigned long long)s->number);
	if (leads)
		outcome_diag(o, "there is: 0x%llx, in VRAM at 0x%llx",
			     (unsigned long long)there, (unsigned long long)vram);
	else
		outcome_diag(o, "there is: no VRAM");
}
