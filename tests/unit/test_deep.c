// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_deep.c - the deep stages on the fake kernels, without a kernel tree: what is
 * asked of the series' script, what its answers and those of compare mean, and what is
 * told of it.
 *
 * Called as "hairpin compare" would be, by the stage of sanitizers, it is that program.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/golden.h"
#include "tests/unit/run_util.h"
#include "tools/common/exit.h"
#include "tools/judge/deep_internal.h"
#include "tools/judge/json.h"

static char folder[64], *operands[1];
static struct run_options quick = { .seed = 1, .jobs = 1 };

static char *below(const char *name)
{
	static char path[8][160];
	static unsigned int n;
	char *p = path[n++ % 8];

	snprintf(p, sizeof(*path), "%s/%s", folder, name);
	return p;
}

static void put(const char *name, const char *text)
{
	FILE *f = fopen(below(name), "w");

	ck_assert_msg(f && fputs(text, f) >= 0 && !fclose(f), "%s", name);
}

/* What is in a file of the folder, $FOLDER for the folder; "" when it is not there. */
static void copy(FILE *out, const char *name)
{
	FILE *f = fopen(below(name), "r");
	char line[512];

	while (f && fgets(line, sizeof(line), f)) {
		const char *p = line;

		for (char *at; (at = strstr(p, folder)); p = at + strlen(folder))
			fprintf(out, "%.*s$FOLDER", (int)(at - p), p);
		fputs(p, out);
	}
	if (f)
		fclose(f);
}

/*
 * Builds nothing.  A mutant with "<=" in its changed function does not compile, one with
 * "!=" is the same code, one with " - " is noticed, and others are not.
 */
static const char script[] =
	"#!/bin/sh\n"
	"here=${0%/*}\n"
	"echo \"$@\" >>\"$here/calls\"\n"
	"case $1 in\n"
	"build) [ ! -e \"$here/fails.$3\" ] || { echo 'a.c:1: error: gone' >&2; exit $(cat \"$here/fails.$3\"); }\n"
	"	echo \"$here/new/libkernel.so\" ;;\n"
	"at) echo \"$here/tree\" ;;\n"
	"mutant) cp \"$5\" \"$here/mutant.$(grep -c ^mutant \"$here/calls\")\"\n"
	"	grep -q '<=' \"$5\" && exit 5\n"
	"	grep -q 'a != b' \"$5\" && { echo \"$here/new/libkernel.so\"; exit; }\n"
	"	grep -q ' - ' \"$5\" && { echo \"$here/old/libkernel.so\"; exit; }\n"
	"	echo \"$here/like/libkernel.so\" ;;\n"
	"esac\n";

static void put_instance(const char *name, const char *from, const char *object)
{
	char command[512], path[64], info[128];

	snprintf(path, sizeof(path), "%s/", name);
	mkdir(below(name), 0755);
	snprintf(command, sizeof(command), "cp '%s' '%s/libkernel.so'", from, below(name));
	ck_assert_int_eq(system(command), 0);
	snprintf(path, sizeof(path), "%s/kernel.info", name);
	snprintf(info, sizeof(info), "release=7.0\nvariant=plain\nobject=%s\n", object);
	put(path, info);
}

