// SPDX-License-Identifier: GPL-2.0-only
/*
 * nvsmi.c - the table of nvidia-smi topo -m: how far GPUs and NICs are from each other.
 *
 *		GPU0	GPU1	NIC0	CPU Affinity	NUMA Affinity
 *	GPU0	 X	PIX	SYS	0-31		0
 *	GPU1	PIX	 X	SYS	0-31		0
 *	NIC0	SYS	SYS	 X
 *
 *	PIX  at most one PCIe bridge between them	-> below one switch
 *	PXB  several, and no host bridge		-> below one root port
 *	PHB  a host bridge				-> on one root bus
 *	NODE, SYS  several host bridges			-> on different ones
 *	NV#  NVLink: nothing is said of PCIe
 *
 * It has no addresses and no ids: a machine is made up that has these distances.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "model/import/internal.h"

#define MOST 128u

enum near { FAR = 0, HOST, PORT, SWITCH };

struct table {
	struct machine *m;
	uint32_t n, line[MOST];
	char name[MOST][16];
	uint8_t near[MOST][MOST];	/* enum near */
	uint32_t columns;
	char column[MOST][16];
	bool header;
	bool cells;			/* some distance was read */
	bool nvlink;			/* some pair's way by PCIe is not told */
	uint32_t head_line;
};

/* "GPU0", "NIC12", "mlx5_0". */
static bool is_name(const char *s, size_t n)
{
	size_t at = !strncmp(s, "GPU", 3) || !strncmp(s, "NIC", 3) ? 3 :
		    !strncmp(s, "mlx", 3) ? 5 : 0;

	if (!at || n <= at || n > 15)
		return false;
	return strspn(s + at, "0123456789_") >= n - at;
}

static int find(char names[][16], uint32_t n, const char *s, size_t len)
{
	for (uint32_t i = 0; i < n; i++)
		if (strlen(names[i]) == len && !strncmp(names[i], s, len))
			return (int)i;
	return -1;
}

static int near_of(struct table *t, const char *s, size_t n)
{
	static const struct { const char *word; enum near near; } words[] = {
		{ "PIX", SWITCH }, { "PXB", PORT }, { "PHB", HOST }, { "NODE", FAR },
		{ "SYS", FAR }, { "SOC", FAR },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strlen(words[i].word) == n && !strncmp(words[i].word, s, n))
			return words[i].near;
	if (n > 2 && !strncmp(s, "NV", 2) && isdigit((unsigned char)s[2])) {
		t->nvlink = true;
		return FAR;
	}
	return -1;
}

/* The line that names the columns, as far as they are devices. */
static bool header(struct table *t, const char *s)
{
	uint32_t n = 0;

	while (n < MOST) {
		size_t len;

		s += strspn(s, " \t");
		len = strcspn(s, " \t");
		if (!is_name(s, len))
			break;
		snprintf(t->column[n++], sizeof(t->column[0]), "%.*s", (int)len, s);
		s += len;
	}
	if (n < 1 || t->n)
		return false;
	t->columns = n;
	return t->header = true;
}

static int device(struct table *t, const char *s, size_t len, uint32_t line)
{
	int i = find(t->name, t->n, s, len);

	if (i < 0 && t->n < MOST) {
		i = (int)t->n++;
		snprintf(t->name[i], sizeof(t->name[0]), "%.*s", (int)len, s);
		t->line[i] = line;
	}
	return i;
}

/* Both directions say the same; a broken line may have lost one. */
static void cell(struct table *t, uint32_t row, uint32_t column, int near, uint32_t line)
{
	int other;

	if (column >= t->columns || near < 0)
		return;
	other = device(t, t->column[column], strlen(t->column[column]), line);
	if (other >= 0 && near > t->near[row][other])
		t->near[row][other] = t->near[other][row] = (uint8_t)near;
}

