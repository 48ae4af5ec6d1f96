// SPDX-License-Identifier: GPL-2.0-only
/*
 * uapi_watch.c - records who still holds a mapping of an exported BAR at the moment
 * when its function is reset, stops decoding memory, or leaves D0.
 *
 * It only records; sim/laws/revoke.c judges.
 */
#include <stdio.h>
#include <string.h>

#include "model/config/fabric.h"
#include "model/iommu/iommu.h"
#include "model/wire/tlp.h"
#include "sim/replay/coherent.h"
#include "sim/replay/proof.h"
#include "sim/replay/turns.h"
#include "sim/replay/uapi.h"

/* Returns what @event of @fn does to BAR @bar of @of, in words, or NULL if nothing. */
static const char *cause(const struct function *of, uint8_t bar, bool coherent, bool *decoded,
			 enum fabric_event event, const struct function *fn)
{
	/* An event of a physical function is one of its VFs, too. */
	const bool mine = fn == of ||
			  (!function_is_vf(fn) &&
			   function_spec(fn) == function_spec(of));
	bool decodes;

	if (mine && event == FABRIC_FLR)
		return "a function level reset";
	if (mine && event == FABRIC_HOT_RESET)
		return "a hot reset";
	if (mine && event == FABRIC_POWER_RESET)
		return "the reset on the way to D0";
	if (mine && event == FABRIC_VF_DISABLE && function_is_vf(of))
		return "the end of its VFs";
	decodes = coherent_decodes(of, bar, coherent);
	if (*decoded == decodes)
		return NULL;
	*decoded = decodes;
	/* Of the end of a link the kernel hears afterwards, if at all. */
	if (decodes || function_link_lost(of))
		return NULL;
	return event == FABRIC_POWER_STATE ? "its leaving D0" :
					     "the end of its memory decoding";
}

/*
 * Is byte @at of the BAR @b's, or may nobody have it when @b is taken back?  VFIO takes all of
 * a BAR at once, a GPU's driver some of its VRAM: the rest may be another buffer's, which its
 * importer has at the same address of its own address space.
 */
static bool goes_with(const struct uapi_buffer *b, uint64_t at)
{
	if (!b->door || !b->nranges)
		return at < b->bar_bytes;
	for (uint32_t i = 0; i < b->nranges; i++)
		if (at - b->ranges[2 * i] < b->ranges[2 * i + 1])
			return true;
	return false;
}

/* Returns true if a page-table entry maps the importer's addresses to the buffer. */
static bool entry_of(struct world *w, const struct uapi_import *m,
		     uint64_t *iova)
{
	struct iommu *hw = wire_iommu(w->wire);
	const uint32_t last = iommu_hw_last_table(hw);
	uint64_t frame, page;
	uint32_t prot;

	for (uint32_t s = 0; s < m->map.nsegments && s < HP_MAX_SEGMENTS; s++) {
		*iova = m->map.segment[s].address;
		for (uint32_t t = 1; t <= last; t++) {
			if (iommu_hw_walk(hw, t, *iova, &frame, &page, &prot))
				continue;
			frame |= *iova & (page - 1);
			if (goes_with(m->buffer, frame - m->buffer->cpu_base))
				return true;
		}
	}
	return false;
}

void uapi_watch_record(struct world *w, const struct uapi_import *m, const char *why,
		       uint32_t mappings, uint32_t heard)
{
	struct proof_revoke r = { .step = w->step, .mappings = mappings,
				  .heard = heard };

	r.entry = entry_of(w, m, &r.iova);
	snprintf(r.cause, sizeof(r.cause), "%s", why);
	snprintf(r.importer, sizeof(r.importer), "%s", m->name);
	snprintf(r.buffer, sizeof(r.buffer), "%s", m->buffer->name);
	world_name(w, m->buffer->sbdf, r.provider, sizeof(r.provider));
	if (m->buffer->vf)
		snprintf(r.provider + strlen(r.provider), sizeof(r.provider) - strlen(r.provider),
			 "/vf%u", m->buffer->vf);
	rec_begin(w->rec, REC_REVOKE);
	rec_bytes(w->rec, &r, sizeof(r));
	rec_end(w->rec);
}

static void look(struct world *w, const struct uapi_import *m, const char *why)
{
	static struct hp_import now;

	if (m->iommufd)
		now.mappings = 0;
	else if (!m->handle || w->kernel->ops->import_state(m->handle, &now))
		return;
	uapi_watch_record(w, m, why, now.mappings, PROOF_HEARD_UNKNOWN);
}

