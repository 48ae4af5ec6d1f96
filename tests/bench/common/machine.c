// SPDX-License-Identifier: GPL-2.0-only
/*
 * machine.c - a machine of any number of functions, straight as data: the
 * scenario language is not what is measured.
 */
#include <stdio.h>
#include <stdlib.h>

#include "tests/bench/common/bench.h"

#define DOMAIN_STRIDE (1ull << 38)	/* CPU addresses of two domains */

static uint32_t add(struct spec *s, enum spec_type type, const char *name,
		    int32_t parent, uint8_t devfn)
{
	uint32_t i = spec_add_function(s);
	struct spec_function *f = &s->functions[i];

	f->name = spec_strdup(s, name);
	f->type = type;
	f->parent = parent;
	f->devfn = devfn;
	f->aer = true;
	f->pm = true;
	return i;
}

static void add_endpoint(struct spec *s, const char *name, uint32_t port,
			 uint8_t devfn)
{
	uint32_t i = add(s, SPEC_ENDPOINT, name, (int32_t)port, devfn);
	struct spec_function *f = &s->functions[i];

	f->vendor = 0x1b36;
	f->device = 0x0010;
	f->class = 0x010802;
	f->flr = true;
	f->msix_vectors = 8;
	f->bar[0] = (struct spec_bar){ .kind = SPEC_BAR_MEM64,
				       .size_bytes = 16 << 10 };
	f->bar[2] = (struct spec_bar){ .kind = SPEC_BAR_MEM64,
				       .prefetchable = true,
				       .size_bytes = 1 << 20 };
}

static uint32_t add_port(struct spec *s, enum spec_type type, const char *name,
			 int32_t parent, uint8_t devfn, bool acs)
{
	uint32_t i = add(s, type, name, parent, devfn);
	struct spec_function *f = &s->functions[i];

	f->class = 0x060400;
	if (type == SPEC_ROOT_PORT) {
		f->vendor = 0x8086;	/* on the kernel's list of hosts */
		f->device = 0x2030;
		f->multifunction = true;
	} else {
		f->vendor = 0x10b5;
		f->device = 0x8796;
	}
	if (type != SPEC_UPSTREAM_PORT) {
		f->acs.known = SPEC_PRESENT;
		f->acs.cap = ACS_SV | ACS_RR | ACS_CR | ACS_UF;
		f->acs.ctrl = acs ? f->acs.cap : ACS_SV;
	}
	return i;
}

/* Every other switch redirects peers upstream, the others carry them. */
static void add_switch(struct spec *s, struct bench_shape shape, uint32_t hb,
		       uint32_t n)
{
	char name[64];
	uint32_t rp, up, dsp;

	snprintf(name, sizeof(name), "rp%u.%u", hb, n);
	rp = add_port(s, SPEC_ROOT_PORT, name, -1,
		      (uint8_t)((1 + n / 8) << 3 | n % 8), n & 1);
	s->functions[rp].host_bridge = (int32_t)hb;
	snprintf(name, sizeof(name), "sw%u.%u", hb, n);
	up = add_port(s, SPEC_UPSTREAM_PORT, name, (int32_t)rp, 0, false);
	for (uint32_t i = 0; i < shape.ports; i++) {
		snprintf(name, sizeof(name), "sw%u.%u.%u", hb, n, i);
		dsp = add_port(s, SPEC_DOWNSTREAM_PORT, name, (int32_t)up,
			       (uint8_t)(i << 3), n & 1);
		for (uint8_t f = 0; f < shape.functions; f++) {
			snprintf(name, sizeof(name), "ep%u.%u.%u.%u", hb, n, i,
				 f);
			add_endpoint(s, name, dsp, f);
		}
	}
}

static void add_domain(struct spec *s, uint32_t domain)
{
	int64_t offset = (int64_t)(domain * DOMAIN_STRIDE);
	uint32_t i = spec_add_bridge(s);
	struct spec_host_bridge *hb = &s->host_bridges[i];
	char name[16];

	snprintf(name, sizeof(name), "hb%u", domain);
	hb->name = spec_strdup(s, name);
	hb->domain = domain;
	hb->bus_last = 255;
	hb->nwindows = 2;
	hb->windows[0] = (struct spec_window){
		.kind = SPEC_WIN_MEM, .cpu_base = offset + 0x80000000ull,
		.size_bytes = 0x60000000, .offset = offset };
	hb->windows[1] = (struct spec_window){
		.kind = SPEC_WIN_PREF, .cpu_base = offset + (1ull << 37),
		.size_bytes = 1ull << 36, .offset = offset };
}

struct scenario *bench_machine(struct bench_shape shape)
{
	struct scenario *scn = calloc(1, sizeof(*scn));
	struct spec *s = spec_new();

	if (!scn || !s)
		abort();
	s->host.profile = "server";
	s->host.cpu_vendor = SPEC_CPU_INTEL;
	s->host.cpu_family = 6;
	s->host.dram_bytes = 4ull << 30;
	for (uint32_t d = 0; d < shape.domains; d++) {
		add_domain(s, d);
		for (uint32_t n = 0; n < shape.switches; n++)
			add_switch(s, shape, d, n);
	}
	scn->path = scn->name = "bench";
	scn->cmdline = "";
	scn->spec = s;
	return scn;
}

void bench_machine_free(struct scenario *scn)
{
	spec_free(scn->spec);
	free(scn);
}
