# what: a full event queue is overwritten
# file: iommu/smmuv3_queue.c
s/if (is_full(s)) {/if (0) {/
