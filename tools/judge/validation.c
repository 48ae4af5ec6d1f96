// SPDX-License-Identifier: GPL-2.0-only
/*
 * validation.c - builds, runs and compares the commits of a series, one after
 * the other (see validation.h).
 */
#include <errno.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/facts/plural.h"
#include "tools/common/exit.h"
#include "tools/common/kernel_find.h"
#include "tools/common/kernels.h"
#include "tools/judge/carry.h"
#include "tools/judge/places.h"
#include "tools/judge/summary.h"
#include "tools/judge/validation.h"

/* Commits are named like this, on the command line as well: kernel_find(). */
#define SHORT_SHA 12

enum diff_class judged_worst(const struct judged_commit *c)
{
	const enum diff_class a = comparison_worst(&c->diff), b = deep_worst(&c->deep);

	return a > b ? a : b;
}

int judged_exit(const struct judged_commit *c, uint32_t expected)
{
	const int a = comparison_exit(&c->diff, expected), b = deep_exit(&c->deep, expected);

	return a == HP_EXIT_FAIL || !b ? a : b;
}

/* The environment uses what the kernel no longer has: of the commit that says nothing. */
static bool only_ours(const char *why)
{
	bool any = false;

	for (const char *p = why; p && (p = strstr(p, ": error: ")); p++) {
		const char *line = p;

		while (line > why && line[-1] != '\n')
			line--;
		line = memmem(line, (size_t)(p - line), "sim/env/", strlen("sim/env/"));
		if (!line)
			return false;
		any = true;
	}
	return any;
}

const char *judged_word(const struct judged_commit *c)
{
	if (c->built)
		return diff_class_name(judged_worst(c));
	return c->ours ? "NOT JUDGED" : "DOES NOT COMPILE";
}

static void show_progress(size_t over, size_t of, void *arg)
{
	if (over % 16 && over != of)
		return;
	fprintf(stderr, "\r\033[K%s: %zu of %zu", (const char *)arg, over, of);
	if (over == of)
		fputs("\r\033[K", stderr);
}

/*
 * Folders that are left out of the path of an object with gcov: all, where files are
 * called differently, else those above the tree's.
 */
static uint32_t strip_of(const struct validation *v, const struct evidence *e)
{
	uint32_t n = 3;	/* covers/SHA.PARENT/obj */

	if (evidence_flat(e))
		return UINT16_MAX;
	for (const char *p = v->series->dir; *p; p++)
		n += *p == '/';
	return n;
}

/*
 * Loads @so, runs @course on it, and lets it go.  Notes which functions of @places are
 * entered (NULL: of none); what @carry has (NULL: nothing) is not run.  -1, or an exit status.
 */
static int run_instance(const struct validation *v, const struct course *course,
			const char *so, const char *label, const struct places *places,
			const struct carry *carry, const char *coverage,
			uint32_t strip, struct trial *t)
{
	struct arg_list names = { .n = 1, .items = { so } };
	struct entries entries = { 0 };
	struct kernels ks;
	int ret = kernels_open(&ks, &names, v->variant);

	if (ret >= 0)
		return ret;
	if (places && !entries_plant(&entries, ks.k[0].run.kernel, places->offset, places->n))
		places = NULL;
	if (trial_run(t, course, &ks.k[0].run, places ? &entries : NULL, carry, v->opt, coverage, strip,
		      v->progress ? show_progress : NULL, (void *)label)) {
		fprintf(stderr, "hairpin validate: cannot start a process: %s\n",
			strerror(errno));
		ret = HP_EXIT_TOOL;
	}
	entries_free(&entries);
	kernels_close(&ks);
	return ret;
}

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

/* What the runs of a commit say of those with gcov. */
struct covered {
	const char *so;			/* the commit */
	const struct places *planted;
	const bool *resized;		/* of each planted: carry_resized(); NULL: none is */
	const struct trial *trial;	/* of so, with planted; NULL: it is its parent's */
	char *cover;			/* so, with gcov; NULL: no changed file is compiled */
};

/* What @course runs of the changed lines, on an instance with gcov. */
static bool read_evidence(struct validation *v, const struct course *course,
			  const char *so, struct evidence *e)
{
	const uint32_t strip = strip_of(v, e);
	struct trial t = { 0 };
	char *folder;
	bool ok;

	if (asprintf(&folder, "%s/counts", v->series->dir) < 0)
		abort();
	nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	ok = !so || run_instance(v, course, so, "coverage", NULL, NULL, folder, strip, &t) < 0;
	laps_add(&v->laps, LAP_COVER_RUN);
	ok = ok && evidence_read(e, t.folders, (uint32_t)t.nfolders, strip);
	nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	trial_free(&t);
	laps_add(&v->laps, LAP_GCOV);
	free(folder);
	return ok;
}

