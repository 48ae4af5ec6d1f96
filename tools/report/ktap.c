// SPDX-License-Identifier: GPL-2.0-only
/*
 * ktap.c - KTAP version 1, as Documentation/dev-tools/ktap.rst defines it.
 *
 *   KTAP version 1
 *   # hairpin ...                          header
 *   1..2
 *     KTAP version 1                       a scenario: its statements and laws
 *     1..3
 *     # expected: ...                      diagnostics before their result
 *     not ok 1 expect map gpu -> nic BUS_ADDR
 *   not ok 1 scenarios/acs/rr.hp
 *
 * With several kernels, a scenario holds a subtest for each.  Unless all is asked for,
 * that has only what failed and what the kernels do not share, numbered by itself.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "tools/report/report.h"

#define COLOUR_RED "\033[1;31m"
#define COLOUR_GREEN "\033[32m"
#define COLOUR_YELLOW "\033[33m"
#define COLOUR_OFF "\033[0m"

static void indent(FILE *out, int depth)
{
	fprintf(out, "%*s", 2 * depth, "");
}

/* A description may hold neither '#' nor a control character. */
static void put_name(FILE *out, const char *name)
{
	for (; *name; name++) {
		unsigned char c = (unsigned char)*name;

		if (c == '#')
			fputs("(hash)", out);
		else
			fputc(iscntrl(c) ? ' ' : c, out);
	}
}

/* One diagnostic a line, whatever @text holds. */
static void diag(FILE *out, int depth, const char *text)
{
	do {
		size_t n = strcspn(text, "\n");

		indent(out, depth);
		fprintf(out, n ? "# %.*s\n" : "#%.*s\n", (int)n, text);
		text += n;
	} while (*text++);
}

/* "ok" or "not ok", in a colour where @r wants them. */
static void put_ok(FILE *out, const struct report *r, enum verdict_status status)
{
	bool failed = verdict_is_failure(status, r->strict);
	const char *word = failed ? "not ok" : "ok";

	if (r->colour)
		fprintf(out, "%s%s" COLOUR_OFF, failed ? COLOUR_RED :
			status == VERDICT_PASS ? COLOUR_GREEN : COLOUR_YELLOW,
			word);
	else
		fputs(word, out);
}

static void result_line(FILE *out, int depth, const struct report *r,
			size_t number, const char *name,
			enum verdict_status status, const char *reason)
{
	indent(out, depth);
	put_ok(out, r, status);
	fprintf(out, " %zu ", number);
	put_name(out, name);
	switch (status) {
	case VERDICT_SKIP:
		fprintf(out, " # SKIP %s", reason ? reason : "");
		break;
	case VERDICT_XFAIL:
		fprintf(out, " # XFAIL%s%s", reason ? " " : "",
			reason ? reason : "");
		break;
	case VERDICT_XPASS:
		fputs(" # XPASS was expected to fail", out);
		break;
	case VERDICT_ERROR:
		fprintf(out, " # ERROR%s%s", reason ? " " : "",
			reason ? reason : "");
		break;
	default:
		break;
	}
	fputc('\n', out);
}

static void header_kernel(FILE *out, const struct report_kernel *k)
{
	/* Of a package there is something to say only if it was edited. */
	bool words = !strncmp(k->describe, "edited", 6) ||
		     !strncmp(k->describe, "tree ", 5);

	fprintf(out, "# kernel %s%s%s%s%s%s%s%s%s\n", k->release,
		!*k->describe ? "" : words ? ", " : ", git ", k->describe,
		*k->config ? ", config " : "", k->config,
		*k->compiler ? ", " : "", k->compiler,
		*k->variant ? ", " : "", k->variant);
}

void ktap_header(FILE *out, const struct report *r)
{
	fputs("KTAP version 1\n", out);
	fprintf(out, "# hairpin %s, seed %llu%s%s\n", HAIRPIN_VERSION,
		(unsigned long long)r->seed, r->bus_offset ? ", bus offset " : "",
		r->bus_offset ? r->bus_offset : "");
	for (uint32_t i = 0; i < r->nkernels; i++)
		header_kernel(out, &r->kernels[i]);
	fprintf(out, "1..%zu\n", r->nresults);
	fflush(out);
}

static void put_log(FILE *out, int depth, const struct verdict *v,
		    int32_t step)
{
	for (uint32_t i = 0; i < v->nlog; i++) {
		if (v->log[i].step != step)
			continue;
		indent(out, depth);
		fprintf(out, "# <%d> %s\n", v->log[i].level, v->log[i].text);
	}
}

void report_switch(FILE *out, const struct vevent *e)
{
	const struct vframe *f = e->culprit < 0 ? NULL : &e->frames[e->culprit];

	fprintf(out, "switched: %s", e->text);
	if (f && f->file && !f->environment)
		fprintf(out, ", in %s() %s:%d", f->function, f->file, f->line);
	fputc('\n', out);
}

