/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * memremap_wb.h - included before kernel/iomem.c alone: how this architecture maps memory
 * that is no System RAM for write back, and which addresses are mapped so (coherent.c).
 */
#ifndef __ASSEMBLY__
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/ioremap.h>

void *hp_memremap_wb(resource_size_t offset, unsigned long size);
bool hp_memremap_is(const void *addr);

#define arch_memremap_wb(offset, size, ...) hp_memremap_wb(offset, size)
#define is_ioremap_addr(addr) hp_memremap_is(addr)
#endif
