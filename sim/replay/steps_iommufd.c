// SPDX-License-Identifier: GPL-2.0-only
/*
 * steps_iommufd.c - what a process makes of IOMMUFD: I/O address spaces, page tables, and
 * which of them a device, or a PASID of it, is attached to.
 *
 * What was mapped before is proven for who is attached now.  It must not judge.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "model/iommu/iommu.h"
#include "model/wire/tlp.h"
#include "sim/facts/record.h"
#include "sim/replay/mistake.h"
#include "sim/replay/uapi.h"

#define STE_S1 (5ull << 1)		/* of a guest: stage 1 (IHI 0070 5.2) */

/* --- tables by name --- */

static struct uapi_table *table_named(struct world *w, const char *name)
{
	struct uapi *st = uapi_state(w);

	for (uint32_t i = st->ntables; i--;)
		if (!strcmp(st->tables[i].name, name))
			return &st->tables[i];
	return NULL;
}

static struct uapi_table *table_new(struct world *w, const struct scn_step *s)
{
	struct uapi *st = uapi_state(w);
	struct uapi_table *t = &st->tables[st->ntables++];

	*t = (struct uapi_table){ .name = s->uapi->name, .process = st->current,
				  .id = -1, .ioas = -1 };
	return t;
}

/* What @s names, or the process's first I/O address space; NULL after saying so. */
static const struct uapi_table *target(struct world *w, const struct scn_step *s,
				       struct uapi_table *first, struct outcome *o)
{
	const struct uapi_process *p = uapi_process(w);
	const struct uapi_table *t = first;

	*first = (struct uapi_table){ .process = uapi_state(w)->current, .id = p->ioas,
				      .ioas = p->ioas };
	if (s->uapi->buffer)
		t = table_named(w, s->uapi->buffer);
	if (!t || t->id < 0) {
		outcome_fail(o, "%s could not be made", s->uapi->buffer ? s->uapi->buffer :
			     "the process's I/O address space");
		return NULL;
	}
	if (t->process != uapi_state(w)->current) {
		mistake(w, &s->loc, o, "%s is another process's; its numbers mean nothing here",
			t->name);
		return NULL;
	}
	return t;
}

/* --- steps --- */

static void ioas(struct world *w, const struct scn_step *s)
{
	struct uapi_table *t = table_new(w, s);
	struct hp_uapi u = { .op = HP_UAPI_IOMMU_IOAS_ALLOC };

	if (!uapi_open_iommufd(w))
		return;
	u.arg[0] = (uint64_t)uapi_process(w)->iommufd;
	if (uapi_call(w, &u, "IOMMU_IOAS_ALLOC") >= 0)
		t->id = t->ioas = (int64_t)u.out[0];
}

static void faults(struct world *w, const struct scn_step *s)
{
	struct uapi_table *t = table_new(w, s);
	struct hp_uapi u = { .op = HP_UAPI_FAULTQ };

	if (!uapi_open_iommufd(w))
		return;
	u.arg[0] = (uint64_t)uapi_process(w)->iommufd;
	if (uapi_call(w, &u, "IOMMU_FAULT_QUEUE_ALLOC") >= 0)
		t->id = (int64_t)u.out[0];
}

static void hwpt(struct world *w, const struct scn_step *s, struct uapi_device *d,
		 struct outcome *o)
{
	struct uapi_table first, *t = table_new(w, s);
	const struct uapi_table *of = target(w, s, &first, o);
	struct hp_uapi u = { .op = HP_UAPI_HWPT };
	const struct uapi_import *tables = NULL;
	const struct uapi_table *queue = s->uapi->table & HP_HWPT_FAULTS ? table_named(w, s->text) : NULL;

	if (!of)
		return;
	u.arg[4] = queue ? (uint64_t)queue->id : 0;
	u.arg[0] = (uint64_t)uapi_process(w)->iommufd;
	u.arg[1] = s->uapi->table;
	u.arg[2] = (uint64_t)d->id;
	u.arg[3] = (uint64_t)of->id;
	if (s->uapi->table & HP_HWPT_GUEST) {
		tables = uapi_import_named(w, s->text);
		u.arg[5] = 1 | STE_S1 | (tables ? tables->iova : 0);
	}
	if (uapi_call(w, &u, "IOMMU_HWPT_ALLOC") < 0)
		return;
	t->id = (int64_t)u.out[0];
	t->viommu = tables ? of->id : 0;
	t->ioas = tables ? uapi_guest_space(w, tables) : of->ioas;
}

/* The host has unmapped what a guest's tables are in, or what they lead to. */
static bool is_beyond(const struct uapi_import *m)
{
	return m->tables && (m->tables->unmapped || m->data->unmapped);
}

