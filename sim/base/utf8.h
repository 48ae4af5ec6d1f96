/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * utf8.h - text whose bytes may be anything.
 */
#ifndef SIM_BASE_UTF8_H
#define SIM_BASE_UTF8_H

#include <stddef.h>

/* Bytes of the UTF-8 sequence at @s, of which @left are there; 0: it is none. */
unsigned int utf8_length(const unsigned char *s, size_t left);
/* Bytes of the first @columns characters of @s, or of all of it where it is shorter. */
size_t utf8_prefix(const char *s, size_t columns);
/* Makes a '?' of each byte of @s that is not UTF-8. */
void utf8_repair(char *s);
/* The same, and of each control character. */
void utf8_one_line(char *s);

#endif
