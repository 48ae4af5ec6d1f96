// SPDX-License-Identifier: GPL-2.0-only
/*
 * random.c - a random machine and random mappings on it, as scenario text.
 *
 * Everything is allowed that real machines have and that the kernel claims to
 * understand.  Left out, because there it is known to promise what the hardware
 * need not do, each with a scenario of its own elsewhere:
 *
 *   - on hosts that the kernel trusts, ACS redirect below a port that does not
 *     forward upstream, and egress control without redirect;
 *   - functions of one device without a route between them;
 *   - bus offsets, of windows or without an IOMMU of DRAM, on hosts that the
 *     kernel trusts: it hands out CPU addresses there, or warns;
 *   - a function's DMA to its own BAR;
 *   - isolation (xfail) where a port lacks ACS: groups are then too fine
 *     (docs/findings/groups-behind-switch-without-acs.md), and names forged;
 *   - prefetchable BARs of several sizes: 7.3 leaves some without an address
 *     (docs/findings/window-too-small.md).
 *
 * It must not know what a kernel answers.
 */
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/draw.h"
#include "tools/explore/random.h"

#define MAX_ENDS 64
#define MAX_FUNCTIONS 24
#define KiB 1024ull
#define MiB (1024 * KiB)

/* Somebody who can do DMA, or whose BAR can be mapped. */
struct end {
	char name[32];
	unsigned int nbars;
	struct { unsigned int number; uint64_t bytes; } bar[2];
};

struct gen {
	struct rng rng;
	FILE *out;
	bool trusted;			/* the kernel goes through its root complex */
	bool translated;
	bool isolating;			/* every port can keep functions apart */
	uint64_t large_bytes;		/* of every prefetchable BAR of the machine */
	unsigned int nbridges, nfunctions, ndevices, nports;
	unsigned int nends;
	struct end end[MAX_ENDS];
	/* Physical functions, and how many VFs each gets. */
	unsigned int npfs;
	struct { unsigned int end; uint64_t vf_bytes; unsigned int on; } pf[MAX_ENDS];
};

static uint64_t below(struct gen *g, uint64_t n)
{
	return draw_below(&g->rng, n);
}

static bool chance(struct gen *g, unsigned int percent)
{
	return below(g, 100) < percent;
}

