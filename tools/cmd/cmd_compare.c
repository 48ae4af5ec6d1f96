// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_compare.c - hairpin compare: the same scenarios on two kernels, and what
 * became different.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/cmd/cmd.h"
#include "tools/common/args.h"
#include "tools/common/kernels.h"
#include "tools/common/output.h"
#include "tools/judge/json.h"
#include "tools/judge/machine.h"
#include "tools/judge/summary.h"
#include "tools/judge/trial.h"

struct compare {
	const char *variant, *expect, *json;
	char *options;
	bool verbose, as_written, machine;
	struct kernel_with_args with;
	struct run_options opt;
	struct kernels kernels;
	struct course course;
	struct trial trials[2];
	struct comparison diff;
};

static int parse(struct compare *c, int argc, char **argv, size_t *n)
{
	const struct arg table[] = {
		{ "variant", 0, ARG_STRING, &c->variant, "V", "plain, asan, cov, trace or access" },
		KERNEL_WITH_ARGS(&c->with),
		{ "expect", 0, ARG_STRING, &c->expect, "CLASSES",
		  "classes that may occur, like same,changed; any other fails (default: all but broken)" },
		{ "as-written", 0, ARG_FLAG, &c->as_written, NULL,
		  "run scenarios as they are, in no other IOMMU mode and at no bus offset" },
		{ "machine", 0, ARG_FLAG, &c->machine, NULL,
		  "compare what the kernels say of machines: matrix, groups, layout; FILE may be a capture" },
		{ "json", 0, ARG_STRING, &c->json, "FILE", "write JSON, too" },
		{ "seed", 0, ARG_U64, &c->opt.seed, "N",
		  "seed of all random choices (default 1)" },
		{ "jobs", 'j', ARG_COUNT, &c->opt.jobs, "N",
		  "scenarios at once (default: as many as CPUs)" },
		{ "timeout", 0, ARG_SECONDS, &c->opt.timeout_s, "S",
		  "CPU seconds after which a scenario hangs (default 5)" },
		{ "verbose", 'v', ARG_FLAG, &c->verbose, NULL,
		  "print every difference" },
		{ 0 },
	};
	const struct args args = {
		.command = "compare",
		.operands = "KERNEL KERNEL FILE|DIR...",
		.summary = "Run scenarios on two kernels and say what became different, in classes.",
		.notes = "BROKEN: a law that held is violated.  MENDED: the reverse.  CHANGED: an answer\n"
			 "is different and every law holds.  UNJUDGED: Hairpin could not judge it.\n"
			 "Exit status: 0, 1 a class that was not expected, 2 usage, 3 the tool failed.\n",
		.table = table,
		.min = 3,
		.max = SIZE_MAX,
	};

	return args_parse(&args, argc, argv, n);
}

static void show_progress(size_t over, size_t of, void *arg)
{
	const char *label = arg;

	if (over % 16 && over != of)
		return;
	fprintf(stderr, "\r\033[K%s: %zu of %zu", label, over, of);
	if (over == of)
		fputs("\r\033[K", stderr);
}

static int run(struct compare *c)
{
	const bool terminal = isatty(STDERR_FILENO);

	c->opt.want_functions = true;
	for (int i = 0; i < 2; i++) {
		struct loaded_kernel *k = &c->kernels.k[i];

		if (!trial_run(&c->trials[i], &c->course, &k->run, NULL, NULL, &c->opt, NULL, 0,
			       terminal ? show_progress : NULL, k->label))
			continue;
		fprintf(stderr, "hairpin compare: cannot start a process: %s\n",
			strerror(errno));
		return HP_EXIT_TOOL;
	}
	trial_compare(&c->diff, &c->course, &c->trials[0], &c->trials[1], NULL);
	return -1;
}

