/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * memory.h - sparse memory behind DRAM and BARs.
 *
 * Bytes are in spaces: space 0 is DRAM, by CPU physical address, and every BAR and every
 * coherent memory of a device has its own space.  A page is allocated when it is first written, and reads as zero
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

/* The space of a device's coherent memory, from its first byte on. */
static inline uint64_t memory_coherent_space(uint32_t index)
{
	return memory_bar_space(index, 0, 0xff);
}

struct memory *memory_new(void);
void memory_free(struct memory *m);

/*
 * Has the bytes of @space, up to @size, from now on at @bytes, which must outlive @m.
 * @map is called before any of them is read or written.
 */
void memory_at(struct memory *m, uint64_t space, void *bytes, uint64_t size,
	       void (*map)(const void *at, uint64_t bytes));

void memory_read(const struct memory *m, uint64_t space, uint64_t address,
		 void *out, size_t bytes);
void memory_write(struct memory *m, uint64_t space, uint64_t address,
		  const void *data, size_t bytes);
/* Makes @bytes there zero.  Takes no memory, however many they are. */
void memory_clear(struct memory *m, uint64_t space, uint64_t address, uint64_t bytes);
/* Returns true if one of @n bytes is not zero; the second, of @bytes there. */
bool memory_bytes_any(const void *bytes, size_t n);
bool memory_any(const struct memory *m, uint64_t space, uint64_t address, uint64_t bytes);

#endif
