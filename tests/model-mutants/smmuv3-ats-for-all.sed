# what: every stream may use ATS
# file: iommu/smmuv3.c
s/return smmu_bits(w->ste.d\[1\], 29, 28) == 1;/return true;/
