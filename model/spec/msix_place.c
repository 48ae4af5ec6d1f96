// SPDX-License-Identifier: GPL-2.0-only
/*
 * msix_place.c - a place for the MSI-X table (see msix_place.h).  It must not
 * know where the BARs are, only how large they can get.
 */
#include "model/spec/msix_place.h"

static uint64_t round_up(uint64_t n, uint64_t to)
{
	return (n + to - 1) / to * to;
}

/* Returns the smallest size that a BAR can have, if it can be resized. */
static uint64_t bar_least(const struct spec_bar *b)
{
	uint64_t least = b->size_bytes, bits = b->rebar_sizes;

	if (bits && (bits & -bits) < (1ull << 43) &&
	    (bits & -bits) << 20 < least)
		least = (bits & -bits) << 20;
	return least;
}

/*
 * MSI-X table and PBA share a BAR: the smallest memory BAR that holds both.  The
 * first BAR is used only if no other is large enough, because devices have their
 * main registers there.  In the first BAR they are at the end, in others at the
 * beginning.  Each is aligned to 2 KiB if there is room, and packed otherwise.
 */
bool msix_place(const struct spec_bar *bars, unsigned int nbars,
		unsigned int vectors, uint32_t *table, uint32_t *pba)
{
	uint64_t tight = round_up(16 * vectors, 8) + round_up(vectors, 64) / 8;
	uint64_t roomy = round_up(16 * vectors, 2048) + 2048;
	uint64_t least = 0, at, need;
	int best = -1, first = -1;
	unsigned int i;

	for (i = 0; i < nbars; i++) {
		const struct spec_bar *b = &bars[i];

		if (b->kind != SPEC_BAR_MEM32 && b->kind != SPEC_BAR_MEM64)
			continue;
		if (first < 0)
			first = (int)i;
		if (bar_least(b) < tight)
			continue;
		if (best < 0 || best == first || bar_least(b) < least) {
			best = (int)i;
			least = bar_least(b);
		}
	}
	if (best < 0)
		return false;
	need = least >= roomy ? roomy : tight;
	/* Offsets have 32 bits: a huge BAR keeps its table low. */
	at = best == first && least < (1ull << 32) ?
		(least - need) & ~(uint64_t)(need == roomy ? 2047 : 7) : 0;
	*table = (uint32_t)at | (uint32_t)best;
	*pba = (uint32_t)(at + (need == roomy ? round_up(16 * vectors, 2048) :
				round_up(16 * vectors, 8))) | (uint32_t)best;
	return true;
}
