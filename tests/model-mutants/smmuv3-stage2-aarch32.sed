# what: stage 2 of AArch32 is legal
# file: iommu/smmuv3_config.c
s/return smmu_bits(ste->d\[2\], 51, 51);.*/return true;/
