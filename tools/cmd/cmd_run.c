// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_run.c - hairpin run: scenarios in, KTAP and reports out.
 *
 * All files are parsed before the first one runs.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/common/args.h"
#include "tools/cmd/cmd.h"
#include "tools/cmd/run.h"
#include "tools/common/input.h"
#include "tools/common/kernels.h"
#include "tools/common/output.h"
#include "sim/run/fewest.h"
#include "tools/ask/sweep.h"
#include "tools/report/report.h"

static int parse(struct run *run, int argc, char **argv, size_t *n)
{
	const struct arg table[] = {
		KERNEL_ARGS(&run->kernel_names, &run->variant),
		KERNEL_WITH_ARGS(&run->with),
		{ "seed", 0, ARG_U64, &run->opt.seed, "N",
		  "seed of all random choices (default 1)" },
		{ "jobs", 'j', ARG_COUNT, &run->opt.jobs, "N",
		  "scenarios at once (default: as many as CPUs)" },
		{ "timeout", 0, ARG_SECONDS, &run->opt.timeout_s, "S",
		  "CPU seconds after which a statement hangs (default 5)" },
		{ "iommu", 0, ARG_STRING, &run->iommu, "MODE",
		  "off, passthrough, strict or lazy, where the scenario states none" },
		{ "iommu-driver", 0, ARG_STRING, &run->iommu_driver, "DRIVER",
		  "simple or smmuv3, where the scenario states none" },
		{ "bus-offset", 0, ARG_STRING, &run->bus_offset, "OFFSET",
		  "CPU minus bus address of every memory window, like 1T, where the scenario states none" },
		{ "in-flight", 0, ARG_FLAG, &run->opt.in_flight, NULL,
		  "every TLP is under way and takes its time, as events in virtual time" },
		{ "schedule", 0, ARG_STRING, &run->schedule, "HOW",
		  "who runs next: fifo (the default), random:SEED, pct:DEPTH:SEED, switches:TURN:TASK,..., or bound:N for all with at most N preemptions" },
		{ "schedules", 0, ARG_COUNT, &run->schedules, "N",
		  "run each under N random schedules, or of pct, seeds from --seed on" },
		{ "fail-nth", 0, ARG_FLAG, &run->fail_nth, NULL,
		  "make each fault point fail, one a run; the laws judge" },
		{ "known", 0, ARG_STRING, &run->known_path, "FILE",
		  "with --fail-nth: lines LAW FUNCTION, failures that do not count" },
		{ "fail-at", 0, ARG_U64, &run->chance.fail_at, "N",
		  "make only the N-th fault point fail, from 1" },
		{ "boot", 0, ARG_FLAG, &run->chance.boot, NULL,
		  "with --fail-nth or --fail-at: fault points of boot, and not of what follows" },
		{ "strict", 0, ARG_FLAG, &run->strict, NULL,
		  "an XPASS is a failure, and so is a conservative kernel" },
		{ "bisect", 0, ARG_FLAG, &run->bisect, NULL,
		  "exit 0, 1, or 125, for 'git bisect run'" },
		{ "junit", 0, ARG_STRING, &run->junit, "FILE",
		  "write JUnit XML, too" },
		{ "json", 0, ARG_STRING, &run->json, "FILE", "write JSON, too" },
		{ "dot", 0, ARG_STRING, &run->dot, "DIR|FILE",
		  "draw every scenario (a FILE for one only)" },
		{ "trace", 0, ARG_STRING, &run->trace, "DIR|FILE",
		  "write what happened for a trace viewer (a FILE for one only)" },
		{ "watch", 0, ARG_STRING, &run->watch, "TREE",
		  "-k TREE, and again after each edit in it or of a scenario" },
		{ "color", 0, ARG_STRING, &run->color, "WHEN",
		  "auto (on a terminal, without NO_COLOR), always or never" },
		{ "verbose", 'v', ARG_FLAG, &run->verbose, NULL,
		  "print the kernel's log, too" },
		{ 0 },
	};
	const struct args args = {
		.command = "run",
		.operands = "FILE|DIR...",
		.summary = "Run scenarios on kernels, each in a process of its own; KTAP on stdout.",
		.notes = "With several -k, every scenario runs on each, and a table compares them.\n"
			 "Exit status: 0 passed, 1 failed, 2 usage or malformed file, 3 the tool\n"
			 "failed, 4 all skipped, 5 the kernel does not compile.  With --bisect: 0, 1,\n"
			 "or 125.\n",
		.table = table,
		.min = 1,
		.max = SIZE_MAX,
	};

	return args_parse(&args, argc, argv, n);
}

