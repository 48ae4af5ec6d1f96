// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_lang_format.c - canonical spacing: what it changes, what it keeps, and that
 * doing it again changes nothing.
 */
#include <check.h>
#include <ftw.h>

#include "sim/lang/lang.h"
#include "tests/unit/lang_util.h"

static char *format(const char *text, size_t len, size_t *out_len)
{
	char *out = scenario_format("x.hp", text, len, out_len, stderr);

	ck_assert_ptr_nonnull(out);
	return out;
}

static void becomes(const char *text, const char *want)
{
	size_t len, again_len;
	char *out = format(text, strlen(text), &len), *again;

	ck_assert_str_eq(out, want);
	again = format(out, len, &again_len);
	ck_assert_str_eq(again, want);
	free(again);
	free(out);
}

START_TEST(first_words_have_a_field)
{
	becomes("host pc\nrp a 01.0\nswitch   s under a\n",
		"host   pc\nrp     a 01.0\nswitch s under a\n");
	becomes("rp a 01.0\nlegacyep e under a\n", "rp     a 01.0\nlegacyep e under a\n");
	becomes("  host\tpc\n", "host   pc\n");
	becomes("rp a 01.0\n+1us expect present a\nat 2us  expect present a\n",
		"rp     a 01.0\n+1us   expect present a\nat 2us  expect present a\n");
}
END_TEST

START_TEST(third_words_stay_lined_up)
{
	/* Lined up wider than needed, and by all: kept. */
	becomes("rp     a    01.0\nrp     bb   02.0\n",
		"rp     a    01.0\nrp     bb   02.0\n");
	/* Not by all: as narrow as it goes. */
	becomes("rp     a    01.0\nrp     bbbb 02.0\nrp     c 03.0\n",
		"rp     a    01.0\nrp     bbbb 02.0\nrp     c    03.0\n");
	/* By none. */
	becomes("rp     a 01.0\nrp     bbbb 02.0\n",
		"rp     a 01.0\nrp     bbbb 02.0\n");
	/* A blank line, or another kind, begins anew; a comment does not. */
	becomes("rp     a  01.0\n# one\nrp     bbb 02.0\n\nrp     cccc 03.0\nrp     d 04.0\nexpect present  a\n",
		"rp     a   01.0\n# one\nrp     bbb 02.0\n\nrp     cccc 03.0\nrp     d 04.0\nexpect present a\n");
}
END_TEST

START_TEST(two_spaces_set_apart)
{
	becomes("rp     a 01.0     id 8086:2030   acs SV+\n",
		"rp     a 01.0  id 8086:2030  acs SV+\n");
	becomes("rp a 01.0\nep g under a\nexpect map g->g NONE\n",
		"rp     a 01.0\nep     g under a\nexpect map g -> g NONE\n");
}
END_TEST

START_TEST(comments_are_kept)
{
	becomes("   #  why  \nhost pc#here\nrp a 01.0   #   there \n",
		"#  why\nhost   pc  #here\nrp     a 01.0  #   there\n");
}
END_TEST

START_TEST(lines_are_tidied)
{
	becomes("\n\nhost pc\n\n \n\nrp a 01.0\n\n", "host   pc\n\nrp     a 01.0\n");
	becomes("rp a 01.0", "rp     a 01.0\n");
	becomes("host pc\r\nrp a 01.0\r\n", "host   pc\nrp     a 01.0\n");
	becomes("rp a 01.0\\\n   acs   SV+ \\   \nRR-\n",
		"rp     a 01.0 \\\n       acs  SV+ \\\n       RR-\n");
	/* The blank line ends the statement; the next ones are blank lines. */
	becomes("rp a 01.0 \\\n\n\n\nrp b 02.0\n",
		"rp     a 01.0 \\\n\n\nrp     b 02.0\n");
}
END_TEST

START_TEST(text_is_kept)
{
	becomes("rp a 01.0\ncmdline   pci=a    b=\"c  d\"   \n",
		"rp     a 01.0\ncmdline pci=a    b=\"c  d\"\n");
	becomes("rp a 01.0\nexpect log   \"two  spaces # and \\\" all\"\n",
		"rp     a 01.0\nexpect log \"two  spaces # and \\\" all\"\n");
}
END_TEST

START_TEST(what_does_not_parse_is_not_formatted)
{
	char *messages = NULL;
	size_t size, len;
	FILE *err = open_memstream(&messages, &size);

	ck_assert_ptr_null(scenario_format("x.hp", "host nonsense\n", 14, &len, err));
	fclose(err);
	ck_assert_ptr_nonnull(strstr(messages, "x.hp:1:6: "));
	free(messages);
}
END_TEST

