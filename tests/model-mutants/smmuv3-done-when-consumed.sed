# what: an invalidation is done before its CMD_SYNC
# file: iommu/smmuv3_queue.c
s/memcpy(s->pending\[s->npending++\], c, sizeof(\*s->pending));/invalidate(s, c);/
