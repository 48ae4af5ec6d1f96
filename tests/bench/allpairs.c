// SPDX-License-Identifier: GPL-2.0-only
/*
 * allpairs.c - 1,024 endpoints, each of which streams to all others, in virtual time: how
 * long it takes, how much memory, and that no credit and no tag is lost.
 *
 *   bench_allpairs [--us N] [--check-us N]     default: 10,000 us, checked every 10 us
 *
 * Eight host bridges with a root port each, below it a switch with four switches, below
 * each of them 32 endpoints: a bus number is a byte, so it takes eight hierarchies.  16 GT/s
 * x16, payload 256.  Each endpoint writes a payload to every other in turn, and begins
 * again; half of them read instead.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "model/config/function.h"
#include "model/flight/flight.h"
#include "model/spec/spec.h"
#include "tests/bench/common/bench.h"
#include "tests/bench/common/fabric.h"

#define BRIDGES 8u
#define SWITCHES 4u
#define PORTS 32u
#define ENDPOINTS (BRIDGES * SWITCHES * PORTS)
#define BASE 0x8000000000ull
#define BAR 0x100000ull
#define WINDOW (1ull << 30)
#define EACH 256u
#define AHEAD 4u			/* requests before the first link */
#define READS 16u			/* outstanding reads of an endpoint */

struct engine {
	struct sea *sea;
	struct function *fn;
	uint32_t index, to, queued, waiting;
	bool reads;
	uint64_t done, failed;
};

struct sea {
	struct flight *f;
	uint64_t address[ENDPOINTS];
	uint64_t until_ps;
	struct engine engine[ENDPOINTS];
};

/* --- the machine --- */

static void add_hierarchy(struct spec *s, struct sea *sea, uint32_t *at, uint32_t b)
{
	uint32_t rp = bench_add(s, SPEC_ROOT_PORT, -1, b, 1, 1, 255), bus = 3, n = 0;
	uint32_t top = bench_add(s, SPEC_UPSTREAM_PORT, (int32_t)rp, b, 0, 2, 255);

	for (uint32_t k = 0; k < SWITCHES; k++, bus += PORTS + 2) {
		uint32_t port = bench_add(s, SPEC_DOWNSTREAM_PORT, (int32_t)top, b, k, bus,
				    bus + PORTS + 1);
		uint32_t sw = bench_add(s, SPEC_UPSTREAM_PORT, (int32_t)port, b, 0, bus + 1,
				  bus + PORTS + 1);

		for (uint32_t i = 0; i < PORTS; i++) {
			uint32_t leaf = bench_add(s, SPEC_DOWNSTREAM_PORT, (int32_t)sw, b, i,
					    bus + 2 + i, bus + 2 + i);
			uint32_t ep = bench_add(s, SPEC_ENDPOINT, (int32_t)leaf, b, 0, 0, 0);
			uint64_t address = BASE + b * WINDOW + n++ * BAR;

			s->functions[ep].bar[0] = (struct spec_bar){
				SPEC_BAR_MEM64, true, BAR, address, 0,
			};
			sea->address[*at] = address;
			sea->engine[(*at)++].index = ep;
		}
	}
}

static struct spec *machine(struct sea *sea)
{
	struct spec *s = spec_new();
	uint32_t at = 0;

	for (uint32_t b = 0; b < BRIDGES; b++) {
		char name[16];

		spec_add_bridge(s);
		snprintf(name, sizeof(name), "hb%u", b);
		s->host_bridges[b] = (struct spec_host_bridge){
			.name = spec_strdup(s, name), .domain = b, .bus_last = 255,
			.nwindows = 1,
			.windows[0] = { SPEC_WIN_PREF, BASE + b * WINDOW, WINDOW, 0, { 0 } },
		};
		add_hierarchy(s, sea, &at, b);
	}
	s->host.dram_bytes = 1 << 30;
	s->host.rc_p2p = SPEC_RC_ALL;
	return s;
}

/* --- streaming --- */

static void send(struct engine *e);

static void left(void *ctx)
{
	struct engine *e = ctx;

	e->queued--;
	send(e);
}

static void done(void *ctx, const struct tlp *t, const struct tlp_result *r)
{
	struct engine *e = ctx;

	(void)t;
	e->waiting--;
	e->done += r->status == TLP_OK;
	e->failed += r->status != TLP_OK;
	send(e);
}

