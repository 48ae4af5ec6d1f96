/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * msix_place.h - a place for a function's MSI-X table and pending bit array, when
 * the description of the machine gives none.
 */
#ifndef MODEL_SPEC_MSIX_PLACE_H
#define MODEL_SPEC_MSIX_PLACE_H

#include "model/spec/spec.h"

/*
 * Chooses one of @bars for @vectors entries, and sets the values of the Table
 * Offset and PBA Offset registers (7.7.2.3, 7.7.2.4).  Returns false if no memory
 * BAR can hold both.
 */
bool msix_place(const struct spec_bar *bars, unsigned int nbars,
		unsigned int vectors, uint32_t *table, uint32_t *pba);

#endif
