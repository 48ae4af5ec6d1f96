# what: an invalidation of all streams drops some
# file: iommu/smmuv3_config.c
s/for (uint32_t b = 0; b < SMMU_BUCKETS; b++)/for (uint32_t b = 0; b < 1; b++)/
