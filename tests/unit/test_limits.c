// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_limits.c - what keeps scenarios from running is no failure of a kernel's:
 * it is waited for, then named, and every job gets its verdict.
 */
#include <errno.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tests/unit/run_util.h"

#define NJOBS 6

static struct run_options quick = { .seed = 1, .jobs = 4, .timeout_s = 0.2 };
static int forks_fail;			/* so many times; -1: always */

/* The runner's fork(): this comes before the library's. */
pid_t fork(void)
{
	if (!forks_fail)
		return _Fork();
	if (forks_fail > 0)
		forks_fail--;
	errno = EAGAIN;
	return -1;
}

struct several {
	struct scenario *scn;
	struct run_kernel k;
	struct job job[NJOBS];
	uint32_t told;
};

static void on_done(struct job *job, void *arg)
{
	struct several *s = arg;

	ck_assert_ptr_eq(job, &s->job[s->told]);
	s->told++;
}

static void run(struct several *s, const char *text, const char *selftest)
{
	memset(s, 0, sizeof(*s));
	s->scn = parse_text(text);
	/* The language has one selftest in a scenario; here each written file is one. */
	for (uint32_t i = 0; selftest && i < s->scn->nsteps; i++) {
		s->scn->steps[i].kind = SCN_STEP_SELFTEST;
		s->scn->steps[i].text = selftest;
	}
	s->k = load_fake(FAKE_NEW);
	for (int i = 0; i < NJOBS; i++) {
		s->job[i].scn = s->scn;
		s->job[i].kernel = &s->k;
	}
	ck_assert_int_eq(runner_run(s->job, NJOBS, &quick, on_done, s), 0);
	ck_assert_uint_eq(s->told, NJOBS);
}

static void all_are(struct several *s, enum verdict_status status, const char *why)
{
	for (int i = 0; i < NJOBS; i++) {
		const struct verdict *v = &s->job[i].verdict;

		ck_assert_msg(v->status == status, "job %d: %s: %s", i,
			      verdict_status_name(v->status), v->reason);
		ck_assert_msg(!why || (v->reason && strstr(v->reason, why)), "%s",
			      v->reason);
		ck_assert_uint_gt(v->nchecks, 0);
		job_free(&s->job[i]);
	}
	run_kernel_free(&s->k);
	scenario_free(s->scn);
}

static void limit(int resource, rlim_t most)
{
	struct rlimit r;

	ck_assert_int_eq(getrlimit(resource, &r), 0);
	r.rlim_cur = most;
	ck_assert_int_eq(setrlimit(resource, &r), 0);
}

static const char plain[] = "host pc\nrp a 01.0\nexpect present a\n";

START_TEST(processes_are_waited_for)
{
	struct several s;

	forks_fail = 3;
	run(&s, plain, NULL);
	ck_assert_int_eq(forks_fail, 0);
	all_are(&s, VERDICT_PASS, NULL);
}
END_TEST

START_TEST(without_processes_every_job_is_an_error)
{
	struct several s;

	forks_fail = -1;
	run(&s, plain, NULL);
	forks_fail = 0;
	all_are(&s, VERDICT_ERROR, "its process cannot be started: ");
}
END_TEST

START_TEST(few_descriptors_are_shared)
{
	struct several s;
	int next = dup(0);

	/* Room for one child beside what is open: a pipe, and the child's own. */
	close(next);
	limit(RLIMIT_NOFILE, (rlim_t)next + 5);
	run(&s, plain, NULL);
	limit(RLIMIT_NOFILE, 1024);
	all_are(&s, VERDICT_PASS, NULL);
}
END_TEST

START_TEST(no_descriptor_is_an_error)
{
	struct several s;
	int next = dup(0);

	close(next);
	limit(RLIMIT_NOFILE, (rlim_t)next + 3);
	run(&s, plain, NULL);
	limit(RLIMIT_NOFILE, 1024);
	all_are(&s, VERDICT_ERROR, "the limit on open files is ");
}
END_TEST

#ifndef __SANITIZE_ADDRESS__	/* whose shadow memory is beyond any limit */
START_TEST(address_space_is_not_the_kernels_failure)
{
	struct several s;

	limit(RLIMIT_AS, 1ull << 39);
	run(&s, "host pc\ncmdline fake_much\nrp a 01.0\n", NULL);
	limit(RLIMIT_AS, RLIM_INFINITY);
	all_are(&s, VERDICT_ERROR, "no 1048576 MiB of address space");
}
END_TEST

/* A machine of 32 TiB, of which some pages are used. */
START_TEST(what_is_not_used_takes_no_address_space)
{
	struct several s;

	limit(RLIMIT_AS, 1ull << 39);
	run(&s, "host pc\ncmdline fake_range\nrp a 01.0\n", NULL);
	limit(RLIMIT_AS, RLIM_INFINITY);
	all_are(&s, VERDICT_PASS, NULL);
}
END_TEST

/* Memory that is mapped when it is touched: the limit is named then, too. */
START_TEST(touched_memory_is_not_the_kernels_failure)
{
	struct several s;

	limit(RLIMIT_AS, 1ull << 39);
	run(&s, "host pc\ncmdline fake_range_much\nrp a 01.0\n", NULL);
	limit(RLIMIT_AS, RLIM_INFINITY);
	all_are(&s, VERDICT_ERROR, "no 2 MiB of address space for the machine: the limit on address space is 536870912 KiB");
}
END_TEST
#endif

START_TEST(a_stopped_process_is_an_error)
{
	struct several s;

	quick.timeout_s = 0.02;
	run(&s, "host pc\nrp a 01.0\nstep selftest null\n", "stop");
	all_are(&s, VERDICT_ERROR, "its process was stopped");
}
END_TEST

/* Five seconds for each statement, not for all of them. */
START_TEST(statements_are_timed_one_by_one)
{
	static char text[4096] = "host pc\nrp a 01.0\n";
	struct several s;

	for (int i = 0; i < 8; i++)
		strcat(text, "step write /sys/x \"y\"\n");
	quick.timeout_s = 0.1;
	run(&s, text, "slow");
	all_are(&s, VERDICT_PASS, NULL);
}
END_TEST

/* A huge machine or a loaded computer is slow: as long as something happens, it is no loop. */
START_TEST(who_works_on_the_machine_is_no_loop)
{
	struct several s;

	quick.timeout_s = 0.1;
	run(&s, "host pc\nrp a 01.0\nstep write /sys/x \"y\"\n", "work");
	all_are(&s, VERDICT_PASS, NULL);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("limits");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(suite);
	int failed;

	tcase_set_timeout(t, 120);
	tcase_add_test(t, processes_are_waited_for);
	tcase_add_test(t, without_processes_every_job_is_an_error);
	tcase_add_test(t, few_descriptors_are_shared);
	tcase_add_test(t, no_descriptor_is_an_error);
#ifndef __SANITIZE_ADDRESS__
	tcase_add_test(t, address_space_is_not_the_kernels_failure);
	tcase_add_test(t, what_is_not_used_takes_no_address_space);
	tcase_add_test(t, touched_memory_is_not_the_kernels_failure);
#endif
	tcase_add_test(t, a_stopped_process_is_an_error);
	tcase_add_test(t, statements_are_timed_one_by_one);
	tcase_add_test(t, who_works_on_the_machine_is_no_loop);
	suite_add_tcase(suite, t);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
