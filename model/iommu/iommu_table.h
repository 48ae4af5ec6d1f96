/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * iommu_table.h - one IOMMU page table: four levels of 512, pages of 4 KiB,
 * 2 MiB and 1 GiB.  Inside the IOMMU only; it knows no requester.
 */
#ifndef MODEL_IOMMU_IOMMU_TABLE_H
#define MODEL_IOMMU_IOMMU_TABLE_H

#include "model/iommu/iommu.h"

struct iommu_table;

struct iommu_table *iommu_table_new(void);
void iommu_table_free(struct iommu_table *t);
int iommu_table_map(struct iommu_table *t, uint64_t iova, uint64_t frame,
		    uint64_t page_bytes, uint64_t count, uint32_t prot);
uint64_t iommu_table_unmap(struct iommu_table *t, uint64_t iova, uint64_t bytes);
/* Returns false if @iova is not mapped; @frame is that of the page's first byte. */
bool iommu_table_walk(const struct iommu_table *t, uint64_t iova, uint64_t *frame,
		      uint64_t *page_bytes, uint32_t *prot);
uint64_t iommu_table_bytes(const struct iommu_table *t);

#endif
