/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * proof.h - what the kernel claimed of a mapping, and what TLPs then did.
 *
 *   child: sim/replay sends TLPs --REC_PROOF ...--> parent: struct verdict --> laws
 *
 * Facts only, as plain data that both ends of the pipe share; whether they
 * are as they should be is sim/laws' to say.
 */
#ifndef SIM_FACTS_PROOF_H
#define SIM_FACTS_PROOF_H

#include "hairpin/abi.h"

#define PROOF_NAME 80

#define PROOF_OK 0u			/* a TLP arrived, and was answered */
#define PROOF_TRANSLATED 2u		/* it bore an address marked as translated */

/* Where a TLP ended. */
enum proof_landing { PROOF_NOWHERE, PROOF_BAR, PROOF_DRAM, PROOF_MSI };

struct proof_end {
	uint32_t kind;			/* enum proof_landing */
	int32_t bar;
	char name[PROOF_NAME];		/* whose BAR */
	uint64_t offset;		/* into it; else CPU physical */
};

/* The port or function that decided something, and why. */
struct proof_decision {
	char name[PROOF_NAME];		/* "" the root complex */
	uint32_t reason;		/* for say_reason() */
	uint32_t acs;			/* ACS_* that decided */
};

/* The first byte that did not do what it should. */
struct proof_failure {
	uint32_t any;
	uint32_t write;			/* it was written; else read */
	uint32_t data;			/* it arrived, but was another byte there */
	uint32_t status;		/* PROOF_OK, or for say_status() */
	uint64_t at, address;		/* offset in the mapping; as sent */
	struct proof_decision by;	/* who ended it */
	struct proof_end landed;
};

/* A function, by name and address. */
struct proof_who {
	char name[PROOF_NAME];
	hp_sbdf sbdf;
};

/* One mapping, granted or refused. */
struct proof {
	int32_t step;
	uint32_t automatic;		/* made for an "expect map", not by a step */
	char name[PROOF_NAME];		/* the mapping's */
	struct proof_who client, provider;
	uint32_t door, dir, dram;
	int32_t bar;
	uint64_t offset, bytes;
	uint64_t bar_bus;		/* the BAR on its bus, by the hardware */
	uint32_t bar_decodes;
	uint32_t iommu_mode;		/* enum hp_iommu_mode */
	struct hp_dma_mapping map;	/* the kernel's claim */

	uint64_t tested;		/* bytes that were really sent */
	struct proof_failure failure;

	/* Way of the parts that arrived: how many of each. */
	uint32_t requests, requests_in_rc, translated;
	uint32_t completions, completions_in_rc;
	struct proof_decision request_turned, completion_turned;

	/* The direction that was not asked for, where an IOMMU translates. */
	uint32_t other_tried, other_arrived;

	/* At the BAR's bus address, where the kernel did not go straight. */
	uint32_t direct_tried, direct_write, direct_read;
	struct proof_who blamed;	/* port the kernel named; "" none */
	char blamed_acs[64];
};

/* An address of a mapping that is no more. */
struct proof_unmapped {
	int32_t step;			/* that ended it, or CHECK_LAW at the end */
	char name[PROOF_NAME];
	struct proof_who client;
	uint32_t iommu_mode;
	uint32_t flushed;		/* time for a lazy flush has passed */
	uint32_t was_translated;
	uint32_t probes, reached;
	uint64_t address;		/* the first that still leads somewhere */
	struct proof_end landed;
	int32_t error;			/* of the kernel's unmap */
};

/* A moment at which nobody may hold a mapping: what one importer, or process, had. */
struct proof_revoke {
	int32_t step;
	char provider[PROOF_NAME], importer[PROOF_NAME], buffer[PROOF_NAME];
	char cause[PROOF_NAME];
	uint32_t mappings;
	uint32_t entry;			/* an IOMMU entry leads to the BAR */
	uint64_t iova;
	uint64_t pages;			/* of the BAR, in a process's page table */
};

/* What is left once everything was unmapped and flushed. */
struct proof_left {
	uint64_t live_mappings;
	uint64_t mappings_made;
	uint64_t iovas;			/* allocated and not freed */
	uint64_t table_bytes;		/* still mapped in IOMMU tables */
	uint32_t table;			/* the first such */
	uint32_t iommu_mode;
	uint32_t processes;		/* that made calls: files were counted */
};

/* Something that the kernel keeps more of, or less, than before the scenario. */
struct proof_unbalanced {
	char what[48];
	char name[PROOF_NAME];		/* of a function; "" of none */
	int64_t was, is;
};

/* Isolation: a request that arrived where its sender's group has no business. */
struct proof_reach {
	struct proof_who from, as;	/* @as: whose ID it bore, when @forged */
	uint32_t forged, requester;
	uint32_t at, write;		/* @at: PROOF_TRANSLATED or not */
	int32_t from_group, to_group;
	uint64_t address;
	struct proof_end landed;
	struct proof_who let;		/* the port that let it pass; "" the RC */
	uint32_t reason, acs;
};

/* How much was tried. */
struct proof_reach_sum {
	uint32_t translates;		/* an IOMMU does: else nothing was tried */
	uint32_t iommu_mode;
	uint64_t functions, bars, probes, arrived;
};

#endif
