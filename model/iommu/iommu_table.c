// SPDX-License-Identifier: GPL-2.0-only
/*
 * iommu_table.c - the IOMMU's page tables (see iommu_table.h).
 *
 * A table is a radix tree on the host's heap, not bytes in DRAM, because no
 * driver of a real machine reads this format.  It must not know caches or
 * requesters.
 */
#include <stdlib.h>
#include <string.h>

#include "model/iommu/iommu_table.h"

#define LEVELS 4u			/* 3: 512 GiB an entry .. 0: 4 KiB */
#define FANOUT 512u

/* An entry is absent (prot 0, no child), a leaf (prot) or a pointer (child). */
struct entry {
	struct node *child;
	uint64_t frame;
	uint32_t prot;
};

struct node {
	uint32_t live;			/* entries that are not absent */
	struct entry e[FANOUT];
};

struct iommu_table {
	struct node *root;
	uint64_t bytes;
};

static void *must(void *p)
{
	if (!p)
		abort();	/* out of memory: nothing sensible is left to do */
	return p;
}

static uint64_t span(unsigned int level)
{
	return 1ull << (12 + 9 * level);
}

static unsigned int slot(uint64_t iova, unsigned int level)
{
	return (unsigned int)(iova >> (12 + 9 * level)) & (FANOUT - 1);
}

struct iommu_table *iommu_table_new(void)
{
	struct iommu_table *t = must(calloc(1, sizeof(*t)));

	t->root = must(calloc(1, sizeof(*t->root)));
	return t;
}

static void node_free(struct node *n)
{
	for (unsigned int i = 0; i < FANOUT; i++)
		if (n->e[i].child)
			node_free(n->e[i].child);
	free(n);
}

void iommu_table_free(struct iommu_table *t)
{
	if (!t)
		return;
	node_free(t->root);
	free(t);
}

static bool inside(uint64_t iova, uint64_t bytes)
{
	uint64_t end = 1ull << IOMMU_HW_IOVA_BITS;

	return iova < end && bytes <= end - iova;
}

/* Is anything mapped in [iova, iova + bytes), which lies in @n's entry's span? */
static bool any_mapped(const struct node *n, unsigned int level, uint64_t iova,
		       uint64_t bytes)
{
	uint64_t end = iova + bytes;

	while (iova < end) {
		const struct entry *e = &n->e[slot(iova, level)];
		uint64_t next = (iova & ~(span(level) - 1)) + span(level);
		uint64_t stop = next < end ? next : end;

		if (e->prot ||
		    (e->child && any_mapped(e->child, level - 1, iova, stop - iova)))
			return true;
		iova = stop;
	}
	return false;
}

static void map_one(struct iommu_table *t, uint64_t iova, uint64_t frame,
		    unsigned int level, uint32_t prot)
{
	struct node *n = t->root;
	struct entry *e;

	for (unsigned int l = LEVELS - 1; l > level; l--) {
		e = &n->e[slot(iova, l)];
		if (!e->child) {
			e->child = must(calloc(1, sizeof(*e->child)));
			n->live++;
		}
		n = e->child;
	}
	e = &n->e[slot(iova, level)];
	/* Unmapping leaves empty children, which would hide the new leaf. */
	if (e->child) {
		node_free(e->child);
		e->child = NULL;
		n->live--;
	}
	e->frame = frame;
	e->prot = prot;
	n->live++;
	t->bytes += span(level);
}

int iommu_table_map(struct iommu_table *t, uint64_t iova, uint64_t frame,
		    uint64_t page_bytes, uint64_t count, uint32_t prot)
{
	unsigned int level = 0;

	while (level < 3 && span(level) != page_bytes)
		level++;
	if (level == 3 || !count || !prot || prot > 3 ||
	    (iova | frame) & (page_bytes - 1) ||
	    count > (1ull << IOMMU_HW_IOVA_BITS) / page_bytes ||
	    !inside(iova, count * page_bytes))
		return IOMMU_HW_INVALID;
	if (any_mapped(t->root, LEVELS - 1, iova, count * page_bytes))
		return IOMMU_HW_EXISTS;
	for (uint64_t i = 0; i < count; i++)
		map_one(t, iova + i * page_bytes, frame + i * page_bytes, level, prot);
	return IOMMU_HW_OK;
}

/* Replaces a leaf of @level by 512 leaves of the next smaller page size. */
static void split(struct entry *e, unsigned int level)
{
	struct node *n = must(calloc(1, sizeof(*n)));

	for (unsigned int i = 0; i < FANOUT; i++) {
		n->e[i].frame = e->frame + i * span(level - 1);
		n->e[i].prot = e->prot;
	}
	n->live = FANOUT;
	e->child = n;
	e->prot = 0;
	e->frame = 0;
}

static uint64_t unmap_in(struct node *n, unsigned int level, uint64_t iova,
			 uint64_t bytes)
{
	uint64_t end = iova + bytes, gone = 0;

	while (iova < end) {
		struct entry *e = &n->e[slot(iova, level)];
		uint64_t next = (iova & ~(span(level) - 1)) + span(level);
		uint64_t stop = next < end ? next : end;

		if (e->prot && stop - iova == span(level)) {
			e->prot = 0;
			n->live--;
			gone += span(level);
		} else if (e->prot && level) {
			split(e, level);
		}
		if (e->child) {
			gone += unmap_in(e->child, level - 1, iova, stop - iova);
			if (!e->child->live) {
				free(e->child);
				e->child = NULL;
				n->live--;
			}
		}
		iova = stop;
	}
	return gone;
}

uint64_t iommu_table_unmap(struct iommu_table *t, uint64_t iova, uint64_t bytes)
{
	uint64_t gone;

	if ((iova | bytes) & 4095 || !inside(iova, bytes))
		return 0;
	gone = unmap_in(t->root, LEVELS - 1, iova, bytes);
	t->bytes -= gone;
	return gone;
}

bool iommu_table_walk(const struct iommu_table *t, uint64_t iova, uint64_t *frame,
		      uint64_t *page_bytes, uint32_t *prot)
{
	const struct node *n = t->root;

	if (!inside(iova, 1))
		return false;
	for (unsigned int level = LEVELS - 1;; level--) {
		const struct entry *e = &n->e[slot(iova, level)];

		if (e->prot) {
			*frame = e->frame;
			*page_bytes = span(level);
			*prot = e->prot;
			return true;
		}
		if (!e->child)
			return false;
		n = e->child;
	}
}

uint64_t iommu_table_bytes(const struct iommu_table *t)
{
	return t->bytes;
}
