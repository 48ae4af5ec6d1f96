// SPDX-License-Identifier: GPL-2.0-only
/*
 * property.c - the property test: no law is broken on any machine.
 *
 *   property [-k KERNEL]... [--seed N] [--count N | --seconds S] [--out DIR]
 *
 * Every random machine is booted in a process of its own and its mappings are
 * proven as those of any scenario.  Prints TAP, a result a kernel.  What breaks
 * a law is shrunk and written to DIR; hairpin run replays it.
 *
 * Counted: fabrics booted; mappings, granted and proven by TLPs or refused, each
 * on the fabric drawn for it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/property/gpus.h"
#include "tests/property/property.h"
#include "tools/common/args.h"
#include "tools/common/kernels.h"
#include "tools/explore/random.h"

#define BATCH 128u
#define MAX_SHRUNK 3u

struct property {
	struct arg_list kernel_names;
	const char *variant, *out;
	uint64_t seed, count, first;
	double seconds;
	bool print, gpus;
	const char *mistake;
	struct run_options opt;
	struct kernels kernels;
};

struct tally {
	uint64_t fabrics, mappings, granted, refused, bytes, conservative;
	uint64_t by_type[HP_MAP_THRU_HOST_BRIDGE + 1];
	uint64_t broken, errors, stuck;
};

static double now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void count(struct tally *t, const struct verdict *v)
{
	t->fabrics++;
	t->mappings += v->nproofs;
	for (uint32_t i = 0; i < v->nproofs; i++) {
		const struct proof *p = &v->proofs[i];

		t->granted += !p->map.error;
		t->refused += !!p->map.error;
		t->bytes += p->tested;
		t->conservative += p->direct_write && p->direct_read;
		if (!p->map.error && p->map.map_type <= HP_MAP_THRU_HOST_BRIDGE)
			t->by_type[p->map.map_type]++;
	}
}

static void comment(const char *text)
{
	for (; *text; text += strcspn(text, "\n"), text += *text == '\n')
		printf("# %.*s\n", (int)strcspn(text, "\n"), text);
}

/* With its reason on top; the generator's own first line goes. */
static void keep(const struct property *p, const struct loaded_kernel *k,
		 uint64_t number, const char *law, const char *text)
{
	const char *body = strchr(text, '\n');
	char path[512];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s-seed%llu-%llu.hp", p->out ? p->out : ".",
		 k->label, (unsigned long long)p->seed, (unsigned long long)number);
	f = fopen(path, "w");
	if (!f) {
		printf("# %s cannot be written\n", path);
		return;
	}
	fprintf(f, "# Breaks the %s on kernel %s; shrunk from number %llu of seed %llu of the property test.%s",
		law, k->label, (unsigned long long)number,
		(unsigned long long)p->seed, body ? body : "\n");
	fclose(f);
	printf("# replay: hairpin run -k %s %s\n", k->arg ? k->arg : k->label, path);
}

static void broken(struct property *p, struct loaded_kernel *k, uint64_t number,
		   const char *text, const struct property_result *r,
		   struct tally *t)
{
	char *small;

	printf("# number %llu breaks the %s\n", (unsigned long long)number, r->law);
	if (t->broken++ >= MAX_SHRUNK)
		return;
	small = p->gpus ? gpus_shrink(p->seed, number, p->mistake, r, &k->run, &p->opt) :
		property_shrink(text, r, &k->run, &p->opt);
	comment(small);
	keep(p, k, number, r->law, small);
	free(small);
}

static char *scenario_of(const struct property *p, uint64_t number)
{
	return p->gpus ? gpus_scenario(p->seed, number, p->mistake, NULL) :
		random_machine(p->seed, number);
}

/* @n scenarios from @first on, at once. */
static void batch(struct property *p, struct loaded_kernel *k, uint64_t first,
		  uint32_t n, struct tally *t)
{
	struct job *jobs = calloc(n, sizeof(*jobs));
	char *text[BATCH];
	uint32_t made = 0;

	if (!jobs)
		abort();
	for (uint32_t i = 0; i < n; i++) {
		text[made] = scenario_of(p, first + i);
		jobs[made].scn = scenario_parse("random.hp", text[made],
						strlen(text[made]), stderr);
		jobs[made].kernel = &k->run;
		if (jobs[made].scn) {
			made++;
			continue;
		}
		comment(text[made]);
		free(text[made]);
		t->errors++;
	}
	if (runner_run(jobs, made, &p->opt, NULL, NULL))
		t->errors++;
	for (uint32_t i = 0; i < made; i++) {
		struct property_result r;

		count(t, &jobs[i].verdict);
		property_judge(&jobs[i].verdict, &r);
		if (r.law) {
			broken(p, k, first + i, text[i], &r, t);
		} else if (r.error) {
			printf("# number %llu: %s\n", (unsigned long long)(first + i), r.error);
			if (!t->errors++)
				comment(text[i]);
		}
		t->stuck += r.step;
		property_result_free(&r);
		scenario_free((struct scenario *)(uintptr_t)jobs[i].scn);
		job_free(&jobs[i]);
		free(text[i]);
	}
	free(jobs);
}

