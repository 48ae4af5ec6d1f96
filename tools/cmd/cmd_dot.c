// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_dot.c - hairpin dot: a machine as a picture.
 *
 * Needs no kernel; with one, what it enumerated, grouped and answered is drawn.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/common/args.h"
#include "tools/cmd/cmd.h"
#include "tools/ask/dot_ask.h"
#include "tools/ask/doubt.h"
#include "tools/ask/perf_heat.h"
#include "tools/ask/perf_streams.h"
#include "tools/common/output.h"
#include "tools/ask/query.h"
#include "tools/ask/ref.h"
#include "tools/report/dot.h"
#include "tools/report/map.h"

/* Up to so many functions, every one is drawn with all it has. */
#define DETAILED_FUNCTIONS 16

struct picture {
	struct query q;
	const char *output, *pci_ids, *between, *path, *heat_pairs;
	char *words;			/* of heat_pairs: streams keep their names */
	struct perf_question ask;
	struct dot_heat heat;
	bool map, full;
	struct dot_choice choice;
};

/* What is drawn when it is known: the whole machine, or each function. */
struct drawing {
	const struct scenario *scn;
	const struct verdict *v;
	const struct map *map;		/* or NULL */
	const struct dot_heat *heat;	/* or NULL */
};

static bool draw_to(FILE *out, const struct drawing *d)
{
	return d->map ? map_write(out, d->map) : dot_write_heat(out, d->scn, d->v, d->heat);
}

static int draw(const struct drawing *d, const char *path)
{
	struct output out;

	if (!path)
		return draw_to(stdout, d) ? HP_EXIT_PASS : HP_EXIT_TOOL;
	if (!output_open(&out, path))
		return HP_EXIT_TOOL;
	if (draw_to(out.f, d) && output_commit(&out))
		return HP_EXIT_PASS;
	output_abandon(&out);
	return HP_EXIT_TOOL;
}

/* Scenarios of a few functions, with their own answers. */
static int draw_scenario(struct picture *p, bool kernel)
{
	struct drawing d = { .scn = p->q.scn };
	struct job job = { 0 };
	int ret;

	if (!kernel)
		return draw(&d, p->output);
	job.scn = p->q.scn;
	job.kernel = &p->q.kernels.k[0].run;
	p->q.opt.want_functions = true;
	if (runner_run(&job, 1, &p->q.opt, NULL, NULL))
		return HP_EXIT_TOOL;
	d.v = &job.verdict;
	ret = draw(&d, p->output);
	job_free(&job);
	return ret;
}

/* What the answers drawn hang on, so that a guess is not drawn as a fact. */
static void note_doubts(const struct picture *p, struct map *m,
			char text[DOUBT_KINDS][DOUBT_TEXT])
{
	_Static_assert(DOUBT_KINDS <= MAP_NOTES, "a line for each kind of doubt");
	for (int kind = 0; kind < DOUBT_KINDS; kind++)
		if (doubt_about(&p->q, (enum doubt_kind)kind))
			m->notes[kind] = doubt_text(&p->q, (enum doubt_kind)kind,
						    text[kind], DOUBT_TEXT);
}

static int draw_map(struct picture *p, bool kernel)
{
	char doubts[DOUBT_KINDS][DOUBT_TEXT];
	struct map m = { .scn = p->q.scn, .pci_ids = p->pci_ids };
	struct drawing d = { .scn = p->q.scn, .map = &m };
	struct job job = { 0 };
	int ret = -1;

	if (kernel)
		ret = dot_ask(&p->q, &p->choice, &job, &m);
	else if (!dot_path_only(&p->choice, &m))
		ret = HP_EXIT_USAGE;
	if (kernel || p->choice.path)
		note_doubts(p, &m, doubts);
	if (ret < 0)
		ret = draw(&d, p->output);
	dot_answers_free(&m);
	if (m.v)
		job_free(&job);
	return ret;
}

/* A transfer of so much is steady for most of its time. */
#define HEAT_BYTES (1u << 20)

