/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * machine.h - small machines for the tests of model/: building a spec in a
 * line or two, config accesses in one, and a bus walk like a BIOS's.
 */
#ifndef TESTS_UNIT_MACHINE_H
#define TESTS_UNIT_MACHINE_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cfg_lint.h"
#include "model/config/fabric.h"
#include "model/config/function.h"

#define UNUSED __attribute__((unused))

/* A spec being described, and the fabric built from it. */
struct machine {
	struct spec *spec;
	struct fabric *f;
};

UNUSED static struct machine machine_new(void)
{
	struct machine m = { .spec = spec_new() };
	uint32_t hb = spec_add_bridge(m.spec);

	m.spec->host_bridges[hb].name = "hb0";
	return m;
}

UNUSED static void machine_free(struct machine *m)
{
	fabric_free(m->f);
	spec_free(m->spec);
}

/* The latest pointer only: the array moves with the next add(). */
UNUSED static struct spec_function *fn_at(struct machine *m, uint32_t i)
{
	return &m->spec->functions[i];
}

UNUSED static uint32_t add_fn(struct machine *m, enum spec_type type, int32_t parent,
			      uint8_t devfn)
{
	uint32_t i = spec_add_function(m->spec);
	struct spec_function *fn = fn_at(m, i);
	char name[32];

	snprintf(name, sizeof(name), "f%u", i);
	fn->name = spec_strdup(m->spec, name);
	fn->type = type;
	fn->parent = parent;
	fn->host_bridge = parent < 0 ? 0 : -1;
	fn->devfn = devfn;
	fn->vendor = 0x1af4;
	fn->device = (uint16_t)(0x1000 + i);
	return i;
}

UNUSED static struct spec_bar mem_bar(uint64_t size, bool is_64, bool pref)
{
	return (struct spec_bar){
		.kind = is_64 ? SPEC_BAR_MEM64 : SPEC_BAR_MEM32,
		.prefetchable = pref, .size_bytes = size,
	};
}

UNUSED static struct spec_acs acs_of(uint16_t cap, uint16_t ctrl)
{
	return (struct spec_acs){
		.known = SPEC_PRESENT, .cap = cap, .ctrl = ctrl,
	};
}

UNUSED static void machine_build(struct machine *m)
{
	struct spec_error err = { .text = "" };

	m->f = fabric_build(m->spec, &err);
	ck_assert_msg(m->f != NULL, "%s", err.text);
}

/* A root port at 00:01.0 and an endpoint below it at 01:00.0, buses set. */
struct pair {
	struct machine m;
	uint32_t rp, ep;
};

UNUSED static struct pair pair_new(void)
{
	struct pair p = { .m = machine_new() };

	p.rp = add_fn(&p.m, SPEC_ROOT_PORT, -1, 1 << 3);
	p.ep = add_fn(&p.m, SPEC_ENDPOINT, (int32_t)p.rp, 0);
	return p;
}

UNUSED static uint32_t rd(struct machine *m, uint8_t bus, uint8_t devfn,
			  uint16_t reg, uint8_t size)
{
	return fabric_cfg_read(m->f, 0, bus, devfn, reg, size);
}

UNUSED static void wr(struct machine *m, uint8_t bus, uint8_t devfn, uint16_t reg,
		      uint8_t size, uint32_t v)
{
	fabric_cfg_write(m->f, 0, bus, devfn, reg, size, v);
}

UNUSED static void pair_build(struct pair *p)
{
	machine_build(&p->m);
	wr(&p->m, 0, 8, R_PRIMARY, 4, 0x00020100);
}

/* The endpoint's registers, and the root port's. */
#define EP_RD(p, reg, size) rd(&(p)->m, 1, 0, (uint16_t)(reg), size)
#define EP_WR(p, reg, size, v) wr(&(p)->m, 1, 0, (uint16_t)(reg), size, v)
#define RP_RD(p, reg, size) rd(&(p)->m, 0, 8, (uint16_t)(reg), size)
#define RP_WR(p, reg, size, v) wr(&(p)->m, 0, 8, (uint16_t)(reg), size, v)

