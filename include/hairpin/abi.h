/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * abi.h - the interface between a kernel instance and everything else.
 *
 *      hairpin (host side, libc)          libkernel-*.so (kernel headers, no libc)
 *      ------------------------          -----------------------------------------
 *      struct hp_host  ------------------>  config, MMIO, time, log, events
 *      struct hp_kernel  <----------------  boot, queries, sysfs, module load
 *
 * Both sides include this file.  So it uses only fixed-width integers and opaque
 * handles, and includes only <stdint.h> (on the kernel side, the kernel's own
 * types).  Add members at the end, and raise HP_ABI_VERSION: the loader refuses
 * any other version.  The caller owns all memory that a pointer here leads to,
 * and keeps it valid during the call, unless a comment says otherwise.
 */
#ifndef HAIRPIN_ABI_H
#define HAIRPIN_ABI_H

#ifdef __KERNEL__
#include <linux/types.h>
#else
#include <stdbool.h>
#include <stdint.h>
#endif

#include "hairpin/abi_ops.h"
#include "hairpin/features.h"

#define HP_ABI_VERSION 45u

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

/* What went wrong inside the kernel.  KTAP prints the name after HP_EVENT_, in lower case. */
enum hp_event_kind {
	HP_EVENT_WARN = 1,	/* WARN(), WARN_ON(), refcount saturation ... */
	HP_EVENT_BUG,		/* BUG(): ends the scenario */
	HP_EVENT_OOPS,		/* a fault on a kernel access: ends the scenario */
	HP_EVENT_PANIC,		/* panic(): ends the scenario */
	HP_EVENT_TRAP,		/* a symbol that nothing provides was used: ends the scenario */
	HP_EVENT_HANG,		/* no task can run, or an endless loop: ends the scenario */
	HP_EVENT_SANITIZER,	/* ASan or UBSan report: ends the scenario */
	HP_EVENT_MISUSE,	/* sleep in atomic context, unlock of a free lock ... */
	HP_EVENT_LEAK,		/* an object that no pointer leads to */
	HP_EVENT_INJECTED,	/* no complaint: fault injection made this call fail */
	HP_EVENT_MACHINE_CHECK,	/* raised by the machine, not the kernel: see host on-reset-access */
	HP_EVENT_SWITCHED,	/* no complaint: the schedule lets another task run here */
};

/* Does the kernel continue after an event of this kind? */
static inline bool hp_event_goes_on(uint32_t kind)
{
	return kind == HP_EVENT_WARN || kind == HP_EVENT_MISUSE ||
	       kind == HP_EVENT_LEAK || kind == HP_EVENT_INJECTED ||
	       kind == HP_EVENT_MACHINE_CHECK || kind == HP_EVENT_SWITCHED;
}

#define HP_MAX_FRAMES 32

/*
 * One event.  @frames are return addresses, innermost first.  They are offsets
 * from the shared object's load address, so they are the same in every run.  The
 * host turns them into function and line with the object's debug information.
 */
struct hp_event {
	uint32_t kind;			/* enum hp_event_kind */
	uint32_t nframes;
	uint64_t frames[HP_MAX_FRAMES];
	const char *text;		/* message, symbol name, lock ...; may be "" */
	uint32_t more;			/* 1: the next event belongs to the same report */
};

/* What the instance does with memory, for hp_host.access(). */
enum hp_access {
	HP_ACCESS_READ,
	HP_ACCESS_WRITE,
	HP_ACCESS_NEW,		/* it is an object that was just allocated */
};

/*
 * Another task may run, and the host is to say which (hp_kernel.schedule()).  Tasks are numbered from 1, in the order
 * in which they were made; 1 is the host's call.
 */
struct hp_turn {
	uint32_t goes_on;		/* the task that runs, and would go on; 0: it has stopped */
	uint32_t n;
	const uint32_t *ready;		/* the others that could run, longest ready first */
	uint32_t woken;			/* a task was woken since one was preempted last */
	uint32_t tell;			/* set by the host: raise HP_EVENT_SWITCHED */
};

/* An access to config space: 1, 2 or 4 bytes that do not cross a dword. */
typedef uint32_t (*hp_cfg_read_fn)(void *ctx, hp_sbdf fn, uint16_t reg,
				   uint8_t size_bytes);