static void setup(void)
{
	strcpy(folder, "/tmp/hairpin-deep-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	put("series", script);
	chmod(below("series"), 0755);
	setenv("HAIRPIN_TOOLS", folder, 1);
	setenv("DEEP_FOLDER", folder, 1);
	mkdir(below("hp"), 0755);
	mkdir(below("tree"), 0755);
	operands[0] = strdup(below("hp"));
	put("hp/a.hp", TWO_PORTS "step selftest warn\n");
	put("hp/b.hp", TWO_PORTS "expect present a\n");
	put_instance("new", FAKE_NEW, "1");
	put_instance("like", FAKE_NEW, "2");
	put_instance("old", FAKE_OLD, "3");
}

static void teardown(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	ck_assert_int_eq(system(command), 0);
	free(operands[0]);
}

static struct series_commit commits[] = {
	{ (char *)"aaaaaaaaaaaaaaaa", (char *)"The base" },
	{ (char *)"bbbbbbbbbbbbbbbb", (char *)"The change" },
};

/* A commit on the new fake kernel, whose parent is the old one. */
struct rig {
	struct series series;
	struct course course;
	struct run_kernel was, is;
	struct deep d;
	struct deep_task task;
	struct deeper x;
	bool wanted[2];
};

static void rig_open(struct rig *r, const char *selftest)
{
	memset(r, 0, sizeof(*r));
	r->series = (struct series){ .dir = folder, .n = 2, .commits = commits };
	ck_assert(course_open(&r->course, operands, 1, 2));
	for (uint32_t m = 0; m < 2; m++) {
		struct scenario *s = r->course.sets[m].in.scn[0];

		ck_assert_uint_eq(s->nsteps, 1);
		s->steps[0].text = selftest;
	}
	r->was = load_fake(FAKE_OLD);
	r->is = load_fake(FAKE_NEW);
	r->task = (struct deep_task){
		.series = &r->series, .course = &r->course, .opt = &quick, .effort = 1,
		.commit = 1, .so = below("new/libkernel.so"), .out = below("out"),
	};
	r->x = (struct deeper){ .task = &r->task, .d = &r->d, .wanted = r->wanted,
				.nwanted = 2, .was = &r->was, .is = &r->is, .sha = "bbbbbbbbbbbb" };
	r->wanted[0] = r->wanted[1] = true;
}

static void rig_close(struct rig *r)
{
	deep_free(&r->d);
	run_kernel_free(&r->was);
	run_kernel_free(&r->is);
	course_close(&r->course);
}

/* In words, as JSON, and its status; $FOLDER for the folder. */
static void put_deep(FILE *out, const char *title, const struct deep *d)
{
	json_t *json = deep_json(d);
	char *dumped = json_dumps(json, JSON_INDENT(1) | JSON_SORT_KEYS);
	FILE *f = fopen(below("told"), "w");

	deep_put(f, d, "\t");
	fprintf(f, "%s\n", dumped);
	fclose(f);
	fprintf(out, "== %s: %s, %d, %d when changes are expected\n", title,
		diff_class_name(deep_worst(d)), deep_exit(d, 1u << DIFF_SAME),
		deep_exit(d, 1u << DIFF_SAME | 1u << DIFF_CHANGED | 1u << DIFF_MENDED));
	copy(out, "told");
	free(dumped);
	json_decref(json);
}

START_TEST(stages)
{
	static const struct { const char *list; bool ok; uint32_t set; } lists[] = {
		{ NULL, true, 0 }, { "", true, 0 }, { "sanitizers", true, 1 },
		{ "failures", true, 2 }, { "schedules", true, 4 }, { "machines", true, 8 },
		{ "programs", true, 16 }, { "mutants", true, 32 },
		{ "mutants,failures,mutants", true, 34 }, { "mutants,", true, 32 },
		{ ",mutants", false, 0 }, { "mutant", false, 0 }, { "mutantss", false, 0 },
		{ "failures,x", false, 2 },
	};

	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		uint32_t set = 0;

		ck_assert_int_eq(deep_stages_of(lists[i].list, &set), lists[i].ok);
		ck_assert_uint_eq(set, lists[i].set);
	}
	for (int i = 0; i < DEEP_STAGES; i++) {
		uint32_t set = 0;

		ck_assert(deep_stages_of(deep_stage_name((enum deep_stage)i), &set));
		ck_assert_uint_eq(set, 1u << i);
	}
}
END_TEST

