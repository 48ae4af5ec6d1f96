// SPDX-License-Identifier: GPL-2.0-only
/*
 * breaks.c - HTML whose lines end at "<br>" and not at line feeds, made lines.  It knows no
 * format.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "model/import/internal.h"

/* "<br>", "<br/>", "<br />" at @s: how long it is, or 0. */
static size_t is_break(const char *s)
{
	size_t n = 3;

	if (strncasecmp(s, "<br", 3))
		return 0;
	n += strspn(s + n, " ");
	n += s[n] == '/';
	return s[n] == '>' ? n + 1 : 0;
}

/* Does text follow a break in the same line?  @s ends with a NUL. */
static bool goes_on(const char *s)
{
	for (const char *p = s; (p = strchr(p, '<')); p++) {
		size_t n = is_break(p);
		const char *next = p + n;

		if (n && *next && !strchr("\r\n", next[strspn(next, " \t")]))
			return true;
	}
	return false;
}

static bool is_wanted(FILE *f)
{
	char *head = malloc(65536);
	bool yes;
	size_t n;

	if (!head)
		abort();
	n = fread(head, 1, 65535, f);
	head[n] = '\0';
	/* What has NULs is no text. */
	yes = strlen(head) == n && goes_on(head);
	free(head);
	rewind(f);
	return yes;
}

static void write_lines(FILE *to, const char *s)
{
	while (*s) {
		size_t n = is_break(s);

		if (!n)
			fputc(*s, to);
		else if (s[n] != '\n' && s[n] != '\r')
			fputc('\n', to);
		s += n ? n : 1;
	}
}

FILE *breaks_to_lines(FILE *f)
{
	FILE *to = is_wanted(f) ? memory_file() : NULL;
	char *line = NULL;
	size_t room = 0;

	if (!to)
		return NULL;
	while (getline(&line, &room, f) >= 0)
		write_lines(to, line);
	free(line);
	/* What could not be read or kept: the text as it is, and its own error. */
	if (ferror(f) || fflush(to)) {
		fclose(to);
		return NULL;
	}
	rewind(to);
	return to;
}
