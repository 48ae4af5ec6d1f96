/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * say.h - facts in words, for the laws' diagnostics.
 *
 * It says what happened and does not judge it.  Strings are the verdict's.
 */
#ifndef SIM_FACTS_SAY_H
#define SIM_FACTS_SAY_H

#include "sim/facts/verdict.h"

/* "m: nic maps gpu bar0 0x0+0x10000 via p2p". */
const char *say_mapping(struct verdict *v, const struct proof *p);
/* "gpu bar0 at 0x0", "DRAM at 0x1000", "nowhere". */
const char *say_end(struct verdict *v, const struct proof_end *e);
/* "sw0.1 (ACS RR)", "the root complex". */
const char *say_decision(struct verdict *v, const struct proof_decision *d);
/* Adds the line "  at FILE:LINE" to @c, for a step of the scenario. */
void say_step(struct verdict *v, struct check *c, int32_t step);
/* How a TLP ended (proof_failure.status), and why (proof_decision.reason). */
const char *say_status(uint32_t status);
const char *say_reason(uint32_t reason);

/* Adds an event to @c: what happened in the kernel, in which statement, the stack. */
void say_event(struct verdict *v, struct check *c, const struct vevent *e);

#endif
