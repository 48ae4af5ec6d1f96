/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * memory.h - sparse memory behind DRAM and BARs.
 *
 * Bytes are in spaces: space 0 is DRAM, by CPU physical address, and every BAR has
 * its own space.  A page is allocated when it is first written, and reads as zero
 * before.  It must not know who may access which bytes.
 */
#ifndef MODEL_WIRE_MEMORY_H
#define MODEL_WIRE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MEMORY_DRAM 0ull

struct memory;

/* The space of a BAR: @index in the spec, VF number (0: the function), BAR. */
static inline uint64_t memory_bar_space(uint32_t index, uint16_t vf, uint8_t bar)
{
	return 1ull << 63 | (uint64_t)index << 24 | (uint64_t)vf << 8 | bar;
}

/* The space of a device's own memory (VRAM): @index in the spec. */
static inline uint64_t memory_vram_space(uint32_t index)
{
	return 1ull << 62 | index;
}

struct memory *memory_new(void);
void memory_free(struct memory *m);

void memory_read(const struct memory *m, uint64_t space, uint64_t address,
		 void *out, size_t bytes);
void memory_write(struct memory *m, uint64_t space, uint64_t address,
		  const void *data, size_t bytes);
/* Makes @bytes there zero.  Takes no memory, however many they are. */
void memory_clear(struct memory *m, uint64_t space, uint64_t address, uint64_t bytes);
/* Returns true if one of @bytes there is not zero. */
bool memory_any(const struct memory *m, uint64_t space, uint64_t address, uint64_t bytes);

#endif
