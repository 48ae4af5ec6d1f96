/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * markup.h - text for the labels of a picture, put together piece by piece.
 *
 * It must not know what is drawn.
 */
#ifndef TOOLS_REPORT_MARKUP_H
#define TOOLS_REPORT_MARKUP_H

#include <stdint.h>
#include <stdio.h>

struct text {
	char *s;
	size_t len;
	FILE *f;		/* write here, between open and close */
};

void text_open(struct text *t);
/* Returns what was written; the caller frees it. */
char *text_close(struct text *t);

/* Writes @s escaped for an HTML-like label. */
void escaped(FILE *out, const char *s);
/* Writes a size like "64K" or "32G", and in bytes if no unit divides it. */
void put_size(FILE *out, uint64_t bytes);

#endif
