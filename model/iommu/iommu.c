// SPDX-License-Identifier: GPL-2.0-only
/*
 * iommu.c - units, contexts, the IOTLB and faults (see iommu.h).
 *
 * Page tables are in iommu_table.c.  It must not know ports, windows or DRAM: the
 * root complex decodes translated addresses.
 */
#include <stdlib.h>
#include <string.h>

#include "model/iommu/iommu_table.h"
#include "model/spec/at.h"

#define FAULTS 256u

struct scope {
	uint32_t unit, domain;
	uint16_t first, last;
};

struct region {
	uint32_t unit, kind;
	uint64_t base, bytes;
};

/* One requester, or one requester with one PASID. */
struct context {
	uint32_t domain, pasid;
	uint16_t requester;
	uint8_t mode;			/* enum iommu_hw_mode; 0: none */
	bool ats;
	uint32_t table;
};

struct iotlb_entry {
	uint32_t table;			/* 0: free */
	uint32_t prot;
	uint64_t iova, bytes, frame;
};

struct unit {
	bool on;
	uint32_t entries, next;		/* replaced in turn */
	struct iotlb_entry *iotlb;
};

struct iommu {
	const struct iommu_other *other;	/* NULL: the units below */
	void *other_unit;
	uint32_t nunits, nscopes, nregions, ncontexts, contexts_room, ntables;
	uint32_t catch_all;
	struct unit *unit;
	struct scope *scope;
	struct region *region;
	struct context *context;	/* sorted by domain, requester, pasid */
	struct iommu_table **table;	/* [number - 1], NULL when freed */
	struct iommu_hw_fault fault[FAULTS];
	uint32_t first_fault, nfaults;
	uint64_t lost;
};

static void *must(void *p)
{
	if (!p)
		abort();	/* out of memory: nothing sensible is left to do */
	return p;
}

struct iommu *iommu_hw_new(void)
{
	struct iommu *hw = must(calloc(1, sizeof(*hw)));

	hw->catch_all = IOMMU_HW_NO_UNIT;
	return hw;
}

void iommu_hw_free(struct iommu *hw)
{
	if (!hw)
		return;
	if (hw->other)
		hw->other->free(hw->other_unit);
	for (uint32_t i = 0; i < hw->nunits; i++)
		free(hw->unit[i].iotlb);
	for (uint32_t i = 0; i < hw->ntables; i++)
		iommu_table_free(hw->table[i]);
	free(hw->unit);
	free(hw->scope);
	free(hw->region);
	free(hw->context);
	free(hw->table);
	free(hw);
}

void iommu_hw_set_other(struct iommu *hw, const struct iommu_other *ops, void *unit)
{
	hw->other = ops;
	hw->other_unit = unit;
}

uint32_t iommu_hw_last_table(struct iommu *hw)
{
	return hw->other ? hw->other->tables(hw->other_unit) : hw->ntables;
}

/* --- units --- */

uint32_t iommu_hw_add_unit(struct iommu *hw)
{
	hw->unit = must(realloc(hw->unit, (hw->nunits + 1) * sizeof(*hw->unit)));
	memset(&hw->unit[hw->nunits++], 0, sizeof(*hw->unit));
	iommu_hw_set_iotlb(hw, hw->nunits - 1, 64);
	return hw->nunits - 1;
}

int iommu_hw_add_scope(struct iommu *hw, uint32_t unit, uint32_t domain,
		       uint16_t first, uint16_t last)
{
	if (unit >= hw->nunits || first > last)
		return IOMMU_HW_INVALID;
	hw->scope = must(realloc(hw->scope, (hw->nscopes + 1) * sizeof(*hw->scope)));
	hw->scope[hw->nscopes++] = (struct scope){ unit, domain, first, last };
	return IOMMU_HW_OK;
}

int iommu_hw_set_catch_all(struct iommu *hw, uint32_t unit)
{
	if (unit >= hw->nunits)
		return IOMMU_HW_INVALID;
	hw->catch_all = unit;
	return IOMMU_HW_OK;
}

