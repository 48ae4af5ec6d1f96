# what: asking only fills the IOTLB
# file: iommu/iommu.c
s/if (!q->dry)$/if (u)/
