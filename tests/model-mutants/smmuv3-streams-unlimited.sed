# what: streams beyond LOG2SIZE are there
# file: iommu/smmuv3_config.c
s/ || (uint64_t)sid >> log2size)/)/
