# what: the index of commands has no round
# file: iommu/smmuv3_queue.c
s/return ((at \& both) + 1) \& both;/return ((at \& both) + 1) \& mask_of(base);/
