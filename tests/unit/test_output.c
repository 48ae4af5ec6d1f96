// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_output.c - files that get their name in one step, while other processes clean the
 * same folder of what killed ones left.
 */
#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools/common/output.h"
#include "tools/common/output_beside.h"

#define FILES 3000

/* A folder is cleaned when the one before was another, so this one cleans all the time. */
static _Noreturn void clean(const char *folder, const char *other)
{
	for (;;) {
		const char *const in[] = { folder, other };

		for (unsigned int i = 0; i < 2; i++) {
			char target[64], *name = NULL;
			int fd;

			snprintf(target, sizeof(target), "%s/cleaner-%ld", in[i], (long)getpid());
			fd = output_beside(target, &name);
			if (fd >= 0)
				unlink(name);
			if (fd >= 0)
				close(fd);
			free(name);
		}
	}
}

static bool write_one(const char *path)
{
	struct output o;

	if (!output_open(&o, path))
		return false;
	fputs("whole\n", o.f);
	return output_commit(&o);
}

START_TEST(nobody_takes_it_for_a_leftover)
{
	char folder[] = "/tmp/hairpin-output-XXXXXX", other[] = "/tmp/hairpin-output-XXXXXX";
	char path[64];
	pid_t cleaner[3];
	int failed = 0;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_ptr_nonnull(mkdtemp(other));
	for (unsigned int i = 0; i < 3; i++) {
		cleaner[i] = fork();
		if (!cleaner[i])
			clean(folder, other);
		ck_assert_int_gt(cleaner[i], 0);
	}
	snprintf(path, sizeof(path), "%s/out", folder);
	for (unsigned int i = 0; i < FILES; i++)
		failed += !write_one(path);
	for (unsigned int i = 0; i < 3; i++) {
		kill(cleaner[i], SIGKILL);
		waitpid(cleaner[i], NULL, 0);
	}
	unlink(path);
	/* What the killed ones left goes with the next file: the folder is another one each time. */
	snprintf(path, sizeof(path), "%s/out", other);
	ck_assert(write_one(path));
	unlink(path);
	snprintf(path, sizeof(path), "%s/out", folder);
	ck_assert(write_one(path));
	unlink(path);
	ck_assert_int_eq(rmdir(folder), 0);
	ck_assert_int_eq(rmdir(other), 0);
	ck_assert_int_eq(failed, 0);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("output");
	TCase *t = tcase_create("all");
	SRunner *sr;
	int failed;

	tcase_set_timeout(t, 120);
	tcase_add_test(t, nobody_takes_it_for_a_leftover);
	suite_add_tcase(s, t);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
