# what: what the TLB has as clean is written, and not marked
# file: iommu/smmuv3.c
s/if (hit \&\& hit->clean \&\& write/if (0 \&\& write/
