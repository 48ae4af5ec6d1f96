/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * msix_place.h - where a function's MSI-X table and pending bits are, when the
 * machine's description leaves it to us.
 */
#ifndef MODEL_SPEC_MSIX_PLACE_H
#define MODEL_SPEC_MSIX_PLACE_H

#include "model/spec/spec.h"

/*
 * Values of the Table Offset and PBA Offset registers (7.7.2.3, .4) for
 * @vectors of them in one of @bars; false: no memory BAR holds both.
 */
bool msix_place(const struct spec_bar *bars, unsigned int nbars,
		unsigned int vectors, uint32_t *table, uint32_t *pba);

#endif
