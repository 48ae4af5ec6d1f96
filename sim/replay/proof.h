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
	bool translated;		/* an IOMMU looked its addresses up */
	struct hp_dma_request req;
	struct hp_dma_mapping map;
	bool dram;
	struct function *client, *provider;
};

/* Where its bytes should be: a space of the model's memory, and where there. */
struct proof_target {
	uint64_t space, base;
};
struct proof_target proof_target_of(const struct world *w,
				    const struct world_mapping *m);

/* The address of byte @at of a mapping; 0 bytes left when it has none. */
uint64_t proof_address(const struct world_mapping *m, uint64_t at,
		       uint64_t *left);
/* Bytes that its segments hold. */
uint64_t proof_bytes(const struct world_mapping *m);

/* Ask the wire where a request of @m's client ends, moving nothing. */
void proof_probe(struct world *w, const struct world_mapping *m,
		 enum tlp_type type, uint64_t address, uint32_t bytes,
		 struct tlp_result *r);
struct proof_end proof_end_of(struct world *w, const struct tlp_result *r);

/* Fill in everything but the claim: who, what, and what the wire does. */
void proof_make(struct world *w, const struct world_mapping *m, struct proof *p);
void proof_record(struct world *w, const struct proof *p);

/* The byte that is written at position @at. */
uint8_t proof_pattern(uint64_t at);

/* What any function can reach with any request (proof_isolation.c). */
void proof_isolation(struct world *w);

#endif
