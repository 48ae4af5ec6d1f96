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

static bool shows(struct shrinking *s, const struct program *p)
{
	struct job job = { .kernel = s->x->kernel, .chance = s->chance };
	char *text = program_text(p), *said = NULL;
	struct finding f;
	size_t len;
	bool same = false;
	FILE *err = open_memstream(&said, &len);
	struct scenario *scn;

	if (!err)
		abort();
	scn = scenario_parse("program", text, strlen(text), err);
	fclose(err);
	free(said);
	free(text);
	if (!scn || s->runs++ >= s->most ||
	    (s->x->stop && *s->x->stop)) {
		scenario_free(scn);
		return false;
	}
	job.scn = scn;
	if (!runner_run(&job, 1, &s->x->opt, NULL, NULL) &&
	    finding_of(&job.verdict, scn, &f)) {
		same = finding_equal(&f, s->what);
		finding_free(&f);
	}
	job_free(&job);
	scenario_free(scn);
	return same;
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

	s->chance.random = false;
	s->chance.seed = 0;
	if (!shows(s, &s->p))
		s->chance = was;
	was = s->chance;
	s->chance.fail_at = 0;
	s->chance.count = false;
	if (!shows(s, &s->p))
		s->chance = was;
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
		result = program_text(&s.p);
		*chance = s.chance;
	}
	program_free(&s.p);
	return result;
}
