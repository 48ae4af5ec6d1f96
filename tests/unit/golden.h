/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * golden.h - what a test got, against a file that holds what it is to be.
 *
 * HAIRPIN_UPDATE_GOLDEN=1 writes the files anew: read what git diff shows.
 */
#ifndef TESTS_UNIT_GOLDEN_H
#define TESTS_UNIT_GOLDEN_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The first line of @got that is not in @want at its place, from 1. */
static inline unsigned int golden_line(const char *want, const char *got,
				       char *line, size_t size)
{
	unsigned int n = 1;
	const char *at = got;

	for (; *want && *want == *got; want++, got++)
		if (*got == '\n') {
			n++;
			at = got + 1;
		}
	snprintf(line, size, "%.*s", (int)strcspn(at, "\n"), at);
	return n;
}

/* @text, of @len bytes, is what tests/@name holds. */
static inline void golden_is(const char *name, const char *text, size_t len)
{
	char path[512], line[256];
	unsigned int n;
	char *want;
	FILE *f;

	snprintf(path, sizeof(path), HAIRPIN_SOURCE_DIR "/tests/%s", name);
	if (getenv("HAIRPIN_UPDATE_GOLDEN")) {
		f = fopen(path, "w");
		ck_assert_msg(f && fwrite(text, 1, len, f) == len &&
			      !fclose(f), "%s: cannot be written", path);
		return;
	}
	f = fopen(path, "r");
	ck_assert_msg(f != NULL, "tests/%s is missing", name);
	want = calloc(1, (1u << 20) + 1);
	ck_assert_uint_lt(fread(want, 1, 1u << 20, f), 1u << 20);
	fclose(f);
	n = golden_line(want, text, line, sizeof(line));
	ck_assert_msg(!strcmp(want, text),
		      "tests/%s:%u is not what came: '%s'; HAIRPIN_UPDATE_GOLDEN=1 writes it anew",
		      name, n, line);
	free(want);
}

#endif
