# what: no invalidation drops tables
# file: iommu/smmuv3_walk.c
s/if (s->step\[i\].valid \&\& is_step_dropped/if (0 \&\& is_step_dropped/
