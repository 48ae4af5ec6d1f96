// SPDX-License-Identifier: GPL-2.0-only
/*
 * listed.c - reads files that list one thing a line (see listed.h).
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "tools/common/listed.h"
#include "tools/common/protect.h"

#define LINE_BYTES 4096
#define MOST_LINES 65536
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

bool listed_wrong(const struct listed_line *l, size_t column, const char *what)
{
	fprintf(stderr, "%s:%u:%zu: %s\n", l->path, l->number, column + 1, what);
	fprintf(stderr, "  %s\n  %*s^\n", l->text, (int)column, "");
	return false;
}

/* What is no text may have no end. */
static bool is_whole(FILE *in, const struct listed_line *l, const char *example)
{
	struct listed_line none = { .path = l->path, .number = l->number, .text = "" };
	char what[256];

	if (l->number > MOST_LINES)
		return listed_wrong(&none, 0, "the file has more than 65536 lines");
	if (strchr(l->text, '\n') || feof(in))
		return true;
	snprintf(what, sizeof(what),
		 "the line is longer than 4094 bytes, or holds a NUL; write %s", example);
	return listed_wrong(&none, 0, what);
}

static bool read_all(FILE *in, struct listed_line *l, const char *example,
		     bool (*take)(const struct listed_line *l, void *arg), void *arg)
{
	char text[LINE_BYTES];
	bool ok = true;

	l->text = text;
	while (fgets(text, sizeof(text), in)) {
		if (!l->number++ && !strncmp(text, BYTE_ORDER_MARK, 3))
			memmove(text, text + 3, strlen(text + 3) + 1);
		if (!is_whole(in, l, example))
			return false;
		text[strcspn(text, "\r\n")] = '\0';
		ok = take(l, arg) && ok;
	}
	return ok;
}

bool listed_read(const char *path, const char *example,
		 bool (*take)(const struct listed_line *l, void *arg), void *arg)
{
	struct listed_line l = { .path = path };
	FILE *in = fopen(path, "re");
	bool ok;

	if (!in) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return false;
	}
	protect_input(path);
	ok = read_all(in, &l, example, take, arg);
	if (ferror(in)) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		ok = false;
	}
	fclose(in);
	return ok;
}
