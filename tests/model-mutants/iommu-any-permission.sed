# what: any permission is enough for a write
# file: iommu.c
s/!(r->prot & need)/!r->prot \&\& need/
