# what: any permission is enough for a write
# file: iommu/iommu.c
s/!(r->prot & need)/!r->prot \&\& need/
