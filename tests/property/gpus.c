// SPDX-License-Identifier: GPL-2.0-only
/*
 * gpus.c - random GPUs that share VRAM among VFs, and random work on them, as scenario text
 * with what is to come of it.
 *
 * It has a model of its own of who has how much and of the bytes in it, which knows
 * docs/GPU.md, and no page of VRAM: where pages are, law provisioning judges.  Work is drawn
 * first, and the model is asked about what is kept of it; so work can be left out, and
 * what is expected of the rest is right.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/draw.h"
#include "tests/property/gpus.h"

#define PAGE (2ull << 20)
#define TABLE 4096ull
#define MOST_VFS 4u
#define MOST_BYTES 64u			/* places whose bytes are known to differ from 0 */

enum work {
	WORK_QUOTA, WORK_QUOTA_ALL, WORK_SRIOV, WORK_BIND, WORK_UNBIND, WORK_STORE, WORK_COPY,
	WORK_CLEAR, WORK_RESET_VF, WORK_RESET_PF, WORK_LOOK, WORKS
};

/* As it was drawn; what of the numbers is used depends on who has what by then. */
struct op {
	enum work work;
	uint64_t r[6];
};

struct place {
	uint64_t at;
	uint32_t value;			/* of 4 bytes */
};

struct vf {
	uint64_t quota;
	bool bound;
	uint32_t n;
	struct place place[MOST_BYTES];
};

struct gpus {
	FILE *out;
	bool told;			/* the PF's driver learns of FLRs */
	bool looks;			/* states what is expected of each */
	uint64_t npages, vf_bytes;
	uint32_t total, on, nwindows;
	struct vf vf[MOST_VFS + 1];	/* [0] is not used */
};

