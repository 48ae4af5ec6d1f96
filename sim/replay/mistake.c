// SPDX-License-Identifier: GPL-2.0-only
/*
 * mistake.c - see mistake.h.
 *
 * It knows what a scenario turned off, and asks the hardware whether it still is.  It must
 * not judge what a kernel did.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/gpu/gpu.h"
#include "model/config/function.h"
#include "model/spec/dram.h"
#include "sim/replay/mistake.h"
#include "sim/replay/uapi.h"

/* --- the statement's error ---------------------------------------------------- */

void mistake(struct world *w, const struct spec_loc *loc, struct outcome *o,
	     const char *fmt, ...)
{
	char text[400];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	outcome_fail(o, "%s:%u: %s", loc->file, loc->line, text);
	if (!w->fail_at)
		o->status = VERDICT_ERROR;
}

void mistake_here(struct world *w, const char *fmt, ...)
{
	va_list ap;

	if (*w->mistake)
		return;		/* the first one explains the others */
	va_start(ap, fmt);
	vsnprintf(w->mistake, sizeof(w->mistake), fmt, ap);
	va_end(ap);
}

void mistake_settle(struct world *w, const struct spec_loc *loc, struct outcome *o)
{
	if (!*w->mistake)
		return;
	if (o) {
		mistake(w, loc, o, "%s", w->mistake);
	} else if (!w->fail_at) {
		rec_begin(w->rec, REC_ERROR);
		rec_str(w->rec, w->mistake);
		rec_end(w->rec);
	}
	*w->mistake = '\0';
}

/* --- what was turned off -------------------------------------------------------- */

static struct world_off *off_of(const struct world *w, const struct function *fn,
				uint32_t what)
{
	for (uint32_t i = 0; i < w->noff; i++)
		if (w->off[i].fn == fn && w->off[i].what == what)
			return &w->off[i];
	return NULL;
}

static uint32_t line_of(const struct world *w, int32_t step)
{
	return step >= 0 ? w->scn->steps[step].loc.line : 0;
}

static void turned_one(struct world *w, struct function *fn, uint32_t what, bool off)
{
	struct world_off *at = off_of(w, fn, what);

	if (!off) {
		if (at)
			*at = w->off[--w->noff];
		return;
	}
	if (!at) {
		w->off = realloc(w->off, (w->noff + 1) * sizeof(*w->off));
		if (!w->off)
			abort();	/* out of memory: nothing sensible is left to do */
		at = &w->off[w->noff++];
	}
	*at = (struct world_off){ .fn = fn, .what = what, .line = line_of(w, w->step) };
}

void mistake_turned(struct world *w, struct function *fn, uint32_t what, bool off)
{
	for (uint32_t bit = MISTAKE_MASTER; fn && bit <= MISTAKE_LINK; bit <<= 1)
		if (what & bit)
			turned_one(w, fn, bit, off);
}

void mistake_rescanned(struct world *w)
{
	for (uint32_t i = 0; i < w->noff; i++)
		if (w->off[i].what == MISTAKE_PRESENT ||
		    (w->off[i].what == MISTAKE_LINK && !w->off[i].fn->link_lost))
			w->off[i--] = w->off[--w->noff];
}

/* The function above: a VF's physical function, then the ports. */
static struct function *above(const struct world *w, const struct function *fn)
{
	int32_t parent;

	if (fn->pf)
		return fn->pf;
	parent = function_spec(fn)->parent;
	return parent < 0 ? NULL : fabric_function(w->fabric, (uint32_t)parent);
}

static const char *name_of(const struct function *fn, char *buf, size_t size)
{
	if (fn->pf)
		snprintf(buf, size, "%s/vf%u", function_spec(fn)->name,
			 function_vf_number(fn));
	else
		snprintf(buf, size, "%s", function_spec(fn)->name);
	return buf;
}

bool mistake_removed(const struct world *w, const struct function *fn, char *buf,
		     size_t size)
{
	for (; fn; fn = above(w, fn)) {
		const struct world_off *o = off_of(w, fn, MISTAKE_PRESENT);
		char name[80];

		if (!o)
			continue;
		snprintf(buf, size, "line %u removed %s", o->line,
			 name_of(fn, name, sizeof(name)));
		return true;
	}
	return false;
}

/* --- DRAM that devices do not see --------------------------------------------- */

static bool sees(const struct spec_host_bridge *hb, const struct dram_range *r)
{
	uint64_t at = r->base, end = r->base + r->bytes;
	bool more = true;

	while (at < end && more) {
		more = false;
		for (uint32_t i = 0; i < hb->ndram_views; i++) {
			const struct spec_dram_view *v = &hb->dram_views[i];

			if (at < v->cpu_base || at - v->cpu_base >= v->size_bytes)
				continue;
			at = v->cpu_base + v->size_bytes;
			more = true;
		}
	}
	return at >= end;
}

