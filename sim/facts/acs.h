/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * acs.h - ACS bits in words, and in the kernel's words.
 */
#ifndef SIM_FACTS_ACS_H
#define SIM_FACTS_ACS_H

#include <stdbool.h>
#include <stddef.h>

#include "hairpin/abi.h"
#include "model/spec/spec.h"

/* Redirecting bits: what sends a peer's TLP up (Base 6.12.1.1). */
#define ACS_REDIRECTS (ACS_RR | ACS_CR)

/* "SV+ RR- CR+" for the bits of @mask, enabled as in @ctrl. */
char *acs_bits_text(uint16_t mask, uint16_t ctrl, char *buf, size_t size);

/*
 * The first port that a kernel log line offers for pci=disable_acs_redir=,
 * which is the first one it saw redirect on the way.
 */
bool acs_redirecting_port(const char *log, hp_sbdf *port);
/* The next one: @cursor starts as the whole line. */
bool acs_next_port(const char **cursor, hp_sbdf *port);

#endif
