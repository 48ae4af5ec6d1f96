# what: a frame beyond the output addresses is one
# file: iommu/smmuv3_walk.c
s/if (to >> st->out_bits)/if (to >> (st->out_bits + 1))/
