# what: events do not say which SubstreamID faulted
# file: iommu/smmuv3_queue.c
s/d\[0\] |= 1ull << 11 |/d[0] |= 0 * (1ull << 11) |/
