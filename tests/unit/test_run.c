// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_run.c - loader, runner and crash isolation, on a kernel that misbehaves
 * to order.
 */
#include <unistd.h>

#include "tests/unit/run_util.h"

#include "sim/facts/record.h"

static struct run_options quick = { .seed = 1, .jobs = 1, .timeout_s = 0.2 };

/* One scenario on the fake kernel; the caller frees. */
struct one {
	struct scenario *scn;
	struct run_kernel k;
	struct job job;
};

static void run_one(struct one *o, const char *text, const char *selftest)
{
	memset(o, 0, sizeof(*o));
	o->scn = parse_text(text);
	/* Words that the language does not offer, but the fake kernel does. */
	for (uint32_t i = 0; selftest && i < o->scn->nsteps; i++)
		if (o->scn->steps[i].kind == SCN_STEP_SELFTEST)
			o->scn->steps[i].text = selftest;
	o->k = load_fake(FAKE_NEW);
	o->job.scn = o->scn;
	o->job.kernel = &o->k;
	ck_assert_int_eq(runner_run(&o->job, 1, &quick, NULL, NULL), 0);
}

static void free_one(struct one *o)
{
	job_free(&o->job);
	run_kernel_free(&o->k);
	scenario_free(o->scn);
}

START_TEST(loads_several_kernels)
{
	struct run_kernel a = load_fake(FAKE_NEW), b = load_fake(FAKE_OLD);

	ck_assert_str_eq(a.kernel->ops->release, "7.0.0-fake");
	ck_assert_str_eq(b.kernel->ops->release, "6.1.0-fake");
	ck_assert(a.kernel->base != b.kernel->base);
	ck_assert(kernel_contains(a.kernel,
				  (uint64_t)(uintptr_t)a.kernel->ops->boot));
	ck_assert(!kernel_contains(a.kernel,
				   (uint64_t)(uintptr_t)b.kernel->ops->boot));
	run_kernel_free(&a);
	run_kernel_free(&b);
}
END_TEST

START_TEST(refuses_what_is_no_kernel)
{
	char *reason;

	ck_assert_ptr_null(run_kernel_load("/nowhere/at/all.so", &reason));
	ck_assert_ptr_nonnull(strstr(reason, "/nowhere/at/all.so"));
	free(reason);
	ck_assert_ptr_null(run_kernel_load("libm.so.6", &reason));
	ck_assert_ptr_nonnull(strstr(reason, HP_KERNEL_ENTRY));
	free(reason);
}
END_TEST

START_TEST(passes_when_all_is_as_expected)
{
	struct one o;

	run_one(&o, TWO_PORTS
		"expect map a -> b BUS_ADDR distance 4\n"
		"expect map b -> a THRU_HOST_BRIDGE\n"
		"expect present a\n"
		"expect log \"booting\"\n"
		"expect no log \"oops\"\n"
		"expect group a b apart\n", NULL);
	ck_assert_int_eq(o.job.verdict.status, VERDICT_PASS);
	/* boot, six expectations, one law */
	ck_assert_uint_eq(o.job.verdict.nchecks, 8);
	ck_assert_uint_eq(o.job.verdict.npairs, 2);
	free_one(&o);
}
END_TEST

START_TEST(failed_map_says_what_the_kernel_said)
{
	const struct check *c;
	struct one o;
	bool log = false, path = false, at = false;

	run_one(&o, TWO_PORTS "expect map b -> a BUS_ADDR\n"
		"expect present a\n", NULL);
	ck_assert_int_eq(o.job.verdict.status, VERDICT_FAIL);
	c = find_check(&o.job.verdict, "expect map b -> a BUS_ADDR");
	ck_assert_int_eq(c->status, VERDICT_FAIL);
	ck_assert_str_eq(c->diag[0], "expected: BUS_ADDR");
	ck_assert_str_eq(c->diag[1], "kernel:   THRU_HOST_BRIDGE, distance 4");
	for (uint32_t i = 0; i < c->ndiag; i++) {
		log = log || !strcmp(c->diag[i], "log: fake: because I say so");
		path = path || strstr(c->diag[i], "[SV+ RR+ CR+]");
		at = at || !strcmp(c->diag[i], "at t.hp:4");
	}
	ck_assert(log && path && at);
	/* The failure does not stop the scenario. */
	ck_assert_int_eq(find_check(&o.job.verdict, "expect present a")->status,
			 VERDICT_PASS);
	free_one(&o);
}
END_TEST

