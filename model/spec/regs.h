/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * regs.h - register offsets and bits of config space, named as the PCI
 * Express Base Specification (r6) names them.  Numbers only, no behaviour.
 */
#ifndef MODEL_SPEC_REGS_H
#define MODEL_SPEC_REGS_H

/* Common header (Base 7.5.1.1). */
#define R_VENDOR_ID 0x00
#define R_DEVICE_ID 0x02
#define R_COMMAND 0x04
#define   CMD_IO 0x0001
#define   CMD_MEM 0x0002
#define   CMD_MASTER 0x0004
#define   CMD_PARITY 0x0040
#define   CMD_SERR 0x0100
#define   CMD_INTX_DISABLE 0x0400
#define R_STATUS 0x06			/* these bits in R_SEC_STATUS, too */
#define   STS_INTX 0x0008		/* Interrupt Status (7.5.1.1.4) */
#define   STS_CAP_LIST 0x0010
#define   STS_DEVSEL_MEDIUM 0x0200
#define   STS_SIGNALED_TARGET_ABORT 0x0800
#define   STS_RECEIVED_TARGET_ABORT 0x1000
#define   STS_RECEIVED_MASTER_ABORT 0x2000
#define   STS_W1C 0xf900		/* bits 8 and 15:11 */
#define R_REVISION 0x08
#define R_CLASS 0x09			/* 24 bits */
#define R_CACHE_LINE 0x0c
#define R_LATENCY 0x0d
#define R_HEADER_TYPE 0x0e
#define   HDR_MULTI_FUNCTION 0x80
#define R_BAR0 0x10
#define   BAR_IO 0x1
#define   BAR_64 0x4
#define   BAR_PREFETCHABLE 0x8
#define R_CAP_PTR 0x34
#define R_INT_LINE 0x3c
#define R_INT_PIN 0x3d

/* Type 0 (7.5.1.2). */
#define R_SUBSYS_VENDOR 0x2c
#define R_SUBSYS_ID 0x2e
#define R_ROM0 0x30
#define   ROM_ENABLE 0x1
#define   ROM_ADDRESS 0xfffff800u

/* Type 1 (7.5.1.3). */
#define R_PRIMARY 0x18
#define R_SECONDARY 0x19
#define R_SUBORDINATE 0x1a
#define R_SEC_LATENCY 0x1b
#define R_IO_BASE 0x1c
#define R_IO_LIMIT 0x1d
#define   IO_TYPE_32 0x01
#define R_SEC_STATUS 0x1e
#define R_MEM_BASE 0x20
#define R_MEM_LIMIT 0x22
#define R_PREF_BASE 0x24
#define R_PREF_LIMIT 0x26
#define   PREF_TYPE_64 0x0001
#define R_PREF_BASE_UPPER 0x28
#define R_PREF_LIMIT_UPPER 0x2c
#define R_IO_BASE_UPPER 0x30
#define R_IO_LIMIT_UPPER 0x32
#define R_ROM1 0x38
#define R_BRIDGE_CTL 0x3e
#define   BCTL_PARITY 0x0001
#define   BCTL_SERR 0x0002
#define   BCTL_ISA 0x0004
#define   BCTL_VGA 0x0008
#define   BCTL_VGA16 0x0010
#define   BCTL_MASTER_ABORT 0x0020
#define   BCTL_BUS_RESET 0x0040

/* Capability IDs. */
#define ID_PM 0x01
#define ID_VPD 0x03
#define ID_MSI 0x05
#define ID_VENDOR 0x09
#define ID_SSVID 0x0d
#define ID_PCIE 0x10
#define ID_MSIX 0x11
#define ID_AF 0x13

#define XID_NULL 0x0000
#define XID_AER 0x0001
#define XID_VC 0x0002
#define XID_DSN 0x0003
#define XID_POWER 0x0004
#define XID_VC_MFVC 0x0009
#define XID_VENDOR 0x000b
#define XID_ACS 0x000d
#define XID_ARI 0x000e
#define XID_ATS 0x000f
#define XID_SRIOV 0x0010
#define XID_PRI 0x0013
#define XID_REBAR 0x0015
#define XID_DPA 0x0016
#define XID_TPH 0x0017
#define XID_LTR 0x0018
#define XID_PASID 0x001b
#define XID_DPC 0x001d
#define XID_L1SS 0x001e
#define XID_PTM 0x001f
#define XID_DVSEC 0x0023
#define XID_VF_REBAR 0x0024

