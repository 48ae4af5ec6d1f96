// SPDX-License-Identifier: GPL-2.0-only
/*
 * lines.c - the lines of a pasted text, cleaned, each broken one whole again.  It knows
 * no format.
 */
#include <stdlib.h>
#include <string.h>

#include "model/import/internal.h"

#define SNIFF_LINES 4000u

/* The next physical line goes on where quoted-printable broke this one. */
static size_t next_part(FILE *f, char **text, size_t *size, size_t len)
{
	char *next = NULL;
	size_t room = 0;
	ssize_t n = getline(&next, &room, f);

	if (n < 0) {
		free(next);
		return 0;
	}
	if (n && next[n - 1] == '\n')
		next[--n] = '\0';
	*size = len + (size_t)n + 1;
	*text = realloc(*text, *size);
	if (!*text)
		abort();
	memcpy(*text + len, next, (size_t)n + 1);
	free(next);
	return (size_t)n + 1;
}

static void sniff(FILE *f, struct clean *how)
{
	char *head = malloc(65536);
	size_t n;

	if (!head)
		abort();
	n = fread(head, 1, 65536, f);
	clean_sniff(how, head, n);
	free(head);
	rewind(f);
}

bool lines_read(struct machine *m, FILE *f, bool printable, pasted_line_fn *line,
		void *arg)
{
	struct clean how = { 0 };
	char *text = NULL;
	size_t size = 0;
	uint32_t at = 0;
	bool ok = true;
	ssize_t n;

	if (printable)
		sniff(f, &how);
	while (ok && (n = getline(&text, &size, f)) >= 0) {
		size_t len = (size_t)n, more = 1;
		uint32_t first = ++at;

		if (len && text[len - 1] == '\n')
			text[--len] = '\0';
		while (more && len < IMPORT_MAX_LINE && clean_soft_break(text, &len)) {
			more = next_part(f, &text, &size, len);
			len += more ? more - 1 : 0;
			at += more ? 1 : 0;
		}
		if (at > IMPORT_MAX_LINES)
			ok = fail(m, at, 1, NULL, "more than %u lines", IMPORT_MAX_LINES);
		else if (len >= IMPORT_MAX_LINE)
			ok = fail(m, first, 1, NULL, "line of more than %u bytes",
				  IMPORT_MAX_LINE);
		else
			ok = line(arg, clean_line(&how, text), first);
	}
	free(text);
	return ok && !m->failed;
}

bool lines_sniff(const char *data, size_t len, bool (*is)(const char *s))
{
	const char *end = data + len;
	unsigned int lines = 0;
	struct clean how;

	clean_sniff(&how, data, len);
	while (data < end && lines++ < SNIFF_LINES) {
		const char *nl = memchr(data, '\n', (size_t)(end - data));
		char line[1024];

		snprintf(line, sizeof(line), "%.*s", (int)((nl ? nl : end) - data), data);
		data = nl ? nl + 1 : end;
		if (is(clean_line(&how, line)))
			return true;
	}
	return false;
}
