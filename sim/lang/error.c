// SPDX-License-Identifier: GPL-2.0-only
/*
 * error.c - messages: where, what, what would be right, the line, a caret.
 *
 * It knows the text of the file, and not its meaning.
 */
#include <stdarg.h>
#include <string.h>

#include "sim/base/utf8.h"
#include "sim/lang/lang.h"

#define SHOWN_BYTES 120u

/* The part of a line that is shown, so that a long one stays readable. */
static uint32_t shown_from(const char *s, uint32_t col)
{
	uint32_t from = 0;

	if (col > SHOWN_BYTES)
		from = col - SHOWN_BYTES / 2;
	while (from && ((unsigned char)s[from] & 0xc0) == 0x80)
		from--;
	return from;
}

/* How many bytes the character at @s has; 1 also when it is none. */
static uint32_t character(const char *s)
{
	unsigned int n = utf8_length((const unsigned char *)s, strlen(s));

	return n ? n : 1;
}

/* Control bytes, and bytes that are not UTF-8, become '?'. */
static void put_line(FILE *out, const char *s, uint32_t from)
{
	uint32_t n;

	fputs(from ? "    ..." : "    ", out);
	for (uint32_t i = from; i < from + SHOWN_BYTES && s[i]; i += n) {
		unsigned char c = (unsigned char)s[i];

		n = character(s + i);
		if (n > 1)
			fwrite(s + i, 1, n, out);
		else
			putc(c == '\t' || (c >= 0x20 && c < 0x7f) ? c : '?', out);
	}
	putc('\n', out);
}

static void put_caret(FILE *out, const char *s, uint32_t from, uint32_t col)
{
	fputs(from ? "       " : "    ", out);
	for (uint32_t i = from; s[i] && i + 1 < col; i += character(s + i))
		putc(s[i] == '\t' ? '\t' : ' ', out);
	fputs("^\n", out);
}

bool lang_report(struct parser *p, struct lang_site *site, uint32_t line,
		 uint32_t col, const char *fmt, ...)
{
	va_list ap;

	site->hit = true;
	if (p->stop)
		return false;
	p->nerrors++;

	fprintf(p->err, "%s:%u:%u: ", p->path, line, col);
	va_start(ap, fmt);
	vfprintf(p->err, fmt, ap);
	va_end(ap);
	putc('\n', p->err);

	if (p->scn && line && line <= p->scn->nlines) {
		const char *s = p->scn->lines[line - 1];
		uint32_t from = shown_from(s, col);

		put_line(p->err, s, from);
		put_caret(p->err, s, from, col);
	}
	if (p->nerrors >= LANG_MAX_ERRORS) {
		p->stop = true;
		fprintf(p->err, "%s: %u errors; the rest is not read until these are mended\n",
			p->path, p->nerrors);
	}
	return false;
}
