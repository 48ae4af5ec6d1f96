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
 * Asks the kernel for the mapping m->req, stores its answer in m->map, and sends TLPs to
 * prove it.  @automatic: an expectation makes it, not a step.  Returns 0, or a negative
 * errno if the kernel could not be asked.  If the kernel refuses the mapping, that is no
 * error: m->map.error has the kernel's errno.
 */
int mapping_make(struct world *w, struct world_mapping *m, int32_t step,
		 bool automatic);

/*
 * Unmaps @m, and records where its addresses lead afterwards.  Returns 0 or the kernel's
 * negative errno.
 */
int mapping_unmap(struct world *w, struct world_mapping *m, int32_t step);

/* Maps @bar of @provider for @client, proves it and unmaps it, for `expect map`. */
void mappings_prove_pair(struct world *w, int32_t step, hp_sbdf provider,
			 int32_t bar, hp_sbdf client);

/* To be called when the driver of @fn was unbound: marks its mappings as ended. */
void mappings_unbound(struct world *w, int32_t step, hp_sbdf fn);

/* To be called at the end of a scenario: unmaps what is mapped, and records what is left. */
void mappings_finish(struct world *w);

#endif