static int wrong(const char *text)
{
	fprintf(stderr, "hairpin run: %s\n", text);
	return HP_EXIT_USAGE;
}

/* --schedule: one schedule, or all with at most N preemptions.  False: @why not. */
static bool read_schedule(struct run *run, const char **why)
{
	const char *text = run->schedule;
	char *end;

	if (text && !strncmp(text, "bound:", 6)) {
		*why = "write bound and how many preemptions, from 0 to 9, like bound:2";
		if (text[6] < '0' || text[6] > '9')
			return false;
		run->preemptions = (uint32_t)strtoul(text + 6, &end, 10);
		run->bounded = true;
		run->naive = !strcmp(end, ":naive");
		return run->preemptions <= 9 && (!*end || run->naive);
	}
	*why = text ? schedule_read(&run->chance.order, text) : NULL;
	if (!text)
		run->chance.order.seed = run->opt.seed;
	return !*why;
}

/* Sets schedule, fault injection and colours from the options.  Returns -1, or an exit status. */
static int read_chance(struct run *run)
{
	struct chance *c = &run->chance;
	const char *why;
	bool sweep;

	if (!terminal_colour(run->color, stdout, &run->report.colour))
		return wrong("--color: write auto, always or never");
	c->count = c->fail_at;
	if (!read_schedule(run, &why)) {
		fprintf(stderr, "hairpin run: --schedule: %s\n", why);
		return HP_EXIT_USAGE;
	}
	if (run->schedules && (run->fail_nth || c->fail_at))
		return wrong("--schedules goes with neither --fail-nth nor --fail-at");
	if (run->schedules && run->schedule && c->order.kind != SCHEDULE_PCT)
		return wrong("--schedules makes random schedules, or those of --schedule pct:DEPTH:SEED, and no others");
	if (run->bounded && (run->fail_nth || c->fail_at))
		return wrong("--schedule bound goes with neither --fail-nth nor --fail-at");
	sweep = run->fail_nth || run->schedules || run->bounded;
	if (run->fail_nth && c->fail_at)
		return wrong("--fail-nth sweeps all, --fail-at N is one of them: give one of the two");
	if (c->boot && !run->fail_nth && !c->fail_at)
		return wrong("--boot goes with --fail-nth or --fail-at");
	if (run->known_path && !run->fail_nth)
		return wrong("--known goes with --fail-nth");
	if (run->known_path && !known_load(&run->known, input_file(run->known_path)))
		return HP_EXIT_USAGE;
	if (sweep && (run->junit || run->json || run->dot || run->trace))
		return wrong("--junit, --json, --dot and --trace tell of one run a scenario; replay the one of interest with them");
	return -1;
}

