# what: an invalidation by ASID drops what is global
# file: iommu/smmuv3_walk.c
s/e->global ? d->spare_global : /e->global ? 0 : /
