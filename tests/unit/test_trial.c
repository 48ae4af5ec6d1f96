// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_trial.c - courses of scenarios in all modes, parts of them, and what comes of
 * them on the fake kernels.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/unit/golden.h"
#include "tests/unit/run_util.h"
#include "tools/judge/trial.h"

static char folder[] = "/tmp/hairpin-trial-XXXXXX";
static char *operands[] = { folder };
static struct run_options quick = { .seed = 1, .jobs = 1 };

static void put(const char *name, const char *text)
{
	char path[128];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	f = fopen(path, "w");
	ck_assert_msg(f && fputs(text, f) >= 0 && !fclose(f), "%s", path);
}

static void setup(void)
{
	strcpy(folder, "/tmp/hairpin-trial-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	put("a.hp", TWO_PORTS "expect map a -> b BUS_ADDR distance 4\n");
	put("b.hp", TWO_PORTS "iommu passthrough\nexpect present a\n");
	put("c.hp", TWO_PORTS "window hb0 mem 0x80000000+256M offset 1G\nexpect present b\n");
	put("d.hp", TWO_PORTS "expect present a\nexpect map a -> b THRU_HOST_BRIDGE\n");
}

static void teardown(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	ck_assert_int_eq(system(command), 0);
}

static const char *name_of(const struct scenario *s)
{
	return strrchr(s->path, '/') + 1;
}

static void put_course(FILE *out, const char *title, const struct course *c)
{
	fprintf(out, "== %s: %zu runs\n", title, c->nruns);
	for (uint32_t s = 0; s < c->nsets; s++) {
		const struct course_set *set = &c->sets[s];

		fprintf(out, "%s:", set->mode->name);
		for (size_t i = 0; i < set->in.n; i++)
			fprintf(out, " %s%s", set->same[i] ? "-" : "", name_of(set->in.scn[i]));
		fputc('\n', out);
	}
}

static void put_picked(FILE *out, const struct trial *whole, const struct course *c,
		       const struct course *part)
{
	struct trial t = trial_picked(whole, c, part);

	ck_assert_uint_eq(t.n, part->nruns);
	for (size_t i = 0; i < t.n; i++)
		fprintf(out, " %zu", t.jobs[i].raw_len);
	fputc('\n', out);
	free(t.jobs);
}

/* Each job of a trial that was not run has its own number. */
static struct trial numbered(const struct course *c)
{
	struct trial t = { .jobs = calloc(c->nruns, sizeof(*t.jobs)), .n = c->nruns };

	for (size_t i = 0; i < t.n; i++)
		t.jobs[i].raw_len = i;
	return t;
}

START_TEST(parts)
{
	const bool wanted[] = { false, true, false, true };
	struct course c, part;
	struct trial whole;
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	for (uint32_t n = 1; n <= course_nmodes; n += course_nmodes - 1) {
		ck_assert(course_open(&c, operands, 1, n));
		put_course(out, n == 1 ? "one mode" : "all modes", &c);
		if (n == 1)
			course_close(&c);
	}
	whole = numbered(&c);
	for (uint32_t first = 0; first < course_nmodes; first += 2)
		for (uint32_t n = 1; n < 8; n += 3)
			for (int all = 0; all < 2; all++) {
				part = course_only(&c, first, n, all ? NULL : wanted);
				put_course(out, "a part", &part);
				put_picked(out, &whole, &c, &part);
				course_only_free(&part);
			}
	fclose(out);
	golden_is("golden/judge/courses.txt", text, len);
	free(text);
	free(whole.jobs);
	course_close(&c);
	ck_assert_uint_eq(c.nsets, 0);
}
END_TEST

/* Of two functions each run enters some: bit 0 and bit 1 of its number. */
START_TEST(who_entered)
{
	struct course c;
	struct trial whole;

	ck_assert(course_open(&c, operands, 1, course_nmodes));
	whole = numbered(&c);
	whole.nentries = 2;
	whole.entered = calloc(whole.n, 2);
	for (size_t i = 0; i < whole.n; i++) {
		whole.entered[2 * i] = i & 1;
		whole.entered[2 * i + 1] = i >> 1 & 1;
	}
	for (unsigned int which = 0; which < 4; which++)
		for (uint32_t first = 0; first < 3; first++) {
			const bool wanted[] = { which & 1, which & 2 };
			struct course all = course_only(&c, first, 2, NULL);
			struct course part = course_entered(&c, first, 2, &whole, wanted);
			struct trial was = trial_picked(&whole, &c, &all);
			struct trial is = trial_picked(&whole, &c, &part);
			size_t n = 0;

			for (size_t i = 0; i < was.n; i++)
				if (was.jobs[i].raw_len & which)
					ck_assert_uint_eq(is.jobs[n++].raw_len,
							  was.jobs[i].raw_len);
			ck_assert_uint_eq(is.n, n);
			ck_assert_uint_eq(part.nruns, n);
			free(was.jobs);
			free(is.jobs);
			course_only_free(&all);
			course_only_free(&part);
		}
	free(whole.entered);
	free(whole.jobs);
	course_close(&c);
}
END_TEST

START_TEST(options)
{
	ck_assert_uint_eq(course_nmodes, 6);
	ck_assert_str_eq(course_mode_options("as written"), "");
	ck_assert_str_eq(course_mode_options("iommu off"), " --iommu off");
	ck_assert_str_eq(course_mode_options("iommu passthrough"), " --iommu passthrough");
	ck_assert_str_eq(course_mode_options("iommu strict"), " --iommu strict");
	ck_assert_str_eq(course_mode_options("iommu lazy"), " --iommu lazy");
	ck_assert_str_eq(course_mode_options("bus offset 1T"), " --bus-offset 1T");
	ck_assert_str_eq(course_mode_options("sideways"), "");
}
END_TEST

START_TEST(what_does_not_parse)
{
	struct course c;

	put("e.hp", "what is this\n");
	ck_assert(!course_open(&c, operands, 1, 2));
	ck_assert_uint_eq(c.nsets, 0);
	ck_assert_ptr_null(c.sets);
}
END_TEST

struct seen {
	size_t n, over, of;
};

static void on_done(size_t over, size_t of, void *arg)
{
	struct seen *s = arg;

	s->n++;
	ck_assert_uint_eq(over, s->n);
	s->over = over;
	s->of = of;
}

static void put_results(FILE *out, const struct trial *t)
{
	for (size_t i = 0; i < t->n; i++)
		fprintf(out, "%zu %s: %d%s %s\n", i, name_of(t->jobs[i].scn),
			t->jobs[i].verdict.status, t->borrowed[i] ? " carried" : "",
			t->jobs[i].coverage ? strrchr(t->jobs[i].coverage, '/') : "-");
}

/* The second trial carries what entered nothing that changed, and the first is freed. */
START_TEST(carried)
{
	struct run_kernel k = load_fake(FAKE_NEW), old = load_fake(FAKE_OLD);
	struct trial was = { 0 }, is = { 0 };
	struct seen seen = { 0 };
	struct comparison diff;
	struct course c;
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	ck_assert(course_open(&c, operands, 1, 2));
	ck_assert_int_eq(trial_run(&was, &c, &old, NULL, NULL, &quick, "/cover", 3, on_done,
				   &seen), 0);
	put_results(out, &was);
	ck_assert_uint_eq(seen.n, c.nruns);
	ck_assert_uint_eq(seen.of, c.nruns);
	ck_assert_uint_eq(was.carried, 0);
	ck_assert_uint_eq(was.jobs[0].coverage_strip, 3);
	was.nentries = 2;
	was.entered = calloc(was.n, 2);
	was.entered[0] = was.entered[2 * 2 + 1] = was.entered[2 * 3] = 1;
	{
		bool again[] = { true, false };
		uint32_t as[] = { UINT32_MAX, 1 };
		const struct carry carry = { &was, again, as };

		memset(&seen, 0, sizeof(seen));
		ck_assert_int_eq(trial_run(&is, &c, &k, NULL, &carry, &quick, NULL, 0,
					   on_done, &seen), 0);
	}
	put_results(out, &is);
	ck_assert_uint_eq(seen.of, 2);
	ck_assert_uint_eq(seen.n, 2);
	ck_assert_uint_eq(is.carried, c.nruns - 2);
	comparison_init(&diff);
	trial_compare(&diff, &c, &was, &is, NULL);
	ck_assert_uint_eq(diff.results[DIFF_SAME], c.nruns);
	ck_assert_int_eq(comparison_worst(&diff), DIFF_SAME);
	comparison_free(&diff);
	trial_hand_over(&was, &is);
	for (size_t i = 0; i < is.n; i++)
		ck_assert(!is.borrowed[i]);
	ck_assert(!was.borrowed[0] && was.borrowed[1] && was.borrowed[2]);
	free(was.entered);
	was.entered = NULL;
	was.nentries = 0;
	trial_free(&was);
	put_results(out, &is);
	fclose(out);
	golden_is("golden/judge/trials.txt", text, len);
	free(text);
	trial_free(&is);
	ck_assert_ptr_null(is.jobs);
	course_close(&c);
	run_kernel_free(&k);
	run_kernel_free(&old);
}
END_TEST

/* What one kernel answers otherwise is told, in the modes where it is so. */
START_TEST(compared)
{
	struct run_kernel k = load_fake(FAKE_NEW), old = load_fake(FAKE_OLD);
	struct trial was = { 0 }, is = { 0 };
	struct comparison diff;
	struct course c;

	put("d.hp", TWO_PORTS "step selftest warn\n");
	ck_assert(course_open(&c, operands, 1, 1));
	c.sets[0].in.scn[3]->steps[0].text = "new-warn";
	ck_assert_int_eq(trial_run(&was, &c, &old, NULL, NULL, &quick, NULL, 0, NULL, NULL), 0);
	ck_assert_int_eq(trial_run(&is, &c, &k, NULL, NULL, &quick, NULL, 0, NULL, NULL), 0);
	comparison_init(&diff);
	trial_compare(&diff, &c, &was, &is, NULL);
	ck_assert_uint_eq(diff.results[DIFF_SAME], 3);
	ck_assert_uint_eq(diff.results[DIFF_BROKEN], 1);
	ck_assert_str_eq(diff.items[0].mode, "as written");
	ck_assert_str_eq(name_of(diff.items[0].scn), "d.hp");
	comparison_free(&diff);
	/* Broken on the base, too: it is as it was there. */
	comparison_init(&diff);
	trial_compare(&diff, &c, &was, &is, &is);
	ck_assert_uint_eq(diff.results[DIFF_BROKEN], 0);
	comparison_free(&diff);
	trial_free(&was);
	trial_free(&is);
	course_close(&c);
	run_kernel_free(&k);
	run_kernel_free(&old);
}
END_TEST

/* Of @n machines the kernel boots on none but number @boots: how many were not run? */
static size_t not_run(uint32_t n, uint32_t boots)
{
	struct run_kernel k = load_fake(FAKE_NEW);
	struct trial t = { 0 };
	struct seen seen = { 0 };
	size_t count = 0;
	struct course c;
	char name[32];

	teardown();
	strcpy(folder, "/tmp/hairpin-trial-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	for (uint32_t i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "%02u.hp", i);
		put(name, i == boots ? TWO_PORTS : TWO_PORTS "cmdline fake_boot_fails\n");
	}
	ck_assert(course_open(&c, operands, 1, 1));
	ck_assert_int_eq(trial_run(&t, &c, &k, NULL, NULL, &quick, NULL, 0, on_done, &seen), 0);
	ck_assert_uint_eq(seen.n, n);
	for (size_t i = 0; i < t.n; i++) {
		const char *reason = t.jobs[i].verdict.reason;

		if (!reason || strncmp(reason, "not run", 7))
			continue;
		ck_assert_str_eq(reason, "not run: the kernel boots on none of the first 16 machines");
		ck_assert_uint_ge(i, 16);
		count++;
	}
	trial_free(&t);
	course_close(&c);
	run_kernel_free(&k);
	return count;
}

START_TEST(a_kernel_that_boots_nowhere)
{
	ck_assert_uint_eq(not_run(16, 99), 0);
	ck_assert_uint_eq(not_run(17, 99), 1);
	ck_assert_uint_eq(not_run(19, 99), 3);
	ck_assert_uint_eq(not_run(18, 15), 0);
	ck_assert_uint_eq(not_run(18, 0), 0);
	ck_assert_uint_eq(not_run(18, 16), 2);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("trial");
	TCase *t = tcase_create("trial");
	SRunner *sr;
	int failed;

	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, parts);
	tcase_add_test(t, who_entered);
	tcase_add_test(t, options);
	tcase_add_test(t, what_does_not_parse);
	tcase_add_test(t, carried);
	tcase_add_test(t, compared);
	tcase_add_test(t, a_kernel_that_boots_nowhere);
	suite_add_tcase(s, t);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
