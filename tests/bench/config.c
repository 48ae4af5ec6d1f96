// SPDX-License-Identifier: GPL-2.0-only
/*
 * config.c - how fast a machine builds and config space answers, and how that
 * grows: from one domain of 256 functions to many of 65,536 in all.
 *
 * Ratios are what counts; nanoseconds depend on the machine.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "model/config/fabric.h"
#include "model/config/state.h"
#include "model/spec/regs.h"

static double now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static uint32_t add(struct spec *s, enum spec_type type, int32_t hb, int32_t parent,
		    uint8_t devfn)
{
	uint32_t i = spec_add_function(s);
	struct spec_function *fn = &s->functions[i];
	char name[24];

	snprintf(name, sizeof(name), "f%u", i);
	fn->name = spec_strdup(s, name);
	fn->type = type;
	fn->host_bridge = hb;
	fn->parent = parent;
	fn->devfn = devfn;
	fn->vendor = 0x1af4;
	fn->device = 1;
	fn->pm = fn->aer = true;
	if (spec_type_is_bridge(type)) {
		fn->acs.known = SPEC_PRESENT;
		fn->acs.cap = 0x5f;
	} else {
		fn->ats = fn->flr = true;
		fn->msix_vectors = 16;
		fn->bar[0].kind = SPEC_BAR_MEM64;
		fn->bar[0].prefetchable = true;
		fn->bar[0].size_bytes = 1 << 20;
	}
	return i;
}

/* Switches of up to 28 ports with 4-function endpoints, 240 buses a domain. */
static void fill_domain(struct spec *s, int32_t hb, uint32_t limit)
{
	uint32_t r, d, f, rp, up, dn;

	for (r = 0; r < 8 && s->nfunctions < limit; r++) {
		rp = add(s, SPEC_ROOT_PORT, hb, -1, (uint8_t)((r + 1) << 3));
		up = add(s, SPEC_UPSTREAM_PORT, -1, (int32_t)rp, 0);
		for (d = 0; d < 28 && s->nfunctions < limit; d++) {
			dn = add(s, SPEC_DOWNSTREAM_PORT, -1, (int32_t)up,
				 (uint8_t)(d << 3));
			for (f = 0; f < 4; f++)
				add(s, SPEC_ENDPOINT, -1, (int32_t)dn, (uint8_t)f);
		}
	}
}

static struct spec *machine(uint32_t functions)
{
	struct spec *s = spec_new();

	while (s->nfunctions < functions) {
		uint32_t i = spec_add_bridge(s);
		char name[24];

		snprintf(name, sizeof(name), "hb%u", i);
		s->host_bridges[i].name = spec_strdup(s, name);
		s->host_bridges[i].domain = i;
		fill_domain(s, (int32_t)i, functions);
	}
	return s;
}

static uint64_t accesses;

static uint32_t rd(struct fabric *f, uint32_t dom, uint8_t bus, uint8_t devfn,
		   uint16_t reg, uint8_t size)
{
	accesses++;
	return fabric_cfg_read(f, dom, bus, devfn, reg, size);
}

static void wr(struct fabric *f, uint32_t dom, uint8_t bus, uint8_t devfn,
	       uint16_t reg, uint8_t size, uint32_t v)
{
	accesses++;
	fabric_cfg_write(f, dom, bus, devfn, reg, size, v);
}

/* Number buses, size BARs, walk capabilities: an enumeration's accesses. */
static uint8_t walk(struct fabric *f, uint32_t dom, uint8_t bus)
{
	unsigned int devfn, reg, off;
	uint8_t last = bus;

	for (devfn = 0; devfn < 256; devfn++) {
		uint8_t d = (uint8_t)devfn;
		uint32_t type;

		if (rd(f, dom, bus, d, 0, 4) == ~0u) {
			devfn |= devfn & 7 ? 0 : 7;
			continue;
		}
		type = rd(f, dom, bus, d, R_HEADER_TYPE, 1);
		for (reg = R_BAR0; reg < R_BAR0 + (type & 1 ? 8u : 24u); reg += 4) {
			uint32_t old = rd(f, dom, bus, d, (uint16_t)reg, 4);

			wr(f, dom, bus, d, (uint16_t)reg, 4, ~0u);
			rd(f, dom, bus, d, (uint16_t)reg, 4);
			wr(f, dom, bus, d, (uint16_t)reg, 4, old);
		}
		for (off = rd(f, dom, bus, d, R_CAP_PTR, 1); off;
		     off = rd(f, dom, bus, d, (uint16_t)(off + 1), 1))
			rd(f, dom, bus, d, (uint16_t)off, 1);
		for (off = 0x100; off;
		     off = rd(f, dom, bus, d, (uint16_t)off, 4) >> 20)
			;
		if ((type & 0x7f) == 1) {
			wr(f, dom, bus, d, R_PRIMARY, 4,
			   0xff0000u | (last + 1u) << 8 | bus);
			last = walk(f, dom, (uint8_t)(last + 1));
			wr(f, dom, bus, d, R_SUBORDINATE, 1, last);
		}
		if (!(devfn & 7) && !(type & HDR_MULTI_FUNCTION))
			devfn |= 7;
	}
	return last;
}

static void measure(uint32_t functions)
{
	struct spec *s = machine(functions);
	double t0 = now_ns(), t1, t2, t3;
	struct spec_error err;
	struct fabric *f = fabric_build(s, &err);
	volatile uint32_t sink;		/* the reads must happen */
	uint32_t i, n = s->nfunctions;
	uint64_t state;

	if (!f) {
		fprintf(stderr, "%s\n", err.text);
		exit(1);
	}
	t1 = now_ns();
	accesses = 0;
	for (i = 0; i < s->nbridges; i++)
		walk(f, i, 0);
	t2 = now_ns();
	state = accesses;
	/* Random functions: what a cold cache costs. */
	for (i = 0; i < 4000000; i++) {
		uint32_t r = i * 2654435761u;

		sink = fabric_cfg_read(f, (r >> 8) % s->nbridges,
				       (uint8_t)(r >> 16) % 240,
				       (uint8_t)((r >> 3) & 3), 0, 4);
	}
	t3 = now_ns();
	(void)sink;
	printf("%6u functions %3u domains: build %5.0f ns/function, "
	       "walk %4.1f ns/access (%4.0f ns/function), random read %4.1f ns, "
	       "state %zu bytes/function\n", n, s->nbridges, (t1 - t0) / n,
	       (t2 - t1) / (double)state, (t2 - t1) / n, (t3 - t2) / 4e6,
	       fabric_state_bytes(f));
	fabric_free(f);
	spec_free(s);
}

int main(void)
{
	static const uint32_t sizes[] = { 256, 1024, 4096, 16384, 65536 };
	unsigned int i;

	for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
		measure(sizes[i]);
	return 0;
}
