/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * gpu_regs.h - registers of the GPU and its tables (docs/GPU.md), for code inside
 * model/gpu.  Offsets are in BAR 0; all registers have 32 bits.
 */
#ifndef MODEL_GPU_GPU_REGS_H
#define MODEL_GPU_GPU_REGS_H

#define GPU_REGS_BYTES 0x1000u

#define GPU_ID 0x000u			/* RO */
#define GPU_ID_VALUE 0x55504748u	/* "HGPU" */
#define GPU_PAGES 0x004u		/* RO: pages of 2 MiB that the function has */
#define GPU_WINDOW 0x008u		/* PF, 64 bits: VRAM behind byte 0 of its BAR */
#define GPU_ROOT 0x010u			/* PF, 64 bits: a table entry that leads to the root */
#define GPU_INVALIDATE 0x018u		/* PF, WO: a VF's number; 0: of all VFs */
#define GPU_FLR 0x01cu			/* PF: the lowest VF that had an FLR, 0 none; written: that one is known */
#define GPU_VF 0x020u			/* PF: whose GPU_HOLD and GPU_OF_VF are meant */
#define GPU_HOLD 0x024u			/* PF: bit 0, that VF's engine begins nothing */
#define GPU_SRC 0x100u			/* 64 bits */
#define GPU_DST 0x108u			/* 64 bits */
#define GPU_BYTES 0x110u
#define GPU_CONTROL 0x114u
#define GPU_STATUS 0x118u		/* RO */
#define GPU_ANY 0x11cu			/* RO: what GPU_LOOK found */
#define GPU_OF_VF 0x040u		/* PF: GPU_SRC + GPU_OF_VF and on are that VF's engine */

#define GPU_START 1u
#define GPU_SRC_BUS 2u			/* GPU_SRC is a bus address */
#define GPU_DST_BUS 4u
#define GPU_FILL 8u			/* zeros instead of a source */
#define GPU_LOOK 16u			/* nothing is written; GPU_ANY says whether a byte is not 0 */

/* Values of GPU_STATUS. */
enum gpu_status { GPU_IDLE, GPU_BUSY, GPU_DONE, GPU_NO_VRAM, GPU_NO_COMPLETION };

/* Table entries of 64 bits: valid, and an address.  Of a root's, how many 4 KiB the leaf table has. */
#define GPU_VALID 1ull
#define GPU_LEAF_COUNT(e) ((e) >> 1 & 0x7ffu)
#define GPU_TABLE(e) ((e) & 0xffffffffff000ull)
#define GPU_LEAF(e) ((e) & 0xfffffffe00000ull)
#define GPU_TABLE_ENTRIES 512u

#endif