static void fill_report(struct run *run)
{
	struct report *r = &run->report;
	uint32_t nk = run->kernels.n;

	for (uint32_t i = 0; i < nk; i++) {
		const struct loaded_kernel *k = &run->kernels.k[i];

		run->rk[i] = (struct report_kernel){
			.arg = k->arg, .label = k->label,
			.release = k->release, .describe = k->describe,
			.config = k->config, .compiler = k->compiler,
			.variant = k->variant,
		};
	}
	r->seed = run->opt.seed;
	r->strict = run->strict;
	r->iommu = run->iommu;
	r->iommu_driver = run->iommu_driver;
	r->bus_offset = run->bus_offset;
	r->verbose = run->verbose;
	r->timeout_s = run->opt.timeout_s;
	r->fail_at = run->chance.fail_at;
	r->fail_boot = run->chance.boot;
	r->in_flight = run->opt.in_flight;
	r->order = &run->chance.order;
	r->variant = run->variant;
	r->nkernels = nk;
	r->kernels = run->rk;
	r->nresults = run->in.n;
	r->results = calloc(run->in.n + 1, sizeof(*r->results));
	run->jobs = calloc(run->in.n * nk + 1, sizeof(*run->jobs));
	if (!r->results || !run->jobs)
		abort();
	for (size_t i = 0; i < run->in.n; i++) {
		struct report_result *res = &r->results[i];

		res->scn = run->in.scn[i];
		res->verdicts = calloc(nk, sizeof(*res->verdicts));
		if (!res->verdicts)
			abort();
		for (uint32_t k = 0; k < nk; k++) {
			struct job *job = &run->jobs[i * nk + k];

			job->scn = run->in.scn[i];
			job->chance = run->chance;
			job->kernel = &run->kernels.k[k].run;
			if (run->chance.order.kind == SCHEDULE_PCT &&
			    !run->chance.order.turns && !run->schedules)
				job->chance.order.turns = fewest_turns(job, &run->opt);
			res->verdicts[k] = &job->verdict;
		}
	}
}

/* Jobs come in order: a scenario is whole when its last kernel is. */
static void on_done(struct job *job, void *arg)
{
	struct run *run = arg;
	size_t index = (size_t)(job - run->jobs);

	if (index % run->kernels.n == run->kernels.n - 1)
		ktap_result(stdout, &run->report, index / run->kernels.n);
}

static int exit_status(struct run *run)
{
	bool fail = false, error = false, pass = false;

	for (size_t i = 0; i < run->report.nresults; i++) {
		for (uint32_t k = 0; k < run->kernels.n; k++) {
			switch (run->report.results[i].verdicts[k]->status) {
			case VERDICT_FAIL:
				fail = true;
				break;
			case VERDICT_ERROR:
				error = true;
				break;
			case VERDICT_SKIP:
				break;
			default:
				pass = true;
			}
		}
	}
	run->judged = fail;
	if (fail)
		return HP_EXIT_FAIL;
	if (error)
		return HP_EXIT_TOOL;
	return pass ? HP_EXIT_PASS : HP_EXIT_SKIP;
}

static int sweep(struct run *run)
{
	struct sweep s = {
		.report = &run->report, .kernel = &run->kernels.k[0].run,
		.opt = &run->opt, .chance = run->chance,
		.schedules = run->schedules, .known = &run->known,
		.bounded = run->bounded, .naive = run->naive, .preemptions = run->preemptions,
	};

	if (run->kernels.n == 1)
		return sweep_run(&s);
	return wrong("one kernel at a time is swept; give one -k");
}

static int execute(struct run *run)
{
	int ret;

	fill_report(run);
	if (!run_files_open(run))
		return HP_EXIT_TOOL;
	run->opt.strict = run->strict;
	run->opt.want_functions = run->dot || run->json;
	run->opt.want_trace = run->trace;
	run_progress_open(run);
	if (run->fail_nth || run->schedules || run->bounded) {
		ret = sweep(run);
		progress_hide(&run->progress);
		return ret;
	}
	ktap_header(stdout, &run->report);
	ret = runner_run(run->jobs, run->in.n * run->kernels.n, &run->opt,
			 on_done, run);
	progress_hide(&run->progress);
	if (ret) {
		fprintf(stderr, "hairpin run: cannot start a process: %s\n",
			strerror(errno));
		return HP_EXIT_TOOL;
	}
	ktap_end(stdout, &run->report);
	ret = exit_status(run);
	return run_files_write(run) ? ret : HP_EXIT_TOOL;
}