/* Findings of each class, in each order, in words and by their worst. */
START_TEST(worst)
{
	for (int a = 0; a < DIFF_CLASSES; a++)
		for (int b = 0; b < DIFF_CLASSES; b++)
			for (int changed = 0; changed < 2; changed++) {
				struct deep_found found[2] = {
					{ DEEP_FAILURES, (enum diff_class)a, (char *)"a", NULL },
					{ DEEP_PROGRAMS, (enum diff_class)b, (char *)"b", NULL },
				};
				struct deep d = { .n = 2, .items = found };
				int most = a > b ? a : b;

				d.stage[DEEP_MACHINES].changed = (uint64_t)changed;
				ck_assert_int_eq(deep_worst(&d), changed && !most ? DIFF_CHANGED : most);
				ck_assert_int_eq(deep_exit(&d, 1u << DIFF_SAME),
						 changed || (a && a != DIFF_UNJUDGED) ||
						 (b && b != DIFF_UNJUDGED) ? HP_EXIT_FAIL :
						 a || b ? HP_EXIT_TOOL : HP_EXIT_PASS);
				ck_assert_int_eq(deep_exit(&d, 31), HP_EXIT_PASS);
			}
}
END_TEST

START_TEST(in_words)
{
	struct deep_found found[] = {
		{ DEEP_FAILURES, DIFF_MENDED, (char *)"law quiet: gone", NULL },
		{ DEEP_FAILURES, DIFF_BROKEN, (char *)"law quiet: new", (char *)"hairpin run x" },
		{ DEEP_SCHEDULES, DIFF_UNJUDGED, (char *)"law hairpin: what", (char *)"hairpin run y" },
		{ DEEP_SCHEDULES, DIFF_BROKEN, (char *)"law path: \"new\"", (char *)"hairpin run z" },
	};
	struct mutant left[] = {
		{ (char *)"a.c", 7, "boundary", (char *)"a < b", (char *)"a <= b" },
	};
	struct deep d = { .n = 4, .items = found };
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	put_deep(out, "nothing is done", &d);
	for (int i = 0; i < DEEP_STAGES; i++)
		d.stage[i].done = true;
	put_deep(out, "nothing is there", &d);
	for (int i = 0; i < DEEP_STAGES; i++)
		d.stage[i] = (struct deep_result){ .done = true, .runs = 1, .of = 1 };
	d.mutants = (struct mutants){ .sites = 1, .lines = 1, .tried = 1, .equal = 1 };
	put_deep(out, "one of each", &d);
	for (int i = 0; i < DEEP_STAGES; i++)
		d.stage[i] = (struct deep_result){ .done = true, .runs = 1, .of = 2,
						   .same = (uint64_t)i, .changed = i == 3 };
	d.mutants = (struct mutants){ 12, 3, 5, 4, 2, 1, 1, left };
	put_deep(out, "some of more", &d);
	d.n = 0;
	d.mutants = (struct mutants){ .sites = 2, .lines = 2, .tried = 2, .invalid = 1 };
	put_deep(out, "nothing new", &d);
	fclose(out);
	golden_is("golden/judge/deep.txt", text, len);
	free(text);
}
END_TEST

START_TEST(findings_added)
{
	static const struct {
		const char *law, *function;
		enum diff_class class, is;
		const char *what;
	} f[] = {
		{ "quiet", "-", DIFF_BROKEN, DIFF_BROKEN, "law quiet: text" },
		{ "quiet", "pci_x", DIFF_MENDED, DIFF_MENDED, "law quiet in pci_x: text" },
		{ "hairpin", "-", DIFF_BROKEN, DIFF_UNJUDGED, "law hairpin: text" },
		{ "hairpin2", "-", DIFF_BROKEN, DIFF_BROKEN, "law hairpin2: text" },
	};
	struct deep d = { 0 };
	struct deeper x = { .d = &d };

	for (uint32_t i = 0; i < 4; i++) {
		struct finding x1 = finding_make(f[i].law, f[i].function, "text");

		deep_add(&x, DEEP_MACHINES, f[i].class, &x1, strdup("again"));
		finding_free(&x1);
		ck_assert_uint_eq(d.n, i + 1);
		ck_assert_int_eq(d.items[i].stage, DEEP_MACHINES);
		ck_assert_int_eq(d.items[i].class, f[i].is);
		ck_assert_str_eq(d.items[i].what, f[i].what);
		ck_assert_str_eq(d.items[i].again, "again");
	}
	deep_free(&d);
	ck_assert_uint_eq(d.n, 0);
}
END_TEST

