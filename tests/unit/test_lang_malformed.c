// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_lang_malformed.c - every file of tests/malformed is refused with
 * exactly the message that its first line announces, and every place in the
 * language that reports is reached by one of them (or by a file too big to
 * keep, made here).
 */
#include <check.h>
#include <dirent.h>

#include "sim/lang/lang.h"
#include "tests/unit/lang_util.h"

#define FOLDER HAIRPIN_SOURCE_DIR "/tests/malformed"

extern struct lang_site *__start_lang_sites[], *__stop_lang_sites[];

static char *slurp(const char *path, size_t *len)
{
	FILE *f = fopen(path, "rb");
	char *buf;

	ck_assert_msg(f != NULL, "%s", path);
	fseek(f, 0, SEEK_END);
	*len = (size_t)ftell(f);
	rewind(f);
	buf = malloc(*len + 1);
	ck_assert_uint_eq(fread(buf, 1, *len, f), *len);
	buf[*len] = '\0';
	fclose(f);
	return buf;
}

/* The line of @s that begins at @at, without its end. */
static char *line_at(const char *s, size_t at)
{
	return strndup(s + at, strcspn(s + at, "\n"));
}

static void check_file(const char *name)
{
	static const char prefix[] = "# expect: ";
	char *path, *text, *messages, *expected, *got;
	struct scenario *s;
	size_t len, n;
	FILE *err;

	ck_assert_int_gt(asprintf(&path, "%s/%s", FOLDER, name), 0);
	text = slurp(path, &len);
	ck_assert_msg(!strncmp(text, prefix, strlen(prefix)),
		      "%s: the first line does not say what is expected", name);
	expected = line_at(text, strlen(prefix));

	err = open_memstream(&messages, &n);
	s = scenario_load(path, err);
	fclose(err);
	ck_assert_msg(s == NULL, "%s: accepted", name);
	ck_assert_msg(!strncmp(messages, path, strlen(path)) &&
		      messages[strlen(path)] == ':', "%s: %s", name, messages);
	got = line_at(messages, strlen(path) + 1);
	ck_assert_msg(!strcmp(got, expected), "%s:\n  expected %s\n  got      %s",
		      name, expected, got);
	free(got);
	free(expected);
	free(messages);
	free(text);
	free(path);
}

static int is_scenario(const struct dirent *d)
{
	size_t n = strlen(d->d_name);

	return n > 3 && !strcmp(d->d_name + n - 3, ".hp");
}

static int check_all_files(void)
{
	struct dirent **d;
	int n = scandir(FOLDER, &d, is_scenario, alphasort);

	for (int i = 0; i < n; i++) {
		check_file(d[i]->d_name);
		free(d[i]);
	}
	free(d);
	return n;
}

START_TEST(every_file_gives_its_message)
{
	ck_assert_int_ge(check_all_files(), 200);
}
END_TEST

/* @n times @unit after @head, refused with @message. */
static void refuse_repeated(const char *head, const char *unit, unsigned int n,
			    const char *message)
{
	char *text, *messages;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	fputs(head, f);
	for (unsigned int i = 0; i < n; i++)
		/* cppcheck-suppress wrongPrintfScanfArgNum ; some units are the same each time */
		fprintf(f, unit, i);
	fclose(f);
	ck_assert_ptr_null(lang_parse(text, len, &messages));
	ck_assert_msg(strstr(messages, message) != NULL, "%.200s", messages);
	free(messages);
	free(text);
}

/* One PCI bridge after the other, each with 255 devices' functions below. */
static void refuse_too_many_functions(void)
{
	char *text, *messages;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	fputs("host pc\npcibridge b0 under hb0\n", f);
	for (unsigned int b = 0; b < LANG_MAX_FUNCTIONS / 256; b++) {
		for (unsigned int i = 0; i < 255; i++)
			fprintf(f, "pcidev d%u.%u under b%u %02x.%x\n", b, i, b,
				i >> 3, i & 7);
		fprintf(f, "pcibridge b%u under b%u 1f.7\n", b + 1, b);
	}
	fclose(f);
	ck_assert_ptr_null(lang_parse(text, len, &messages));
	ck_assert_msg(strstr(messages, "more than 131072 functions") != NULL,
		      "%.200s", messages);
	free(messages);
	free(text);
}

