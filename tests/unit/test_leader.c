// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_leader.c - what runs in a copy of a leader is what a process of its own would
 * have been, however it ends.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/run_util.h"

static struct run_options quick = { .seed = 1, .timeout_s = 0.2 };

/* What becomes of each fault point that fails, in two statements. */
static const char first[] = "points none warn null kill exit loop warn block";
static const char second[] = "points none recurse bug";

#define POINTS 11u
#define WELL 2u			/* of which so many change nothing */
#define NOT_TOLD 2u		/* and so many end it before it can say that they failed */
#define RUNS (POINTS + 2)	/* the last ones find no fault point */

struct runs {
	struct scenario *scn;
	struct run_kernel k;
	struct job jobs[RUNS];
	char boots[64];
};

static void prepare(struct runs *r)
{
	memset(r, 0, sizeof(*r));
	r->scn = parse_text(TWO_PORTS "expect present a\nstep selftest null\n"
				      "expect present b\nexpect present b\n"
				      "expect log \"booting\"\n");
	/* The language has one in a scenario. */
	r->scn->steps[1].text = first;
	r->scn->steps[3] = r->scn->steps[1];
	r->scn->steps[3].text = second;
	r->k = load_fake(FAKE_NEW);
	for (size_t i = 0; i < RUNS; i++) {
		r->jobs[i].scn = r->scn;
		r->jobs[i].kernel = &r->k;
		r->jobs[i].chance.count = true;
		r->jobs[i].chance.fail_at = i + 1;
	}
	snprintf(r->boots, sizeof(r->boots), "boots.%d", (int)getpid());
	unlink(r->boots);
	setenv("FAKE_BOOTS", r->boots, 1);
}

static void release(struct runs *r)
{
	for (size_t i = 0; i < RUNS; i++)
		job_free(&r->jobs[i]);
	run_kernel_free(&r->k);
	scenario_free(r->scn);
	unlink(r->boots);
}

static long boots(const struct runs *r)
{
	struct stat st;

	return stat(r->boots, &st) ? 0 : (long)st.st_size;
}

static void same_text(const char *a, const char *b)
{
	ck_assert_str_eq(a ? a : "", b ? b : "");
}

static void same_event(const struct vevent *a, const struct vevent *b)
{
	ck_assert_uint_eq(a->kind, b->kind);
	same_text(a->text, b->text);
	ck_assert_int_eq(a->step, b->step);
	ck_assert_uint_eq(a->nframes, b->nframes);
	for (uint32_t i = 0; i < a->nframes; i++) {
		ck_assert_str_eq(a->frames[i].function, b->frames[i].function);
		ck_assert_int_eq(a->frames[i].line, b->frames[i].line);
	}
}

static void same_verdict(const struct verdict *a, const struct verdict *b)
{
	ck_assert_int_eq(a->status, b->status);
	same_text(a->reason, b->reason);
	ck_assert_uint_eq(a->fault_points, b->fault_points);
	ck_assert_uint_eq(a->nlog, b->nlog);
	ck_assert_uint_eq(a->nchecks, b->nchecks);
	for (uint32_t i = 0; i < a->nchecks; i++) {
		ck_assert_str_eq(a->checks[i].name, b->checks[i].name);
		ck_assert_int_eq(a->checks[i].status, b->checks[i].status);
		ck_assert_uint_eq(a->checks[i].ndiag, b->checks[i].ndiag);
		for (uint32_t d = 0; d < a->checks[i].ndiag; d++)
			ck_assert_str_eq(a->checks[i].diag[d], b->checks[i].diag[d]);
	}
	ck_assert_uint_eq(a->nevents, b->nevents);
	for (uint32_t i = 0; i < a->nevents; i++)
		same_event(&a->events[i], &b->events[i]);
}

static void in_order(struct job *job, void *arg)
{
	struct job **next = arg;

	ck_assert_ptr_eq(job, *next);
	++*next;
}

/* With one slot, and with two; a copy that crashes, hangs or dies ends nobody else. */
START_TEST(a_copy_is_what_a_process_of_its_own_is)
{
	struct runs alone, led;
	struct job *next = led.jobs;
	uint32_t failed = 0, told = 0;

	prepare(&alone);
	for (size_t i = 0; i < RUNS; i++)
		ck_assert_int_eq(runner_run(&alone.jobs[i], 1, &quick, NULL, NULL), 0);
	ck_assert_int_eq(boots(&alone), RUNS);
	prepare(&led);
	quick.jobs = (uint32_t)_i;
	ck_assert_int_eq(runner_run(led.jobs, RUNS, &quick, in_order, &next), 0);
	ck_assert_ptr_eq(next, led.jobs + RUNS);
	/* The last run has no fault point of its own, so a slot's leader ended with it. */
	ck_assert_int_ge(boots(&led), _i);
	ck_assert_int_le(boots(&led), _i + 2);
	for (size_t i = 0; i < RUNS; i++) {
		same_verdict(&alone.jobs[i].verdict, &led.jobs[i].verdict);
		failed += led.jobs[i].verdict.status != VERDICT_PASS;
		told += verdict_injected(&led.jobs[i].verdict) != NULL;
	}
	ck_assert_uint_eq(failed, POINTS - WELL);
	ck_assert_uint_eq(told, POINTS - NOT_TOLD);
	release(&alone);
	release(&led);
}
END_TEST

/* A leader leads on only: one that is past a fault point cannot go back to it. */
START_TEST(who_goes_back_boots_anew)
{
	struct runs r;

	prepare(&r);
	quick.jobs = 1;
	r.jobs[0].chance.fail_at = 7;
	r.jobs[1].chance.fail_at = 2;
	ck_assert_int_eq(runner_run(r.jobs, 2, &quick, NULL, NULL), 0);
	ck_assert_int_eq(boots(&r), 2);
	ck_assert_uint_eq(r.jobs[0].verdict.events[1].kind, HP_EVENT_WARN);
	ck_assert_uint_eq(r.jobs[1].verdict.events[1].kind, HP_EVENT_WARN);
	release(&r);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("leader");
	TCase *c = tcase_create("leader");
	SRunner *sr;
	int failed;

	/* Some of these wait for a process that waits for ever. */
	tcase_set_timeout(c, 300);
	tcase_add_loop_test(c, a_copy_is_what_a_process_of_its_own_is, 1, 3);
	tcase_add_test(c, who_goes_back_boots_anew);
	suite_add_tcase(s, c);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