static void print(struct compare *c)
{
	const struct loaded_kernel *is = &c->kernels.k[1];
	const struct summary_options opt = {
		.kernel = is->arg, .options = c->options, .most = c->verbose ? 0 : 20, .indent = "",
	};

	printf("%s -> %s: ", c->kernels.k[0].label, is->label);
	summary_counts(stdout, &c->diff);
	putchar('\n');
	if (c->diff.conservative_was != c->diff.conservative_is)
		printf("conservative answers: %llu -> %llu\n",
		       (unsigned long long)c->diff.conservative_was,
		       (unsigned long long)c->diff.conservative_is);
	if (c->diff.retraced)
		printf("%llu of the SAME results took another way there (their traces differ)\n",
		       (unsigned long long)c->diff.retraced);
	summary_differences(stdout, &c->diff, &opt);
}

/* Drops the reference to @root. */
static bool write_json(const struct compare *c, json_t *root)
{
	struct output out;

	if (!c->json || !output_open(&out, c->json)) {
		json_decref(root);
		return !c->json;
	}
	if (json_put(out.f, root))
		return output_commit(&out);
	output_abandon(&out);
	return false;
}

/* Matrix, groups and layout of each of @n machines.  Returns an exit status. */
static int compare_machines(const struct compare *c, char **paths, size_t n,
			    uint32_t expected)
{
	char scratch[] = "/tmp/hairpin-compare-XXXXXX";
	const int fd = mkstemp(scratch);
	json_t *machines = json_array();
	uint64_t different = 0;
	int ret = -1;

	if (fd < 0) {
		fprintf(stderr, "hairpin compare: %s: %s\n", scratch, strerror(errno));
		json_decref(machines);
		return HP_EXIT_TOOL;
	}
	close(fd);
	for (size_t i = 0; ret < 0 && i < n; i++) {
		const struct machine_question q = {
			.path = paths[i], .variant = c->variant, .scratch = scratch,
			.kernel = { c->kernels.k[0].arg, c->kernels.k[1].arg },
			.label = { c->kernels.k[0].label, c->kernels.k[1].label },
		};

		ret = machine_compare(stdout, &q, machines, &different);
	}
	unlink(scratch);
	if (ret < 0 && !write_json(c, json_pack("{s: O}", "machines", machines)))
		ret = HP_EXIT_TOOL;
	json_decref(machines);
	if (ret >= 0)
		return ret;
	return different && !(expected & 1u << DIFF_CHANGED) ? HP_EXIT_FAIL : HP_EXIT_PASS;
}

int cmd_compare(int argc, char **argv)
{
	struct compare c = { .opt = { .seed = 1, .jobs = runner_default_jobs() } };
	struct arg_list names = { 0 };
	uint32_t expected;
	size_t n;
	int ret = parse(&c, argc, argv, &n);

	if (ret < 0)
		ret = kernels_with(&c.with);
	if (ret >= 0)
		return ret;
	if (!diff_classes_of(c.expect, &expected)) {
		fprintf(stderr, "hairpin compare: --expect %s: write classes of same, changed, mended, unjudged, broken, with commas\n",
			c.expect);
		return HP_EXIT_USAGE;
	}
	for (int i = 0; i < 2; i++)
		names.items[names.n++] = argv[1 + i];
	if (c.machine && c.as_written) {
		fprintf(stderr, "hairpin compare: --machine runs no scenario, so --as-written says nothing; leave it out\n");
		return HP_EXIT_USAGE;
	}
	if (c.machine) {
		ret = kernels_open(&c.kernels, &names, c.variant);
		if (ret < 0)
			ret = compare_machines(&c, argv + 3, n - 2, expected);
		kernels_close(&c.kernels);
		return ret;
	}
	if (!course_open(&c.course, argv + 3, n - 2,
			 c.as_written ? 1 : course_nmodes))
		return HP_EXIT_USAGE;
	comparison_init(&c.diff);
	ret = kernels_open(&c.kernels, &names, c.variant);
	if (ret < 0)
		ret = run(&c);
	if (ret < 0) {
		c.options = kernels_options(c.variant, &c.with);
		print(&c);
		free(c.options);
		ret = write_json(&c, comparison_json(&c.diff)) ? comparison_exit(&c.diff, expected) : HP_EXIT_TOOL;
	}
	for (int i = 0; i < 2; i++)
		trial_free(&c.trials[i]);
	comparison_free(&c.diff);
	kernels_close(&c.kernels);
	course_close(&c.course);
	return ret;
}
