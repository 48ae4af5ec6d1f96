/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * import_mail.h - what mail does to a paste: quoting, wrapping, other spaces
 * and line ends.
 */
#ifndef TESTS_UNIT_IMPORT_MAIL_H
#define TESTS_UNIT_IMPORT_MAIL_H

#include "tests/unit/import_util.h"

enum mangle {
	MAIL_QUOTED = 1,		/* "> " before each line */
	MAIL_TWICE = 2,			/* and once more */
	MAIL_CRLF = 4,
	MAIL_NBSP = 8,			/* every other space is UTF-8 U+00A0 */
	MAIL_LATIN1 = 16,		/* ... or a bare A0 */
	MAIL_SPACES = 32,		/* eight spaces for a tab */
	MAIL_WRAPPED = 64,		/* at 72 columns */
	MAIL_NARROW = 128,		/* at 56 columns */
	MAIL_INDENTED = 256,		/* four spaces before each line */
	MAIL_PROSE = 512,		/* words around it */
	MAIL_COUNT = 10
};

static void put_mail_line(FILE *out, const char *s, size_t n, unsigned int how)
{
	bool odd = false;

	if (how & MAIL_INDENTED && n)
		fputs("    ", out);
	if (how & MAIL_QUOTED)
		fputs("> ", out);
	if (how & MAIL_TWICE)
		fputs("> ", out);
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '\t' && how & MAIL_SPACES)
			fputs("        ", out);
		else if (s[i] == ' ' && how & (MAIL_NBSP | MAIL_LATIN1) && (odd = !odd))
			fputs(how & MAIL_NBSP ? "\xc2\xa0" : "\xa0", out);
		else
			putc(s[i], out);
	}
	fputs(how & MAIL_CRLF ? "\r\n" : "\n", out);
}

/* A line that is too long is broken at its last space that fits. */
static void put_mail(FILE *out, const char *s, size_t n, unsigned int how)
{
	size_t width = how & MAIL_NARROW ? 56 : 72;

	while (how & (MAIL_WRAPPED | MAIL_NARROW) && n > width) {
		size_t at = width;

		while (at && (s[at] != ' ' || s[at - 1] == ' ' || s[at - 1] == '\t'))
			at--;
		if (!at)
			break;
		put_mail_line(out, s, at, how);
		s += at + 1;
		n -= at + 1;
	}
	put_mail_line(out, s, n, how);
}

UNUSED static char *mail(const char *text, size_t len, unsigned int how, size_t *size)
{
	const char *end = text + len;
	char *mangled;
	FILE *out = open_memstream(&mangled, size);

	if (how & MAIL_PROSE)
		fputs("Hi all,\n\nhere is what you asked for (kernel 7.3):\n\n", out);
	while (text < end) {
		const char *nl = memchr(text, '\n', (size_t)(end - text));
		size_t n = (size_t)((nl ? nl : end) - text);

		put_mail(out, text, n, how);
		text += n + 1;
	}
	if (how & MAIL_PROSE)
		fputs("\nDoes that help?\n\nThanks,\nSomebody\n-- \nsent from a phone\n", out);
	fclose(out);
	return mangled;
}

/* The same machine, line numbers apart; else say which mangling did it. */
UNUSED static void check_mail(const char *name, const char *text, size_t len,
			      unsigned int how, const struct import_options *opt)
{
	struct imported plain = import_bytes(name, text, len, opt), im;
	const char *differ;
	size_t size;
	char *mangled = mail(text, len, how, &size);

	im = import_bytes(name, mangled, size, opt);
	ck_assert_msg(plain.spec != NULL, "%s", plain.said);
	ck_assert_msg(im.spec != NULL, "%s mangled %x: %s", name, how, im.said);
	differ = lang_spec_differs(plain.spec, im.spec);
	ck_assert_msg(!differ, "%s mangled %x: %s differs", name, how, differ);
	ck_assert_uint_eq(plain.rep.nwarnings, im.rep.nwarnings);
	imported_free(&plain);
	imported_free(&im);
	free(mangled);
}

#endif