uint32_t iommu_hw_unit_of(const struct iommu *hw, uint32_t domain,
			  uint16_t requester)
{
	for (uint32_t i = 0; i < hw->nscopes; i++) {
		const struct scope *s = &hw->scope[i];

		if (s->domain == domain && requester >= s->first &&
		    requester <= s->last)
			return s->unit;
	}
	return hw->catch_all;
}

int iommu_hw_enable(struct iommu *hw, uint32_t unit, bool on)
{
	if (unit >= hw->nunits)
		return IOMMU_HW_INVALID;
	hw->unit[unit].on = on;
	return IOMMU_HW_OK;
}

static bool is_enabled(const struct iommu *hw, uint32_t unit)
{
	return unit < hw->nunits && hw->unit[unit].on;
}

int iommu_hw_set_iotlb(struct iommu *hw, uint32_t unit, uint32_t entries)
{
	struct unit *u;

	if (unit >= hw->nunits)
		return IOMMU_HW_INVALID;
	u = &hw->unit[unit];
	free(u->iotlb);
	u->iotlb = entries ? must(calloc(entries, sizeof(*u->iotlb))) : NULL;
	u->entries = entries;
	u->next = 0;
	return IOMMU_HW_OK;
}

/* --- reserved regions --- */

int iommu_hw_add_region(struct iommu *hw, uint32_t unit, uint64_t base,
			uint64_t bytes, uint32_t kind)
{
	if (unit >= hw->nunits || !bytes || bytes - 1 > UINT64_MAX - base)
		return IOMMU_HW_INVALID;
	hw->region = must(realloc(hw->region,
				  (hw->nregions + 1) * sizeof(*hw->region)));
	hw->region[hw->nregions++] = (struct region){ unit, kind, base, bytes };
	return IOMMU_HW_OK;
}

int iommu_hw_region(const struct iommu *hw, uint32_t unit, uint32_t n,
		    uint64_t *base, uint64_t *bytes, uint32_t *kind)
{
	for (uint32_t i = 0; i < hw->nregions; i++) {
		const struct region *r = &hw->region[i];

		if (r->unit != unit || n--)
			continue;
		*base = r->base;
		*bytes = r->bytes;
		*kind = r->kind;
		return IOMMU_HW_OK;
	}
	return IOMMU_HW_ABSENT;
}

static bool in_blocked_region(const struct iommu *hw, uint32_t unit, uint64_t address)
{
	for (uint32_t i = 0; i < hw->nregions; i++) {
		const struct region *r = &hw->region[i];

		if (r->unit == unit && r->kind == IOMMU_HW_REGION_BLOCKED &&
		    address >= r->base && address - r->base < r->bytes)
			return true;
	}
	return false;
}

/* --- tables --- */

static struct iommu_table *table_of(const struct iommu *hw, uint32_t table)
{
	return table && table <= hw->ntables ? hw->table[table - 1] : NULL;
}

uint32_t iommu_hw_table_new(struct iommu *hw)
{
	hw->table = must(realloc(hw->table, (hw->ntables + 1) * sizeof(*hw->table)));
	hw->table[hw->ntables++] = iommu_table_new();
	return hw->ntables;
}

int iommu_hw_table_free(struct iommu *hw, uint32_t table)
{
	if (!table_of(hw, table))
		return IOMMU_HW_INVALID;
	iommu_table_free(hw->table[table - 1]);
	hw->table[table - 1] = NULL;
	return IOMMU_HW_OK;
}

int iommu_hw_map(struct iommu *hw, uint32_t table, uint64_t iova, uint64_t frame,
		 uint64_t page_bytes, uint64_t count, uint32_t prot)
{
	struct iommu_table *t = table_of(hw, table);

	return t ? iommu_table_map(t, iova, frame, page_bytes, count, prot) :
		   IOMMU_HW_INVALID;
}