/* Every stream at once, and what each link has carried then. */
static int draw_heat(struct picture *p)
{
	struct drawing d = { .scn = p->q.scn, .heat = &p->heat };
	int ret;

	perf_defaults(&p->ask);
	p->ask.first_bytes = p->ask.last_bytes = HEAT_BYTES;
	p->words = strdup(p->heat_pairs);
	if (!p->words)
		abort();	/* out of memory: nothing sensible is left to do */
	if (!perf_add_pairs(&p->ask, p->q.scn, "dot", "heat", p->words, false))
		return HP_EXIT_USAGE;
	ret = perf_heat_ask(&p->q, &p->ask, &p->heat);
	return ret < 0 ? draw(&d, p->output) : ret;
}

static bool choose(struct picture *p)
{
	struct dot_choice *c = &p->choice;

	if (p->between) {
		if (!dot_choose(c, p->q.scn, p->between, "between", 2))
			return false;
		c->between = true;
		c->nbetween = c->n;
	}
	if (!p->path)
		return true;
	c->from = c->n;
	if (!dot_choose(c, p->q.scn, p->path, "path", 2))
		return false;
	if (c->n - c->from != 2) {
		fprintf(stderr, "hairpin dot: --path %s: two functions would be right: A,B\n",
			p->path);
		return false;
	}
	c->path = true;
	c->to = c->from + 1;
	return true;
}

static int picture(struct picture *p, const char *operand)
{
	bool kernel = p->q.kernel_names.n || p->between || p->heat_pairs, map;
	int ret = -1;

	if (kernel) {
		ret = query_open(&p->q, operand);
		if (ret >= 0)
			return ret;
	} else {
		p->q.scn = query_machine(&p->q, operand);
		if (!p->q.scn)
			return HP_EXIT_USAGE;
	}
	map = !p->full && (p->map || p->between || p->path ||
			   p->q.scn->spec->nfunctions > DETAILED_FUNCTIONS);
	if (!choose(p))
		ret = HP_EXIT_USAGE;
	else if (p->heat_pairs)
		ret = draw_heat(p);
	else
		ret = map ? draw_map(p, kernel) : draw_scenario(p, kernel);
	perf_heat_free(&p->heat);
	free(p->words);
	query_close(&p->q);
	return ret;
}

int cmd_dot(int argc, char **argv)
{
	struct picture p = { 0 };
	const struct arg table[] = {
		QUERY_ARGS(&p.q),
		{ "output", 'o', ARG_STRING, &p.output, "FILE",
		  "write there (default: stdout)" },
		{ "between", 'b', ARG_STRING, &p.between, "A,B,...",
		  "draw what P2PDMA says of every pair (asks a kernel)" },
		{ "path", 'p', ARG_STRING, &p.path, "A,B",
		  "draw the way of a write from A to B" },
		{ "heat", 0, ARG_STRING, &p.heat_pairs, "A>B,...",
		  "draw how busy each link is while they send (asks a kernel)" },
		{ "map", 'm', ARG_FLAG, &p.map, NULL,
		  "a line a device, as for more than 16 functions" },
		{ "full", 'f', ARG_FLAG, &p.full, NULL,
		  "every function with all it has, however many" },
		{ "pci-ids", 0, ARG_STRING, &p.pci_ids, "FILE",
		  "names of devices by this list; \"\": none" },
		{ 0 },
	};
	const struct args args = {
		.command = "dot",
		.operands = "FILE|DUMP",
		.summary = "Draw a machine for Graphviz: hairpin dot FILE | dot -Tsvg > machine.svg",
		.notes = "Without -k no kernel is needed.  With -k, its bus numbers, IOMMU groups\n"
			 "and the scenario's P2P answers are drawn, too.\n",
		.table = table,
		.min = 1,
		.max = 1,
	};
	size_t n;
	int ret;

	query_init(&p.q, "dot");
	ret = args_parse(&args, argc, argv, &n);
	if (ret >= 0)
		return ret;
	if (p.q.kernel_names.n > 1) {
		fprintf(stderr, "hairpin dot: one kernel a picture\n");
		return HP_EXIT_USAGE;
	}
	if (p.heat_pairs && (p.map || p.between || p.path)) {
		fprintf(stderr, "hairpin dot: --heat does not go with --map, --between or --path\n");
		return HP_EXIT_USAGE;
	}
	if (p.full && (p.map || p.between || p.path)) {
		fprintf(stderr, "hairpin dot: --full does not go with --map, --between or --path\n");
		return HP_EXIT_USAGE;
	}
	return picture(&p, argv[1]);
}