static void put(struct gpus *g, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void put(struct gpus *g, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vfprintf(g->out, fmt, ap);
	va_end(ap);
}

/* --- the model ---------------------------------------------------------------------------- */

static uint64_t up(uint64_t v, uint64_t to)
{
	return (v + to - 1) / to * to;
}

/* Pages that nobody but the PF ever has. */
static uint64_t table_pages(const struct gpus *g)
{
	return up(TABLE + g->total * up(g->vf_bytes / PAGE * 8, TABLE), PAGE) / PAGE;
}

static uint64_t free_pages(const struct gpus *g)
{
	uint64_t n = g->npages - table_pages(g);

	for (uint32_t i = 1; i <= g->total; i++)
		n -= g->vf[i].quota / PAGE;
	return n;
}

static void give(struct gpus *g, uint32_t vf, uint64_t bytes)
{
	g->vf[vf].quota = bytes;
	g->vf[vf].n = 0;
}

static const char *set(struct gpus *g, uint32_t vf, uint64_t bytes)
{
	struct vf *v = &g->vf[vf];

	if (bytes > g->npages * PAGE || up(bytes, PAGE) > g->vf_bytes)
		return "EINVAL";
	bytes = up(bytes, PAGE);
	if (bytes == v->quota)
		return NULL;
	if (vf <= g->on && v->bound)
		return "EBUSY";
	if (bytes / PAGE > free_pages(g) + v->quota / PAGE)
		return "ENOSPC";
	give(g, vf, bytes);
	return NULL;
}

static void take_all(struct gpus *g)
{
	for (uint32_t i = 1; i <= g->total; i++)
		give(g, i, 0);
}

static const char *set_all(struct gpus *g, uint64_t bytes)
{
	const char *err = NULL;

	for (uint32_t i = 1; i <= g->on; i++)
		if (g->vf[i].bound)
			return "EBUSY";
	take_all(g);
	for (uint32_t i = 1; i <= g->total && !err; i++)
		err = set(g, i, bytes);
	if (err)
		take_all(g);
	return err;
}

static const char *sriov(struct gpus *g, uint32_t n)
{
	uint64_t each;
	bool any = false;

	if (n == g->on)
		return NULL;
	if (n && g->on)
		return "EBUSY";
	for (uint32_t i = 1; i <= g->total; i++) {
		any |= g->vf[i].quota;
		g->vf[i].bound = false;
	}
	g->on = n;
	if (!n)
		take_all(g);
	if (!n || any)
		return NULL;
	each = free_pages(g) / n * PAGE;
	for (uint32_t i = 1; i <= n; i++)
		give(g, i, each < g->vf_bytes ? each : g->vf_bytes);
	return NULL;
}

static uint32_t byte_at(const struct vf *v, uint64_t at)
{
	for (uint32_t i = 0; i < v->n; i++)
		if (v->place[i].at == at)
			return v->place[i].value;
	return 0;
}

static void forget(struct vf *v, uint64_t at, uint64_t bytes)
{
	uint32_t to = 0;

	for (uint32_t i = 0; i < v->n; i++)
		if (v->place[i].at < at || v->place[i].at >= at + bytes)
			v->place[to++] = v->place[i];
	v->n = to;
}

static void note(struct vf *v, uint64_t at, uint32_t value)
{
	forget(v, at, 4);
	if (value && v->n < MOST_BYTES)
		v->place[v->n++] = (struct place){ at, value };
}

static void copy(struct vf *v, uint64_t from, uint64_t to, uint64_t bytes)
{
	struct place was[MOST_BYTES];
	uint32_t n = v->n;

	memcpy(was, v->place, sizeof(was));
	forget(v, to, bytes);
	for (uint32_t i = 0; i < n; i++)
		if (was[i].at >= from && was[i].at < from + bytes)
			note(v, was[i].at - from + to, was[i].value);
}

/* --- the work, as text ---------------------------------------------------------------------- */

static void result(struct gpus *g, const char *err)
{
	put(g, "expect errno %s\n", err ? err : "none");
}

/* A size that fits as a rule; of each kind that does not, some. */
static uint64_t some_quota(const struct gpus *g, uint64_t r, uint64_t s)
{
	switch (r % 12) {
	case 0:
		return 0;
	case 1:
		return g->vf_bytes + 1 + s % PAGE;
	case 2:
		return 1 + s % g->vf_bytes;
	case 3:
		return g->vf_bytes;
	default:
		return (1 + s % (g->vf_bytes / PAGE)) * PAGE;
	}
}

static uint64_t some_place(const struct vf *v, uint64_t r)
{
	uint64_t at = r % v->quota / 4 * 4;

	/* Near the borders of pages, and where something is. */
	if (v->n && r >> 60 < 6)
		return v->place[r % v->n].at;
	return r >> 60 < 11 ? at / PAGE * PAGE + (r >> 50 & 1 ? PAGE - 4 : 0) : at;
}

/* One that is enabled and has VRAM; 0: there is none. */
static uint32_t some_vf(const struct gpus *g, uint64_t r, bool bound)
{
	for (uint32_t i = 0; i < g->on; i++) {
		uint32_t vf = (uint32_t)((r + i) % g->on) + 1;

		if (g->vf[vf].quota && (!bound || g->vf[vf].bound))
			return vf;
	}
	return 0;
}

static void do_store(struct gpus *g, const struct op *o)
{
	uint32_t vf = some_vf(g, o->r[0], false), w = g->nwindows;
	uint64_t at;

	if (!vf)
		return;
	at = some_place(&g->vf[vf], o->r[1]);
	g->nwindows++;
	put(g, "step   mmap gpu/vf%u resource2 0x%llx+4K as w%u\n", vf,
	    (unsigned long long)(at / 4096 * 4096), w);
	put(g, "step   store w%u 0x%llx 0x%x\n", w, (unsigned long long)(at % 4096),
	    (uint32_t)o->r[2] | 1);
	put(g, "step   munmap w%u\n", w);
	note(&g->vf[vf], at, (uint32_t)o->r[2] | 1);
}

static void do_engine(struct gpus *g, const struct op *o)
{
	uint32_t vf = some_vf(g, o->r[0], true);
	uint64_t bytes = (1 + o->r[3] % 16384) * 4, from, to;
	struct vf *v = &g->vf[vf];

	if (!vf)
		return;
	to = some_place(v, o->r[2]);
	if (bytes > v->quota - to)
		bytes = v->quota - to;
	from = some_place(v, o->r[1]);
	if (o->work == WORK_CLEAR) {
		put(g, "step   engine gpu/vf%u clear vram 0x%llx+0x%llx\n", vf,
		    (unsigned long long)to, (unsigned long long)bytes);
		forget(v, to, bytes);
		return;
	}
	if (o->r[4] % 8 == 0) {
		put(g, "step   engine gpu/vf%u copy vram 0x%llx+4 to vram 0x%llx\nexpect errno EFAULT\n",
		    vf, (unsigned long long)to, (unsigned long long)v->quota);
		return;
	}
	if (bytes > v->quota - from)
		bytes = v->quota - from;
	if (from < to + bytes && to < from + bytes)
		bytes = from > to ? from - to : to - from;
	if (!bytes)
		return;
	put(g, "step   engine gpu/vf%u copy vram 0x%llx+0x%llx to vram 0x%llx\n", vf,
	    (unsigned long long)from, (unsigned long long)bytes, (unsigned long long)to);
	copy(v, from, to, bytes);
}

/* A driver of the host's; the VF itself may have been reset, so it is bound anew. */
static void do_bind(struct gpus *g, const struct op *o)
{
	uint32_t vf = g->on ? (uint32_t)(o->r[0] % g->on) + 1 : 0;

	if (!vf || g->vf[vf].bound == (o->work == WORK_BIND))
		return;
	g->vf[vf].bound = !g->vf[vf].bound;
	if (g->vf[vf].bound)
		put(g, "step   bind gpu/vf%u hairpin-gpu\n", vf);
	else
		put(g, "step   unbind gpu/vf%u\n", vf);
}

static void do_reset(struct gpus *g, const struct op *o)
{
	uint32_t vf = g->on ? (uint32_t)(o->r[0] % g->on) + 1 : 0;

	if (o->work == WORK_RESET_PF) {
		put(g, "step   reset gpu sysfs\n");
	} else if (vf) {
		put(g, "step   reset gpu/vf%u sysfs\n", vf);
		if (g->told)
			g->vf[vf].n = 0;
	}
}

/* What is expected of one VF. */
static void look(struct gpus *g, uint64_t r, uint64_t s)
{
	uint32_t vf = (uint32_t)(r % g->total) + 1;
	const struct vf *v = &g->vf[vf];
	uint64_t at;

	if (!g->looks)
		return;
	put(g, "expect sysfs \"/sys/bus/pci/devices/0000:01:00.0/sriov_admin/vf%u/profile/vram_quota\" \"%llu\"\n",
	    vf, (unsigned long long)v->quota);
	if (vf > g->on)
		return;
	put(g, "expect vram gpu/vf%u 0x%llx none\n", vf, (unsigned long long)v->quota);
	for (uint32_t i = 0; i < v->n && i < 4; i++) {
		const struct place *p = &v->place[(r + i) % v->n];

		put(g, "expect vram gpu/vf%u 0x%llx 0x%x\n", vf, (unsigned long long)p->at,
		    p->value);
	}
	if (!v->quota)
		return;
	at = some_place(v, s);
	put(g, "expect vram gpu/vf%u 0x%llx 0x%x\n", vf, (unsigned long long)at,
	    byte_at(v, at));
}

static void do_quota(struct gpus *g, const struct op *o)
{
	const uint64_t bytes = some_quota(g, o->r[1], o->r[2]);
	uint32_t vf = (uint32_t)(o->r[0] % g->total) + 1;

	if (o->work == WORK_QUOTA)
		put(g, "step   provision gpu/vf%u 0x%llx\n", vf, (unsigned long long)bytes);
	else
		put(g, "step   provision gpu 0x%llx\n", (unsigned long long)bytes);
	result(g, o->work == WORK_QUOTA ? set(g, vf, bytes) : set_all(g, bytes));
}

static void do_op(struct gpus *g, const struct op *o)
{
	const uint32_t n = (uint32_t)(o->r[0] % (g->total + 1));

	switch (o->work) {
	case WORK_QUOTA:
	case WORK_QUOTA_ALL:
		do_quota(g, o);
		break;
	case WORK_SRIOV:
		put(g, "step   sriov gpu %u\n", n);
		result(g, sriov(g, n));
		break;
	case WORK_BIND:
	case WORK_UNBIND:
		do_bind(g, o);
		break;
	case WORK_STORE:
		do_store(g, o);
		break;
	case WORK_COPY:
	case WORK_CLEAR:
		do_engine(g, o);
		break;
	case WORK_RESET_VF:
	case WORK_RESET_PF:
		do_reset(g, o);
		break;
	default:
		break;
	}
	look(g, o->r[4], o->r[5]);
}

/* --- machines ------------------------------------------------------------------------------- */

static void machine(struct gpus *g, struct rng *rng, const char *mistake)
{
	static const char *const modes[] = { "off", "passthrough", "strict", "strict" };
	const char *mode = modes[draw_below(rng, 4)];
	const uint64_t bar = PAGE << draw_below(rng, 6);

	g->total = 1 + (uint32_t)draw_below(rng, MOST_VFS);
	g->vf_bytes = PAGE << draw_below(rng, 5);
	g->npages = 3 + draw_below(rng, 40);
	g->told = !strcmp(mode, "strict") && draw_below(rng, 2);
	put(g, "host   server%s\niommu  %s\n", draw_below(rng, 4) ? "" : " tlps in-flight", mode);
	if (mistake)
		put(g, "cmdline hairpin_gpu.mistake=%s\n", mistake);
	put(g, "rp     rp0 01.0 acs SV+ RR+ CR+ UF+ ari-forwarding\n");
	put(g, "ep     gpu under rp0 class display bar0 64K bar2 0x%llx 64 pref vram 0x%llx window bar2 vfs %u vfbar0 64K vfbar2 0x%llx 64 pref flr pm ari acs SV+ RR+ CR+ vfacs SV+ RR+ CR+%s\n",
	    (unsigned long long)bar, (unsigned long long)(g->npages * PAGE), g->total,
	    (unsigned long long)g->vf_bytes, g->told ? " msi 1" : "");
	put(g, "step   bind gpu hairpin-gpu\n");
}

/* What is done most often first. */
static enum work some_work(struct rng *rng)
{
	static const uint8_t often[WORKS] = { 20, 6, 8, 8, 5, 22, 12, 5, 4, 3, 7 };
	uint64_t r = draw_below(rng, 100);

	for (uint32_t i = 0; i < WORKS; i++) {
		if (r < often[i])
			return (enum work)i;
		r -= often[i];
	}
	return WORK_LOOK;
}

char *gpus_scenario(uint64_t seed, uint64_t number, const char *mistake,
		    const bool *left_out)
{
	struct gpus g = { .looks = !left_out || !left_out[GPUS_WORK] };
	struct rng rng;
	char *text;
	size_t len;

	rng_init(&rng, seed, number);
	g.out = open_memstream(&text, &len);
	if (!g.out)
		abort();
	put(&g, "# A random GPU, number %llu of seed %llu.\n", (unsigned long long)number,
	    (unsigned long long)seed);
	machine(&g, &rng, mistake);
	for (uint32_t i = 0; i < GPUS_WORK; i++) {
		struct op o = { .work = i == 1 ? WORK_SRIOV : some_work(&rng) };

		for (uint32_t j = 0; j < 6; j++)
			o.r[j] = rng_next(&rng);
		if (!left_out || !left_out[i])
			do_op(&g, &o);
	}
	fclose(g.out);
	return text;
}

char *gpus_shrink(uint64_t seed, uint64_t number, const char *mistake,
		  const struct property_result *broken, struct run_kernel *kernel,
		  const struct run_options *opt)
{
	bool left_out[GPUS_WORK + 1] = { false };
	uint32_t n;

	for (uint32_t width = GPUS_WORK; width; width /= 2)
		for (uint32_t at = 0; at < GPUS_WORK; at += width) {
			bool before[GPUS_WORK + 1];
			struct property_result r;
			char *text;

			memcpy(before, left_out, sizeof(before));
			/* First what is expected: no law needs it. */
			n = width == GPUS_WORK ? 1 : width;
			for (uint32_t i = 0; i < n; i++)
				left_out[width == GPUS_WORK ? GPUS_WORK : at + i] = true;
			text = gpus_scenario(seed, number, mistake, left_out);
			property_run(text, kernel, opt, &r);
			if (!r.law || strcmp(r.law, broken->law) || strcmp(r.how, broken->how))
				memcpy(left_out, before, sizeof(before));
			property_result_free(&r);
			free(text);
		}
	return gpus_scenario(seed, number, mistake, left_out);
}
