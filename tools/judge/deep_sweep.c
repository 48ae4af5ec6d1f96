// SPDX-License-Identifier: GPL-2.0-only
/*
 * deep_sweep.c - scenarios many times over on a commit and on its parent: with each
 * fault point failing once, and in random schedules.
 *
 * What only the commit shows is looked for on the parent once more, in more runs,
 * before it is called broken: points and orders move when code changes.
 */
#include <stdlib.h>
#include <string.h>

#include "tools/common/exit.h"
#include "tools/judge/deep_internal.h"

/* Fault points of a commit's scenarios together, at an effort of 1. */
#define MOST_POINTS 2000u
/* Random schedules likewise, and of one scenario. */
#define MOST_SCHEDULES 1000u
#define SCHEDULES_EACH 20u
/* Schedules of the parent before what it does not show is called new. */
#define SCHEDULES_TO_CONFIRM 200u
#define BATCH 256u

struct sweeping {
	struct deeper *x;
	enum deep_stage stage;
	const struct scenario *scn;
	struct sightings was, is;
	struct sightings plain;		/* of the commit as it is: no news of a sweep */
	uint64_t points_was, points_is;
};

/* Runs @n jobs of @kernel, of which @set sets the chances; adds what they show. */
static int run_batch(struct sweeping *s, struct run_kernel *kernel, struct job *jobs,
		     size_t n, struct sightings *to)
{
	int ret;

	for (size_t i = 0; i < n; i++) {
		jobs[i].scn = s->scn;
		jobs[i].kernel = kernel;
	}
	ret = runner_run(jobs, n, s->x->task->opt, NULL, NULL);
	for (size_t i = 0; i < n; i++) {
		if (!ret)
			sightings_add(to, &jobs[i]);
		job_free(&jobs[i]);
	}
	return ret;
}

/* The chance of run @i of @n; @of is what they are chosen from. */
typedef struct chance (*chance_fn)(const struct sweeping *s, uint64_t i, uint64_t n,
				   uint64_t of);

/* @n of @of fault points, evenly spread; all of them where n is of. */
static struct chance point_chance(const struct sweeping *s, uint64_t i, uint64_t n,
				 uint64_t of)
{
	(void)s;
	return (struct chance){ .count = true, .fail_at = 1 + i * of / n };
}

static struct chance schedule_chance(const struct sweeping *s, uint64_t i, uint64_t n,
				    uint64_t of)
{
	(void)n;
	(void)of;
	return (struct chance){ .order = { .kind = SCHEDULE_RANDOM, .seed = s->x->task->opt->seed + i } };
}

static int run_many(struct sweeping *s, struct run_kernel *kernel, chance_fn chance,
		    uint64_t n, uint64_t of, struct sightings *to)
{
	struct job jobs[BATCH];

	for (uint64_t from = 0; from < n; from += BATCH) {
		const uint64_t now = n - from < BATCH ? n - from : BATCH;

		memset(jobs, 0, sizeof(jobs));
		for (uint64_t i = 0; i < now; i++)
			jobs[i].chance = chance(s, from + i, n, of);
		if (run_batch(s, kernel, jobs, now, to))
			return -1;
	}
	return 0;
}

/* What a run shows when nothing fails, in order; and how many fault points there are. */
static int run_plain(struct sweeping *s, struct run_kernel *kernel, uint64_t *points,
		     struct sightings *to)
{
	struct job job = { .scn = s->scn, .kernel = kernel,
			   .chance.count = s->stage == DEEP_FAILURES };
	int ret = runner_run(&job, 1, s->x->task->opt, NULL, NULL);

	if (!ret)
		sightings_add(to, &job);
	*points = ret ? 0 : job.verdict.fault_points;
	job_free(&job);
	return ret;
}

static char *again(const struct sweeping *s, const struct sighting *what)
{
	char *text;
	int n;

	if (s->stage == DEEP_FAILURES)
		n = asprintf(&text, "hairpin run --fail-at %llu -k %s %s",
			     (unsigned long long)what->chance.fail_at, s->x->sha, s->scn->path);
	else
		n = asprintf(&text, "hairpin run --schedule random:%llu -k %s %s",
			     (unsigned long long)what->chance.order.seed, s->x->sha, s->scn->path);
	if (n < 0)
		abort();
	return text;
}