/* Each point of failure, and what only one of the two kernels shows. */
START_TEST(failures)
{
	static const char *const tests[] = {
		"points poll-not old-null", "points warn warn", "points bug new-warn warn",
		"points new-null", "points old-warn", "points new-warn new-warn new-bug",
		"new-warn", "warn",
	};
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	for (size_t i = 0; i < sizeof(tests) / sizeof(*tests); i++) {
		struct rig r;

		rig_open(&r, tests[i]);
		ck_assert_int_eq(deep_failures(&r.x), -1);
		r.d.stage[DEEP_FAILURES].done = true;
		put_deep(out, tests[i], &r.d);
		rig_close(&r);
		rig_open(&r, tests[i]);
		r.wanted[0] = false;
		ck_assert_int_eq(deep_failures(&r.x), -1);
		ck_assert_uint_eq(r.d.n, 0);
		rig_close(&r);
		rig_open(&r, tests[i]);
		ck_assert_int_eq(deep_schedules(&r.x), -1);
		ck_assert_uint_eq(r.d.stage[DEEP_SCHEDULES].runs, 40);
		rig_close(&r);
	}
	fclose(out);
	golden_is("golden/judge/deep-failures.txt", text, len);
	free(text);
}
END_TEST

static const char compared[] =
	"{\"differences\": ["
	"{\"class\": \"SAME\", \"what\": \"a\", \"was\": \"1\", \"is\": \"2\", \"scenario\": \"s.hp\"},"
	"{\"class\": \"CHANGED\", \"what\": \"b\", \"was\": \"1\", \"is\": \"2\", \"scenario\": \"s.hp\"},"
	"{\"class\": \"MENDED\", \"what\": \"c\", \"was\": \"1\", \"is\": \"2\", \"scenario\": \"s.hp\"},"
	"{\"class\": \"UNJUDGED\", \"what\": \"d\", \"was\": \"1\", \"is\": \"2\", \"scenario\": \"s.hp\"},"
	"{\"class\": \"BROKEN\", \"what\": \"e\", \"was\": \"1\", \"is\": \"2\", \"scenario\": \"s.hp\", \"notes\": [\"first\", \"second\"]},"
	"{\"class\": \"BROKEN\", \"what\": \"e\", \"was\": \"1\", \"is\": \"2\", \"scenario\": \"other.hp\", \"notes\": [\"first\"]},"
	"{\"class\": \"BROKEN\"}, {}]}\n";

/* What compare is asked, and what each of its answers becomes. */
START_TEST(sanitizers)
{
	static const char *const statuses[] = { "0", "1", "2", "3", "4" };
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	put("answer.json", compared);
	for (int i = 0; i < 7; i++) {
		struct rig r;
		int ret;

		rig_open(&r, "host");
		r.wanted[1] = i != 1;
		r.x.nwanted = i == 6 ? 0 : i == 1 ? 1 : 2;
		put("status", statuses[i % 5]);
		if (i == 5)
			unlink(below("answer.json"));
		unlink(below("calls"));
		unlink(below("asked"));
		ret = deep_sanitizers(&r.x);
		fprintf(out, "= %s: %d, %u runs\n", i == 6 ? "none wanted" :
			i == 5 ? "no answer" : statuses[i % 5], ret,
			(unsigned int)r.d.stage[DEEP_SANITIZERS].runs);
		ck_assert_int_ne(access(below("compared.json"), F_OK), 0);
		copy(out, "calls");
		copy(out, "asked");
		r.d.stage[DEEP_SANITIZERS].done = true;
		put_deep(out, "the answer", &r.d);
		rig_close(&r);
	}
	fclose(out);
	golden_is("golden/judge/deep-sanitizers.txt", text, len);
	free(text);
}
END_TEST

