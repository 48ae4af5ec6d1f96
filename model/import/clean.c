// SPDX-License-Identifier: GPL-2.0-only
/*
 * clean.c - undoes what mailers, browsers, terminals and forums do to a line of text:
 * quoting, quoted-printable, HTML, colours, bold markup, spaces that are none.
 *
 * It knows no format: what a line means is for others.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "model/import/internal.h"

#define SOFT_LEAST 50u	/* quoted-printable breaks lines near column 76 */

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* "=3D" and the like; mail always encodes '=' itself so (RFC 2045, 6.7). */
void clean_sniff(struct clean *c, const char *data, size_t len)
{
	const char *p = data, *end = data + len;

	*c = (struct clean){ 0 };
	while (p < end && (p = memchr(p, '=', (size_t)(end - p)))) {
		if (end - p >= 3 && (!memcmp(p, "=3D", 3) || !memcmp(p, "=C2", 3) ||
				     (!memcmp(p, "=09", 3) &&
				      (p == data || p[-1] == '\n' || p[-1] == ':'))))
			c->quoted_printable = true;
		p++;
	}
}

bool clean_soft_break(char *s, size_t *n)
{
	size_t len = *n;

	while (len && (s[len - 1] == '\r' || s[len - 1] == ' '))
		len--;
	if (len < SOFT_LEAST || s[len - 1] != '=')
		return false;
	*n = len - 1;
	s[len - 1] = '\0';
	return true;
}

static void unquote_printable(char *s)
{
	char *to = s;

	for (; *s; s++) {
		int a = *s == '=' ? hex_value(s[1]) : -1;
		int b = a >= 0 ? hex_value(s[2]) : -1;

		if (b >= 0 && (a || b)) {
			*to++ = (char)(a << 4 | b);
			s += 2;
		} else {
			*to++ = *s;
		}
	}
	*to = '\0';
}

/* What "&...;" at @s stands for and how long it is; 0 when it is none. */
static size_t entity(const char *s, char *to)
{
	static const struct { const char *name; char c; } names[] = {
		{ "&lt;", '<' }, { "&gt;", '>' }, { "&amp;", '&' },
		{ "&quot;", '"' }, { "&apos;", '\'' }, { "&nbsp;", ' ' },
		{ "&ensp;", ' ' }, { "&emsp;", ' ' }, { "&thinsp;", ' ' },
		{ "&colon;", ':' }, { "&lpar;", '(' }, { "&rpar;", ')' },
		{ "&lsqb;", '[' }, { "&rsqb;", ']' }, { "&Tab;", '\t' },
	};
	unsigned long v;
	char *end;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strncmp(s, names[i].name, strlen(names[i].name))) {
			*to = names[i].c;
			return strlen(names[i].name);
		}
	if (s[1] != '#')
		return 0;
	v = s[2] == 'x' || s[2] == 'X' ? strtoul(s + 3, &end, 16) :
					 strtoul(s + 2, &end, 10);
	if (*end != ';' || end - s > 8 || !v)
		return 0;
	*to = v == 160 ? ' ' : v < 0x7f ? (char)v : '?';
	return (size_t)(end + 1 - s);
}

/* "<br>", "</pre>", "<span class=...>": how long it is, or 0.  lspci's own "<access
 * denied>", "<MAbort-" and "<unassigned>" are no tags. */
static size_t tag(const char *s)
{
	static const char *const names[] = {
		"br", "pre", "code", "p", "b", "i", "em", "strong", "div", "span",
		"tt", "font", "td", "tr", "li", "blockquote", "samp", "a", "html",
		"body", "wbr",
	};
	const char *p = s + 1 + (s[1] == '/');
	size_t n = strspn(p, "abcdefghijklmnopqrstuvwxyzBRPEHTDIV");
	const char *close = strchr(p, '>');

	if (!n || !close || close - s > 300)
		return 0;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (n == strlen(names[i]) && !strncasecmp(p, names[i], n) &&
		    (p[n] == '>' || p[n] == '/' ||
		     (p[n] == ' ' && memchr(p, '=', (size_t)(close - p)))))
			return (size_t)(close + 1 - s);
	return 0;
}

