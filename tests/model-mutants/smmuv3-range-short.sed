# what: a range is one granule short
# file: iommu/smmuv3_queue.c
s/(smmu_bits(c\[0\], 16, 12) + 1)/smmu_bits(c[0], 16, 12)/