/* How each misbehaviour is to be reported. */
static const struct {
	const char *what;
	uint32_t kind;
	enum verdict_status status;
	const char *function;	/* to blame; NULL: none */
	const char *text;	/* part of the event's text */
} crashes[] = {
	{ "null", HP_EVENT_OOPS, VERDICT_FAIL, "fake_null", "NULL pointer" },
	{ "recurse", HP_EVENT_OOPS, VERDICT_FAIL, "fake_recurse", "stack overflow" },
	{ "call-null", HP_EVENT_OOPS, VERDICT_FAIL, "fake_call_null", "function pointer" },
	{ "trap", HP_EVENT_TRAP, VERDICT_ERROR, "fake_call_trap", "never_provided" },
	{ "trap-data", HP_EVENT_TRAP, VERDICT_ERROR, "fake_selftest", "never_provided" },
	{ "bug", HP_EVENT_BUG, VERDICT_FAIL, "fake_selftest", "a deliberate bug" },
	{ "ud2", HP_EVENT_BUG, VERDICT_FAIL, "fake_selftest", "invalid opcode" },
	{ "loop", HP_EVENT_HANG, VERDICT_FAIL, "fake_loop", "loop for ever" },
	{ "poll", HP_EVENT_HANG, VERDICT_FAIL, "fake_work", "loop for ever" },
	{ "block", HP_EVENT_HANG, VERDICT_FAIL, "fake_block", "no CPU time" },
	{ "warn", HP_EVENT_WARN, VERDICT_FAIL, "fake_warn", "a deliberate warning" },
};

static const char crashing[] = TWO_PORTS "expect present a\nstep selftest null\n"
					 "expect present b\n";

START_TEST(names_the_function_to_blame)
{
	const struct vevent *e;
	const struct check *law;
	struct verdict *v;
	struct one o;

	run_one(&o, crashing, crashes[_i].what);
	v = &o.job.verdict;
	ck_assert_int_eq(v->status, crashes[_i].status);
	ck_assert_uint_eq(v->nevents, 1);
	e = &v->events[0];
	ck_assert_uint_eq(e->kind, crashes[_i].kind);
	ck_assert_msg(strstr(e->text, crashes[_i].text) != NULL,
		      "%s: %s", crashes[_i].what, e->text);
	ck_assert_int_ge(e->culprit, 0);
	ck_assert_str_eq(e->frames[e->culprit].function, crashes[_i].function);
	ck_assert_str_eq(e->frames[e->culprit].file,
			 "tests/unit/fake_kernel.c");
	ck_assert_int_gt(e->frames[e->culprit].line, 0);
	law = find_check(v, "law quiet");
	ck_assert_int_eq(law->status, crashes[_i].status);
	/* What came before is kept. */
	ck_assert_int_eq(find_check(v, "expect present a")->status,
			 VERDICT_PASS);
	free_one(&o);
}
END_TEST

/* GCC gives it no frame of its own: its caller is found all the same. */
START_TEST(a_leaf_functions_caller_is_found)
{
	const struct vevent *e;
	struct one o;

	run_one(&o, crashing, "null");
	e = &o.job.verdict.events[0];
	ck_assert_uint_ge(e->nframes, 2);
	ck_assert_str_eq(e->frames[0].function, "fake_null");
	ck_assert_str_eq(e->frames[1].function, "fake_selftest");
	free_one(&o);
}
END_TEST

