# what: stage 2 of AArch32 is legal
# file: iommu/smmuv3_config.c
s/smmu_has(s, IDR0_S2P) && smmu_bits(ste->d\[2\], 51, 51) &&/smmu_has(s, IDR0_S2P) \&\&/
