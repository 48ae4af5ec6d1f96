// SPDX-License-Identifier: GPL-2.0-only
/*
 * steps_viommu.c - a VMM's vIOMMU on an SMMUv3: the guest's context descriptor and tables,
 * which the process writes in its own memory, and the guest's commands.
 *
 *   memory M, by the guest's addresses:  0 CD ─► 4K, 8K, 12K, 16K tables of level 0 to 3
 *
 * Formats are those of IHI 0070 (5.4) and of VMSAv8-64.  It must not judge.
 */
#include "sim/replay/mistake.h"
#include "sim/replay/uapi.h"

#define PAGE 4096u
#define TABLES_BYTES (5 * PAGE)
#define TABLE 3ull			/* valid, a table or a page */
#define RW (1ull << 6)			/* AP[1]: the unprivileged, too */
#define ACCESSED (1ull << 10)
#define NOT_GLOBAL (1ull << 11)
#define C_CFGI_CD_ALL 0x06u
#define C_TLBI_NSNH_ALL 0x30u

int64_t uapi_guest_space(struct world *w, const struct uapi_import *tables)
{
	return -2 - (tables - uapi_state(w)->imports);
}

static bool put(struct world *w, const struct uapi_import *m, uint64_t at, uint64_t word)
{
	const uint64_t pair[2] = { word, 0 };

	return UAPI_CALL(w, "a store", .op = HP_UAPI_USER_WORDS, .nranges = 1, .ranges = pair,
			 .arg = { m->address + at }) >= 0;
}

/* CD 0: 48 bits, 4 KiB, one table, faults are recorded, ASID 1. */
static bool put_context(struct world *w, const struct uapi_import *m)
{
	return put(w, m, 0, 16 | 1ull << 30 | 1ull << 31 | 5ull << 32 | 1ull << 41 |
			    1ull << 45 | 1ull << 48) &&
	       put(w, m, 8, m->iova + PAGE);
}

/* From @iova on to @to's memory, by the addresses that the guest has for it. */
static bool put_tables(struct world *w, const struct uapi_import *m, uint64_t iova,
		       const struct uapi_import *to)
{
	bool ok = true;

	for (unsigned int level = 0; level < 3; level++)
		ok = ok && put(w, m, (level + 1) * PAGE + (iova >> (39 - 9 * level) & 511) * 8,
			       (m->iova + (level + 2) * PAGE) | TABLE);
	for (uint64_t at = 0; at < to->bytes; at += PAGE)
		ok = ok && put(w, m, 4 * PAGE + ((iova + at) >> 12 & 511) * 8,
			       (to->iova + at) | TABLE | RW | ACCESSED | NOT_GLOBAL);
	return ok;
}

/* What the guest's tables said before of these addresses they say no longer. */
static void replace(struct uapi *st, const struct uapi_import *g)
{
	for (struct uapi_import *m = st->imports; m < g; m++)
		if (m->ioas == g->ioas && m->iova < g->iova + g->bytes &&
		    g->iova < m->iova + m->bytes)
			m->replaced = true;
}

static void guest_tables(struct world *w, const struct scn_step *s, struct outcome *o)
{
	struct uapi *st = uapi_state(w);
	struct uapi_import *m = uapi_import_named(w, s->uapi->buffer);
	struct uapi_import *to = uapi_import_named(w, s->text), *g;

	if (!m || !to || !m->was_mapped || !to->was_mapped) {
		outcome_fail(o, "the guest's memory could not be mapped");
		return;
	}
	if (!m->memory || !to->memory || m->bytes < TABLES_BYTES ||
	    (s->offset >> 12 & 511) + to->bytes / PAGE > 512) {
		mistake(w, &s->loc, o, "tables take 20K of imported memory, and map memory within 2M");
		return;
	}
	if (!put_context(w, m) || !put_tables(w, m, s->offset, to))
		return;
	g = &st->imports[st->nimports++];
	*g = *to;
	g->name = s->uapi->name;
	g->iova = s->offset;
	g->map.segment[0].address = s->offset;
	g->ioas = uapi_guest_space(w, m);
	g->tables = m;
	g->data = to;
	replace(st, g);
}

static void invalidate(struct world *w, const struct scn_step *s, int64_t viommu)
{
	const uint64_t all[] = { C_TLBI_NSNH_ALL, 0, 0, 0 };
	const uint64_t stream[] = { C_CFGI_CD_ALL | s->number << 32, 0, 0, 0,
				    C_TLBI_NSNH_ALL, 0, 0, 0 };
	struct hp_uapi u = { .op = HP_UAPI_HWPT_INVALIDATE };

	u.arg[0] = (uint64_t)uapi_process(w)->iommufd;
	u.arg[1] = (uint64_t)viommu;
	u.nranges = s->has_range ? 4 : 2;
	u.ranges = s->has_range ? stream : all;
	uapi_call(w, &u, "IOMMU_HWPT_INVALIDATE");
}

void uapi_viommu(struct world *w, const struct scn_step *s, struct uapi_device *d,
		 const struct uapi_table *of, struct uapi_table *made, struct outcome *o)
{
	const uint64_t fd = (uint64_t)uapi_process(w)->iommufd;
	struct hp_uapi u = { .op = HP_UAPI_VIOMMU };

	if (s->uapi->op == SCN_UAPI_GUEST_TABLES) {
		guest_tables(w, s, o);
	} else if (s->uapi->op == SCN_UAPI_INVALIDATE) {
		invalidate(w, s, of->id);
	} else if (s->uapi->op == SCN_UAPI_VDEVICE) {
		if (UAPI_CALL(w, "IOMMU_VDEVICE_ALLOC", .op = HP_UAPI_VDEVICE,
			      .arg = { fd, (uint64_t)of->id, (uint64_t)d->id, s->number }) >= 0)
			uapi_vdevice_note(w, of->id, s->number, d->sbdf);
	} else if (s->uapi->op == SCN_UAPI_VEVENTQ) {
		uapi_veventq(w, s, of);
	} else {
		u.arg[0] = fd;
		u.arg[1] = (uint64_t)d->id;
		u.arg[2] = (uint64_t)of->id;
		if (uapi_call(w, &u, "IOMMU_VIOMMU_ALLOC") < 0)
			return;
		made->id = (int64_t)u.out[0];
		made->ioas = of->ioas;
	}
}
