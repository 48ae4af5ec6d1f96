// SPDX-License-Identifier: GPL-2.0-only
/*
 * deep.c - the stages of --deep, one after the other (see deep.h).
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/common/exit.h"
#include "tools/common/kernels.h"
#include "tools/common/output.h"
#include "tools/judge/deep_internal.h"

static const char *const stage_names[DEEP_STAGES] = {
	[DEEP_SANITIZERS] = "sanitizers", [DEEP_FAILURES] = "failures",
	[DEEP_SCHEDULES] = "schedules", [DEEP_MACHINES] = "machines",
	[DEEP_PROGRAMS] = "programs", [DEEP_MUTANTS] = "mutants",
};

const char *deep_stage_name(enum deep_stage stage)
{
	return stage_names[stage];
}

bool deep_stages_of(const char *list, uint32_t *set)
{
	while (list && *list) {
		const size_t n = strcspn(list, ",");
		int i = 0;

		while (i < DEEP_STAGES && (strlen(stage_names[i]) != n ||
					   strncmp(stage_names[i], list, n)))
			i++;
		if (i == DEEP_STAGES)
			return false;
		*set |= 1u << i;
		list += n + (list[n] == ',');
	}
	return true;
}

bool sightings_have(const struct sightings *s, const struct finding *f)
{
	for (uint32_t i = 0; i < s->n; i++)
		if (finding_equal(&s->items[i].finding, f))
			return true;
	return false;
}

void sightings_add(struct sightings *s, const struct job *job)
{
	struct finding f;

	if (!finding_of(&job->verdict, job->scn, &f))
		return;
	if (sightings_have(s, &f)) {
		finding_free(&f);
		return;
	}
	s->items = realloc(s->items, (s->n + 1) * sizeof(*s->items));
	if (!s->items)
		abort();
	s->items[s->n++] = (struct sighting){ f, job->scn, job->chance };
}

void sightings_free(struct sightings *s)
{
	for (uint32_t i = 0; i < s->n; i++)
		finding_free(&s->items[i].finding);
	free(s->items);
	memset(s, 0, sizeof(*s));
}

void deep_add(struct deeper *x, enum deep_stage stage, enum diff_class class,
	      const struct finding *f, char *again)
{
	struct deep *d = x->d;
	struct deep_found *item;

	/* That we could not judge it says nothing of the kernel. */
	if (!strcmp(f->law, "hairpin"))
		class = DIFF_UNJUDGED;
	d->items = realloc(d->items, (d->n + 1) * sizeof(*d->items));
	if (!d->items)
		abort();
	item = &d->items[d->n++];
	*item = (struct deep_found){ .stage = stage, .class = class, .again = again };
	if (asprintf(&item->what, "law %s%s%s: %s", f->law, strcmp(f->function, "-") ? " in " : "",
		     strcmp(f->function, "-") ? f->function : "", f->text) < 0)
		abort();
}

char *deep_write(const struct deeper *x, const struct finding *f, const char *command,
		 const char *text)
{
	const char *folder = x->task->out ? x->task->out : ".";
	struct output out = { 0 };
	struct stat st;
	char *path;

	if (stat(folder, &st) && mkdir(folder, 0777)) {
		fprintf(stderr, "hairpin validate: %s: %s\n", folder, strerror(errno));
		return NULL;
	}
	if (asprintf(&path, "%s/%s.hp", folder, f->name) < 0)
		abort();
	if (output_open(&out, path)) {
		fprintf(out.f, "# Breaks law %s: %s\n# %s\n%s", f->law, f->text, command, text);
		if (output_commit(&out))
			return path;
	}
	free(path);
	return NULL;
}

