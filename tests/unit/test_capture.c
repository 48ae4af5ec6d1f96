// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_capture.c - captured config space that is packed tighter than ours.
 */
#include "tests/unit/import_util.h"

/* AER without a prefix log ends at 0x12c; what begins there is found (7.8.4). */
START_TEST(behind_aer)
{
	static const char text[] =
		"host pc\n"
		"rp rp0 01.0 buses 01-01\n"
		"ep nic under rp0 id 8086:10c9 class network ats aer\n"
		"config nic 4096\n"
		"config nic 00: 86 80 c9 10 06 00 10 00 00 00 00 02 00 00 00 00\n"
		"config nic 30: 00 00 00 00 40\n"
		"config nic 40: 10 00 02 00\n"
		"config nic 100: 01 00 c1 12\n"
		"config nic 12c: 0f 00 01 00 00 00 00 00\n";
	struct scenario *scn = scenario_parse("t.hp", text, sizeof(text) - 1, stderr);
	struct spec_error err;
	struct fabric *f;

	ck_assert_ptr_nonnull(scn);
	f = fabric_build(scn->spec, &err);
	ck_assert_msg(f != NULL, "%s", err.text);
	fabric_cfg_write(f, 0, 1, 0, 0x12c + 6, 2, 0x8000);
	ck_assert_uint_eq(fabric_cfg_read(f, 0, 1, 0, 0x12c + 6, 2), 0x8000);
	fabric_free(f);
	scenario_free(scn);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("capture");
	TCase *t = tcase_create("capture");
	SRunner *sr = srunner_create(s);
	int failed;

	tcase_add_test(t, behind_aer);
	suite_add_tcase(s, t);
	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
