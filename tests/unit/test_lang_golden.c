// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_lang_golden.c - what the parser makes of every statement, written down.
 *
 * The files are the fuzzer's first inputs: an example for each statement.
 * HAIRPIN_UPDATE_GOLDEN=1 writes tests/golden/lang/ anew.
 */
#include <dirent.h>

#include "tests/unit/golden.h"
#include "tests/unit/lang_dump.h"

static int is_scenario(const struct dirent *e)
{
	size_t n = strlen(e->d_name);

	return n > 3 && !strcmp(e->d_name + n - 3, ".hp");
}

/* @how 0: as it is; 1: in another mode of the IOMMU; 2: with bus offsets. */
static void put_file(FILE *out, const char *folder, const char *name, int how)
{
	/* Relative, so that messages are the same everywhere. */
	char path[1024];
	struct scenario *s;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	s = scenario_load(path, out);
	fprintf(out, "== %s:", name);
	if (s && how == 1)
		ck_assert(scenario_set_iommu(s, "strict", name[0] & 1));
	if (s && how == 2)
		scenario_set_bus_offset(s, name[0] & 1 ? 1ll << 40 : -(1ll << 28));
	if (s)
		put_scenario(out, s);
	else
		putc('\n', out);
	scenario_free(s);
}

static void put_folder(FILE *out, const char *folder, int how)
{
	struct dirent **names;
	int n = scandir(folder, &names, is_scenario, alphasort);

	ck_assert_int_gt(n, 0);
	for (int i = 0; i < n; i++) {
		put_file(out, folder, names[i]->d_name, how);
		free(names[i]);
	}
	free(names);
}

START_TEST(parsed)
{
	static const char *const files[] = {
		"golden/lang/parsed.txt", "golden/lang/in-strict.txt",
		"golden/lang/with-offset.txt",
	};
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	put_folder(out, "tests/fuzz/corpus-lang", _i);
	put_folder(out, "tests/golden", _i);
	put_folder(out, "tests/golden/lang", _i);
	fclose(out);
	golden_is(files[_i], text, len);
	free(text);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("lang_golden");
	TCase *t = tcase_create("lang_golden");
	SRunner *r;
	int failed;

	tcase_add_loop_test(t, parsed, 0, 3);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}
