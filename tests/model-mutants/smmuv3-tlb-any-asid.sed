# what: translations of another address space are found
# file: iommu/smmuv3_walk.c
s/(e->stage == 2 || e->global || e->asid == st->asid)/1/
