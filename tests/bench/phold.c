// SPDX-License-Identifier: GPL-2.0-only
/*
 * phold.c - PHOLD on the event queue, beside a bare 4-ary heap, in one program.
 *
 * Hold model: pop the first event, push it back a random while later, with N
 * pending.  Both queues hold the same 32-byte event (time, sequence, function,
 * argument), draw the same random numbers and must pop the same times, which
 * a checksum compares.  Rounds alternate between the two, CPU time is taken, and
 * the best round of each counts: other load disturbs both alike.  Prints ratios.
 *
 *   bench_phold [--quick] [--check]
 *
 * --check exits 1 when a budget of the exponential (PHOLD) rows is missed:
 * 3x the heap at 1 Ki and 16 Ki pending, 2x at 1 Mi.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "model/flight/evq.h"
#include "sim/base/rng.h"

#define QUANTILES 1024

/* The bare heap: binary-heap order, four children, moves a hole. */
struct heap {
	struct event *e;
	size_t n;
};

static inline int before(const struct event *a, const struct event *b)
{
	return a->time_ps < b->time_ps ||
	       (a->time_ps == b->time_ps && a->seq < b->seq);
}

static void heap_push(struct heap *h, const struct event *x)
{
	size_t i = h->n++;

	while (i) {
		size_t up = (i - 1) / 4;

		if (!before(x, &h->e[up]))
			break;
		h->e[i] = h->e[up];
		i = up;
	}
	h->e[i] = *x;
}

static void heap_pop(struct heap *h, struct event *out)
{
	struct event x = h->e[h->n - 1];
	size_t n = --h->n, i = 0;

	*out = h->e[0];
	for (;;) {
		size_t c = 4 * i + 1, best = c;
		size_t end = c + 4 < n ? c + 4 : n;

		if (c >= n)
			break;
		for (size_t k = c + 1; k < end; k++)
			if (before(&h->e[k], &h->e[best]))
				best = k;
		if (!before(&h->e[best], &x))
			break;
		h->e[i] = h->e[best];
		i = best;
	}
	h->e[i] = x;
}

static uint64_t quantile[QUANTILES];

/* Mean about 1 us, from a table so that log() is not what is measured. */
static void make_delays(const char *shape)
{
	for (int i = 0; i < QUANTILES; i++) {
		double u = (i + 0.5) / QUANTILES, d;

		if (!strcmp(shape, "exponential"))
			d = -log(1 - u) * 1e6;
		else if (!strcmp(shape, "uniform"))
			d = u * 2e6;
		else if (!strcmp(shape, "bimodal"))
			d = u < 0.9 ? u * 1e5 : 9e6 + u * 1e6;
		else			/* a long tail: Pareto, alpha 1.2 */
			d = 2e5 * pow(1 - u, -1 / 1.2);
		quantile[i] = (uint64_t)d;
	}
}

static inline uint64_t delay(struct rng *r)
{
	uint64_t x = rng_next(r);

	return quantile[x % QUANTILES] + (x >> 54);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void nothing(void *arg)
{
	(void)arg;
}

static struct heap heap;
static struct evq *queue;

/* Both: @warm holds, then @holds timed; returns events/s and a checksum. */
static double run_heap(uint64_t n, uint64_t warm, uint64_t holds, uint64_t *sum)
{
	struct rng r;
	uint64_t seq = 0;
	struct event e = { 0, 0, nothing, NULL };
	double t = 0;

	heap.e = malloc(n * sizeof(*heap.e));
	if (!heap.e)
		abort();
	heap.n = 0;
	rng_init(&r, 1, n);
	for (uint64_t i = 0; i < n; i++) {
		e.time_ps = delay(&r);
		e.seq = seq++;
		heap_push(&heap, &e);
	}
	*sum = 0;
	for (uint64_t i = 0; i < warm + holds; i++) {
		if (i == warm)
			t = now();
		heap_pop(&heap, &e);
		*sum = *sum * 31 + e.time_ps + e.seq;
		e.time_ps += delay(&r);
		e.seq = seq++;
		heap_push(&heap, &e);
	}
	t = now() - t;
	free(heap.e);
	return (double)holds / t;
}

static double run_queue(uint64_t n, uint64_t warm, uint64_t holds, uint64_t *sum)
{
	struct rng r;
	struct event e;
	double t = 0;

	queue = evq_new();
	rng_init(&r, 1, n);
	for (uint64_t i = 0; i < n; i++)
		evq_push(queue, delay(&r), nothing, NULL);
	*sum = 0;
	for (uint64_t i = 0; i < warm + holds; i++) {
		if (i == warm)
			t = now();
		evq_pop(queue, &e);
		*sum = *sum * 31 + e.time_ps + e.seq;
		evq_push(queue, e.time_ps + delay(&r), e.fn, e.arg);
	}
	t = now() - t;
	evq_free(queue);
	return (double)holds / t;
}

int main(int argc, char **argv)
{
	static const char *const shapes[] = {
		"exponential", "uniform", "bimodal", "pareto"
	};
	static const struct { uint64_t n; double budget; } sizes[] = {
		{ 1 << 10, 3 }, { 1 << 14, 3 }, { 1 << 20, 2 }
	};
	int quick = 0, check = 0, missed = 0;

	for (int i = 1; i < argc; i++) {
		quick |= !strcmp(argv[i], "--quick");
		check |= !strcmp(argv[i], "--check");
	}
	printf("# PHOLD, best of alternating rounds; M events/s\n");
	printf("%-12s %8s %8s %8s %7s %7s\n", "delays", "pending", "heap",
	       "queue", "ratio", "budget");
	for (size_t s = 0; s < (quick ? 1 : 4); s++) {
		make_delays(shapes[s]);
		for (size_t k = 0; k < 3; k++) {
			uint64_t n = sizes[k].n, hs, qs;
			uint64_t holds = n > 100000 ? 2 * n : 2000000;
			double h = 0, q = 0, x;
			int miss;

			for (int round = 0; round < (quick ? 2 : 3); round++) {
				x = run_heap(n, 3 * n, holds, &hs);
				h = x > h ? x : h;
				x = run_queue(n, 3 * n, holds, &qs);
				q = x > q ? x : q;
				if (hs != qs) {
					printf("the two queues disagree\n");
					return 1;
				}
			}
			miss = s == 0 && q < sizes[k].budget * h;
			missed += miss;
			printf("%-12s %8llu %8.1f %8.1f %7.2f", shapes[s],
			       (unsigned long long)n, h / 1e6, q / 1e6, q / h);
			if (s == 0)
				printf(" %6.0fx%s", sizes[k].budget,
				       miss ? " MISSED" : "");
			printf("\n");
			fflush(stdout);
		}
	}
	return check && missed ? 1 : 0;
}