/* What is mapped in that space leads where it should for who is attached to it now. */
static void prove_all(struct world *w, int32_t step, const struct uapi_device *d,
		      uint32_t pasid_1, int64_t ioas, uint32_t process)
{
	struct uapi *st = uapi_state(w);

	for (uint32_t i = 0; i < st->nimports; i++) {
		struct uapi_import m = st->imports[i];

		if (!m.memory || !m.was_mapped || m.unmapped || m.by_group ||
		    is_beyond(&m) || m.replaced || m.process != process || m.ioas != ioas)
			continue;
		m.fn = d->fn;
		m.sbdf = d->sbdf;
		m.pasid_1 = pasid_1;
		uapi_prove_memory(w, step, &m);
	}
}

/*
 * That a call succeeded is a claim.  Records it if the hardware knows nothing of what was
 * attached: then what is mapped there is out of reach.
 */
static void check_context(struct world *w, int32_t step, const struct uapi_device *d,
			  uint32_t pasid_1)
{
	struct proof_late l = { .step = step, .kind = PROOF_LATE_UNATTACHED };
	const struct iommu_request q = {
		.domain = HP_SBDF_DOMAIN(d->sbdf), .requester = (uint16_t)d->sbdf,
		.pasid = pasid_1 ? pasid_1 - 1 : IOMMU_HW_NO_PASID, .dry = true,
	};
	struct iommu_result r;

	iommu_translate(wire_iommu(w->wire), &q, &r);
	if (r.action != IOMMU_FAULT || (r.reason != IOMMU_HW_FAULT_NO_CONTEXT &&
					r.reason != IOMMU_HW_FAULT_BLOCKED))
		return;
	world_name(w, d->sbdf, l.client, sizeof(l.client));
	if (pasid_1)
		snprintf(l.engine, sizeof(l.engine), "PASID %u", pasid_1 - 1);
	else
		snprintf(l.engine, sizeof(l.engine), "what has no PASID");
	rec_begin(w->rec, REC_LATE);
	rec_bytes(w->rec, &l, sizeof(l));
	rec_end(w->rec);
}

/* Returns false if there is no room to remember it. */
static bool attached(struct world *w, int32_t step, struct uapi_device *d, uint32_t pasid_1,
		     int64_t ioas, uint32_t process)
{
	if (!uapi_attach_note(d, pasid_1, ioas, process))
		return false;
	/* Whether a guest has written its contexts is its own business. */
	if (ioas >= 0)
		check_context(w, step, d, pasid_1);
	prove_all(w, step, d, pasid_1, ioas, process);
	return true;
}

static void switch_ended(struct world *w, int32_t step, struct uapi_process *p)
{
	struct uapi *st = uapi_state(w);
	struct uapi_device *d = &st->devices[p->switching.device];

	if (d->fd < 0)
		return;	/* another process of the same file has closed it */
	if (p->switching.attach)
		attached(w, step, d, p->switching.pasid_1, p->switching.ioas,
			 (uint32_t)(p - st->processes));
	else
		uapi_detach_note(d, p->switching.pasid_1);
}

/* What a started call is to do to @d is so when it has ended.  Returns false if it has. */
static bool is_under_way(struct world *w, const struct uapi_device *d, bool attach,
			 uint32_t pasid_1, int64_t ioas)
{
	struct uapi_process *p = uapi_process(w);

	p->switching.ended = p->started ? switch_ended : NULL;
	p->switching.attach = attach;
	p->switching.device = (uint32_t)(d - uapi_state(w)->devices);
	p->switching.pasid_1 = pasid_1;
	p->switching.ioas = ioas;
	return p->started;
}

static void attach(struct world *w, int32_t step, const struct scn_step *s,
		   struct uapi_device *d, struct outcome *o)
{
	struct uapi_table first;
	const struct uapi_table *to = target(w, s, &first, o);
	const uint32_t pasid_1 = s->uapi->pasid_1;

	if (pasid_1)
		uapi_state(w)->tried[uapi_state(w)->ntried++] = pasid_1;
	if (!to || UAPI_CALL(w, "VFIO_DEVICE_ATTACH_IOMMUFD_PT", .op = HP_UAPI_VFIO_ATTACH,
			     .arg = { (uint64_t)d->fd, (uint64_t)to->id, pasid_1 }) < 0)
		return;
	if (!is_under_way(w, d, true, pasid_1, to->ioas) &&
	    !attached(w, step, d, pasid_1, to->ioas, uapi_state(w)->current))
		mistake(w, &s->loc, o, "%s has more than %u PASIDs attached", s->a.text,
			UAPI_MAX_ATTACHED);
}

