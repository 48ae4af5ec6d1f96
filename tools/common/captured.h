/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * captured.h - the address of a function on the machine that was captured, which may
 * differ from the one that the kernel gives it here.
 *
 * It reads what the scenario states, and knows no group and no picture.
 */
#ifndef TOOLS_COMMON_CAPTURED_H
#define TOOLS_COMMON_CAPTURED_H

#include "sim/facts/verdict.h"
#include "sim/lang/scenario.h"

#define CAPTURED_NOWHERE (~(hp_sbdf)0)

/*
 * Returns the address of function @i of @s by the bus numbers that firmware left, or
 * CAPTURED_NOWHERE if it left none.
 */
hp_sbdf captured_spec_address(const struct spec *s, uint32_t i);

/*
 * Sets @addresses[i], for each of @v->functions, to its address on the captured machine,
 * if the scenario states it, otherwise to the kernel's.
 */
void captured_addresses(const struct scenario *scn, const struct verdict *v,
			hp_sbdf *addresses);

#endif
