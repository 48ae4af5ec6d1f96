# what: a dry request has a page marked as dirty
# file: iommu/smmuv3.c
s/ev = write \&\& !q->dry ?/ev = write ?/
