# what: answers that are IPAs are legal without nesting
# file: iommu/smmuv3_config.c
s/smmu_bits(ste->d\[1\], 29, 28) != 2 ||/true ||/