static unsigned int nfiles, seed;

static unsigned int chance(unsigned int n)
{
	seed = seed * 1103515245u + 12345u;
	return (seed >> 16) % n;
}

/* More white space at the places where there is some: between words, at ends. */
static char *scramble(const char *text, size_t len, size_t *out_len)
{
	char *out = malloc(4 * len + 16), *o = out;
	bool text_open = false, comment = false;

	for (size_t i = 0; i < len; i++) {
		char c = text[i];

		if (c == '\n')
			text_open = comment = false;
		else if (c == '"' && !comment && (!i || text[i - 1] != '\\'))
			text_open = !text_open;
		else if (c == '#' && !text_open)
			comment = true;
		if (c == '\n' && !chance(3))
			*o++ = " \t"[chance(2)];
		*o++ = c;
		if (c == ' ' && !text_open && !comment && !chance(3))
			*o++ = " \t"[chance(2)];
	}
	*out_len = (size_t)(o - out);
	return out;
}

/* Words and comments of @text with one space between all. */
static char *squeeze(const char *text, size_t len)
{
	char *out = malloc(2 * len + 1), *o = out;

	for (size_t i = 0; i < len; i++) {
		char c = text[i];

		if (c != ' ' && c != '\t' && c != '\r') {
			*o++ = c;
			continue;
		}
		if (o != out && o[-1] != ' ' && o[-1] != '\n')
			*o++ = ' ';
	}
	*o = '\0';
	/* No spaces at ends of lines, no blank lines twice or at the end. */
	for (char *r = o = out; *r; r++) {
		if (*r == ' ' && (r[1] == '\n' || !r[1]))
			continue;
		if (*r == '\n' && (o == out || (o - out > 1 && o[-1] == '\n' &&
						o[-2] == '\n')))
			continue;
		*o++ = *r;
	}
	while (o != out && o[-1] == '\n')
		o--;
	*o = '\0';
	return out;
}

static void same_but_for_space(const char *path, const char *a, size_t an,
			       const char *b, size_t bn)
{
	char *x = squeeze(a, an), *y = squeeze(b, bn);

	ck_assert_msg(!strcmp(x, y), "%s: more than white space was changed", path);
	free(x);
	free(y);
}

static int one_file(const char *path, const struct stat *st, int type,
		    struct FTW *ftw)
{
	size_t n = strlen(path), len, out_len, mixed_len, mixed_out_len;
	char *text, *out, *mixed, *mixed_out;

	(void)st;
	(void)ftw;
	if (type != FTW_F || n < 4 || strcmp(path + n - 3, ".hp"))
		return 0;
	text = scenario_read(path, &len, stderr);
	out = format(text, len, &out_len);
	ck_assert_msg(out_len == len && !memcmp(text, out, len),
		      "%s: 'hairpin fmt -w' would change it", path);
	for (unsigned int i = 0; i < 5; i++) {
		mixed = scramble(text, len, &mixed_len);
		mixed_out = format(mixed, mixed_len, &mixed_out_len);
		same_but_for_space(path, text, len, mixed_out, mixed_out_len);
		free(mixed);
		mixed = format(mixed_out, mixed_out_len, &mixed_len);
		ck_assert_msg(mixed_len == mixed_out_len &&
			      !memcmp(mixed, mixed_out, mixed_len),
			      "%s: formatting twice is not as once", path);
		free(mixed_out);
		free(mixed);
	}
	free(out);
	free(text);
	nfiles++;
	return 0;
}

START_TEST(scenarios_are_formatted_and_survive_it)
{
	nfiles = 0;
	seed = 1;
	nftw(HAIRPIN_SOURCE_DIR "/scenarios", one_file, 8, FTW_PHYS);
	nftw(HAIRPIN_SOURCE_DIR "/tests/findings", one_file, 8, FTW_PHYS);
	ck_assert_uint_gt(nfiles, 300);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("lang_format");
	TCase *t = tcase_create("spacing");
	SRunner *r;
	int failed;

	tcase_set_timeout(t, 0);
	tcase_add_test(t, first_words_have_a_field);
	tcase_add_test(t, third_words_stay_lined_up);
	tcase_add_test(t, two_spaces_set_apart);
	tcase_add_test(t, comments_are_kept);
	tcase_add_test(t, lines_are_tidied);
	tcase_add_test(t, text_is_kept);
	tcase_add_test(t, what_does_not_parse_is_not_formatted);
	tcase_add_test(t, scenarios_are_formatted_and_survive_it);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}
