// SPDX-License-Identifier: GPL-2.0-only
/*
 * deep_programs.c - random machines, and programs that are led to the changed lines.
 *
 * What breaks a law on the commit is run on the parent, too.  What both show is no news.
 */
#include <stdlib.h>
#include <string.h>

#include "tools/common/exit.h"
#include "tools/common/kernels.h"
#include "tools/explore/explore.h"
#include "tools/explore/random.h"
#include "tools/explore/toward.h"
#include "tools/judge/deep_internal.h"

/* At an effort of 1. */
#define MACHINES 100u
#define PROGRAMS 500u
/* Stretches of changed lines that programs are led to. */
#define MOST_GOALS 16u
/* CPU seconds of a statement of a program. */
#define PROGRAM_TIMEOUT_S 2

static char *command_of(const struct deeper *x, const char *variant,
			const struct chance *how)
{
	char order[SCHEDULE_TEXT_BYTES], *text;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		abort();
	fputs("hairpin run", f);
	if (variant)
		fprintf(f, " --variant %s", variant);
	if (how->order.kind != SCHEDULE_FIFO)
		fprintf(f, " --schedule %s",
			schedule_text(&how->order, order, sizeof(order)));
	if (how->fail_at)
		fprintf(f, " --fail-at %llu", (unsigned long long)how->fail_at);
	fprintf(f, " -k %s", x->sha);
	fclose(f);
	return text;
}

/* Writes the scenario and adds the finding. */
static int tell(struct deeper *x, enum deep_stage stage, const struct finding *f,
		const char *text, const char *variant, const struct chance *how)
{
	char *command = command_of(x, variant, how), *again = NULL;
	char *path = deep_write(x, f, command, text);

	if (path && asprintf(&again, "%s %s", command, path) < 0)
		abort();
	if (path)
		deep_add(x, stage, DIFF_BROKEN, f, again);
	free(path);
	free(command);
	return path ? -1 : HP_EXIT_TOOL;
}

/* --- machines --- */

/* The smallest scenario that shows it on the commit and not on the parent. */
static int tell_machine(struct deeper *x, const struct finding *f, const char *text)
{
	struct explore e = { .kernel = x->is, .opt = *x->task->opt };
	struct chance how = { 0 };
	char *small = shrink(&e, text, &how, f);
	int ret;

	if (small && deep_shows(x, x->was, small, &how, f)) {
		free(small);
		small = NULL;
	}
	ret = tell(x, DEEP_MACHINES, f, small ? small : text, NULL, &how);
	free(small);
	return ret;
}

static bool is_told(const struct deeper *x, enum deep_stage stage, const struct finding *f)
{
	const size_t n = strlen(f->text);

	for (uint32_t i = 0; i < x->d->n; i++) {
		const struct deep_found *d = &x->d->items[i];
		const size_t m = strlen(d->what);

		if (d->stage == stage && m >= n && !strcmp(d->what + m - n, f->text))
			return true;
	}
	return false;
}

static int judge_machine(struct deeper *x, const struct scenario *scn, const char *text,
			 struct job *jobs)
{
	struct deep_result *r = &x->d->stage[DEEP_MACHINES];
	struct finding is = { 0 }, was = { 0 };
	struct comparison c;
	bool shown, before;
	int ret = -1;

	comparison_init(&c);
	shown = finding_of(&jobs[1].verdict, scn, &is);
	before = finding_of(&jobs[0].verdict, scn, &was);
	if (shown && before && finding_equal(&is, &was))
		r->same++;
	else if (shown && !is_told(x, DEEP_MACHINES, &is))
		ret = tell_machine(x, &is, text);
	else if (before && !shown)
		deep_add(x, DEEP_MACHINES, DIFF_MENDED, &was, NULL);
	if (comparison_add(&c, scn, "as written", &jobs[0].verdict, &jobs[1].verdict,
			   NULL) == DIFF_CHANGED)
		r->changed++;
	comparison_free(&c);
	finding_free(&is);
	finding_free(&was);
	return ret;
}

static int machine(struct deeper *x, uint64_t number)
{
	char *text = random_machine(x->task->opt->seed, number);
	struct scenario *scn = scenario_parse("machine", text, strlen(text), stderr);
	struct job jobs[2] = { { .scn = scn, .kernel = x->was },
			       { .scn = scn, .kernel = x->is } };
	int ret = HP_EXIT_TOOL;

	if (scn && !runner_run(jobs, 2, x->task->opt, NULL, NULL))
		ret = judge_machine(x, scn, text, jobs);
	for (int i = 0; scn && i < 2; i++)
		job_free(&jobs[i]);
	scenario_free(scn);
	free(text);
	return ret;
}

