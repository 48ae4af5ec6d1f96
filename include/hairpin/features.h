/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * features.h - what a kernel tree may have or lack, in struct hp_kernel's features.
 */
#ifndef HAIRPIN_FEATURES_H
#define HAIRPIN_FEATURES_H

/* What this tree can do.  A scenario that requires an absent feature is SKIP. */
#define HP_FEAT_P2P_PROVIDER (1ull << 0)	/* provider objects, no pages */
#define HP_FEAT_VFIO_DMABUF (1ull << 1)
#define HP_FEAT_DMA_MAP_PHYS (1ull << 2)
#define HP_FEAT_DMA_IOVA (1ull << 3)
#define HP_FEAT_INVALIDATE_MAPPINGS (1ull << 4)	/* else move_notify */
#define HP_FEAT_X86_CPU_RULE (1ull << 5)	/* AMD-Zen branch compiled in */
#define HP_FEAT_CONFIG_ACS (1ull << 6)		/* pci=config_acs= */
#define HP_FEAT_SYSFS (1ull << 7)
#define HP_FEAT_VFIO_CDEV (1ull << 9)		/* VFIO devices and IOMMUFD by file */
#define HP_FEAT_NVIDIA_LISTED (1ull << 10)	/* P2PDMA lists its CPUs' root ports */
#define HP_FEAT_RESET_IOMMU (1ull << 11)	/* the IOMMU is told of a function's reset before it */
#define HP_FEAT_VFIO_PRIVATE (1ull << 12)	/* VFIO tells some drivers the CPU physical address of what it exports */
#define HP_FEAT_RESIZE_WINDOW (1ull << 13)	/* a BAR is resized with all that share its window */
#define HP_FEAT_NVGRACE (1ull << 14)		/* VFIO's driver for Grace Hopper's GPUs */
#define HP_FEAT_NVGRACE_WAIT (1ull << 15)	/* it waits until their memory is ready */
#define HP_FEAT_NVGRACE_RESET (1ull << 16)	/* ... after each reset, too */
#define HP_FEAT_NVGRACE_CXL (1ull << 17)	/* ... as their CXL DVSEC says */
#define HP_FEAT_PFN_FAILURE (1ull << 18)	/* failed memory without struct page is handled */
#define HP_FEAT_HUGE_PFNMAP (1ull << 19)	/* drivers map memory without struct page by huge pages */
#define HP_FEAT_P2P_SGT (1ull << 20)		/* dma_buf_phys_vec_to_sgt() */
#define HP_FEAT_INTERCONNECT (1ull << 23)	/* DMA-BUFs are mapped by interconnects, too: dma_buf_map_interconnect() */
#define HP_FEAT_SMMUV3 (1ull << 21)		/* the driver of Arm's SMMUv3, and groups before drivers bind */
#define HP_FEAT_XE_VFIO (1ull << 22)		/* VFIO's driver for VFs of Intel's GPUs */
#define HP_FEAT_VFIO_PASID (1ull << 24)		/* VFIO attaches PASIDs to I/O address spaces */
#define HP_FEAT_VIOMMU (1ull << 25)		/* IOMMUFD has vIOMMUs, virtual devices and their events */
#define HP_FEAT_BRIDGE_DOMAIN (1ull << 26)	/* a host bridge that is freed gives its domain back */
#define HP_FEAT_P2P_PAGES (1ull << 8)		/* P2P pages in scatterlists */

#endif
