/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dram.h - where a machine's DRAM is, in CPU physical addresses.
 *
 *   0 ── DRAM ── 2 GiB ── windows below 4 GiB ── 4 GiB ── the rest of DRAM ──►
 *
 * Both the root complex and the description for an operating system use it.  It
 * must not know how devices see DRAM (spec_host_bridge).
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
 * Returns the number of stretches of DRAM, and in *@out the stretches, ascending;
 * the caller frees them.  Memory windows take precedence: what they cover is no
 * DRAM.
 */
uint32_t dram_ranges(const struct spec *s, struct dram_range **out);

#endif
