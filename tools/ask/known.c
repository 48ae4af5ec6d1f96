// SPDX-License-Identifier: GPL-2.0-only
/*
 * known.c - which failures are known, by law and by where the failure was
 * injected.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/laws/law.h"
#include "tools/ask/known.h"

#define BLANKS " \t"
#define LINE_BYTES 4096
#define MOST_LINES 65536

static bool wrong(const char *path, unsigned int line, const char *text,
		  size_t column, const char *what)
{
	fprintf(stderr, "%s:%u:%zu: %s\n", path, line, column + 1, what);
	fprintf(stderr, "  %.*s\n  %*s^\n", (int)strcspn(text, "\r\n"), text,
		(int)column, "");
	return false;
}

static bool is_law(const char *word, size_t n)
{
	for (const struct law *const *l = laws; *l; l++)
		if (strlen((*l)->name) == n && !memcmp((*l)->name, word, n))
			return true;
	return false;
}

static bool take_line(struct known *k, const char *path, unsigned int number,
		      const char *text)
{
	size_t law = strspn(text, BLANKS), law_n, fn, fn_n;

	if (!text[law] || text[law] == '#')
		return true;
	law_n = strcspn(text + law, BLANKS);
	if (!is_law(text + law, law_n))
		return wrong(path, number, text, law,
			     "no such law; write a law and a function, like quiet vfio_create_group");
	fn = law + law_n + strspn(text + law + law_n, BLANKS);
	fn_n = strcspn(text + fn, BLANKS);
	if (!fn_n || text[fn] == '#')
		return wrong(path, number, text, fn,
			     "a kernel function is missing; write one below which the failure was injected");
	k->entry = realloc(k->entry, (k->n + 1) * sizeof(*k->entry));
	if (!k->entry)
		abort();
	k->entry[k->n].law = strndup(text + law, law_n);
	k->entry[k->n].function = strndup(text + fn, fn_n);
	k->n++;
	fn += fn_n + strspn(text + fn + fn_n, BLANKS);
	if (text[fn] && text[fn] != '#')
		return wrong(path, number, text, fn,
			     "too much; what explains it goes after a #");
	return true;
}

/* What is no text may have no end. */
static bool whole_line(FILE *in, const char *path, unsigned int number,
		       const char *text)
{
	if (number > MOST_LINES)
		return wrong(path, number, "", 0, "the file has more than 65536 lines");
	if (strchr(text, '\n') || feof(in))
		return true;
	return wrong(path, number, "", 0,
		     "the line is longer than 4094 bytes, or holds a NUL; write a law and a function, like quiet vfio_create_group");
}

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

bool known_load(struct known *k, const char *path)
{
	FILE *in = fopen(path, "re");
	char text[LINE_BYTES];
	unsigned int number = 0;
	bool ok = true;

	memset(k, 0, sizeof(*k));
	if (!in) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return false;
	}
	while (fgets(text, sizeof(text), in)) {
		if (!number && !strncmp(text, BYTE_ORDER_MARK, 3))
			memmove(text, text + 3, strlen(text + 3) + 1);
		if (!whole_line(in, path, ++number, text)) {
			ok = false;
			break;
		}
		text[strcspn(text, "\r\n")] = '\0';
		ok = take_line(k, path, number, text) && ok;
	}
	if (ferror(in)) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		ok = false;
	}
	fclose(in);
	return ok;
}

void known_free(struct known *k)
{
	for (size_t i = 0; i < k->n; i++) {
		free(k->entry[i].law);
		free(k->entry[i].function);
	}
	free(k->entry);
	memset(k, 0, sizeof(*k));
}

static bool passed_below(const struct vevent *e, const char *function)
{
	for (uint32_t i = 0; i < e->nframes; i++)
		if (e->frames[i].function && !strcmp(e->frames[i].function, function))
			return true;
	return false;
}

static bool explained(const struct known *k, const struct vevent *where,
		      const char *check)
{
	for (size_t i = 0; i < k->n; i++)
		if (!strncmp(check, "law ", 4) && !strcmp(check + 4, k->entry[i].law) &&
		    passed_below(where, k->entry[i].function))
			return true;
	return false;
}

bool known_explains(const struct known *k, const struct verdict *v, bool strict)
{
	const struct vevent *where = verdict_injected(v);
	bool any = false;

	if (!where || v->status == VERDICT_ERROR)
		return false;
	for (uint32_t i = 0; i < v->nchecks; i++) {
		const struct check *c = &v->checks[i];

		/* Law quiet also reports the statement in which the kernel died. */
		if (!verdict_is_failure(c->status, strict) || c->step != CHECK_LAW)
			continue;
		if (!explained(k, where, c->name))
			return false;
		any = true;
	}
	return any;
}
