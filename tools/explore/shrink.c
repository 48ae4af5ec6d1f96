// SPDX-License-Identifier: GPL-2.0-only
/*
 * shrink.c - fewer lines, then fewer words, that fail in the same words.
 *
 * Each attempt is a run of its own, as hairpin run would do it, so what is left is
 * what a reader can repeat.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/run/fewest.h"
#include "tools/explore/explore.h"

/* Of large programs that are slow to run something may be left. */
#define MOST_RUNS 1500u
/* ... and of those that hang, each run is as long as the limit of CPU time. */
#define MOST_HANGS 60u

struct shrinking {
	struct explore *x;
	const struct finding *what;
	struct chance chance;
	struct program p;		/* the smallest that shows it so far */
	uint32_t runs, most;
};

/* A run of @p in which fault point @fail_at fails, 0: none; NULL: it does not parse. */
static struct scenario *run(struct shrinking *s, const struct program *p,
			    uint64_t fail_at, struct job *job)
{
	char *text = program_text(p), *said = NULL;
	size_t len;
	FILE *err = open_memstream(&said, &len);
	struct scenario *scn;

	if (!err)
		abort();
	if (s->x->talk)
		s->x->talk(true, s->x->talk_arg);
	memset(job, 0, sizeof(*job));
	job->kernel = s->x->kernel;
	job->chance = s->chance;
	job->chance.fail_at = fail_at;
	scn = scenario_parse("program", text, strlen(text), err);
	fclose(err);
	free(said);
	free(text);
	if (!scn || s->runs++ >= s->most || (s->x->stop && *s->x->stop)) {
		scenario_free(scn);
		return NULL;
	}
	job->scn = scn;
	if (!runner_run(job, 1, &s->x->opt, NULL, NULL))
		return scn;
	job_free(job);
	scenario_free(scn);
	return NULL;
}

static bool fails(struct shrinking *s, const struct program *p, uint64_t fail_at)
{
	struct job job;
	struct scenario *scn = run(s, p, fail_at, &job);
	struct finding f;
	bool same = false;

	if (!scn)
		return false;
	if (finding_of(&job.verdict, scn, &f)) {
		same = finding_equal(&f, s->what);
		finding_free(&f);
	}
	job_free(&job);
	scenario_free(scn);
	return same;
}

/* How many fault points @p passes when nothing fails; 0: that is not known. */
static uint64_t points_of(struct shrinking *s, const struct program *p)
{
	struct job job;
	struct scenario *scn = run(s, p, 0, &job);
	uint64_t n;

	if (!scn)
		return 0;
	n = job.verdict.fault_points;
	job_free(&job);
	scenario_free(scn);
	return n;
}

/*
 * Returns true if @p, which is smaller, shows it, too: with the fault point as it is, or
 * with the one that it has become, when what is gone had passed some before it.
 */
static bool shows(struct shrinking *s, const struct program *p)
{
	uint64_t before, after, gone;

	if (fails(s, p, s->chance.fail_at))
		return true;
	if (!s->chance.fail_at)
		return false;
	after = points_of(s, p);
	before = after ? points_of(s, &s->p) : 0;
	gone = before - after;
	if (before <= after || gone >= s->chance.fail_at ||
	    !fails(s, p, s->chance.fail_at - gone))
		return false;
	s->chance.fail_at -= gone;
	return true;
}

/* Without @n lines from @at on, of the machine or of the steps. */
static bool without(struct shrinking *s, bool machine, uint32_t at, uint32_t n)
{
	struct program p;
	struct lines *l;
	bool ok;

	program_copy(&p, &s->p);
	l = machine ? &p.machine : &p.steps;
	while (n-- && at < l->n)
		lines_remove(l, at);
	ok = shows(s, &p);
	if (ok) {
		program_free(&s->p);
		s->p = p;
	} else {
		program_free(&p);
	}
	return ok;
}

