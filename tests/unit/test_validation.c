// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_validation.c - what is known of a change's lines, from the counts of a
 * gcov that prints what its data files hold; and a series that is judged already,
 * as a mail and as JSON: tests/golden/judge.
 */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/golden.h"
#include "tests/unit/lang_util.h"
#include "tools/common/exit.h"
#include "tools/common/spawn.h"
#include "tools/judge/evidence.h"
#include "tools/judge/validation.h"

static char folder[64];

static char *below(const char *name)
{
	static char path[8][192];
	static unsigned int n;
	char *p = path[n++ % 8];

	snprintf(p, sizeof(*path), "%s/%s", folder, name);
	return p;
}

static void put(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	ck_assert_msg(f && fputs(text, f) >= 0 && !fclose(f), "%s", path);
}

/* A gcov that prints the files it is given. */
static void setup(void)
{
	char *path;

	strcpy(folder, "/tmp/hairpin-gcov-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	mkdir(below("bin"), 0755);
	put(below("bin/gcov"),
	    "#!/bin/sh\n"
	    "[ \"$1 $2 $3\" = '--json-format --stdout --branch-probabilities' ] || exit 9\n"
	    "shift 3\n"
	    "echo $# >>\"${0%/bin/gcov}/calls\"\n"
	    "grep -q fail \"$@\" && exit 1\n"
	    "for f; do sed \"s|^{|{\\\"data_file\\\": \\\"$f\\\", |\" \"$f\"; done\n");
	chmod(below("bin/gcov"), 0755);
	ck_assert_int_gt(asprintf(&path, "%s:%s", below("bin"), getenv("PATH")), 0);
	setenv("PATH", path, 1);
	free(path);
}

static void teardown(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	ck_assert_int_eq(system(command), 0);
}

/* The data file of object "x" in folder @n. */
static void put_data(int n, const char *text)
{
	char name[64];

	snprintf(name, sizeof(name), "f%d", n);
	mkdir(below(name), 0755);
	snprintf(name, sizeof(name), "f%d/o", n);
	mkdir(below(name), 0755);
	snprintf(name, sizeof(name), "f%d/o/x.gcda", n);
	put(below(name), text);
}

static void print_evidence(FILE *out, const struct evidence *e)
{
	fprintf(out, "%u lines, %u code, %u run, %u of headers, %u files not compiled, %u scenarios\n",
		e->lines, e->code, e->run, e->header_lines, e->uncompiled_files,
		e->scenarios);
	for (uint32_t i = 0; i < e->n; i++) {
		const struct changed_file *f = &e->files[i];

		fprintf(out, "%s%s%s\n", f->path, f->header ? ", a header" : "",
			f->notes ? ", compiled" : "");
		for (uint32_t j = 0; j < f->n; j++)
			fprintf(out, "  %u: %s, %u runs by %u%s\n", f->lines[j].line,
				f->lines[j].code ? "code" : "none",
				(unsigned int)f->lines[j].runs, f->lines[j].scenarios,
				f->lines[j].one_way ? ", one way" :
				f->lines[j].later ? ", later" : "");
	}
}

static const char changed[] =
	"drivers/a b.c 3\n" "drivers/a b.c 4\n" "drivers/a b.c 5\n"
	"include/h.h 7\n" "no line at all\n" "nothing\n" "drivers/a b.c 9\n"
	"lib/none.c 1\n" "drivers/a b.c 10\n";

#define LINE(n, count, branches) \
	"{\"line_number\": " #n ", \"count\": " #count ", \"branches\": [" branches "]}"
#define FILE_OF(name, lines) \
	"{\"files\": [{\"file\": \"" name "\", \"lines\": [" lines "]}]}\n"

START_TEST(counts)
{
	char *folders[70], *text;
	struct evidence e;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	put_data(0, FILE_OF("/k/drivers/a b.c", LINE(3, 2, "{\"count\": 2}, {\"count\": 0}")
			    "," LINE(4, 0, "") "," LINE(8, 7, "") "," LINE(9, 1,
			    "{\"count\": 1}, {\"count\": 0}")));
	put_data(1, FILE_OF("/k/drivers/a b.c", LINE(3, 5, "{\"count\": 1}, {\"count\": 4}, {\"count\": 1}")
			    "," LINE(4, 0, "{\"count\": 0}") "," LINE(9, 0, "{\"count\": 0}, {\"count\": 0}"))
		    FILE_OF("/k/drivers/other.c", LINE(3, 100, "")));
	put_data(2, FILE_OF("/k/drivers/a b.c", LINE(4, 0, "")) "no JSON\n");
	put_data(4, FILE_OF("/k/drivers/a b.c", LINE(9, 1, "")));
	for (int i = 0; i < 5; i++)
		folders[i] = strdup(below((char[]){ 'f', (char)('0' + i), 0 }));
	evidence_init(&e, changed);
	fprintf(out, "== before\n");
	print_evidence(out, &e);
	ck_assert_ptr_null(evidence_file(&e, "drivers/c.c"));
	evidence_file(&e, "drivers/a b.c")->notes = strdup("/o/x.gcno");
	ck_assert(evidence_read(&e, folders, 5, 0));
	fprintf(out, "== five folders\n");
	print_evidence(out, &e);
	ck_assert(!evidence_complete(&e));
	ck_assert(evidence_read(&e, folders + 1, 2, 0));
	fprintf(out, "== two of them again: no line is run that was not\n");
	print_evidence(out, &e);
	put_data(2, FILE_OF("/k/drivers/a b.c", LINE(3, 50, "{\"count\": 0}, {\"count\": 0}, {\"count\": 50}")
			    "," LINE(4, 6, "{\"count\": 6}") "," LINE(9, 1,
			    "{\"count\": 0}, {\"count\": 1}")));
	ck_assert(evidence_read(&e, folders + 2, 1, 0));
	fprintf(out, "== one with what was not run, and the other way\n");
	print_evidence(out, &e);
	ck_assert(evidence_complete(&e));
	put_data(2, FILE_OF("/k/drivers/a b.c", LINE(4, 0, "")) "no JSON\n");
	evidence_free(&e);

	/* The last folder ran nothing: what came before it counts all the same. */
	evidence_init(&e, changed);
	evidence_file(&e, "drivers/a b.c")->notes = strdup("/o/x.gcno");
	ck_assert(evidence_read(&e, folders, 4, 0));
	fprintf(out, "== four folders\n");
	print_evidence(out, &e);
	evidence_free(&e);

	/* None. */
	evidence_init(&e, changed);
	evidence_file(&e, "drivers/a b.c")->notes = strdup("/o/y.gcno");
	ck_assert(evidence_read(&e, folders, 5, 0));
	fprintf(out, "== no data\n");
	print_evidence(out, &e);
	evidence_free(&e);

	/* A gcov that fails. */
	put_data(1, "fail\n");
	evidence_init(&e, changed);
	evidence_file(&e, "drivers/a b.c")->notes = strdup("/o/x.gcno");
	ck_assert(!evidence_read(&e, folders, 5, 0));
	evidence_free(&e);
	for (int i = 0; i < 5; i++)
		free(folders[i]);

	/* More folders than gcov is given at once. */
	unlink(below("calls"));
	for (int i = 0; i < 70; i++) {
		put_data(i, FILE_OF("/k/drivers/a b.c", LINE(3, 1, "")));
		ck_assert_int_gt(asprintf(&folders[i], "%s/f%d", folder, i), 0);
	}
	evidence_init(&e, changed);
	evidence_file(&e, "drivers/a b.c")->notes = strdup("/o/x.gcno");
	ck_assert(evidence_read(&e, folders, 70, 0));
	fprintf(out, "== seventy folders\n");
	print_evidence(out, &e);
	evidence_free(&e);
	for (int i = 0; i < 70; i++)
		free(folders[i]);
	{
		char calls[16] = "";
		FILE *f = fopen(below("calls"), "r");

		ck_assert_ptr_nonnull(f);
		ck_assert_uint_gt(fread(calls, 1, sizeof(calls) - 1, f), 0);
		fclose(f);
		ck_assert_str_eq(calls, "64\n6\n");
	}
	fclose(out);
	golden_is("golden/judge/evidence.txt", text, len);
	free(text);
}
END_TEST

/* --- reports of what is judged already --- */

static struct series_commit commits[] = {
	{ (char *)"0123456789abcdef", (char *)"The base" },
	{ (char *)"1111111111111111", (char *)"Break it" },
	{ (char *)"2222222222222222", (char *)"Do not compile, with a subject that is só lóng thát nó máil has a line for all of it" },
	{ (char *)"3333333333333333", (char *)"Change comments" },
	{ (char *)"4444444444444444", (char *)"Run nothing" },
	{ (char *)"5555555555555555", (char *)"Do not even say why" },
};

static const char machine[] =
	"host pc\nrp r 01.0\nexpect present r\n";

static struct judged_commit *judged(struct scenario *s)
{
	static const char *notes[] = {
		"short",
		"a line that is longer than the seventy-two columns which a mail has, so that it is wrapped at a space, and another time, and at last ends",
		"anotherlinethathasnospaceinitanywhereandislongerthanseventytwocolumnsofamailsoitstays as it is",
		"it is of seventy-two columns with its indent: the last to go unwrapped", "  more, with an indent",
	};
	struct judged_commit *c = calloc(6, sizeof(*c));

	c[1].built = true;
	c[1].diff.n = 1;
	c[1].diff.results[DIFF_BROKEN] = 1;
	c[1].diff.results[DIFF_SAME] = 3;
	c[1].diff.skipped = 2;
	c[1].diff.conservative_was = 4;
	c[1].diff.conservative_is = 5;
	c[1].diff.items = calloc(1, sizeof(*c[1].diff.items));
	*c[1].diff.items = (struct difference){
		.class = DIFF_BROKEN, .scn = s, .mode = "iommu lazy", .what = "law path",
		.line = 3, .was = "holds", .is = "violated", .nnotes = 5, .notes = notes,
	};
	c[1].has_evidence = true;
	evidence_init(&c[1].evidence, "a.c 1\na.c 2\na.c 3\na.c 5\na.c 7\nb.h 2\nc.c 4\na.c 8\na.c 10\na.c 12\n");
	c[1].evidence.code = 6;
	c[1].evidence.run = 3;
	c[1].evidence.scenarios = 2;
	c[1].evidence.files[0].notes = strdup("/o/a.gcno");
	for (int i = 0; i < 7; i++) {
		struct changed_line *l = &c[1].evidence.files[0].lines[i];

		l->code = i != 3;
		l->runs = i == 4 || i == 6 ? 9 : 0;
		l->scenarios = l->runs ? 2 : 0;
		l->one_way = i > 4;
	}
	c[2].why = strdup("a.c:1: error: no\n");
	c[3].built = c[3].has_evidence = true;
	c[3].diff.results[DIFF_SAME] = 4;
	evidence_init(&c[3].evidence, "a.c 1\na.c 2\n");
	c[3].evidence.files[0].notes = strdup("/o/a.gcno");
	c[4].built = c[4].has_evidence = true;
	c[4].diff.results[DIFF_CHANGED] = 1;
	evidence_init(&c[4].evidence, "a.c 1\n");
	c[4].evidence.code = 1;
	c[4].evidence.files[0].lines[0].code = true;
	c[4].evidence.files[0].notes = strdup("/o/a.gcno");
	return c;
}

START_TEST(reports)
{
	char *messages, *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	struct scenario *s = lang_parse(machine, strlen(machine), &messages);
	struct series series = { .n = 6, .commits = commits };
	const struct course_mode written = { "as written", "", NULL, 0 };
	struct course_set set = { .mode = &written, .in = { .n = 17 } };
	struct course course = { .nsets = 1, .sets = &set, .nruns = 99 };
	struct validation v = { .series = &series, .course = &course };

	v.commits = judged(s);
	v.whole.results[DIFF_MENDED] = 3;
	v.whole.results[DIFF_UNJUDGED] = 1;
	v.last = 4;
	fprintf(out, "== mail\n");
	ck_assert(validation_mail(out, &v));
	fprintf(out, "== JSON\n");
	ck_assert(validation_json(out, &v));
	v.expected = 1u << DIFF_SAME;
	fprintf(out, "== KTAP\n");
	ck_assert(validation_ktap(out, &v));
	fprintf(out, "== JUnit\n");
	ck_assert(validation_junit(out, &v));
	for (int i = 1; i < 6; i++) {
		fprintf(out, "== evidence of %d: %s\n", i, judged_word(&v.commits[i]));
		validation_evidence(out, &v.commits[i], "\t");
	}
	fclose(out);
	{
		/* The version is another one with each commit. */
		char *end = strstr(text, " on\n"), *at = strstr(text, "hairpin ") + 8;

		ck_assert(end > at);
		memmove(at, end, len - (size_t)(end - text) + 1);
		len -= (size_t)(end - at);
	}
	golden_is("golden/judge/reports.txt", text, len);
	out = fopen("/dev/full", "w");
	setvbuf(out, NULL, _IONBF, 0);
	ck_assert(!validation_mail(out, &v));
	ck_assert(!validation_json(out, &v));
	ck_assert(!validation_ktap(out, &v));
	ck_assert(!validation_junit(out, &v));
	ck_assert(!validation_html(out, &v));
	fclose(out);
	validation_free(&v);
	scenario_free(s);
	free(messages);
	free(text);
}
END_TEST

/* Of a kind: nothing to tell of it, or one thing. */
static void judge_as(struct judged_commit *c, uint32_t kind)
{
	struct changed_line *line;

	c->built = kind != 1;
	c->diff.results[kind == 2 ? DIFF_CHANGED : DIFF_SAME] = 1;
	c->has_evidence = kind > 3;
	if (kind == 3) {
		c->deep.mutants.n = 1;
		c->deep.mutants.items = calloc(1, sizeof(*c->deep.mutants.items));
		*c->deep.mutants.items = (struct mutant){
			strdup("a.c"), 1, "boundary", strdup("a < b"), strdup("a <= b"),
		};
	}
	if (kind < 4)
		return;
	evidence_init(&c->evidence, kind == 4 ? "a.h 1\n" : "a.c 1\n");
	c->evidence.code = 1;
	c->evidence.run = kind != 6;
	line = &evidence_file(&c->evidence, kind == 4 ? "a.h" : "a.c")->lines[0];
	line->code = true;
	line->runs = kind != 6;
	line->one_way = kind == 7;
	if (kind != 5)
		evidence_file(&c->evidence, kind == 4 ? "a.h" : "a.c")->notes = strdup("/o/a.gcno");
}

/* Of a long series the mail leaves out of which there is nothing to tell. */
START_TEST(a_long_series)
{
	static const uint32_t lengths[] = { 7, 19, 20, 21, 22, 24, 30, 31, 32, 39, 40, 41, 42, 60 };
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	for (size_t k = 0; k < 2 * sizeof(lengths) / sizeof(*lengths); k++) {
		const uint32_t n = lengths[k / 2] + 1;
		struct series series = { .n = n, .commits = calloc(n, sizeof(*series.commits)) };
		const struct course_mode written = { "as written", "", NULL, 0 };
		struct course_set set = { .mode = &written, .in = { .n = 1 } };
		struct course course = { .nsets = 1, .sets = &set, .nruns = 1 };
		struct validation v = { .series = &series, .course = &course, .last = n - 1 };
		char *mail, *from;
		size_t size;
		FILE *f = open_memstream(&mail, &size);

		v.commits = calloc(n, sizeof(*v.commits));
		for (uint32_t i = 0; i < n; i++) {
			series.commits[i] = commits[i % 6];
			if (i)
				judge_as(&v.commits[i], k % 2 ? i % 8 : i % 5 ? 0 : i % 8);
		}
		ck_assert(validation_mail(f, &v));
		fclose(f);
		from = strstr(mail, "  commit");
		ck_assert_ptr_nonnull(from);
		fprintf(out, "== %u of %s\n%.*s", n - 1, k % 2 ? "all kinds" : "mostly one",
			(int)(strstr(from, "\n\n") ? strstr(from, "\n\n") + 1 - from : 9999), from);
		free(mail);
		validation_free(&v);
		free(series.commits);
	}
	fclose(out);
	golden_is("golden/judge/long-series.txt", text, len);
	free(text);
}
END_TEST

/* One commit, of that class. */
static int exit_of(bool built, enum diff_class class, uint32_t code, uint32_t run)
{
	struct series series = { .n = 2, .commits = commits };
	struct judged_commit c[2] = { { 0 }, { .built = built } };
	const struct validation v = { .series = &series, .commits = c,
				       .expected = 1u << DIFF_SAME };

	c[1].diff.results[class] = 1;
	c[1].has_evidence = true;
	c[1].evidence.code = code;
	c[1].evidence.run = run;
	return validation_exit(&v);
}

/* Two commits, of those classes. */
static int exit_of_two(enum diff_class a, enum diff_class b)
{
	struct series series = { .n = 3, .commits = commits };
	struct judged_commit c[3] = { { 0 }, { .built = true }, { .built = true } };
	const struct validation v = { .series = &series, .commits = c,
				       .expected = 1u << DIFF_SAME };

	c[1].diff.results[a] = 1;
	c[2].diff.results[b] = 1;
	return validation_exit(&v);
}

START_TEST(exit_status)
{
	ck_assert_int_eq(exit_of(true, DIFF_SAME, 1, 1), HP_EXIT_PASS);
	ck_assert_int_eq(exit_of(true, DIFF_SAME, 0, 0), HP_EXIT_PASS);
	ck_assert_int_eq(exit_of(true, DIFF_SAME, 1, 0), HP_EXIT_SKIP);
	ck_assert_int_eq(exit_of(true, DIFF_CHANGED, 1, 0), HP_EXIT_FAIL);
	ck_assert_int_eq(exit_of(true, DIFF_UNJUDGED, 1, 0), HP_EXIT_TOOL);
	ck_assert_int_eq(exit_of(false, DIFF_SAME, 1, 1), HP_EXIT_FAIL);
	ck_assert_int_eq(exit_of_two(DIFF_SAME, DIFF_SAME), HP_EXIT_PASS);
	ck_assert_int_eq(exit_of_two(DIFF_BROKEN, DIFF_SAME), HP_EXIT_FAIL);
	ck_assert_int_eq(exit_of_two(DIFF_SAME, DIFF_BROKEN), HP_EXIT_FAIL);
	ck_assert_int_eq(exit_of_two(DIFF_UNJUDGED, DIFF_SAME), HP_EXIT_TOOL);
	ck_assert_int_eq(exit_of_two(DIFF_SAME, DIFF_UNJUDGED), HP_EXIT_TOOL);
	ck_assert_int_eq(exit_of_two(DIFF_BROKEN, DIFF_UNJUDGED), HP_EXIT_FAIL);
	ck_assert_int_eq(exit_of_two(DIFF_UNJUDGED, DIFF_BROKEN), HP_EXIT_FAIL);
}
END_TEST

/* What has no interpreter is there, and does not start: it is no program without a word. */
START_TEST(a_program_that_does_not_start)
{
	char *argv[] = { below("lost"), NULL }, *text;
	int status = 0;

	put(argv[0], "#!/no/such/interpreter\n");
	ck_assert(!chmod(argv[0], 0755));
	errno = 0;
	ck_assert_ptr_null(spawn_read(argv, NULL, NULL, &status));
	ck_assert_int_eq(errno, ENOENT);
	ck_assert_int_eq(status, HP_EXIT_TOOL);
	put(argv[0], "#!/bin/sh\necho here\nexit 127\n");
	text = spawn_read(argv, NULL, NULL, &status);
	ck_assert_str_eq(text, "here\n");
	ck_assert_int_eq(status, 127);
	free(text);
	unlink(argv[0]);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("validation");
	TCase *t = tcase_create("validation");
	SRunner *sr;
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, counts);
	tcase_add_test(t, reports);
	tcase_add_test(t, a_long_series);
	tcase_add_test(t, exit_status);
	tcase_add_test(t, a_program_that_does_not_start);
	suite_add_tcase(s, t);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
