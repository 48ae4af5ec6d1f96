# what: stage 2 may begin at a level that is below its input addresses
# file: iommu/smmuv3_config.c
s/bits > below && //