typedef void (*hp_cfg_write_fn)(void *ctx, hp_sbdf fn, uint16_t reg,
				uint8_t size_bytes, uint32_t value);

/* Memory of a device that CPUs reach by addresses of their own. */
struct hp_coherent {
	uint64_t base, size_bytes;	/* CPU physical; 0 bytes: its link is down */
	void *bytes;			/* of a range(); what is not mapped is when it is touched */
};

/* What the kernel instance calls.  The host owns it and never frees it. */
struct hp_host {
	uint32_t abi;			/* HP_ABI_VERSION */
	void *ctx;			/* the first argument of every call */

	hp_cfg_read_fn cfg_read;	/* returns all ones for an absent function */
	hp_cfg_write_fn cfg_write;

	/* CPU loads and stores to MMIO, by CPU physical address; 1, 2, 4 or 8 bytes. */
	uint64_t (*mmio_read)(void *ctx, uint64_t phys, uint8_t size_bytes);
	void (*mmio_write)(void *ctx, uint64_t phys, uint8_t size_bytes,
			   uint64_t value);

	/* Kernel log: one whole line in each call, without newline; @level 0 to 7. */
	void (*log)(void *ctx, int level, const char *text, uint32_t len);
	/* Returns only if hp_event_goes_on(@ev->kind), or if @ev->more. */
	void (*event)(void *ctx, const struct hp_event *ev);

	/* Virtual time in picoseconds; delay_ps() advances it. */
	uint64_t (*now_ps)(void *ctx);
	void (*delay_ps)(void *ctx, uint64_t ps);
	uint64_t (*random)(void *ctx);	/* seeded, deterministic */

	/*
	 * Reserves zeroed, lazily backed address space (MAP_NORESERVE), which is
	 * never freed.  Where there is none, the scenario ends.
	 */
	void *(*reserve)(void *ctx, uint64_t size_bytes);
	/* Makes [p, p + size_bytes) inaccessible; both are page aligned. */
	void (*guard)(void *ctx, void *p, uint64_t size_bytes);

	/*
	 * The machine's IOMMU, as its driver programs it.  The members are NULL when
	 * there is none.  Modes and permissions are HP_IOMMU_HW_*.  Calls return 0, or
	 * a negative number on failure, unless a comment says otherwise.
	 */
	/* Returns the number of a new, empty page table. */
	uint32_t (*iommu_table_new)(void *ctx);
	int (*iommu_table_free)(void *ctx, uint32_t table);
	int (*iommu_map)(void *ctx, uint32_t table, uint64_t iova, uint64_t phys,
			 uint64_t page_bytes, uint64_t count, uint32_t prot);
	/* Returns the number of bytes unmapped.  Cached translations stay. */
	uint64_t (*iommu_unmap)(void *ctx, uint32_t table, uint64_t iova,
				uint64_t bytes);
	int (*iommu_walk)(void *ctx, uint32_t table, uint64_t iova,
			  uint64_t *phys);
	int (*iommu_attach)(void *ctx, hp_sbdf requester, uint32_t mode,
			    uint32_t table);
	int (*iommu_detach)(void *ctx, hp_sbdf requester);
	/* Drops cached translations of a range; with @bytes 0, of the whole table. */
	void (*iommu_invalidate)(void *ctx, uint32_t table, uint64_t iova,
				 uint64_t bytes);

	/*
	 * Chooses addresses for memory of which little is used: nothing is mapped
	 * there before back() is called.  The start is a multiple of 1 GiB.  @dense is
	 * a hint: what is used is filled densely, so large pages are worth it.  Where
	 * there are no such addresses, the scenario ends.
	 */
	void *(*range)(void *ctx, uint64_t size_bytes, bool dense);
	/*
	 * Maps zeroed memory for [p, p + size_bytes) of a range, where none is yet.
	 * What nobody asked for is mapped when it is touched; a debugger of memory may
	 * not like that.
	 */
	void (*back)(void *ctx, const void *p, uint64_t size_bytes);

