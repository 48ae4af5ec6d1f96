// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_report.c - KTAP, JUnit, JSON and DOT against golden files.
 *
 * HAIRPIN_UPDATE_GOLDEN=1 writes the files anew; read the difference before
 * committing it.  The version of this program stands as @VERSION@ in them.
 */
#include <graphviz/cgraph.h>
#include <jansson.h>
#include <libxml/parser.h>
#include <locale.h>
#include <unistd.h>

#include "tests/unit/run_util.h"
#include "tools/report/dot.h"
#include "tools/report/report.h"

#define GOLDEN "tests/golden/"
#define MAX_SCENARIOS 4

struct fixture {
	struct report report;
	struct report_kernel rk[2];
	struct report_result results[MAX_SCENARIOS];
	const struct verdict *verdicts[MAX_SCENARIOS][2];
	struct run_kernel kernels[2];
	struct job jobs[MAX_SCENARIOS * 2];
	struct scenario *scn[MAX_SCENARIOS];
};

/* Run @paths on @nk fake kernels, as cmd_run.c does. */
static void set_up(struct fixture *f, const char *const *paths, size_t n,
		   uint32_t nk, uint32_t jobs)
{
	static const char *const objects[] = { FAKE_NEW, FAKE_OLD };
	const struct run_options opt = { .seed = 7, .jobs = jobs,
					 .timeout_s = 5,
					 .want_functions = true };

	memset(f, 0, sizeof(*f));
	f->report = (struct report){ .seed = 7, .nkernels = nk,
				     .kernels = f->rk, .nresults = n,
				     .results = f->results };
	for (uint32_t k = 0; k < nk; k++) {
		const char *release;

		f->kernels[k] = load_fake(objects[k]);
		release = f->kernels[k].kernel->ops->release;
		f->rk[k] = (struct report_kernel){ k ? "old" : "new", release,
			release, k ? "" : "v7.0-12-gabcdef", "0123abcd",
			"gcc 12.2", "plain" };
	}
	for (size_t i = 0; i < n; i++) {
		f->scn[i] = scenario_load(paths[i], stderr);
		ck_assert_ptr_nonnull(f->scn[i]);
		f->results[i].scn = f->scn[i];
		f->results[i].verdicts = f->verdicts[i];
		for (uint32_t k = 0; k < nk; k++) {
			struct job *job = &f->jobs[i * nk + k];

			job->scn = f->scn[i];
			job->kernel = &f->kernels[k];
			f->verdicts[i][k] = &job->verdict;
		}
	}
	ck_assert_int_eq(runner_run(f->jobs, n * nk, &opt, NULL, NULL), 0);
}

static void tear_down(struct fixture *f)
{
	for (size_t i = 0; i < f->report.nresults * f->report.nkernels; i++)
		job_free(&f->jobs[i]);
	for (size_t i = 0; i < f->report.nresults; i++)
		scenario_free(f->scn[i]);
	for (uint32_t k = 0; k < f->report.nkernels; k++)
		run_kernel_free(&f->kernels[k]);
}

static char *read_file(const char *path)
{
	FILE *f = fopen(path, "r");
	char *text = calloc(1, 1 << 20);

	ck_assert_msg(f != NULL, "%s cannot be read", path);
	ck_assert_uint_lt(fread(text, 1, (1 << 20) - 1, f), (1 << 20) - 1);
	fclose(f);
	return text;
}

/* The golden text with this program's version put in. */
static char *expected(const char *path)
{
	char *golden = read_file(path), *text = NULL, *at;
	const char *rest = golden;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	while ((at = strstr(rest, "@VERSION@"))) {
		fprintf(out, "%.*s%s", (int)(at - rest), rest, HAIRPIN_VERSION);
		rest = at + strlen("@VERSION@");
	}
	fputs(rest, out);
	fclose(out);
	free(golden);
	return text;
}

