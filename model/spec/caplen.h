/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * caplen.h - position and length of capabilities, from the bytes of config space.
 */
#ifndef MODEL_SPEC_CAPLEN_H
#define MODEL_SPEC_CAPLEN_H

#include <stdbool.h>
#include <stdint.h>

/* Returns the length in bytes of the capability at @off of @cfg; 0: unknown. */
unsigned int cap_bytes(const uint8_t *cfg, uint8_t off);
unsigned int ext_cap_bytes(const uint8_t *cfg, uint16_t off);

/*
 * Calls @visit for each capability in @len bytes of config space.  Stops at the
 * first malformed list entry and returns false.
 */
typedef void (*cap_visit)(void *ctx, bool extended, uint16_t id, uint16_t off);
bool cap_walk(const uint8_t *cfg, unsigned int len, cap_visit visit, void *ctx);

#endif