	/* CPU loads and stores of I/O ports; 1, 2 or 4 bytes. */
	uint32_t (*port_read)(void *ctx, uint16_t port, uint8_t size_bytes);
	void (*port_write)(void *ctx, uint16_t port, uint8_t size_bytes,
			   uint32_t value);

	/*
	 * The machine has no @size_bytes of DRAM left.  That ends the scenario, as its
	 * own error: it does not return.
	 */
	void (*no_dram)(void *ctx, uint64_t size_bytes);

	/*
	 * What firmware tells of interrupt pins (PCI Firmware 3.3 4.3: _PRT): returns
	 * the input to which @pin, 1 to 4, of device @device leads, on the root bus
	 * that begins with number @bus; HP_INTX_INPUTS: to none.
	 */
	uint32_t (*intx_route)(void *ctx, uint32_t domain, uint8_t bus, uint8_t device,
			       uint8_t pin);
	/* Returns the lowest input from @from on that is asserted; HP_INTX_INPUTS: none. */
	uint32_t (*intx_next)(void *ctx, uint32_t from);

	/*
	 * The CPU has nothing to do before @until_ps (UINT64_MAX: at all).  Lets virtual
	 * time pass until then, or until a message of hp_host.message() came.  Returns
	 * false if nothing is to happen any more.
	 */
	bool (*idle)(void *ctx, uint64_t until_ps);
	/* Takes the oldest interrupt message that came while time passed.  Returns false if there is none. */
	bool (*message)(void *ctx, uint32_t *data);
	/* A driver has its device stop all DMA, and waits until nothing of it is under way. */
	void (*dma_stop)(void *ctx, hp_sbdf client);

	/*
	 * Address Translation Services (Base 10).  From now on, or no longer, the IOMMU takes
	 * requests of @requester whose addresses its function has had translated before.
	 */
	int (*iommu_ats)(void *ctx, hp_sbdf requester, bool on);
	/*
	 * The IOMMU has @requester's function forget what it knows of [iova, iova + bytes), and
	 * waits for its confirmation (10.3).  Returns a negative number if there was none.
	 */
	int (*ats_invalidate)(void *ctx, hp_sbdf requester, uint64_t iova, uint64_t bytes);

	/* Returns who runs next: the task @t->goes_on, or one of those ready. */
	uint32_t (*turn)(void *ctx, struct hp_turn *t);
	/*
	 * While turn() is asked, of an instance with hp_kernel.watches: the task that runs
	 * does this (enum hp_access) with [p, p + size_bytes).
	 */
	void (*access)(void *ctx, const void *p, uint64_t size_bytes, uint32_t what);

	/*
	 * What firmware says of memory of @fn's own that is coherent CPU memory, beside all
	 * BARs.  Returns false if it says nothing.
	 */
	bool (*coherent)(void *ctx, hp_sbdf fn, struct hp_coherent *out);

	/* As message(): the oldest message of an IOMMU of hp_boot's. */
	bool (*iommu_message)(void *ctx, uint32_t *data);

	/* NULL, unless memcheck watches: bytes that nobody wrote yet; that others will read. */
	void (*fresh)(void *ctx, const void *p, uint64_t size_bytes);
	void (*shown)(void *ctx, const void *p, uint64_t size_bytes);

	/*
	 * Copies between the instance and memory of @process, a program of the host
	 * (HP_UAPI_NATIVE).  Returns how many bytes could not be copied, from the end.
	 */
	uint64_t (*user_copy)(void *ctx, uint32_t process, void *kernel, uint64_t user,
			      uint64_t bytes, bool to_user);
	/*
	 * From now on the page at @user of @process is the page of DRAM at @phys, with what it
	 * has now.  Returns false if @process has no memory there.
	 */
	bool (*user_share)(void *ctx, uint32_t process, uint64_t user, uint64_t phys);

	/*
	 * After inject() with HP_INJECT_ASK: the kernel passes the @n-th fault point, from 1.
	 * Returns whether it fails; then none is asked about any more.
	 */
	bool (*fault_point)(void *ctx, uint64_t n);
};

#define HP_INTX_INPUTS 1024u

