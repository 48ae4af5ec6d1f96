// SPDX-License-Identifier: GPL-2.0-only
/*
 * judge.c - runs one scenario's text and says which law it breaks.
 *
 * The laws are those of sim/laws; nothing is judged here.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/property/property.h"

/* What the kernel did not map cannot be unmapped, and nobody minds. */
static const struct check *first_bad(const struct verdict *v)
{
	for (uint32_t i = 0; i < v->nchecks; i++)
		if (v->checks[i].status == VERDICT_ERROR ||
		    (v->checks[i].status == VERDICT_FAIL &&
		     strncmp(v->checks[i].name, "step unmap ", 11)))
			return &v->checks[i];
	return NULL;
}

/* Laws first: a step that fails may be but a consequence. */
static const struct check *first_law(const struct verdict *v)
{
	for (uint32_t i = 0; i < v->nchecks; i++)
		if (v->checks[i].step == CHECK_LAW &&
		    v->checks[i].status == VERDICT_FAIL)
			return &v->checks[i];
	return NULL;
}

/*
 * The law's own words without those that differ from one machine to the next:
 * a smaller scenario must fail in the same way, not in any.
 */
static char *manner(const struct check *c)
{
	char *text, *save, *w, *copy;
	unsigned int lines = 0;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		abort();
	for (uint32_t i = 0; i < c->ndiag && lines < 2; i++) {
		/* Said by the way; it is no part of the failure. */
		if (!strncmp(c->diag[i], "conservative", 12))
			continue;
		lines++;
		copy = strdup(c->diag[i]);
		for (w = strtok_r(copy, " ", &save); w; w = strtok_r(NULL, " ", &save))
			if (!strpbrk(w, "0123456789:"))
				fprintf(f, "%s ", w);
		free(copy);
	}
	fclose(f);
	return text;
}

void property_judge(const struct verdict *v, struct property_result *r)
{
	const struct check *bad = first_law(v);

	memset(r, 0, sizeof(*r));
	if (bad) {
		r->law = strdup(bad->name);
		r->how = manner(bad);
		return;
	}
	bad = first_bad(v);
	/* Only gpus.c expects anything. */
	if (bad && bad->status == VERDICT_FAIL && !strncmp(bad->name, "expect ", 7)) {
		if (asprintf(&r->law, "model's %.*s", (int)strcspn(bad->name + 7, " ") + 7,
			     bad->name) < 0)
			abort();
		r->how = manner(bad);
		return;
	}
	/* What a scenario itself does wrong is an ERROR of its statement. */
	if (v->reason)
		r->error = strdup(v->reason);
	else if (bad && bad->step >= 0)
		r->step = true;
	else if (bad && asprintf(&r->error, "%s: %s", bad->name,
				 bad->ndiag ? bad->diag[0] : "?") < 0)
		abort();
}

void property_run(const char *text, struct run_kernel *kernel,
		  const struct run_options *opt, struct property_result *r)
{
	struct job job = { .kernel = kernel };
	char *why = NULL;
	size_t len;
	FILE *err = open_memstream(&why, &len);
	struct scenario *scn;

	if (!err)
		abort();
	memset(r, 0, sizeof(*r));
	scn = scenario_parse("random.hp", text, strlen(text), err);
	fclose(err);
	if (!scn) {
		r->error = why;
		return;
	}
	free(why);
	job.scn = scn;
	if (runner_run(&job, 1, opt, NULL, NULL))
		r->error = strdup("cannot start a process");
	else
		property_judge(&job.verdict, r);
	job_free(&job);
	scenario_free(scn);
}

void property_result_free(struct property_result *r)
{
	free(r->law);
	free(r->how);
	free(r->error);
	memset(r, 0, sizeof(*r));
}