START_TEST(sanitizers_that_do_not_build)
{
	static const struct { const char *file, *status; int ret; } f[] = {
		{ "fails.aaaaaaaaaaaaaaaa", "5", HP_EXIT_NO_BUILD },
		{ "fails.aaaaaaaaaaaaaaaa", "3", HP_EXIT_TOOL },
		{ "fails.bbbbbbbbbbbbbbbb", "5", HP_EXIT_NO_BUILD },
	};

	put("answer.json", compared);
	put("status", "0");
	for (size_t i = 0; i < 3; i++) {
		struct rig r;

		rig_open(&r, "host");
		put(f[i].file, f[i].status);
		ck_assert_int_eq(deep_sanitizers(&r.x), f[i].ret);
		ck_assert_uint_eq(r.d.n, 0);
		ck_assert_int_ne(access(below("asked"), F_OK), 0);
		unlink(below(f[i].file));
		rig_close(&r);
	}
}
END_TEST

static const char changed[] =
	"static int f(int a, int b)\n"
	"{\n"
	"\tif (a < b)   \n"
	"\t\treturn a + 1;\n"
	"\tif (a == b) call(a);\n"
	"\tdone(b);\n"
	"\treturn other(a);\n"
	"}\n";

/* Lines 3 to 6 changed; 3 to 5 were run, by the second scenario alone or by both. */
static void learn(struct evidence *e, bool *by)
{
	evidence_init(e, "a.c 3\na.c 4\na.c 5\na.c 6\nh.h 1\nnone.c 1\n");
	evidence_file(e, "a.c")->notes = strdup("/o/a.gcno");
	for (uint32_t i = 0; i < 3; i++) {
		struct changed_line *l = &evidence_file(e, "a.c")->lines[i];

		l->runs = 1;
		l->by = malloc(2);
		memcpy(l->by, by, 2);
	}
}

START_TEST(planted)
{
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	put("tree/a.c", changed);
	for (int i = 0; i < 3; i++) {
		bool by[] = { i != 1, i != 2 };
		struct evidence e;
		struct trial trial = { 0 };
		struct rig r;
		int ret;

		/* Only the old kernel warns: the mutants that it is are noticed. */
		rig_open(&r, "old-warn");
		learn(&e, by);
		ck_assert_int_eq(trial_run(&trial, &r.course, &r.is, NULL, NULL, &quick, NULL,
					   0, NULL, NULL), 0);
		r.task.evidence = &e;
		r.task.trial = &trial;
		r.task.effort = i == 2 ? 0 : 1;
		unlink(below("calls"));
		ret = deep_mutants(&r.x);
		fprintf(out, "= %d: %d, %u of %u\n", i, ret,
			(unsigned int)r.d.stage[DEEP_MUTANTS].runs,
			(unsigned int)r.d.stage[DEEP_MUTANTS].of);
		copy(out, "calls");
		for (int k = 1; i == 0 && k < 40; k++) {
			char name[32];

			snprintf(name, sizeof(name), "mutant.%d", k);
			if (access(below(name), F_OK))
				break;
			fprintf(out, "- %s\n", name);
			copy(out, name);
		}
		r.d.stage[DEEP_MUTANTS].done = true;
		put_deep(out, "planted", &r.d);
		trial_free(&trial);
		evidence_free(&e);
		rig_close(&r);
	}
	fclose(out);
	golden_is("golden/judge/deep-mutants.txt", text, len);
	free(text);
}
END_TEST

START_TEST(planted_nowhere)
{
	bool by[] = { true, true };
	struct evidence e;
	struct rig r;

	rig_open(&r, "host");
	ck_assert_int_eq(deep_mutants(&r.x), -1);
	ck_assert_int_ne(access(below("calls"), F_OK), 0);
	/* The tree lacks the file. */
	learn(&e, by);
	r.task.evidence = &e;
	ck_assert_int_eq(deep_mutants(&r.x), HP_EXIT_TOOL);
	ck_assert_uint_eq(r.d.mutants.sites, 0);
	evidence_free(&e);
	rig_close(&r);
}
END_TEST

