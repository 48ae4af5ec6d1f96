// SPDX-License-Identifier: GPL-2.0-only
/*
 * sweep.c - a scenario many times over, each run a process of its own.
 *
 *   --fail-nth    run 0 counts the fault points; run N has the N-th fail;
 *                 the last one finds none left
 *   --schedules   run N has a random schedule from the N-th seed
 *   --schedule bound:N   which schedules there are runs say: bound.c
 *
 * It only shows failures; the runner finds them.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/hash.h"
#include "sim/facts/plural.h"
#include "tools/common/exit.h"
#include "sim/run/fewest.h"
#include "tools/ask/bound.h"
#include "tools/ask/sweep.h"

/* How many kinds of failure are shown in full; the others are counted. */
#define TOLD 16u
#define BATCH 256u

struct one {
	struct sweep *s;
	size_t result;			/* index in the report */
	struct job *jobs;
	uint64_t runs, failed, known;
	uint64_t before, failed_before;	/* this batch */
	uint64_t fault_points;	/* of the run that only counts */
	bool ended, error, skipped;	/* no fault point was left; hairpin's own failure */
	char reason[160];
	uint32_t ntold;
	uint64_t told[TOLD];		/* what was told, in a hash */
	struct failures *list;		/* of all scenarios */
	struct bound *bound;		/* the schedules, and which each of the batch is */
	uint32_t ids[BATCH];
	uint32_t turns;			/* of pct */
};

static bool sweeps_points(const struct sweep *s)
{
	return !s->schedules && !s->bounded;
}

static void tell_diag(const char *text)
{
	do {
		size_t n = strcspn(text, "\n");

		printf(n ? "#   %.*s\n" : "#%.*s\n", (int)n, text);
		text += n;
	} while (*text++);
}

/* The first check that failed, or why there is none. */
static const char *first_failure(const struct verdict *v, bool strict)
{
	for (uint32_t i = 0; i < v->nchecks; i++)
		if (verdict_is_failure(v->checks[i].status, strict))
			return v->checks[i].name;
	return v->reason ? v->reason : "";
}

static void tell_replay(struct one *o, const struct job *job)
{
	const struct verdict *v = &job->verdict;
	const char *first = first_failure(v, o->s->opt->strict);
	struct report r = *o->s->report;
	char *replay, *what;

	r.fail_at = job->chance.fail_at;
	r.order = &job->chance.order;
	replay = report_replay(&r, o->result, 0);
	printf("# replay: %s\n", replay);
	if (asprintf(&what, "%s %s: %.*s", verdict_status_name(v->status),
		     r.results[o->result].scn->path, (int)strcspn(first, "\n"),
		     first) < 0)
		abort();
	failures_add(o->list, what, replay);
	free(what);
	free(replay);
}

/* The first line of each check that failed: runs that fail alike share it. */
static uint64_t signature(const struct one *o, const struct verdict *v)
{
	uint64_t hash = HASH_BEGIN;

	for (uint32_t i = 0; i < v->nchecks; i++) {
		const struct check *c = &v->checks[i];
		const char *line = c->ndiag ? c->diag[0] : "";

		if (!verdict_is_failure(c->status, o->s->opt->strict))
			continue;
		hash = hash_text(hash_text(hash, c->name), line);
	}
	return hash;
}

static bool is_new(struct one *o, const struct verdict *v)
{
	const uint64_t hash = signature(o, v);

	for (uint32_t i = 0; i < o->ntold; i++)
		if (o->told[i] == hash)
			return false;
	if (o->ntold == TOLD)
		return false;
	o->told[o->ntold++] = hash;
	return true;
}

struct like {
	const struct one *o;
	uint64_t signature;
};

static bool fails_alike(const struct job *job, void *arg)
{
	const struct like *l = arg;

	return verdict_is_failure(job->verdict.status, l->o->s->opt->strict) &&
	       signature(l->o, &job->verdict) == l->signature;
}

/* Where tasks were switched. */
static void tell_switches(const struct one *o, const struct job *like)
{
	struct job job = { .scn = like->scn, .kernel = like->kernel, .chance = like->chance };
	struct run_options opt = *o->s->opt;
	struct verdict *v = &job.verdict;

	opt.progress = NULL;
	job.chance.order.record = false;
	if (!runner_run(&job, 1, &opt, NULL, NULL))
		for (uint32_t i = 0; i < v->nevents; i++)
			if (v->events[i].kind == HP_EVENT_SWITCHED) {
				fputs("#   ", stdout);
				report_switch(stdout, &v->events[i]);
			}
	job_free(&job);
}

/* Of its schedule, the switches that matter, if so few can be found. */
static void tell_schedule(const struct one *o, struct job *job)
{
	struct like like = { o, signature(o, &job->verdict) };
	char text[SCHEDULE_TEXT_BYTES];
	struct schedule few;

	printf("# schedule %s\n", schedule_text(&job->chance.order, text, sizeof(text)));
	if (!fewest_switches(job, o->s->opt, fails_alike, &like, &few))
		return;
	job->chance.order = few;
	if (few.n)
		printf("# what matters of it:\n");
	tell_switches(o, job);
}

