/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * proof.h - what the kernel claimed of a mapping, and what TLPs to it did.
 *
 *   child: sim/replay sends TLPs --REC_PROOF ...--> parent: struct verdict --> laws
 *
 * It holds only facts, as plain data that both ends of the pipe share.  sim/laws
 * judges them.
 */
#ifndef SIM_FACTS_PROOF_H
#define SIM_FACTS_PROOF_H

#include "model/spec/caplist.h"
#include "hairpin/abi.h"

#define PROOF_NAME 80

#define PROOF_OK 0u			/* a TLP arrived, and was answered */
#define PROOF_TRANSLATED 2u		/* it bore an address marked as translated */

/* Where a TLP ended. */
enum proof_landing { PROOF_NOWHERE, PROOF_BAR, PROOF_DRAM, PROOF_MSI, PROOF_COHERENT };

struct proof_end {
	uint32_t kind;			/* enum proof_landing */
	int32_t bar;
	char name[PROOF_NAME];		/* whose BAR, or coherent memory */
	uint64_t offset;		/* in that; otherwise CPU physical */
};

/* The port or function that decided something, and why. */
struct proof_decision {
	char name[PROOF_NAME];		/* "" the root complex */
	uint32_t reason;		/* for say_reason() */
	uint32_t acs;			/* ACS_* that decided */
};

/* The first byte that did not arrive, or not where it should. */
struct proof_failure {
	uint32_t any;			/* 0: every byte arrived */
	uint32_t write;			/* 1: it was written; 0: read */
	uint32_t data;			/* 1: it arrived, but another byte was found there */
	uint32_t status;		/* PROOF_OK, or for say_status() */
	uint64_t at, address;		/* offset in the mapping; address in the TLP */
	struct proof_decision by;	/* who ended it */
	struct proof_end landed;
};

/* A function, by name and address. */
struct proof_who {
	char name[PROOF_NAME];
	hp_sbdf sbdf;
};

/* One mapping that the kernel made or refused. */
struct proof {
	int32_t step;
	uint32_t automatic;		/* made for an "expect map", not by a step */
	char name[PROOF_NAME];		/* the mapping's */
	struct proof_who client, provider;
	uint32_t pasid_1;		/* its requests had this PASID and 1; 0: none */
	uint32_t api, dir, dram;
	int32_t bar;
	uint64_t offset, bytes;
	uint32_t coherent;		/* 1: the region is coherent memory, from @coherent_at on */
	uint64_t coherent_at;
	uint64_t bar_bus;		/* the BAR's bus address in the hardware */
	uint32_t bar_decodes;
	uint32_t iommu_mode;		/* enum hp_iommu_mode */
	struct hp_dma_mapping map;	/* the kernel's claim */

	uint64_t tested;		/* bytes that were written or read by TLPs */
	struct proof_failure failure;

	/* Of what arrived: how many TLPs took which path. */
	uint32_t requests, requests_in_rc, translated;
	uint32_t completions, completions_in_rc;
	struct proof_decision request_turned, completion_turned;

	/* Requests in the direction that was not asked for; only if an IOMMU translates. */
	uint32_t other_tried, other_arrived;

	/* Requests to the BAR's bus address, if the kernel did not say BUS_ADDR. */
	uint32_t direct_tried, direct_write, direct_read;
	struct proof_who blamed;	/* the port that the kernel named; "" if none */
	char blamed_acs[64];
};

/* A mapping that was unmapped: where its addresses lead now. */
struct proof_unmapped {
	int32_t step;			/* the step that unmapped it, or CHECK_LAW at the end */
	char name[PROOF_NAME];
	struct proof_who client;
	uint32_t iommu_mode;
	uint32_t flushed;		/* 1: the flush queue had time to run */
	uint32_t was_translated;
	uint32_t probes, reached;
	uint64_t address;		/* the first that still leads somewhere */
	struct proof_end landed;
	int32_t error;			/* of the kernel's unmap */
};

