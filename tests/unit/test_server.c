// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_server.c - one boot and many programs, on the fake kernel: what a program
 * records is what the same scenario records when it is run alone, and a program
 * leaves nothing to the next one.
 */
#include <poll.h>
#include <sys/wait.h>

#include "sim/run/collect.h"
#include "sim/run/server.h"
#include "tests/unit/run_util.h"

static const struct run_options opt = { .seed = 1, .timeout_s = 5 };

struct set {
	struct scenario *machine;
	struct run_kernel k;
	struct server *server;
};

static void open_set(struct set *s, const char *machine)
{
	s->machine = parse_text(machine);
	s->k = load_fake(FAKE_NEW);
	s->server = server_start(&s->k, s->machine, &opt);
	ck_assert_ptr_nonnull(s->server);
}

static void close_set(struct set *s)
{
	server_stop(s->server);
	run_kernel_free(&s->k);
	scenario_free(s->machine);
}

/* The verdict of the last answer on @scn. */
static void judged(struct set *s, const struct scenario *scn, int status, struct job *job)
{
	size_t len;
	const unsigned char *bytes = server_records(s->server, &len);

	ck_assert_ptr_nonnull(bytes);
	memset(job, 0, sizeof(*job));
	job->scn = scn;
	job->kernel = &s->k;
	verdict_init(&job->verdict);
	collect(job, bytes, len, status, NULL, &opt);
}

static void booted(struct set *s)
{
	struct job job;
	int status = -1;

	ck_assert(server_answer(s->server, &status));
	ck_assert_int_eq(status, 0);
	judged(s, s->machine, status, &job);
	ck_assert_int_eq(find_check(&job.verdict, "boot")->status, VERDICT_PASS);
	ck_assert_uint_eq(job.verdict.nfunctions, 3);	/* and the host bridge */
	job_free(&job);
}

/* What the server says of @text, which stays parsed in @scn for the caller. */
static int ask(struct set *s, const char *text, struct scenario **scn, struct job *job)
{
	const struct chance none = { 0 };
	struct pollfd fd = { .fd = server_fd(s->server), .events = POLLIN };
	int status = -1;

	ck_assert(server_run(s->server, text, strlen(text), &none, false));
	ck_assert_int_eq(poll(&fd, 1, 60000), 1);
	ck_assert(server_answer(s->server, &status));
	*scn = parse_text(text);
	judged(s, *scn, status, job);
	return status;
}

static void done(struct scenario *scn, struct job *job)
{
	job_free(job);
	scenario_free(scn);
}

static void same_checks(const struct verdict *a, const struct verdict *b)
{
	ck_assert_int_eq(a->status, b->status);
	ck_assert_uint_eq(a->nchecks, b->nchecks);
	for (uint32_t i = 0; i < a->nchecks; i++) {
		ck_assert_str_eq(a->checks[i].name, b->checks[i].name);
		ck_assert_int_eq(a->checks[i].status, b->checks[i].status);
	}
	ck_assert_uint_eq(a->nevents, b->nevents);
	ck_assert_uint_eq(a->npairs, b->npairs);
}

static const char *const programs[] = {
	TWO_PORTS "expect present a\nexpect map a -> b BUS_ADDR distance 4\n",
	TWO_PORTS "expect map b -> a BUS_ADDR\nexpect present b\n",
	TWO_PORTS "expect present a\nstep selftest null\nexpect present b\n",
	TWO_PORTS "step selftest bug\n",
	TWO_PORTS "step selftest warn\nexpect absent a\n",
	TWO_PORTS,
};

START_TEST(a_program_is_what_a_run_is)
{
	struct set s;

	open_set(&s, TWO_PORTS);
	booted(&s);
	/* Twice through: what one did, a crash too, is not there for the next. */
	for (size_t i = 0; i < 2 * sizeof(programs) / sizeof(*programs); i++) {
		const char *text = programs[i % (sizeof(programs) / sizeof(*programs))];
		struct job served, alone = { .kernel = &s.k };
		struct scenario *scn;

		ask(&s, text, &scn, &served);
		alone.scn = scn;
		ck_assert_int_eq(runner_run(&alone, 1, &opt, NULL, NULL), 0);
		same_checks(&served.verdict, &alone.verdict);
		job_free(&alone);
		done(scn, &served);
	}
	close_set(&s);
}
END_TEST