static void send(struct engine *e)
{
	const struct flight_notify n = { left, done, e };
	struct sea *s = e->sea;

	while (e->queued < AHEAD && (!e->reads || e->waiting < READS) &&
	       flight_now_ps(s->f) < s->until_ps) {
		uint32_t me = (uint32_t)(e - s->engine);
		struct tlp t = { .type = e->reads ? TLP_MRD : TLP_MWR, .bytes = EACH };

		e->to = (e->to + 1) % ENDPOINTS;
		if (e->to == me)
			e->to = (e->to + 1) % ENDPOINTS;
		t.address = s->address[e->to] + me % 64 * EACH;
		e->queued++;
		e->waiting++;
		if (!flight_send(s->f, e->fn, &t, &n))
			abort();
	}
}

static void start(struct sea *s, struct fabric *f)
{
	for (uint32_t i = 0; i < ENDPOINTS; i++) {
		struct engine *e = &s->engine[i];

		e->sea = s;
		e->fn = fabric_function(f, e->index);
		e->reads = i % 2;
		e->to = i;
		send(e);
	}
}

/* Returns how many events ran; it ends when nothing is under way any more. */
static uint64_t run(struct sea *s, uint64_t check_ps, uint64_t *checks)
{
	uint64_t events = 0;
	char why[256];

	while (flight_busy(s->f)) {
		events += flight_run(s->f, flight_now_ps(s->f) + check_ps);
		++*checks;
		if (flight_check(s->f, why, sizeof(why)))
			continue;
		printf("lost at %" PRIu64 " ps: %s\n", flight_now_ps(s->f), why);
		exit(1);
	}
	return events;
}

/* All that went out is back: nothing is given out of any credit or tag. */
static void report(const struct sea *s, uint64_t events, uint64_t checks,
		   struct bench_time t)
{
	struct flight_memory m = flight_memory(s->f);
	uint64_t arrived = 0, failed = 0, least = UINT64_MAX;
	struct rusage use;

	for (uint32_t i = 0; i < ENDPOINTS; i++) {
		arrived += s->engine[i].done;
		failed += s->engine[i].failed;
		if (s->engine[i].done < least)
			least = s->engine[i].done;
	}
	getrusage(RUSAGE_SELF, &use);
	printf("%u endpoints, all pairs, %.3f ms of virtual time: %" PRIu64 " requests of %u bytes arrived, %" PRIu64 " did not; each endpoint made at least %" PRIu64 "\n",
	       ENDPOINTS, (double)s->until_ps / 1e9, arrived, EACH, failed, least);
	printf("%" PRIu64 " events in %.1f s of CPU time (%.1f s by the clock): %.2f M a second; %" PRIu64 " checks of all credits and tags, none lost\n",
	       events, t.cpu_s, t.wall_s, (double)events / t.cpu_s / 1e6, checks);
	printf("%" PRIu64 " TLPs at once, %.0f bytes each with their requests; the process had %.0f MiB at most\n",
	       m.tlps, (double)m.bytes / (double)m.tlps, (double)use.ru_maxrss / 1024);
}

static uint64_t option(int argc, char **argv, const char *name, uint64_t value)
{
	for (int i = 1; i + 1 < argc; i++)
		if (!strcmp(argv[i], name))
			value = strtoull(argv[i + 1], NULL, 10);
	return value;
}

int main(int argc, char **argv)
{
	struct sea *s = calloc(1, sizeof(*s));
	struct spec_error err = { .text = "" };
	uint64_t checks = 0, events;
	struct bench_time t;
	struct fabric *f;
	struct spec *spec;
	struct wire *w;

	if (!s)
		abort();
	spec = machine(s);
	f = fabric_build(spec, &err);
	if (!f) {
		fprintf(stderr, "bench_allpairs: %s\n", err.text);
		return 1;
	}
	bench_enable(f, spec->nfunctions, 256, 256);
	w = wire_new(f, NULL);
	s->f = flight_new(w, NULL);
	s->until_ps = option(argc, argv, "--us", 10000) * 1000000;
	t = bench_now();
	start(s, f);
	events = run(s, option(argc, argv, "--check-us", 10) * 1000000, &checks);
	report(s, events, checks, bench_since(t));
	flight_free(s->f);
	wire_free(w);
	fabric_free(f);
	spec_free(spec);
	free(s);
	return 0;
}
