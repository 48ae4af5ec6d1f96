# what: events of stage 2 look like those of stage 1
# file: iommu/smmuv3_queue.c
s/(r->stage2 ? 1ull << 39 : 0)/0/