/* More runs of the parent, for what only the commit has shown so far. */
static int look_again(struct sweeping *s)
{
	if (s->stage == DEEP_FAILURES)
		return run_many(s, s->x->was, point_chance, s->points_was, s->points_was, &s->was);
	return run_many(s, s->x->was, schedule_chance, SCHEDULES_TO_CONFIRM, 0, &s->was);
}

static bool any_new(const struct sweeping *s)
{
	for (uint32_t i = 0; i < s->is.n; i++)
		if (!sightings_have(&s->was, &s->is.items[i].finding) &&
		    !sightings_have(&s->plain, &s->is.items[i].finding))
			return true;
	return false;
}

/* @whole: every fault point was tried on both, so what is gone is gone. */
static int compare(struct sweeping *s, bool whole)
{
	struct deep_result *r = &s->x->d->stage[s->stage];

	if (any_new(s) && look_again(s))
		return -1;
	for (uint32_t i = 0; i < s->is.n; i++) {
		const struct sighting *w = &s->is.items[i];

		if (sightings_have(&s->plain, &w->finding))
			continue;
		if (sightings_have(&s->was, &w->finding))
			r->same++;
		else
			deep_add(s->x, s->stage, DIFF_BROKEN, &w->finding, again(s, w));
	}
	for (uint32_t i = 0; whole && i < s->was.n; i++)
		if (!sightings_have(&s->is, &s->was.items[i].finding) &&
		    !sightings_have(&s->plain, &s->was.items[i].finding))
			deep_add(s->x, s->stage, DIFF_MENDED, &s->was.items[i].finding, NULL);
	return 0;
}

static int fail_points(struct sweeping *s, uint64_t most)
{
	struct deep_result *r = &s->x->d->stage[s->stage];
	uint64_t n, was;

	if (scenario_injects(s->scn))
		return 0;
	if (run_plain(s, s->x->was, &s->points_was, &s->was) ||
	    run_plain(s, s->x->is, &s->points_is, &s->plain))
		return -1;
	n = s->points_is < most ? s->points_is : most;
	was = s->points_was < most ? s->points_was : most;
	r->runs += n;
	r->of += s->points_is;
	if (run_many(s, s->x->was, point_chance, was, s->points_was, &s->was) ||
	    run_many(s, s->x->is, point_chance, n, s->points_is, &s->is))
		return -1;
	return compare(s, n == s->points_is && was == s->points_was);
}

static int schedule(struct sweeping *s, uint64_t n)
{
	uint64_t none;

	if (run_plain(s, s->x->is, &none, &s->plain) ||
	    run_many(s, s->x->was, schedule_chance, n, 0, &s->was) ||
	    run_many(s, s->x->is, schedule_chance, n, 0, &s->is))
		return -1;
	s->x->d->stage[s->stage].runs += n;
	return compare(s, false);
}

/* Where it is skipped, nothing is to be done with it. */
static bool is_run(const struct deeper *x, size_t i)
{
	const struct scenario *scn = x->task->course->sets[0].in.scn[i];

	return x->wanted[i] && !scn->skip;
}

static int sweep(struct deeper *x, enum deep_stage stage, uint64_t each)
{
	const struct course_set *set = &x->task->course->sets[0];

	for (size_t i = 0; i < set->in.n; i++) {
		struct sweeping s = { .x = x, .stage = stage, .scn = set->in.scn[i] };
		int ret;

		if (!is_run(x, i))
			continue;
		ret = stage == DEEP_FAILURES ? fail_points(&s, each) : schedule(&s, each);
		sightings_free(&s.was);
		sightings_free(&s.is);
		sightings_free(&s.plain);
		if (ret) {
			fprintf(stderr, "hairpin validate: cannot start a process\n");
			return HP_EXIT_TOOL;
		}
	}
	return -1;
}

/* The share of a scenario of @most, at least one, at most @highest. */
static uint64_t share(const struct deeper *x, uint64_t most, uint64_t highest)
{
	uint64_t n = most / (x->nwanted ? x->nwanted : 1);

	n = n > highest ? highest : n ? n : 1;
	return n * x->task->effort;
}

int deep_failures(struct deeper *x)
{
	return sweep(x, DEEP_FAILURES, share(x, MOST_POINTS, MOST_POINTS));
}

int deep_schedules(struct deeper *x)
{
	return sweep(x, DEEP_SCHEDULES, share(x, MOST_SCHEDULES, SCHEDULES_EACH));
}
