# what: streams that are not there are recorded, whatever CR2 says
# file: iommu/smmuv3.c
s/(ev == EV_BAD_STREAMID \&\& !(s->cr2 \& CR2_RECINVSID)) ||/0 ||/
