// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_variants.c - captures and scenarios with one thing wrong in them, in every
 * place: what is said and what is made of each, in tests/golden/variants.
 * variants.h says how to look at one.
 */
#include <check.h>

#include "tests/unit/import_util.h"
#include "tests/unit/lang_dump.h"
#include "tests/unit/variants.h"
#include "tools/report/dot.h"
#include "tools/report/map.h"

static void judge_import(FILE *out, const char *text, size_t len)
{
	struct imported im = import_bytes("t", text, len, NULL);

	fputs(im.said, out);
	put_counts(out, &im.rep);
	for (uint32_t i = 0; i < im.rep.ngroups; i++)
		fprintf(out, "%llx in %d\n", (unsigned long long)im.rep.groups[i].sbdf,
			(int)im.rep.groups[i].group);
	if (im.spec)
		scenario_print_spec(out, im.spec);
	imported_free(&im);
}

static void judge_lang(FILE *out, const char *text, size_t len)
{
	struct scenario *s = scenario_parse("t.hp", text, len, out);
	char *formatted;
	size_t n;

	if (!s)
		return;
	put_scenario(out, s);
	formatted = scenario_format("t.hp", text, len, &n, out);
	if (formatted)
		fwrite(formatted, 1, n, out);
	free(formatted);
	scenario_free(s);
}

/* Both pictures, too; functions have names from a list. */
static void judge_pictures(FILE *out, const char *text, size_t len)
{
	struct scenario *s = scenario_parse("t.hp", text, len, out);
	const struct map m = { .scn = s, .pci_ids = "tests/fixtures/import/pci.ids" };

	if (!s)
		return;
	ck_assert(dot_write(out, s, NULL));
	ck_assert(map_write(out, &m));
	scenario_free(s);
}

static void run_file(FILE *out, const char *path, unsigned int every,
		     void (*judge)(FILE *out, const char *text, size_t len))
{
	struct variants v = { .name = path, .every = every, .judge = judge };
	char *text = slurp(path, &v.len);

	ck_assert_msg(text != NULL, "%s", path);
	v.text = text;
	variants_run(&v, out);
	free(text);
}

static void golden(const char *name, void (*put)(FILE *out))
{
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	put(out);
	fclose(out);
	golden_is(name, text, len);
	free(text);
}

static void put_captures(FILE *out)
{
	run_file(out, "tests/fixtures/import/fields-vvv.txt", 7, judge_import);
	run_file(out, "tests/fixtures/import/workstation-vmm.txt", 3, judge_import);
	run_file(out, "tests/fixtures/import/denied-vv.txt", 17, judge_import);
	run_file(out, "tests/fixtures/import/subtree-vv.txt", 19, judge_import);
	run_file(out, "tests/fixtures/import/workstation-v.txt", 17, judge_import);
	run_file(out, "tests/fixtures/import/workstation-vvnn.txt", 43, judge_import);
}

START_TEST(captures)
{
	golden("golden/variants/captures.txt", put_captures);
}
END_TEST

/* A port, a switch, an endpoint with VFs, and one of two functions. */
static void put_bytes(FILE *out)
{
	static const char text[] =
		"host server\n"
		"iommu strict\n"
		"rp rp0 01.0 buses 01-03 acs SV+ RR+ CR+ UF+\n"
		"switch sw under rp0 buses 02-03\n"
		"dsp sw.0 buses 03-03 acs SV+ RR- CR+ EC- DT-\n"
		"ep gpu under sw.0 bar0 256M pref 64 bar2 64K bar4 128 io rom 128K ats msi 4 msix 8 aer pasid 16 pri flr pm\n"
		"fn nic of gpu 1 bar0 1M rebar 1M,4M vfs 2/4 vfbar0 64K ari\n"
		"rp rp1 02.0 buses 04-05\n"
		"bridge pci under rp1 buses 05-05\n";
	char *messages;
	struct scenario *s = lang_parse(text, strlen(text), &messages);
	struct variants v = { .name = "bytes", .every = 2, .hex = true,
			      .judge = judge_import };
	struct machine m;
	char *dump;

	ck_assert_msg(s != NULL, "%s", messages);
	scenario_free(s);
	free(messages);
	m = machine_of(text);
	dump = hex_dump(&m, &v.len);
	v.text = dump;
	variants_run(&v, out);
	free(dump);
	machine_done(&m);
}

START_TEST(bytes)
{
	golden("golden/variants/bytes.txt", put_bytes);
}
END_TEST

static void put_lang(FILE *out)
{
	run_file(out, "tests/golden/lang/statements.hp", 1, judge_lang);
	run_file(out, "tests/golden/tree.hp", 2, judge_lang);
	run_file(out, "tests/fuzz/corpus-lang/all-options.hp", 1, judge_lang);
}

START_TEST(lang)
{
	golden("golden/variants/lang.txt", put_lang);
}
END_TEST

static void put_pictures(FILE *out)
{
	run_file(out, "tests/golden/tree.hp", 2, judge_pictures);
}

START_TEST(pictures)
{
	golden("golden/variants/pictures.txt", put_pictures);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("variants");
	TCase *t = tcase_create("variants");
	SRunner *r;
	int failed;

	tcase_set_timeout(t, 120);
	tcase_add_test(t, captures);
	tcase_add_test(t, bytes);
	tcase_add_test(t, lang);
	tcase_add_test(t, pictures);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}
