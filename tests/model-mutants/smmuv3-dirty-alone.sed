# what: the flag for dirty pages alone has them marked
# file: iommu/smmuv3_config.c
s/\.dirty = smmu_bits(cd->d\[0\], 43, 42) == 3/.dirty = smmu_bits(cd->d[0], 42, 42)/
