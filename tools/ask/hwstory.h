/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hwstory.h - what the hardware does with a P2P mapping, in words, and where that
 * differs from the kernel's answer.
 *
 * It only reads what a kernel answered and what the model did.
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
	HWSTORY_WRONG,		/* the kernel's address does not do what the kernel says */
};

/* Prints the write and the read, hop by hop. */
void hwstory_print(FILE *out, const struct spec *s, const struct hwstory *h);

/*
 * Compares the kernel's answer @map_type with the paths to the address that it hands
 * out (@mapped; its paths are NULL if it hands out none) and to the BAR's bus address
 * (@plain).  Prints whether they agree, or the first hop where they differ.
 */
enum hwstory_parting hwstory_compare(FILE *out, const struct spec *s,
				     uint32_t map_type,
				     const struct hwstory *mapped,
				     const struct hwstory *plain);

/* Do the write and the read both arrive at the memory? */
bool hwstory_works(const struct hwstory *h);
/* Does the write arrive there, and the read not? */
bool hwstory_only_writes(const struct hwstory *h);
/* Prints ", write: lost; first at ..." of a story that does not work. */
void hwstory_fault(FILE *out, const struct spec *s, const struct hwstory *h);

#endif
