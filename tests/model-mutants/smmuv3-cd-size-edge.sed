# what: a context of 49 bits is legal
# file: iommu/smmuv3_config.c
s/smmu_bits(cd->d\[0\], 15, 15) || t0sz < 16/smmu_bits(cd->d[0], 15, 15) || t0sz < 15/