/*
 * Runs with gcov, in @n modes from number @first on: only those that entered a function
 * which has a line that may yet be run, or a condition that may yet go the other way; or
 * one of another size, from which the compiler may have taken such a line.
 * Where that is not known, all.
 */
static bool read_modes(struct validation *v, const struct covered *k,
		       uint32_t first, uint32_t n, struct evidence *e)
{
	bool *wanted = calloc(k->planted->n + 1, sizeof(*wanted)), ok = true;
	bool *nothing = calloc(v->course->sets[0].in.n + 1, sizeof(*nothing));
	struct places open = { 0 };
	struct course part;

	if (!wanted || !nothing)
		abort();
	/* The stages of --deep ask which scenarios ran a changed function, code or not. */
	if (v->deep && !first) {
		part = course_only(v->course, first, n, NULL);
	} else if (!evidence_has_code(e)) {
		part = course_only(v->course, first, n, nothing);
	} else if (!v->all_runs && k->trial && k->trial->nentries &&
		   places_find(&open, k->so, e, true)) {
		for (uint32_t i = 0; i < k->planted->n; i++)
			wanted[i] = places_has(&open, k->planted->offset[i]) ||
				    (k->resized && k->resized[i]);
		part = course_entered(v->course, first, n, k->trial, wanted);
	} else {
		part = course_only(v->course, first, n, NULL);
	}
	/* The first time also where nothing is to be run: it counts the lines. */
	if (part.nruns || !first)
		ok = read_evidence(v, &part, k->cover, e);
	course_only_free(&part);
	places_free(&open);
	free(nothing);
	free(wanted);
	return ok;
}

/*
 * Which of its changed lines run: runs of their own.  First as the scenarios are
 * written; in other modes only while there is something that was not run.
 */
static void find_evidence(struct validation *v, uint32_t i, struct covered *k)
{
	struct judged_commit *c = &v->commits[i];
	struct evidence *e = &c->evidence;

	k->cover = series_cover(v->series, i, c->parent, e);
	laps_add(&v->laps, LAP_COVER);
	c->has_evidence = evidence_code(e) && read_modes(v, k, 0, 1, e);
	if (c->has_evidence && k->cover && !evidence_complete(e))
		c->has_evidence = read_modes(v, k, 1, UINT32_MAX, e);
	free(k->cover);
}

/* All results are those of the parent: nothing is to be run. */
static void all_same(struct comparison *out, const struct course *c,
		     const struct trial *t)
{
	trial_compare(out, c, t, t, NULL);
}

static void put_carried(const struct validation *v, const struct judged_commit *c, FILE *out)
{
	if (c->carried)
		fprintf(out, "    %zu result%s carried from the parent: no changed function is entered\n",
			c->carried, plural(c->carried));
	else if (c->not_carried && v->verbose)
		fprintf(out, "    no results carried from the parent: %s differs\n",
			c->not_carried);
}

static void print_commit(const struct validation *v, uint32_t i, FILE *out)
{
	const struct judged_commit *c = &v->commits[i];
	char again[SHORT_SHA + 1];
	const struct summary_options opt = {
		.kernel = again, .options = v->options, .most = v->verbose ? 0 : 8, .indent = "    ",
	};

	snprintf(again, sizeof(again), "%s", v->series->commits[i].sha);
	fprintf(out, "%u/%u %s %s\n", i, v->series->n - 1, again,
		v->series->commits[i].subject);
	fprintf(out, "    %s", judged_word(c));
	if (!c->built) {
		fprintf(out, "%s\n", c->ours ? ": Hairpin's own environment uses what this commit changes" : "");
		for (const char *p = c->why; p && *p;) {
			const int n = (int)strcspn(p, "\n");

			fprintf(out, "    | %.*s\n", n, p);
			p += n + (p[n] == '\n');
		}
	} else {
		fprintf(out, ": ");
		summary_counts(out, &c->diff);
		fprintf(out, "%s\n", c->identical ? " (the same object code)" : "");
		put_carried(v, c, out);
		if (c->diff.conservative_was != c->diff.conservative_is)
			fprintf(out, "    conservative answers: %llu -> %llu\n",
				(unsigned long long)c->diff.conservative_was,
				(unsigned long long)c->diff.conservative_is);
		summary_differences(out, &c->diff, &opt);
		if (c->has_evidence)
			validation_evidence(out, c, "    ");
		deep_put(out, &c->deep, "    ");
	}
	fflush(out);
}

