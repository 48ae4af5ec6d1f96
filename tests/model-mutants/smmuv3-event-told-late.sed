# what: the machine is told of words that are not those of the event
# file: iommu/smmuv3_queue.c
s/s->around.event(s->around.ctx, d)/s->around.event(s->around.ctx, (uint64_t[4]){ d[0] })/
