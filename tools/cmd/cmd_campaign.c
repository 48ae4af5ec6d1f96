// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_campaign.c - hairpin campaign: hairpin explore on many processors and machines,
 * over MPI, with all that it finds in a folder.
 */
#include <dlfcn.h>
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/cmd/cmd.h"
#include "tools/cmd/exploring.h"
#include "tools/common/installed.h"
#include "tools/common/output.h"
#include "tools/explore/campaign.h"
#include "tools/explore/seed.h"

struct campaigning {
	struct exploring e;
	char *corpus, *findings, *progress;
	struct campaign_options o;
	struct ranks ranks;
	struct campaign *campaign;
};

static int parse(struct campaigning *c, int argc, char **argv, size_t *n)
{
	const struct arg table[] = {
		EXPLORE_ARGS(&c->e, "1, of each rank"),
		{ "share", 0, ARG_SECONDS, &c->o.every_s, "S",
		  "how often ranks tell each other what is new (default 2)" },
		{ "patience", 0, ARG_SECONDS, &c->o.patience_s, "S",
		  "a rank that says nothing for so long is dead (default 120)" },
		{ 0 },
	};
	const struct args args = {
		.command = "campaign",
		.operands = "DIR [FILE|DIR...]",
		.summary = "Explore with many processes, which mpirun starts: mpirun -n N hairpin campaign DIR",
		.notes = "DIR keeps what reached new code and what was found; what is there is gone on\n"
			 "from.  It is made if there is none.  Seeds are the scenarios named, or the\n"
			 "shipped ones.  Ranks are to have the same operands, options and kernel.\n"
			 "Exit status: 0 nothing is found, 1 something is, 2 usage or malformed file,\n"
			 "3 the tool failed.\n",
		.table = table,
		.min = 1,
		.max = SIZE_MAX,
	};

	return args_parse(&args, argc, argv, n);
}

/* Loads what talks to MPI.  Returns NULL after a message. */
static ranks_open *load_ranks(const struct campaigning *c)
{
	char *path = installed_library("ranks.so");
	/* What an MPI loads itself looks for the MPI's own symbols. */
	void *library = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
	void *symbol = library ? dlsym(library, "hairpin_ranks") : NULL;
	ranks_open *opens = NULL;

	if (!symbol)
		exploring_wrong(&c->e, "it was built without MPI",
				"install libopenmpi-dev and openmpi-bin, and build Hairpin again");
	else
		memcpy(&opens, &symbol, sizeof(opens));
	free(path);
	return opens;
}

static char *inside(const char *folder, const char *name)
{
	char *path;

	if (asprintf(&path, "%s/%s", folder, name) < 0)
		abort();
	return path;
}

/* --- what was found before --- */

static bool take_finding(struct explore *x, const char *text)
{
	const char *at = strstr(text, FINDING_HEAD " ");
	struct explore_found found = { .text = text, .repeats = true };
	char law[32], function[256], words[4096];
	struct finding f;
	uint32_t none;

	if (!at || sscanf(at + strlen(FINDING_HEAD), " %31s %255s %4095[^\n]", law, function,
			  words) != 3)
		return false;
	f = finding_make(law, function, words);
	seed_read_head(text, &found.chance, &none);
	found.what = &f;
	/* Without its head: that is made anew for others. */
	while (*found.text == '#')
		found.text = strchrnul(found.text, '\n') + 1;
	explore_told(x, &found);
	finding_free(&f);
	return true;
}

static int read_findings(struct campaigning *c)
{
	char *pattern = inside(c->findings, "*.hp");
	int ret = -1;
	glob_t g;

	if (glob(pattern, 0, NULL, &g))
		g.gl_pathc = 0;
	for (size_t i = 0; i < g.gl_pathc; i++) {
		size_t len;
		char *text = scenario_read(g.gl_pathv[i], &len, stderr);

		if (text && !take_finding(&c->e.x, text))
			fprintf(stderr, "%s:1:1: a finding of a campaign has a line \""
				FINDING_HEAD " LAW FUNCTION TEXT\" in its head\n", g.gl_pathv[i]);
		else if (text)
			len = 0;
		if (!text || len)
			ret = HP_EXIT_USAGE;
		free(text);
	}
	if (g.gl_pathc)
		globfree(&g);
	free(pattern);
	return ret;
}