/* What the holder of a mapping had been told when it should have let go. */
enum proof_heard { PROOF_HEARD_UNKNOWN, PROOF_HEARD_NOT, PROOF_HEARD, PROOF_HEARD_CANNOT };

/* What one importer or process held at a moment when nobody may hold a mapping. */
struct proof_revoke {
	int32_t step;
	char provider[PROOF_NAME], importer[PROOF_NAME], buffer[PROOF_NAME];
	char cause[PROOF_NAME];
	uint32_t mappings;
	uint32_t entry;			/* an IOMMU entry leads to the BAR */
	uint64_t iova;
	uint64_t pages;			/* pages of the BAR in a process's page table */
	uint32_t heard;			/* enum proof_heard, of a driver of the tree */
};

/* What a request of an engine did when it came too late. */
enum proof_late_kind {
	PROOF_LATE_REVOKED = 1,		/* it reached the function that the kernel took back */
	PROOF_LATE_WAITS,		/* its function is reset, and @count requests of it wait */
	PROOF_LATE_ELSEWHERE,		/* it landed where its address did not lead before */
	PROOF_LATE_FREED,		/* it landed in memory that is free */
	PROOF_LATE_LOST,		/* it is lost, and nobody took its mapping back */
	PROOF_LATE_BLOCKED,		/* its function is reset; @count requests were not translated before */
	PROOF_LATE_RETURNED,		/* it reached the function, whose link was lost meanwhile */
	PROOF_LATE_UNATTACHED,		/* the kernel said that @engine is attached; the IOMMU has no context */
	PROOF_LATE_UNANSWERED,		/* no engine: its function was asked to forget translations, and does not answer; @cause says why */
};
struct proof_late {
	int32_t step;
	uint32_t kind;			/* enum proof_late_kind */
	char engine[PROOF_NAME], client[PROOF_NAME], provider[PROOF_NAME];
	char cause[PROOF_NAME];
	uint32_t count;
	uint32_t reason;		/* for say_reason() */
	struct proof_end landed;
};

/*
 * VRAM after a statement: who was given what, and who reaches what.  A look is all of these
 * with the same number; each says of one GPU and one stretch.
 */
enum proof_vram_kind {
	PROOF_VRAM_ENABLED = 1,		/* @vf VFs are enabled */
	PROOF_VRAM_CLAIM,		/* the PF's driver gave it to VF @vf; 0: keeps it */
	PROOF_VRAM_REACH,		/* VF @vf reaches it, by its BAR and its engine */
	PROOF_VRAM_WAY,			/* importer @name takes @vram for what the VF's BAR says is at @by_bar */
	PROOF_VRAM_MOVED,		/* buffer @name moved from @at to @vram; @dirty: its bytes did not */
	PROOF_VRAM_KEPT,		/* VF @vf was reset by FLR; @dirty: its VRAM @at, at @vram, has bytes of before */
};
struct proof_vram {
	int32_t step;
	uint32_t look;
	uint32_t kind;			/* enum proof_vram_kind */
	uint32_t vf;
	uint32_t cached;		/* REACH: by a translation that the device has cached */
	uint32_t dirty;			/* REACH: new to the VF, and not all zero; see MOVED, KEPT */
	uint32_t nowhere;		/* WAY: the BAR leads nowhere there */
	uint64_t at, vram, bytes;	/* in the VF's VRAM, or in the buffer; in VRAM */
	uint64_t by_bar;
	char gpu[PROOF_NAME], name[PROOF_NAME];
};

/* A device that is migrated, after a call that was about its state. */
enum proof_migration_kind {
	PROOF_MIGRATION_STATE = 1,	/* VFIO says that it is in @state */
	PROOF_MIGRATION_RESTORED,	/* VFIO took what was written for the whole state of it */
};
struct proof_migration {
	int32_t step;
	uint32_t kind;			/* enum proof_migration_kind */
	uint32_t state;			/* enum hp_mig_state */
	uint32_t held;			/* its engine is, by the hardware */
	uint32_t whole;			/* RESTORED: all of a stream that was saved, and nothing else */
	uint32_t engine_differs;	/* ... its engine's registers from those that @from had */
	uint64_t at;			/* ... where its VRAM differs first; UINT64_MAX: nowhere */
	char name[PROOF_NAME], from[PROOF_NAME];
};

