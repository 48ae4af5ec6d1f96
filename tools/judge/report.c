// SPDX-License-Identifier: GPL-2.0-only
/*
 * report.c - a judged series as a text for a mail, as JSON; evidence in words.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/utf8.h"
#include "sim/facts/plural.h"
#include "tools/common/installed.h"
#include "tools/judge/json.h"
#include "tools/judge/summary.h"
#include "tools/judge/validation.h"
#include "tools/report/json.h"

#define MAIL_COLUMNS 72
#define SHORT_SHA 12

/* Ranges of lines, "12-15, 20", that @pick chooses of @f. */
static uint32_t put_ranges(FILE *out, const struct changed_file *f,
			   bool (*pick)(const struct changed_line *l), bool print)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < f->n; i++) {
		uint32_t end = i;

		if (!pick(&f->lines[i]))
			continue;
		while (end + 1 < f->n && pick(&f->lines[end + 1]) &&
		       f->lines[end + 1].line == f->lines[end].line + 1)
			end++;
		if (print && end > i)
			fprintf(out, "%s%u-%u", n ? ", " : "", f->lines[i].line,
				f->lines[end].line);
		else if (print)
			fprintf(out, "%s%u", n ? ", " : "", f->lines[i].line);
		n += end - i + 1;
		i = end;
	}
	return n;
}

static bool was_not_run(const struct changed_line *l)
{
	return l->code && !l->runs;
}

static bool ran_later(const struct changed_line *l)
{
	return l->later;
}

static bool went_one_way(const struct changed_line *l)
{
	return l->one_way;
}

static void put_files(FILE *out, const struct evidence *e, const char *indent,
		      const char *what, bool (*pick)(const struct changed_line *l))
{
	for (uint32_t i = 0; i < e->n; i++) {
		const struct changed_file *f = &e->files[i];

		if (!put_ranges(NULL, f, pick, false))
			continue;
		fprintf(out, "%s  %s: %s:", indent, what, f->path);
		putc(' ', out);
		put_ranges(out, f, pick, true);
		putc('\n', out);
	}
}

/* What a machine or a scenario must have for the lines behind it to run. */
static void put_never_true(FILE *out, const struct evidence *e,
			   const char *indent)
{
	for (uint32_t i = 0; i < e->n; i++)
		for (uint32_t j = 0; j < e->files[i].n; j++)
			if (e->files[i].lines[j].never_true)
				fprintf(out, "%s  never true: %s:%u: %s\n", indent,
					e->files[i].path, e->files[i].lines[j].line,
					e->files[i].lines[j].text);
}

static void put_not_measured(FILE *out, const struct evidence *e, const char *indent)
{
	if (e->header_lines)
		fprintf(out, "%s  not measured: %u changed line%s of headers\n",
			indent, e->header_lines, plural(e->header_lines));
	if (e->gone)
		fprintf(out, "%s  not measured: %u line%s that %s taken away, with nothing in %s place\n",
			indent, e->gone, plural(e->gone), plural_are(e->gone),
			e->gone == 1 ? "its" : "their");
}

