/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * gpu.h - our driver of the GPU that docs/GPU.md describes: hairpin-gpu.
 *
 *   gpu.c            binds, registers, the engine
 *   gpu_provision.c  which VF has which pages of VRAM
 *   gpu_sysfs.c      sriov_admin, where xe has it
 *   gpu_export.c     VRAM as DMA-BUFs of its own
 *   gpu_import.c     VRAM behind DMA-BUFs of VFIO's
 *   gpu_migrate.c    a VF's state as a stream, for VFIO's driver
 */
#ifndef SIM_ENV_PCI_GPU_H
#define SIM_ENV_PCI_GPU_H

#include <linux/kobject.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/workqueue.h>

#define GPU_PAGE_BYTES SZ_2M

/* Registers in BAR 0, docs/GPU.md. */
#define GPU_REG_ID 0x000
#define GPU_REG_PAGES 0x004
#define GPU_REG_WINDOW 0x008
#define GPU_REG_ROOT 0x010
#define GPU_REG_INVALIDATE 0x018
#define GPU_REG_FLR 0x01c
#define GPU_REG_VF 0x020
#define GPU_REG_HOLD 0x024
#define GPU_REG_OF_VF 0x040		/* GPU_REG_SRC + this ...: of the VF that GPU_REG_VF names */
#define GPU_REG_SRC 0x100
#define GPU_REG_DST 0x108
#define GPU_REG_BYTES 0x110
#define GPU_REG_CONTROL 0x114
#define GPU_REG_STATUS 0x118
#define GPU_REG_ANY 0x11c

#define GPU_ID 0x55504748u
#define GPU_START 1u
#define GPU_SRC_BUS 2u
#define GPU_DST_BUS 4u
#define GPU_FILL 8u
#define GPU_LOOK 16u
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
	GPU_MISTAKE_REVOKE,		/* importers of a VF's VRAM are not told that it is taken */
	GPU_MISTAKE_WAIT,		/* they are told, and not waited for */
	GPU_MISTAKE_REMAP,		/* what was taken can be mapped again */
	GPU_MISTAKE_WINDOW,		/* nobody looks whether the BAR shows what is exported */
	GPU_MISTAKE_MOVE,		/* what moves into the window leaves its bytes behind */
	GPU_MISTAKE_OWNER,		/* nobody looks whose pages are exported */
	GPU_MISTAKE_FLR,		/* an FLR of a VF is nothing to it */
	GPU_MISTAKE_HOLD,		/* a VF that is stopped goes on */
	GPU_MISTAKE_ENGINE,		/* a VF's engine is not restored */
	GPU_MISTAKE_STALE,		/* VRAM is not cleared before a VF is restored */
	GPU_MISTAKE_SUM,		/* nobody looks whether a stream was changed */
	GPU_MISTAKE_CUT,		/* ... or ended too soon */
};

struct gpu_vf {
	u64 quota;			/* bytes */
	u32 npages;
	u32 *page;			/* numbers of pages of VRAM, in the VF's order */
};

struct gpu_node;
struct gpu_migration;

struct gpu {
	struct list_head list;
	struct pci_dev *pdev;
	void __iomem *regs;
	/* Of a PF; of all that follows see gpu_lock(): */
	void __iomem *vram;		/* what the BAR shows of it */
	int bar;
	u64 bar_bytes, vf_bytes;	/* of the BAR, of a VF's */
	u32 npages;
	u16 *owner;			/* of each page */
	u32 *exported;			/* how many buffers of the PF's have each page */
	u32 leaf_bytes;			/* of one VF's leaf table */
	u32 nvfs;			/* that there can be */
	struct gpu_vf *vf;		/* [0] is not used */
	struct gpu_node *admin;
	struct list_head exports;	/* gpu_export.c */
	int irq;			/* 0: it has none */
	struct work_struct flr;		/* VFs had an FLR */
	struct gpu_migration *migration; /* of each VF, as @vf; NULL: nobody can ask for it */
};

enum gpu_mistake gpu_mistake(void);

/*
 * One lock for all GPUs: of who has which pages, of tables, and of exports.  It is taken
 * before any buffer's reservation lock.  Behind that one, gpu_page_lock alone keeps the
 * pages of VFs as they are: who changes them has both.
 */
void gpu_lock(void);
void gpu_unlock(void);
extern struct mutex gpu_page_lock;

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
/* Where in VRAM they end. */
u64 gpu_tables_end(const struct gpu *g);
int gpu_quota_set(struct gpu *g, u32 vf, u64 bytes);
int gpu_quota_set_all(struct gpu *g, u64 bytes);
int gpu_sriov_configure(struct pci_dev *pdev, int n);

/* A VF had an FLR: the next one who uses it finds zeros. */
void gpu_vf_clear(struct gpu *g, u32 vf);
/* Is that page free, but for buffers of the PF's? */
bool gpu_page_is_pf(const struct gpu *g, u32 page);
/* First of @n free pages in a row, all below @below; or @below: there are none. */
u32 gpu_pages_find(const struct gpu *g, u32 n, u32 below);

/*
 * gpu_export.c: no importer has VRAM of VF @vf (GPU_PF: any) any more, when it returns; with
 * @for_good it never will again, else not before gpu_exports_back().  With the lock held.
 */
void gpu_exports_revoke(struct gpu *g, u32 vf, bool for_good);
void gpu_exports_back(struct gpu *g);
/* The driver goes: what is still exported is nobody's. */
void gpu_exports_exit(struct gpu *g);
/* gpu_migrate.c; the second frees, the third is for when the PF was reset, with the lock */
int gpu_migrate_init(struct gpu *g);
void gpu_migrate_exit(struct gpu *g);
void gpu_migrate_after_reset(struct gpu *g);

/* gpu_sysfs.c */
int gpu_sysfs_init(struct gpu *g);
void gpu_sysfs_exit(struct gpu *g);

#endif
