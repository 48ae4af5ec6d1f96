# what: streams beyond the end of a leaf table are there
# file: iommu/smmuv3_config.c
s/ || sid >> (span - 1))/)/
