/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * check.h - shared by the files of spec_check(): machine, function, messages.
 */
#ifndef MODEL_SPEC_CHECK_H
#define MODEL_SPEC_CHECK_H

#include "model/spec/spec.h"

/* Writes a message to @err, which may be NULL.  Returns false. */
__attribute__((format(printf, 3, 4)))
bool spec_refuse(struct spec_error *err, struct spec_loc loc, const char *fmt, ...);

/* Returns a type's name, like "root port", or NULL if @t is no type. */
const char *spec_type_name(enum spec_type t);

/* Checks function @i by itself: IDs, BARs, capabilities. */
bool function_check(const struct spec *s, uint32_t i, struct spec_error *err);
/* vram_check.c: checks what leads to its VRAM. */
bool check_vram(const struct spec_function *fn, struct spec_error *err);
/* Checks the numbers of its VFs against @seats, the function numbers in use on its bus. */
bool check_vf_seats(const struct spec *s, uint32_t i, const uint8_t *seats,
		    struct spec_error *err);

#endif