static bool nvsmi_line(void *arg, char *s, uint32_t line)
{
	struct table *t = arg;
	uint32_t column = 0;
	int row, near;
	size_t len;

	s += strspn(s, " \t");
	len = strcspn(s, " \t");
	if (!is_name(s, len))
		return true;
	if (!t->header) {
		t->head_line = line;
		header(t, s);
		return true;
	}
	/* The legend: "NIC0: mlx5_0" has a colon, so it is no name.  A row has cells. */
	if (!s[len])
		return true;
	row = device(t, s, len, line);
	if (row < 0)
		return fail(t->m, line, 1, NULL, "more than %u devices; one machine has fewer", MOST);
	for (s += len; *(s += strspn(s, " \t")); s += len) {
		len = strcspn(s, " \t");
		if (len == 1 && (*s == 'X' || *s == 'x')) {
			t->cells = true;
			column++;
			continue;
		}
		near = near_of(t, s, len);
		if (near < 0)
			break;
		t->cells = true;
		cell(t, (uint32_t)row, column++, near, line);
	}
	return true;
}

/* --- a machine with these distances --- */

/* Everything that is at least that near is one cluster; returns each one's first. */
static void clusters(const struct table *t, enum near least, uint32_t *of)
{
	bool again = true;

	for (uint32_t i = 0; i < t->n; i++)
		of[i] = i;
	while (again) {
		again = false;
		for (uint32_t i = 0; i < t->n; i++)
			for (uint32_t k = 0; k < t->n; k++)
				if (t->near[i][k] >= least && of[k] < of[i]) {
					of[i] = of[k];
					again = true;
				}
	}
}

static uint32_t count(const uint32_t *of, uint32_t n, uint32_t first)
{
	uint32_t c = 0;

	for (uint32_t i = 0; i < n; i++)
		c += of[i] == first;
	return c;
}

struct maker {
	struct table *t;
	uint32_t domain;
	unsigned int bus;		/* the next free one */
	bool full;
};

static struct raw *made(struct maker *k, unsigned int bus, unsigned int dev,
			enum spec_type type, uint32_t line)
{
	struct raw *r = raw_get(k->t->m, sbdf_make(k->domain, bus, dev << 3), line);

	if (!r)
		return NULL;
	r->is_pcie = true;
	r->f.type = type;
	r->hdr = spec_type_is_bridge(type) ? 1 : 0;
	r->class_known = true;
	if (spec_type_is_bridge(type)) {
		r->f.class = 0x060400;
		r->f.secondary = r->f.subordinate = (uint8_t)k->bus;
		r->buses_known = true;
		k->full |= k->bus > 0xfe;
		k->bus++;
	}
	return r;
}

static void endpoint(struct maker *k, uint32_t i, unsigned int bus)
{
	struct raw *r = made(k, bus, 0, SPEC_ENDPOINT, k->t->line[i]);

	if (r)
		r->f.class = k->t->name[i][0] == 'G' ? 0x030200 : 0x020000;
}

/* A switch on @bus with a port for each of the devices of @of's cluster @first. */
static void small_switch(struct maker *k, const uint32_t *of, uint32_t first, unsigned int bus)
{
	struct raw *up = made(k, bus, 0, SPEC_UPSTREAM_PORT, k->t->line[first]);
	unsigned int inner = k->bus - 1, dev = 0;

	for (uint32_t i = first; up && i < k->t->n && !k->full && dev < 32; i++)
		if (of[i] == first && made(k, inner, dev++, SPEC_DOWNSTREAM_PORT, k->t->line[i]))
			endpoint(k, i, k->bus - 1);
	if (up)
		up->f.subordinate = (uint8_t)(k->bus - 1);
}

static void below_port(struct maker *k, const uint32_t *in_switch, uint32_t first,
		       unsigned int bus)
{
	if (count(in_switch, k->t->n, first) > 1)
		small_switch(k, in_switch, first, bus);
	else
		endpoint(k, first, bus);
}

