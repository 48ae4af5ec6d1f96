// SPDX-License-Identifier: GPL-2.0-only
/*
 * flight.c - a saturated fabric of 64 endpoints and two levels of switches: events a
 * second of the product, and its queue beside others on the same events.
 *
 *   bench_flight [--quick] [--trace FILE]
 *
 * With --trace the recorded events are also written, for tests/bench/schedulers.sh.
 *
 * All endpoints stream to one of another switch, half of them reads.  The pushes of each
 * event are recorded (the linker leads them here), and then replayed on the product's
 * queue, on a plain binary heap and on one with four children a node, rounds alternating; the best round of
 * each counts, in CPU time.  All three must pop the same times, which a checksum compares.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/config/function.h"
#include "model/flight/internal.h"
#include "model/flight/transfer.h"
#include "model/spec/spec.h"
#include "tests/bench/common/bench.h"
#include "tests/bench/common/fabric.h"

#define SWITCHES 8u
#define PORTS 8u
#define ENDPOINTS (SWITCHES * PORTS)
#define BASE 0x800000000ull
#define BAR 0x1000000ull

static void *must(void *p)
{
	if (!p)
		abort();
	return p;
}

/* --- the machine --- */

static uint32_t add_endpoint(struct spec *s, uint32_t above)
{
	uint32_t i = bench_add(s, SPEC_ENDPOINT, (int32_t)above, 0, 0, 0, 0);

	s->functions[i].bar[0] = (struct spec_bar){ SPEC_BAR_MEM64, true, BAR,
						    BASE + i * BAR, 0 };
	return i;
}

/* rp - switch of 8 ports - a switch of 8 ports below each - an endpoint below each. */
static struct spec *machine(uint32_t *endpoint)
{
	struct spec *s = spec_new();
	uint32_t rp, top, port, sw, leaf, n = 0, bus = 3;

	spec_add_bridge(s);
	s->host_bridges[0] = (struct spec_host_bridge){
		.name = "hb0", .bus_last = 255, .nwindows = 1,
		.windows[0] = { SPEC_WIN_PREF, BASE, 1ull << 34, 0, { 0 } },
	};
	s->host.dram_bytes = 1 << 30;
	rp = bench_add(s, SPEC_ROOT_PORT, -1, 0, 1, 1, 255);
	top = bench_add(s, SPEC_UPSTREAM_PORT, (int32_t)rp, 0, 0, 2, 255);
	for (uint8_t i = 0; i < SWITCHES; i++, bus += PORTS + 2) {
		port = bench_add(s, SPEC_DOWNSTREAM_PORT, (int32_t)top, 0, i, bus, bus + PORTS + 1);
		sw = bench_add(s, SPEC_UPSTREAM_PORT, (int32_t)port, 0, 0, bus + 1, bus + PORTS + 1);
		for (uint8_t k = 0; k < PORTS; k++) {
			leaf = bench_add(s, SPEC_DOWNSTREAM_PORT, (int32_t)sw, 0, k, bus + 2 + k,
				   bus + 2 + k);
			endpoint[n++] = add_endpoint(s, leaf);
		}
	}
	return s;
}

/* --- what it did --- */

/* Of each event in order: how many it pushed, and their times. */
struct record {
	uint64_t *time;
	uint32_t *pushes;
	uint64_t ntimes, nevents, room_times, most_events;
	uint64_t pending, most_pending;
};

static struct record *recording;

uint64_t __real_evq_push(struct evq *q, uint64_t time_ps, event_fn fn, void *arg);
uint64_t __wrap_evq_push(struct evq *q, uint64_t time_ps, event_fn fn, void *arg);
bool __real_evq_pop(struct evq *q, struct event *out);
bool __wrap_evq_pop(struct evq *q, struct event *out);