uint64_t iommu_hw_unmap(struct iommu *hw, uint32_t table, uint64_t iova,
			uint64_t bytes)
{
	struct iommu_table *t = table_of(hw, table);

	return t ? iommu_table_unmap(t, iova, bytes) : 0;
}

int iommu_hw_walk(const struct iommu *hw, uint32_t table, uint64_t iova,
		  uint64_t *frame, uint64_t *page_bytes, uint32_t *prot)
{
	const struct iommu_table *t = table_of(hw, table);

	if (hw->other)
		return hw->other->walk(hw->other_unit, table, iova, frame, page_bytes, prot);
	if (!t)
		return IOMMU_HW_INVALID;
	return iommu_table_walk(t, iova, frame, page_bytes, prot) ?
	       IOMMU_HW_OK : IOMMU_HW_ABSENT;
}

uint64_t iommu_hw_mapped_bytes(const struct iommu *hw, uint32_t table)
{
	const struct iommu_table *t = table_of(hw, table);

	if (hw->other)
		return hw->other->mapped_bytes(hw->other_unit, table);
	return t ? iommu_table_bytes(t) : 0;
}

/* --- contexts --- */

static int compare(const struct context *c, uint32_t domain, uint16_t requester,
		   uint32_t pasid)
{
	if (c->domain != domain)
		return c->domain < domain ? -1 : 1;
	if (c->requester != requester)
		return c->requester < requester ? -1 : 1;
	if (c->pasid != pasid)
		return c->pasid < pasid ? -1 : 1;
	return 0;
}

