# what: an event says read where it was a write
# file: iommu/smmuv3_queue.c
s/(r->write ? 0 : 1ull << 35)/(r->write ? 1ull << 35 : 0)/
