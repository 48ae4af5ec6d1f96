/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * proof.h - a mapping and what TLPs do with it.
 *
 *   mappings.c  when: made, given back, at the end     proof.c  TLPs
 */
#ifndef SIM_REPLAY_PROOF_H
#define SIM_REPLAY_PROOF_H

#include "model/wire/memory.h"
#include "model/wire/tlp.h"
#include "sim/facts/proof.h"
#include "sim/replay/world.h"

/* One mapping that the kernel was asked for. */
struct world_mapping {
	const char *name;
	bool asked, live;
	bool translated;		/* the IOMMU translated its addresses */
	struct hp_dma_request req;
	struct hp_dma_mapping map;
	bool dram, coherent;		/* else of a BAR */
	uint32_t pasid_1;		/* its requests have this PASID and 1; 0: none */
	struct function *client, *provider;
};

/*
 * Returns the DMA address of byte @at of @m, and in @left how many bytes follow in the
 * same segment: 0 if no segment holds the byte.
 */
uint64_t proof_address(const struct world_mapping *m, uint64_t at,
		       uint64_t *left);
/* Returns how many bytes the segments of @m hold. */
uint64_t proof_bytes(const struct world_mapping *m);

/* Writes to @r where a request of @m's client ends.  No byte is read or written. */
void proof_probe(struct world *w, const struct world_mapping *m,
		 enum tlp_type type, uint64_t address, uint32_t bytes,
		 struct tlp_result *r);
struct proof_end proof_end_of(struct world *w, const struct tlp_result *r);

/* Fills in @p, except what the kernel claims: who asks, for what, and where its TLPs end. */
void proof_make(struct world *w, const struct world_mapping *m, struct proof *p);
void proof_record(struct world *w, const struct proof *p);

/* Returns the byte that proofs write at position @at of a mapping. */
uint8_t proof_pattern(uint64_t at);

/*
 * Records what functions reach with PASIDs, after a statement of a process that has attached
 * some (proof_pasid.c).
 */
void proof_pasids(struct world *w, int32_t step);

/* Records what every function reaches with requests of its own (proof_isolation.c). */
void proof_isolation(struct world *w);
/* The same of one function that a process has open and attached to nothing: now. */
void proof_isolation_blocked(struct world *w, hp_sbdf sbdf);

#endif
