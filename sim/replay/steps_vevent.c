// SPDX-License-Identifier: GPL-2.0-only
/*
 * steps_vevent.c - the event queue of a VMM's vIOMMU: what its guest is told of faults.
 *
 *   a request ─► the SMMU's event queue ─► the kernel ─► a record of the VMM's file
 *                         └──── the same, but for the stream ────┘
 *
 * Records are compared with what the SMMU model has put in memory, in order.  So it is known
 * how many were lost, too.  Formats are those of IHI 0070 (7.3).
 */
#include <string.h>

#include "model/wire/tlp.h"
#include "sim/replay/mistake.h"
#include "sim/replay/uapi.h"

#define EVENT_S2 (1ull << 39)		/* of word 1: stage 2, which is the host's own business */
#define SETTLE_PS 1000000ull		/* a CPU takes the interrupt, and a thread handles it */

void uapi_vdevice_note(struct world *w, int64_t viommu, uint64_t stream, hp_sbdf sbdf)
{
	struct uapi *st = uapi_state(w);

	st->vdevices[st->nvdevices++] = (struct uapi_vdevice){
		.viommu = viommu, .stream = stream, .sbdf = sbdf };
}

/* --- steps --- */

void uapi_veventq(struct world *w, const struct scn_step *s, const struct uapi_table *of)
{
	struct uapi *st = uapi_state(w);
	struct uapi_queue *q = &st->queues[st->nqueues++];
	struct hp_uapi u = { .op = HP_UAPI_VEVENTQ };

	*q = (struct uapi_queue){ .name = s->uapi->name, .process = st->current,
				  .viommu = of->id, .fd = -1 };
	u.arg[0] = (uint64_t)uapi_process(w)->iommufd;
	u.arg[1] = (uint64_t)of->id;
	u.arg[2] = s->number;
	u.arg[3] = s->offset;
	if (uapi_call(w, &u, "IOMMU_VEVENTQ_ALLOC") < 0)
		return;
	q->fd = (int64_t)u.out[1];
	q->seen = w->smmu_events.n;
}

static struct uapi_queue *queue_named(struct world *w, const char *name)
{
	struct uapi *st = uapi_state(w);

	for (uint32_t i = st->nqueues; i--;)
		if (!strcmp(st->queues[i].name, name))
			return &st->queues[i];
	return NULL;
}

void uapi_vevent(struct world *w, const struct scn_step *s, struct outcome *o)
{
	struct uapi *st = uapi_state(w);
	struct uapi_queue *q = queue_named(w, s->uapi->buffer);
	struct hp_uapi u = { .op = HP_UAPI_VEVENT_READ };
	uint32_t head[2] = { 0 };

	st->vevent = (struct uapi_vevent){ 0 };
	if (!q || q->fd < 0) {
		outcome_fail(o, "%s could not be made", s->uapi->buffer);
		return;
	}
	if (q->process != st->current) {
		mistake(w, &s->loc, o, "%s is another process's; its numbers mean nothing here",
			q->name);
		return;
	}
	u.arg[0] = (uint64_t)q->fd;
	u.bytes = head;
	st->vevent.bytes = uapi_call(w, &u, "reading its next event");
	st->vevent.of = q;
	st->vevent.lost = head[0] & 1;
	st->vevent.sequence = head[1];
	memcpy(st->vevent.d, u.out, sizeof(st->vevent.d));
}

void uapi_send(struct world *w, const struct scn_step *s, hp_sbdf sbdf)
{
	uint8_t data[4] = { 0 };
	const struct tlp t = {
		.type = s->uapi->reads ? TLP_MRD : TLP_MWR, .address = s->offset, .data = data,
		.has_pasid = s->uapi->pasid_1,
		.pasid = s->uapi->pasid_1 ? s->uapi->pasid_1 - 1 : 0,
	};

	wire_dma(w->wire, world_function_at(w, sbdf), &t, sizeof(data), &w->probe);
	world_took(w, w->probe.latency_ps);
	world_pass(w, w->clock->now_ps + SETTLE_PS);
}

/* --- what was read, and what the hardware said --- */

