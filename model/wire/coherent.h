/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * coherent.h - requests for the memory of a device that CPUs reach by addresses of their
 * own (struct spec_coherent).
 *
 *   CPU, or a device's request that left the IOMMU --> DRAM
 *                                                  \-> chip-to-chip link --> memory
 *
 * No window and no BAR is on that way, and whether the root complex carries requests
 * between peers does not matter.
 */
#ifndef MODEL_WIRE_COHERENT_H
#define MODEL_WIRE_COHERENT_H

#include "model/wire/walk.h"

/* Returns the function whose memory has CPU physical address @cpu, and where; or NULL. */
struct function *coherent_at(const struct wire *w, uint64_t cpu, uint64_t *offset);

/* Ends the request in the memory of @fn, or refuses it. */
void coherent_accept(struct walk *k, struct function *fn, uint64_t offset);

/* Nothing was reset yet: those are ready that need no time for it. */
void coherent_power_on(struct wire *w);

#endif
