# what: faults are recorded where CD.R says that they are not
# file: iommu/smmuv3.c
s/(ev >= EV_TRANSLATION \&\& !(s->outer_failed ? w->outer.record : w->stage.record)))/0)/
