// SPDX-License-Identifier: GPL-2.0-only
/*
 * checks.c - a judged series as checks, three a commit, for CI servers: KTAP and
 * JUnit.
 *
 * It must not know how either is written.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/arena.h"
#include "tools/common/exit.h"
#include "tools/judge/summary.h"
#include "tools/judge/validation.h"
#include "tools/report/report.h"

#define CHECKS 3
#define SHORT_SHA 12
/* Differences of a commit that a CI server is told. */
#define MAX_TOLD 20

static const char *written(struct arena *a, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* A string that lives as long as @a. */
static const char *written(struct arena *a, const char *fmt, ...)
{
	char *text, *copy;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (n < 0)
		abort();
	copy = arena_alloc(a, (size_t)n + 1);
	memcpy(copy, text, (size_t)n + 1);
	free(text);
	return copy;
}

/* The lines of @text, each a string of its own. */
static void add_lines(struct arena *a, struct check *c, const char *text)
{
	while (*text) {
		const size_t n = strcspn(text, "\n");

		c->diag = realloc(c->diag, (c->ndiag + 1) * sizeof(*c->diag));
		if (!c->diag)
			abort();
		c->diag[c->ndiag++] = written(a, "%.*s", (int)n, text);
		text += n + (text[n] == '\n');
	}
}

/* What @put writes about it, in lines. */
static void add_written(struct arena *a, struct check *c,
			const struct judged_commit *commit,
			void (*put)(FILE *out, const struct judged_commit *c))
{
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		abort();
	put(f, commit);
	fclose(f);
	add_lines(a, c, text);
	free(text);
}

static void put_differences(FILE *out, const struct judged_commit *c)
{
	const struct summary_options opt = { .most = MAX_TOLD, .indent = "" };

	summary_counts(out, &c->diff);
	fputc('\n', out);
	summary_differences(out, &c->diff, &opt);
	deep_put(out, &c->deep, "");
}

static void put_evidence(FILE *out, const struct judged_commit *c)
{
	validation_evidence(out, c, "");
}

static void check_commit(struct arena *a, const struct judged_commit *c,
			 uint32_t expected, struct check *checks)
{
	int ret;

	for (int i = 0; i < CHECKS; i++)
		checks[i].status = VERDICT_SKIP;
	checks[0].name = "it compiles";
	checks[0].status = c->built ? VERDICT_PASS : c->ours ? VERDICT_ERROR : VERDICT_FAIL;
	if (c->ours)
		checks[0].reason = "Hairpin's own environment uses what it changes";
	checks[1].name = "no class of result but those expected";
	checks[1].reason = "it does not compile";
	checks[2].name = "a changed line of code is run";
	checks[2].reason = c->built ? "not looked for" : "it does not compile";
	if (!c->built) {
		add_lines(a, &checks[0], c->why ? c->why : "");
		return;
	}
	ret = judged_exit(c, expected);
	checks[1].status = ret == HP_EXIT_FAIL ? VERDICT_FAIL :
			   ret ? VERDICT_ERROR : VERDICT_PASS;
	checks[1].reason = ret == HP_EXIT_TOOL ? "results that could not be judged" : NULL;
	add_written(a, &checks[1], c, put_differences);
	if (!c->has_evidence)
		return;
	add_written(a, &checks[2], c, put_evidence);
	checks[2].reason = NULL;
	checks[2].status = VERDICT_PASS;
	if (!c->evidence.code) {
		checks[2].status = VERDICT_SKIP;
		checks[2].reason = "gcov counts nothing in them";
	} else if (judged_not_run(c)) {
		checks[2].status = VERDICT_SKIP;
		checks[2].reason = "not one of them was run";
	}
}

static bool write_checks(FILE *out, const struct validation *v,
			 bool (*write)(FILE *out, const struct report_suite *s,
				       uint32_t n))
{
	const uint32_t n = v->series->n - 1;
	struct report_suite *suites = calloc(n + 1, sizeof(*suites));
	struct check *checks = calloc((size_t)CHECKS * n + 1, sizeof(*checks));
	struct arena a = { 0 };
	bool ok;

	if (!suites || !checks)
		abort();
	for (uint32_t i = 0; i < n; i++) {
		const struct series_commit *c = &v->series->commits[i + 1];

		suites[i] = (struct report_suite){
			.name = written(&a, "%.*s %s", SHORT_SHA, c->sha, c->subject),
			.n = CHECKS, .checks = &checks[CHECKS * i],
		};
		check_commit(&a, &v->commits[i + 1], v->expected, &checks[CHECKS * i]);
	}
	ok = write(out, suites, n);
	for (uint32_t i = 0; i < CHECKS * n; i++)
		free(checks[i].diag);
	arena_free(&a);
	free(checks);
	free(suites);
	return ok;
}

bool validation_ktap(FILE *out, const struct validation *v)
{
	return write_checks(out, v, ktap_write_suites);
}

bool validation_junit(FILE *out, const struct validation *v)
{
	return write_checks(out, v, junit_write_suites);
}
