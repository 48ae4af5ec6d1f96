/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kernel.h - the one seam between a kernel instance and everything else.
 *
 *      hairpin (host side, libc)          libkernel-*.so (kernel headers, no libc)
 *      ------------------------          -----------------------------------------
 *      struct hp_host  ------------------>  config, MMIO, time, log, events
 *      struct hp_kernel  <----------------  boot, queries, sysfs, module load
 *
 * Both sides include this file, so it uses fixed-width integers and opaque
 * handles only, and includes nothing but <stdint.h> (or, on the kernel side,
 * the kernel's own types).  Adding a member: at the end, and bump
 * HP_ABI_VERSION; the loader refuses any other version.
 */
#ifndef HAIRPIN_KERNEL_H
#define HAIRPIN_KERNEL_H

#ifdef __KERNEL__
#include <linux/types.h>
#else
#include <stdbool.h>
#include <stdint.h>
#endif

#define HP_ABI_VERSION 2u

/* Symbol that every kernel instance exports, of type hp_kernel_entry_fn. */
#define HP_KERNEL_ENTRY "hp_kernel_entry"

/*
 * A function's address in the whole machine: domain << 16 | bus << 8 | devfn.
 * 64 bits because Linux has domains above 0xffff (VMD, 5 hex digits).
 */
typedef uint64_t hp_sbdf;

#define HP_SBDF(domain, bus, dev, fn) \
	(((uint64_t)(domain) << 16) | ((uint64_t)(bus) << 8) | \
	 ((uint64_t)(dev) << 3) | (uint64_t)(fn))
#define HP_SBDF_DOMAIN(s) ((uint32_t)((s) >> 16))
#define HP_SBDF_BUS(s) ((uint8_t)((s) >> 8))
#define HP_SBDF_DEVFN(s) ((uint8_t)(s))
#define HP_SBDF_DEV(s) ((uint8_t)((s) >> 3) & 0x1f)
#define HP_SBDF_FN(s) ((uint8_t)(s) & 7)

/* What went wrong inside the kernel.  Names in KTAP are the lower-case tails. */
enum hp_event_kind {
	HP_EVENT_WARN = 1,	/* WARN(), WARN_ON(), refcount saturation ... */
	HP_EVENT_BUG,		/* BUG(): ends the scenario */
	HP_EVENT_OOPS,		/* a fault on a kernel access: ends the scenario */
	HP_EVENT_PANIC,		/* panic(): ends the scenario */
	HP_EVENT_TRAP,		/* an unprovided symbol was used: ends the scenario */
	HP_EVENT_HANG,		/* nothing can run, or a loop for ever: ends it */
	HP_EVENT_SANITIZER,	/* ASan or UBSan report: ends the scenario */
	HP_EVENT_MISUSE,	/* sleep in atomic context, unlock of a free lock ... */
};

#define HP_MAX_FRAMES 32

/*
 * One event.  @frames are return addresses, innermost first, as offsets from
 * the shared object's load address, so they are the same in every run; the
 * host turns them into function and line with the object's debug information.
 */
struct hp_event {
	uint32_t kind;			/* enum hp_event_kind */
	uint32_t nframes;
	uint64_t frames[HP_MAX_FRAMES];
	const char *text;		/* message, symbol name, lock ...; may be "" */
};

/* How config space is reached: one access never crosses a dword. */
typedef uint32_t (*hp_cfg_read_fn)(void *ctx, hp_sbdf fn, uint16_t reg,
				   uint8_t size_bytes);
typedef void (*hp_cfg_write_fn)(void *ctx, hp_sbdf fn, uint16_t reg,
				uint8_t size_bytes, uint32_t value);

/* What the kernel instance needs from outside.  The host owns it for ever. */
struct hp_host {
	uint32_t abi;			/* HP_ABI_VERSION */
	void *ctx;			/* handed back in every call */

	hp_cfg_read_fn cfg_read;	/* absent function: all ones */
	hp_cfg_write_fn cfg_write;

	/* CPU loads and stores to MMIO, by CPU physical address. */
	uint64_t (*mmio_read)(void *ctx, uint64_t phys, uint8_t size_bytes);
	void (*mmio_write)(void *ctx, uint64_t phys, uint8_t size_bytes,
			   uint64_t value);

	/* Kernel log: one whole line a call, no newline, @level 0..7. */
	void (*log)(void *ctx, int level, const char *text, uint32_t len);
	/* Returns for HP_EVENT_WARN and HP_EVENT_MISUSE only. */
	void (*event)(void *ctx, const struct hp_event *ev);

	/* Virtual time, picoseconds; delays advance it. */
	uint64_t (*now_ps)(void *ctx);
	void (*delay_ps)(void *ctx, uint64_t ps);
	uint64_t (*random)(void *ctx);	/* seeded, deterministic */

	/*
	 * Reserve zeroed, lazily backed address space (MAP_NORESERVE).
	 * Never freed.  NULL when it cannot be had.
	 */
	void *(*reserve)(void *ctx, uint64_t size_bytes);
	/* Make [p, p+size) inaccessible, both page aligned. */
	void (*guard)(void *ctx, void *p, uint64_t size_bytes);
};

/* A host-bridge window as the firmware tells the kernel. */
enum hp_window_kind { HP_WIN_MEM = 1, HP_WIN_PREF, HP_WIN_IO };

struct hp_window {
	uint32_t kind;			/* enum hp_window_kind */
	uint64_t cpu_base;		/* CPU physical, or logical I/O port */
	uint64_t size_bytes;
	int64_t offset;			/* CPU physical minus PCI bus address */
};

struct hp_host_bridge {
	uint32_t domain;
	uint8_t bus_first, bus_last;
	uint32_t nwindows;
	const struct hp_window *windows;
	uint32_t native;		/* HP_NATIVE_* given to the OS by firmware */
};

/* The CPU that __cpu_supports_p2pdma() and quirks look at. */
enum hp_cpu_vendor { HP_CPU_OTHER = 0, HP_CPU_INTEL, HP_CPU_AMD };

enum hp_iommu_mode {
	HP_IOMMU_OFF = 0,
	HP_IOMMU_PASSTHROUGH,
	HP_IOMMU_STRICT,
	HP_IOMMU_LAZY,
};

struct hp_boot {
	const char *cmdline;		/* as the boot loader passes it */
	uint64_t dram_bytes;		/* DRAM the kernel may allocate from */
	uint32_t cpu_vendor;		/* enum hp_cpu_vendor */
	uint32_t cpu_family;
	uint32_t iommu_mode;		/* enum hp_iommu_mode */
	uint32_t nbridges;
	const struct hp_host_bridge *bridges;
	uint32_t flags;			/* HP_BOOT_* */
};

/* Firmware assigned BARs and windows already: keep what config space says. */
#define HP_BOOT_KEEP_FIRMWARE (1u << 0)

#define HP_NUM_RESOURCES 17		/* BARs 0-5, ROM, VF BARs 0-5, windows 0-3 */
#define HP_RES_ROM 6
#define HP_RES_VF_BAR0 7
#define HP_RES_WIN0 13			/* bridge: I/O, memory, prefetchable, (cardbus) */

/* One resource of a function as the kernel holds it. */
struct hp_kresource {
	uint64_t cpu_start;		/* CPU physical */
	uint64_t bus_start;		/* what pci_bus_address() or the region says */
	uint64_t size_bytes;		/* 0: none */
	uint32_t flags;			/* HP_RES_* below */
};
#define HP_RES_IO (1u << 0)
#define HP_RES_MEM (1u << 1)
#define HP_RES_PREF (1u << 2)
#define HP_RES_MEM64 (1u << 3)
#define HP_RES_UNASSIGNED (1u << 4)	/* the kernel could not place it */

/* One function as the kernel enumerated it. */
struct hp_kfunc {
	hp_sbdf sbdf;
	hp_sbdf upstream;		/* bridge above; ~0 on a root bus */
	uint16_t vendor, device;
	uint32_t class;			/* 24 bits */
	uint8_t hdr_type;		/* without the multi-function bit */
	uint8_t is_virtfn;
	uint8_t multifunction;
	uint8_t pcie_type;		/* 0xff: not PCI Express */
	int32_t iommu_group;		/* -1: none */
	uint16_t acs_cap_offset;	/* 0: no capability */
	uint16_t acs_ctrl;
	uint8_t bus_secondary, bus_subordinate;	/* bridges */
	struct hp_kresource res[HP_NUM_RESOURCES];
	char driver[32];		/* "" when unbound */
};

/* Values of the kernel's enum, under the kernel's names without prefix. */
enum hp_map_type {
	HP_MAP_UNKNOWN = 0,
	HP_MAP_NONE,
	HP_MAP_NOT_SUPPORTED,
	HP_MAP_BUS_ADDR,
	HP_MAP_THRU_HOST_BRIDGE,
};

struct hp_p2p {
	uint32_t map_type;		/* enum hp_map_type */
	int32_t distance;		/* pci_p2pdma_distance(); -1 unsupported */
	int32_t error;			/* negative errno when it could not be asked */
	/* The BAR's first byte: CPU physical, and what a BUS_ADDR mapping of it is. */
	uint64_t cpu_address;
	uint64_t bus_address;		/* 0 unless BUS_ADDR */
};

/* What this tree can do; a scenario needing an absent one is SKIP. */
#define HP_FEAT_P2P_PROVIDER (1ull << 0)	/* provider objects, no pages */
#define HP_FEAT_VFIO_DMABUF (1ull << 1)
#define HP_FEAT_DMA_MAP_PHYS (1ull << 2)
#define HP_FEAT_DMA_IOVA (1ull << 3)
#define HP_FEAT_INVALIDATE_MAPPINGS (1ull << 4)	/* else move_notify */
#define HP_FEAT_X86_CPU_RULE (1ull << 5)	/* AMD-Zen branch compiled in */
#define HP_FEAT_CONFIG_ACS (1ull << 6)		/* pci=config_acs= */
#define HP_FEAT_SYSFS (1ull << 7)

/* What a kernel instance offers.  All return 0 or a negative errno. */
struct hp_kernel {
	uint32_t abi;			/* HP_ABI_VERSION */
	uint32_t nsymbols_trapped;
	const char *release;		/* utsname release, e.g. "7.3.4" */
	uint64_t features;		/* HP_FEAT_* */

	/* Once, after fork; everything below only after it returned 0. */
	int (*boot)(const struct hp_boot *b);

	/*
	 * All functions, sorted by sbdf.  Returns how many there are and fills
	 * at most @n of them.
	 */
	int64_t (*functions)(struct hp_kfunc *out, uint64_t n);
	int (*function)(hp_sbdf fn, struct hp_kfunc *out);

	/*
	 * Ask P2PDMA about one provider BAR (-1: the first memory BAR) and one
	 * client.  @verbose lets the kernel print its reasons to the log.
	 */
	int (*p2p)(hp_sbdf provider, int32_t bar, hp_sbdf client,
		   uint32_t verbose, struct hp_p2p *out);

	/*
	 * Files below /sys, through the kernel's own kernfs operations.
	 * Return bytes read or written, or a negative errno.
	 */
	int64_t (*sysfs_read)(const char *path, char *buf, uint64_t size);
	int64_t (*sysfs_write)(const char *path, const char *buf, uint64_t len);

	/* Deliberate faults, so that the suite can prove they are caught. */
	int (*selftest)(const char *what);	/* "null" "loop" "trap" "warn" "bug" ... */

	/*
	 * The unprovided symbol that a faulting address stands for, or NULL.
	 * Callable from a signal handler.
	 */
	const char *(*trap_name)(uint64_t addr);
};

typedef const struct hp_kernel *(*hp_kernel_entry_fn)(const struct hp_host *host);

#endif
