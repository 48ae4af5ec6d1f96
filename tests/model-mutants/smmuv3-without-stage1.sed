# what: stage 1 is legal in an SMMU that has none
# file: iommu/smmuv3_config.c
s/return smmu_has(s, IDR0_S1P) && max/return max/
