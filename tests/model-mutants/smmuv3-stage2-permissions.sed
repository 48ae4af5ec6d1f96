# what: stage 2 swaps reading and writing
# file: iommu/smmuv3_walk.c
s/return (d \& 1ull << 6 ? IOMMU_HW_READ : 0) |/return (d \& 1ull << 6 ? IOMMU_HW_WRITE : 0) |/;s/(d \& 1ull << 7 ? IOMMU_HW_WRITE : 0);/(d \& 1ull << 7 ? IOMMU_HW_READ : 0);/