/* What is carried from one commit to the next: the last one that compiles. */
struct last {
	uint32_t commit;
	char *so;
	struct trial *trial;
	struct places watched;		/* by the trial */
};

static void show_stage(const char *what)
{
	if (what)
		fprintf(stderr, "\r\033[K%s", what);
	else
		fputs("\r\033[K", stderr);
}

/* What takes longer, of a commit whose code is not its parent's. */
static int look_deeper(struct validation *v, uint32_t i, const struct last *last,
		       const char *parent_so)
{
	struct judged_commit *c = &v->commits[i];
	const struct deep_task task = {
		.series = v->series, .course = v->course, .opt = v->opt,
		.stages = v->deep, .effort = v->effort, .out = v->out,
		.commit = i, .parent = c->parent, .so = last->so, .parent_so = parent_so,
		.evidence = c->has_evidence ? &c->evidence : NULL,
		.trial = last->trial, .progress = v->progress ? show_stage : NULL,
	};

	return deep_run(&task, &c->deep);
}

/* Nothing can be said of an instance about which nothing can be read. */
static int unreadable(char *so)
{
	fprintf(stderr, "hairpin validate: what is known of %s (kernel.info beside it): %s\n",
		so, strerror(errno));
	free(so);
	return HP_EXIT_TOOL;
}

/*
 * The files whose functions are watched, for results to be carried from commit to commit.
 */
static void find_files(struct validation *v)
{
	if (v->all_runs || strcmp(v->variant, "plain"))
		return;
	for (uint32_t i = 1; i < v->series->n; i++) {
		struct evidence e;

		if (!series_changed(v->series, i, i - 1, &e))
			continue;
		v->files = realloc(v->files, (v->nfiles + e.n + 1) * sizeof(*v->files));
		if (!v->files)
			abort();
		for (uint32_t j = 0; j < e.n; j++)
			if (!e.files[j].header)
				v->files[v->nfiles++] = strdup(e.files[j].path);
		evidence_free(&e);
	}
}

/*
 * The stages of --deep ask what every scenario does: nothing is carried then.
 * Runs @i, whose instance is @so, compares it and lets it be the last one.
 */
static int run_commit(struct validation *v, uint32_t i, struct last *last, char *so,
		      struct places *places, bool **resized)
{
	struct judged_commit *c = &v->commits[i];
	struct trial *now = &v->trials[i];
	const struct carry_from was = { last->so, &last->watched, last->trial };
	const struct carry_from is = { so, places, now };
	struct carry carry = { 0 };
	bool some = v->nfiles && !v->deep && carry_plan(&carry, &was, &is, &c->not_carried);
	int ret = run_instance(v, v->course, so, v->series->commits[i].subject, places,
			       some ? &carry : NULL, NULL, 0, now);

	*resized = v->nfiles ? carry_resized(&was, &is) : NULL;
	c->carried = now->carried;
	if (ret < 0)
		trial_compare(&c->diff, v->course, last->trial, now, &v->trials[0]);
	if (last->trial != &v->trials[0]) {
		trial_hand_over(last->trial, now);
		trial_free(last->trial);
	}
	carry_free(&carry);
	places_free(&last->watched);
	last->watched = *places;
	last->trial = now;
	last->so = so;
	return ret;
}

static int judge_commit(struct validation *v, uint32_t i, struct last *last)
{
	struct judged_commit *c = &v->commits[i];
	struct places places = { 0 };
	struct covered covered = { 0 };
	bool changed, *resized = NULL;
	int status, same, ret = -1;
	char *so = series_build(v->series, i, v->variant, &c->why, &status);
	char *parent_so = NULL;

	laps_add(&v->laps, LAP_BUILD);
	c->parent = last->commit;
	comparison_init(&c->diff);
	if (!so) {
		c->ours = only_ours(c->why);
		if (status == HP_EXIT_NO_BUILD)
			return -1;
		fprintf(stderr, "%s", c->why ? c->why : "");
		return HP_EXIT_TOOL;
	}
	c->built = true;
	changed = v->evidence && series_changed(v->series, i, c->parent, &c->evidence);
	same = series_same_content(so, last->so);
	if (same < 0)
		return unreadable(so);
	c->identical = same;
	if (c->identical) {
		all_same(&c->diff, v->course, last->trial);
		free(so);
	} else {
		if (changed && places_find(&places, so, &c->evidence, false))
			covered.trial = &v->trials[i];
		else
			places_free(&places);
		places_add_files(&places, so, v->files, v->nfiles);
		parent_so = last->so;
		ret = run_commit(v, i, last, so, &places, &resized);
	}
	laps_add(&v->laps, LAP_RUN);
	last->commit = i;
	covered.so = last->so;
	covered.planted = &last->watched;
	covered.resized = resized;
	if (ret < 0 && changed)
		find_evidence(v, i, &covered);
	if (ret < 0 && v->deep && !c->identical)
		ret = look_deeper(v, i, last, parent_so);
	laps_add(&v->laps, LAP_DEEP);
	free(resized);
	free(parent_so);
	return ret;
}