/* A root port with all of a cluster below it. */
static void root_port(struct maker *k, const uint32_t *in_port, const uint32_t *in_switch,
		      uint32_t first, unsigned int dev)
{
	struct raw *rp = made(k, 0, dev, SPEC_ROOT_PORT, k->t->line[first]), *up, *dsp;
	unsigned int below = k->bus - 1, inner, port = 0;
	bool alone = false;		/* one without a switch of its own, that is enough */

	if (!rp)
		return;
	if (count(in_port, k->t->n, first) == count(in_switch, k->t->n, first)) {
		below_port(k, in_switch, first, below);
	} else if ((up = made(k, below, 0, SPEC_UPSTREAM_PORT, k->t->line[first]))) {
		inner = k->bus - 1;
		for (uint32_t i = first; i < k->t->n && !k->full && port < 32; i++) {
			if (in_port[i] != first || in_switch[i] != i)
				continue;
			dsp = made(k, inner, port++, SPEC_DOWNSTREAM_PORT, k->t->line[i]);
			if (!dsp)
				return;
			if (alone)
				small_switch(k, in_switch, i, k->bus - 1);
			else
				below_port(k, in_switch, i, k->bus - 1);
			alone |= count(in_switch, k->t->n, i) == 1;
			dsp->f.subordinate = (uint8_t)(k->bus - 1);
		}
		up->f.subordinate = (uint8_t)(k->bus - 1);
	}
	rp->f.subordinate = (uint8_t)(k->bus - 1);
}

static bool make(struct table *t)
{
	uint32_t in_host[MOST], in_port[MOST], in_switch[MOST];
	struct maker k = { .t = t };

	clusters(t, HOST, in_host);
	clusters(t, PORT, in_port);
	clusters(t, SWITCH, in_switch);
	for (uint32_t h = 0; h < t->n; h++) {
		unsigned int dev = 1;

		if (in_host[h] != h)
			continue;
		k.bus = 1;		/* a domain for each host bridge */
		for (uint32_t i = h; i < t->n && !t->m->failed; i++)
			if (in_host[i] == h && in_port[i] == i && dev < 32)
				root_port(&k, in_port, in_switch, i, dev++);
		k.domain++;
	}
	return !k.full ||
	       fail(t->m, t->head_line, 1, NULL, "more devices than bus numbers; one machine has fewer");
}

/* Such a table has other cells, as the weights of rocm-smi --showtopo. */
static bool no_distances(const struct table *t)
{
	return fail(t->m, t->head_line, 1, NULL,
		    "a table of GPUs with no distances in it (X, PIX, PXB, PHB, NODE, SYS); weights and hops do not tell where a device is: sudo lspci -vvv -nn does");
}

bool nvsmi_read(struct machine *m, FILE *f)
{
	struct table *t = calloc(1, sizeof(*t));
	struct spec_loc at;
	bool ok;

	if (!t)
		abort();
	t->m = m;
	ok = lines_read(m, f, true, nvsmi_line, t) && (t->cells || !t->n || no_distances(t)) && make(t);
	at = here(m, t->head_line);
	if (ok && t->n) {
		warn(m, &at, "nvidia-smi topo -m shows distances only: addresses, ids, bridges, BARs and host bridges are made up so that they fit, ACS is unknown (sudo lspci -vvv -nn shows them)");
		if (t->nvlink)
			warn(m, &at, "where it says NV#, it does not say how far these GPUs are by PCIe: taken as far as the other devices tell");
	}
	free(t);
	return ok && !m->failed;
}

static bool is_nvsmi(const char *s)
{
	size_t len;

	s += strspn(s, " \t");
	len = strcspn(s, " \t");
	if (!is_name(s, len))
		return false;
	s += len;
	s += strspn(s, " \t");
	len = strcspn(s, " \t");
	return is_name(s, len) || (*s == 'X' && len == 1);
}

bool nvsmi_looks_like(const char *data, size_t len)
{
	return lines_sniff(data, len, is_nvsmi);
}
