# what: CMD_SYNC does not wait for what was translated
# file: iommu/smmuv3_queue.c
s/s->around.drain(s->around.ctx);/;/