/*
 * Then no kernel is to blame, although one is in the stack.  A sanitizer of this program
 * would find it first.
 */
#ifndef __SANITIZE_ADDRESS__
START_TEST(the_host_fails_in_a_call_of_the_kernels)
{
	struct one o;

	run_one(&o, crashing, "host");
	ck_assert_int_eq(o.job.verdict.status, VERDICT_ERROR);
	ck_assert_uint_eq(o.job.verdict.nevents, 0);
	ck_assert_ptr_nonnull(strstr(o.job.verdict.reason,
				     "hairpin itself failed while the kernel called it"));
	free_one(&o);
}
END_TEST
#endif

START_TEST(what_was_not_reached_is_skipped)
{
	const struct check *c;
	struct one o;

	run_one(&o, crashing, "null");
	c = find_check(&o.job.verdict, "step selftest null");
	ck_assert_int_eq(c->status, VERDICT_FAIL);
	c = find_check(&o.job.verdict, "expect present b");
	ck_assert_int_eq(c->status, VERDICT_SKIP);
	ck_assert_str_eq(c->reason, "not reached");
	free_one(&o);
}
END_TEST

START_TEST(a_warning_does_not_end_it)
{
	struct one o;

	run_one(&o, crashing, "warn");
	ck_assert_int_eq(find_check(&o.job.verdict, "expect present b")->status,
			 VERDICT_PASS);
	free_one(&o);
}
END_TEST

START_TEST(a_silent_death_is_an_error)
{
	struct one o;

	run_one(&o, crashing, _i ? "exit" : "kill");
	ck_assert_int_eq(o.job.verdict.status, VERDICT_ERROR);
	ck_assert_msg(strstr(o.job.verdict.reason,
			     _i ? "status 3" : "Killed") != NULL,
		      "%s", o.job.verdict.reason);
	ck_assert_int_eq(find_check(&o.job.verdict, "expect present a")->status,
			 VERDICT_PASS);
	free_one(&o);
}
END_TEST

static void fault_in_the_tool(struct world *w, void *arg)
{
	(void)w;
	*(volatile int *)arg = 1;
}

START_TEST(a_fault_of_our_own_is_not_the_kernels)
{
	struct one o;

	memset(&o, 0, sizeof(o));
	o.scn = parse_text(TWO_PORTS);
	o.k = load_fake(FAKE_NEW);
	o.job.scn = o.scn;
	o.job.kernel = &o.k;
	o.job.body = fault_in_the_tool;
	o.job.arg = NULL;
	ck_assert_int_eq(runner_run(&o.job, 1, &quick, NULL, NULL), 0);
	ck_assert_int_eq(o.job.verdict.status, VERDICT_ERROR);
	ck_assert_ptr_nonnull(strstr(o.job.verdict.reason, "hairpin itself"));
	free_one(&o);
}
END_TEST

START_TEST(boot_that_fails)
{
	struct one o;

	run_one(&o, TWO_PORTS "cmdline fake_boot_fails\nexpect present a\n", NULL);
	ck_assert_int_eq(o.job.verdict.status, VERDICT_FAIL);
	ck_assert_str_eq(find_check(&o.job.verdict, "boot")->diag[0],
			 "booting gave -ENODEV");
	ck_assert_int_eq(find_check(&o.job.verdict, "expect present a")->status,
			 VERDICT_SKIP);
	free_one(&o);
}
END_TEST

/* What the kernel counts at the end comes to law lifetime. */
START_TEST(what_is_left_is_told)
{
	const struct check *c;
	struct one o;

	run_one(&o, TWO_PORTS "cmdline fake_unbalanced\nexpect present a\n", NULL);
	ck_assert_int_eq(o.job.verdict.status, VERDICT_FAIL);
	c = find_check(&o.job.verdict, "law lifetime");
	ck_assert_int_eq(c->status, VERDICT_FAIL);
	ck_assert_str_eq(c->diag[0], "b: 2 things at the end, and 1 before");
	free_one(&o);
}
END_TEST

