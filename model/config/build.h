/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * build.h - a function's config space, from the spec or from captured bytes.
 *
 *   *_put()    sets values, from the spec
 *   *_masks()  sets which bits are writable, from the values alone
 */
#ifndef MODEL_CONFIG_BUILD_H
#define MODEL_CONFIG_BUILD_H

#include "model/config/function.h"
#include "model/config/image.h"

/* header.c, bars.c: type 0 and 1 headers. */
void header_put(struct image *img, const struct function *fn);
void header_masks(struct image *img, const struct function *fn);
void bars_put(struct image *img, const struct function *fn);
void bars_masks(struct image *img, const struct function *fn);
/* Returns the writable bits of a BAR; for a 64-bit BAR, of both registers. */
uint64_t bar_mask(const struct spec_bar *bar, uint64_t size_bytes);

/* caps.c, extcaps.c: every capability of the spec, and masks from bytes. */
void caps_put(struct image *img, const struct function *fn);
void ext_caps_put(struct image *img, const struct function *fn);
void cap_masks(struct image *img, uint8_t id, uint16_t off);
/* @root: the function is a root port or an event collector. */
void ext_cap_masks(struct image *img, uint16_t id, uint16_t off, bool root);
void msix_put(struct image *img, uint16_t off, const struct spec_bar *bars,
	      unsigned int nbars, unsigned int vectors);
void acs_put(struct image *img, const struct function *fn,
	     const struct spec_acs *acs);

/* pcie.c: the PCI Express capability. */
void pcie_put(struct image *img, const struct function *fn, uint16_t off);

/* capture.c: config space from captured bytes. */
void capture_put(struct image *img, const struct function *fn);

/*
 * build.c: builds the whole config space.  With @fresh it is as after a reset,
 * otherwise as in the capture, if there is one.  function_store() puts it into the
 * function, also again after a reset.
 */
void function_build_image(struct image *img, const struct function *fn, bool fresh);
void function_store(struct function *fn, const struct image *img);

#endif
