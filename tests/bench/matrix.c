// SPDX-License-Identifier: GPL-2.0-only
/*
 * matrix.c - how long P2PDMA takes to answer for every pair of many
 * endpoints, and how much of that is not the kernel's own.
 *
 *   bench_matrix [-k KERNEL] [--endpoints N] [--write FILE]
 *
 * The machine: domains of 128 endpoints behind 8 switches.  --write only
 * writes it as a scenario, for `hairpin matrix FILE`.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <unistd.h>

#include "tests/bench/common/bench.h"
#include "tools/common/args.h"
#include "tools/common/kernels.h"

#define PER_DOMAIN 128u

struct result {
	int ret;
	uint64_t pairs, answers[HP_MAP_THRU_HOST_BRIDGE + 1], failed;
	struct bench_time boot, first, again;
};

struct task {
	struct kernel *kernel;
	struct scenario *scn;
	struct result *result;
	struct bench_samples *samples;
};

/* Endpoints of @all, moved to its front; how many. */
static uint64_t keep_endpoints(struct hp_kfunc *all, uint64_t n)
{
	uint64_t kept = 0;

	for (uint64_t i = 0; i < n; i++)
		if (!all[i].hdr_type)
			all[kept++] = all[i];
	return kept;
}

static void ask_all(const struct kernel *k, const struct hp_kfunc *ep,
		    uint64_t n, struct result *r)
{
	memset(r->answers, 0, sizeof(r->answers));
	r->failed = 0;
	r->pairs = 0;
	for (uint64_t p = 0; p < n; p++) {
		for (uint64_t c = 0; c < n; c++) {
			struct hp_p2p answer;

			r->pairs++;
			if (k->ops->p2p(ep[p].sbdf, -1, ep[c].sbdf, 0, &answer) ||
			    answer.map_type > HP_MAP_THRU_HOST_BRIDGE)
				r->failed++;
			else
				r->answers[answer.map_type]++;
		}
	}
}

/* Asked twice: the kernel keeps map types, so the second time is cheaper. */
static void child(void *arg)
{
	static struct recorder rec;
	static struct world w;
	struct task *t = arg;
	struct result *r = t->result;
	struct bench_time start;
	struct spec_error err;
	struct hp_kfunc *all;
	int64_t n;

	rec_init(&rec, open("/dev/null", O_WRONLY | O_CLOEXEC));
	if (!world_init(&w, t->scn, t->kernel, &rec, 1, &err)) {
		fprintf(stderr, "bench_matrix: %s\n", err.text);
		_exit(1);
	}
	start = bench_now();
	r->ret = world_boot(&w);
	r->boot = bench_since(start);
	n = t->kernel->ops->functions(NULL, 0);
	all = calloc((size_t)n + 1, sizeof(*all));
	if (!all || r->ret)
		_exit(1);
	n = t->kernel->ops->functions(all, (uint64_t)n);
	n = (int64_t)keep_endpoints(all, (uint64_t)n);
	if (t->samples)
		bench_sample_start(t->samples);
	start = bench_now();
	ask_all(t->kernel, all, (uint64_t)n, r);
	r->first = bench_since(start);
	if (t->samples)
		bench_sample_stop();
	start = bench_now();
	ask_all(t->kernel, all, (uint64_t)n, r);
	r->again = bench_since(start);
}

static int by_samples(const void *a, const void *b)
{
	const struct bench_symbol *x = a, *y = b;

	return x->samples > y->samples ? -1 : x->samples < y->samples;
}

static void print_profile(const struct bench_samples *s, double ns)
{
	struct bench_profile *p = bench_profile(s);

	printf("\n# whose time it is, %u samples\n", p->total);
	for (int c = 0; c < BENCH_CLASSES; c++)
		printf("%-18s %8.0f ns a pair %5.1f%%\n", bench_class_name(c),
		       ns * p->classes[c] / p->total,
		       100.0 * p->classes[c] / p->total);
	printf("\n");
	qsort(p->symbols, p->n, sizeof(*p->symbols), by_samples);
	for (uint32_t i = 0; i < p->n && i < 15; i++)
		printf("%5.1f%%  %-18s %s\n",
		       100.0 * p->symbols[i].samples / p->total,
		       bench_class_name(p->symbols[i].class),
		       p->symbols[i].name);
	bench_profile_free(p);
}

static void print_result(const struct result *r)
{
	double first = r->first.cpu_s * 1e9 / (double)r->pairs;
	double again = r->again.cpu_s * 1e9 / (double)r->pairs;

	printf("%llu pairs: BUS_ADDR %llu, THRU_HOST_BRIDGE %llu, NOT_SUPPORTED %llu, failed %llu\n",
	       (unsigned long long)r->pairs,
	       (unsigned long long)r->answers[HP_MAP_BUS_ADDR],
	       (unsigned long long)r->answers[HP_MAP_THRU_HOST_BRIDGE],
	       (unsigned long long)r->answers[HP_MAP_NOT_SUPPORTED],
	       (unsigned long long)r->failed);
	printf("%-24s %8.2f s\n", "boot", r->boot.cpu_s);
	printf("%-24s %8.2f s %8.0f ns a pair\n", "all pairs", r->first.cpu_s,
	       first);
	printf("%-24s %8.2f s %8.0f ns a pair, ratio %.2f\n", "all pairs again",
	       r->again.cpu_s, again, first / again);
}

static int write_scenario(const struct scenario *scn, const char *path)
{
	FILE *out = fopen(path, "w");

	if (!out) {
		perror(path);
		return 3;
	}
	fprintf(out, "# %u functions, for benchmarks.\n", scn->spec->nfunctions);
	scenario_print_spec(out, scn->spec);
	return fclose(out) ? 3 : 0;
}

int main(int argc, char **argv)
{
	struct arg_list names = { 0 };
	const char *variant = NULL, *path = NULL;
	uint64_t endpoints = 1024;
	const struct arg table[] = {
		KERNEL_ARGS(&names, &variant),
		{ "endpoints", 0, ARG_U64, &endpoints, "N",
		  "so many, in steps of 128 (default 1024)" },
		{ "write", 0, ARG_STRING, &path, "FILE",
		  "only write the machine as a scenario" },
		{ 0 },
	};
	const struct args args = {
		.command = "bench_matrix",
		.own_program = true,
		.operands = "",
		.summary = "How long P2PDMA takes to answer for every pair.",
		.table = table,
	};
	struct task t = { .result = bench_shared(sizeof(struct result)) };
	struct kernels ks;
	size_t operands;
	int ret = args_parse(&args, argc, argv, &operands);

	if (ret >= 0)
		return ret;
	t.scn = bench_machine((struct bench_shape){
		(uint32_t)((endpoints + PER_DOMAIN - 1) / PER_DOMAIN), 8,
		PER_DOMAIN / 8, 1 });
	if (path)
		return write_scenario(t.scn, path);
	ret = kernels_open(&ks, &names, variant);
	if (ret >= 0)
		return ret;
	t.kernel = ks.k[0].run.kernel;
	t.samples = bench_samples_new(t.kernel, 1 << 20);
	printf("# every pair by P2PDMA of %s, %u functions\n", ks.k[0].label,
	       t.scn->spec->nfunctions);
	if (!bench_fork(child, &t))
		return 3;
	print_result(t.result);
	print_profile(t.samples, t.result->first.cpu_s * 1e9 /
				 (double)t.result->pairs);
	kernels_close(&ks);
	return 0;
}