uint64_t __wrap_evq_push(struct evq *q, uint64_t time_ps, event_fn fn, void *arg)
{
	struct record *r = recording;

	if (r && r->nevents < r->most_events) {
		if (r->ntimes == r->room_times) {
			r->room_times = r->room_times ? 2 * r->room_times : 4096;
			r->time = must(realloc(r->time,
					       r->room_times * sizeof(*r->time)));
		}
		r->time[r->ntimes++] = time_ps;
		r->pushes[r->nevents]++;
		r->pending++;
		if (r->pending > r->most_pending)
			r->most_pending = r->pending;
	}
	return __real_evq_push(q, time_ps, fn, arg);
}

bool __wrap_evq_pop(struct evq *q, struct event *out)
{
	if (recording && recording->nevents < recording->most_events) {
		recording->nevents++;
		recording->pending--;
	}
	return __real_evq_pop(q, out);
}

struct load {
	struct transfer t[ENDPOINTS];
};

static void start(struct load *l, struct flight *f, struct wire *w, const uint32_t *ep,
		  uint64_t bytes)
{
	for (uint32_t i = 0; i < ENDPOINTS; i++) {
		uint32_t to = ep[(i + PORTS + 1) % ENDPOINTS];

		l->t[i] = (struct transfer){
			.f = f, .fn = fabric_function(w->f, ep[i]), .bytes = bytes,
			.window = BAR, .outstanding = i % 2 ? 32 : 0,
			.t = { .type = i % 2 ? TLP_MRD : TLP_MWR,
			       .address = BASE + to * BAR },
		};
		transfer_start(&l->t[i]);
	}
}

/* Returns events a second of the whole model; all must arrive and be accounted for. */
static double product(struct wire *w, const uint32_t *ep, uint64_t bytes)
{
	struct flight *f = flight_new(w, NULL);
	struct load *l = must(calloc(1, sizeof(*l)));
	struct flight_memory m;
	struct bench_time t;
	uint64_t ran;
	char why[256];

	t = bench_now();
	start(l, f, w, ep, bytes);
	ran = flight_run(f, UINT64_MAX);
	t = bench_since(t);
	for (uint32_t i = 0; i < ENDPOINTS; i++)
		if (!transfer_is_done(&l->t[i]) || l->t[i].arrived != bytes)
			abort();
	if (!flight_check(f, why, sizeof(why))) {
		puts(why);
		exit(1);
	}
	m = flight_memory(f);
	printf("product: %" PRIu64 " events, %.2f M events/s; %" PRIu64 " TLPs at once, %.0f bytes each\n",
	       ran, (double)ran / t.cpu_s / 1e6, m.tlps, (double)m.bytes / (double)m.tlps);
	flight_free(f);
	free(l);
	return (double)ran / t.cpu_s;
}

static void record(struct record *r, struct wire *w, const uint32_t *ep, uint64_t events)
{
	struct flight *f = flight_new(w, NULL);
	struct load *l = must(calloc(1, sizeof(*l)));

	r->pushes = must(calloc(events + 1, sizeof(*r->pushes)));
	r->most_events = events;
	recording = r;
	start(l, f, w, ep, 1ull << 30);
	while (r->nevents < events)
		flight_run(f, flight_now_ps(f) + 1000000);
	recording = NULL;
	flight_free(f);
	free(l);
}

/* --- the queues --- */

/* The plainest there is: with two children a node, or more. */
struct heap {
	struct event *e;
	size_t n, children;
};

static bool before(const struct event *a, const struct event *b)
{
	return a->time_ps < b->time_ps ||
	       (a->time_ps == b->time_ps && a->seq < b->seq);
}

static void heap_push(struct heap *h, struct event x)
{
	size_t i = h->n++, k = h->children;

	for (; i && before(&x, &h->e[(i - 1) / k]); i = (i - 1) / k)
		h->e[i] = h->e[(i - 1) / k];
	h->e[i] = x;
}

static void heap_pop(struct heap *h, struct event *out)
{
	struct event x = h->e[--h->n];
	size_t i = 0, k = h->children, first, c, end;

	*out = h->e[0];
	while ((first = k * i + 1) < h->n) {
		end = first + k < h->n ? first + k : h->n;
		c = first;
		for (size_t j = first + 1; j < end; j++)
			c = before(&h->e[j], &h->e[c]) ? j : c;
		if (!before(&h->e[c], &x))
			break;
		h->e[i] = h->e[c];
		i = c;
	}
	h->e[i] = x;
}

