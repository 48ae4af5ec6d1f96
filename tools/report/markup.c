// SPDX-License-Identifier: GPL-2.0-only
/*
 * markup.c - text for the labels of a picture.
 */
#include <stdlib.h>

#include "tools/report/markup.h"

void text_open(struct text *t)
{
	t->f = open_memstream(&t->s, &t->len);
	if (!t->f)
		abort();
}

char *text_close(struct text *t)
{
	if (fclose(t->f))
		abort();
	return t->s;
}

void escaped(FILE *out, const char *s)
{
	for (; *s; s++) {
		switch (*s) {
		case '<':
			fputs("&lt;", out);
			break;
		case '>':
			fputs("&gt;", out);
			break;
		case '&':
			fputs("&amp;", out);
			break;
		case '"':
			fputs("&quot;", out);
			break;
		default:
			fputc(*s, out);
		}
	}
}

void put_size(FILE *out, uint64_t bytes)
{
	static const char units[] = " KMGTPE";
	int unit = 0;

	while (bytes >= 1024 && !(bytes & 1023) && unit < 6) {
		bytes >>= 10;
		unit++;
	}
	fprintf(out, "%llu%.*s", (unsigned long long)bytes, unit ? 1 : 0,
		&units[unit]);
}
