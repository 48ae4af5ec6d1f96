/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hwstory.h - the hardware's side of a P2P answer in words, and where it parts
 * from the kernel's.
 *
 * It reads what a kernel answered and what the model did; it asks neither.
 */
#ifndef TOOLS_ASK_HWSTORY_H
#define TOOLS_ASK_HWSTORY_H

#include <stdio.h>

#include "tools/ask/hwpath.h"

/* A write and a read at one address, and where they should land. */
struct hwstory {
	const struct hwpath *write, *read;	/* NULL: was not asked */
	int32_t function;
	uint16_t vf;
	uint8_t bar;
};

enum hwstory_parting {
	HWSTORY_AGREE = 0,
	HWSTORY_CONSERVATIVE,	/* the hardware would carry more, or more directly */
	HWSTORY_WRONG,		/* what the kernel hands out does not do what it says */
};

/* Hop by hop. */
void hwstory_print(FILE *out, const struct spec *s, const struct hwstory *h);

/*
 * @map_type is the kernel's answer, @mapped at the address it hands out (its
 * paths NULL when it hands out none), @plain at the BAR's bus address.  Prints
 * the verdict and, if they part, the first hop where.
 */
enum hwstory_parting hwstory_compare(FILE *out, const struct spec *s,
				     uint32_t map_type,
				     const struct hwstory *mapped,
				     const struct hwstory *plain);

#endif