/* Where the schedule let another task run. */
static void put_switches(FILE *out, int depth, const struct verdict *v, int32_t step)
{
	for (uint32_t i = 0; i < v->nevents; i++) {
		const struct vevent *e = &v->events[i];

		if (e->kind != HP_EVENT_SWITCHED || e->step != step)
			continue;
		indent(out, depth);
		fputs("# ", out);
		report_switch(out, e);
	}
}

/* --- what kernels share --- */

static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static bool same_check(const struct check *a, const struct check *b)
{
	if (a->status != b->status || !same_text(a->name, b->name) ||
	    !same_text(a->reason, b->reason) || !same_text(a->brief, b->brief) ||
	    a->ndiag != b->ndiag)
		return false;
	for (uint32_t i = 0; i < a->ndiag; i++)
		if (strcmp(a->diag[i], b->diag[i]))
			return false;
	return true;
}

static bool same_verdict(const struct verdict *a, const struct verdict *b)
{
	if (a->status != b->status || a->nchecks != b->nchecks ||
	    !same_text(a->reason, b->reason))
		return false;
	for (uint32_t i = 0; i < a->nchecks; i++)
		if (!same_check(&a->checks[i], &b->checks[i]))
			return false;
	return true;
}

/* Returns true if check @i of @kernel is printed. */
static bool is_shown(const struct report *r, const struct report_result *res,
		     uint32_t kernel, uint32_t i)
{
	const struct verdict *v = res->verdicts[kernel];

	if (r->nkernels == 1 || r->verbose ||
	    verdict_is_failure(v->checks[i].status, r->strict))
		return true;
	for (uint32_t k = 0; k < r->nkernels; k++)
		if (i >= res->verdicts[k]->nchecks ||
		    !same_check(&v->checks[i], &res->verdicts[k]->checks[i]))
			return true;
	return false;
}

/* The checks of one verdict, as a subtest. */
static void subtest(FILE *out, int depth, const struct report *r,
		    const struct report_result *res, uint32_t kernel)
{
	const struct verdict *v = res->verdicts[kernel];
	uint32_t n = 0;

	for (uint32_t i = 0; i < v->nchecks; i++)
		n += is_shown(r, res, kernel, i);
	if (!n)
		return;
	indent(out, depth);
	fputs("KTAP version 1\n", out);
	indent(out, depth);
	fprintf(out, "1..%u\n", n);
	n = 0;
	for (uint32_t i = 0; i < v->nchecks; i++) {
		const struct check *c = &v->checks[i];

		if (!is_shown(r, res, kernel, i))
			continue;
		if (r->verbose && c->step >= CHECK_BOOT)
			put_log(out, depth, v, c->step);
		if (c->step >= CHECK_BOOT)
			put_switches(out, depth, v, c->step);
		for (uint32_t d = 0; d < c->ndiag; d++)
			diag(out, depth, c->diag[d]);
		result_line(out, depth, r, ++n, c->name, c->status, c->reason);
	}
}

/* A verdict with its subtest, numbered @number, called @name. */
static void put_verdict(FILE *out, int depth, const struct report *r,
			size_t result, uint32_t kernel, size_t number,
			const char *name)
{
	const struct report_result *res = &r->results[result];
	const struct verdict *v = res->verdicts[kernel];

	if (kernel && !r->verbose && same_verdict(v, res->verdicts[0])) {
		indent(out, depth);
		fprintf(out, "# same as %s\n", r->kernels[0].label);
	} else {
		subtest(out, depth + 1, r, res, kernel);
	}
	if (verdict_is_failure(v->status, r->strict)) {
		char *replay = report_replay(r, result, kernel);

		indent(out, depth);
		fprintf(out, "# replay: %s\n", replay);
		free(replay);
	}
	result_line(out, depth, r, number, name, v->status, v->reason);
}

void ktap_result(FILE *out, const struct report *r, size_t result)
{
	const struct report_result *res = &r->results[result];

	if (r->nkernels == 1) {
		put_verdict(out, 0, r, result, 0, result + 1, res->scn->path);
		fflush(out);
		return;
	}
	indent(out, 1);
	fputs("KTAP version 1\n", out);
	indent(out, 1);
	fprintf(out, "1..%u\n", r->nkernels);
	for (uint32_t i = 0; i < r->nkernels; i++)
		put_verdict(out, 1, r, result, i, i + 1, r->kernels[i].label);
	result_line(out, 0, r, result + 1, res->scn->path,
		    report_status(r, result), NULL);
	fflush(out);
}

static const char *word(const struct verdict *v)
{
	return verdict_status_name(v->status);
}

/* What a statement gave: its answer if it has one, else pass or fail. */
static const char *check_word(const struct verdict *v, uint32_t check)
{
	const struct check *c;

	if (check >= v->nchecks)
		return "-";
	c = &v->checks[check];
	return c->brief ? c->brief : verdict_status_name(c->status);
}

