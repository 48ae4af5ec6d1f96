/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * plural.h - words that go with a number in a sentence: "1 group is", "2 groups are".
 */
#ifndef MODEL_SPEC_PLURAL_H
#define MODEL_SPEC_PLURAL_H

#include <stdint.h>

/* What a regular noun ends in behind the number @n. */
static inline const char *plural(uint64_t n)
{
	return n == 1 ? "" : "s";
}

/* The verb of @n things. */
static inline const char *plural_are(uint64_t n)
{
	return n == 1 ? "is" : "are";
}

/* What the verb of @n things ends in: "1 run fails", "2 runs fail". */
static inline const char *plural_verb(uint64_t n)
{
	return n == 1 ? "s" : "";
}

#endif
