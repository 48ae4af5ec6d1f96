/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * decode.h - which function claims a bus address, by a BAR or a bridge window.
 */
#ifndef MODEL_CONFIG_DECODE_H
#define MODEL_CONFIG_DECODE_H

#include "model/config/function.h"

/* A claimed address; @bar 0 to 5, or 6 for the expansion ROM; of a VF, its own part. */
struct fabric_target {
	struct function *fn;
	uint8_t bar;
	uint64_t offset;		/* into the BAR */
};

/*
 * Return true if the function's BARs, or the bridge's windows, claim @address, in
 * the I/O space with @io.  Registers count as they are now.
 */
bool function_claims(struct function *fn, uint64_t address, bool io,
		     struct fabric_target *out);
bool bridge_claims(const struct function *bridge, uint64_t address, bool io);

#endif
