/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mappings.h - the mappings of a scenario, from the kernel's grant to their end.
 *
 *   steps_dma.c, expect.c --> mappings.c --> the kernel's DMA API functions
 *                                  |
 *                                  +-------> proof.c: what TLPs do with them
 */
#ifndef SIM_REPLAY_MAPPINGS_H
#define SIM_REPLAY_MAPPINGS_H

#include "sim/replay/proof.h"

/*
 * Ask the kernel for @m, whose request is filled in, and prove what it answers.
 * @automatic: for an expectation, not for a step.  0, or a negative errno when
 * the kernel could not be asked; a mapping that it refuses has m->map.error.
 */
int mapping_make(struct world *w, struct world_mapping *m, int32_t step,
		 bool automatic);

/* Give @m back and record where its addresses lead.  0 or a negative errno. */
int mapping_unmap(struct world *w, struct world_mapping *m, int32_t step);

/* "expect map A -> B": the same asked of the wire. */
void mappings_prove_pair(struct world *w, int32_t step, hp_sbdf provider,
			 int32_t bar, hp_sbdf client);

/* The driver of @fn was unbound, which ended its mappings. */
void mappings_unbound(struct world *w, int32_t step, hp_sbdf fn);

/* At the end of a scenario: give everything back, and look what is left. */
void mappings_finish(struct world *w);

#endif
