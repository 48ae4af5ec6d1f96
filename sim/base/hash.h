/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hash.h - FNV-1a with 64 bits: the same on every machine.  It tells apart what nobody chose
 * to be alike.
 */
#ifndef SIM_BASE_HASH_H
#define SIM_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define HASH_BEGIN 0xcbf29ce484222325ull

/* The hash of what @h is of, and @n bytes of @data behind it. */
static inline uint64_t hash_bytes(uint64_t h, const void *data, size_t n)
{
	const unsigned char *p = data;

	for (size_t i = 0; i < n; i++)
		h = (h ^ p[i]) * 0x100000001b3ull;
	return h;
}

static inline uint64_t hash_text(uint64_t h, const char *text)
{
	return hash_bytes(h, text, strlen(text));
}

#endif