/* Its guest has had all translations dropped: from now on its tables count as they are. */
static void prove_guests(struct world *w, int32_t step, int64_t viommu)
{
	struct uapi *st = uapi_state(w);

	for (uint32_t t = 0; t < st->ntables; t++) {
		for (uint32_t i = 0; st->tables[t].viommu == viommu && i < st->ndevices; i++) {
			const struct uapi_device *d = &st->devices[i];

			for (uint32_t a = 0; a < d->nattached; a++)
				if (d->attached_to[a].ioas == st->tables[t].ioas &&
				    d->process == st->current)
					prove_all(w, step, d, d->attached_to[a].pasid_1,
						  st->tables[t].ioas, st->current);
		}
	}
}

static void detach(struct world *w, const struct scn_step *s, struct uapi_device *d)
{
	if (UAPI_CALL(w, "VFIO_DEVICE_DETACH_IOMMUFD_PT", .op = HP_UAPI_VFIO_DETACH,
		      .arg = { (uint64_t)d->fd, s->uapi->pasid_1 }) >= 0 &&
	    !is_under_way(w, d, false, s->uapi->pasid_1, 0))
		uapi_detach_note(d, s->uapi->pasid_1);
}

/* Its pages of 4 KiB that were written: by devices, or by us, who prove mappings. */
static void dirty(struct world *w, const struct scn_step *s, const struct uapi_table *t)
{
	struct uapi_import *m = uapi_import_named(w, s->uapi->name);
	struct hp_uapi u = { .op = HP_UAPI_DIRTY_GET };

	if (!m)
		return;
	u.arg[0] = (uint64_t)uapi_process(w)->iommufd;
	u.arg[1] = (uint64_t)t->id;
	u.arg[2] = m->iova;
	u.arg[3] = m->bytes;
	u.arg[4] = s->has_range;
	m->asked = uapi_call(w, &u, "IOMMU_HWPT_GET_DIRTY_BITMAP") >= 0;
	m->ndirty = u.out[0];
	m->dirty_first = u.out[1];
	m->dirty_last = u.out[2];
}

void uapi_expect_dirty(const struct uapi_import *m, const struct scn_step *s, struct outcome *o)
{
	const uint64_t first = s->offset / 4096, n = s->bytes / 4096;

	if (!m->asked)
		outcome_fail(o, "nobody was told what of %s is dirty; write step dirty before", m->name);
	else if (m->ndirty != n || (n && (m->dirty_first != first || m->dirty_last != first + n - 1)))
		outcome_fail(o, "of %s %" PRIu64 " page%s dirty, from page %" PRIu64 " to %" PRIu64,
			     m->name, m->ndirty, m->ndirty == 1 ? " is" : "s are", m->dirty_first,
			     m->dirty_last);
}

static void track(struct world *w, const struct scn_step *s, const struct uapi_table *t)
{
	UAPI_CALL(w, "IOMMU_HWPT_SET_DIRTY_TRACKING", .op = HP_UAPI_DIRTY_TRACK,
		  .arg = { (uint64_t)uapi_process(w)->iommufd, (uint64_t)t->id, s->uapi->enable });
}

void uapi_iommufd(struct world *w, int32_t step, const struct scn_step *s, hp_sbdf sbdf,
		  struct outcome *o)
{
	struct uapi_table first, *made;
	const struct uapi_table *of;
	struct uapi_device *d;

	if (s->uapi->op == SCN_UAPI_IOAS) {
		ioas(w, s);
		return;
	}
	if (s->uapi->op == SCN_UAPI_FAULTS) {
		faults(w, s);
		return;
	}
	if (s->uapi->op == SCN_UAPI_TRACK || s->uapi->op == SCN_UAPI_DIRTY) {
		of = target(w, s, &first, o);
		if (of && s->uapi->op == SCN_UAPI_TRACK)
			track(w, s, of);
		else if (of)
			dirty(w, s, of);
		return;
	}
	if (s->uapi->op == SCN_UAPI_GUEST_TABLES) {
		uapi_viommu(w, s, NULL, NULL, NULL, o);
		return;
	}
	d = s->a.text ? uapi_need_device(w, s, sbdf, o) : NULL;
	if (s->a.text && !d)
		return;
	if (s->uapi->op == SCN_UAPI_VIOMMU || s->uapi->op == SCN_UAPI_VDEVICE ||
	    s->uapi->op == SCN_UAPI_INVALIDATE || s->uapi->op == SCN_UAPI_VEVENTQ) {
		made = s->uapi->op == SCN_UAPI_VIOMMU ? table_new(w, s) : NULL;
		of = target(w, s, &first, o);
		if (of)
			uapi_viommu(w, s, d, of, made, o);
		if (of && s->uapi->op == SCN_UAPI_INVALIDATE && uapi_state(w)->last >= 0)
			prove_guests(w, step, of->id);
		return;
	}
	if (s->uapi->op == SCN_UAPI_HWPT)
		hwpt(w, s, d, o);
	else if (s->uapi->op == SCN_UAPI_ATTACH)
		attach(w, step, s, d, o);
	else
		detach(w, s, d);
}