/* What is left after everything was unmapped and flushed. */
struct proof_left {
	uint64_t live_mappings;
	uint64_t mappings_made;
	uint64_t iovas;			/* allocated less freed; may be below 0 */
	uint64_t table_bytes;		/* still mapped in IOMMU tables */
	uint32_t table;			/* the first table with such bytes */
	uint32_t iommu_mode;
	uint32_t processes;		/* number of processes that made system calls */
};

/* A count of the kernel's that differs from the one before the scenario. */
struct proof_unbalanced {
	char what[48];
	char name[PROOF_NAME];		/* of the function concerned; "" if none */
	int64_t was, is;
};

/* Isolation: a request that reached another group. */
struct proof_reach {
	struct proof_who from, as;	/* @as: the owner of its requester ID, if @forged */
	uint32_t forged, requester;
	uint32_t at, write;		/* @at: PROOF_TRANSLATED or not */
	int32_t from_group, to_group;
	uint64_t address;
	struct proof_end landed;
	struct proof_who let;		/* the port that let it pass; "" for the root complex */
	uint32_t reason, acs;
	uint32_t pasid_1;		/* it has this PASID and 1; 0: none */
	uint32_t by_step;		/* 1: after statement @step, of a process's memory; else at the end */
	int32_t step;
	uint32_t inside;		/* 1: @let is a function of a device with a way inside, and has no ACS */
};

/* Isolation: how many requests were tried. */
struct proof_reach_sum {
	uint32_t translates;		/* 0: no IOMMU translates, so nothing was tried */
	uint32_t iommu_mode;
	uint64_t functions, bars, probes, arrived;
};

/* What VFIO shows of a function's config space, and what writes to it did. */
#define PROOF_CONFIG_BYTES 4096u
#define PROOF_CONFIG_BARS 7u		/* the last is the ROM */
#define PROOF_CONFIG_NONE UINT32_MAX
#define PROOF_MADE 2
#define PROOF_SEEN (1u << PROOF_MADE)

struct proof_config {
	int32_t step;
	char name[PROOF_NAME];
	uint32_t bytes;			/* of the view; 256 or 4096 */
	uint32_t vf;			/* 1: a virtual function */
	uint32_t vendor, device;	/* of a VF: its PF's, and that of its SR-IOV capability */
	uint32_t pasid, pri;		/* where its PF, or it itself, has the capability; 0: nowhere */
	struct made_how made[PROOF_MADE]; /* PASID, PRI: what a VMM adds for its guest */
	uint32_t made_now;		/* which of them: bits; PROOF_SEEN: a guest sees all */
	uint32_t swept;			/* 1: every bit was written; proof_config_write follow */
	uint64_t bar_bytes[PROOF_CONFIG_BARS];	/* as the kernel says; 0: none */
	uint8_t view[PROOF_CONFIG_BYTES];
	uint8_t registers[PROOF_CONFIG_BYTES];	/* of the function itself, at that moment */
};

/* A guest that saw the view of step @from goes on with that of step @to. */
struct proof_guest {
	int32_t from, to;
	char name[PROOF_NAME];
};

/* One write to a dword of the view that changed something. */
struct proof_config_write {
	uint32_t at, wrote;
	uint32_t seen, sees;		/* the view's dword, before and after */
	uint32_t was, is;		/* the register */
	uint32_t other;			/* the first other register that changed; or NONE */
	uint32_t reset;			/* 1: the function was reset */
	/* Writes to this dword changed a register of another function; name[0]: none did. */
	char name[PROOF_NAME];
	uint32_t elsewhere, made, of;	/* which; it is @made, and was @of */
};

#endif
