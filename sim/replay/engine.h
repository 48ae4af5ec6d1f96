/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * engine.h - DMA engines of a scenario's devices, and what of theirs is under way.
 *
 *   step dma M start ──► doorbell ──► requests, one after the other ──► interrupt
 *        the step is over                 (model/flight, on the world's clock)
 *
 * Each is told the addresses of a mapping or an importer, and goes on by itself until
 * it has ended, its driver stops it, or its function is reset.
 */
#ifndef SIM_REPLAY_ENGINE_H
#define SIM_REPLAY_ENGINE_H

#include "sim/replay/outcome.h"
#include "sim/replay/world.h"

/* step dma M start, step dma M stop, step wait dma M. */
void engine_step(struct world *w, int32_t step, const struct scn_step *s,
		 struct outcome *o);
/* At the end of a scenario: stops all, and waits until they have. */
void engines_finish(struct world *w);
void engines_free(struct world *w);

/* The IOMMU blocks all requests of @client, or does no longer. */
void engine_blocked(struct world *w, hp_sbdf client, bool blocked);

/* hp_host.dma_stop() and .message(). */
void engine_stop(struct world *w, hp_sbdf client);
bool engine_message(struct world *w, uint32_t *data);
/* A message came that the CPU has not taken; @ctx is the world. */
void engine_message_came(void *ctx, uint32_t data);

#endif
