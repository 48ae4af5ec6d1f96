# what: a context descriptor that is not valid is used
# file: iommu/smmuv3_config.c
s/if (!smmu_bits(cd->d\[0\], 31, 31))/if (0)/
