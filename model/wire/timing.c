// SPDX-License-Identifier: GPL-2.0-only
/*
 * timing.c - the timing parameters and their file (see timing.h).
 *
 * It must not know routes, nor keep a clock.
 */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "model/wire/timing.h"

enum dimension { BYTES, PERMILLE, TIME };

static const struct parameter {
	const char *name;
	enum dimension dimension;
	size_t offset;
	uint64_t value;			/* the default */
} parameters[] = {
#define P(name, dim, member, value) \
	{ name, dim, offsetof(struct timing, member), value }
	P("request-overhead", BYTES, request_overhead_bytes, 24),
	P("completion-overhead", BYTES, completion_overhead_bytes, 20),
	P("link-usable", PERMILLE, link_usable_permille, 919),
	P("wire", TIME, wire_ps, 60000),
	P("device", TIME, device_ps, 30000),
	P("switch-hop", TIME, switch_hop_ps, 110000),
	P("root", TIME, root_ps, 135000),
	P("dram", TIME, dram_ps, 100000),
	P("iotlb-hit", TIME, iotlb_hit_ps, 0),
	P("iotlb-miss", TIME, iotlb_miss_ps, 272000),
	P("completion-timeout", TIME, completion_timeout_ps, 50000000000ull),
#undef P
};

#define NPARAMETERS (sizeof(parameters) / sizeof(*parameters))

static const struct {
	const char *name;
	enum dimension dimension;
	uint64_t factor;
} units[] = {
	{ "B", BYTES, 1 }, { "permille", PERMILLE, 1 }, { "ps", TIME, 1 },
	{ "ns", TIME, 1000 }, { "us", TIME, 1000000 }, { "ms", TIME, 1000000000 },
};

static void set(struct timing *t, const struct parameter *p, uint64_t value)
{
	memcpy((char *)t + p->offset, &value, sizeof(value));
}

void timing_defaults(struct timing *t)
{
	memset(t, 0, sizeof(*t));
	for (size_t i = 0; i < NPARAMETERS; i++)
		set(t, &parameters[i], parameters[i].value);
}

/* A word of a line; bytes 0 at its end. */
struct word {
	const char *at;
	size_t bytes;
};

struct line {
	const char *path, *text, *end, *next;
	unsigned int number;
	FILE *err;
};

static struct word word(struct line *l)
{
	struct word w;

	while (l->next < l->end && strchr(" \t\r", *l->next))
		l->next++;
	w.at = l->next;
	if (l->next < l->end && *l->next == '#')
		l->next = l->end;
	else
		while (l->next < l->end && !strchr(" \t\r#", *l->next))
			l->next++;
	w.bytes = *w.at == '#' ? 0 : (size_t)(l->next - w.at);
	return w;
}

static bool is(struct word w, const char *name)
{
	return strlen(name) == w.bytes && !memcmp(w.at, name, w.bytes);
}

static bool wrong(const struct line *l, struct word w, const char *what)
{
	fprintf(l->err, "%s:%u:%u: %s\n%.*s\n", l->path, l->number,
		(unsigned int)(w.at - l->text) + 1, what,
		(int)(l->end - l->text), l->text);
	for (const char *c = l->text; c < w.at; c++)
		fputc(*c == '\t' ? '\t' : ' ', l->err);
	fputs("^\n", l->err);
	return false;
}

static bool number(struct word w, uint64_t *value)
{
	*value = 0;
	for (size_t i = 0; i < w.bytes; i++) {
		if (w.at[i] < '0' || w.at[i] > '9' || *value > 99999999999ull)
			return false;
		*value = *value * 10 + (uint64_t)(w.at[i] - '0');
	}
	return w.bytes != 0;
}

static bool parse_line(struct timing *t, struct line *l)
{
	const struct parameter *p = NULL;
	struct word name = word(l), value, unit;
	uint64_t v, factor = 0;

	if (!name.bytes)
		return true;
	for (size_t i = 0; i < NPARAMETERS; i++)
		if (is(name, parameters[i].name))
			p = &parameters[i];
	if (!p)
		return wrong(l, name, "no such parameter; model/wire/timing.params "
			     "lists them all");
	value = word(l);
	if (!number(value, &v))
		return wrong(l, value, "expected a decimal number, as in 110 ns");
	unit = word(l);
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (units[i].dimension == p->dimension && is(unit, units[i].name))
			factor = units[i].factor;
	if (!factor)
		return wrong(l, unit, p->dimension == TIME ?
			     "expected a unit: ps, ns, us or ms" :
			     p->dimension == BYTES ? "expected the unit B" :
			     "expected the unit permille");
	if (p->dimension == PERMILLE && (!v || v > 1000))
		return wrong(l, value, "expected 1 to 1000 permille");
	if (v > UINT64_C(1000000000000000) / factor)
		return wrong(l, value, "too much; expected at most 1000 s");
	value = word(l);
	if (value.bytes)
		return wrong(l, value, "expected nothing more on this line");
	set(t, p, v * factor);
	return true;
}

bool timing_parse(struct timing *t, const char *path, const char *text, FILE *err)
{
	struct timing fresh = *t;
	struct line l = { .path = path, .err = err };

	while (*text) {
		const char *end = strchr(text, '\n');

		l.text = l.next = text;
		l.end = end ? end : text + strlen(text);
		l.number++;
		if (!parse_line(&fresh, &l))
			return false;
		text = end ? end + 1 : l.end;
	}
	*t = fresh;
	return true;
}

bool timing_load(struct timing *t, const char *path, FILE *err)
{
	FILE *f = fopen(path, "r");
	char *text = NULL;
	size_t room = 0;
	ssize_t n;
	bool ok;

	if (f) {
		errno = 0;
		/* Everything up to a byte no text has: the whole file. */
		n = getdelim(&text, &room, '\0', f);
		ok = n >= 0 || !ferror(f);
		fclose(f);
	}
	if (!f || !ok) {
		fprintf(err, "%s:0:0: cannot read it: %s; expected lines like "
			"\"switch-hop 110 ns\"\n", path, strerror(errno));
		free(text);
		return false;
	}
	ok = timing_parse(t, path, n > 0 ? text : "", err);
	free(text);
	return ok;
}

/* Gb/s of one lane after its line code (2.5 and 5 GT/s: 8b/10b). */
static uint64_t lane_mbps(unsigned int speed)
{
	static const uint64_t mbps[] = { 7877, 2000, 4000, 7877, 15754, 31508, 61000 };

	return mbps[speed < sizeof(mbps) / sizeof(*mbps) ? speed : 0];
}

uint64_t timing_link_ps(const struct timing *t, unsigned int speed,
			unsigned int width, uint64_t bytes)
{
	uint64_t mbps = lane_mbps(speed) * (width ? width : 8) *
			t->link_usable_permille / 1000;

	return t->wire_ps + (mbps ? bytes * 8 * 1000000 / mbps : 0);
}
