/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * gpu.h - our driver of the GPU that docs/GPU.md describes: hairpin-gpu.
 *
 *   gpu.c            binds, registers, the engine
 *   gpu_provision.c  which VF has which pages of VRAM
 *   gpu_sysfs.c      sriov_admin, where xe has it
 */
#ifndef SIM_ENV_PCI_GPU_H
#define SIM_ENV_PCI_GPU_H

#include <linux/kobject.h>
#include <linux/mutex.h>
#include <linux/pci.h>

#define GPU_PAGE_BYTES SZ_2M

/* Registers in BAR 0, docs/GPU.md. */
#define GPU_REG_ID 0x000
#define GPU_REG_PAGES 0x004
#define GPU_REG_WINDOW 0x008
#define GPU_REG_ROOT 0x010
#define GPU_REG_INVALIDATE 0x018
#define GPU_REG_SRC 0x100
#define GPU_REG_DST 0x108
#define GPU_REG_BYTES 0x110
#define GPU_REG_CONTROL 0x114
#define GPU_REG_STATUS 0x118

#define GPU_ID 0x55504748u
#define GPU_START 1u
#define GPU_SRC_BUS 2u
#define GPU_DST_BUS 4u
#define GPU_FILL 8u
#define GPU_BUSY 1u
#define GPU_DONE 2u
#define GPU_NO_VRAM 3u

/* Owners of pages: 0 nobody, GPU_PF the PF, else the VF's number. */
#define GPU_PF 0xffffu

/*
 * Mistakes that the driver makes when the kernel's command line says so
 * (hairpin_gpu.mistake=): what law provisioning is to notice.
 */
enum gpu_mistake {
	GPU_NO_MISTAKE,
	GPU_MISTAKE_INVALIDATE,		/* the device's cache is not told */
	GPU_MISTAKE_ROOT,		/* tables are left as they were */
	GPU_MISTAKE_CLEAR,		/* a page goes to its next owner as it is */
	GPU_MISTAKE_QUOTA,		/* nobody looks whether so much is free */
	GPU_MISTAKE_INDEX,		/* the root's entry of another VF */
	GPU_MISTAKE_PAGE,		/* each leaf entry leads one page too far */
	GPU_MISTAKE_FLUSH,		/* posted writes are taken for done */
};

struct gpu_vf {
	u64 quota;			/* bytes */
	u32 npages;
	u32 *page;			/* numbers of pages of VRAM, in the VF's order */
};

struct gpu_node;

struct gpu {
	struct list_head list;
	struct pci_dev *pdev;
	void __iomem *regs;
	struct mutex lock;		/* of all that follows */
	/* Of a PF: */
	void __iomem *vram;		/* what the BAR shows of it */
	int bar;
	u64 bar_bytes, vf_bytes;	/* of the BAR, of a VF's */
	u32 npages;
	u16 *owner;			/* of each page */
	u32 leaf_bytes;			/* of one VF's leaf table */
	u32 nvfs;			/* that there can be */
	struct gpu_vf *vf;		/* [0] is not used */
	struct gpu_node *admin;
};

enum gpu_mistake gpu_mistake(void);

/* gpu.c: the GPU that @pdev is if our driver is bound to it, or NULL. */
struct gpu *gpu_of(struct pci_dev *pdev);
/* The engine moves @bytes; @control: GPU_SRC_BUS ... .  Returns 0 or a negative errno. */
int gpu_copy(struct gpu *g, u64 src, u64 dst, u64 bytes, u32 control);
/* Calls @tell for each PF. */
void gpu_each(void (*tell)(struct gpu *g, void *arg), void *arg);

/* gpu_provision.c */
int gpu_provision_init(struct gpu *g);
void gpu_provision_exit(struct gpu *g);
/* Has the device use the tables, after it was reset, too. */
void gpu_tables_on(struct gpu *g);
int gpu_quota_set(struct gpu *g, u32 vf, u64 bytes);
int gpu_quota_set_all(struct gpu *g, u64 bytes);
int gpu_sriov_configure(struct pci_dev *pdev, int n);

/* gpu_sysfs.c */
int gpu_sysfs_init(struct gpu *g);
void gpu_sysfs_exit(struct gpu *g);

#endif