/* Which run it was, and what each check that failed says. */
static void tell(struct one *o, struct job *job)
{
	struct verdict *v = &job->verdict;
	const struct vevent *e = verdict_injected(v);

	if (e)
		printf("# fault point %llu: %s\n", (unsigned long long)job->chance.fail_at,
		       event_summary(v, e));
	else if (!sweeps_points(o->s))
		tell_schedule(o, job);
	else
		printf("# when nothing fails\n");
	if (v->reason)
		tell_diag(v->reason);
	for (uint32_t i = 0; i < v->nchecks; i++) {
		const struct check *c = &v->checks[i];

		if (!verdict_is_failure(c->status, o->s->opt->strict))
			continue;
		printf("# %s: %s\n", c->name, verdict_status_name(c->status));
		for (uint32_t d = 0; d < c->ndiag; d++)
			tell_diag(c->diag[d]);
	}
	tell_replay(o, job);
}

static void on_done(struct job *job, void *arg)
{
	struct one *o = arg;
	struct verdict *v = &job->verdict;

	o->runs++;
	if (v->status == VERDICT_SKIP && v->reason) {
		o->skipped = true;
		snprintf(o->reason, sizeof(o->reason), "%s", v->reason);
	}
	if (sweeps_points(o->s) && !job->chance.fail_at)
		o->fault_points = v->fault_points;
	if (o->bound)
		bound_ran(o->bound, o->ids[job - o->jobs], job->raw, job->raw_len);
	if (job->chance.fail_at && !verdict_injected(v))
		o->ended = true;
	if (known_explains(o->s->known, v, o->s->opt->strict)) {
		o->known++;
	} else if (verdict_is_failure(v->status, o->s->opt->strict)) {
		o->failed++;
		if (is_new(o, v))
			tell(o, job);
		o->error = o->error || v->status == VERDICT_ERROR;
	}
	job_free(job);
}

/* Of the whole sweep of one scenario, and not of a batch. */
static void show_progress(const struct run_progress *p, void *arg)
{
	const struct one *o = arg;
	const struct run_options *opt = o->s->opt;
	struct run_progress all;

	if (!p) {
		opt->progress(NULL, opt->progress_arg);
		return;
	}
	all = *p;
	all.done += o->before;
	all.failed += o->failed_before;
	all.total = o->s->bounded ? 0 :
		    sweeps_points(o->s) ? o->fault_points + 2 : o->s->schedules;
	if (all.total < o->before + p->total)
		all.total = o->before + p->total;
	opt->progress(&all, opt->progress_arg);
}

/* Who runs next in run @number. */
static void order(struct one *o, struct job *job, uint64_t number)
{
	struct schedule *order = &job->chance.order;

	order->seed = number;
	if (order->kind == SCHEDULE_PCT)
		order->turns = o->turns;
	else
		order->kind = SCHEDULE_RANDOM;
}

/* Runs @first to @first + @n - 1; what the number means is the sweep's. */
static int batch(struct one *o, uint64_t first, uint64_t n)
{
	const struct sweep *s = o->s;
	struct run_options opt = *s->opt;

	o->before = o->runs;
	o->failed_before = o->failed;
	opt.no_trace = true;
	if (opt.progress) {
		opt.progress = show_progress;
		opt.progress_arg = o;
	}
	memset(o->jobs, 0, BATCH * sizeof(*o->jobs));
	for (uint64_t i = 0; i < n; i++) {
		struct job *job = &o->jobs[i];

		job->scn = s->report->results[o->result].scn;
		job->kernel = s->kernel;
		job->chance = s->chance;
		if (sweeps_points(s)) {
			job->chance.count = true;
			job->chance.fail_at = first + i;
		} else if (!o->bound) {
			order(o, job, first + i);
		} else if (!bound_next(o->bound, &job->chance.order, &o->ids[i])) {
			n = i;
		}
	}
	return runner_run(o->jobs, n, &opt, on_done, o);
}

static int all(struct one *o, uint64_t first, uint64_t last)
{
	for (uint64_t n; first <= last; first += n) {
		n = last - first + 1 < BATCH ? last - first + 1 : BATCH;
		if (batch(o, first, n))
			return -1;
	}
	return 0;
}

/*
 * Run N repeats the counting run up to the N-th fault point and makes that one fail.
 * So a sweep takes one run for each; one more must find that there are no others.
 */
static int sweep_points(struct one *o)
{
	if (batch(o, 0, 1))
		return -1;
	if (o->skipped || o->failed)
		return 0;
	if (all(o, 1, o->fault_points + 1))
		return -1;
	for (uint64_t at = o->fault_points + 2; !o->ended; at++)
		if (batch(o, at, 1))
			return -1;
	return 0;
}

