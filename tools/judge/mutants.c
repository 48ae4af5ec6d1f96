// SPDX-License-Identifier: GPL-2.0-only
/*
 * mutants.c - small mistakes in the changed lines that were run, one at a time: does
 * any scenario that ran the line give another result?
 *
 * What nothing notices could be wrong, and nobody would know.  Lines that were not
 * run need no mistake: of them it is known.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/base/draw.h"
#include "tools/common/exit.h"
#include "tools/common/kernels.h"
#include "tools/judge/deep_internal.h"
#include "tools/judge/sites.h"

/* Mistakes of a commit, at an effort of 1. */
#define MUTANTS 10u
/* Scenarios that are run before it is looked whether one noticed. */
#define CHUNK 8u
#define MUTANT_TIMEOUT_S 2

/* A place for a mistake, and the changed line that it is in. */
struct place {
	const struct site *site;
	const struct changed_file *file;
	const struct changed_line *line;
	uint32_t rank, at;		/* of its line; in the order drawn */
};

struct planting {
	struct deeper *x;
	struct mutants *m;
	char *tree;
	uint32_t nsources;
	struct source *sources;		/* of each changed file that is compiled */
	const struct source **of;	/* by file; NULL: none */
	struct sites sites;
	uint32_t n;
	struct place *places;
};

static const struct changed_line *ran(const struct changed_file *f, int line)
{
	for (uint32_t i = 0; i < f->n; i++)
		if ((int)f->lines[i].line == line && f->lines[i].runs && f->lines[i].by)
			return &f->lines[i];
	return NULL;
}

static void add_places(struct planting *p, uint32_t file, int from)
{
	const struct changed_file *f = &p->x->task->evidence->files[file];

	for (int i = from; i < p->sites.n; i++) {
		const struct changed_line *l = ran(f, p->sites.s[i].line);

		if (!l)
			continue;
		p->places = realloc(p->places, (p->n + 1) * sizeof(*p->places));
		if (!p->places)
			abort();
		/* The array of sites still grows: by number until it does not. */
		p->places[p->n++] = (struct place){ .file = f, .line = l, .at = (uint32_t)i };
	}
}

static bool read_sources(struct planting *p)
{
	const struct evidence *e = p->x->task->evidence;

	p->sources = calloc(e->n + 1, sizeof(*p->sources));
	p->of = calloc(e->n + 1, sizeof(*p->of));
	if (!p->sources || !p->of)
		abort();
	for (uint32_t i = 0; i < e->n; i++) {
		const int from = p->sites.n;
		char *path;

		if (!e->files[i].notes || e->files[i].header)
			continue;
		if (asprintf(&path, "%s/%s", p->tree, e->files[i].path) < 0)
			abort();
		if (!source_read(&p->sources[p->nsources], path)) {
			free(path);
			return false;
		}
		free(path);
		p->of[i] = &p->sources[p->nsources++];
		enums_learn(p->of[i]);
		sites_find(p->of[i], &p->sites);
		add_places(p, i, from);
	}
	for (uint32_t i = 0; i < p->n; i++)
		p->places[i].site = &p->sites.s[p->places[i].at];
	return true;
}

static int by_rank(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return x->at < y->at ? -1 : 1;
}

/* In random order, each line once before any a second time. */
static void shuffle(struct planting *p)
{
	struct rng rng;

	rng_init(&rng, p->x->task->opt->seed, 3);
	for (uint32_t i = p->n; i > 1; i--) {
		const uint32_t k = (uint32_t)draw_below(&rng, i);
		const struct place t = p->places[k];

		p->places[k] = p->places[i - 1];
		p->places[i - 1] = t;
	}
	for (uint32_t i = 0; i < p->n; i++) {
		p->places[i].at = i;
		p->places[i].rank = 0;
		for (uint32_t j = 0; j < i; j++)
			p->places[i].rank += p->places[j].line == p->places[i].line;
		p->m->lines += !p->places[i].rank;
	}
	p->m->sites = p->n;
	if (p->n)
		qsort(p->places, p->n, sizeof(*p->places), by_rank);
}

static const struct source *source_of(const struct planting *p, const struct place *at)
{
	return p->of[at->file - p->x->task->evidence->files];
}

/* The file with the mistake; its path, malloc()ed. */
static char *plant(const struct planting *p, const struct place *at)
{
	const struct source *s = source_of(p, at);
	char *path;
	FILE *f;

	if (asprintf(&path, "%s/mutant.c", p->x->task->series->dir) < 0)
		abort();
	f = fopen(path, "w");
	if (!f)
		return path;
	fwrite(s->text, 1, at->site->off, f);
	fputs(at->site->text, f);
	fwrite(s->text + at->site->off + at->site->len, 1,
	       s->len - at->site->off - at->site->len, f);
	if (!fclose(f))
		return path;
	free(path);
	return NULL;
}

/* Marks up to CHUNK scenarios, from *@from on, that ran the line.  False: none is left. */
static bool next_chunk(const struct planting *p, const struct place *at, size_t *from,
		       bool *mask)
{
	const size_t n = p->x->task->course->sets[0].in.n;
	uint32_t got = 0;

	memset(mask, 0, n);
	for (; *from < n && got < CHUNK; ++*from) {
		mask[*from] = at->line->by[*from];
		got += mask[*from];
	}
	return got;
}