START_TEST(xfail_and_xpass)
{
	struct one o;

	run_one(&o, TWO_PORTS "xfail expect map b -> a BUS_ADDR\n"
		"xfail expect map a -> b BUS_ADDR\n", NULL);
	ck_assert_int_eq(o.job.verdict.status, VERDICT_PASS);
	ck_assert_int_eq(o.job.verdict.checks[1].status, VERDICT_XFAIL);
	ck_assert_int_eq(o.job.verdict.checks[2].status, VERDICT_XPASS);
	free_one(&o);

	quick.strict = true;
	run_one(&o, TWO_PORTS "xfail expect map a -> b BUS_ADDR\n", NULL);
	ck_assert_int_eq(o.job.verdict.status, VERDICT_FAIL);
	free_one(&o);
	quick.strict = false;
}
END_TEST

START_TEST(requirements)
{
	struct one o;

	run_one(&o, "require kernel>=7.1\n" TWO_PORTS "expect present a\n",
		NULL);
	ck_assert_int_eq(o.job.verdict.status, VERDICT_SKIP);
	ck_assert_str_eq(o.job.verdict.reason,
			 "needs kernel>=7.1, which kernel 7.0.0-fake is not");
	free_one(&o);
	run_one(&o, "require kernel>=7.0\nrequire kernel<8.0\n" TWO_PORTS
		"expect present a\n", NULL);
	ck_assert_int_eq(o.job.verdict.status, VERDICT_PASS);
	free_one(&o);
}
END_TEST

struct order {
	size_t n;
	const char *paths[64];
};

static void note(struct job *job, void *arg)
{
	struct order *o = arg;

	/* Never before it is finished. */
	ck_assert_uint_gt(job->verdict.nchecks, 0);
	o->paths[o->n++] = job->scn->path;
}

#ifndef __SANITIZE_ADDRESS__
#define PIECE 16

/* A piece of a scenario's memory, and what it holds. */
struct piece {
	const void *at;
	char holds[PIECE];
};

static struct piece piece_of(const struct scenario *scn)
{
	struct piece p = { .at = scn->steps };

	memcpy(p.holds, p.at, PIECE);
	return p;
}

/* What is not mapped is an error of write(), and not a crash. */
static bool is_here(const struct piece *p)
{
	char found[PIECE];
	int fds[2];

	return !pipe(fds) && write(fds[1], p->at, PIECE) == PIECE &&
	       read(fds[0], found, PIECE) == PIECE &&
	       !memcmp(found, p->holds, PIECE);
}

/* Which scenario this process has: its own, and another. */
static void which_are_here(struct world *w, void *arg)
{
	const struct piece own = piece_of(w->scn);
	const unsigned char here[] = { is_here(&own), is_here(arg) };

	rec_begin(w->rec, REC_RAW);
	rec_bytes(w->rec, here, sizeof(here));
	rec_end(w->rec);
}

/* With all of them in each child, time would grow with the square of their number. */
START_TEST(a_child_has_its_own_scenario_only)
{
	static const unsigned char want[] = { true, false };
	struct piece piece[2];
	struct run_kernel k = load_fake(FAKE_NEW);
	struct job jobs[2] = { 0 };
	struct scenario *scn[2];

	for (int i = 0; i < 2; i++)
		scn[i] = parse_text(TWO_PORTS "expect map a -> b BUS_ADDR\n");
	for (int i = 0; i < 2; i++)
		piece[i] = piece_of(scn[i]);
	for (int i = 0; i < 2; i++)
		jobs[i] = (struct job){ .scn = scn[i], .kernel = &k,
					.body = which_are_here, .arg = &piece[!i] };
	ck_assert_int_eq(runner_run(jobs, 2, &quick, NULL, NULL), 0);
	for (int i = 0; i < 2; i++) {
		ck_assert_uint_eq(jobs[i].raw_len, sizeof(want));
		ck_assert_mem_eq(jobs[i].raw, want, sizeof(want));
		job_free(&jobs[i]);
	}
	for (int i = 0; i < 2; i++)
		scenario_free(scn[i]);
	run_kernel_free(&k);
}
END_TEST
#endif