/* Half of them, a quarter, ... one; from the end, where what follows a failure is. */
static bool fewer_lines(struct shrinking *s, bool machine)
{
	const struct lines *l = machine ? &s->p.machine : &s->p.steps;
	bool any = false;

	for (uint32_t n = (l->n + 1) / 2; n; n /= 2)
		for (uint32_t end = l->n; end; ) {
			uint32_t at = end > n ? end - n : 0;

			if (without(s, machine, at, end - at))
				any = true;
			l = machine ? &s->p.machine : &s->p.steps;
			end = at < l->n ? at : l->n;
		}
	return any;
}

static bool without_word(struct shrinking *s, bool machine, uint32_t line,
			 uint32_t word)
{
	struct program p;
	struct lines *l;
	struct words w;
	char *text;
	bool ok;

	program_copy(&p, &s->p);
	l = machine ? &p.machine : &p.steps;
	words_split(&w, l->line[line]);
	ok = word < w.n;
	if (ok) {
		w.word[word] = NULL;
		text = words_join(&w);
		lines_set(l, line, text);
		free(text);
		ok = shows(s, &p);
	}
	words_free(&w);
	if (ok) {
		program_free(&s->p);
		s->p = p;
	} else {
		program_free(&p);
	}
	return ok;
}

static uint32_t count_words(const char *line)
{
	struct words w;
	uint32_t n;

	words_split(&w, line);
	n = w.n;
	words_free(&w);
	return n;
}

static bool fewer_words(struct shrinking *s, bool machine)
{
	bool any = false;

	for (uint32_t i = 0; i < (machine ? s->p.machine.n : s->p.steps.n); i++) {
		const char *line = machine ? s->p.machine.line[i] : s->p.steps.line[i];

		for (uint32_t w = count_words(line); w-- > 1; )
			any |= without_word(s, machine, i, w);
	}
	return any;
}

/* In the order of tasks' names, or without anything refused. */
static void fewer_chances(struct shrinking *s)
{
	struct chance was = s->chance;

	s->chance.order = (struct schedule){ 0 };
	if (!shows(s, &s->p))
		s->chance = was;
	was = s->chance;
	s->chance.fail_at = 0;
	s->chance.count = false;
	if (!shows(s, &s->p))
		s->chance = was;
}

static bool same_finding(const struct job *job, void *arg)
{
	struct shrinking *s = arg;
	struct finding f;
	bool same = false;

	s->runs++;
	if (finding_of(&job->verdict, job->scn, &f)) {
		same = finding_equal(&f, s->what);
		finding_free(&f);
	}
	return same;
}

/* Instead of a seed, the switches between tasks that matter. */
static void fewer_switches(struct shrinking *s)
{
	char *text = program_text(&s->p);
	struct scenario *scn = scenario_parse("program", text, strlen(text), stderr);
	struct job like = { .scn = scn, .kernel = s->x->kernel, .chance = s->chance };
	struct schedule few;

	if (scn && fewest_switches(&like, &s->x->opt, same_finding, s, &few))
		s->chance.order = few;
	scenario_free(scn);
	free(text);
}

char *shrink(struct explore *x, const char *text, struct chance *chance,
	     const struct finding *what)
{
	struct shrinking s = { .x = x, .what = what, .chance = *chance };
	char *result = NULL;
	bool more = true;

	s.chance.count = s.chance.fail_at;
	s.most = strstr(what->text, " for ever") ? MOST_HANGS : MOST_RUNS;
	program_read(&s.p, text, strlen(text));
	if (shows(&s, &s.p)) {
		fewer_chances(&s);
		while (more && s.runs < s.most) {
			more = fewer_lines(&s, false);
			more |= fewer_lines(&s, true);
			more |= fewer_words(&s, false);
			more |= fewer_words(&s, true);
		}
		if (s.chance.order.kind != SCHEDULE_FIFO)
			fewer_switches(&s);
		result = program_text(&s.p);
		*chance = s.chance;
	}
	program_free(&s.p);
	return result;
}
