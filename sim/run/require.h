/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * require.h - checks whether a kernel has what a scenario requires.
 */
#ifndef SIM_RUN_REQUIRE_H
#define SIM_RUN_REQUIRE_H

#include "sim/lang/scenario.h"

/*
 * Returns NULL if @k has all that @scn requires; otherwise the reason, which is valid
 * until the next call.
 */
const char *require_unmet(const struct scenario *scn,
			  const struct hp_kernel *k);

#endif
