/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * variants.h - a text with one thing wrong in it, in all places, one at a time;
 * and what came of each, as a hash for each line of the text.
 *
 *   text --> each token left out, twice, another number ... --> judge() --> hash
 *
 * A hash says that something became different.  To see what, before and after:
 * HAIRPIN_VARIANTS=LINE prints all that came of the variants of that line.
 */
#ifndef TESTS_UNIT_VARIANTS_H
#define TESTS_UNIT_VARIANTS_H

#include <ctype.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct variants {
	const char *name;	/* of the text, for the golden file */
	const char *text;
	size_t len;
	unsigned int every;	/* of the changes of a token, one in so many is made */
	bool hex;		/* tokens are bytes: only numbers change, and not "00" */
	/* Prints to @out what comes of a text. */
	void (*judge)(FILE *out, const char *text, size_t len);

	FILE *out;		/* the golden file */
	unsigned int line, n, turn;
	uint64_t hash;
};

static inline uint64_t variants_hash(uint64_t h, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)s[i]) * 0x100000001b3;
	return h;
}

/* The text with @with instead of its @n bytes at @at. */
static inline void variant(struct variants *v, size_t at, size_t n, const char *with)
{
	const char *show = getenv("HAIRPIN_VARIANTS");
	const size_t add = strlen(with);
	char *text, *said;
	size_t len;
	FILE *out;

	if (v->turn++ % v->every)
		return;
	text = malloc(v->len + add + 1);
	out = open_memstream(&said, &len);
	memcpy(text, v->text, at);
	memcpy(text + at, with, add);
	memcpy(text + at + add, v->text + at + n, v->len - at - n);
	text[v->len - n + add] = '\0';
	v->judge(out, text, v->len - n + add);
	fclose(out);
	v->hash = variants_hash(v->hash, said, len);
	v->n++;
	if (show && (unsigned int)atoi(show) == v->line)
		printf("--- %s:%u: '%.*s' is '%s'\n%s", v->name, v->line, (int)n,
		       v->text + at, with, said);
	free(said);
	free(text);
}

/* The token with its last digit one higher, so that it stays a number of its base. */
static inline bool another_number(char *to, const char *token, size_t n)
{
	memcpy(to, token, n);
	to[n] = '\0';
	for (size_t i = n; i-- > 0;) {
		if (!isxdigit((unsigned char)to[i]))
			continue;
		if (to[i] == '9' || tolower(to[i]) == 'f')
			to[i] = '0';
		else
			to[i]++;
		return true;
	}
	return false;
}

static inline void variants_of_token(struct variants *v, size_t at, size_t n)
{
	char with[512];

	if (n > 200)
		return;
	if (v->hex) {
		if (n == 2 && memcmp(v->text + at, "00", 2)) {
			another_number(with, v->text + at, n);
			variant(v, at, n, with);
			variant(v, at, n, "00");
			variant(v, at, n, "ff");
		}
		return;
	}
	variant(v, at, n, "");
	snprintf(with, sizeof(with), "%.*s %.*s", (int)n, v->text + at, (int)n,
		 v->text + at);
	variant(v, at, n, with);
	variant(v, at, n, "zz");
	if (!strpbrk(with, "0123456789")) {
		variant(v, at, n, "7");
		return;
	}
	if (another_number(with, v->text + at, n))
		variant(v, at, n, with);
	variant(v, at, n, "0");
	variant(v, at, n, "99999999999999999999");
}

static inline void variants_of_line(struct variants *v, size_t from, size_t to)
{
	size_t end;

	if (!v->hex)
		variant(v, from, to - from, "");
	for (size_t at = from; at < to; at = end) {
		for (end = at + 1; end < to && isalnum((unsigned char)v->text[at]) &&
				   isalnum((unsigned char)v->text[end]); end++)
			;
		if (isalnum((unsigned char)v->text[at]))
			variants_of_token(v, at, end - at);
		else if (!isspace((unsigned char)v->text[at]) && !v->hex)
			variant(v, at, 1, v->text[at] == '+' ? "-" :
					  v->text[at] == '-' ? "+" : "");
	}
}

/* A line "LINE: VARIANTS HASH" in @out for each line of the text. */
static inline void variants_run(struct variants *v, FILE *out)
{
	size_t from = 0, to;

	fprintf(out, "== %s\n", v->name);
	for (v->line = 1; from < v->len; v->line++, from = to + 1) {
		const char *nl = memchr(v->text + from, '\n', v->len - from);

		to = nl ? (size_t)(nl - v->text) : v->len;
		v->n = 0;
		v->hash = 0xcbf29ce484222325;
		variants_of_line(v, from, to);
		if (v->n)
			fprintf(out, "%u: %u %016" PRIx64 "\n", v->line, v->n, v->hash);
	}
}

#endif
