// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_lang_man.c - hairpin(5) against the parser: it has every word that the
 * parser knows, and its example parses.
 */
#include <check.h>
#include <ctype.h>

#include "sim/lang/lang.h"
#include "tests/unit/lang_util.h"

#define PAGE HAIRPIN_SOURCE_DIR "/docs/man/hairpin.5"

static char *page;
static unsigned int missing;

/* Without troff's escapes: "\-" is "-", "\fB" is nothing. */
static void read_page(void)
{
	size_t len;
	char *o = page = scenario_read(PAGE, &len, stderr);

	ck_assert_ptr_nonnull(page);
	for (size_t i = 0; i < len; i++) {
		if (page[i] == '\\' && i + 2 < len && page[i + 1] == 'f')
			i += 2;
		else if (page[i] != '\\')
			*o++ = page[i];
	}
	o[-1] = '\0';
}

static void free_page(void)
{
	free(page);
}

static bool word_char(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '-';
}

static void must_have(const char *kind, const char *word)
{
	size_t n = strlen(word);

	for (const char *at = page; (at = strstr(at, word)); at++)
		if (!(at > page && word_char(at[-1]) && word_char(*word)) &&
		    !(word_char(at[n]) && word_char(word[n - 1])))
			return;
	fprintf(stderr, "hairpin(5) lacks %s '%s'\n", kind, word);
	missing++;
}

START_TEST(every_word_is_there)
{
	missing = 0;
	lang_keywords(must_have);
	ck_assert_uint_eq(missing, 0);
}
END_TEST

START_TEST(the_example_parses)
{
	char *at = strstr(page, ".nf\n"), *end, *messages;
	struct scenario *s;

	ck_assert_ptr_nonnull(at);
	at += 4;
	end = strstr(at, ".fi");
	s = lang_parse(at, (size_t)(end - at), &messages);
	ck_assert_msg(s != NULL, "%s", messages);
	ck_assert_uint_gt(s->spec->nfunctions, 4);
	scenario_free(s);
	free(messages);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("lang_man");
	TCase *t = tcase_create("page");
	SRunner *r;
	int failed;

	tcase_add_checked_fixture(t, read_page, free_page);
	tcase_add_test(t, every_word_is_there);
	tcase_add_test(t, the_example_parses);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}
