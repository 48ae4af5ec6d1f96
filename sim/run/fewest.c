// SPDX-License-Identifier: GPL-2.0-only
/*
 * fewest.c - see fewest.h.  It must not know what is the same.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/run/fewest.h"

/* Runs it under @order; the caller calls job_free(). */
static bool run(const struct job *like, const struct run_options *opt,
		const struct schedule *order, struct job *job)
{
	struct run_options quiet = *opt;

	quiet.progress = NULL;
	quiet.want_trace = quiet.want_functions = false;
	memset(job, 0, sizeof(*job));
	job->scn = like->scn;
	job->kernel = like->kernel;
	job->chance = like->chance;
	job->chance.order = *order;
	return !runner_run(job, 1, &quiet, NULL, NULL);
}

static bool shows(const struct job *like, const struct run_options *opt,
		  bool (*same)(const struct job *job, void *arg), void *arg,
		  const struct schedule *order)
{
	struct job job;
	bool ok = run(like, opt, order, &job) && same(&job, arg);

	job_free(&job);
	return ok;
}

static void without(struct schedule *s, uint32_t at, uint32_t n)
{
	memmove(s->sw + at, s->sw + at + n, (s->n - at - n) * sizeof(*s->sw));
	s->n -= n;
	if (!s->n)
		s->kind = SCHEDULE_FIFO;
}

bool fewest_switches(const struct job *like, const struct run_options *opt,
		     bool (*same)(const struct job *job, void *arg), void *arg,
		     struct schedule *order)
{
	struct schedule all = like->chance.order, fewer;
	struct job job;
	bool ok;

	all.record = true;
	ok = run(like, opt, &all, &job) && same(&job, arg) &&
	     schedule_of_turns(order, job.raw, job.raw_len);
	job_free(&job);
	if (!ok || !shows(like, opt, same, arg, order))
		return false;
	for (uint32_t n = (order->n + 1) / 2; n; n /= 2)
		for (uint32_t end = order->n; end; ) {
			uint32_t at = end > n ? end - n : 0;

			fewer = *order;
			without(&fewer, at, end - at);
			if (shows(like, opt, same, arg, &fewer))
				*order = fewer;
			end = at;
		}
	return true;
}

uint32_t fewest_turns(const struct job *like, const struct run_options *opt)
{
	struct schedule order = { .record = true };
	struct turn_reader r;
	uint32_t turns = 0;
	struct job job;

	if (run(like, opt, &order, &job)) {
		turn_reader_init(&r, job.raw, job.raw_len);
		while (turn_reader_next(&r))
			turns = r.turns;
	}
	job_free(&job);
	return turns;
}
