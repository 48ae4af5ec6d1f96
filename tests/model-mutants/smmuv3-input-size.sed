# what: an address beyond the input addresses is walked
# file: iommu/smmuv3_walk.c
s/if (address >> st->bits)/if (address >> (st->bits + 1))/
