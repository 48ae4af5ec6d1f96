# what: the access flag is ignored
# file: iommu/smmuv3_walk.c
s/if (!(d \& ACCESSED) \&\& !st->accessed)/if (0)/
