# what: an invalidation of leaves drops tables
# file: iommu/smmuv3_walk.c
s/return !(d->leaf \&\& !d->any_address) \&\& /return /
