# what: ranges are of 4 KiB granules, whatever TG says
# file: iommu/smmuv3_queue.c
s/(10 + 2 \* granule) : 1;/12 : 1;/
