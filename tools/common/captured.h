/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * captured.h - the address that the machine a scenario was captured from had a
 * function at, which need not be the one a kernel numbers it by.
 *
 * It reads what the scenario states, and knows no group and no picture.
 */
#ifndef TOOLS_COMMON_CAPTURED_H
#define TOOLS_COMMON_CAPTURED_H

#include "sim/facts/verdict.h"
#include "sim/lang/scenario.h"

#define CAPTURED_NOWHERE (~(hp_sbdf)0)

/*
 * Where the bus numbers that firmware left put function @i of @s;
 * CAPTURED_NOWHERE when it left none.
 */
hp_sbdf captured_spec_address(const struct spec *s, uint32_t i);

/*
 * The address that the captured machine had @f of @v at, as far as the scenario
 * says it; else the kernel's.
 */
hp_sbdf captured_address(const struct scenario *scn, const struct verdict *v,
			 const struct vfunction *f);

#endif
