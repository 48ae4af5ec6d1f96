// SPDX-License-Identifier: GPL-2.0-only
/*
 * perf_print.c - the table of `hairpin perf`, and its CSV.  It must not know options.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "sim/facts/plural.h"
#include "sim/facts/verdict.h"
#include "tools/ask/perf_streams.h"
#include "tools/cmd/perf_out.h"

/* "64K"; returns @buf. */
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

double perf_gigabytes_a_second(const struct perf_row *r)
{
	uint64_t ps = r->end_ps - r->start_ps;

	return ps ? (double)r->arrived * 1000 / (double)ps : 0;
}

static double us(uint64_t ps)
{
	return (double)ps / 1e6;
}

static double ns(uint64_t ps)
{
	return (double)ps / 1e3;
}

static const char *way_text(const struct perf_question *q, const struct perf_way *w)
{
	if (w->lost)
		return "nothing arrives";
	if (q->ats)
		return "translated by the endpoint";
	if (w->translated)
		return "through the root complex, translated";
	return w->request_in_rc ? "through the root complex" : "direct, below the root complex";
}

static const struct perf_result *alone(const struct perf_table *t, uint32_t stream,
				       enum perf_kind kind)
{
	for (uint32_t i = 0; i < t->a.n; i++)
		if (t->a.result[i].run.kind == kind && t->a.result[i].run.stream == stream)
			return &t->a.result[i];
	return NULL;
}

/* "590.2 ns", or with the range if they differ. */
static void print_latency(const char *what, const struct perf_row *r)
{
	const struct perf_latency *l = &r->latency;

	printf("%s ", what);
	if (!l->n)
		printf("never");
	else if (l->least == l->most)
		printf("after %.1f ns", ns(l->mean));
	else
		printf("after %.1f ns, %.1f to %.1f", ns(l->mean), ns(l->least), ns(l->most));
}

static void print_alone(const struct perf_table *t, uint32_t i)
{
	const struct perf_result *w = alone(t, i, PERF_ALONE_WRITE);
	const struct perf_result *r = alone(t, i, PERF_ALONE_READ);

	if (!w || !r)
		return;
	printf("  alone, one request of %s bytes at a time: ",
	       size_text(w->run.bytes, (char[24]){ 0 }, 24));
	if (t->ask->stream[i].turned)
		w = alone(t, i, PERF_ALONE_READ), r = alone(t, i, PERF_ALONE_WRITE);
	print_latency("a write arrives", &w->row[i]);
	print_latency("; a read is back", &r->row[i]);
	printf("\n");
}

static void print_ways(const struct perf_table *t)
{
	for (uint32_t i = 0; i < t->ask->n; i++) {
		const struct perf_way *w = &t->a.way[i];
		char size[24];

		printf("%s, kernel %s: ",
		       perf_stream_text(t->ask, i, (char[512]){ 0 }, 512), t->kernel);
		if (!t->ask->stream[i].to_dram)
			printf("%s, ", map_type_name((enum hp_map_type)w->map_type));
		printf("%s; payload %u, read requests %u, %s of memory\n",
		       way_text(t->ask, w), w->mps, w->mrrs,
		       size_text(w->window, size, sizeof(size)));
		print_alone(t, i);
	}
}

static void print_busiest(const struct perf_table *t, const struct perf_result *r)
{
	const struct perf_link *l = perf_busiest(r);

	if (!l)
		return;
	printf("%s of %s: link below %s, %s, %u.%u %% busy; %" PRIu64 " wait%s for credits, %" PRIu64 " TLP%s at once\n",
	       r->run.kind == PERF_READ ? "reads" : "writes",
	       size_text(r->run.bytes, (char[24]){ 0 }, 24),
	       t->scn->spec->functions[l->port].name, l->up ? "up" : "down",
	       l->permille / 10, l->permille % 10, r->run.waits, plural(r->run.waits),
	       r->run.most_tlps, plural(r->run.most_tlps));
}

static void print_half(const struct perf_row *r)
{
	printf(" %12.3f %8.3f %9.3f %9.3f", us(r->end_ps - r->start_ps),
	       perf_gigabytes_a_second(r), us(r->latency.median),
	       us(r->latency.most_of_100));
}

static void print_row(const struct perf_table *t, const struct perf_result *write,
		      const struct perf_result *read, uint32_t i)
{
	const struct perf_row *w = &write->row[i], *r = &read->row[i];

	printf("%6s", size_text(write->run.bytes, (char[24]){ 0 }, 24));
	print_half(w);
	print_half(r);
	if (t->ask->n > 1)
		printf("  %s", perf_stream_text(t->ask, i, (char[512]){ 0 }, 512));
	if (w->status || r->status)
		printf("  %s", tlp_status_text(w->status ? w->status : r->status));
	printf("\n");
}

void perf_print(const struct perf_table *t)
{
	const struct perf_result *write = NULL, *read = NULL;

	print_ways(t);
	printf("%6s %12s %8s %9s %9s %12s %8s %9s %9s\n", "bytes", "write us", "GB/s",
	       "median us", "99 % us", "read us", "GB/s", "median us", "99 % us");
	for (uint32_t k = 0; k < t->a.n; k++) {
		const struct perf_result *r = &t->a.result[k];

		if (r->run.kind == PERF_WRITE)
			write = r;
		if (r->run.kind != PERF_READ || !write)
			continue;
		read = r;
		for (uint32_t i = 0; i < t->ask->n; i++)
			print_row(t, write, read, i);
	}
	if (!read)
		return;
	print_busiest(t, write);
	print_busiest(t, read);
}

void perf_csv_head(FILE *out)
{
	fprintf(out, "kernel,from,to,way,request,bytes,arrived,picoseconds,gigabytes_per_second,status,latency_least_ps,latency_mean_ps,latency_median_ps,latency_99_ps,latency_most_ps\n");
}

static void csv_row(FILE *out, const struct perf_table *t, const struct perf_result *r,
		    uint32_t i)
{
	static const char *const kind[] = { "write", "read", "alone_write", "alone_read" };
	const struct perf_way *way = &t->a.way[i];
	const struct perf_row *row = &r->row[i];
	const struct perf_latency *l = &row->latency;

	fprintf(out, "%s,%s,%s,%s,%s,%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%.3f,%s",
		t->kernel, perf_end_text(&t->ask->stream[i], false),
		perf_end_text(&t->ask->stream[i], true),
		t->ask->ats ? "ats" : way->translated ? "translated" :
		way->request_in_rc ? "root" : "direct",
		kind[r->run.kind], r->run.bytes, row->arrived, row->end_ps - row->start_ps,
		perf_gigabytes_a_second(row), tlp_status_text(row->status));
	fprintf(out, ",%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64 "\n",
		l->least, l->mean, l->median, l->most_of_100, l->most);
}

void perf_csv(FILE *out, const struct perf_table *t)
{
	for (uint32_t k = 0; k < t->a.n; k++) {
		const struct perf_result *r = &t->a.result[k];
		bool alone_run = r->run.kind >= PERF_ALONE_WRITE;

		for (uint32_t i = 0; i < t->ask->n; i++)
			if (!alone_run || r->run.stream == i)
				csv_row(out, t, r, i);
	}
}