static void nothing(void *arg)
{
	(void)arg;
}

static double with_heap(const struct record *r, size_t children, uint64_t *sum)
{
	struct heap h = { must(malloc((r->most_pending + 1) *
				      sizeof(struct event))), 0, children };
	struct event ev;
	struct bench_time t = bench_now();
	const uint64_t *time = r->time;
	uint64_t seq = 0;

	*sum = 0;
	for (uint64_t i = 0; i < r->nevents; i++) {
		for (uint32_t k = 0; k < r->pushes[i]; k++) {
			heap_push(&h, (struct event){ *time++, seq, nothing, NULL });
			seq++;
		}
		heap_pop(&h, &ev);
		*sum = *sum * 31 + ev.time_ps + ev.seq;
	}
	t = bench_since(t);
	free(h.e);
	return (double)r->nevents / t.cpu_s;
}

static double with_product(const struct record *r, uint64_t *sum)
{
	struct evq *q = evq_new();
	struct event ev;
	struct bench_time t = bench_now();
	const uint64_t *time = r->time;

	*sum = 0;
	for (uint64_t i = 0; i < r->nevents; i++) {
		for (uint32_t k = 0; k < r->pushes[i]; k++)
			__real_evq_push(q, *time++, nothing, NULL);
		__real_evq_pop(q, &ev);
		*sum = *sum * 31 + ev.time_ps + ev.seq;
	}
	t = bench_since(t);
	evq_free(q);
	return (double)r->nevents / t.cpu_s;
}

static void best(double *most, double x)
{
	*most = x > *most ? x : *most;
}

static int compare(const struct record *r, int rounds)
{
	double two = 0, four = 0, ours = 0;
	uint64_t a, b, c;

	for (int i = 0; i < rounds; i++) {
		best(&two, with_heap(r, 2, &a));
		best(&ours, with_product(r, &b));
		best(&four, with_heap(r, 4, &c));
		if (a != b || a != c) {
			printf("the queues disagree\n");
			return 1;
		}
	}
	printf("queues, %" PRIu64 " events, %" PRIu64 " pending at most: binary heap %.1f M events/s; product %.2f times, heap of four children %.2f times\n",
	       r->nevents, r->most_pending, two / 1e6, ours / two, four / two);
	return 0;
}

/* Two counts, then of each event how many it pushed, then the times of all pushes. */
static bool write_trace(const struct record *r, const char *path)
{
	const uint64_t n[] = { r->nevents, r->ntimes };
	FILE *out = fopen(path, "wb");
	bool ok = out && fwrite(n, sizeof(n[0]), 2, out) == 2 &&
		  fwrite(r->pushes, sizeof(*r->pushes), r->nevents, out) == r->nevents &&
		  fwrite(r->time, sizeof(*r->time), r->ntimes, out) == r->ntimes;

	if (out && fclose(out))
		ok = false;
	if (!ok)
		perror(path);
	return ok;
}

int main(int argc, char **argv)
{
	bool quick = argc > 1 && !strcmp(argv[1], "--quick");
	struct spec_error err = { .text = "" };
	uint32_t ep[ENDPOINTS];
	struct record r = { 0 };
	struct fabric *f;
	struct wire *w;
	struct spec *s;
	int ret;

	s = machine(ep);
	f = fabric_build(s, &err);
	if (!f) {
		fprintf(stderr, "bench_flight: %s\n", err.text);
		return 1;
	}
	bench_enable(f, s->nfunctions, 0, 0);
	w = wire_new(f, NULL);
	product(w, ep, quick ? 64 << 10 : 1 << 20);
	record(&r, w, ep, quick ? 50000 : 300000);
	ret = compare(&r, quick ? 2 : 5);
	for (int i = 1; i + 1 < argc; i++)
		if (!strcmp(argv[i], "--trace") && !write_trace(&r, argv[i + 1]))
			ret = 1;
	free(r.time);
	free(r.pushes);
	wire_free(w);
	fabric_free(f);
	spec_free(s);
	return ret;
}