/* What happens to a buffer, for look_held(). */
struct happens {
	const struct uapi_buffer *buffer;
	const char *why;
	uint32_t held;			/* mappings that drivers of the tree hold */
};

static void look_held(struct world *w, void *arg, const struct hp_held *h,
		      const struct uapi_import *m)
{
	struct happens *what = arg;

	if (m->buffer != what->buffer)
		return;
	what->held++;
	uapi_watch_record(w, m, what->why, 1, h->notified ? PROOF_HEARD :
	       h->can_be_notified ? PROOF_HEARD_NOT : PROOF_HEARD_CANNOT);
}

static void look_all_held(struct world *w, const struct uapi_buffer *buf,
			  const char *why)
{
	struct happens what = { buf, why, 0 };

	uapi_held_each(w, look_held, &what);
	if (!what.held && buf->held)
		uapi_watch_record(w, buf->held, why, 0, PROOF_HEARD_UNKNOWN);
}

/* Only windows through VFIO are judged: sysfs never revokes its mappings. */
static void look_window(struct world *w, struct uapi_window *win,
			enum fabric_event event, const struct function *fn)
{
	const struct uapi *st = w->uapi;
	struct proof_revoke r = { .step = w->step };
	const char *why;

	if (win->file != SCN_MMAP_VFIO || !win->address)
		return;
	why = cause(win->fn, win->bar, win->coherent, &win->decodes, event, fn);
	if (!why)
		return;
	r.pages = uapi_window_pages(w, win);
	snprintf(r.cause, sizeof(r.cause), "%s", why);
	snprintf(r.importer, sizeof(r.importer), "%s",
		 st->processes[win->process].name);
	snprintf(r.buffer, sizeof(r.buffer), "%s", win->name);
	world_name(w, win->sbdf, r.provider, sizeof(r.provider));
	rec_begin(w->rec, REC_REVOKE);
	rec_bytes(w->rec, &r, sizeof(r));
	rec_end(w->rec);
}

/* Who has something is known by the statements that ended. */
static void looks(struct world *w)
{
	turns_touch(w, TURNS_SCENARIO, false);
	turns_touch(w, TURNS_IOMMU, false);
}

static void watch(struct world *w, enum fabric_event event, struct function *fn)
{
	struct uapi *st = w->uapi;

	looks(w);
	uapi_vram_event(w, event, fn);
	for (uint32_t b = 0; st && b < st->nbuffers; b++) {
		struct uapi_buffer *buf = &st->buffers[b];
		const char *why = cause(buf->fn, buf->bar, buf->coherent,
					&buf->decodes, event, fn);

		for (uint32_t i = 0; why && i < st->nimports; i++)
			if (st->imports[i].buffer == buf &&
			    st->imports[i].was_mapped)
				look(w, &st->imports[i], why);
		if (why)
			look_all_held(w, buf, why);
	}
	for (uint32_t i = 0; st && i < st->nwindows; i++)
		look_window(w, &st->windows[i], event, fn);
}

/* A device sends DMA until its driver unmaps, because the driver stops it then. */
static void goes_on(struct world *w, const struct uapi_import *m)
{
	const struct world_mapping wm = { .name = m->name, .client = m->fn,
					  .provider = m->buffer->fn };
	static struct hp_import now;

	if (m->iommufd || !m->was_mapped || !m->map.nsegments ||
	    w->kernel->ops->import_state(m->handle, &now) || !now.mappings)
		return;
	proof_probe(w, &wm, TLP_MWR, m->map.segment[0].address, 4, &w->probe);
	world_reset_access(w, &w->probe, m->name, true,
			   m->map.segment[0].address);
}

static void in_flight(struct world *w, enum fabric_event event, struct function *fn)
{
	struct uapi *st = w->uapi;

	if (!st || !w->scn->spec->host.reset_check || event == FABRIC_POWER_STATE)
		return;
	looks(w);
	for (uint32_t i = 0; i < st->nimports; i++)
		if (st->imports[i].buffer->fn == fn)
			goes_on(w, &st->imports[i]);
}

void uapi_watch_start(struct world *w)
{
	world_subscribe(w, WORLD_BEFORE_SILENCE, watch);
	world_subscribe(w, WORLD_IN_SILENCE, in_flight);
}
