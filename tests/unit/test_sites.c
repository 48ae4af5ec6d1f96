// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_sites.c - a C file as tokens, and where mistakes can be planted in it:
 * tests/fixtures/judge/sites.txt, which is never compiled, and tests/golden/judge.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/unit/golden.h"
#include "tools/judge/sites.h"

#define FIXTURE HAIRPIN_SOURCE_DIR "/tests/fixtures/judge/sites.txt"

static void put_bytes(FILE *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] == '\n')
			fputs("\\n", out);
		else if (text[i] == '\t')
			fputs("\\t", out);
		else
			putc(text[i], out);
}

static void put_token(FILE *out, const struct source *s, const struct token *t)
{
	static const char *const kinds[] = { "word", "number", "string", "char", "punct" };

	fprintf(out, "%d %s ", t->line, kinds[t->kind]);
	put_bytes(out, t->text, t->len);
	if (t->mate >= 0)
		fprintf(out, " mate %+d", t->mate - (int)(t - s->t));
	if (t->func >= 0)
		fprintf(out, " of %.*s", (int)s->t[t->func].len, s->t[t->func].text);
	fprintf(out, "%s%s%s\n", t->begins ? " begins" : "", t->in_init ? " value" : "",
		t->in_enum ? " enum" : "");
}

START_TEST(tokens)
{
	struct source s;
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	ck_assert(source_read(&s, FIXTURE));
	ck_assert_str_eq(s.path, FIXTURE);
	ck_assert_uint_eq(s.len, strlen(s.text));
	for (int i = 0; i < s.n; i++)
		put_token(out, &s, &s.t[i]);
	fclose(out);
	golden_is("golden/judge/tokens.txt", text, len);
	free(text);
	source_free(&s);
}
END_TEST

START_TEST(sites)
{
	struct sites found = { 0 };
	struct source s;
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	ck_assert(source_read(&s, FIXTURE));
	enums_learn(&s);
	sites_find(&s, &found);
	for (int i = 0; i < found.n; i++) {
		const struct site *x = &found.s[i];

		ck_assert_ptr_eq(x->path, s.path);
		fprintf(out, "%d %s %s: ", x->line, *x->func ? x->func : "-", x->op);
		put_bytes(out, s.text + x->off, x->len);
		fputs(" => ", out);
		put_bytes(out, x->text, strlen(x->text));
		putc('\n', out);
		free(x->text);
	}
	fclose(out);
	golden_is("golden/judge/sites.txt", text, len);
	free(text);
	free(found.s);
	source_free(&s);
}
END_TEST

/* Of @text as a file: how many tokens, and the last. */
static void last_token(const char *text, int n, const char *last)
{
	char path[] = "/tmp/hairpin-tokens-XXXXXX";
	const int fd = mkstemp(path);
	struct source s;

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
	ck_assert(source_read(&s, path));
	unlink(path);
	ck_assert_int_eq(s.n, n);
	ck_assert_msg(token_is(&s, n - 1, last), "%.*s", n ? (int)s.t[n - 1].len : 0,
		      n ? s.t[n - 1].text : "");
	source_free(&s);
}

/* What ends before it is closed ends with the file. */
START_TEST(ends)
{
	last_token("a /* no end", 1, "a");
	last_token("a // no line end", 1, "a");
	last_token("a \"no end", 2, "\"no end");
	last_token("a 'x\\", 2, "'x\\");
	last_token("a /* x */ b", 2, "b");
	last_token("a\n#define b \\\n\tc\nd", 2, "d");
	last_token("a # b", 3, "b");
	last_token("a ) }", 3, "}");
	last_token("( { a", 3, "a");
}
END_TEST

/* A table that grows: as many tokens as its steps have room for, and one more. */
START_TEST(many)
{
	char *text = malloc(4 * 2049 + 1);

	for (int n = 1023; n < 2050; n += n == 1025 ? 1022 : 1) {
		for (int i = 0; i < n; i++)
			memcpy(text + 2 * i, i == n - 1 ? "z " : "a ", 3);
		last_token(text, n, "z");
	}
	free(text);
}
END_TEST

START_TEST(out_of_range)
{
	struct source s;

	ck_assert(source_read(&s, FIXTURE));
	ck_assert(token_is_any(&s, 0, "x enum") && token_is(&s, 0, "enum"));
	ck_assert(token_is_kind(&s, 0, TOK_WORD));
	ck_assert(!token_is_any(&s, 0, "enu enumm num"));
	for (int i = -1; i <= s.n; i += s.n + 1) {
		ck_assert(!token_is(&s, i, "enum") && !token_is_any(&s, i, "enum }"));
		ck_assert(!token_is_kind(&s, i, TOK_WORD) && !token_is_kind(&s, i, TOK_PUNCT));
	}
	source_free(&s);
	ck_assert(!source_read(&s, "/no/such/file.c"));
	source_free(&s);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("sites");
	TCase *t = tcase_create("sites");
	SRunner *sr;
	int failed;

	tcase_add_test(t, tokens);
	tcase_add_test(t, sites);
	tcase_add_test(t, ends);
	tcase_add_test(t, many);
	tcase_add_test(t, out_of_range);
	suite_add_tcase(s, t);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
