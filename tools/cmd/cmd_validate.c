// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_validate.c - hairpin validate: a patch series, judged commit by commit.
 *
 * Each commit is compared with the last one before it that compiles, and the
 * whole series with its base.  What the base gets wrong is thereby subtracted.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/cmd/cmd.h"
#include "tools/common/args.h"
#include "tools/common/installed.h"
#include "tools/common/kernels.h"
#include "tools/common/output.h"
#include "tools/common/protect.h"
#include "tools/judge/summary.h"
#include "tools/judge/validation.h"

/* A report, and what writes it. */
struct file {
	struct output out;
	bool (*write)(FILE *out, const struct validation *v);
};

struct validate {
	struct kernel_with_args with;
	const char *tree, *variant, *expect, *json, *junit, *ktap, *also, *out;
	struct arg_list scenarios, reports;
	bool verbose, no_evidence, all_runs, deep;
	uint32_t effort, stages;
	char *options;
	struct run_options opt;
	struct series series;
	struct course course;
	struct validation v;
	struct file *files;
	size_t nfiles;
};

static int parse(struct validate *c, int argc, char **argv, size_t *n)
{
	const struct arg table[] = {
		{ "tree", 'C', ARG_STRING, &c->tree, "TREE",
		  "the git tree of the commits, or that the patches apply to" },
		{ "scenarios", 's', ARG_LIST, &c->scenarios, "FILE|DIR",
		  "run these scenarios (default: all that are shipped)" },
		{ "variant", 0, ARG_STRING, &c->variant, "V", "plain, asan, cov, trace or access" },
		KERNEL_WITH_ARGS(&c->with),
		{ "expect", 0, ARG_STRING, &c->expect, "CLASSES",
		  "classes that may occur, like same,changed; any other fails (default: all but broken)" },
		{ "no-evidence", 0, ARG_FLAG, &c->no_evidence, NULL,
		  "do not find out which changed lines were run" },
		{ "all-runs", 0, ARG_FLAG, &c->all_runs, NULL,
		  "run also scenarios that enter no changed function; the results are the same" },
		{ "deep", 0, ARG_FLAG, &c->deep, NULL,
		  "look deeper: all that --also names" },
		{ "also", 0, ARG_STRING, &c->also, "STAGES",
		  "of sanitizers, failures, schedules, machines, programs, mutants, with commas" },
		{ "effort", 0, ARG_COUNT, &c->effort, "N",
		  "N times as much of each of these (default 1)" },
		{ "out", 0, ARG_STRING, &c->out, "DIR",
		  "where scenarios go that were made and break a law (default: here)" },
		{ "report", 0, ARG_LIST, &c->reports, "FILE",
		  "write a text for a mail, too, of 72 columns; a page where FILE ends in .html" },
		{ "json", 0, ARG_STRING, &c->json, "FILE", "write JSON, too" },
		{ "junit", 0, ARG_STRING, &c->junit, "FILE", "write JUnit XML, too" },
		{ "ktap", 0, ARG_STRING, &c->ktap, "FILE", "write KTAP, too" },
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
		.command = "validate",
		.operands = "BASE..HEAD | MBOX | PATCH...",
		.summary = "Judge a patch series commit by commit: what breaks, what changes, what was run.",
		.notes = "Every commit is compared with its parent in all shipped scenarios, as written, in\n"
			 "each IOMMU mode and with a bus offset.  Exit status: 0, 1 a class that was not\n"
			 "expected or a commit that does not compile, 2 usage or a patch that does not\n"
			 "apply, 3 the tool failed, 4 no changed line of compiled code was run.\n",
		.table = table,
		.min = 1,
		.max = SIZE_MAX,
	};

	return args_parse(&args, argc, argv, n);
}

/* Returns -1, or an exit status after a message. */
static int read_stages(struct validate *c)
{
	if ((c->also && !*c->also) || !deep_stages_of(c->also, &c->stages)) {
		fprintf(stderr, "hairpin validate: --also %s: write names of sanitizers, failures, schedules, machines, programs, mutants, with commas\n",
			c->also);
		return HP_EXIT_USAGE;
	}
	if (c->deep)
		c->stages = (1u << DEEP_STAGES) - 1;
	if (c->stages && c->variant && strcmp(c->variant, "plain")) {
		fprintf(stderr, "hairpin validate: --deep and --also choose the variants themselves: leave --variant %s out\n",
			c->variant);
		return HP_EXIT_USAGE;
	}
	if (c->no_evidence && c->stages & 1u << DEEP_MUTANTS) {
		fprintf(stderr, "hairpin validate: mutants are planted in lines that were run: leave --no-evidence out\n");
		return HP_EXIT_USAGE;
	}
	return -1;
}