static void put(struct gen *g, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void put(struct gen *g, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vfprintf(g->out, fmt, ap);
	va_end(ap);
}

static void put_size(struct gen *g, uint64_t bytes)
{
	if (bytes && bytes % MiB == 0)
		put(g, "%lluM", (unsigned long long)(bytes / MiB));
	else if (bytes && bytes % KiB == 0)
		put(g, "%lluK", (unsigned long long)(bytes / KiB));
	else
		put(g, "0x%llx", (unsigned long long)bytes);
}

/* --- the host ---------------------------------------------------------------- */

static const struct {
	const char *name;
	bool trusted;
} hosts[] = {
	{ "pc", false }, { "server", true }, { "server", true },
	{ "server-same-bridge", true }, { "amd-zen", true }, { "power", false },
	{ "arm", false },
};

static void windows(struct gen *g)
{
	static const char *const mem[] = { "", " offset 0x10000000", " offset -0x20000000" };
	static const char *const pref[] = { "", " offset 0x300000000000",
					    " offset -0x100000000000" };

	put(g, "window hb0 mem 0x80000000+512M%s\n", mem[below(g, 3)]);
	put(g, "window hb0 pref 0x400000000000+256G%s\n", pref[below(g, 3)]);
}

/* How devices see DRAM: shifted, in part moved to its end, or as it is. */
static void dram(struct gen *g)
{
	if (chance(g, 50)) {
		put(g, "dram   hb0 0x0+2G offset -0x600000000000\n");
		put(g, "dram   hb0 0x100000000+14G\n");
	} else {
		put(g, "dram   hb0 0x0+2G offset -0x%llx\n",
		    0x600000000000 + ((unsigned long long)below(g, 16) << 40));
	}
}

static void host(struct gen *g)
{
	static const char *const modes[] = { "off", "passthrough", "strict", "lazy" };
	unsigned int h = (unsigned int)below(g, sizeof(hosts) / sizeof(*hosts));
	unsigned int mode = (unsigned int)below(g, 4);

	g->trusted = hosts[h].trusted;
	g->translated = mode >= 2;
	g->isolating = g->translated && chance(g, 60);
	g->nbridges = chance(g, 25) ? 2 : 1;
	g->large_bytes = MiB << below(g, 9);
	put(g, "host   %s dram 16G\niommu  %s\n", hosts[h].name, modes[mode]);
	if (g->translated && !g->isolating)
		put(g, "xfail law isolation\n");
	for (unsigned int i = 0; i < g->nbridges; i++)
		put(g, "hb     hb%u bus %s\n", i, g->nbridges == 1 ? "00-ff" :
		    i ? "80-ff" : "00-7f");
	if (g->nbridges == 1 && !g->trusted && chance(g, 40))
		windows(g);
	if (g->nbridges == 1 && (!g->trusted || g->translated) && chance(g, 40))
		dram(g);
}

/* --- ports -------------------------------------------------------------------- */

static char sign(struct gen *g)
{
	return chance(g, 50) ? '+' : '-';
}

/*
 * ACS of a port, or none.  True when what turns back to where it came from gets
 * through it.  @through: that holds of the ports above.
 */
static bool port_acs(struct gen *g, bool root, bool through)
{
	bool redirect = chance(g, 50);

	if (g->isolating) {
		put(g, " acs SV%c TB%c RR%c CR%c UF%c DT-", sign(g), sign(g),
		    redirect ? '+' : '-', redirect ? '+' : '-',
		    g->trusted ? '+' : sign(g));
		return true;
	}
	if (chance(g, 40) || (g->trusted && !through))
		return root && g->trusted;
	put(g, " acs SV%c TB%c RR%c CR%c UF%c DT%c", sign(g), sign(g),
	    redirect ? '+' : '-', chance(g, 80) == redirect ? '+' : '-',
	    g->trusted ? '+' : sign(g), sign(g));
	if (redirect && chance(g, 30)) {
		put(g, " EC+ egress 8");
		if (chance(g, 70))
			put(g, ":%llu", (unsigned long long)below(g, 8));
	}
	return true;
}

/* --- endpoints ---------------------------------------------------------------- */

static struct end *new_end(struct gen *g, const char *fmt, unsigned int n,
			   unsigned int m)
{
	struct end *e = &g->end[g->nends++];

	memset(e, 0, sizeof(*e));
	snprintf(e->name, sizeof(e->name), fmt, n, m);
	return e;
}

static void add_bar(struct gen *g, struct end *e, unsigned int number,
		    uint64_t bytes, const char *words)
{
	e->bar[e->nbars].number = number;
	e->bar[e->nbars++].bytes = bytes;
	put(g, " bar%u ", number);
	put_size(g, bytes);
	put(g, "%s", words);
}

static void bars(struct gen *g, struct end *e)
{
	if (chance(g, 80))
		add_bar(g, e, 0, (4 * KiB) << below(g, 9), " 32");
	if (!e->nbars || chance(g, 40))
		add_bar(g, e, 2, g->large_bytes, " 64 pref");
}

static void vfs(struct gen *g)
{
	uint64_t bytes = (4 * KiB) << below(g, 7);

	g->pf[g->npfs].end = g->nends - 1;
	g->pf[g->npfs].vf_bytes = bytes;
	g->pf[g->npfs++].on = (unsigned int)below(g, 4);
	put(g, " vfs 3 vfbar0 ");
	put_size(g, bytes);
	put(g, " 32");
	/* A device whose functions reach each other must have it (7.7.11). */
	if (g->isolating)
		put(g, " acs RR%c CR%c EC- vfacs RR- CR- EC-", sign(g), sign(g));
}

static void function_words(struct gen *g, bool several, bool acs)
{
	bool redirect = chance(g, 40);

	if (chance(g, 20))
		put(g, " ats");
	if (several)
		put(g, " p2p-internal");
	if (acs)
		put(g, " acs RR%c CR%c EC- DT%c", redirect ? '+' : '-',
		    redirect ? '+' : '-', g->isolating ? '-' : sign(g));
}

/* One device below @port; @through as for port_acs(). */
static void device(struct gen *g, const char *port, bool through)
{
	unsigned int d = g->ndevices++;
	unsigned int n = chance(g, 20) ? 2 + (unsigned int)below(g, 2) : 1;
	bool sriov = n == 1 && chance(g, 30);
	bool acs = n > 1 && through && chance(g, 40);

	for (unsigned int f = 0; f < n && g->nends < MAX_ENDS; f++) {
		struct end *e = new_end(g, n > 1 ? "d%u.%u" : "d%u", d, f);

		if (f)
			put(g, "fn     %s of d%u.0 %u", e->name, d, f);
		else
			put(g, "ep     %s under %s", e->name, port);
		bars(g, e);
		function_words(g, n > 1 || sriov, acs);
		if (sriov)
			vfs(g);
		put(g, "\n");
		g->nfunctions++;
	}
}

static void conventional(struct gen *g, const char *port)
{
	unsigned int b = g->ndevices++, n = 1 + (unsigned int)below(g, 2);

	put(g, "bridge b%u under %s\n", b, port);
	for (unsigned int i = 0; i < n && g->nends < MAX_ENDS; i++) {
		struct end *e = new_end(g, "b%u.%u", b, i);

		put(g, "pcidev %s under b%u", e->name, b);
		add_bar(g, e, 0, (4 * KiB) << below(g, 5), " 32");
		put(g, "\n");
	}
	g->nfunctions += 1 + n;
}

static void below_port(struct gen *g, const char *port, bool through,
		       unsigned int depth);

static void a_switch(struct gen *g, const char *port, bool through,
		     unsigned int depth)
{
	unsigned int s = g->nports++, n = 1 + (unsigned int)below(g, 4);
	char name[24];

	put(g, "switch s%u under %s\n", s, port);
	g->nfunctions += 1 + n;
	for (unsigned int i = 0; i < n; i++) {
		bool on;

		snprintf(name, sizeof(name), "s%u.%u", s, i);
		put(g, "dsp    %s", name);
		on = port_acs(g, false, through);
		put(g, "\n");
		if (chance(g, 90))
			below_port(g, name, on, depth + 1);
	}
}

static void below_port(struct gen *g, const char *port, bool through,
		       unsigned int depth)
{
	if (depth < 3 && g->nfunctions < MAX_FUNCTIONS &&
	    chance(g, depth ? 30 : 55))
		a_switch(g, port, through, depth);
	else if (chance(g, 7))
		conventional(g, port);
	else
		device(g, port, through);
}

static void root_ports(struct gen *g)
{
	unsigned int n = 1 + (unsigned int)below(g, 3);
	char name[24];

	for (unsigned int i = 0; i < n; i++) {
		unsigned int hb = (unsigned int)below(g, g->nbridges);
		bool through;

		snprintf(name, sizeof(name), "rp%u", i);
		put(g, "rp     %s under hb%u", name, hb);
		g->nfunctions++;
		through = port_acs(g, true, true);
		put(g, "\n");
		below_port(g, name, through, 0);
	}
	if (chance(g, 10)) {
		struct end *e = new_end(g, "i%u", 0, 0);

		put(g, "rciep  %s under hb0", e->name);
		bars(g, e);
		put(g, "\n");
	}
}

/* --- what happens --------------------------------------------------------------- */

static void enable_vfs(struct gen *g)
{
	for (unsigned int i = 0; i < g->npfs; i++) {
		char pf[20];

		snprintf(pf, sizeof(pf), "%.19s", g->end[g->pf[i].end].name);
		if (!g->pf[i].on)
			continue;
		put(g, "step   sriov %s %u\n", pf, g->pf[i].on);
		for (unsigned int v = 1; v <= g->pf[i].on && g->nends < MAX_ENDS; v++) {
			struct end *e = &g->end[g->nends++];

			memset(e, 0, sizeof(*e));
			snprintf(e->name, sizeof(e->name), "%s/vf%u", pf, v);
			e->nbars = 1;
			e->bar[0].bytes = g->pf[i].vf_bytes;
		}
	}
}

/* Which part: whole pages as a rule, any bytes now and then. */
static void range(struct gen *g, uint64_t all)
{
	uint64_t unit = chance(g, 80) && all >= 4 * KiB ? 4 * KiB : 4;
	uint64_t most = chance(g, 5) ? 256 * KiB : 16 * KiB, offset, bytes;

	offset = below(g, all / unit) * unit;
	if (chance(g, 15))
		offset = 0;
	if (most > all - offset)
		most = all - offset;
	bytes = (1 + below(g, most / unit)) * unit;
	put(g, "0x%llx+0x%llx", (unsigned long long)offset, (unsigned long long)bytes);
}

static bool map_bar(struct gen *g, unsigned int n)
{
	static const char *const dirs[] = { "", "", "", " dir to", " dir from" };
	const struct end *client = &g->end[below(g, g->nends)];
	const struct end *provider = &g->end[below(g, g->nends)];
	unsigned int bar;

	if (client == provider)
		return false;
	bar = (unsigned int)below(g, provider->nbars);
	put(g, "step   dma %s maps %s bar%u ", client->name, provider->name,
	    provider->bar[bar].number);
	range(g, provider->bar[bar].bytes);
	put(g, " as m%u%s%s\n", n, chance(g, 20) ? " via sgtable" : "",
	    dirs[below(g, 5)]);
	return true;
}

static bool map_dram(struct gen *g, unsigned int n)
{
	put(g, "step   dma %s maps dram %uK as m%u%s\n",
	    g->end[below(g, g->nends)].name, 4u << below(g, 4), n,
	    !g->translated && chance(g, 30) ? " via coherent" : "");
	return true;
}

static void steps(struct gen *g)
{
	unsigned int n = 6 + (unsigned int)below(g, 14);

	unsigned int live[20], nlive = 0;

	enable_vfs(g);
	for (unsigned int i = 0; i < n && g->nends; i++) {
		if (nlive && chance(g, 15)) {
			unsigned int m = (unsigned int)below(g, nlive);

			put(g, "step   unmap m%u\n", live[m]);
			live[m] = live[--nlive];
		} else if (chance(g, 12) ? map_dram(g, i) :
			   g->nends > 1 && map_bar(g, i)) {
			live[nlive++] = i;
		}
	}
}

char *random_machine(uint64_t seed, uint64_t number)
{
	struct gen g = { 0 };
	char *text;
	size_t len;

	rng_init(&g.rng, seed, number);
	g.out = open_memstream(&text, &len);
	if (!g.out)
		abort();
	put(&g, "# Random machine and mappings, number %llu of seed %llu.\n",
	    (unsigned long long)number, (unsigned long long)seed);
	host(&g);
	root_ports(&g);
	steps(&g);
	fclose(g.out);
	return text;
}
