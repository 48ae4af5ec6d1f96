# what: output addresses are as large as IPS says, whatever the SMMU has
# file: iommu/smmuv3_config.c
s/return bits\[code & 7\] < s->address_bits ? bits\[code & 7\] : s->address_bits/return bits[code \& 7]/