/* Where it is told to write, and where it cannot. */
START_TEST(written)
{
	struct finding f = finding_make("quiet", "-", "some text");
	struct rig r;
	char *path, *text;
	size_t len;
	FILE *out;

	rig_open(&r, "host");
	path = deep_write(&r.x, &f, "hairpin run x", "host pc\n");
	ck_assert_ptr_nonnull(path);
	out = open_memstream(&text, &len);
	copy(out, path + strlen(folder) + 1);
	fclose(out);
	ck_assert_str_eq(text, "# Breaks law quiet: some text\n# hairpin run x\nhost pc\n");
	free(text);
	free(path);
	r.task.out = below("no/such/folder");
	ck_assert_ptr_null(deep_write(&r.x, &f, "x", "host pc\n"));
	r.task.out = below("series");
	ck_assert_ptr_null(deep_write(&r.x, &f, "x", "host pc\n"));
	finding_free(&f);
	rig_close(&r);
}
END_TEST

START_TEST(shown)
{
	static const char warns[] = TWO_PORTS "step selftest warn\n";
	const struct chance how = { 0 };
	struct sightings s = { 0 };
	struct job job = { 0 };
	struct finding f;
	struct rig r;

	rig_open(&r, "warn");
	job.scn = r.course.sets[0].in.scn[0];
	job.kernel = &r.is;
	ck_assert_int_eq(runner_run(&job, 1, &quick, NULL, NULL), 0);
	ck_assert(finding_of(&job.verdict, job.scn, &f));
	ck_assert(!sightings_have(&s, &f));
	sightings_add(&s, &job);
	sightings_add(&s, &job);
	ck_assert_uint_eq(s.n, 1);
	ck_assert(sightings_have(&s, &f));
	ck_assert_ptr_eq(s.items[0].scn, job.scn);
	ck_assert(deep_shows(&r.x, &r.is, warns, &how, &f));
	ck_assert(!deep_shows(&r.x, &r.is, TWO_PORTS "expect present a\n", &how, &f));
	ck_assert(!deep_shows(&r.x, &r.is, TWO_PORTS "step selftest null\n", &how, &f));
	ck_assert(!deep_shows(&r.x, &r.is, "no scenario\n", &how, &f));
	job_free(&job);
	memset(&job, 0, sizeof(job));
	job.scn = r.course.sets[0].in.scn[1];
	job.kernel = &r.is;
	ck_assert_int_eq(runner_run(&job, 1, &quick, NULL, NULL), 0);
	sightings_add(&s, &job);
	ck_assert_uint_eq(s.n, 1);
	job_free(&job);
	finding_free(&f);
	sightings_free(&s);
	ck_assert_uint_eq(s.n, 0);
	rig_close(&r);
}
END_TEST

/* Stands for hairpin compare: tells what it was asked, and answers with a file. */
static int compare_main(int argc, char **argv)
{
	char line[64] = "";
	FILE *f;

	strcpy(folder, getenv("DEEP_FOLDER"));
	f = fopen(below("asked"), "w");
	for (int i = 1; i < argc; i++)
		fprintf(f, "%s\n", argv[i]);
	fclose(f);
	f = fopen(below("status"), "r");
	if (!fgets(line, sizeof(line), f))
		return 9;
	fclose(f);
	if (!access(below("answer.json"), F_OK) && link(below("answer.json"), argv[8]))
		return 9;
	return atoi(line);
}

int main(int argc, char **argv)
{
	Suite *s;
	TCase *t;
	SRunner *sr;
	int failed;

	if (argc > 1)
		return compare_main(argc, argv);
	s = suite_create("deep");
	t = tcase_create("deep");
	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, stages);
	tcase_add_test(t, worst);
	tcase_add_test(t, in_words);
	tcase_add_test(t, findings_added);
	tcase_add_test(t, failures);
	tcase_add_test(t, sanitizers);
	tcase_add_test(t, sanitizers_that_do_not_build);
	tcase_add_test(t, planted);
	tcase_add_test(t, planted_nowhere);
	tcase_add_test(t, written);
	tcase_add_test(t, shown);
	suite_add_tcase(s, t);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
