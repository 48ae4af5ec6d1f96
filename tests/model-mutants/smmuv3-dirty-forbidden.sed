# what: a page above which a table forbids writes is one that may be written
# file: iommu/smmuv3_walk.c
s/ \&\& limit \& IOMMU_HW_WRITE;/;/