/* The shipped scenarios, as short a path as leads there from here. */
static char *shipped_scenarios(void)
{
	char *path = installed_file("scenarios"), *here = getcwd(NULL, 0);
	const size_t n = here ? strlen(here) : 0;

	if (n && !strncmp(path, here, n) && path[n] == '/')
		memmove(path, path + n + 1, strlen(path + n));
	free(here);
	return path;
}

static bool open_course(struct validate *c)
{
	char *shipped = shipped_scenarios();
	bool ok;

	if (c->scenarios.n)
		ok = course_open(&c->course, (char **)c->scenarios.items,
				 c->scenarios.n, course_nmodes);
	else
		ok = course_open(&c->course, &shipped, 1, course_nmodes);
	free(shipped);
	return ok;
}

static bool is_page(const char *path)
{
	const size_t n = strlen(path), end = strlen(".html");

	return n > end && !strcmp(path + n - end, ".html");
}

static bool add_file(struct validate *c, const char *path,
		     bool (*write)(FILE *out, const struct validation *v))
{
	struct file *f = &c->files[c->nfiles];

	if (!path)
		return true;
	f->write = write;
	if (!output_open(&f->out, path))
		return false;
	c->nfiles++;
	return true;
}

/* Before anything is judged: what cannot be written is not to be learnt hours later. */
static bool open_files(struct validate *c)
{
	bool ok = true;

	c->files = calloc(c->reports.n + 3, sizeof(*c->files));
	if (!c->files)
		abort();
	for (size_t i = 0; ok && i < c->reports.n; i++)
		ok = add_file(c, c->reports.items[i], is_page(c->reports.items[i]) ?
			      validation_html : validation_mail);
	return ok && add_file(c, c->json, validation_json) &&
	       add_file(c, c->junit, validation_junit) &&
	       add_file(c, c->ktap, validation_ktap);
}

static void close_files(struct validate *c)
{
	for (size_t i = 0; i < c->nfiles; i++)
		output_abandon(&c->files[i].out);
	free(c->files);
}

/* Of a series that is judged to its end: what is not judged has no class. */
static int report(struct validate *c)
{
	bool ok = true;

	for (size_t i = 0; ok && i < c->nfiles; i++)
		ok = c->files[i].write(c->files[i].out.f, &c->v) &&
		     output_commit(&c->files[i].out);
	return ok ? validation_exit(&c->v) : HP_EXIT_TOOL;
}

int cmd_validate(int argc, char **argv)
{
	struct validate c = { .opt = { .seed = 1, .jobs = runner_default_jobs(),
				       .want_functions = true },
			      .effort = 1 };
	uint32_t expected;
	size_t n;
	int ret = parse(&c, argc, argv, &n);

	if (ret < 0)
		ret = kernels_with(&c.with);
	if (ret >= 0)
		return ret;
	if (!diff_classes_of(c.expect, &expected)) {
		fprintf(stderr, "hairpin validate: --expect %s: write classes of same, changed, mended, unjudged, broken, with commas\n",
			c.expect);
		return HP_EXIT_USAGE;
	}
	ret = read_stages(&c);
	if (ret >= 0)
		return ret;
	if (!open_course(&c))
		return HP_EXIT_USAGE;
	c.options = kernels_options(c.variant, &c.with);
	for (size_t i = 0; i < n; i++)
		protect_input(argv[1 + i]);	/* mails and patches */
	ret = open_files(&c) ? -1 : HP_EXIT_USAGE;
	if (ret < 0)
		ret = series_open(&c.series, c.tree, argv + 1, n);
	if (ret < 0) {
		c.v = (struct validation){
			.series = &c.series, .course = &c.course, .opt = &c.opt,
			.variant = c.variant ? c.variant : "plain",
			.options = c.options, .deep = c.stages, .effort = c.effort,
			.out = c.out,
			.evidence = !c.no_evidence, .all_runs = c.all_runs,
			.verbose = c.verbose,
			.progress = isatty(STDERR_FILENO), .expected = expected,
		};
		ret = validation_run(&c.v, stdout);
		if (ret < 0)
			ret = report(&c);
		validation_free(&c.v);
		series_close(&c.series);
	}
	close_files(&c);
	course_close(&c.course);
	free(c.options);
	return ret;
}
