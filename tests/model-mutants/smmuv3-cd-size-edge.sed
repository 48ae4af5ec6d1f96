# what: a context of 49 bits is legal
# file: iommu/smmuv3_config.c
s/is_legal_cd(s, cd) || t0sz < 16/is_legal_cd(s, cd) || t0sz < 15/
