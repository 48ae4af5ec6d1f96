/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * caplen.h - lengths of capabilities, from the bytes of config space.
 */
#ifndef MODEL_SPEC_CAPLEN_H
#define MODEL_SPEC_CAPLEN_H

#include <stdint.h>

/* Returns the length in bytes of the capability at @off of @cfg; 0: unknown. */
unsigned int cap_bytes(const uint8_t *cfg, uint8_t off);
unsigned int ext_cap_bytes(const uint8_t *cfg, uint16_t off);

#endif