/* 1: a result is another one; 0: none is; -1: no process. */
static int notices(struct planting *p, struct run_kernel *kernel, const bool *mask,
		   uint32_t first, uint32_t nmodes)
{
	const struct deep_task *task = p->x->task;
	struct course part = course_only(task->course, first, nmodes, mask);
	struct trial was = trial_picked(task->trial, task->course, &part), is = { 0 };
	struct run_options opt = *task->opt;
	struct comparison c;
	int ret;

	opt.timeout_s = MUTANT_TIMEOUT_S;
	comparison_init(&c);
	ret = trial_run(&is, &part, kernel, NULL, NULL, &opt, NULL, 0, NULL, NULL);
	if (!ret) {
		trial_compare(&c, &part, &was, &is, NULL);
		ret = comparison_worst(&c) != DIFF_SAME;
	}
	comparison_free(&c);
	trial_free(&is);
	free(was.jobs);
	course_only_free(&part);
	return ret;
}

/* As written first, then in the other modes. */
static int run_mutant(struct planting *p, struct run_kernel *kernel, const struct place *at)
{
	const size_t n = p->x->task->course->sets[0].in.n;
	bool *mask = calloc(n + 1, sizeof(*mask));
	int ret = 0;

	if (!mask)
		abort();
	for (int others = 0; !ret && others < 2; others++)
		for (size_t from = 0; !ret && next_chunk(p, at, &from, mask);)
			ret = notices(p, kernel, mask, others ? 1 : 0, others ? UINT32_MAX : 1);
	free(mask);
	return ret;
}

/* The line at @off of @text, without the blanks around it; malloc()ed. */
static char *line_at(const char *text, size_t off)
{
	size_t from = off, len;

	while (from && text[from - 1] != '\n')
		from--;
	from += strspn(text + from, " \t");
	len = strcspn(text + from, "\n");
	while (len && (text[from + len - 1] == ' ' || text[from + len - 1] == '\t'))
		len--;
	return strndup(text + from, len);
}

static char *mutated_line(const struct source *s, const struct site *site)
{
	size_t from = site->off;
	char *text, *line;

	while (from && s->text[from - 1] != '\n')
		from--;
	if (asprintf(&text, "%.*s%s%.*s", (int)(site->off - from), s->text + from,
		     site->text, (int)strcspn(s->text + site->off + site->len, "\n"),
		     s->text + site->off + site->len) < 0)
		abort();
	line = line_at(text, 0);
	free(text);
	return line;
}

static void keep(struct planting *p, const struct place *at)
{
	struct mutants *m = p->m;
	const struct source *s = source_of(p, at);

	m->items = realloc(m->items, (m->n + 1) * sizeof(*m->items));
	if (!m->items)
		abort();
	m->items[m->n++] = (struct mutant){
		.path = strdup(at->file->path), .line = at->line->line, .op = at->site->op,
		.was = line_at(s->text, at->site->off), .is = mutated_line(s, at->site),
	};
}

static int judge_instance(struct planting *p, const struct place *at, const char *so)
{
	struct arg_list names = { .n = 1, .items = { so } };
	struct kernels ks;
	int ret, noticed;

	if (series_same_content(so, p->x->task->so)) {
		p->m->equal++;
		return -1;
	}
	ret = kernels_open(&ks, &names, "plain");
	if (ret >= 0)
		return ret;
	noticed = run_mutant(p, &ks.k[0].run, at);
	kernels_close(&ks);
	if (noticed < 0) {
		fprintf(stderr, "hairpin validate: cannot start a process\n");
		return HP_EXIT_TOOL;
	}
	p->m->tried++;
	if (noticed)
		p->m->noticed++;
	else
		keep(p, at);
	return -1;
}

static int try_one(struct planting *p, const struct place *at)
{
	const struct deep_task *task = p->x->task;
	char *path = plant(p, at), *so = NULL;
	int status = HP_EXIT_TOOL, ret;

	if (path)
		so = series_mutant(task->series, task->commit, at->file->path, path, &status);
	free(path);
	if (!so) {
		p->m->invalid++;
		return status == HP_EXIT_NO_BUILD ? -1 : status;
	}
	ret = judge_instance(p, at, so);
	free(so);
	return ret;
}

static void close_planting(struct planting *p)
{
	for (int i = 0; i < p->sites.n; i++)
		free(p->sites.s[i].text);
	free(p->sites.s);
	for (uint32_t i = 0; i < p->nsources; i++)
		source_free(&p->sources[i]);
	free(p->sources);
	free(p->of);
	free(p->places);
	free(p->tree);
}

int deep_mutants(struct deeper *x)
{
	struct planting p = { .x = x, .m = &x->d->mutants };
	const uint32_t most = MUTANTS * x->task->effort;
	int ret = -1;

	if (!x->task->evidence)
		return -1;
	p.tree = series_at(x->task->series, x->task->commit);
	if (!p.tree || !read_sources(&p)) {
		close_planting(&p);
		return HP_EXIT_TOOL;
	}
	shuffle(&p);
	/* What does not compile, or to the same code, is no mistake: others are drawn. */
	for (uint32_t i = 0; ret < 0 && i < p.n && p.m->tried < most && i < 3 * most; i++)
		ret = try_one(&p, &p.places[i]);
	x->d->stage[DEEP_MUTANTS].runs = p.m->tried;
	x->d->stage[DEEP_MUTANTS].of = p.n;
	close_planting(&p);
	return ret;
}
