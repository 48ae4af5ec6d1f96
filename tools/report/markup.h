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
/* What was written; the caller's to free. */
char *text_close(struct text *t);

/* @s as it stands in an HTML-like label. */
void escaped(FILE *out, const char *s);
/* "64K", "32G"; what no unit divides is in bytes. */
void put_size(FILE *out, uint64_t bytes);

#endif