static void refuse_what_is_too_big(void)
{
	char path[] = FOLDER "/no-such-file.hp";
	char *messages;
	size_t n;
	FILE *err;

	refuse_repeated("", "\n", LANG_MAX_LINES + 5, "more than 1048576 lines");
	refuse_repeated("", "# 12345678901234567890123456789012345678901234567890123456789\n",
			300000, "more than 16 MiB");
	refuse_repeated("", "hb h%1$u domain %1$x id none\n", LANG_MAX_BRIDGES + 1,
			"more than 4096 host bridges");
	refuse_too_many_functions();
	err = open_memstream(&messages, &n);
	ck_assert_ptr_null(scenario_load(path, err));
	fclose(err);
	ck_assert_ptr_nonnull(strstr(messages, "cannot be read: No such file"));
	free(messages);
	err = open_memstream(&messages, &n);
	ck_assert_ptr_null(scenario_load(FOLDER, err));
	fclose(err);
	ck_assert_ptr_nonnull(strstr(messages, "cannot be read: Is a directory"));
	free(messages);
}

START_TEST(every_report_is_reached)
{
	unsigned int sites = 0, missed = 0;

	check_all_files();
	refuse_what_is_too_big();
	for (struct lang_site **s = __start_lang_sites; s < __stop_lang_sites; s++) {
		if (!*s)
			continue;	/* a sanitizer's padding */
		sites++;
		if ((*s)->hit)
			continue;
		missed++;
		fprintf(stderr, "%s:%d: no malformed file gives \"%s\"\n",
			(*s)->file, (*s)->line, (*s)->format);
	}
	ck_assert_uint_gt(sites, 100);
	ck_assert_uint_eq(missed, 0);
}
END_TEST

/* All errors of a file, each with its line and a caret; not without end. */
START_TEST(all_errors_are_reported)
{
	static const char text[] = "host pcc\nrp\nep a under b\n";
	char *messages;

	ck_assert_ptr_null(lang_parse(text, strlen(text), &messages));
	ck_assert_str_eq(messages,
		"t.hp:1:6: unknown host profile 'pcc'; did you mean 'pc'?\n"
		"    host pcc\n"
		"         ^\n"
		"t.hp:2:3: a name is missing; write one, like 'gpu0'\n"
		"    rp\n"
		"      ^\n"
		"t.hp:3:12: no port or bridge 'b'; define it on a line above\n"
		"    ep a under b\n"
		"               ^\n");
	free(messages);
}
END_TEST

START_TEST(twenty_errors_are_enough)
{
	unsigned int n = 0;
	char *messages, *text;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	for (int i = 0; i < 100; i++)
		fputs("nonsense\n", f);
	fclose(f);
	ck_assert_ptr_null(lang_parse(text, len, &messages));
	for (const char *m = messages; (m = strstr(m, "unknown statement")); m++)
		n++;
	ck_assert_uint_eq(n, LANG_MAX_ERRORS);
	ck_assert_ptr_nonnull(strstr(messages, "t.hp: 20 errors; the rest is not read"));
	free(messages);
	free(text);
}
END_TEST

START_TEST(tabs_and_wide_characters_keep_the_caret)
{
	static const char text[] = "host pc\nrp rp0 01.0\n\texpect\tlog \"\xc3\xa4\xe2\x82\xac\" x\n";
	char *messages;

	ck_assert_ptr_null(lang_parse(text, strlen(text), &messages));
	ck_assert_str_eq(messages,
		"t.hp:3:21: 'x' is more than this statement says; end the line before it\n"
		"    \texpect\tlog \"\xc3\xa4\xe2\x82\xac\" x\n"
		"    \t      \t         ^\n");
	free(messages);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("lang_malformed");
	TCase *t = tcase_create("all");
	SRunner *r;
	int failed;

	tcase_set_timeout(t, 120);
	tcase_add_test(t, every_file_gives_its_message);
	tcase_add_test(t, every_report_is_reached);
	tcase_add_test(t, all_errors_are_reported);
	tcase_add_test(t, twenty_errors_are_enough);
	tcase_add_test(t, tabs_and_wide_characters_keep_the_caret);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}
