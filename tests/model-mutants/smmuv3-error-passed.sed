# what: commands go on behind an error that nobody has acknowledged
# file: iommu/smmuv3_queue.c
s/ \&\& !((s->gerror ^ s->gerrorn) \& GERROR_CMDQ) \&\&/ \&\&/