static void clean_up(struct run *run)
{
	run_files_abandon(run);
	for (size_t i = 0; run->jobs && i < run->in.n * run->kernels.n; i++)
		job_free(&run->jobs[i]);
	for (size_t i = 0; run->report.results && i < run->in.n; i++)
		free(run->report.results[i].verdicts);
	free(run->report.results);
	free(run->jobs);
	kernels_close(&run->kernels);
	known_free(&run->known);
	inputs_free(&run->in);
}

/*
 * For 'git bisect run' every status from 1 to 127 except 125 means a bad commit.  So
 * everything that is no verdict, such as a kernel that does not build or a wrong
 * option, must not exit with those.
 */
static int bisect_status(const struct run *run, int status)
{
	if (!run->bisect || status == HP_EXIT_PASS || run->judged)
		return status;
	return HP_EXIT_UNTESTABLE;
}

static bool set_iommu(struct run *run)
{
	for (size_t i = 0; run->iommu && i < run->in.n; i++) {
		if (scenario_set_iommu(run->in.scn[i], run->iommu, false))
			continue;
		fprintf(stderr, "hairpin run: --iommu %s: write off, passthrough, strict or lazy\n",
			run->iommu);
		return false;
	}
	return true;
}

static bool set_iommu_driver(struct run *run)
{
	for (size_t i = 0; run->iommu_driver && i < run->in.n; i++) {
		if (scenario_set_iommu_driver(run->in.scn[i], run->iommu_driver))
			continue;
		fprintf(stderr, "hairpin run: --iommu-driver %s: write simple or smmuv3\n",
			run->iommu_driver);
		return false;
	}
	return true;
}

static bool set_bus_offset(struct run *run)
{
	int64_t offset;

	if (!run->bus_offset)
		return true;
	if (!scenario_signed_size(run->bus_offset, &offset) ||
	    offset % (int64_t)SCN_OFFSET_UNIT) {
		fprintf(stderr, "hairpin run: --bus-offset %s: write a multiple of 1M, like 1T or -0x10000000\n",
			run->bus_offset);
		return false;
	}
	for (size_t i = 0; i < run->in.n; i++)
		scenario_set_bus_offset(run->in.scn[i], offset);
	return true;
}

int cmd_run(int argc, char **argv)
{
	struct run run = { .opt = { .seed = 1, .jobs = runner_default_jobs() } };
	char **words = calloc((size_t)argc + 1, sizeof(*words));
	size_t n;
	int ret;

	if (!words)
		abort();
	memcpy(words, argv, (size_t)argc * sizeof(*words));
	ret = parse(&run, argc, argv, &n);
	if (ret < 0)
		ret = kernels_with(&run.with);
	if (ret < 0 && !input_stdin_once(run.known_path, argv + 1, n))
		ret = HP_EXIT_USAGE;
	if (ret < 0)
		ret = read_chance(&run);
	if (ret < 0 && run.watch)
		ret = run_watch(&run, words, argc, argv + 1, n);
	free(words);
	if (ret >= 0) {
		known_free(&run.known);
		return bisect_status(&run, ret);
	}
	inputs_load(&run.in, argv + 1, n);
	if (run.in.nwrong) {
		inputs_free(&run.in);
		return bisect_status(&run, HP_EXIT_USAGE);
	}
	if (!set_iommu(&run) || !set_iommu_driver(&run) || !set_bus_offset(&run)) {
		inputs_free(&run.in);
		return bisect_status(&run, HP_EXIT_USAGE);
	}
	ret = kernels_open(&run.kernels, &run.kernel_names, run.variant);
	if (ret < 0)
		ret = execute(&run);
	else if (ret == HP_EXIT_NO_BUILD)
		run_files_unbuilt(&run);
	/* A verdict that could not be written does not count. */
	if (!output_standard_ok())
		ret = HP_EXIT_TOOL;
	run.judged = run.judged && ret == HP_EXIT_FAIL;
	clean_up(&run);
	return bisect_status(&run, ret);
}
