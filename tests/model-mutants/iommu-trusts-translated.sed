# what: translated requests pass without ATS
# file: iommu/iommu.c
s/if (!begin(hw, q, r) || !ats_allowed(hw, q))$/if (!begin(hw, q, r))/
