/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * spec.h - a machine as plain data, before it is built.
 *
 *   language or importer  --->  struct spec  --->  fabric_build()
 *
 * The language or an importer fills it in; fabric.c turns it into config space
 * and routes.  It knows no scenario syntax and no kernel.  The spec owns an arena
 * with everything in it; spec_free() frees it all.
 */
#ifndef MODEL_SPEC_SPEC_H
#define MODEL_SPEC_SPEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The place in a file where something was stated, for messages; line 0: none. */
struct spec_loc {
	const char *file;
	uint32_t line, column;
};

/* A fact that a capture may not show, for example because it was taken without root. */
enum spec_known { SPEC_ABSENT = 0, SPEC_PRESENT, SPEC_UNKNOWN };

/*
 * What a function is.  PCIe values are those of the Device/Port Type field,
 * PCI Express Capabilities register (Base 7.5.3.2), so no table translates.
 */
enum spec_type {
	SPEC_ENDPOINT = 0x0,
	SPEC_LEGACY_ENDPOINT = 0x1,
	SPEC_ROOT_PORT = 0x4,
	SPEC_UPSTREAM_PORT = 0x5,
	SPEC_DOWNSTREAM_PORT = 0x6,
	SPEC_PCIE_TO_PCI = 0x7,
	SPEC_PCI_TO_PCIE = 0x8,
	SPEC_RCIEP = 0x9,
	SPEC_RCEC = 0xa,
	SPEC_PCI_DEVICE = 0x100,	/* conventional PCI, type 0 */
	SPEC_PCI_BRIDGE,		/* conventional PCI-to-PCI bridge */
	SPEC_HOST_DEVICE,		/* the "host bridge" function at 00:00.0 */
};

static inline bool spec_type_is_pcie(enum spec_type t)
{
	return t < SPEC_PCI_DEVICE;
}

/* Has a secondary bus, hence a type 1 header. */
static inline bool spec_type_is_bridge(enum spec_type t)
{
	return t == SPEC_ROOT_PORT || t == SPEC_UPSTREAM_PORT ||
	       t == SPEC_DOWNSTREAM_PORT || t == SPEC_PCIE_TO_PCI ||
	       t == SPEC_PCI_TO_PCIE || t == SPEC_PCI_BRIDGE;
}

/* Returns true for a port at the upper end of a link (1.3, 7.5.3.2). */
static inline bool spec_type_is_downstream(enum spec_type t)
{
	return t == SPEC_ROOT_PORT || t == SPEC_DOWNSTREAM_PORT ||
	       t == SPEC_PCI_TO_PCIE;
}

/* Returns false for functions integrated into the root complex (7.5.3.6). */
static inline bool spec_type_has_link(enum spec_type t)
{
	return t != SPEC_RCIEP && t != SPEC_RCEC;
}

enum spec_bar_kind { SPEC_BAR_NONE = 0, SPEC_BAR_MEM32, SPEC_BAR_MEM64, SPEC_BAR_IO };

struct spec_bar {
	enum spec_bar_kind kind;
	bool prefetchable;
	uint64_t size_bytes;		/* a power of two */
	uint64_t address;		/* bus address firmware left there; 0 none */
	uint64_t rebar_sizes;		/* Resizable BAR: bit n = 2^n MiB; 0 none */
};

/* ACS control and capability bits, as in the registers (Base 7.7.11). */
#define ACS_SV (1u << 0)
#define ACS_TB (1u << 1)
#define ACS_RR (1u << 2)
#define ACS_CR (1u << 3)
#define ACS_UF (1u << 4)
#define ACS_EC (1u << 5)
#define ACS_DT (1u << 6)
#define ACS_ENHANCED (1u << 7)

struct spec_acs {
	enum spec_known known;
	bool assumed;			/* present, but the capture does not show with what */
	uint16_t cap;			/* ACS_* supported; bits 15:8 filled by the builder */
	uint16_t ctrl;			/* ACS_* enabled at power on */
	uint8_t egress_bits;		/* Egress Control Vector Size; 0: as many as needed */
	uint64_t egress_vector[4];	/* up to 256 bits, bit n = port n */
};

struct spec_sriov {
	enum spec_known known;
	uint16_t total_vfs, initial_vfs;
	uint16_t num_vfs;		/* enabled at power on (imports) */
	uint16_t offset, stride;	/* 0: laid out by the builder */
	uint16_t vf_device;
	uint32_t page_sizes;		/* Supported Page Sizes; 0: the six all must have */
	struct spec_bar bar[6];		/* size is one VF's */
	struct spec_acs vf_acs;
	bool vf_ats;
	bool vf_msix;
	uint16_t vf_silent;		/* the number of a VF that answers nothing; 0: none */
};

/*
 * Memory of a device that CPUs reach by addresses of their own, coherently, and by no BAR:
 * that of an NVIDIA Grace Hopper or Grace Blackwell GPU, over its chip-to-chip link.
 * coherent.h says what its parts are.
 */
