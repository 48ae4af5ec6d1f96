/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * decode.h - who takes a bus address, with a BAR or down a window.
 */
#ifndef MODEL_CONFIG_DECODE_H
#define MODEL_CONFIG_DECODE_H

#include "model/config/function.h"

/* @bar 0..5, or 6 for the expansion ROM; of a VF: its slice. */
struct fabric_target {
	struct function *fn;
	uint8_t bar;
	uint64_t offset;		/* into the BAR */
};

/* @io picks the I/O space.  Enables, BARs and windows are as they are now. */
bool function_claims(struct function *fn, uint64_t address, bool io,
		     struct fabric_target *out);
bool bridge_claims(const struct function *bridge, uint64_t address, bool io);

#endif
