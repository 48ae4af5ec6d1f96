/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * machine.h - machines changed, as text.
 */
#ifndef TOOLS_EXPLORE_MACHINE_H
#define TOOLS_EXPLORE_MACHINE_H

#include "tools/explore/steps.h"

/* Changes the machine of @p a little; it may be none that can be, or parse. */
void machine_mutate(struct program *p, const struct surroundings *s,
		    struct rng *rng);

#endif
