// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_entries.c - breakpoints say which functions were entered, once, and change
 * nothing else.
 */
#include <check.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/load/entries.h"

static struct entries entries;
static unsigned char marks[3];
static unsigned int traps;

/* What is planted in: never inlined, and different, so that none is made of two. */
__attribute__((noinline)) static int once(volatile int *n)
{
	return *n + 1;
}

__attribute__((noinline)) static int often(volatile int *n)
{
	return *n * 3;
}

__attribute__((noinline)) static int never(volatile int *n)
{
	return *n - 7;
}

static void on_trap(int sig, siginfo_t *si, void *context)
{
	(void)sig;
	(void)si;
	traps++;
	if (!entries_hit(&entries, marks, context))
		_exit(9);
}

static void catch_traps(void)
{
	struct sigaction sa = { .sa_flags = SA_SIGINFO, .sa_sigaction = on_trap };

	sigaction(SIGTRAP, &sa, NULL);
}

static bool plant(void)
{
	const struct kernel k = { .base = 0 };
	const uint64_t at[] = { (uint64_t)(uintptr_t)once, (uint64_t)(uintptr_t)often,
				(uint64_t)(uintptr_t)never };

	return entries_plant(&entries, &k, at, 3);
}

START_TEST(marked_when_entered)
{
	volatile int n = 5;

	ck_assert(plant());
	catch_traps();
	ck_assert_int_eq(once(&n), 6);
	for (int i = 0; i < 4; i++)
		ck_assert_int_eq(often(&n), 15);
	ck_assert_uint_eq(marks[0], 1);
	ck_assert_uint_eq(marks[1], 1);
	ck_assert_uint_eq(marks[2], 0);
	/* Each only the first time. */
	ck_assert_uint_eq(traps, 2);
	entries_free(&entries);
	ck_assert_uint_eq(entries.n, 0);
}
END_TEST

/* A breakpoint that nobody planted is not taken for one. */
START_TEST(others_are_not_ours)
{
	int status = 0;
	pid_t pid;

	ck_assert(plant());
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (!pid) {
		catch_traps();
		raise(SIGTRAP);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), 9);
}
END_TEST

/* Of no function, nothing is planted. */
START_TEST(of_none)
{
	const struct kernel k = { .base = 0 };
	const uint64_t at[] = { (uint64_t)(uintptr_t)once };
	volatile int n = 1;

	ck_assert(entries_plant(&entries, &k, at, 0));
	ck_assert_uint_eq(entries.n, 0);
	ck_assert_int_eq(once(&n), 2);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("entries");
	TCase *tc = tcase_create("entries");
	SRunner *sr;
	int failed;

	tcase_add_test(tc, marked_when_entered);
	tcase_add_test(tc, others_are_not_ours);
	tcase_add_test(tc, of_none);
	suite_add_tcase(s, tc);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