void validation_evidence(FILE *out, const struct judged_commit *c,
			 const char *indent)
{
	const struct evidence *e = &c->evidence;

	if (e->code && !e->run)
		fprintf(out, "%sevidence: NOT RUN: no scenario runs %s %u changed line%s of code\n",
			indent, e->code == 1 ? "its" : "one of its", e->code, plural(e->code));
	else if (e->code && e->run <= e->silent)
		fprintf(out, "%sevidence: NOT RUN: of %u changed line%s of code nothing is run but a condition that is never true\n",
			indent, e->code, plural(e->code));
	else if (e->code)
		fprintf(out, "%sevidence: %u of %u changed line%s of code run, by %u scenario%s\n",
			indent, e->run, e->code, plural(e->code), e->scenarios,
			plural(e->scenarios));
	else if (!e->lines && e->gone)
		fprintf(out, "%sevidence: none: no line of C is added or changed, only taken away\n",
			indent);
	else if (!e->lines)
		fprintf(out, "%sevidence: none: no line of C is added or changed\n", indent);
	else if (e->header_lines == e->lines)
		fprintf(out, "%sevidence: none: it changes lines of headers only\n", indent);
	else if (e->uncompiled_files == e->n)
		fprintf(out, "%sevidence: none: no file that it changes is compiled into an instance\n",
			indent);
	else
		fprintf(out, "%sevidence: none: gcov counts nothing in its %u changed line%s: data, declarations, or what is always inlined\n",
			indent, e->lines, plural(e->lines));
	put_files(out, e, indent, "not run", was_not_run);
	put_files(out, e, indent, "run in another mode only", ran_later);
	put_files(out, e, indent, "a condition went one way only", went_one_way);
	put_never_true(out, e, indent);
	put_not_measured(out, e, indent);
	for (uint32_t i = 0; i < e->n; i++)
		if (!e->files[i].header && !e->files[i].notes) {
			fprintf(out, "%s  ", indent);
			evidence_uncompiled(out, &e->files[i]);
			putc('\n', out);
		}
}

/* Each line of @text, wrapped where it is too long. */
static void mail_text(FILE *out, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n"), cut = len;
		const size_t indent = strspn(text, " ");
		const size_t fits = utf8_prefix(text, MAIL_COLUMNS);

		if (len > fits) {
			cut = fits;
			while (cut > indent && text[cut] != ' ')
				cut--;
			if (cut <= indent)
				cut = len;
		}
		fprintf(out, "%.*s\n", (int)cut, text);
		if (cut < len) {
			char *rest;

			if (asprintf(&rest, "%*s%.*s", (int)indent + 2, "",
				     (int)(len - cut - 1), text + cut + 1) < 0)
				abort();
			mail_text(out, rest);
			free(rest);
		}
		text += len + (text[len] == '\n');
	}
}

/* So long a table is shortened to what asks to be looked at. */
#define MAIL_MAX_ROWS 24u
/* Lines that say what was not looked at. */
#define MAIL_MAX_UNSEEN 8u

/* Of "12/14", the longest, or of "commit" above. */
static int number_columns(const struct validation *v)
{
	const int n = snprintf(NULL, 0, "%u/%u", v->series->n - 1, v->series->n - 1);

	return n > (int)strlen("commit") ? n : (int)strlen("commit");
}

/* "  2/6 BROKEN            3/4  subject", cut to the columns of a mail. */
static void mail_row(FILE *out, const struct validation *v, uint32_t i)
{
	const struct judged_commit *c = &v->commits[i];
	char row[512], run[32] = "-", number[32];
	size_t bytes;

	if (c->has_evidence && c->evidence.code)
		snprintf(run, sizeof(run), "%u/%u", c->evidence.run, c->evidence.code);
	snprintf(number, sizeof(number), "%u/%u", i, v->series->n - 1);
	snprintf(row, sizeof(row), "  %-*s %-16s %7s  %s", number_columns(v), number,
		 judged_word(c), run, v->series->commits[i].subject);
	bytes = utf8_prefix(row, MAIL_COLUMNS);
	while (bytes && row[bytes - 1] == ' ')
		bytes--;
	fprintf(out, "%.*s\n", (int)bytes, row);
}

/* Nothing is different, and all that was changed was run. */
static bool all_is_well(const struct judged_commit *c)
{
	return c->built && judged_worst(c) == DIFF_SAME && !c->deep.mutants.n &&
	       (!c->has_evidence || (evidence_complete(&c->evidence) &&
				     !judged_not_run(c)));
}