bool mistake_hides_dram(const struct world *w, const struct function *fn)
{
	const enum spec_iommu_mode mode = w->scn->spec->host.iommu;
	const struct spec_function *f = function_spec(fn);
	const struct spec_host_bridge *hb;
	struct dram_range *range;
	uint32_t n = dram_ranges(w->scn->spec, &range);
	bool all = true;

	while (f->parent >= 0)
		f = &w->scn->spec->functions[f->parent];
	hb = &w->scn->spec->host_bridges[f->host_bridge];
	for (uint32_t i = 0; i < n; i++)
		all = all && sees(hb, &range[i]);
	free(range);
	return hb->ndram_views && !all &&
	       (mode == SPEC_IOMMU_OFF || mode == SPEC_IOMMU_PASSTHROUGH);
}

/* --- why a mapping's DMA cannot work ---------------------------------------------- */

/* Of @what, what the scenario turned off and the hardware still has off; NULL: nothing. */
static const struct world_off *still_off(const struct world *w,
					 const struct function *fn, uint32_t what)
{
	const uint16_t command = function_command(fn);
	const uint32_t now = (function_power_state(fn) ? MISTAKE_POWER : 0) |
			     (command & CMD_MASTER ? 0 : MISTAKE_MASTER) |
			     (command & CMD_MEM ? 0 : MISTAKE_MEMORY) | MISTAKE_LINK;

	for (uint32_t i = 0; i < w->noff; i++)
		if (w->off[i].fn == fn && w->off[i].what & what & now)
			return &w->off[i];
	return NULL;
}

static const char *off_text(uint32_t what)
{
	return what == MISTAKE_MASTER ? "Bus Master Enable is clear" :
	       what == MISTAKE_MEMORY ? "Memory Space Enable is clear" :
	       what == MISTAKE_LINK ? "link was lost, and nobody has looked for devices" :
					"power state is not D0";
}

bool mistake_is_vfio(const struct hp_kfunc *f)
{
	return strstr(f->driver, "vfio");
}

static bool is_vfio(const struct world *w, const struct function *fn, hp_sbdf sbdf)
{
	struct hp_kfunc f;

	return fn && !w->kernel->ops->function(sbdf, &f) && mistake_is_vfio(&f);
}

/* @fn, or a port above it. */
static bool is_off(struct world *w, const struct world_mapping *m,
		   const struct function *fn, uint32_t what)
{
	const struct world_off *o = NULL;
	char name[80];

	while (fn && !(o = still_off(w, fn, what)))
		fn = above(w, fn);
	if (!o)
		return false;
	mistake_here(w, "no DMA through %s: %s's %s since line %u", m->name,
		     name_of(fn, name, sizeof(name)), off_text(o->what), o->line);
	return true;
}

/*
 * A process resets it meanwhile.  Where no process has a call under way, the kernel did
 * not wait for the end of a reset, which is for the laws.
 */
static bool is_reset(struct world *w, const struct world_mapping *m,
		     const struct function *fn)
{
	bool started = false;
	char name[80];

	for (uint32_t i = 0; w->uapi && i < w->uapi->nprocesses; i++)
		started = started || w->uapi->processes[i].started;
	if (!fn || !started || !(wire_in_reset(w->wire, fn) ||
				 (fn->pf && wire_in_reset(w->wire, fn->pf))))
		return false;
	mistake_here(w, "no DMA through %s: a process is resetting %s; wait for it before",
			     m->name, name_of(fn, name, sizeof(name)));
	return true;
}

/* Nothing is behind that part of a VF's BAR if its PF's driver gave it no VRAM there. */
static bool has_no_vram(struct world *w, const struct world_mapping *m,
			const struct function *provider)
{
	uint64_t last = m->req.offset + (m->req.bytes ? m->req.bytes - 1 : 0), vram;
	char name[64];

	if (!gpu_is(w->gpus, provider) || m->req.bar != function_spec(provider)->vram_bar ||
	    gpu_translate(w->gpus, provider, last, &vram))
		return false;
	mistake_here(w, "no DMA through %s: %s has no VRAM at 0x%llx; write step provision with more before, or a smaller part",
		     m->name, name_of(provider, name, sizeof(name)),
		     (unsigned long long)last);
	return true;
}

bool mistake_mutes(struct world *w, const struct world_mapping *m)
{
	const struct function *provider = m->dram ? NULL : m->provider;

	if (is_off(w, m, m->client, MISTAKE_MASTER | MISTAKE_POWER | MISTAKE_LINK) ||
	    is_reset(w, m, m->client))
		return true;
	if (!provider)
		return false;
	if (has_no_vram(w, m, provider))
		return true;
	/* What VFIO has exported, the kernel revokes before it turns the function off. */
	if (is_vfio(w, provider, m->req.provider))
		return is_off(w, m, above(w, provider), MISTAKE_MEMORY | MISTAKE_POWER | MISTAKE_LINK);
	return is_off(w, m, provider, MISTAKE_MEMORY | MISTAKE_POWER | MISTAKE_LINK) ||
	       is_reset(w, m, provider);
}