/* "ESC [ ... letter", what colours a terminal, and what is left of it in a paste. */
static size_t colour(const char *s)
{
	size_t n = *s == '\033' ? 1 : 0;

	if (s[n] != '[')
		return n;
	n++;
	n += strspn(s + n, "0123456789;?");
	if (*s == '\033')
		return isalpha((unsigned char)s[n]) ? n + 1 : n;
	return n > 1 && s[n] == 'm' ? n + 1 : 0;
}

static void unmark(char *s)
{
	char *to = s;
	size_t n;

	while (*s) {
		if (*s == '&' && (n = entity(s, to))) {
			s += n;
			to++;
		} else if (*s == '<' && (n = tag(s))) {
			s += n;
		} else if ((*s == '\033' || *s == '[') && (n = colour(s))) {
			s += n;
		} else if ((s[0] == '*' && s[1] == '*') || (s[0] == '_' && s[1] == '_')) {
			s += 2;
		} else if (*s == '`') {
			s++;
		} else {
			*to++ = *s++;
		}
	}
	*to = '\0';
}

/* The punctuation of Chinese and Japanese, U+FF00 + @c - 0x80; 0: none that lspci has. */
static unsigned char wide(unsigned char c)
{
	return c == 0x88 ? '(' : c == 0x89 ? ')' : c == 0x8c ? ',' : c == 0x9a ? ':' : 0;
}

/* Spaces of UTF-8 and Latin-1 become spaces, box drawing what it draws; controls vanish. */
static void plain_spaces(char *s)
{
	unsigned char *from = (unsigned char *)s, *to = from;

	while (*from) {
		if (from[0] == 0xc2 && from[1] == 0xa0) {
			*to++ = ' ';
			from += 2;
		} else if (from[0] == 0xe2 && from[1] == 0x80 &&
			   (from[2] == 0xaf || from[2] == 0x89 || from[2] == 0x83)) {
			*to++ = ' ';	/* no-break, thin, em space */
			from += 3;
		} else if (from[0] == 0xe2 && ((from[1] == 0x80 && (from[2] == 0xa2 || from[2] == 0xa3)) ||
					       (from[1] == 0x97 && from[2] == 0xa6) ||
					       (from[1] == 0x96 && from[2] == 0xaa))) {
			*to++ = ' ';	/* what mails and forums put before the lines of a list */
			from += 3;
		} else if (from[0] == 0xe2 && from[1] == 0x80 && from[2] == 0x8b) {
			from += 3;	/* of no width */
		} else if (from[0] == 0xe2 && from[1] == 0x80 &&
			   (from[2] == 0x93 || from[2] == 0x90 || from[2] == 0x91)) {
			*to++ = '-';	/* dashes */
			from += 3;
		} else if (from[0] == 0xe2 && from[1] == 0x94 && from[2]) {
			*to++ = from[2] == 0x80 ? '-' : from[2] == 0x82 ? '|' :
				from[2] == 0x94 ? '\\' : '+';
			from += 3;
		} else if (from[0] == 0xef && from[1] == 0xbc && wide(from[2])) {
			/* Of two columns, with the blank that lspci has there. */
			if (from[2] == 0x88)
				*to++ = ' ';
			*to++ = wide(from[2]);
			if (from[2] != 0x88 && from[2] != 0x89 && from[3] != ' ')
				*to++ = ' ';
			from += 3;
		} else if (from[0] == 0xef && from[1] == 0xbb && from[2] == 0xbf) {
			from += 3;	/* byte order mark */
		} else if (*from == 0xa0 && (to == (unsigned char *)s ||
					     to[-1] < 0x80)) {
			*to++ = ' ';
			from++;
		} else if (*from == '\r' || *from == 0x7f) {
			from++;
		} else {
			*to++ = *from++;
		}
	}
	while (to > (unsigned char *)s && isspace(to[-1]))
		to--;
	*to = '\0';
}

/* Strip "> ", ">> ", "> > " and what mailers put before them. */
static char *unquote(char *s)
{
	for (;;) {
		char *p = s + strspn(s, " ");

		if (*p == '|' && p[1] == ' ' && p[2] != ' ' && isxdigit((unsigned char)p[2]))
			return p + 2;	/* another way to quote */
		if (*p != '>')
			return s;
		s = p + 1;
		if (*s == ' ' && s[1] != ' ')
			s++;
	}
}

char *clean_line(const struct clean *c, char *s)
{
	if (c->quoted_printable)
		unquote_printable(s);
	unmark(s);
	plain_spaces(s);
	return unquote(s);
}