/* The CXL DVSEC for devices (CXL 3.1 8.1.3.8): the size of its first range, in 256 MiB. */
#define CXL_BYTES 0x3c
#define CXL_SIZE_HIGH 0x18
#define CXL_SIZE_LOW 0x1c
#define CXL_VALID 0x1
#define CXL_ACTIVE 0x2
#define CXL_TIMEOUT_SHIFT 13
#define XID_DVSEC 0x0023

/* Power management (7.5.2). */
#define PM_CAP 0x02
#define PM_CSR 0x04
#define   PM_STATE 0x0003
#define   PM_NO_SOFT_RESET 0x0008
#define   PM_PME_EN 0x0100
#define   PM_PME_STATUS 0x8000
#define PM_BYTES 0x08

/* MSI (7.7.1), 64-bit with per-vector masking; MSI-X (7.7.2). */
#define MSI_CTL 0x02
#define   MSI_ENABLE 0x0001
#define   MSI_64 0x0080
#define   MSI_MASKING 0x0100
#define MSI_ADDRESS 0x04
#define MSI_ADDRESS_UPPER 0x08
#define MSI_DATA_32 0x08
#define MSI_DATA_64 0x0c
#define MSI_MASK_32 0x0c
#define MSI_MASK_64 0x10
#define MSI_BYTES 0x18
#define MSIX_CTL 0x02
#define   MSIX_TABLE_SIZE 0x07ff		/* less one */
#define   MSIX_FUNCTION_MASK 0x4000
#define   MSIX_ENABLE 0x8000
#define MSIX_TABLE 0x04
#define   MSIX_BIR 0x7u
#define MSIX_PBA 0x08
#define MSIX_BYTES 0x0c
#define MSIX_ENTRY_BYTES 0x10
#define   MSIX_ENTRY_CTL 0x0c
#define   MSIX_ENTRY_MASKED 0x1u

/* PCI Express capability (7.5.3). */
#define EXP_CAP 0x02
#define   EXP_VERSION_2 0x0002
#define   EXP_SLOT 0x0100
#define EXP_DEVCAP 0x04
#define   DEVCAP_MPS_256 0x00000001u
#define   DEVCAP_EXT_TAG 0x00000020u
#define   DEVCAP_RBER 0x00008000u
#define   DEVCAP_FLR 0x10000000u
#define EXP_DEVCTL 0x08
#define   DEVCTL_DEFAULT 0x2810		/* 512 B requests, RO, no snoop */
#define   DEVCTL_MPS 0x00e0
#define   DEVCTL_FLR 0x8000
#define EXP_DEVSTA 0x0a
#define   DEVSTA_CORRECTABLE 0x0001
#define   DEVSTA_NON_FATAL 0x0002
#define   DEVSTA_FATAL 0x0004
#define   DEVSTA_UNSUPPORTED 0x0008
#define   DEVSTA_PENDING 0x0020
#define EXP_LNKCAP 0x0c
#define   LNKCAP_DLLLA 0x00100000u
#define   LNKCAP_LBN 0x00200000u
#define   LNKCAP_ASPM_OPT 0x00400000u
#define EXP_LNKCTL 0x10
#define   LNKCTL_RCB 0x0008
#define   LNKCTL_DISABLE 0x0010
#define EXP_LNKSTA 0x12
#define   LNKSTA_SLOT_CLOCK 0x1000
#define   LNKSTA_DLLLA 0x2000
#define EXP_SLTCAP 0x14
#define   SLTCAP_SURPRISE 0x00000020u
#define   SLTCAP_HOTPLUG 0x00000040u
#define   SLTCAP_NO_CMD_COMPLETED 0x00040000u
#define EXP_SLTCTL 0x18
#define EXP_SLTSTA 0x1a
#define   SLTSTA_PRESENCE 0x0040
#define EXP_ROOTCTL 0x1c
#define EXP_ROOTCAP 0x1e
#define EXP_ROOTSTA 0x20
#define EXP_DEVCAP2 0x24
#define   DEVCAP2_CTO_RANGES 0x0000000fu
#define   DEVCAP2_CTO_DISABLE 0x00000010u
#define   DEVCAP2_ARI 0x00000020u
#define   DEVCAP2_LTR 0x00000800u
#define   DEVCAP2_EETLP 0x00600000u	/* supported, one prefix */
#define EXP_DEVCTL2 0x28
#define   DEVCTL2_ARI 0x0020
#define EXP_LNKCAP2 0x2c
#define EXP_LNKCTL2 0x30
#define EXP_LNKSTA2 0x32
#define EXP_BYTES 0x3c

