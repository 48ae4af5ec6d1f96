/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dram.h - where a machine's DRAM is, in CPU physical addresses.
 *
 *   0 ── DRAM ── 2 GiB ── windows below 4 GiB ── 4 GiB ── the rest of DRAM ──►
 *
 * The one definition, for the root complex and for whoever tells an operating
 * system.  It must not know how devices see DRAM (spec_host_bridge).
 */
#ifndef MODEL_SPEC_DRAM_H
#define MODEL_SPEC_DRAM_H

#include "model/spec/spec.h"

#define DRAM_LOW_END 0x80000000ull	/* what lies above it is moved ... */
#define DRAM_HIGH_BASE 0x100000000ull	/* ... to here */

struct dram_range {
	uint64_t base, bytes;
};

/*
 * The stretches of DRAM, ascending, those that a memory window covers cut out:
 * windows take precedence.  Returns how many; *@out is the caller's to free().
 */
uint32_t dram_ranges(const struct spec *s, struct dram_range **out);

#endif
