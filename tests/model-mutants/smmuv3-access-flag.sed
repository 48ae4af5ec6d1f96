# what: the access flag is ignored
# file: iommu/smmuv3_walk.c
s/if (!(d \& 1ull << 10))/if (0)/