#define SPEC_NEVER UINT64_MAX
struct spec_coherent {
	bool stated;
	uint64_t base, size_bytes;	/* CPU physical; 0 bytes: the link to the CPU is down */
	uint64_t ready_ps;		/* after power on, or the end of a reset; SPEC_NEVER */
	bool whole;			/* all of it may be cached: nothing is set apart */
	bool cxl;			/* a CXL DVSEC says when it is ready, and not BAR 0 */
};

/* A driver's name and its end.  In 7.3 the longest literal one has 25 letters. */
#define SPEC_DRIVER 40

/* One function. */
struct spec_function {
	const char *name;		/* unique; scenarios use it */
	struct spec_loc loc;
	enum spec_type type;

	/* Exactly one is set: it is on a host bridge's root bus, or below a bridge. */
	int32_t host_bridge;		/* index in spec.host_bridges, or -1 */
	int32_t parent;			/* index in spec.functions, or -1 */
	uint8_t devfn;			/* dev << 3 | fn; with ARI the fn is 8 bits */
	bool multifunction;		/* header bit 7; builder also sets it when needed */

	uint16_t vendor, device, subvendor, subdevice;
	uint32_t class;			/* 24 bits; 0 on a bridge: 060400h */
	uint8_t revision;
	uint8_t interrupt_pin;
	bool no_intx_disable;		/* Interrupt Disable is hardwired to 0, as before PCI 2.3 */

	struct spec_bar bar[6];		/* bridges: first two */
	uint64_t rom_bytes;

	struct spec_acs acs;
	struct spec_sriov sriov;
	bool ari, ats, pri, pasid, aer, flr, pm, no_soft_reset;
	bool no_tlp_prefix;		/* ports: no End-End TLP Prefixes */
	bool ari_forwarding;		/* ports: capability bit */
	bool ltr, dpc, serial;
	bool silent;			/* it answers nothing: broken, or not out of its own reset */
	uint8_t pasid_width;		/* bits */
	uint16_t msi_vectors, msix_vectors;
	uint8_t link_speed, link_width;	/* 1..6 = 2.5..64 GT/s; lanes; 0: 4, 16 */
	uint8_t port_number;		/* Link Capabilities 31:24; 0: device number */
	bool hotplug_slot, slot;
	uint64_t window_io, window_mem, window_pref;	/* hotplug reservations asked; 0 none */

	bool assumed;			/* not in the capture: put there by the importer */
	bool assumed_place;		/* the capture does not show what it is below */
	bool internal_p2p;		/* multi-function: peers reach each other inside */
	uint64_t vram_bytes;
	uint8_t vram_bar;		/* the BAR that leads to it, also a VF's; 0: none (docs/GPU.md) */
	struct spec_coherent coherent;

	/* Bridges: bus numbers firmware left; 0 = not configured. */
	uint8_t secondary, subordinate;

	/*
	 * Captured bytes, when the machine was imported: config[i] is what was
	 * read at offset i for i < config_len.  The builder answers with them
	 * and derives write masks from the capabilities it recognises.
	 */
	const uint8_t *config;
	uint16_t config_len;		/* 0, 64, 256 or 4096 */

	/* What is in the expansion ROM from its start; the rest of it is 0. */
	const uint8_t *rom;
	uint32_t rom_len;

	int32_t iommu_group;		/* reported by the machine's own kernel; -1: unknown */
	int32_t numa_node;		/* -1: unknown */
	char driver[SPEC_DRIVER];	/* bound by the machine's own kernel; "" none, or unknown */
};

enum spec_window_kind { SPEC_WIN_MEM = 1, SPEC_WIN_PREF, SPEC_WIN_IO };

struct spec_window {
	enum spec_window_kind kind;
	uint64_t cpu_base, size_bytes;
	int64_t offset;			/* CPU physical minus bus address */
	struct spec_loc loc;
};

#define SPEC_MAX_WINDOWS 8
/* CPUs have physical addresses of 52 bits at most (x86-64, POWER, arm64). */
#define SPEC_PHYS_LAST ((1ull << 52) - 1)
#define SPEC_MAX_DRAM_VIEWS 4

#define SPEC_MAX_SMMUS 16u

struct spec_host_bridge {
	const char *name;
	struct spec_loc loc;
	uint32_t domain;
	uint8_t bus_first, bus_last;
	uint32_t nwindows;
	struct spec_window windows[SPEC_MAX_WINDOWS];
	bool id_unknown;		/* the capture does not show a function at 00.0 */
	uint8_t socket;			/* whose root complex it is at; DRAM is at socket 0 */
	uint8_t smmu, said_smmu;	/* which SMMU is behind it; which one firmware says it is */
	int64_t dram_offset;		/* CPU physical minus bus address, inbound */
	/*
	 * The stretches of DRAM that devices see, each with its own offset.  With
	 * none, devices see all of DRAM, at dram_offset.
	 */
	uint32_t ndram_views;
	struct spec_dram_view {
		uint64_t cpu_base, size_bytes;
		int64_t offset;		/* CPU physical minus bus address */
	} dram_views[SPEC_MAX_DRAM_VIEWS];
};

