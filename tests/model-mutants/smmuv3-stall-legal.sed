# what: stalls of stage 1 may be switched off in an SMMU that has none
# file: iommu/smmuv3_config.c
s/!smmu_bits(ste->d\[1\], 27, 27)/true/