#define HP_IOMMU_HW_BLOCKED 1u
#define HP_IOMMU_HW_PASSTHROUGH 2u
#define HP_IOMMU_HW_TABLE 3u
#define HP_IOMMU_HW_READ 1u
#define HP_IOMMU_HW_WRITE 2u

/* A window of a host bridge, as firmware describes it to the kernel. */
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
	uint32_t native;		/* HP_NATIVE_*: what firmware lets the kernel control */
	/*
	 * DRAM as the devices below see it: [cpu_base, cpu_base + size_bytes) is at
	 * bus address cpu_base - offset.  With none, bus and CPU addresses are equal.
	 */
	uint32_t ndram;
	const struct hp_window *dram;
	/* With hp_boot.smmus: requester ID 0 below is this stream of that SMMU, and so on. */
	uint32_t first_stream, smmu;
};

/* A stretch of DRAM: CPU physical addresses, bytes. */
struct hp_dram {
	uint64_t base, size_bytes;
};

/* The CPU vendor that cpu_supports_p2pdma() and quirks check. */
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
	/*
	 * Where the dram_bytes are: ascending, page aligned.  The kernel allocates
	 * from there.  With none, DRAM is contiguous from 0.
	 */
	uint32_t ndram;
	const struct hp_dram *dram;
	/* Memory of devices, beside DRAM and windows: nobody allocates from it. */
	uint32_t ncoherent;
	const struct hp_coherent *coherent;
	/* As inject()'s, from the enumeration of PCI to the registration of the IOMMU. */
	uint64_t inject_nth;
	/* CPU physical addresses of the registers of Arm SMMUv3s; none: the IOMMU is hp_host's own. */
	uint32_t nsmmus;
	const uint64_t *smmus;
	const uint32_t *smmu_flags;	/* HP_SMMU_*, of each */
};

/* Its own accesses do not snoop; it has wires, number 2 * n for events, and the next for errors; or one. */
#define HP_SMMU_NO_SNOOP (1u << 0)
#define HP_SMMU_WIRES (1u << 1)
#define HP_SMMU_ONE_WIRE (1u << 2)
/* hp_host.iommu_message() gives an edge on wire n as HP_SMMU_WIRE + n. */
#define HP_SMMU_WIRE 4096u

/* Firmware has assigned BARs and windows: the kernel keeps what config space says. */
#define HP_BOOT_KEEP_FIRMWARE (1u << 0)

#define HP_NUM_RESOURCES 17		/* BARs 0-5, ROM, VF BARs 0-5, windows 0-3 */
#define HP_RES_ROM 6
#define HP_RES_VF_BAR0 7
#define HP_RES_WIN0 13			/* bridge: I/O, memory, prefetchable, (cardbus) */

/* One resource of a function as the kernel holds it. */
struct hp_kresource {
	uint64_t cpu_start;		/* CPU physical */
	uint64_t bus_start;		/* bus address: pci_bus_address(), or the resource's region */
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
	hp_sbdf upstream;		/* the bridge above; ~0 on a root bus */
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
	uint8_t ats_enabled;		/* as the kernel knows it */
};

/* The kernel's enum pci_p2pdma_map_type, with its names after the prefix. */
enum hp_map_type {
	HP_MAP_UNKNOWN = 0,
	HP_MAP_NONE,
	HP_MAP_NOT_SUPPORTED,
	HP_MAP_BUS_ADDR,
	HP_MAP_THRU_HOST_BRIDGE,
};

struct hp_p2p {
	uint32_t map_type;		/* enum hp_map_type */
	int32_t distance;		/* of pci_p2pdma_distance(); -1: not supported */
	int32_t error;			/* negative errno when P2PDMA could not be asked */
	/* Of the BAR's first byte: its CPU physical address, and its BUS_ADDR mapping. */
	uint64_t cpu_address;
	uint64_t bus_address;		/* 0 unless BUS_ADDR */
};

/*
 * Mapping memory for a simulated device's DMA, by a function of the DMA API.  The
 * driver of our endpoints (sim/env/pci/dma.c) calls the one that is
 * asked for, and returns the addresses that it would program into the device.
 */
