# what: each lost event changes the overflow flag
# file: iommu/smmuv3_queue.c
s/if (overflow == (s->eventq_cons \& Q_OVERFLOW))/if (overflow || 1)/