/*
 * What the root complex does with a peer request (Base 1.3.1 leaves it open).  WRITES:
 * it carries memory writes, which are posted, and nothing that wants a completion.
 */
enum spec_rc_p2p { SPEC_RC_REFUSE = 0, SPEC_RC_SAME_BRIDGE, SPEC_RC_ALL, SPEC_RC_WRITES };

enum spec_cpu_vendor { SPEC_CPU_OTHER = 0, SPEC_CPU_INTEL, SPEC_CPU_AMD };

/* IOMMU modes of the host. */
enum spec_iommu_mode {
	SPEC_IOMMU_OFF = 0,
	SPEC_IOMMU_PASSTHROUGH,
	SPEC_IOMMU_STRICT,
	SPEC_IOMMU_LAZY,
};

/* What the IOMMU is, and so which driver it has: one of ours, or the tree's for Arm's. */
enum spec_iommu_driver { SPEC_IOMMU_SIMPLE = 0, SPEC_IOMMU_SMMUV3 };

/* What an SMMUv3 may be without (IHI 0070 6.3.1 to 6.3.6). */
enum spec_smmu_lack {
	SPEC_SMMU_NO_STAGE1 = 1 << 0,
	SPEC_SMMU_NO_STAGE2 = 1 << 1,
	SPEC_SMMU_NO_TWO_LEVEL = 1 << 2,	/* stream tables and tables of CDs are linear */
	SPEC_SMMU_NO_RANGES = 1 << 3,		/* TLB commands are of one page */
	SPEC_SMMU_NO_MSI = 1 << 4,		/* its interrupts are wires */
	SPEC_SMMU_NO_TWO_WIRES = 1 << 5,	/* and they are one */
	SPEC_SMMU_NO_ATS = 1 << 6,
	SPEC_SMMU_NO_PASID = 1 << 7,
	SPEC_SMMU_NO_SNOOP = 1 << 8,		/* its own reads do not look into the CPU's caches */
	SPEC_SMMU_NO_16_BITS = 1 << 9,		/* ASIDs and VMIDs have 8 */
	SPEC_SMMU_NO_DIRTY = 1 << 10,		/* page tables do not say what was written */
};

struct spec_smmu {
	struct spec_loc loc;		/* line 0: not stated */
	uint32_t lacks;			/* of enum spec_smmu_lack */
	uint8_t address_bits;		/* of output addresses; 0: 48 */
};

struct spec_host {
	const char *profile;		/* "pc", "server", "amd-zen", "power" ... */
	struct spec_loc loc;
	enum spec_cpu_vendor cpu_vendor;
	uint32_t cpu_family;
	enum spec_rc_p2p rc_p2p;
	bool in_flight;			/* TLPs are under way, and take their time */
	bool reset_check;		/* a request to a function in reset: a machine check */
	enum spec_iommu_mode iommu;
	enum spec_iommu_driver iommu_driver;
	struct spec_smmu smmus[SPEC_MAX_SMMUS];
	uint64_t dram_bytes;
};

struct spec {
	struct spec_host host;
	uint32_t nbridges, nfunctions;
	struct spec_host_bridge *host_bridges;
	struct spec_function *functions;	/* parents before children */
	struct spec_arena *arena;
};

struct spec *spec_new(void);
/*
 * The same, with memory that @alloc gives (zeroes, aligned for anything) and that the
 * caller frees after spec_free().
 */
struct spec *spec_new_in(void *(*alloc)(void *arg, size_t size), void *arg);
void spec_free(struct spec *s);

/*
 * Append a zeroed element with sensible defaults (host_bridge and parent -1,
 * iommu_group -1, numa_node -1) and return its index; pointers into the
 * arrays do not survive the next append.
 */
uint32_t spec_add_bridge(struct spec *s);
uint32_t spec_add_function(struct spec *s);

/*
 * Returns false, and stores nothing, if the @n bytes of @name are no name of a driver:
 * printable ASCII without quotation marks and backslashes, fewer than SPEC_DRIVER.
 */
bool spec_driver(struct spec_function *f, const char *name, size_t n);

/* Memory from the spec's arena, which lives as long as the spec. */
/* Moves the arrays of a machine that is complete to where spec_alloc() takes memory. */
void spec_settle(struct spec *s);
char *spec_strdup(struct spec *s, const char *str);
void *spec_alloc(struct spec *s, size_t size);

/* Return an index, or -1 if there is none of that name. */
int32_t spec_find_function(const struct spec *s, const char *name);

/*
 * Returns true if such a machine could exist.  Otherwise returns false, and @err
 * says where the first mistake is, what it is, and what would be right.
 */
struct spec_error {
	struct spec_loc loc;
	char text[256];
};
bool spec_check(const struct spec *s, struct spec_error *err);

#endif
