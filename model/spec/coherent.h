/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * coherent.h - the parts of a device's coherent memory (struct spec_coherent).
 *
 *   base                          512 MiB aligned                 base + size
 *   | usable: cached, region 4    | reserved: not cached, region 2 |
 *
 * A GPU of a Grace Hopper machine has at least 1 GiB at the end that the CPU must not
 * cache, and the rest ends at a multiple of 512 MiB: an interface between its firmware
 * and drivers, which the driver vfio/pci/nvgrace-gpu describes (the comments at
 * MEMBLK_SIZE and at its split of the memory).  Where the GPU says so by bit 0 of its
 * DVSEC 3, all of it is usable.
 */
#ifndef MODEL_SPEC_COHERENT_H
#define MODEL_SPEC_COHERENT_H

#include "model/spec/spec.h"

/* Registers in BAR 0 that read COHERENT_READY when the link, and the memory, are ready. */
#define COHERENT_LINK_REG 0x1498u
#define COHERENT_MEMORY_REG 0x200bcu
#define COHERENT_READY 0xffu

/*
 * Sets which part of @f's memory its region @region (2 or 4) shows, in bytes from the
 * beginning.  Returns false if that region shows none.
 */
bool coherent_region(const struct spec_function *f, unsigned int region,
		     uint64_t *offset, uint64_t *size_bytes);

/* Checks that all such memory of @s is apart from DRAM, windows and each other. */
bool coherent_check(const struct spec *s, struct spec_error *err);

#endif