enum hp_dma_api {
	HP_DMA_API_P2P = 1,	/* a peer's BAR, as the tree does it: by the map type */
	HP_DMA_API_PHYS,	/* dma_map_phys() with DMA_ATTR_MMIO */
	HP_DMA_API_IOVA,	/* dma_iova_try_alloc(), link, sync */
	HP_DMA_API_SGTABLE,	/* dma_map_sgtable() of the BAR's P2P pages */
	HP_DMA_API_RESOURCE,	/* dma_map_resource() */
	HP_DMA_API_SINGLE,	/* DRAM: dma_map_single() */
	HP_DMA_API_COHERENT,	/* DRAM: dma_alloc_coherent() */
	HP_DMA_API_COUNT,
	HP_DMA_API_DMABUF = HP_DMA_API_COUNT	/* a DMA-BUF was imported; not for dma_map() */
};

enum hp_dma_dir { HP_DMA_BIDIRECTIONAL = 0, HP_DMA_TO_DEVICE, HP_DMA_FROM_DEVICE };

struct hp_dma_request {
	hp_sbdf client;
	hp_sbdf provider;	/* the BAR's function; ignored for DRAM */
	int32_t bar;		/* -1: the first memory BAR */
	uint32_t api;		/* enum hp_dma_api */
	uint32_t dir;		/* enum hp_dma_dir */
	uint64_t offset, bytes;	/* of the BAR; for DRAM only @bytes */
};

#define HP_MAX_SEGMENTS 64

struct hp_dma_segment {
	uint64_t address;	/* dma_addr_t */
	uint64_t bytes;
	uint32_t bus_address;	/* 1: the scatterlist marks it as a bus address */
};

struct hp_dma_mapping {
	uint64_t handle;	/* for dma_unmap(); 0: not mapped */
	int32_t error;		/* negative errno when the kernel refused */
	uint32_t map_type;	/* enum hp_map_type; set for P2P and SGTABLE only */
	uint64_t cpu_address;	/* CPU physical address of the memory */
	uint64_t bytes;
	uint32_t nsegments;	/* the total; only the first HP_MAX_SEGMENTS are here */
	struct hp_dma_segment segment[HP_MAX_SEGMENTS];
};

/*
 * What the kernel forms its IOMMU groups from: how far it takes a function as
 * isolated, and the requester IDs it sees.  Flags are bits of the ACS registers.
 */
#define HP_ISOLATING 0x1du		/* SV, RR, CR, UF: what groups ask for */
#define HP_MAX_ALIASES 8

struct hp_isolation {
	uint16_t enabled;		/* the bits of HP_ISOLATING that are on, each asked alone */
	uint8_t isolated;		/* 1: all of HP_ISOLATING is on, asked together */
	/*
	 * The answer of the tree's quirk for this device ID, for HP_ISOLATING: 1
	 * isolated, 0 not isolated, negative: no quirk, the registers decide.
	 */
	int8_t quirk;
	uint8_t path_isolated;		/* of a port: 1 if it and all ports above are isolated */
	/* Other devices whose requester ID its requests may have, nearest first. */
	uint8_t naliases;
	struct {
		hp_sbdf device;		/* a bridge above, or @requester's own */
		hp_sbdf requester;	/* bus and devfn in the TLP */
	} alias[HP_MAX_ALIASES];
};

/* What HP_UAPI_HWPT asks for, as the kernel's uapi numbers them; and a guest's STE. */
#define HP_HWPT_PARENT (1u << 0)
#define HP_HWPT_DIRTY (1u << 1)
#define HP_HWPT_FAULTS (1u << 2)
#define HP_HWPT_PASID (1u << 3)
#define HP_HWPT_GUEST (1u << 31)

/* States of a device that is migrated, as the kernel's uapi numbers them. */
enum hp_mig_state {
	HP_MIG_ERROR, HP_MIG_STOP, HP_MIG_RUNNING, HP_MIG_STOP_COPY, HP_MIG_RESUMING,
	HP_MIG_RUNNING_P2P, HP_MIG_PRE_COPY, HP_MIG_PRE_COPY_P2P,
};
/* What of that a device can do, as there. */
#define HP_MIG_CAN_STOP_COPY (1u << 0)
#define HP_MIG_CAN_P2P (1u << 1)
#define HP_MIG_CAN_PRE_COPY (1u << 2)

