// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_lang_vim.c - Vim's syntax file against the parser: it has every word that
 * the parser knows, and none that the parser does not.
 */
#include <check.h>

#include "sim/lang/lang.h"
#include "tests/unit/lang_util.h"

#define SYNTAX HAIRPIN_SOURCE_DIR "/tools/vim/syntax/hairpin.vim"
#define MAX_WORDS 1024

static char *colored[MAX_WORDS];
static unsigned int ncolored, wrong;

static void read_words(void)
{
	FILE *f = fopen(SYNTAX, "r");
	char line[512], *save, *word;

	ck_assert_ptr_nonnull(f);
	ncolored = 0;
	while (fgets(line, sizeof(line), f)) {
		if (strncmp(line, "syn keyword ", 12) || strstr(line, "contained"))
			continue;
		strtok_r(line + 12, " \n", &save);	/* the group */
		while ((word = strtok_r(NULL, " \n", &save))) {
			ck_assert_uint_lt(ncolored, MAX_WORDS);
			colored[ncolored++] = strdup(word);
		}
	}
	fclose(f);
	wrong = 0;
}

static void free_words(void)
{
	for (unsigned int i = 0; i < ncolored; i++)
		free(colored[i]);
}

static unsigned int times(const char *word)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < ncolored; i++)
		n += !strcmp(colored[i], word);
	return n;
}

/* Numbers and the arrow are patterns there, no words. */
static void must_be_coloured(const char *kind, const char *word)
{
	if (!strcmp(word, "->") || !word[strspn(word, "0123456789")] ||
	    times(word) == 1)
		return;
	fprintf(stderr, "%s: %s '%s' is there %u times\n", SYNTAX, kind, word,
		times(word));
	wrong++;
}

START_TEST(every_word_is_coloured_once)
{
	ck_assert_uint_gt(ncolored, 200);
	lang_keywords(must_be_coloured);
	ck_assert_uint_eq(wrong, 0);
}
END_TEST

static const char *looked_for;
static bool found;

static void compare(const char *kind, const char *word)
{
	(void)kind;
	found = found || !strcmp(word, looked_for);
}

START_TEST(no_other_word_is_coloured)
{
	for (unsigned int i = 0; i < ncolored; i++) {
		looked_for = colored[i];
		found = false;
		lang_keywords(compare);
		if (!found) {
			fprintf(stderr, "%s: the parser does not know '%s'\n",
				SYNTAX, looked_for);
			wrong++;
		}
	}
	ck_assert_uint_eq(wrong, 0);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("lang_vim");
	TCase *t = tcase_create("syntax");
	SRunner *r;
	int failed;

	tcase_add_checked_fixture(t, read_words, free_words);
	tcase_add_test(t, every_word_is_coloured_once);
	tcase_add_test(t, no_other_word_is_coloured);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}