int deep_machines(struct deeper *x)
{
	struct deep_result *r = &x->d->stage[DEEP_MACHINES];
	const uint64_t n = (uint64_t)MACHINES * x->task->effort;
	int ret = -1;

	for (uint64_t i = 0; ret < 0 && i < n; i++, r->runs++)
		ret = machine(x, i);
	return ret;
}

/* --- programs --- */

struct exploring {
	struct deeper *x;
	uint32_t ngoals;
	struct toward *goals[MOST_GOALS];
	int ret;
};

static uint64_t nearness(const struct cover *cover, void *arg)
{
	struct exploring *e = arg;
	uint64_t best = 0;

	for (uint32_t i = 0; i < e->ngoals; i++) {
		const uint64_t near = toward_nearness(e->goals[i], cover);

		best = near > best ? near : best;
	}
	return best;
}

static void add_goal(struct exploring *e, const char *so, const struct changed_file *f,
		     uint32_t first, uint32_t last)
{
	const char *why;
	char *where;

	if (e->ngoals == MOST_GOALS)
		return;
	if (asprintf(&where, "%s:%u-%u", f->path, first, last) < 0)
		abort();
	e->goals[e->ngoals] = toward_open(where, so, &why);
	e->ngoals += e->goals[e->ngoals] != NULL;
	free(where);
}

/* Each stretch of changed lines that has code in the instance. */
static void find_goals(struct exploring *e, const char *so)
{
	const struct evidence *ev = e->x->task->evidence;

	for (uint32_t i = 0; ev && i < ev->n; i++) {
		const struct changed_file *f = &ev->files[i];

		for (uint32_t j = 0; f->notes && j < f->n;) {
			uint32_t end = j;

			while (end + 1 < f->n && f->lines[end + 1].line == f->lines[end].line + 1)
				end++;
			add_goal(e, so, f, f->lines[j].line, f->lines[end].line);
			j = end + 1;
		}
	}
}

/* On the plain kernels where they show it, too: their command is shorter. */
static void on_found(const struct explore_found *found, void *arg)
{
	struct exploring *e = arg;
	struct deeper *x = e->x;
	const bool plain = deep_shows(x, x->is, found->text, &found->chance, found->what);
	int ret;

	if (!found->repeats && !plain)
		return;
	if (deep_shows(x, x->was, found->text, &found->chance, found->what)) {
		x->d->stage[DEEP_PROGRAMS].same++;
		return;
	}
	ret = tell(x, DEEP_PROGRAMS, found->what, found->text, plain ? NULL : "trace",
		   &found->chance);
	if (ret >= 0)
		e->ret = ret;
}

static void seed(struct explore *explore, const struct deeper *x)
{
	const struct course_set *set = &x->task->course->sets[0];

	for (size_t i = 0; i < set->in.n; i++) {
		const struct scenario *scn = set->in.scn[i];
		size_t len;
		char *text;

		if (x->nwanted && !x->wanted[i])
			continue;
		text = scenario_read(scn->path, &len, stderr);
		if (text)
			explore_seed(explore, scn, text, len);
		free(text);
	}
}

static int explore(struct deeper *x, struct kernels *ks)
{
	struct exploring e = { .x = x, .ret = -1 };
	struct explore run = {
		.kernel = &ks->k[0].run, .opt = *x->task->opt, .seed = x->task->opt->seed,
		.jobs = 1, .programs = (uint64_t)PROGRAMS * x->task->effort,
		.found = on_found, .arg = &e,
	};

	run.opt.timeout_s = PROGRAM_TIMEOUT_S;
	find_goals(&e, ks->k[0].run.kernel->path);
	run.nearness = e.ngoals ? nearness : NULL;
	seed(&run, x);
	if (run.corpus && explore_run(&run))
		e.ret = HP_EXIT_TOOL;
	x->d->stage[DEEP_PROGRAMS].runs = run.state.programs;
	for (uint32_t i = 0; i < e.ngoals; i++)
		toward_close(e.goals[i]);
	explore_free(&run);
	return e.ret;
}

int deep_programs(struct deeper *x)
{
	struct arg_list names = { .n = 1 };
	struct kernels ks;
	char *why = NULL, *so;
	int status, ret;

	so = series_build(x->task->series, x->task->commit, "trace", &why, &status);
	if (!so) {
		fprintf(stderr, "%s", why ? why : "");
		free(why);
		return status == HP_EXIT_NO_BUILD ? -1 : HP_EXIT_TOOL;
	}
	names.items[0] = so;
	ret = kernels_open(&ks, &names, "trace");
	if (ret < 0) {
		ret = explore(x, &ks);
		kernels_close(&ks);
	}
	free(so);
	return ret;
}
