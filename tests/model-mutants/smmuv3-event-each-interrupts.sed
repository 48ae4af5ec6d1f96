# what: each event interrupts
# file: iommu/smmuv3_queue.c
s/^\tif (was_empty)$/\tif (was_empty || 1)/