/* Extended capabilities, each from its own header. */
#define AER_UNCOR_STATUS 0x04		/* 7.8.4 */
#define   AER_UNC_COMPLETION_TIMEOUT (1u << 14)
#define   AER_UNC_COMPLETER_ABORT (1u << 15)
#define   AER_UNC_UNEXPECTED (1u << 16)
#define   AER_UNC_MALFORMED (1u << 18)
#define   AER_UNC_UNSUPPORTED (1u << 20)
#define   AER_UNC_ACS_VIOLATION (1u << 21)
#define AER_UNCOR_MASK 0x08
#define AER_UNCOR_SEVERITY 0x0c
#define   AER_UNCOR_BITS 0x03fff030u
#define   AER_UNCOR_SEVERITY_DEFAULT 0x00462030u
#define AER_COR_STATUS 0x10
#define   AER_COR_ADVISORY (1u << 13)
#define AER_COR_MASK 0x14
#define   AER_COR_BITS 0x0000f1c1u
#define   AER_COR_MASK_DEFAULT 0x0000e000u
#define AER_CTL 0x18
#define   AER_CTL_FIRST 0x1fu
#define AER_HEADER_LOG 0x1c
#define AER_ROOT_COMMAND 0x2c
#define AER_ROOT_STATUS 0x30
#define AER_BYTES 0x48
#define AER_MIN_BYTES 0x2c
#define AER_ROOT_BYTES 0x38
#define AER_CTL_PREFIX_LOG (1u << 11)

#define ACS_CAP_REG 0x04		/* 7.7.11 */
#define ACS_CTRL_REG 0x06
#define ACS_EGRESS_REG 0x08
#define ACS_CTRL_DWORD_REG 0x08		/* where registers are dwords: pch.h */
#define ACS_DWORD_BYTES 0x0c

#define ARI_CAP_REG 0x04		/* 7.8.8 */
#define ARI_CTRL_REG 0x06
#define ARI_BYTES 0x08

#define ATS_CAP_REG 0x04		/* 10.5.1 */
#define ATS_CTRL_REG 0x06
#define   ATS_CTRL_ENABLE 0x8000
#define ATS_BYTES 0x08

#define PRI_CTRL_REG 0x04		/* 10.5.2 */
#define   PRI_CTRL_ENABLE 0x0001
#define PRI_STATUS_REG 0x06
#define   PRI_STATUS_STOPPED 0x0100
#define PRI_CAPACITY_REG 0x08
#define PRI_ALLOC_REG 0x0c
#define PRI_BYTES 0x10

#define PASID_CAP_REG 0x04		/* 7.8.9 */
#define PASID_CTRL_REG 0x06
#define PASID_BYTES 0x08

#define LTR_BYTES 0x08			/* 7.8.2 */
#define DSN_BYTES 0x0c			/* 7.9.3 */

#define IOV_CAP 0x04			/* 9.3.3 */
#define   IOV_CAP_ARI_PRESERVED 0x00000002u
#define IOV_CTRL 0x08
#define   IOV_CTRL_VFE 0x0001
#define   IOV_CTRL_MSE 0x0008
#define   IOV_CTRL_ARI 0x0010
#define IOV_STATUS 0x0a
#define IOV_INITIAL_VFS 0x0c
#define IOV_TOTAL_VFS 0x0e
#define IOV_NUM_VFS 0x10
#define IOV_LINK 0x12
#define IOV_OFFSET 0x14
#define IOV_STRIDE 0x16
#define IOV_VF_DEVICE 0x1a
#define IOV_PAGES 0x1c
#define IOV_PAGE 0x20
#define IOV_BAR0 0x24
#define IOV_BYTES 0x40
/* Every PF supports these: 4K, 8K, 64K, 256K, 1M, 4M (9.3.3.12). */
#define IOV_PAGES_DEFAULT 0x00000553u

#define REBAR_CAP_REG 0x04		/* 7.8.6; one pair of dwords a BAR */
#define REBAR_CTRL_REG 0x08

#define DPC_CAP_REG 0x04		/* 7.9.14 */
#define   DPC_CAP_RP 0x0020
#define   DPC_CAP_SW_TRIGGER 0x0080
#define DPC_CTRL_REG 0x06
#define   DPC_CTRL_SW_TRIGGER 0x0040
#define DPC_STATUS_REG 0x08
#define   DPC_STATUS_TRIGGERED 0x0001
#define DPC_BYTES 0x0c
#define DPC_PIO_STATUS 0x0c
#define DPC_PIO_MASK 0x10
#define   DPC_PIO_BITS 0x00070707u
#define DPC_LOG_DWORDS 4		/* header log only */
#define DPC_RP_BYTES (0x20 + 4 * DPC_LOG_DWORDS)

#endif
