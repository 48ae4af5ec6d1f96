// SPDX-License-Identifier: GPL-2.0-only
/*
 * perf_params.c - a file of parameters, read and written (see perf_params.h).
 */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "tools/ask/perf_params.h"
#include "tools/common/protect.h"

#define MOST_PARAMS 64u
#define MOST_ERRORS 20u

struct reader {
	const char *path;
	struct flight_numbers *n;
	char *line;
	uint32_t number, errors;
	uint32_t given[MOST_PARAMS];	/* in which line; 0: not yet */
};

struct word {
	const char *at;
	size_t len;
};

static void wrong(struct reader *r, const char *at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
static void wrong(struct reader *r, const char *at, const char *fmt, ...)
{
	va_list args;

	if (r->errors++ >= MOST_ERRORS)
		return;
	fprintf(stderr, "%s:%u:%zu: ", r->path, r->number, (size_t)(at - r->line) + 1);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The next word of a line; its length is 0 at the end, or before a comment. */
static struct word next_word(const char **at)
{
	struct word w;

	while (is_blank(**at))
		++*at;
	w = (struct word){ *at, 0 };
	if (**at == '#')
		return w;
	while (w.at[w.len] && !is_blank(w.at[w.len]))
		w.len++;
	*at += w.len;
	return w;
}

static bool is(struct word w, const char *text)
{
	return w.len == strlen(text) && !memcmp(w.at, text, w.len);
}

static bool is_plain(struct word w)
{
	for (size_t i = 0; i < w.len; i++)
		if (w.at[i] <= ' ' || w.at[i] > '~')
			return false;
	return w.len < 40;
}

static const struct flight_param *find(struct reader *r, struct word name, uint32_t *index)
{
	const struct flight_param *p;

	for (*index = 0; (p = flight_param_at(*index)); ++*index)
		if (is(name, p->name))
			return p;
	wrong(r, name.at, "%s%.*s%sno parameter; hairpin perf --print-params lists them all",
	      is_plain(name) ? "'" : "", is_plain(name) ? (int)name.len : 0, name.at,
	      is_plain(name) ? "' is " : "");
	return NULL;
}

static bool number(struct word w, uint64_t *out)
{
	*out = 0;
	for (size_t i = 0; i < w.len; i++) {
		if (w.at[i] < '0' || w.at[i] > '9' || *out > UINT64_MAX / 100)
			return false;
		*out = *out * 10 + (uint64_t)(w.at[i] - '0');
	}
	return w.len > 0;
}

/* Units of two words, as "16 bytes", are compared with all of the rest. */
static bool read_unit(struct reader *r, const char *at, const struct flight_param *p)
{
	struct word first = next_word(&at), last = first, w = first;

	while (w.len) {
		last = w;
		w = next_word(&at);
	}
	if (!first.len)
		return true;
	first.len = (size_t)(last.at - first.at) + last.len;
	if (is(first, p->unit))
		return true;
	wrong(r, first.at, "%s is in %s, or without a unit", p->name, p->unit);
	return false;
}

static void read_line(struct reader *r)
{
	const char *at = r->line, *why;
	struct word name = next_word(&at), value;
	const struct flight_param *p;
	uint32_t index;
	uint64_t v;

	if (!name.len)
		return;
	p = find(r, name, &index);
	if (!p)
		return;
	value = next_word(&at);
	if (!number(value, &v) || v < p->least || v > p->most) {
		wrong(r, value.at, "%s: a whole number from %" PRIu64 " to %" PRIu64 ", in %s, would be right",
		      p->name, p->least, p->most, p->unit);
		return;
	}
	if (r->given[index]) {
		wrong(r, name.at, "%s was given in line %u; once is right", p->name,
		      r->given[index]);
		return;
	}
	if (!read_unit(r, at, p))
		return;
	why = flight_param_set(r->n, p, v);
	if (why)
		wrong(r, value.at, "%s: %s would be right", p->name, why);
	r->given[index] = r->number;
}

bool perf_params_read(const char *path, struct flight_numbers *n)
{
	struct reader r = { .path = path, .n = n };
	FILE *in = fopen(path, "re");
	size_t room = 0;
	ssize_t len;

	protect_input(path);
	if (!in) {
		fprintf(stderr, "hairpin perf: --params %s: %s\n", path, strerror(errno));
		return false;
	}
	while (errno = 0, (len = getline(&r.line, &room, in)) >= 0) {
		r.number++;
		if (len && r.line[len - 1] == '\n')
			r.line[--len] = '\0';
		if (strlen(r.line) != (size_t)len)
			wrong(&r, r.line + strlen(r.line), "a NUL byte; text would be right");
		else
			read_line(&r);
	}
	if (ferror(in)) {
		fprintf(stderr, "hairpin perf: --params %s: %s\n", path, strerror(errno));
		r.errors++;
	}
	fclose(in);
	free(r.line);
	return !r.errors;
}

/* A comment, in lines that are no longer than others. */
static void write_source(FILE *out, const char *text)
{
	while (*text) {
		size_t n = strlen(text);

		for (n = n > 86 ? 86 : n; text[n] && n && text[n] != ' '; n--)
			;
		if (!n)
			n = strlen(text);
		fprintf(out, "# %.*s\n", (int)n, text);
		text += n;
		while (*text == ' ')
			text++;
	}
}

void perf_params_write(FILE *out, const struct flight_numbers *n)
{
	const struct flight_param *p;

	fprintf(out, "# Parameters of hairpin perf: change what you know better, and give this\n"
		     "# file to --params.  What a file does not name keeps its default.\n");
	for (uint32_t i = 0; (p = flight_param_at(i)); i++) {
		fputc('\n', out);
		write_source(out, p->source);
		fprintf(out, "%s %" PRIu64 " %s\n", p->name, flight_param_get(n, p), p->unit);
	}
}
