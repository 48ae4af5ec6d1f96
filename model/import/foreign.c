// SPDX-License-Identifier: GPL-2.0-only
/*
 * foreign.c - lines of lspci -v that were translated, by a browser or its user: what their
 * numbers and marks still tell, in lspci's own words.
 *
 * It knows no language.  A number keeps its place; a word tells nothing.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "model/import/internal.h"

/* "Bus : primaire=00, secondaire=01, subordonné=02": three buses, whatever their names. */
static bool buses(const char *s, char *out, size_t size)
{
	unsigned long v[3];
	int n = 0;

	for (const char *p = strchr(s, '='); p && n < 3; p = strchr(p + 1, '=')) {
		if (!isxdigit((unsigned char)p[1]) || !isxdigit((unsigned char)p[2]) ||
		    isalnum((unsigned char)p[3]) || p == s || p[-1] == ' ')
			return false;
		v[n++] = strtoul(p + 1, NULL, 16);
	}
	if (n < 3 || v[0] >= v[1] || v[1] > v[2])
		return false;
	snprintf(out, size, "Bus: primary=%02lx, secondary=%02lx, subordinate=%02lx",
		 v[0], v[1], v[2]);
	return true;
}

/* "[taille=16M]": where the size begins, or NULL. */
static const char *size_part(const char *s)
{
	const char *p = strchr(s, '[');

	for (; p; p = strchr(p + 1, '[')) {
		const char *eq = strchr(p, '='), *close = strchr(p, ']');

		if (eq && close && eq < close && isdigit((unsigned char)eq[1]) &&
		    strspn(eq + 1, "0123456789") + 2 >= (size_t)(close - eq - 1))
			return eq + 1;
	}
	return NULL;
}

/* "Région 0 : mémoire à de000000 (32 bits, ...) [taille=16M]" */
static bool region(const char *s, char *out, size_t size)
{
	const char *width = strstr(s, " (32"), *at, *number, *bytes = size_part(s);
	int n;

	width = width ? width : strstr(s, " (64");
	if (!width)
		return false;
	for (at = width; at > s && isxdigit((unsigned char)at[-1]);)
		at--;
	if (width - at < 8 || at == s || at[-1] != ' ')
		return false;
	number = strpbrk(s, "0123456789");
	n = 0;
	if (number < at && *number <= '5' && number[1 + strspn(number + 1, " ")] == ':')
		n = snprintf(out, size, "Region %c: ", *number);
	snprintf(out + n, size - (size_t)n, "Memory at %.*s (%.2s-bit, non-prefetchable)%s%.*s%s",
		 (int)(width - at), at, width + 2, bytes ? " [size=" : "",
		 bytes ? (int)strcspn(bytes, "]") : 0, bytes ? bytes : "", bytes ? "]" : "");
	return true;
}

/* Is it a line of lspci that is complete in lspci's own words? */
static bool is_own(const char *s)
{
	if (!text_is_key(s))
		return false;
	if (!strncmp(s, "Region ", 7))
		return strstr(s, " at ") || strchr(s, '<');
	if (!strncmp(s, "Bus: ", 5))
		return strstr(s, " primary=") && strstr(s, " secondary=") &&
		       strstr(s, " subordinate=");
	return true;
}

bool foreign_line(const char *s, char *out, size_t size)
{
	return !is_own(s) && (buses(s, out, size) || region(s, out, size));
}

/* "Fähigkeiten: [40] Express": a capability, and not in lspci's words. */
bool foreign_capability(const char *s, bool *express)
{
	const char *p = strstr(s, ": [");
	size_t n;

	if (!p || !strncmp(s, "Capabilities:", 13))
		return false;
	p = strchr(p, '[') + 1;
	n = strspn(p, "0123456789abcdef");
	if (n < 2 || n > 3 || (p[n] != ']' && strncmp(p + n, " v", 2)))
		return false;
	*express = !strncmp(p + n, "] Express (v", 12);
	return true;
}

/*
 * "(rév 07)", "(Rev. a1)", "(Prog-IF 00 [...])" at @open: the number in it, or -1.  Behind
 * ids, "[8086:1901] (...", a revision may have any name.
 */
static long suffix(const char *open, bool behind_ids, bool *revision)
{
	const char *space = strchr(open, ' ');
	bool prog = !strncasecmp(open + 1, "prog", 4);

	*revision = !prog && (behind_ids || open[1] == 'r' || open[1] == 'R');
	if (!space || (!*revision && !prog) ||
	    !isxdigit((unsigned char)space[1]) || !isxdigit((unsigned char)space[2]) ||
	    (space[3] != ')' && (*revision || strncmp(space + 3, " [", 2))))
		return -1;
	return strtol(space + 1, NULL, 16);
}

void foreign_suffixes(char *s, struct raw *r)
{
	for (size_t n; (n = strlen(s)) && s[n - 1] == ')';) {
		char *open = strrchr(s, '(');
		bool revision = false;
		long v = open && open > s + 1 && open[-1] == ' ' ?
			 suffix(open, open[-2] == ']', &revision) : -1;

		if (v < 0)
			return;
		if (revision)
			r->f.revision = (uint8_t)v;
		else
			r->f.class = (r->f.class & 0xffff00) | (uint8_t)v;
		open[-1] = '\0';
	}
}
