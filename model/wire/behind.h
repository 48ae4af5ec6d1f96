/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * behind.h - what a BAR leads to: memory of its own, or what its device says.
 */
#ifndef MODEL_WIRE_BEHIND_H
#define MODEL_WIRE_BEHIND_H

#include "model/wire/memory.h"
#include "model/wire/walk.h"

/* What byte @offset of the BAR is, and where if it is memory of any kind. */
enum wire_behind behind_bar(struct wire *w, struct function *fn, uint8_t bar,
			    uint64_t offset, bool dry, uint64_t *space, uint64_t *address);
/* Has @k, which is for registers of @fn, read or write them, unless it is dry. */
void behind_registers(struct walk *k, struct function *fn, uint64_t offset);

#endif