static void summary(const struct tally *t, double took)
{
	printf("# %llu fabrics, %llu mappings (%llu granted, %llu refused), %llu bytes proven, in %.1f s: %.0f fabrics and mappings a minute\n",
	       (unsigned long long)t->fabrics, (unsigned long long)t->mappings,
	       (unsigned long long)t->granted, (unsigned long long)t->refused,
	       (unsigned long long)t->bytes, took,
	       (double)t->mappings / took * 60);
	printf("# BUS_ADDR %llu, THRU_HOST_BRIDGE %llu, conservative %llu; on %llu fabrics a step could not be done; %.0f fabrics a minute\n",
	       (unsigned long long)t->by_type[HP_MAP_BUS_ADDR],
	       (unsigned long long)t->by_type[HP_MAP_THRU_HOST_BRIDGE],
	       (unsigned long long)t->conservative, (unsigned long long)t->stuck,
	       (double)t->fabrics / took * 60);
}

static bool on_kernel(struct property *p, uint32_t index)
{
	struct loaded_kernel *k = &p->kernels.k[index];
	struct tally t = { 0 };
	double start = now_s();
	uint64_t done = 0;
	bool ok;

	while (p->count ? done < p->count : now_s() - start < p->seconds) {
		uint64_t left = p->count ? p->count - done : BATCH;
		uint32_t n = left < BATCH ? (uint32_t)left : BATCH;

		batch(p, k, p->first + done, n, &t);
		done += n;
	}
	summary(&t, now_s() - start);
	/* A generator that maps nothing would break nothing. */
	ok = !t.broken && !t.errors && (p->gpus ? !t.stuck : t.granted && t.refused);
	printf("%sok %u - %s: no law broken on random fabrics, seed %llu\n",
	       ok ? "" : "not ", index + 1, k->label, (unsigned long long)p->seed);
	return ok;
}

static int parse(struct property *p, int argc, char **argv)
{
	size_t n;
	const struct arg table[] = {
		KERNEL_ARGS(&p->kernel_names, &p->variant),
		{ "seed", 0, ARG_U64, &p->seed, "N", "of everything random (default 1)" },
		{ "count", 0, ARG_U64, &p->count, "N", "fabrics (default: as many as --seconds allow)" },
		{ "first", 0, ARG_U64, &p->first, "N", "number of the first (default 0)" },
		{ "seconds", 0, ARG_SECONDS, &p->seconds, "S", "for each kernel (default 10)" },
		{ "jobs", 'j', ARG_COUNT, &p->opt.jobs, "N", "fabrics at once (default: as many as CPUs)" },
		{ "out", 0, ARG_STRING, &p->out, "DIR", "for what breaks a law (default: here)" },
		{ "gpus", 0, ARG_FLAG, &p->gpus, NULL, "GPUs that share VRAM among VFs, in place of mappings" },
		{ "mistake", 0, ARG_STRING, &p->mistake, "WORD", "with --gpus: the driver neglects this duty" },
		{ "print", 0, ARG_FLAG, &p->print, NULL, "print scenario --first of the seed, and end" },
		{ 0 },
	};
	const struct args args = {
		.command = "property", .own_program = true, .operands = "", .table = table,
		.summary = "Boot random machines, map at random, and let the laws judge.",
	};

	return args_parse(&args, argc, argv, &n);
}

int main(int argc, char **argv)
{
	struct property p = { .seed = 1, .seconds = 10,
			      .opt = { .jobs = runner_default_jobs() } };
	int ret = parse(&p, argc, argv);
	bool ok = true;

	if (ret >= 0)
		return ret;
	if (p.print) {
		char *text = scenario_of(&p, p.first);

		fputs(text, stdout);
		free(text);
		return 0;
	}
	p.opt.seed = p.seed;
	setvbuf(stdout, NULL, _IOLBF, 0);
	ret = kernels_open(&p.kernels, &p.kernel_names, p.variant);
	if (ret >= 0)
		return ret;
	for (uint32_t k = 0; k < p.kernels.n; k++)
		ok = on_kernel(&p, k) && ok;
	printf("1..%u\n", p.kernels.n);
	kernels_close(&p.kernels);
	return ok ? 0 : 1;
}
