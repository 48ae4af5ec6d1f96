# what: halves of two entries are not looked for
# file: iommu/smmuv3_look.c
s/for (unsigned int mix = 1; mix < (1u << WORDS) - 1; mix++)/for (unsigned int mix = 1; mix < 1; mix++)/