static int run_base(struct validation *v, struct last *base, FILE *out)
{
	char *why;
	int status, ret;

	base->so = series_build(v->series, 0, v->variant, &why, &status);
	if (!base->so) {
		fprintf(stderr, "%shairpin validate: the base, %s, does not compile\n",
			why ? why : "", v->series->commits[0].subject);
		free(why);
		return status;
	}
	fprintf(out, "%u commit%s on %.*s %s; %zu scenario%s, %zu run%s each\n",
		v->series->n - 1, plural(v->series->n - 1), SHORT_SHA,
		v->series->commits[0].sha, v->series->commits[0].subject,
		v->course->sets[0].in.n, plural(v->course->sets[0].in.n), v->course->nruns,
		plural(v->course->nruns));
	fflush(out);
	if (!v->deep)
		series_ahead(v->series, v->variant, v->evidence);
	base->trial = &v->trials[0];
	find_files(v);
	places_add_files(&base->watched, base->so, v->files, v->nfiles);
	laps_add(&v->laps, LAP_BUILD);
	ret = run_instance(v, v->course, base->so, "base", &base->watched, NULL, NULL, 0,
			   base->trial);
	laps_add(&v->laps, LAP_RUN);
	return ret;
}

static void print_whole(const struct validation *v, FILE *out)
{
	const struct summary_options opt = {
		.most = v->verbose ? 0 : 8, .indent = "    ",
	};

	fprintf(out, "the series as a whole: ");
	summary_counts(out, &v->whole);
	fputc('\n', out);
	if (v->series->n > 2)
		summary_differences(out, &v->whole, &opt);
}

int validation_run(struct validation *v, FILE *out)
{
	struct last last = { 0 };
	int ret;

	comparison_init(&v->whole);
	v->commits = calloc(v->series->n, sizeof(*v->commits));
	v->trials = calloc(v->series->n, sizeof(*v->trials));
	if (!v->commits || !v->trials)
		abort();
	laps_start(&v->laps);
	ret = run_base(v, &last, out);
	for (uint32_t i = 1; ret < 0 && i < v->series->n; i++) {
		ret = judge_commit(v, i, &last);
		if (ret < 0)
			print_commit(v, i, out);
	}
	if (ret < 0) {
		v->last = last.commit;
		trial_compare(&v->whole, v->course, &v->trials[0], last.trial, NULL);
		print_whole(v, out);
	}
	if (ret < 0 && v->verbose) {
		series_ahead_end(v->series);
		laps_add(&v->laps, LAP_AHEAD);
		laps_print(stderr, &v->laps, v->series->n - 1);
	}
	free(last.so);
	places_free(&last.watched);
	return ret;
}

bool judged_not_run(const struct judged_commit *c)
{
	return c->has_evidence && c->evidence.code && c->evidence.run <= c->evidence.silent;
}

int validation_exit(const struct validation *v)
{
	int worst = HP_EXIT_PASS;
	bool unseen = false;

	for (uint32_t i = 1; i < v->series->n; i++) {
		const struct judged_commit *c = &v->commits[i];
		int ret = c->built ? judged_exit(c, v->expected) :
			  c->ours ? HP_EXIT_TOOL : HP_EXIT_FAIL;

		if (ret == HP_EXIT_FAIL || !worst)
			worst = ret;
		unseen = unseen || judged_not_run(c);
	}
	return worst ? worst : unseen ? HP_EXIT_SKIP : HP_EXIT_PASS;
}

void validation_free(struct validation *v)
{
	for (uint32_t i = 1; v->commits && i < v->series->n; i++) {
		struct judged_commit *c = &v->commits[i];

		free(c->why);
		free(c->not_carried);
		if (c->diff.items || c->built)
			comparison_free(&c->diff);
		evidence_free(&c->evidence);
		deep_free(&c->deep);
	}
	for (uint32_t i = 0; v->trials && i < v->series->n; i++)
		trial_free(&v->trials[i]);
	for (uint32_t i = 0; i < v->nfiles; i++)
		free(v->files[i]);
	free(v->files);
	free(v->trials);
	free(v->commits);
	comparison_free(&v->whole);
}
