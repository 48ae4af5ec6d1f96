// SPDX-License-Identifier: GPL-2.0-only
/*
 * utf8.c - text whose bytes may be anything (see utf8.h).
 */
#include <stdbool.h>
#include <string.h>

#include "sim/base/utf8.h"

/* RFC 3629, table 3-7 of Unicode. */
unsigned int utf8_length(const unsigned char *s, size_t left)
{
	unsigned int n;

	if (s[0] < 0x80)
		return 1;
	n = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
	if (s[0] < 0xc2 || s[0] > 0xf4 || left < n)
		return 0;
	for (unsigned int i = 1; i < n; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
	    (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
		return 0;
	return n;
}

/* A byte that is no character takes a column, too. */
static unsigned int step(const char *s)
{
	const unsigned int n = utf8_length((const unsigned char *)s, strlen(s));

	return n ? n : 1;
}

size_t utf8_prefix(const char *s, size_t columns)
{
	size_t bytes = 0;

	for (; columns && s[bytes]; columns--)
		bytes += step(s + bytes);
	return bytes;
}

static void repair(char *s, bool controls)
{
	unsigned int n;

	for (; *s; s += n) {
		n = utf8_length((const unsigned char *)s, strlen(s));
		if (n && !(controls && ((unsigned char)*s < ' ' || *s == 0x7f)))
			continue;
		*s = '?';
		n = 1;
	}
}

void utf8_repair(char *s)
{
	repair(s, false);
}

void utf8_one_line(char *s)
{
	repair(s, true);
}