#define COLUMN 18

/* One more cell of a row; the last one is not padded. */
static void cell(FILE *out, const struct report *r, uint32_t k,
		 const char *text)
{
	if (k + 1 < r->nkernels)
		fprintf(out, "  %-*s", COLUMN, text);
	else
		fprintf(out, "  %s\n", text);
}

static bool row_differs(const struct report *r, const struct report_result *res,
			uint32_t check)
{
	for (uint32_t k = 1; k < r->nkernels; k++)
		if (strcmp(check_word(res->verdicts[0], check),
			   check_word(res->verdicts[k], check)))
			return true;
	return false;
}

/* How many statements all kernels were asked: none, if one skipped it all. */
static uint32_t compared(const struct report *r,
			 const struct report_result *res)
{
	uint32_t n = res->verdicts[0]->nchecks;

	for (uint32_t k = 1; k < r->nkernels; k++)
		if (res->verdicts[k]->nchecks < n)
			n = res->verdicts[k]->nchecks;
	return n;
}

static size_t table_width(const struct report *r)
{
	size_t width = 8;

	for (size_t i = 0; i < r->nresults; i++) {
		const struct report_result *res = &r->results[i];

		if (strlen(res->scn->path) > width)
			width = strlen(res->scn->path);
		for (uint32_t c = 0; c < compared(r, res); c++) {
			const char *name = res->verdicts[0]->checks[c].name;

			if (row_differs(r, res, c) && strlen(name) + 2 > width)
				width = strlen(name) + 2;
		}
	}
	return width;
}

/* Statements that the kernels answer differently, below their scenario. */
static void differing_rows(FILE *out, const struct report *r,
			   const struct report_result *res, size_t width)
{
	for (uint32_t c = 0; c < compared(r, res); c++) {
		if (!row_differs(r, res, c))
			continue;
		fprintf(out, "#   %-*s", (int)width - 2,
			res->verdicts[0]->checks[c].name);
		for (uint32_t k = 0; k < r->nkernels; k++)
			cell(out, r, k, check_word(res->verdicts[k], c));
	}
}

static void side_by_side(FILE *out, const struct report *r)
{
	size_t width = table_width(r);

	fprintf(out, "# %-*s", (int)width, "scenario");
	for (uint32_t k = 0; k < r->nkernels; k++)
		cell(out, r, k, r->kernels[k].label);
	for (size_t i = 0; i < r->nresults; i++) {
		const struct report_result *res = &r->results[i];

		fprintf(out, "# %-*s", (int)width, res->scn->path);
		for (uint32_t k = 0; k < r->nkernels; k++)
			cell(out, r, k, word(res->verdicts[k]));
		differing_rows(out, r, res, width);
	}
}

static void totals(FILE *out, const struct report *r)
{
	size_t pass = 0, fail = 0, skip = 0, error = 0;

	for (size_t i = 0; i < r->nresults; i++) {
		switch (report_status(r, i)) {
		case VERDICT_FAIL:
			fail++;
			break;
		case VERDICT_ERROR:
			error++;
			break;
		case VERDICT_SKIP:
			skip++;
			break;
		default:
			pass++;
		}
	}
	fprintf(out, "# Totals: pass:%zu fail:%zu skip:%zu error:%zu\n", pass,
		fail, skip, error);
}

void ktap_end(FILE *out, const struct report *r)
{
	struct failures f = { 0 };

	if (r->nkernels > 1)
		side_by_side(out, r);
	/* Of one scenario all is still in sight. */
	if (r->nresults > 1)
		failures_of(&f, r);
	failures_put(out, &f);
	failures_free(&f);
	totals(out, r);
	fflush(out);
}

static void put_suite(FILE *out, const struct report *r, uint32_t number,
		      const struct report_suite *s)
{
	enum verdict_status status = VERDICT_PASS;

	fprintf(out, "  KTAP version 1\n  1..%u\n", s->n);
	for (uint32_t i = 0; i < s->n; i++) {
		const struct check *c = &s->checks[i];

		for (uint32_t d = 0; d < c->ndiag; d++)
			diag(out, 1, c->diag[d]);
		result_line(out, 1, r, i + 1, c->name, c->status, c->reason);
		if (verdict_is_failure(c->status, false) && status != VERDICT_ERROR)
			status = c->status;
	}
	result_line(out, 0, r, number, s->name, status, NULL);
}

bool ktap_write_suites(FILE *out, const struct report_suite *suites, uint32_t n)
{
	const struct report r = { 0 };

	fprintf(out, "KTAP version 1\n1..%u\n", n);
	for (uint32_t i = 0; i < n; i++)
		put_suite(out, &r, i + 1, &suites[i]);
	return !ferror(out);
}
