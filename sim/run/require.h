/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * require.h - whether a kernel can express what a scenario needs.
 */
#ifndef SIM_RUN_REQUIRE_H
#define SIM_RUN_REQUIRE_H

#include "sim/lang/scenario.h"

/*
 * NULL when @k has all that @scn requires; else the reason, valid until the
 * next call.
 */
const char *require_unmet(const struct scenario *scn,
			  const struct hp_kernel *k);

#endif