/* Index of the first context not before the key. */
static uint32_t context_place(const struct iommu *hw, uint32_t domain,
			      uint16_t requester, uint32_t pasid)
{
	uint32_t lo = 0, hi = hw->ncontexts;

	while (lo < hi) {
		uint32_t mid = (lo + hi) / 2;

		if (compare(&hw->context[mid], domain, requester, pasid) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static struct context *context_find(const struct iommu *hw, uint32_t domain,
				    uint16_t requester, uint32_t pasid)
{
	uint32_t i = context_place(hw, domain, requester, pasid);

	if (i < hw->ncontexts &&
	    !compare(&hw->context[i], domain, requester, pasid))
		return &hw->context[i];
	return NULL;
}

static struct context *context_get(struct iommu *hw, uint32_t domain,
				   uint16_t requester, uint32_t pasid)
{
	struct context *c = context_find(hw, domain, requester, pasid);
	uint32_t i;

	if (c)
		return c;
	if (hw->ncontexts == hw->contexts_room) {
		hw->contexts_room = hw->contexts_room ? 2 * hw->contexts_room : 16;
		hw->context = must(realloc(hw->context, hw->contexts_room *
					   sizeof(*hw->context)));
	}
	i = context_place(hw, domain, requester, pasid);
	c = &hw->context[i];
	memmove(c + 1, c, (hw->ncontexts - i) * sizeof(*c));
	hw->ncontexts++;
	*c = (struct context){ .domain = domain, .requester = requester,
			       .pasid = pasid };
	return c;
}

int iommu_hw_attach(struct iommu *hw, uint32_t domain, uint16_t requester,
		    uint32_t pasid, uint32_t mode, uint32_t table)
{
	struct context *c;

	if (mode < IOMMU_HW_BLOCKED || mode > IOMMU_HW_TABLE ||
	    (mode == IOMMU_HW_TABLE && !table_of(hw, table)))
		return IOMMU_HW_INVALID;
	c = context_get(hw, domain, requester, pasid);
	c->mode = (uint8_t)mode;
	c->table = mode == IOMMU_HW_TABLE ? table : 0;
	return IOMMU_HW_OK;
}

int iommu_hw_detach(struct iommu *hw, uint32_t domain, uint16_t requester,
		    uint32_t pasid)
{
	struct context *c = context_find(hw, domain, requester, pasid);

	if (!c || !c->mode)
		return IOMMU_HW_ABSENT;
	c->mode = 0;
	c->table = 0;
	return IOMMU_HW_OK;
}

int iommu_hw_set_ats(struct iommu *hw, uint32_t domain, uint16_t requester,
		     bool on)
{
	context_get(hw, domain, requester, IOMMU_HW_NO_PASID)->ats = on;
	return IOMMU_HW_OK;
}

static bool ats_allowed(const struct iommu *hw, const struct iommu_request *q)
{
	const struct context *c = context_find(hw, q->domain, q->requester,
					       IOMMU_HW_NO_PASID);

	return c && c->ats;
}

/* --- IOTLB: fully associative, tagged by table --- */

static const struct iotlb_entry *iotlb_find(const struct unit *u, uint32_t table,
					    uint64_t iova)
{
	for (uint32_t i = 0; i < u->entries; i++) {
		const struct iotlb_entry *e = &u->iotlb[i];

		if (e->table == table && iova - e->iova < e->bytes)
			return e;
	}
	return NULL;
}

static void iotlb_add(struct unit *u, const struct iotlb_entry *e)
{
	if (!u->entries)
		return;
	u->iotlb[u->next] = *e;
	u->next = (u->next + 1) % u->entries;
}

static bool overlaps(const struct iotlb_entry *e, uint64_t iova, uint64_t bytes)
{
	return bytes && e->iova <= iova + (bytes - 1) &&
	       iova <= e->iova + (e->bytes - 1);
}

void iommu_hw_invalidate_all(struct iommu *hw)
{
	for (uint32_t u = 0; u < hw->nunits; u++)
		for (uint32_t i = 0; i < hw->unit[u].entries; i++)
			hw->unit[u].iotlb[i].table = 0;
}

void iommu_hw_invalidate_table(struct iommu *hw, uint32_t table)
{
	iommu_hw_invalidate_range(hw, table, 0, UINT64_MAX);
}

void iommu_hw_invalidate_range(struct iommu *hw, uint32_t table, uint64_t iova,
			       uint64_t bytes)
{
	for (uint32_t u = 0; u < hw->nunits; u++)
		for (uint32_t i = 0; i < hw->unit[u].entries; i++) {
			struct iotlb_entry *e = &hw->unit[u].iotlb[i];

			if (e->table == table && overlaps(e, iova, bytes))
				e->table = 0;
		}
}

bool iommu_hw_cached(const struct iommu *hw, uint32_t table, uint64_t iova,
		     uint64_t bytes)
{
	for (uint32_t u = 0; u < hw->nunits; u++)
		for (uint32_t i = 0; i < hw->unit[u].entries; i++) {
			const struct iotlb_entry *e = &hw->unit[u].iotlb[i];

			if (table && e->table == table && overlaps(e, iova, bytes))
				return true;
		}
	return false;
}

/* --- faults --- */

bool iommu_hw_fault_next(struct iommu *hw, struct iommu_hw_fault *out)
{
	if (!hw->nfaults)
		return false;
	*out = hw->fault[hw->first_fault];
	hw->first_fault = (hw->first_fault + 1) % FAULTS;
	hw->nfaults--;
	return true;
}

uint64_t iommu_hw_faults_lost(const struct iommu *hw)
{
	return hw->lost;
}

static void fault(struct iommu *hw, const struct iommu_request *q,
		  struct iommu_result *r, uint32_t reason)
{
	r->action = IOMMU_FAULT;
	r->reason = reason;
	if (q->dry || q->address_type == TLP_TRANSLATION_REQUEST)
		return;
	if (hw->nfaults == FAULTS) {
		hw->lost++;
		return;
	}
	hw->fault[(hw->first_fault + hw->nfaults++) % FAULTS] =
		(struct iommu_hw_fault){
			.unit = r->unit, .domain = q->domain, .pasid = q->pasid,
			.requester = q->requester, .write = q->write,
			.address_type = q->address_type, .reason = reason,
			.address = q->address,
		};
}

/* --- translation --- */

static bool from_iotlb(struct unit *u, const struct context *c,
		       const struct iommu_request *q, struct iommu_result *r)
{
	const struct iotlb_entry *e = iotlb_find(u, c->table, q->address);

	if (!e)
		return false;
	r->iotlb_hit = true;
	r->address = e->frame + (q->address - e->iova);
	r->page_bytes = e->bytes;
	r->prot = e->prot;
	return true;
}

static bool from_table(struct iommu *hw, struct unit *u, const struct context *c,
		       const struct iommu_request *q, struct iommu_result *r)
{
	struct iotlb_entry e = { .table = c->table };

	if (iommu_hw_walk(hw, c->table, q->address, &e.frame, &e.bytes, &e.prot))
		return false;
	e.iova = q->address & ~(e.bytes - 1);
	r->address = e.frame + (q->address - e.iova);
	r->page_bytes = e.bytes;
	r->prot = e.prot;
	if (!q->dry)
		iotlb_add(u, &e);
	return true;
}

/* Looks an address up through the requester's context; the caller checks permissions. */
static void look_up(struct iommu *hw, const struct iommu_request *q,
		    struct iommu_result *r)
{
	const struct context *c = context_find(hw, q->domain, q->requester, q->pasid);
	struct unit *u = &hw->unit[r->unit];

	if (!c || !c->mode) {
		fault(hw, q, r, IOMMU_HW_FAULT_NO_CONTEXT);
	} else if (c->mode == IOMMU_HW_BLOCKED) {
		fault(hw, q, r, IOMMU_HW_FAULT_BLOCKED);
	} else if (c->mode == IOMMU_HW_PASSTHROUGH) {
		r->prot = IOMMU_HW_READ | IOMMU_HW_WRITE;
	} else if (in_blocked_region(hw, r->unit, q->address)) {
		fault(hw, q, r, IOMMU_HW_FAULT_RESERVED);
	} else if (from_iotlb(u, c, q, r) || from_table(hw, u, c, q, r)) {
		r->action = IOMMU_MAPPED;
	} else {
		fault(hw, q, r, IOMMU_HW_FAULT_UNMAPPED);
	}
}

static bool begin(struct iommu *hw, const struct iommu_request *q,
		  struct iommu_result *r)
{
	uint32_t unit = iommu_hw_unit_of(hw, q->domain, q->requester);

	memset(r, 0, sizeof(*r));
	r->action = IOMMU_PASS;
	r->address = q->address;
	r->page_bytes = 4096;
	r->unit = is_enabled(hw, unit) ? unit : IOMMU_HW_NO_UNIT;
	return r->unit != IOMMU_HW_NO_UNIT;
}

void iommu_translate(struct iommu *hw, const struct iommu_request *q,
		     struct iommu_result *r)
{
	uint32_t need = q->write ? IOMMU_HW_WRITE : IOMMU_HW_READ;

	if (hw->other) {
		memset(r, 0, sizeof(*r));
		hw->other->translate(hw->other_unit, q, r);
		return;
	}
	if (q->address_type == TLP_TRANSLATED) {
		/* A translated request is not looked up, and needs ATS allowed (10.2.1). */
		if (!begin(hw, q, r) || !ats_allowed(hw, q))
			fault(hw, q, r, IOMMU_HW_FAULT_ATS_DISABLED);
		return;
	}
	if (!begin(hw, q, r))
		return;
	look_up(hw, q, r);
	if (r->action == IOMMU_MAPPED && !(r->prot & need))
		fault(hw, q, r, IOMMU_HW_FAULT_PERMISSION);
}

void iommu_translation_request(struct iommu *hw, const struct iommu_request *q,
			       struct iommu_result *r)
{
	if (hw->other) {
		memset(r, 0, sizeof(*r));
		hw->other->translation_request(hw->other_unit, q, r);
		return;
	}
	if (!begin(hw, q, r) || !ats_allowed(hw, q)) {
		fault(hw, q, r, IOMMU_HW_FAULT_ATS_DISABLED);
		return;
	}
	look_up(hw, q, r);
}