static void update(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");
	const char *at;

	ck_assert_ptr_nonnull(f);
	/* Where a report says which program wrote it. */
	at = strstr(text, "hairpin " HAIRPIN_VERSION);
	if (!at)
		at = strstr(text, "hairpin\": \"" HAIRPIN_VERSION);
	if (!at)
		at = strstr(text, "value=\"" HAIRPIN_VERSION);
	while (at) {
		at = strstr(at, HAIRPIN_VERSION);
		fprintf(f, "%.*s@VERSION@", (int)(at - text), text);
		text = at + strlen(HAIRPIN_VERSION);
		at = strstr(text, "value=\"" HAIRPIN_VERSION);
	}
	fputs(text, f);
	fclose(f);
}

/* A trace's hash is of everything that happened: no golden file can know it. */
static void hide_hashes(char *text)
{
	static const char key[] = "\"trace_hash\": \"0x";
	char *at = text;

	while ((at = strstr(at, key))) {
		at += strlen(key);
		while (*at && *at != '"')
			*at++ = 'X';
	}
}

static void compare(const char *name, char *text)
{
	char path[128], *want;
	const char *a, *b;
	int line = 1;

	hide_hashes(text);
	snprintf(path, sizeof(path), GOLDEN "%s", name);
	if (getenv("HAIRPIN_UPDATE_GOLDEN"))
		update(path, text);
	want = expected(path);
	for (a = text, b = want; *a && *a == *b; a++, b++)
		line += *a == '\n';
	ck_assert_msg(*a == *b, "%s:%d differs:\n got: %.120s\nwant: %.120s",
		      path, line, a, b);
	free(want);
}

static char *ktap_text(const struct report *r)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	ktap_header(out, r);
	for (size_t i = 0; i < r->nresults; i++)
		ktap_result(out, r, i);
	ktap_end(out, r);
	fclose(out);
	return text;
}

static char *file_text(const struct report *r,
		       bool (*write)(FILE *out, const struct report *r))
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	ck_assert(write(out, r));
	fclose(out);
	return text;
}

static char *dot_text(const struct scenario *scn, const struct verdict *v)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	ck_assert(dot_write(out, scn, v));
	fclose(out);
	return text;
}

static const char *const pair[] = { GOLDEN "pair.hp", GOLDEN "skip.hp" };

START_TEST(ktap)
{
	struct fixture f;
	char *text;

	set_up(&f, pair, 2, _i ? 2 : 1, 1);
	text = ktap_text(&f.report);
	compare(_i ? "pair-two-kernels.ktap" : "pair.ktap", text);
	free(text);
	tear_down(&f);
}
END_TEST

START_TEST(junit)
{
	struct fixture f;
	char *text;
	xmlDocPtr doc;

	set_up(&f, pair, 2, 2, 1);
	text = file_text(&f.report, junit_write);
	doc = xmlReadMemory(text, (int)strlen(text), "t.xml", NULL,
			    XML_PARSE_NONET);
	ck_assert_ptr_nonnull(doc);
	xmlFreeDoc(doc);
	compare("pair.xml", text);
	free(text);
	tear_down(&f);
}
END_TEST

START_TEST(json)
{
	struct fixture f;
	json_error_t err;
	json_t *root;
	char *text;

	set_up(&f, pair, 2, 2, 1);
	text = file_text(&f.report, json_write);
	root = json_loads(text, JSON_REJECT_DUPLICATES, &err);
	ck_assert_msg(root != NULL, "%s", err.text);
	ck_assert_uint_eq(json_array_size(json_object_get(root, "scenarios")), 2);
	json_decref(root);
	compare("pair.json", text);
	free(text);
	tear_down(&f);
}
END_TEST

static void check_graph(const char *text, int nodes)
{
	Agraph_t *g = agmemread(text);

	ck_assert_ptr_nonnull(g);
	ck_assert_int_eq(agnnodes(g), nodes);
	agclose(g);
}

START_TEST(dot_of_a_run)
{
	struct fixture f;
	char *text;

	set_up(&f, pair, 1, 1, 1);
	text = dot_text(f.scn[0], f.verdicts[0][0]);
	/* host bridge, its function, two ports, two answers, legend */
	check_graph(text, 7);
	compare("pair.dot", text);
	free(text);
	tear_down(&f);
}
END_TEST