bool deep_shows(const struct deeper *x, struct run_kernel *kernel, const char *text,
		const struct chance *how, const struct finding *f)
{
	struct job job = { .kernel = kernel, .chance = *how };
	char *said = NULL;
	size_t len;
	FILE *err = open_memstream(&said, &len);
	struct scenario *scn;
	struct finding shown;
	bool same = false;

	if (!err)
		abort();
	scn = scenario_parse("program", text, strlen(text), err);
	fclose(err);
	free(said);
	if (!scn)
		return false;
	job.scn = scn;
	if (!runner_run(&job, 1, x->task->opt, NULL, NULL) &&
	    finding_of(&job.verdict, scn, &shown)) {
		same = finding_equal(&shown, f);
		finding_free(&shown);
	}
	job_free(&job);
	scenario_free(scn);
	return same;
}

/* The scenarios that ran a changed function; all, where that is not known. */
static void want(struct deeper *x)
{
	const struct evidence *e = x->task->evidence;
	const size_t n = x->task->course->sets[0].in.n;

	x->wanted = calloc(n + 1, sizeof(*x->wanted));
	if (!x->wanted)
		abort();
	for (size_t i = 0; i < n; i++) {
		x->wanted[i] = !e || evidence_ran_near(e, (uint32_t)i);
		x->nwanted += x->wanted[i];
	}
}

typedef int (*stage_fn)(struct deeper *x);

static int run_stages(struct deeper *x)
{
	static const stage_fn stages[DEEP_STAGES] = {
		[DEEP_SANITIZERS] = deep_sanitizers, [DEEP_FAILURES] = deep_failures,
		[DEEP_SCHEDULES] = deep_schedules, [DEEP_MACHINES] = deep_machines,
		[DEEP_PROGRAMS] = deep_programs, [DEEP_MUTANTS] = deep_mutants,
	};
	int ret = -1;

	for (int i = 0; ret < 0 && i < DEEP_STAGES; i++) {
		if (!(x->task->stages & 1u << i))
			continue;
		if (x->task->progress)
			x->task->progress(stage_names[i]);
		x->d->stage[i].done = true;
		ret = stages[i](x);
	}
	if (x->task->progress)
		x->task->progress(NULL);
	return ret;
}

int deep_run(const struct deep_task *task, struct deep *d)
{
	struct arg_list names = { .n = 2, .items = { task->parent_so, task->so } };
	struct deeper x = { .task = task, .d = d };
	struct kernels ks;
	int ret = kernels_open(&ks, &names, "plain");

	if (ret >= 0)
		return ret;
	snprintf(x.sha, sizeof(x.sha), "%s", task->series->commits[task->commit].sha);
	x.was = &ks.k[0].run;
	x.is = &ks.k[1].run;
	want(&x);
	ret = run_stages(&x);
	free(x.wanted);
	kernels_close(&ks);
	return ret;
}

void deep_free(struct deep *d)
{
	for (uint32_t i = 0; i < d->n; i++) {
		free(d->items[i].what);
		free(d->items[i].again);
	}
	free(d->items);
	for (uint32_t i = 0; i < d->mutants.n; i++) {
		free(d->mutants.items[i].path);
		free(d->mutants.items[i].was);
		free(d->mutants.items[i].is);
	}
	free(d->mutants.items);
	memset(d, 0, sizeof(*d));
}

enum diff_class deep_worst(const struct deep *d)
{
	enum diff_class worst = DIFF_SAME;

	for (int i = 0; i < DEEP_STAGES; i++)
		if (d->stage[i].changed)
			worst = DIFF_CHANGED;
	for (uint32_t i = 0; i < d->n; i++)
		if (d->items[i].class > worst)
			worst = d->items[i].class;
	return worst;
}

int deep_exit(const struct deep *d, uint32_t expected)
{
	int ret = HP_EXIT_PASS;

	for (int i = 0; i < DEEP_STAGES; i++)
		if (d->stage[i].changed && !(expected & 1u << DIFF_CHANGED))
			ret = HP_EXIT_FAIL;
	for (uint32_t i = 0; i < d->n; i++) {
		if (expected & 1u << d->items[i].class)
			continue;
		if (d->items[i].class != DIFF_UNJUDGED)
			return HP_EXIT_FAIL;
		if (!ret)
			ret = HP_EXIT_TOOL;
	}
	return ret;
}