/* Of the instance's file: edges are numbers in its code. */
static int identify(struct campaigning *c)
{
	const char *path = c->e.kernels.k[0].run.kernel->path;
	unsigned char part[65536];
	FILE *f = fopen(path, "rb");
	uint64_t h = HASH_BEGIN;
	size_t n;

	if (!f)
		return exploring_wrong(&c->e, path, strerror(errno));
	while ((n = fread(part, 1, sizeof(part), f)))
		h = hash_bytes(h, part, n);
	fclose(f);
	c->e.x.instance = h;
	return -1;
}

/* --- while it runs --- */

/* Seconds, programs, edges, programs kept, findings, ranks: a line now and then. */
static void on_told(const struct news_head *sum, const struct explore *x, void *arg)
{
	struct campaigning *c = arg;
	FILE *f;

	if (c->ranks.rank)
		return;
	f = fopen(c->progress, "a");
	if (!f)
		return;
	fprintf(f, "%.0f %llu %llu %u %llu %u\n", x->state.elapsed_s,
		(unsigned long long)sum->programs, (unsigned long long)x->corpus->edges,
		x->corpus->nentries, (unsigned long long)x->state.findings, sum->alive);
	fclose(f);
}

static void on_wrong(uint32_t from, const char *why, void *arg)
{
	struct campaigning *c = arg;

	fprintf(stderr, "hairpin campaign: rank %u: what rank %u says is left out: %s\n",
		c->ranks.rank, from, why);
}

/* What all have reached and done, for the last lines. */
static void add_up(struct explore *x, const struct news_head *sum)
{
	struct explore_state *s = &x->state;

	s->programs = sum->programs;
	s->boots = sum->boots;
	s->known = sum->known;
	s->unjudged = sum->unjudged;
	s->lost = sum->lost_programs;
	s->edges = x->corpus->edges;
	s->answers = x->corpus->answers;
	s->entries = x->corpus->nentries;
	s->machines = x->corpus->nmachines;
	s->blocks = corpus_blocks(x->corpus);
}

static int run(struct campaigning *c)
{
	struct explore *x = &c->e.x;
	struct news_head sum;
	bool all = false;
	int ret;

	c->o.told = on_told;
	c->o.wrong = on_wrong;
	c->o.taken = (struct news_taken){ exploring_kept, exploring_taken_finding, &c->e };
	c->o.arg = c;
	c->campaign = campaign_new(x, &c->ranks, &c->o);
	ret = exploring_run(&c->e);
	if (ret < 0) {
		all = campaign_finish(c->campaign, &sum);
		add_up(x, &sum);
		if (!c->ranks.rank) {
			if (c->ranks.n > 1)
				printf("# %u rank%s of %u, %llu of the programs kept are others'\n",
				       sum.alive, sum.alive == 1 ? "" : "s", c->ranks.n,
				       (unsigned long long)x->state.taken);
			exploring_close_words(&c->e);
		}
		ret = exploring_status(&c->e);
	}
	/* mpirun says of each that ends with another status that the job was aborted. */
	if (c->ranks.rank && ret == HP_EXIT_FAIL)
		ret = HP_EXIT_PASS;
	c->ranks.close(all, ret);
	return ret;
}

int cmd_campaign(int argc, char **argv)
{
	struct campaigning c = {
		.e = { .x = { .jobs = 1 } },
		.o = { .every_s = 2, .patience_s = 120 },
	};
	ranks_open *opens;
	size_t n;
	int ret;

	exploring_init(&c.e, "campaign");
	ret = parse(&c, argc, argv, &n);
	if (ret >= 0)
		return ret;
	opens = load_ranks(&c);
	if (!opens)
		return HP_EXIT_USAGE;
	c.e.folder = argv[1];
	c.e.corpus = c.corpus = inside(argv[1], "corpus");
	c.e.out = c.findings = inside(argv[1], "findings");
	c.progress = inside(argv[1], "progress");
	ret = exploring_folder(argv[1]) ? exploring_open(&c.e, argv + 2, n - 1) :
	      exploring_wrong(&c.e, argv[1], strerror(errno));
	if (ret < 0)
		ret = read_findings(&c);
	if (ret < 0)
		ret = identify(&c);
	if (ret < 0) {
		opens(&c.ranks);
		ret = run(&c);
	}
	campaign_free(c.campaign);
	exploring_close(&c.e);
	free(c.corpus);
	free(c.findings);
	free(c.progress);
	return ret;
}