/* Until no run says that there is another schedule, or nothing can be run. */
static int sweep_bound(struct one *o)
{
	uint64_t before;
	int ret;

	o->bound = bound_new(o->s->preemptions, o->s->naive);
	do {
		before = o->runs;
		ret = batch(o, 0, BATCH);
	} while (!ret && o->runs > before && !o->skipped);
	return ret;
}

static int sweep_schedules(struct one *o)
{
	const struct sweep *s = o->s;
	const struct job like = { .scn = s->report->results[o->result].scn,
				  .kernel = s->kernel, .chance = s->chance };
	uint64_t seed = s->chance.order.seed;

	if (s->chance.order.kind == SCHEDULE_PCT)
		o->turns = s->chance.order.turns ? s->chance.order.turns :
			   fewest_turns(&like, s->opt);
	return all(o, seed, seed + s->schedules - 1);
}

static int sweep(struct one *o)
{
	const struct sweep *s = o->s;

	if (s->bounded)
		return sweep_bound(o);
	if (!sweeps_points(s))
		return sweep_schedules(o);
	if (!scenario_injects(s->report->results[o->result].scn))
		return sweep_points(o);
	o->skipped = true;
	snprintf(o->reason, sizeof(o->reason),
		 "it has inject statements itself");
	return 0;
}

static void put_schedules(const struct one *o)
{
	const char *gap = o->bound ? bound_gap(o->bound) : NULL;
	const unsigned long long n = o->runs;
	const uint32_t most = o->s->preemptions;

	printf(": %s%llu schedule%s", o->bound && !gap && n != 1 ? "all " : "", n,
	       plural(n));
	if (o->bound)
		printf(" of at most %u preemption%s", most, plural(most));
	if (gap)
		printf(", not all: %s", gap);
}

static bool is_bad(const struct one *o)
{
	return o->failed || (o->bound && bound_gap(o->bound));
}

static void put_result(const struct one *o)
{
	const char *path = o->s->report->results[o->result].scn->path;
	const unsigned long long failed = o->failed;

	printf("%s %zu %s", is_bad(o) ? "not ok" : "ok", o->result + 1, path);
	if (o->skipped && !o->failed)
		printf(" # SKIP %s", o->reason);
	else if (sweeps_points(o->s))
		printf(": %llu fault point%s", (unsigned long long)o->fault_points,
		       plural(o->fault_points));
	else
		put_schedules(o);
	if (failed)
		printf(", %llu run%s fail%s", failed, plural(failed), plural_verb(failed));
	if (o->known)
		printf(", %llu fail%s as known", (unsigned long long)o->known,
		       plural_verb(o->known));
	putchar('\n');
	fflush(stdout);
}

struct totals {
	uint64_t pass, fail, skip, runs, fault_points, known;
	bool error;
};

static int one_scenario(struct sweep *s, size_t result, struct totals *t,
			struct failures *list)
{
	struct one o = { .s = s, .result = result, .list = list };
	int ret;

	o.jobs = calloc(BATCH, sizeof(*o.jobs));
	if (!o.jobs)
		abort();
	ret = sweep(&o);
	free(o.jobs);
	if (ret) {
		fprintf(stderr, "hairpin run: cannot start a process: %s\n",
			strerror(errno));
		bound_free(o.bound);
		return -1;
	}
	put_result(&o);
	t->runs += o.runs;
	t->fault_points += o.fault_points;
	t->known += o.known;
	t->fail += is_bad(&o);
	t->skip += o.skipped && !o.failed;
	t->pass += !o.skipped && !is_bad(&o);
	t->error = t->error || o.error;
	bound_free(o.bound);
	return 0;
}

int sweep_run(struct sweep *s)
{
	struct failures list = { 0 };
	struct totals t = { 0 };

	ktap_header(stdout, s->report);
	for (size_t i = 0; i < s->report->nresults; i++)
		if (one_scenario(s, i, &t, &list)) {
			failures_free(&list);
			return HP_EXIT_TOOL;
		}
	if (s->report->nresults > 1)
		failures_put(stdout, &list);
	failures_free(&list);
	printf("# Totals: pass:%llu fail:%llu skip:%llu, %llu run%s",
	       (unsigned long long)t.pass, (unsigned long long)t.fail,
	       (unsigned long long)t.skip, (unsigned long long)t.runs,
	       plural(t.runs));
	if (sweeps_points(s))
		printf(", %llu fault point%s", (unsigned long long)t.fault_points,
		       plural(t.fault_points));
	if (t.known)
		printf(", %llu known", (unsigned long long)t.known);
	putchar('\n');
	if (t.fail)
		return t.error ? HP_EXIT_TOOL : HP_EXIT_FAIL;
	return t.pass ? HP_EXIT_PASS : HP_EXIT_SKIP;
}
