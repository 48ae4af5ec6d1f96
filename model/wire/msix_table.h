/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * msix_table.h - a function's MSI-X table, in the memory of one of its BARs.
 */
#ifndef MODEL_WIRE_MSIX_TABLE_H
#define MODEL_WIRE_MSIX_TABLE_H

#include "model/config/function.h"

struct memory;

/* Returns the number of entries; the function must have the capability. */
unsigned int msix_table_size(const struct function *fn);
/* Reads entry @n as it is now. */
void msix_table_read(const struct memory *m, const struct function *fn,
		     unsigned int n, uint8_t entry[MSIX_ENTRY_BYTES]);
/* Masks every entry of @fn and its VFs, as a reset does (7.7.2.8). */
void msix_table_reset(struct memory *m, const struct function *fn);

#endif
