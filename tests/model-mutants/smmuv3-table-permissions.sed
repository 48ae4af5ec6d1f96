# what: a table that takes permissions away is ignored
# file: iommu/smmuv3_walk.c
s/limit \&= limit_of(st, d);/;/