/* What HP_UAPI_VFIO_PROBE asks, besides whether the feature exists. */
#define HP_PROBE_GET (1u << 0)
#define HP_PROBE_SET (1u << 1)

/* HP_UAPI_GPU_COPY: an address is one on the bus, not in the function's VRAM; no source, but zeros. */
#define HP_GPU_SRC_BUS 2u
#define HP_GPU_DST_BUS 4u
#define HP_GPU_FILL 8u

/* How our driver of GPUs hands out addresses of VRAM that it exports. */
enum hp_door {
	HP_DOOR_RESOURCE = 1,		/* dma_map_resource() of the BAR's */
	HP_DOOR_PROVIDER,		/* P2PDMA's provider of the BAR: dma_buf_phys_vec_to_sgt() */
	HP_DOOR_PAGE,			/* P2PDMA's pages of the BAR: dma_map_sgtable() */
};

/* A stretch of a GPU's VRAM that its driver has given to a VF, or keeps. */
struct hp_gpu_claim {
	hp_sbdf pf;
	uint32_t vf;			/* 0: the PF's own */
	uint64_t at, vram, bytes;	/* in the VF's VRAM; in VRAM */
};

/* How a simulated importer behaves (sim/env/pci/importer.c). */
enum hp_import_kind {
	HP_IMPORT_AT_ONCE = 0,	/* unmaps inside the invalidation callback */
	HP_IMPORT_DEFERRED,	/* unmaps from a work item, 20 ms later */
	HP_IMPORT_FENCED,	/* has DMA in flight under a fence for 20 ms, then unmaps */
	HP_IMPORT_PINNED,	/* cannot be notified: has no invalidation callback */
	HP_IMPORT_TWICE,	/* holds two mappings, unmaps both inside the callback */
	HP_IMPORT_NEVER,	/* is notified, and keeps its mapping: a broken driver */
};

/* What an importer makes of the buffer: DMA addresses, or, if it is a GPU, its own VRAM. */
enum hp_import_via {
	HP_VIA_DMA = 0,
	HP_VIA_ADDRESS,			/* VRAM, by the DMA address taken for CPU physical */
	HP_VIA_PRIVATE,			/* VRAM, by what the exporter says without the DMA API */
	HP_VIA_INTERCONNECT,		/* VRAM, by an interconnect that both know; else as HP_VIA_DMA */
};

#define HP_UAPI_NOWAIT (1u << 0)	/* return also when the call waits */
/* Return at once: the call runs when other tasks wait.  @text and @data must live until HP_UAPI_WAIT. */
#define HP_UAPI_START (1u << 1)
#define HP_UAPI_MAX_RANGES 512u

/* Values of hp_uapi.ret when a load or store ended in a signal. */
#define HP_UAPI_SIGBUS (-4103)
#define HP_UAPI_SIGSEGV (-4107)

/* What HP_UAPI_VFIO_IRQS does. */
enum hp_irqs_action { HP_IRQS_TRIGGER = 0, HP_IRQS_MASK, HP_IRQS_UNMASK };

struct hp_uapi {
	uint32_t op;			/* enum hp_uapi_op */
	uint32_t process;		/* a number that the host chooses, from 1 */
	uint32_t flags;			/* HP_UAPI_NOWAIT, HP_UAPI_START */
	uint32_t nranges;
	const char *name;		/* of the process, for reports */
	const char *text, *data;
	const uint64_t *ranges;		/* pairs of offset and length, bytes */
	uint64_t arg[8];
	uint64_t out[4];
	int64_t ret;			/* what the system call returned */
	void *bytes;			/* the host's, until the call has ended */
};

#define HP_MAX_VRAM 16u

/* The state of an importer of HP_UAPI_IMPORT. */
struct hp_import {
	uint32_t kind;			/* enum hp_import_kind */
	uint32_t attached;		/* 1: it has its attachment */
	uint32_t mappings;		/* how many it holds */
	uint32_t invalidations;		/* how often it was notified */
	int32_t error;			/* of the last map: 0 or a negative errno */
	uint32_t nsegments;		/* of the mapping; only the first HP_MAX_SEGMENTS are here */
	struct hp_dma_segment segment[HP_MAX_SEGMENTS];
	uint32_t nvram;			/* with HP_VIA_ADDRESS, _PRIVATE: the mapping, in VRAM */
	struct hp_dma_segment vram[HP_MAX_VRAM];
};

