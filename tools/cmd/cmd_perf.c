// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_perf.c - hairpin perf: bandwidth and latency of DMA, by TLPs that take their time.
 *
 * The kernel gives the addresses, the model carries: this program only counts.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/facts/text.h"
#include "tools/ask/perf.h"
#include "tools/ask/perf_heat.h"
#include "tools/ask/perf_params.h"
#include "tools/ask/perf_streams.h"
#include "tools/ask/query.h"
#include "tools/cmd/cmd.h"
#include "tools/cmd/perf_out.h"
#include "tools/common/args.h"
#include "tools/common/output.h"
#include "tools/report/dot.h"

#define MOST_BYTES (1ull << 30)

struct perf_command {
	struct query q;
	struct perf_question ask;
	const char *from, *to, *pairs, *size, *mps, *mrrs, *csv;
	const char *window, *each, *params, *plot_path, *heat;
	char *words;			/* of pairs: streams keep their names */
	bool both, print_params;
	struct output out;
	struct perf_plot plot;
};

/* --- options --- */

static bool read_size(const char *text, const char *option, uint64_t *out)
{
	int64_t v;

	if (scenario_signed_size(text, &v) && v > 0 && (uint64_t)v <= MOST_BYTES) {
		*out = (uint64_t)v;
		return true;
	}
	fprintf(stderr, "hairpin perf: --%s %s: a size from 1 to 1G would be right, like 4K\n",
		option, text);
	return false;
}

/* "4K", or from the one to the other: "4K-1G". */
static bool read_range(struct perf_command *c)
{
	const char *dash = strchr(c->size, '-');
	char *first = strndup(c->size, dash ? (size_t)(dash - c->size) : strlen(c->size));
	bool ok;

	if (!first)
		abort();	/* out of memory: nothing sensible is left to do */
	ok = read_size(first, "size", &c->ask.first_bytes) &&
	     read_size(dash ? dash + 1 : first, "size", &c->ask.last_bytes);
	free(first);
	if (ok && c->ask.first_bytes > c->ask.last_bytes) {
		fprintf(stderr, "hairpin perf: --size %s: the smaller one comes first\n",
			c->size);
		ok = false;
	}
	return ok;
}

/* Max_Payload_Size and Max_Read_Request_Size (Base 7.5.3.4). */
static bool read_field(const char *text, const char *option, uint32_t *out)
{
	uint64_t v = 0;
	int64_t n;

	if (!text)
		return true;
	if (scenario_signed_size(text, &n) && n > 0)
		v = (uint64_t)n;
	if (v >= 128 && v <= 4096 && !(v & (v - 1))) {
		*out = (uint32_t)v;
		return true;
	}
	fprintf(stderr, "hairpin perf: --%s %s: one of 128, 256, 512, 1K, 2K and 4K would be right\n",
		option, text);
	return false;
}

#define MOST_WINDOW (64u << 20)

static bool read_window(struct perf_command *c)
{
	uint64_t each = 0;

	if (c->window && !read_size(c->window, "window", &c->ask.window))
		return false;
	if (c->window && (c->ask.window < 4096 || c->ask.window > MOST_WINDOW ||
			  c->ask.window % 4096)) {
		fprintf(stderr, "hairpin perf: --window %s: whole pages, from 4K to 64M, would be right\n",
			c->window);
		return false;
	}
	if (c->each && !read_size(c->each, "each", &each))
		return false;
	if (each > 4096) {
		fprintf(stderr, "hairpin perf: --each %s: at most 4K would be right\n", c->each);
		return false;
	}
	c->ask.each = (uint32_t)each;
	return true;
}

static bool choose(struct perf_command *c)
{
	const struct scenario *scn = c->q.scn;

	if (!c->pairs == (!c->from && !c->to) || !c->from != !c->to) {
		fprintf(stderr, "hairpin perf: --from A and --to B would be right, or --pairs 'A>B,C>D'\n");
		return false;
	}
	if (!c->pairs)
		return perf_add_stream(&c->ask, scn, "perf", c->from, c->to) &&
		       (!c->both ||
			perf_add_stream(&c->ask, scn, "perf", c->to, c->from));
	c->words = strdup(c->pairs);
	if (!c->words)
		abort();	/* out of memory: nothing sensible is left to do */
	return perf_add_pairs(&c->ask, scn, "perf", "pairs", c->words, c->both);
}

/* --- what came --- */

static int draw_heat(struct perf_command *c, const struct perf_table *t)
{
	struct output out;
	struct dot_heat heat;
	int ret = HP_EXIT_TOOL;

	if (!output_open(&out, c->heat))
		return ret;
	perf_heat(&c->ask, &t->a, &heat);
	if (dot_write_heat(out.f, c->q.scn, NULL, &heat) && output_commit(&out))
		ret = -1;
	output_abandon(&out);
	perf_heat_free(&heat);
	return ret;
}

static int write_answer(struct perf_command *c, const struct perf_table *t)
{
	int ret = perf_refused(&c->ask, c->q.scn, "perf", &t->a);

	if (ret >= 0)
		return ret;
	perf_print(t);
	if (c->csv)
		perf_csv(c->out.f, t);
	if (c->plot_path)
		perf_plot_add(&c->plot, t);
	return c->heat ? draw_heat(c, t) : -1;
}