START_TEST(the_wait_status_is_the_programs)
{
	struct scenario *scn;
	struct job job;
	struct set s;
	int well, crashed;

	open_set(&s, TWO_PORTS);
	booted(&s);
	well = ask(&s, TWO_PORTS "expect present a\n", &scn, &job);
	ck_assert_int_eq(job.verdict.status, VERDICT_PASS);
	done(scn, &job);
	ck_assert(WIFEXITED(well));
	crashed = ask(&s, TWO_PORTS "step selftest null\n", &scn, &job);
	ck_assert_int_eq(job.verdict.status, VERDICT_FAIL);
	done(scn, &job);
	ck_assert_int_ne(well, crashed);
	close_set(&s);
}
END_TEST

START_TEST(a_program_that_does_not_parse_is_an_error)
{
	static const char bad[] = TWO_PORTS "expect nonsense\n";
	const struct chance none = { 0 };
	struct scenario *scn;
	int status = -1;
	struct job job;
	struct set s;

	open_set(&s, TWO_PORTS);
	booted(&s);
	ck_assert(server_run(s.server, bad, strlen(bad), &none, false));
	ck_assert(server_answer(s.server, &status));
	judged(&s, s.machine, status, &job);
	ck_assert_int_eq(job.verdict.status, VERDICT_ERROR);
	ck_assert_ptr_nonnull(strstr(job.verdict.reason, "does not parse"));
	job_free(&job);
	ask(&s, TWO_PORTS "expect present b\n", &scn, &job);
	ck_assert_int_eq(job.verdict.status, VERDICT_PASS);
	done(scn, &job);
	close_set(&s);
}
END_TEST

START_TEST(a_text_has_a_longest_length)
{
	const struct chance none = { 0 };
	char *text = malloc(SERVER_MAX_PROGRAM + 1);
	int status = -1;
	struct set s;

	ck_assert_ptr_nonnull(text);
	memset(text, '\n', SERVER_MAX_PROGRAM + 1);
	memcpy(text, TWO_PORTS, strlen(TWO_PORTS));
	open_set(&s, TWO_PORTS);
	booted(&s);
	ck_assert(!server_run(s.server, text, SERVER_MAX_PROGRAM + 1, &none, false));
	ck_assert(server_run(s.server, text, SERVER_MAX_PROGRAM, &none, false));
	ck_assert(server_answer(s.server, &status));
	ck_assert(WIFEXITED(status) && !WEXITSTATUS(status));
	close_set(&s);
	free(text);
}
END_TEST

START_TEST(a_machine_that_does_not_boot_ends_the_server)
{
	int status = -1;
	struct job job;
	struct set s;

	open_set(&s, TWO_PORTS "cmdline fake_boot_fails\n");
	ck_assert(!server_answer(s.server, &status));
	judged(&s, s.machine, status, &job);
	ck_assert_int_eq(job.verdict.status, VERDICT_FAIL);
	ck_assert_str_eq(find_check(&job.verdict, "boot")->diag[0],
			 "booting gave -ENODEV");
	job_free(&job);
	close_set(&s);
}
END_TEST

START_TEST(a_stopped_server_is_gone)
{
	struct set s;

	open_set(&s, TWO_PORTS);
	booted(&s);
	server_stop(s.server);
	s.server = NULL;
	/* No child is left, of any kind. */
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
	close_set(&s);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("server");
	TCase *c = tcase_create("server");
	SRunner *r;
	int failed;

	tcase_set_timeout(c, 120);
	tcase_add_test(c, a_program_is_what_a_run_is);
	tcase_add_test(c, the_wait_status_is_the_programs);
	tcase_add_test(c, a_program_that_does_not_parse_is_an_error);
	tcase_add_test(c, a_text_has_a_longest_length);
	tcase_add_test(c, a_machine_that_does_not_boot_ends_the_server);
	tcase_add_test(c, a_stopped_server_is_gone);
	suite_add_tcase(s, c);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