static bool stream_of(struct world *w, const struct uapi_queue *q, uint64_t sid,
		      uint64_t *stream)
{
	const struct uapi *st = uapi_state(w);

	for (uint32_t i = st->nvdevices; i--;) {
		const struct uapi_vdevice *v = &st->vdevices[i];

		*stream = v->stream;
		if (v->viommu == q->viommu && sid == world_smmu_stream(w->scn->spec,
				HP_SBDF_DOMAIN(v->sbdf)) + (v->sbdf & 0xffff))
			return true;
	}
	return false;
}

/* The next event that is this guest's to know; NULL: there was none. */
static const uint64_t *next_event(struct world *w, struct uapi_queue *q, uint64_t *stream)
{
	while (q->seen < w->smmu_events.n) {
		const uint64_t *d = world_smmu_event(w, q->seen++);

		if (d && !(d[1] & EVENT_S2) && stream_of(w, q, d[0] >> 32, stream))
			return d;
	}
	return NULL;
}

static void tell(struct outcome *o, const char *who, const uint64_t *d)
{
	outcome_diag(o, "%s 0x%016llx 0x%016llx 0x%016llx 0x%016llx", who,
		     (unsigned long long)d[0], (unsigned long long)d[1],
		     (unsigned long long)d[2], (unsigned long long)d[3]);
}

/* The sequence numbers say that so many were lost: the SMMU had them, and @most were expected. */
static void check_lost(struct world *w, struct uapi_vevent *v, uint32_t lost, uint64_t most,
		       struct outcome *o)
{
	uint64_t stream;

	if (lost != most)
		outcome_fail(o, "%u events were lost, as sequence number %u says, and %llu were expected",
			     lost, v->sequence, (unsigned long long)most);
	for (uint32_t i = 0; i < lost; i++)
		if (!next_event(w, v->of, &stream)) {
			outcome_fail(o, "the SMMU had %u of them", i);
			return;
		}
}

static void expect_lost(struct world *w, const struct scn_step *s, struct uapi_vevent *v,
			struct outcome *o)
{
	if (!v->lost)
		outcome_fail(o, "the record says nothing of lost events");
	else
		check_lost(w, v, v->sequence - v->of->sequence + 1, s->number, o);
}

static void expect_stream(struct world *w, const struct scn_step *s, struct uapi_vevent *v,
			  struct outcome *o)
{
	uint64_t stream, want[4];
	const uint64_t *d;

	if (v->lost) {
		outcome_fail(o, "the record says that events were lost");
		return;
	}
	check_lost(w, v, v->sequence - v->of->sequence, s->bytes, o);
	d = next_event(w, v->of, &stream);
	if (!d) {
		outcome_fail(o, "the SMMU had no event for this guest");
		return;
	}
	memcpy(want, d, sizeof(want));
	want[0] = (uint32_t)want[0] | stream << 32;
	if (memcmp(want, v->d, sizeof(want))) {
		outcome_fail(o, "the record is not what the SMMU said of stream %llu",
			     (unsigned long long)stream);
		tell(o, "SMMU:  ", want);
		tell(o, "record:", v->d);
	}
	if (v->d[0] >> 32 != s->number || v->d[2] != s->offset)
		outcome_fail(o, "stream %llu faulted, at 0x%llx", (unsigned long long)(v->d[0] >> 32),
			     (unsigned long long)v->d[2]);
}

void uapi_expect_vevent(struct world *w, const struct scn_step *s, struct outcome *o)
{
	struct uapi_vevent *v = &uapi_state(w)->vevent;
	uint64_t stream;

	if (!v->of || v->bytes < 0) {
		outcome_fail(o, "no record could be read");
		return;
	}
	if (s->uapi->event == SCN_EVENT_NONE) {
		if (v->bytes)
			outcome_fail(o, "there is a record");
		else if (next_event(w, v->of, &stream))
			outcome_fail(o, "the SMMU had an event of stream %llu, and there is no record",
				     (unsigned long long)stream);
		return;
	}
	if (!v->bytes) {
		outcome_fail(o, "there is no record");
		return;
	}
	if (s->uapi->event == SCN_EVENT_LOST)
		expect_lost(w, s, v, o);
	else
		expect_stream(w, s, v, o);
	v->of->sequence = v->sequence + 1;
}
