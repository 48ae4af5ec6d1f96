/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * random.h - random machines with random mappings on them.
 */
#ifndef TOOLS_EXPLORE_RANDOM_H
#define TOOLS_EXPLORE_RANDOM_H

#include <stdint.h>

/* Scenario number @number of @seed, malloc()ed; the same everywhere. */
char *random_machine(uint64_t seed, uint64_t number);

#endif
