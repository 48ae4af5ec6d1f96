// SPDX-License-Identifier: GPL-2.0-only
/*
 * expect_uapi.c - expectations of a process's calls: expect errno, mapped, unmapped,
 * revoked.
 *
 * It makes no system call of its own: it reads importers' state and sends dry TLPs.
 */
#include <stdio.h>

#include "model/spec/plural.h"
#include "model/wire/tlp.h"
#include "sim/facts/text.h"
#include "sim/replay/mistake.h"
#include "sim/replay/proof.h"
#include "sim/replay/uapi.h"

static void expect_errno(struct world *w, const struct scn_step *s,
			 struct outcome *o)
{
	struct uapi *st = uapi_state(w);
	char a[160], b[24];
	size_t n = 0;

	for (uint32_t i = 0; i < s->uapi->nerrors; i++) {
		const int64_t want = -(int64_t)s->uapi->errors[i];

		if (st->last == want || (st->last >= 0 && !want))
			return;
		n += (size_t)snprintf(a + n, sizeof(a) - n, "%s%s",
				      i ? " or " : "",
				      want ? errno_text(want, b, sizeof(b)) :
					     "no error");
	}
	outcome_fail(o, "expected: %s", a);
	outcome_diag(o, "kernel:   %s gave %s", st->last_call,
		     st->last < 0 ? errno_text(st->last, b, sizeof(b)) : "none");
}

/* Returns true if its addresses still lead to the BAR. */
static bool reaches(struct world *w, struct uapi_import *m, uint64_t *address)
{
	struct world_mapping wm = { .name = m->name, .client = m->fn,
				    .provider = m->buffer->fn,
				    .pasid_1 = m->pasid_1 };

	if (m->memory)
		return uapi_memory_reaches(w, m, address);
	for (uint32_t i = 0; i < m->map.nsegments && i < HP_MAX_SEGMENTS; i++) {
		*address = m->map.segment[i].address;
		proof_probe(w, &wm, TLP_MWR, *address, 4, &w->probe);
		if ((w->probe.landing.kind == TLP_LANDED_BAR ||
		     w->probe.landing.kind == TLP_LANDED_COHERENT) &&
		    w->probe.landing.fn == m->buffer->fn && w->probe.translated)
			return true;
	}
	return false;
}

/* Nothing can be seen of it while the scenario itself keeps its device from sending. */
static bool is_mute(struct world *w, const struct uapi_import *m)
{
	const struct world_mapping wm = {
		.name = m->name, .client = m->fn, .dram = true,
		.req = { .client = m->sbdf },
	};

	return mistake_mutes(w, &wm);
}

void uapi_expect(struct world *w, int32_t step, const struct scn_step *s,
		 struct outcome *o)
{
	static struct hp_import now;
	struct uapi_import *m;
	uint64_t address;

	if (s->uapi->op == SCN_UAPI_ERRNO) {
		expect_errno(w, s, o);
		return;
	}
	if (s->uapi->op == SCN_UAPI_VRAM) {
		uapi_gpu_expect(w, s, o);
		return;
	}
	if (s->uapi->op == SCN_UAPI_SAME) {
		uapi_same_vram(w, s, o);
		return;
	}
	if (s->uapi->op == SCN_UAPI_MIG_STATE || s->uapi->op == SCN_UAPI_MIG_CAN ||
	    s->uapi->op == SCN_UAPI_MIG_SIZE) {
		uapi_migrate_expect(w, step, s, o);
		return;
	}
	if (s->uapi->op == SCN_UAPI_EVENT_IS) {
		uapi_expect_vevent(w, s, o);
		return;
	}
	if (uapi_expect_device(w, s, o))
		return;
	if (s->uapi->op == SCN_UAPI_SIGBUS || uapi_window_named(w, s->uapi->name)) {
		uapi_mmap_expect(w, s, o);
		return;
	}
	m = uapi_import_named(w, s->uapi->name);
	if (!m || (!m->iommufd && !m->handle)) {
		outcome_fail(o, "there is no importer %s", s->uapi->name);
		return;
	}
	if (s->uapi->op == SCN_UAPI_IS_DIRTY) {
		uapi_expect_dirty(m, s, o);
		return;
	}
	/* With its driver an importer has ended: it holds nothing. */
	if (!m->iommufd && w->kernel->ops->import_state(m->handle, &now))
		now = (struct hp_import){ .invalidations = m->invalidations };
	if (m->iommufd && is_mute(w, m))
		return;
	if (m->iommufd)
		now = (struct hp_import){
			.mappings = reaches(w, m, &address),
			.invalidations = m->invalidations + 1 };
	if (s->uapi->op == SCN_UAPI_MAPPED && !now.mappings)
		outcome_fail(o, "%s holds no mapping", m->name);
	if (s->uapi->op != SCN_UAPI_MAPPED && now.mappings)
		outcome_fail(o, "%s still holds %u mapping%s", m->name,
			     now.mappings, plural(now.mappings));
	if (s->uapi->op != SCN_UAPI_REVOKED)
		return;
	if (!m->was_mapped)
		outcome_fail(o, "%s was never mapped", m->name);
	if (now.invalidations == m->invalidations)
		outcome_fail(o, "%s: its importer was not notified", m->name);
	if (reaches(w, m, &address))
		outcome_fail(o, "a write to its address 0x%llx still reaches %s",
			     (unsigned long long)address, m->buffer->name);
}
