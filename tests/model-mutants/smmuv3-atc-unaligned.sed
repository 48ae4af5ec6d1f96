# what: an ATC invalidation begins at its address, aligned or not
# file: iommu/smmuv3_queue.c
s/address \&= ~(bytes - 1);/;/