static int one_kernel(struct perf_command *c, uint32_t kernel)
{
	struct job job = { .arg = &c->ask };
	struct perf_table t = {
		.ask = &c->ask, .scn = c->q.scn, .kernel = c->q.kernels.k[kernel].label,
	};
	int ret = query_run(&c->q, kernel, &job, 1, perf_ask);

	if (ret >= 0)
		return ret;
	if (perf_take(job.raw, job.raw_len, c->ask.n, &t.a)) {
		ret = write_answer(c, &t);
	} else {
		fprintf(stderr, "hairpin perf: an answer is incomplete\n");
		ret = HP_EXIT_TOOL;
	}
	perf_answer_free(&t.a);
	job_free(&job);
	return ret;
}

static int all_kernels(struct perf_command *c)
{
	int ret = -1;

	if (c->csv && !output_open(&c->out, c->csv))
		return HP_EXIT_TOOL;
	if (c->plot_path)
		ret = perf_plot_open(&c->plot, c->plot_path);
	if (c->csv)
		perf_csv_head(c->out.f);
	for (uint32_t k = 0; k < c->q.kernels.n && ret < 0; k++) {
		if (k)
			printf("\n");
		ret = one_kernel(c, k);
	}
	if (c->csv && ret < 0 && !output_commit(&c->out))
		ret = HP_EXIT_TOOL;
	if (c->plot_path && ret < 0)
		ret = perf_plot_write(&c->plot, c->q.scn->name);
	output_abandon(&c->out);
	perf_plot_free(&c->plot);
	return ret;
}

static bool read_options(struct perf_command *c)
{
	return read_range(c) && read_field(c->mps, "mps", &c->ask.mps) &&
	       read_field(c->mrrs, "mrrs", &c->ask.mrrs) && read_window(c) &&
	       (!c->params || perf_params_read(c->params, &c->ask.numbers));
}

static int perf(struct perf_command *c, const char *operand)
{
	int ret;

	if (!read_options(c))
		return HP_EXIT_USAGE;
	if (c->heat && c->q.kernel_names.n > 1) {
		fprintf(stderr, "hairpin perf: --heat: one kernel a picture\n");
		return HP_EXIT_USAGE;
	}
	if (c->print_params) {
		perf_params_write(stdout, &c->ask.numbers);
		return HP_EXIT_PASS;
	}
	if (!operand) {
		fprintf(stderr, "hairpin perf: a machine is needed: a scenario file or a capture\n");
		return HP_EXIT_USAGE;
	}
	ret = query_open(&c->q, operand);
	if (ret >= 0)
		return ret;
	ret = choose(c) ? all_kernels(c) : HP_EXIT_USAGE;
	query_close(&c->q);
	free(c->words);
	return ret < 0 ? HP_EXIT_PASS : ret;
}

int cmd_perf(int argc, char **argv)
{
	struct perf_command c = { .size = "64-1M" };
	const struct arg table[] = {
		QUERY_ARGS(&c.q),
		{ "from", 0, ARG_STRING, &c.from, "A", "who sends, or dram" },
		{ "to", 0, ARG_STRING, &c.to, "B", "whose memory it is, or dram" },
		{ "pairs", 0, ARG_STRING, &c.pairs, "A>B,...", "several streams at once" },
		{ "both", 0, ARG_FLAG, &c.both, NULL, "the other way at the same time, too" },
		{ "size", 0, ARG_STRING, &c.size, "N-M",
		  "bytes of a transfer, in steps of four times (default 64-1M)" },
		{ "mps", 0, ARG_STRING, &c.mps, "N", "set Max_Payload_Size everywhere" },
		{ "mrrs", 0, ARG_STRING, &c.mrrs, "N", "set Max_Read_Request_Size everywhere" },
		{ "relaxed", 0, ARG_FLAG, &c.ask.relaxed, NULL, "send them relaxed-ordered" },
		{ "shuffle", 0, ARG_U64, &c.ask.shuffle, "N",
		  "TLPs pass each other at random, where they may; N is the seed" },
		{ "bus", 0, ARG_FLAG, &c.ask.bus, NULL,
		  "to the BAR's bus address, whatever the kernel says" },
		{ "ats", 0, ARG_FLAG, &c.ask.ats, NULL,
		  "by addresses that the sender had translated" },
		{ "window", 0, ARG_STRING, &c.window, "N",
		  "so much of the memory, then again (default 1M)" },
		{ "each", 0, ARG_STRING, &c.each, "N", "most bytes of a request" },
		{ "random", 0, ARG_U64, &c.ask.random, "N",
		  "at random places of the window; N is the seed" },
		{ "params", 0, ARG_STRING, &c.params, "FILE", "other times, sizes and credits" },
		{ "print-params", 0, ARG_FLAG, &c.print_params, NULL,
		  "print such a file with all of them, and their sources" },
		{ "csv", 0, ARG_STRING, &c.csv, "FILE", "write CSV, too" },
		{ "plot", 0, ARG_STRING, &c.plot_path, "FILE",
		  "draw FILE.svg or FILE.png, too (with gnuplot)" },
		{ "heat", 0, ARG_STRING, &c.heat, "FILE",
		  "draw the machine for Graphviz, too, links in the colour of their load" },
		{ 0 },
	};
	const struct args args = {
		.command = "perf",
		.operands = "FILE|DUMP",
		.summary = "Bandwidth and latency of DMA: every TLP takes its time on links, in\n"
			   "switches and in the root complex, and waits for credits.",
		.notes = "A and B are names, NAME/vfN, or BDFs; dram is the host's memory.\n",
		.table = table,
		.min = 0,
		.max = 1,
	};
	size_t n;
	int ret;

	query_init(&c.q, "perf");
	perf_defaults(&c.ask);
	ret = args_parse(&args, argc, argv, &n);
	return ret < 0 ? perf(&c, n ? argv[1] : NULL) : ret;
}