/* A crash, a hang and a death among them leave the others alone, in order. */
START_TEST(isolation_and_order)
{
	static const char *const whats[] = { "loop", "warn", "null", "kill",
					     "trap", "warn" };
	const size_t n = sizeof(whats) / sizeof(*whats);
	struct run_options opt = quick;
	struct run_kernel k = load_fake(FAKE_NEW);
	struct job jobs[12] = { 0 };
	struct order order = { 0 };
	struct scenario *scn[12];
	char names[12][8];

	opt.jobs = (uint32_t)_i;
	for (size_t i = 0; i < 2 * n; i++) {
		scn[i] = parse_text(i % 2 ?
				    TWO_PORTS "expect map a -> b BUS_ADDR\n" :
				    crashing);
		snprintf(names[i], sizeof(names[i]), "%02zu", i);
		scn[i]->path = names[i];
		if (!(i % 2))
			scn[i]->steps[1].text = whats[i / 2];
		jobs[i].scn = scn[i];
		jobs[i].kernel = &k;
	}
	ck_assert_int_eq(runner_run(jobs, 2 * n, &opt, note, &order), 0);
	ck_assert_uint_eq(order.n, 2 * n);
	for (size_t i = 0; i < 2 * n; i++) {
		ck_assert_str_eq(order.paths[i], jobs[i].scn->path);
		if (i % 2)
			ck_assert_int_eq(jobs[i].verdict.status, VERDICT_PASS);
		else
			ck_assert_int_ne(jobs[i].verdict.status, VERDICT_PASS);
		job_free(&jobs[i]);
		scenario_free(scn[i]);
	}
	run_kernel_free(&k);
}
END_TEST

START_TEST(records_survive_a_cut)
{
	static struct recorder rec;
	unsigned char bytes[4096];
	struct rec_reader all, body;
	int fds[2];
	ssize_t len;

	ck_assert_int_eq(pipe(fds), 0);
	rec_init(&rec, fds[1]);
	rec_begin(&rec, REC_LOG);
	rec_u64(&rec, 3);
	rec_str(&rec, "whole");
	rec_end(&rec);
	rec_begin(&rec, REC_LOG);
	rec_str(&rec, "interrupted");
	rec_abort(&rec);
	rec_begin(&rec, REC_ERROR);
	rec_str(&rec, NULL);
	rec_end(&rec);
	rec_flush(&rec);
	len = read(fds[0], bytes, sizeof(bytes));
	ck_assert_int_gt(len, 0);

	all = (struct rec_reader){ bytes, bytes + len, false };
	ck_assert_int_eq(rec_next(&all, &body), REC_LOG);
	ck_assert_uint_eq(rec_get_u64(&body), 3);
	ck_assert_str_eq(rec_get_str(&body), "whole");
	ck_assert_uint_eq(rec_get_u64(&body), 0);
	ck_assert(body.bad);
	ck_assert_int_eq(rec_next(&all, &body), REC_ERROR);
	ck_assert_ptr_null(rec_get_str(&body));
	ck_assert(!body.bad);
	ck_assert_int_eq(rec_next(&all, &body), 0);

	/* Every shorter input ends without reading past it. */
	for (ssize_t cut = 0; cut < len; cut++) {
		unsigned char *copy = malloc((size_t)cut + 1);
		int type, n = 0;

		memcpy(copy, bytes, (size_t)cut);
		all = (struct rec_reader){ copy, copy + cut, false };
		while ((type = rec_next(&all, &body)))
			n++;
		ck_assert_int_lt(n, 2);
		free(copy);
	}
}
END_TEST