static void mail_table(FILE *out, const struct validation *v)
{
	const uint32_t n = v->series->n - 1;
	uint32_t shown = 0, others = 0;

	fprintf(out, "  %-*s results         run/code  subject\n",
		number_columns(v), "commit");
	for (uint32_t i = 1; i <= n; i++) {
		if (n > MAIL_MAX_ROWS && (shown == MAIL_MAX_ROWS - 2 ||
					  all_is_well(&v->commits[i]))) {
			others++;
			continue;
		}
		shown++;
		mail_row(out, v, i);
	}
	if (!others)
		return;
	if (shown == MAIL_MAX_ROWS - 2)
		fprintf(out, "  and %u more commit%s\n", others, plural(others));
	else
		fprintf(out, "  %u other%s: SAME, every changed line of code run\n", others,
			plural(others));
}

/* One commit's sentences about what was not looked at. */
static void mail_unseen_of(FILE *out, const struct validation *v, uint32_t i)
{
	const struct judged_commit *c = &v->commits[i];
	const struct evidence *e = &c->evidence;
	const uint32_t n = v->series->n - 1;
	char where[48];

	if (!c->has_evidence)
		return;
	if (e->code && !e->run)
		fprintf(out, "  %u/%u NOT RUN: no scenario runs a changed line of its code\n", i, n);
	else if (judged_not_run(c))
		fprintf(out, "  %u/%u NOT RUN: only a condition that is never true\n", i, n);
	snprintf(where, sizeof(where), "  %u/%u", i, n);
	put_never_true(out, e, where);
	if (e->code && e->run && !judged_not_run(c))
		put_files(out, e, where, "not run", was_not_run);
	for (uint32_t f = 0; f < e->n; f++)
		if (!e->files[f].header && !e->files[f].notes) {
			fprintf(out, "%s  ", where);
			evidence_uncompiled(out, &e->files[f]);
			putc('\n', out);
		}
	put_not_measured(out, e, where);
	if (e->lines > e->header_lines && !e->code && e->uncompiled_files < e->n)
		fprintf(out, "%s  gcov counts nothing in its changed lines\n", where);
}

/* How many lines a commit may have of the room that is there for all. */
static uint32_t fair_share(const struct validation *v, char *const *texts)
{
	uint32_t some = 0;

	for (uint32_t i = 1; i < v->series->n; i++)
		some += *texts[i] != '\0';
	return some && some < MAIL_MAX_UNSEEN ? MAIL_MAX_UNSEEN / some : 1;
}

static void put_share(FILE *out, const char *text, uint32_t most, uint32_t i, uint32_t n)
{
	uint32_t lines = 0, more = 0;

	for (const char *p = text; *p; p += strcspn(p, "\n") + 1) {
		char *line = strndup(p, strcspn(p, "\n"));

		if (!line)
			abort();
		if (lines++ < most)
			mail_text(out, line);
		else
			more++;
		free(line);
	}
	if (more)
		fprintf(out, "  %u/%u  and %u more\n", i, n, more);
}

static void mail_unseen(FILE *out, const struct validation *v)
{
	const uint32_t n = v->series->n;
	char **texts = calloc(n + 1, sizeof(*texts));
	uint32_t share;
	bool any = false;

	if (!texts)
		abort();
	for (uint32_t i = 1; i < n; i++) {
		size_t len;
		FILE *f = open_memstream(&texts[i], &len);

		if (!f)
			abort();
		mail_unseen_of(f, v, i);
		fclose(f);
		any = any || len;
	}
	share = fair_share(v, texts);
	if (any)
		fprintf(out, "\nNot looked at:\n");
	for (uint32_t i = 1; i < n; i++) {
		put_share(out, texts[i], share, i, n - 1);
		free(texts[i]);
	}
	free(texts);
}

/* Of what the compiler said, the first line with an error. */
static void put_first_error(FILE *out, const struct judged_commit *c, const char *indent)
{
	const char *line = c->why ? c->why : "", *at = strstr(line, "error");

	while (at && at > line && at[-1] != '\n')
		at--;
	line = at ? at : line;
	if (c->ours)
		fprintf(out, "%sHairpin's own environment uses what it changes:\n", indent);
	if (*line)
		fprintf(out, "%s%.*s\n", indent, (int)strcspn(line, "\n"), line);
}