START_TEST(dot_without_a_kernel)
{
	struct scenario *scn = scenario_load(GOLDEN "tree.hp", stderr);
	char *text;

	ck_assert_ptr_nonnull(scn);
	text = dot_text(scn, NULL);
	compare("tree.dot", text);
	free(text);
	scenario_free(scn);
}
END_TEST

/* Nothing but verdicts may show in a report. */
START_TEST(same_bytes_everywhere)
{
	static const char *const locales[] = { "C", "C.UTF-8", "de_DE.UTF-8" };
	static const char *const zones[] = { "UTC", "Asia/Kathmandu",
					     "America/St_Johns" };
	char *first[4] = { NULL };

	for (uint32_t run = 0; run < 3; run++) {
		struct fixture f;
		char *text[4];

		setenv("TZ", zones[run], 1);
		setlocale(LC_ALL, locales[run]);
		set_up(&f, pair, 2, 2, run + 1);
		text[0] = ktap_text(&f.report);
		text[1] = file_text(&f.report, junit_write);
		text[2] = file_text(&f.report, json_write);
		text[3] = dot_text(f.scn[0], f.verdicts[0][0]);
		for (int i = 0; i < 4; i++) {
			if (!run) {
				first[i] = text[i];
				continue;
			}
			ck_assert_str_eq(first[i], text[i]);
			free(text[i]);
		}
		tear_down(&f);
	}
	for (int i = 0; i < 4; i++)
		free(first[i]);
}
END_TEST

/* Whatever a scenario holds, a replay line is one a shell takes back. */
START_TEST(replay_lines_are_quoted)
{
	struct scenario scn = { .path = "a b/it's.hp", .file = "a b/it's.hp" };
	struct report_kernel k = { .arg = "/x y", .release = "7.0" };
	struct report_result res = { .scn = &scn };
	struct report r = { .seed = 3, .strict = true, .nkernels = 1,
			    .kernels = &k, .nresults = 1, .results = &res };
	char *line = report_replay(&r, 0, 0);

	ck_assert_str_eq(line, "hairpin run --seed 3 --strict -k '/x y' 'a b/it'\\''s.hp'");
	free(line);
	k.arg = NULL;
	line = report_replay(&r, 0, 0);
	ck_assert_ptr_nonnull(strstr(line, "-k 7.0 "));
	free(line);
	scn.file = "it's\\ \xff\n.hp";
	line = report_replay(&r, 0, 0);
	ck_assert_ptr_nonnull(strstr(line, " $'it\\'s\\\\ \\xff\\x0a.hp'"));
	free(line);
}
END_TEST

/* No name may look like a directive, no text leave its line. */
START_TEST(ktap_names_are_harmless)
{
	const char *diag[] = { "one\ntwo" };
	struct check check = { .name = "expect log \"a # SKIP\n\"",
			       .status = VERDICT_FAIL, .ndiag = 1,
			       .diag = diag };
	struct scenario scn = { .path = "x#y.hp", .file = "x#y.hp" };
	struct verdict v = { .status = VERDICT_FAIL, .nchecks = 1,
			     .checks = &check };
	const struct verdict *vs[] = { &v };
	struct report_kernel k = { "k", "l", "r", "", "", "", "" };
	struct report_result res = { &scn, vs };
	struct report r = { .seed = 1, .nkernels = 1, .kernels = &k,
			    .nresults = 1, .results = &res };
	char *text = ktap_text(&r);

	ck_assert_ptr_nonnull(strstr(text, "  # one\n  # two\n  not ok 1 expect log \"a (hash) SKIP \"\n"));
	ck_assert_ptr_nonnull(strstr(text, "\nnot ok 1 x(hash)y.hp\n"));
	free(text);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("report");
	TCase *c = tcase_create("report");
	int failed;
	SRunner *r;

	tcase_set_timeout(c, 120);
	tcase_add_loop_test(c, ktap, 0, 2);
	tcase_add_test(c, junit);
	tcase_add_test(c, json);
	tcase_add_test(c, dot_of_a_run);
	tcase_add_test(c, dot_without_a_kernel);
	tcase_add_test(c, same_bytes_everywhere);
	tcase_add_test(c, replay_lines_are_quoted);
	tcase_add_test(c, ktap_names_are_harmless);
	suite_add_tcase(s, c);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