/* A record larger than the buffer, between two small ones. */
START_TEST(records_may_be_large)
{
	const size_t size = 3 * REC_BUFFER_BYTES;
	static struct recorder rec;
	unsigned char *big = malloc(size), *bytes = malloc(size + 4096);
	struct rec_reader all, body;
	size_t len;
	FILE *f = tmpfile();

	memset(big, 0x5a, size);
	rec_init(&rec, fileno(f));
	for (int i = 0; i < 3; i++) {
		rec_begin(&rec, REC_RAW);
		rec_bytes(&rec, big, i == 1 ? size : 8);
		rec_end(&rec);
	}
	rec_flush(&rec);
	rewind(f);
	len = fread(bytes, 1, size + 4096, f);
	all = (struct rec_reader){ bytes, bytes + len, false };
	for (int i = 0; i < 3; i++) {
		size_t n;
		const void *p;

		ck_assert_int_eq(rec_next(&all, &body), REC_RAW);
		p = rec_get_bytes(&body, &n);
		ck_assert_uint_eq(n, i == 1 ? size : 8);
		ck_assert_int_eq(memcmp(p, big, n), 0);
	}
	ck_assert_int_eq(rec_next(&all, &body), 0);
	fclose(f);
	free(big);
	free(bytes);
}
END_TEST

START_TEST(the_seed_decides_random_numbers)
{
	struct one a, b;

	run_one(&a, TWO_PORTS "expect present a\n", NULL);
	run_one(&b, TWO_PORTS "expect present a\n", NULL);
	ck_assert_uint_eq(a.job.verdict.nlog, b.job.verdict.nlog);
	ck_assert_uint_ge(a.job.verdict.nlog, 2);
	for (uint32_t i = 0; i < a.job.verdict.nlog; i++)
		ck_assert_str_eq(a.job.verdict.log[i].text,
				 b.job.verdict.log[i].text);
	free_one(&b);
	quick.seed = 2;
	run_one(&b, TWO_PORTS "expect present a\n", NULL);
	quick.seed = 1;
	/* The fake kernel prints one random number at boot. */
	ck_assert_str_ne(a.job.verdict.log[1].text, b.job.verdict.log[1].text);
	free_one(&a);
	free_one(&b);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("run");
	TCase *c = tcase_create("run");
	int failed;
	SRunner *r;

	tcase_set_timeout(c, 120);
	tcase_add_test(c, loads_several_kernels);
	tcase_add_test(c, refuses_what_is_no_kernel);
	tcase_add_test(c, passes_when_all_is_as_expected);
	tcase_add_test(c, failed_map_says_what_the_kernel_said);
	tcase_add_loop_test(c, names_the_function_to_blame, 0,
			    sizeof(crashes) / sizeof(*crashes));
	tcase_add_test(c, a_leaf_functions_caller_is_found);
#ifndef __SANITIZE_ADDRESS__
	tcase_add_test(c, the_host_fails_in_a_call_of_the_kernels);
#endif
	tcase_add_test(c, what_was_not_reached_is_skipped);
	tcase_add_test(c, a_warning_does_not_end_it);
	tcase_add_loop_test(c, a_silent_death_is_an_error, 0, 2);
	tcase_add_test(c, a_fault_of_our_own_is_not_the_kernels);
	tcase_add_test(c, boot_that_fails);
	tcase_add_test(c, what_is_left_is_told);
	tcase_add_test(c, xfail_and_xpass);
	tcase_add_test(c, requirements);
	tcase_add_loop_test(c, isolation_and_order, 1, 4);
#ifndef __SANITIZE_ADDRESS__
	tcase_add_test(c, a_child_has_its_own_scenario_only);
#endif
	tcase_add_test(c, records_survive_a_cut);
	tcase_add_test(c, records_may_be_large);
	tcase_add_test(c, the_seed_decides_random_numbers);
	suite_add_tcase(s, c);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
