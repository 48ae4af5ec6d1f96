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

/* The controls that redirect a peer's TLP upstream (Base 6.12.1.1). */
#define ACS_REDIRECTS (ACS_RR | ACS_CR)

/*
 * Writes the bits of @mask to @buf, like "SV+ RR- CR+", with the signs of @ctrl.
 * Returns @buf.
 */
char *acs_bits_text(uint16_t mask, uint16_t ctrl, char *buf, size_t size);

/*
 * Finds the first port that a line of the kernel's log names for
 * pci=disable_acs_redir=: the first port on the path that redirects.  Returns
 * false if the line names none.
 */
bool acs_redirecting_port(const char *log, hp_sbdf *port);
/* Finds the next such port, and moves @cursor, which starts at the whole line. */
bool acs_next_port(const char **cursor, hp_sbdf *port);

#endif
