# what: a range invalidation reaches the first unit only
# file: iommu/iommu.c
/^void iommu_hw_invalidate_range/,/^}/s/u < hw->nunits/u < 1/
