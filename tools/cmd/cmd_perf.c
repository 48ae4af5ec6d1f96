// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_perf.c - hairpin perf: bandwidth and latency of peer-to-peer DMA, by TLPs that
 * take their time.
 *
 * The kernel gives the addresses, the model carries: this program only counts.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/facts/path.h"
#include "sim/facts/text.h"
#include "tools/ask/perf.h"
#include "tools/ask/query.h"
#include "tools/ask/ref.h"
#include "tools/cmd/cmd.h"
#include "tools/common/args.h"
#include "tools/common/output.h"

#define MOST_BYTES (1ull << 30)

struct perf_command {
	struct query q;
	struct perf_question ask;
	const char *from, *to, *pairs, *size, *mps, *mrrs, *csv;
	bool both;
	struct output out;
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

static bool add(struct perf_command *c, const char *from, const char *to)
{
	uint32_t n = c->ask.n;

	if (n == PERF_STREAMS) {
		fprintf(stderr, "hairpin perf: more than %u streams\n", PERF_STREAMS);
		return false;
	}
	c->ask.n++;
	return ref_want("perf", c->q.scn, from, &c->ask.from[n]) &&
	       ref_want("perf", c->q.scn, to, &c->ask.to[n]);
}

static bool add_both(struct perf_command *c, const char *from, const char *to)
{
	return add(c, from, to) && (!c->both || add(c, to, from));
}

/* "A>B,C>D" */
static bool add_pairs(struct perf_command *c)
{
	char *copy = strdup(c->pairs), *save = NULL, *word;
	bool ok = copy;

	for (word = copy ? strtok_r(copy, ",", &save) : NULL; word && ok;
	     word = strtok_r(NULL, ",", &save)) {
		char *to = strchr(word, '>');

		if (!to || to == word || !to[1]) {
			fprintf(stderr, "hairpin perf: --pairs %s: FROM>TO would be right\n",
				word);
			ok = false;
			break;
		}
		*to = '\0';
		ok = add_both(c, word, to + 1);
	}
	free(copy);
	return ok;
}

static bool choose(struct perf_command *c)
{
	if (!c->pairs == (!c->from && !c->to) || !c->from != !c->to) {
		fprintf(stderr, "hairpin perf: --from A and --to B would be right, or --pairs 'A>B,C>D'\n");
		return false;
	}
	return c->pairs ? add_pairs(c) : add_both(c, c->from, c->to);
}

/* --- what came --- */

static const char *size_text(uint64_t bytes, char *buf, size_t size)
{
	static const char unit[] = " KMG";
	unsigned int u = 0;

	while (bytes >= 1024 && !(bytes % 1024) && u < 3) {
		bytes /= 1024;
		u++;
	}
	if (u)
		snprintf(buf, size, "%" PRIu64 "%c", bytes, unit[u]);
	else
		snprintf(buf, size, "%" PRIu64, bytes);
	return buf;
}

static const char *way_text(const struct perf_way *w)
{
	if (w->lost)
		return "nothing arrives";
	if (w->translated)
		return "through the root complex, translated";
	return w->request_in_rc ? "through the root complex" : "direct, below the root complex";
}

/* Returns -1, or an exit status after a message. */
static int say_refusal(const struct perf_command *c, const struct perf_way *w, uint32_t i)
{
	const char *from = c->ask.from[i].text, *to = c->ask.to[i].text;
	char err[24];

	switch (w->refusal) {
	case PERF_GOES:
		return -1;
	case PERF_NOBODY_FROM:
	case PERF_NOBODY_TO:
		fprintf(stderr, "hairpin perf: the kernel has no %s\n",
			w->refusal == PERF_NOBODY_FROM ? from : to);
		return HP_EXIT_FAIL;
	case PERF_NO_BAR:
		fprintf(stderr, "hairpin perf: %s has no memory BAR that the kernel placed\n",
			to);
		return HP_EXIT_FAIL;
	case PERF_PAYLOAD:
		fprintf(stderr, "hairpin perf: --mps %s: %s takes %u bytes at most\n", c->mps,
			c->q.scn->spec->functions[w->function].name, w->most_bytes);
		return HP_EXIT_USAGE;
	default:
		fprintf(stderr, "hairpin perf: the kernel gives %s no address of %s: %s (%s); --bus sends to its bus address all the same\n",
			from, to, errno_text(w->error, err, sizeof(err)),
			map_type_name(w->map_type));
		return HP_EXIT_FAIL;
	}
}

static void print_ways(const struct perf_command *c, const struct perf_way *way,
		       const char *kernel)
{
	for (uint32_t i = 0; i < c->ask.n; i++)
		printf("%s -> %s, kernel %s: %s, %s; payload %u, read requests %u\n",
		       c->ask.from[i].text, c->ask.to[i].text, kernel,
		       map_type_name(way[i].map_type), way_text(&way[i]), way[i].mps,
		       way[i].mrrs);
}

static double us(const struct perf_row *r)
{
	return (double)(r->end_ps - r->start_ps) / 1e6;
}

static double gigabytes_a_second(const struct perf_row *r)
{
	uint64_t ps = r->end_ps - r->start_ps;

	return ps ? (double)r->arrived * 1000 / (double)ps : 0;
}

static void print_busiest(const struct perf_command *c, const struct perf_run *run)
{
	if (run->busiest < 0)
		return;
	printf("%s of %s: link below %s, %s, %u.%u %% busy; %" PRIu64 " waits for credits, %" PRIu64 " TLPs at once\n",
	       run->read ? "reads" : "writes",
	       size_text(run->bytes, (char[24]){ 0 }, 24),
	       c->q.scn->spec->functions[run->busiest].name,
	       run->busiest_up ? "up" : "down", run->busy_permille / 10,
	       run->busy_permille % 10, run->waits, run->most_tlps);
}

static void print_row(const struct perf_command *c, const struct perf_run *write,
		      const struct perf_run *read, uint32_t i)
{
	const struct perf_row *w = &write->row[i], *r = &read->row[i];

	printf("%6s %12.3f %8.3f %12.3f %8.3f",
	       size_text(write->bytes, (char[24]){ 0 }, 24), us(w), gigabytes_a_second(w),
	       us(r), gigabytes_a_second(r));
	if (c->ask.n > 1)
		printf("  %s -> %s", c->ask.from[i].text, c->ask.to[i].text);
	if (w->status || r->status)
		printf("  %s", tlp_status_text(w->status ? w->status : r->status));
	printf("\n");
}

static void csv_row(struct perf_command *c, const char *kernel, const struct perf_way *way,
		    const struct perf_run *run, uint32_t i)
{
	const struct perf_row *r = &run->row[i];

	fprintf(c->out.f, "%s,%s,%s,%s,%s,%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%.3f,%s\n",
		kernel, c->ask.from[i].text, c->ask.to[i].text,
		way->translated ? "translated" : way->request_in_rc ? "root" : "direct",
		run->read ? "read" : "write", run->bytes, r->arrived,
		r->end_ps - r->start_ps, gigabytes_a_second(r),
		tlp_status_text(r->status));
}

/* Returns false after a message if the model lost count. */
static bool accounted(const struct perf_run *run)
{
	if (!run->lost[0])
		return true;
	fprintf(stderr, "hairpin perf: a mistake of Hairpin's model: %s\n", run->lost);
	return false;
}

static int print_runs(struct perf_command *c, const char *kernel,
		      const struct perf_way *way, const struct perf_run *run, size_t n)
{
	printf("%6s %12s %8s %12s %8s\n", "bytes", "write us", "GB/s", "read us", "GB/s");
	for (size_t k = 0; k + 1 < n; k += 2) {
		if (!accounted(&run[k]) || !accounted(&run[k + 1]))
			return HP_EXIT_TOOL;
		for (uint32_t i = 0; i < c->ask.n; i++) {
			print_row(c, &run[k], &run[k + 1], i);
			if (c->csv) {
				csv_row(c, kernel, &way[i], &run[k], i);
				csv_row(c, kernel, &way[i], &run[k + 1], i);
			}
		}
	}
	if (n >= 2) {
		print_busiest(c, &run[n - 2]);
		print_busiest(c, &run[n - 1]);
	}
	return -1;
}

static int print_answer(struct perf_command *c, const char *kernel, const struct job *job)
{
	const struct perf_way *way = (const void *)job->raw;
	size_t left = job->raw_len, ways = c->ask.n * sizeof(*way);
	int ret = -1;

	for (uint32_t i = 0; i < c->ask.n && ret < 0; i++) {
		if (left < sizeof(*way)) {
			fprintf(stderr, "hairpin perf: an answer is incomplete\n");
			return HP_EXIT_TOOL;
		}
		ret = say_refusal(c, &way[i], i);
		left -= sizeof(*way);
	}
	if (ret >= 0)
		return ret;
	print_ways(c, way, kernel);
	return print_runs(c, kernel, way, (const void *)(job->raw + ways),
			  left / sizeof(struct perf_run));
}

static int one_kernel(struct perf_command *c, uint32_t kernel)
{
	struct job job = { .arg = &c->ask };
	int ret = query_run(&c->q, kernel, &job, 1, perf_ask);

	if (ret >= 0)
		return ret;
	ret = print_answer(c, c->q.kernels.k[kernel].label, &job);
	job_free(&job);
	return ret;
}

static int all_kernels(struct perf_command *c)
{
	int ret = -1;

	if (c->csv && !output_open(&c->out, c->csv))
		return HP_EXIT_TOOL;
	if (c->csv)
		fprintf(c->out.f, "kernel,from,to,way,request,bytes,arrived,picoseconds,gigabytes_per_second,status\n");
	for (uint32_t k = 0; k < c->q.kernels.n && ret < 0; k++) {
		if (k)
			printf("\n");
		ret = one_kernel(c, k);
	}
	if (c->csv && ret < 0 && !output_commit(&c->out))
		ret = HP_EXIT_TOOL;
	output_abandon(&c->out);
	return ret;
}

int cmd_perf(int argc, char **argv)
{
	struct perf_command c = { .size = "64-1M" };
	const struct arg table[] = {
		QUERY_ARGS(&c.q),
		{ "from", 0, ARG_STRING, &c.from, "A", "who sends" },
		{ "to", 0, ARG_STRING, &c.to, "B", "whose memory it is" },
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
		{ "csv", 0, ARG_STRING, &c.csv, "FILE", "write CSV, too" },
		{ 0 },
	};
	const struct args args = {
		.command = "perf",
		.operands = "FILE|DUMP",
		.summary = "Bandwidth and latency of P2P DMA: every TLP takes its time on links, in\n"
			   "switches and in the root complex, and waits for credits.",
		.notes = "A and B are names, NAME/vfN, or BDFs.\n",
		.table = table,
		.min = 1,
		.max = 1,
	};
	size_t n;
	int ret;

	query_init(&c.q, "perf");
	ret = args_parse(&args, argc, argv, &n);
	if (ret < 0 && (!read_range(&c) || !read_field(c.mps, "mps", &c.ask.mps) ||
			!read_field(c.mrrs, "mrrs", &c.ask.mrrs)))
		ret = HP_EXIT_USAGE;
	if (ret < 0)
		ret = query_open(&c.q, argv[1]);
	if (ret >= 0)
		return ret;
	ret = choose(&c) ? all_kernels(&c) : HP_EXIT_USAGE;
	query_close(&c.q);
	return ret < 0 ? HP_EXIT_PASS : ret;
}
