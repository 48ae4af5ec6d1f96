/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * gpus.h - random GPUs whose VRAM VFs share, with what a model of its own expects.
 */
#ifndef TESTS_PROPERTY_GPUS_H
#define TESTS_PROPERTY_GPUS_H

#include "tests/property/property.h"

#define GPUS_WORK 24u			/* things done, on each */

/*
 * Scenario number @number of @seed, malloc()ed, without the work that @left_out says, and
 * with its last element without what is expected of VRAM and quotas (NULL: with all).  @mistake: a word of hairpin_gpu.mistake=, or NULL.
 */
char *gpus_scenario(uint64_t seed, uint64_t number, const char *mistake,
		    const bool *left_out);
/* The same with as little work as breaks the same in the same way. */
char *gpus_shrink(uint64_t seed, uint64_t number, const char *mistake,
		  const struct property_result *broken, struct run_kernel *kernel,
		  const struct run_options *opt);

#endif
