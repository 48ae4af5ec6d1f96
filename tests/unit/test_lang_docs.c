// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_lang_docs.c - docs/LANGUAGE.md against the parser: every example in it
 * is a scenario, and it mentions every word that the parser knows.
 */
#include <check.h>
#include <ctype.h>

#include "sim/lang/lang.h"
#include "tests/unit/lang_util.h"

#define PAGE HAIRPIN_SOURCE_DIR "/docs/LANGUAGE.md"
#define FENCE "\n```"

static char *page;
static unsigned int missing;

static void read_page(void)
{
	FILE *f = fopen(PAGE, "rb");
	size_t n;

	ck_assert_ptr_nonnull(f);
	page = malloc(1 << 20);
	n = fread(page, 1, (1 << 20) - 1, f);
	page[n] = '\0';
	fclose(f);
}

static void free_page(void)
{
	free(page);
}

/* Every block marked hairpin, or hairpin fails, as it stands. */
START_TEST(every_example_parses)
{
	unsigned int n = 0;

	for (char *b = page; (b = strstr(b, FENCE "hairpin"));) {
		char *text = strchr(b + 1, '\n') + 1, *messages;
		char *end = strstr(text, FENCE);
		struct scenario *s;

		ck_assert_ptr_nonnull(end);
		s = lang_parse(text, (size_t)(end + 1 - text), &messages);
		ck_assert_msg(s != NULL, "example %u:\n%s", n + 1, messages);
		ck_assert_msg(*s->reason, "example %u has no reason", n + 1);
		free(messages);
		scenario_free(s);
		b = end + strlen(FENCE);
		n++;
	}
	ck_assert_uint_ge(n, 20);
}
END_TEST

static bool word_char(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '-';
}

/* As a word of its own, not within another. */
static void must_mention(const char *what, const char *word)
{
	size_t n = strlen(word);

	for (const char *at = page; (at = strstr(at, word)); at++) {
		bool before = at > page && word_char(at[-1]) && word_char(*word);
		bool after = word_char(at[n]) && word_char(word[n - 1]);

		if (!before && !after)
			return;
	}
	fprintf(stderr, "docs/LANGUAGE.md does not mention %s '%s'\n", what, word);
	missing++;
}

START_TEST(every_word_is_documented)
{
	missing = 0;
	lang_keywords(must_mention);
	ck_assert_uint_eq(missing, 0);
}
END_TEST

static unsigned int shown;

/* A statement or step is shown in some example, not just mentioned. */
static void must_show(const char *what, const char *word)
{
	bool inside = false;

	if (strcmp(what, "statement") && strcmp(what, "step") &&
	    strcmp(what, "expect") && strcmp(what, "option"))
		return;
	for (char *l = page; l; l = strchr(l, '\n') ? strchr(l, '\n') + 1 : NULL) {
		size_t len = strcspn(l, "\n"), n = strlen(word);

		if (!strncmp(l, "```", 3)) {
			inside = !strncmp(l, "```hairpin", 10);
			continue;
		}
		for (size_t i = 0; inside && i + n <= len && l[i] != '#'; i++)
			if (!strncmp(l + i, word, n) &&
			    (!i || l[i - 1] == ' ') && !word_char(l[i + n])) {
				shown++;
				return;
			}
	}
	fprintf(stderr, "no example of docs/LANGUAGE.md has %s '%s'\n", what, word);
	missing++;
}

START_TEST(every_statement_has_an_example)
{
	missing = shown = 0;
	lang_keywords(must_show);
	ck_assert_uint_gt(shown, 80);
	ck_assert_uint_eq(missing, 0);
}
END_TEST

/* The table of profiles says what the profiles are. */
START_TEST(profiles_are_as_documented)
{
	for (const struct profile *p = lang_profiles; p->name; p++) {
		char row[256];

		snprintf(row, sizeof(row), "| `%s` | %s", p->name,
			 word_of(lang_cpu_words, (int)p->cpu));
		if (p->family)
			snprintf(row + strlen(row), sizeof(row) - strlen(row),
				 p->family > 9 ? " 0x%x" : " %x", p->family);
		snprintf(row + strlen(row), sizeof(row) - strlen(row), " | %uG | ",
			 (unsigned int)(p->dram_bytes >> 30));
		if (p->host_vendor)
			snprintf(row + strlen(row), sizeof(row) - strlen(row),
				 "%04x:%04x |", p->host_vendor, p->host_device);
		else
			snprintf(row + strlen(row), sizeof(row) - strlen(row), "none");
		ck_assert_msg(strstr(page, row) != NULL, "no row begins '%s'", row);
	}
}
END_TEST

int main(void)
{
	Suite *s = suite_create("lang_docs");
	TCase *t = tcase_create("page");
	SRunner *r;
	int failed;

	tcase_add_checked_fixture(t, read_page, free_page);
	tcase_add_test(t, every_example_parses);
	tcase_add_test(t, every_word_is_documented);
	tcase_add_test(t, every_statement_has_an_example);
	tcase_add_test(t, profiles_are_as_documented);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}