/*
 * A mapping of a DMA-BUF that a driver holds, as dma_buf_map_attachment() and its relatives
 * gave it out.
 */
struct hp_held {
	uint64_t id;			/* from 1, in the order in which they were made */
	uint64_t buffer;		/* as held_buffer() numbers it */
	uint64_t handle;		/* of the importer, as HP_UAPI_IMPORT gave it; 0: a driver of the tree */
	hp_sbdf importer;		/* whose DMA; HP_NO_FUNCTION: of no PCI function */
	uint32_t dir;			/* enum hp_dma_dir */
	uint32_t can_be_notified;	/* 1: it has a callback for invalidations */
	uint32_t notified;		/* how often it was, since it was mapped */
	uint32_t nsegments;		/* the total; only the first HP_MAX_SEGMENTS are here */
	struct hp_dma_segment segment[HP_MAX_SEGMENTS];
	char driver[32], device[32];	/* of the importer; driver may be "" */
};

/* A count of the kernel's that differs between the end of boot and the end. */
struct hp_left {
	hp_sbdf fn;			/* the function concerned, or HP_NO_FUNCTION */
	int64_t was, is;
	char what[48];			/* "open files", "references to the device" */
};
#define HP_NO_FUNCTION (~(hp_sbdf)0)

/* Kinds of fault points: what can fail there. */
#define HP_INJECT_ALLOC (1u << 0)	/* memory: objects, pages, vmalloc */
#define HP_INJECT_FD (1u << 1)		/* a file descriptor */
#define HP_INJECT_COPY (1u << 2)	/* a copy to or from user space */
#define HP_INJECT_SIGNAL (1u << 3)	/* an interruptible wait of a process */
#define HP_INJECT_ANY 15u
#define HP_INJECT_ASK (1u << 4)		/* hp_host.fault_point() says which fails */

/*
 * What a kernel instance offers.  Calls return 0 or a negative errno, unless a
 * comment says otherwise.
 */
struct hp_kernel {
	uint32_t abi;			/* HP_ABI_VERSION */
	uint32_t nsymbols_trapped;
	const char *release;		/* utsname release, e.g. "7.3.4" */
	uint64_t features;		/* HP_FEAT_* */

	/* Call it once, after fork.  All others may be called after it returned 0. */
	int (*boot)(const struct hp_boot *b);

	/*
	 * All functions, sorted by sbdf.  Returns how many there are, and fills in at
	 * most @n of them.
	 */
	int64_t (*functions)(struct hp_kfunc *out, uint64_t n);
	int (*function)(hp_sbdf fn, struct hp_kfunc *out);

	/*
	 * Asks P2PDMA about a provider's BAR (-1: the first memory BAR) and a client.
	 * With @verbose the kernel prints its reasons to the log.
	 */
	int (*p2p)(hp_sbdf provider, int32_t bar, hp_sbdf client,
		   uint32_t verbose, struct hp_p2p *out);

	/*
	 * Files below /sys, through the kernel's own kernfs operations.  Return the
	 * number of bytes read or written, or a negative errno.
	 */
	int64_t (*sysfs_read)(const char *path, char *buf, uint64_t size);
	int64_t (*sysfs_write)(const char *path, const char *buf, uint64_t len);

	/* Makes the kernel misbehave, so that the suite can prove that it is caught. */
	int (*selftest)(const char *what);	/* "null" "loop" "trap" "warn" "bug" ... */

	/*
	 * Returns the name of the trapped symbol that a faulting address stands for,
	 * or NULL.  It may be called in a signal handler.
	 */
	const char *(*trap_name)(uint64_t addr);

	/*
	 * Map memory for @client's DMA, and unmap it.  dma_map() returns 0 when the
	 * kernel could be asked; @out->error says whether it mapped the memory.
	 */
	int (*dma_map)(const struct hp_dma_request *req,
		       struct hp_dma_mapping *out);
	int (*dma_unmap)(uint64_t handle);