/* Offset of a capability, found as software does: by walking. */
UNUSED static uint16_t find_cap(struct machine *m, uint8_t bus, uint8_t devfn,
				uint8_t id)
{
	uint16_t off = (uint16_t)rd(m, bus, devfn, R_CAP_PTR, 1), n = 0;

	if (!(rd(m, bus, devfn, R_STATUS, 2) & STS_CAP_LIST))
		return 0;
	for (; off && n < 48; n++) {
		if (rd(m, bus, devfn, off, 1) == id)
			return off;
		off = (uint16_t)rd(m, bus, devfn, off + 1, 1);
	}
	return 0;
}

UNUSED static uint16_t find_ext(struct machine *m, uint8_t bus, uint8_t devfn,
				uint16_t id)
{
	uint16_t off = 0x100, n = 0;
	uint32_t header;

	for (; off && n < 960; n++) {
		header = rd(m, bus, devfn, off, 4);
		if (!header || header == ~0u)
			return 0;
		if ((header & 0xffff) == id)
			return off;
		off = (uint16_t)(header >> 20);
	}
	return 0;
}

/* Write all ones, read back, restore: what a register lets through. */
UNUSED static uint32_t probe(struct machine *m, uint8_t bus, uint8_t devfn,
			     uint16_t reg, uint8_t size)
{
	uint32_t old = rd(m, bus, devfn, reg, size), seen;

	wr(m, bus, devfn, reg, size, ~0u);
	seen = rd(m, bus, devfn, reg, size);
	wr(m, bus, devfn, reg, size, old);
	return seen;
}

UNUSED static void lint_all(struct machine *m)
{
	char why[200];
	uint32_t i;

	for (i = 0; i < m->spec->nfunctions; i++)
		ck_assert_msg(cfg_lint(fabric_function(m->f, i), why, sizeof(why)),
			      "%s: %s", fn_at(m, i)->name, why);
}

/*
 * A depth-first walk like a BIOS's: number every bus, count functions.  Told
 * nothing but config space.  Returns the highest bus number used.
 */
struct walk_result {
	uint32_t functions, bridges, vfs_seen;
};

UNUSED static uint8_t bios_walk(struct fabric *f, uint32_t domain, uint8_t bus,
				struct walk_result *r)
{
	uint8_t last = bus;
	unsigned int devfn;

	for (devfn = 0; devfn < 256; devfn++) {
		uint32_t id = fabric_cfg_read(f, domain, bus, (uint8_t)devfn, 0, 4);
		uint32_t type;

		if (id == ~0u) {
			if (!(devfn & 7))
				devfn |= 7;	/* no function 0, no device */
			continue;
		}
		r->functions++;
		type = fabric_cfg_read(f, domain, bus, (uint8_t)devfn,
				       R_HEADER_TYPE, 1);
		if ((type & 0x7f) == 1) {
			uint8_t next = (uint8_t)(last + 1);

			r->bridges++;
			fabric_cfg_write(f, domain, bus, (uint8_t)devfn, R_PRIMARY,
					 4, 0xff0000u | (uint32_t)next << 8 | bus);
			last = bios_walk(f, domain, next, r);
			fabric_cfg_write(f, domain, bus, (uint8_t)devfn,
					 R_SUBORDINATE, 1, last);
		}
		if (!(devfn & 7) && !(type & 0x80))
			devfn |= 7;
	}
	return last;
}

#define TEST_MAIN(suite) \
int main(void) \
{ \
	SRunner *sr = srunner_create(suite()); \
	int failed; \
\
	srunner_run_all(sr, CK_ENV); \
	failed = srunner_ntests_failed(sr); \
	srunner_free(sr); \
	return failed ? EXIT_FAILURE : EXIT_SUCCESS; \
}

#endif
