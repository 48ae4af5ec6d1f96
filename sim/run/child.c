// SPDX-License-Identifier: GPL-2.0-only
/*
 * child.c - builds a job's machine, boots the kernel on it, and runs the scenario.
 *
 * It must not know who reads the records, nor what they prove.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

#include "sim/base/limit.h"
#include "sim/facts/text.h"
#include "sim/replay/backing.h"
#include "sim/replay/crash.h"
#include "sim/replay/steps.h"
#include "sim/replay/world_trace.h"
#include "sim/run/child.h"
#include "sim/run/own_stack.h"

#define MANY_FUNCTIONS 2048

/*
 * What looks at every pair of functions takes the square of their number; up to some
 * two thousand that is nothing.
 */
double child_timeout_s(const struct job *job, const struct run_options *opt)
{
	const struct spec *s = job->scn->spec;
	double n = s->nfunctions;

	for (uint32_t i = 0; i < s->nfunctions; i++)
		if (s->functions[i].sriov.known == SPEC_PRESENT)
			n += s->functions[i].sriov.total_vfs;
	n = (double)(uint64_t)(n / MANY_FUNCTIONS);
	return run_timeout_s(opt) * (1 + n * n);
}

/* What the child does, on its own stack. */
static struct {
	const struct job *job;
	const struct run_options *opt;
	const struct child *child;
	struct recorder rec;
	struct world world;
} my;

static void set_coverage(const struct job *job)
{
	char text[24];

	if (!job->coverage)
		return;
	snprintf(text, sizeof(text), "%u", job->coverage_strip);
	setenv("GCOV_PREFIX", job->coverage, 1);
	setenv("GCOV_PREFIX_STRIP", text, 1);
}

static void set_up(struct world *w)
{
	const struct job *job = my.job;
	const struct run_options *opt = my.opt;
	struct spec_error err;

	if (opt->exec && !backing_share())
		crash_error(&my.rec, "no file for the machine's DRAM: %s", strerror(errno));
	if (!world_init(w, job->scn, job->kernel->kernel, &my.rec, opt->seed, &err))
		crash_error(&my.rec, "%s", *err.text ? err.text :
			    "the machine cannot be built");
	w->count = job->chance.count;
	w->fail_at = job->chance.fail_at;
	w->at_point = my.child->at_point;
	w->boot_counts = job->chance.boot && w->count;
	w->order = job->chance.order;
	w->exec = opt->exec;
	w->exec_arg = opt->exec_arg;
	if (opt->in_flight)
		world_fly(w);
}

static void run_scenario(struct world *w)
{
	if (!my.opt->no_trace)
		world_trace_start(w, my.opt->want_trace);
	steps_run(w, my.opt->want_functions);
}

static void run_body(struct world *w)
{
	int ret = world_boot(w);
	char text[24];

	if (ret)
		crash_error(&my.rec, "the kernel did not boot: it gave %s",
			    errno_text(ret, text, sizeof(text)));
	rec_begin(&my.rec, REC_STEP);
	rec_u64(&my.rec, (uint64_t)CHECK_QUERY);
	rec_end(&my.rec);
	my.job->body(w, my.job->arg);
}

static void child_main(void)
{
	const struct job *job = my.job;
	struct world *w = &my.world;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	set_coverage(job);
	rec_init(&my.rec, my.child->fd);
	my.rec.also = my.child->also;
	crash_arm(job->kernel->kernel, &my.rec, child_timeout_s(job, my.opt));
	if (job->entries)
		crash_entries(job->entries, job->entered);
	set_up(w);
	if (job->body)
		run_body(w);
	else
		run_scenario(w);
	world_free(w);
	crash_done(&my.rec);
}

_Noreturn void child_run(const struct job *job, const struct run_options *opt,
			 const struct child *c)
{
	char why[200];

	my.job = job;
	my.opt = opt;
	my.child = c;
	own_stack_run(child_main);
	rec_init(&my.rec, c->fd);
	my.rec.also = c->also;
	crash_error(&my.rec, "no memory for a stack: %s",
		    limit_text(errno, why, sizeof(why)));
}
