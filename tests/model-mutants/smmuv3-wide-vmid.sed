# what: a VMID of 16 bits is legal where there are 8
# file: iommu/smmuv3_config.c
s/!smmu_bits(ste->d\[2\], 15, 8)/true/