	/* Returns the number of mappings that were made and not unmapped. */
	uint64_t (*live_mappings)(void);

	/* Lets virtual time pass until then: timers run, and what they start. */
	int (*advance)(uint64_t until_ps);

	/* What the kernel would form groups from; works without an IOMMU, too. */
	int (*isolation)(hp_sbdf fn, struct hp_isolation *out);

	/* Returns the number of IOVA ranges that dma-iommu.c allocated and did not free. */
	uint64_t (*live_iovas)(void);

	/*
	 * Makes a system call of a simulated process.  Virtual time passes while it
	 * waits.  Returns 0 when the call could be made; @u->ret is its own result.
	 */
	int (*uapi)(struct hp_uapi *u);
	int (*import_state)(uint64_t handle, struct hp_import *out);

	/*
	 * Returns how many objects no pointer leads to, of those allocated since the
	 * first process started.  The first ones are events, with their allocators.
	 */
	int64_t (*leaks)(void);

	/*
	 * From now on counts the fault points of these HP_INJECT_* kinds that the
	 * kernel passes in uapi(), sysfs_write(), dma_map(), dma_unmap() or advance(),
	 * and makes the @nth fail (from 1; 0: none), with an HP_EVENT_INJECTED.
	 * inject_passed() returns how many were passed.
	 */
	int (*inject)(uint32_t kinds, uint64_t nth);
	uint64_t (*inject_passed)(void);

	/*
	 * With @asks, hp_host.turn() says from now on who runs next, also where tasks may be
	 * preempted: where they release locks and where they might sleep.  Otherwise the
	 * task runs that has been ready longest, until it waits.
	 */
	int (*schedule)(uint32_t asks);

	/*
	 * Returns how many pages of [phys, phys + bytes) the page tables of @process
	 * (0: of all) lead to.  Changes nothing, so it may be called at any time.
	 */
	uint64_t (*user_pages)(uint32_t process, uint64_t phys, uint64_t bytes);

	/*
	 * Compares the kernel's counts with those at the end of boot; call it when
	 * every process has exited.  Returns how many differ, and fills in at most @n.
	 * Unbinds drivers itself if no process did: without processes no driver waits.
	 */
	int64_t (*audit)(struct hp_left *out, uint64_t n);
	/* A device's MSI or MSI-X message arrived.  Returns -EINVAL if no handler has it. */
	int (*interrupt)(uint32_t data);
	/* A function asserts its interrupt pin, or does so no longer. */
	int (*intx)(void);
	/*
	 * Returns how many mappings of DMA-BUFs are held, and fills in at most @n of them.
	 * Changes nothing, so it may be called at any time.
	 */
	int64_t (*held)(struct hp_held *out, uint64_t n);
	/* Returns the number of the buffer that is file @fd of @process; 0: there is none. */
	uint64_t (*held_buffer)(uint32_t process, int64_t fd);
	/* Returns 1 if somebody has the page of DRAM at @phys, 0 if it is free. */
	uint32_t (*page_used)(uint64_t phys);
	/* 1: the instance's code tells hp_host.access() of each load and store. */
	uint32_t watches;
	/*
	 * What our driver of GPUs says it has given to whom.  Returns how many stretches there
	 * are, and fills in at most @n of them.  Changes nothing.
	 */
	int64_t (*gpu_claims)(struct hp_gpu_claim *out, uint64_t n);
	/* Returns where [phys, phys + bytes) of DRAM is in the instance's memory; NULL: not all is DRAM. */
	void *(*dram)(uint64_t phys, uint64_t bytes);
	/*
	 * Entries of the directory at @path of /sys, or, with @path "/dev", all nodes: for each
	 * a letter (d directory, l link, f file), its mode in octal, a blank, its name (below
	 * /dev), NUL, and of a link its target, NUL.  Returns how many bytes there are, of which
	 * at most @size were written, or -ENOENT.
	 */
	int64_t (*list)(const char *path, char *buf, uint64_t size);
};

typedef const struct hp_kernel *(*hp_kernel_entry_fn)(const struct hp_host *host);

#endif
