// SPDX-License-Identifier: GPL-2.0-only
/*
 * profile.c - where the time goes, by whose code it is.
 *
 * A timer interrupts the child; what it was doing is written down, and named
 * by debug information afterwards, in the parent.  Time that the operating
 * system spends on a page fault falls on the instruction that touched the page.
 */
#include <link.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cpu/registers.h"
#include "sim/run/symbol.h"
#include "tests/bench/common/bench.h"

#define PERIOD_NS 100000
#define STACK_WORDS 48			/* how far up a caller is looked for */
#define MAX_INLINED 16

static struct bench_samples *sampling;
static timer_t timer;

const char *bench_class_name(enum bench_class c)
{
	static const char *const name[] = {
		"kernel", "environment", "model", "runner and libc"
	};

	return name[c];
}

static int first_object(struct dl_phdr_info *info, size_t size, void *arg)
{
	struct bench_samples *s = arg;

	(void)size;
	s->program = info->dlpi_addr;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *ph = &info->dlpi_phdr[i];
		uint64_t end = info->dlpi_addr + ph->p_vaddr + ph->p_memsz;

		if (ph->p_type == PT_LOAD && end > s->program_end)
			s->program_end = end;
	}
	return 1;
}

struct bench_samples *bench_samples_new(const struct kernel *k, uint32_t max)
{
	struct bench_samples *s;

	s = bench_shared(sizeof(*s) + max * sizeof(s->at[0]));
	s->kernel = k;
	s->max = max;
	dl_iterate_phdr(first_object, s);
	return s;
}

static bool known(const struct bench_samples *s, uint64_t pc)
{
	return kernel_contains(s->kernel, pc) ||
	       (pc >= s->program && pc < s->program_end);
}

static void on_timer(int sig, siginfo_t *si, void *context)
{
	const ucontext_t *uc = context;
	struct bench_samples *s = sampling;
	uint64_t pc = cpu_pc(uc), caller = 0;
	const uint64_t *sp = (const uint64_t *)cpu_sp(uc);

	(void)sig, (void)si;
	if (s->n == s->max)
		return;
	/* Libraries have leaves mostly: the first known address called them. */
	for (int i = 0; !known(s, pc) && !caller && i < STACK_WORDS; i++)
		if (known(s, sp[i]))
			caller = sp[i];
	s->at[s->n].pc = pc;
	s->at[s->n].caller = caller;
	s->n++;
}

void bench_sample_start(struct bench_samples *s)
{
	struct sigevent ev = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGPROF };
	struct itimerspec period = { { 0, PERIOD_NS }, { 0, PERIOD_NS } };
	struct sigaction sa = { .sa_flags = SA_SIGINFO | SA_RESTART };

	sampling = s;
	sa.sa_sigaction = on_timer;
	sigaction(SIGPROF, &sa, NULL);
	/* Clocks of CPU time tick too slowly.  Away, it counts as one sample. */
	if (timer_create(CLOCK_MONOTONIC, &ev, &timer) ||
	    timer_settime(timer, 0, &period, NULL))
		abort();
}

void bench_sample_stop(void)
{
	timer_delete(timer);
	signal(SIGPROF, SIG_IGN);
}

static enum bench_class class_of(const struct symbol *s, bool in_kernel)
{
	if (in_kernel)
		return s->environment ? BENCH_ENVIRONMENT : BENCH_KERNEL;
	if (s->file && strstr(s->file, "model/"))
		return BENCH_MODEL;
	return BENCH_RUN;
}

/* The function that has the address, and for a library the one that called. */
static struct bench_symbol name_address(const struct bench_samples *s,
					struct symbols *kernel,
					struct symbols *program, uint64_t pc,
					uint64_t caller)
{
	struct symbol chain[MAX_INLINED];
	struct bench_symbol out = { .class = BENCH_RUN };
	uint64_t at = known(s, pc) ? pc + 1 : caller;
	bool in_kernel = kernel_contains(s->kernel, at);
	size_t n;

	if (!at) {
		out.name = strdup("(libraries)");
		return out;
	}
	n = symbols_resolve(in_kernel ? kernel : program,
			    at - (in_kernel ? s->kernel->base : s->program),
			    chain, MAX_INLINED);
	out.class = class_of(&chain[n - 1], in_kernel);
	if (asprintf(&out.name, "%s%s", chain[n - 1].function,
		     known(s, pc) ? "" : " (libc)") < 0)
		abort();
	return out;
}

static int by_address(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	if (x[0] != y[0])
		return x[0] < y[0] ? -1 : 1;
	return x[1] < y[1] ? -1 : x[1] > y[1];
}

static int by_name(const void *a, const void *b)
{
	const struct bench_symbol *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order ? order : (int)x->class - (int)y->class;
}

/* Sort by name and add up what has the same. */
static void merge(struct bench_profile *p)
{
	uint32_t n = 0;

	qsort(p->symbols, p->n, sizeof(*p->symbols), by_name);
	for (uint32_t i = 0; i < p->n; i++) {
		if (n && !by_name(&p->symbols[n - 1], &p->symbols[i])) {
			p->symbols[n - 1].samples += p->symbols[i].samples;
			free(p->symbols[i].name);
		} else {
			p->symbols[n++] = p->symbols[i];
		}
	}
	p->n = n;
}

struct bench_profile *bench_profile(const struct bench_samples *s)
{
	struct symbols *kernel = symbols_open(s->kernel->path);
	struct symbols *program = symbols_open("/proc/self/exe");
	struct bench_profile *p = calloc(1, sizeof(*p));
	uint64_t (*at)[2] = calloc(s->n + 1, sizeof(*at));

	p->symbols = calloc(s->n + 1, sizeof(*p->symbols));
	memcpy(at, s->at, s->n * sizeof(*at));
	qsort(at, s->n, sizeof(*at), by_address);
	for (uint32_t i = 0; i < s->n; i++) {
		struct bench_symbol *last = &p->symbols[p->n];

		if (!i || by_address(at[i - 1], at[i]))
			p->symbols[p->n++] = name_address(s, kernel, program,
							  at[i][0], at[i][1]);
		last = &p->symbols[p->n - 1];
		last->samples++;
		p->classes[last->class]++;
		p->total++;
	}
	merge(p);
	free(at);
	symbols_close(kernel);
	symbols_close(program);
	return p;
}

uint32_t bench_profile_of(const struct bench_profile *p,
			  const struct bench_symbol *symbol)
{
	const struct bench_symbol *found;

	found = bsearch(symbol, p->symbols, p->n, sizeof(*p->symbols), by_name);
	return found ? found->samples : 0;
}

void bench_profile_free(struct bench_profile *p)
{
	if (!p)
		return;
	for (uint32_t i = 0; i < p->n; i++)
		free(p->symbols[i].name);
	free(p->symbols);
	free(p);
}
