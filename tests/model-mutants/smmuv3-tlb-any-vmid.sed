# what: translations of another VM are found
# file: iommu/smmuv3_walk.c
s/if (e->valid \&\& e->stage == st->stage \&\& e->vmid == st->vmid \&\&/if (e->valid \&\& e->stage == st->stage \&\&/