static void mail_differences(FILE *out, const struct validation *v)
{
	const struct summary_options opt = { .most = 4, .brief = true, .indent = "    " };

	for (uint32_t i = 1; i < v->series->n; i++) {
		const struct judged_commit *c = &v->commits[i];
		char *text = NULL;
		size_t len;
		FILE *f;

		if (c->built && !c->diff.n && !v->deep)
			continue;
		f = open_memstream(&text, &len);
		if (!f)
			abort();
		fprintf(f, "\n  %u/%u %s\n", i, v->series->n - 1,
			v->series->commits[i].subject);
		if (c->built) {
			summary_differences(f, &c->diff, &opt);
			deep_put(f, &c->deep, opt.indent);
		} else {
			put_first_error(f, c, opt.indent);
		}
		fclose(f);
		mail_text(out, text);
		free(text);
	}
}

bool validation_mail(FILE *out, const struct validation *v)
{
	fprintf(out, "Judged by hairpin %s on\n", installed_version());
	fprintf(out, "  %.*s %.*s\n", SHORT_SHA, v->series->commits[0].sha,
		(int)utf8_prefix(v->series->commits[0].subject, MAIL_COLUMNS - SHORT_SHA - 3),
		v->series->commits[0].subject);
	fprintf(out, "%zu scenario%s, %zu run%s a commit: each as written, in the IOMMU modes\nthat it leaves open, and with a bus offset of 1T.\n\n",
		v->course->sets[0].in.n, plural(v->course->sets[0].in.n), v->course->nruns,
		plural(v->course->nruns));
	mail_table(out, v);
	fprintf(out, "  as a whole: ");
	summary_counts(out, &v->whole);
	fputc('\n', out);
	mail_unseen(out, v);
	mail_differences(out, v);
	return !ferror(out);
}

static json_t *evidence_json(const struct evidence *e)
{
	json_t *files = json_array();

	for (uint32_t i = 0; i < e->n; i++) {
		const struct changed_file *f = &e->files[i];
		json_t *lines = json_array();

		for (uint32_t j = 0; j < f->n; j++)
			if (f->lines[j].code)
				json_array_append_new(lines, json_pack(
					"{s:i, s:I, s:i, s:b, s:b}", "line", (int)f->lines[j].line,
					"runs", (json_int_t)f->lines[j].runs,
					"scenarios", (int)f->lines[j].scenarios,
					"one_way", f->lines[j].one_way,
					"other_mode_only", f->lines[j].later));
		json_array_append_new(files, json_pack("{s:o, s:b, s:b, s:s*, s:o}",
			"path", json_text(f->path), "header", f->header,
			"compiled", f->notes != NULL, "needs", f->needs,
			"lines", lines));
	}
	return json_pack("{s:i, s:i, s:i, s:o}", "changed", (int)e->lines, "code",
			 (int)e->code, "run", (int)e->run, "files", files);
}

static json_t *commit_json(const struct validation *v, uint32_t i)
{
	const struct judged_commit *c = &v->commits[i];
	json_t *o = json_pack("{s:s, s:s, s:s, s:b}", "sha",
			      v->series->commits[i].sha, "subject",
			      v->series->commits[i].subject, "class",
			      judged_word(c), "built", c->built);

	if (c->built)
		json_object_set_new(o, "comparison", comparison_json(&c->diff));
	else
		json_object_set_new(o, "compiler", json_text(c->why));
	if (c->has_evidence)
		json_object_set_new(o, "evidence", evidence_json(&c->evidence));
	if (c->built && v->deep)
		json_object_set_new(o, "deep", deep_json(&c->deep));
	return o;
}

bool validation_json(FILE *out, const struct validation *v)
{
	json_t *root = json_object(), *commits = json_array();

	for (uint32_t i = 1; i < v->series->n; i++)
		json_array_append_new(commits, commit_json(v, i));
	json_object_set_new(root, "base", json_string(v->series->commits[0].sha));
	json_object_set_new(root, "commits", commits);
	json_object_set_new(root, "whole", comparison_json(&v->whole));
	return json_put(out, root);
}
