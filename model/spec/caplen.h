/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * caplen.h - where capabilities are and how long, told from config bytes alone.
 */
#ifndef MODEL_SPEC_CAPLEN_H
#define MODEL_SPEC_CAPLEN_H

#include <stdbool.h>
#include <stdint.h>

/* Bytes of the capability at @off of @cfg; 0 unknown. */
unsigned int cap_bytes(const uint8_t *cfg, uint8_t off);
unsigned int ext_cap_bytes(const uint8_t *cfg, uint16_t off);

/*
 * Walk the lists of @len bytes of config space.  Stops at the first thing
 * that is not well formed and then returns false.
 */
typedef void (*cap_visit)(void *ctx, bool extended, uint16_t id, uint16_t off);
bool cap_walk(const uint8_t *cfg, unsigned int len, cap_visit visit, void *ctx);

#endif
