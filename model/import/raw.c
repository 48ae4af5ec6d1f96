// SPDX-License-Identifier: GPL-2.0-only
/*
 * raw.c - functions as captured: found by address, and messages about them.
 *
 * It knows no format and judges no machine.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "model/import/internal.h"
#include "model/spec/plural.h"

/* Warnings kept and shown; a broken capture may earn thousands. */
#define MAX_WARNINGS 1000u

static void *must(void *p)
{
	if (!p)
		abort();
	return p;
}

struct spec_loc here(const struct machine *m, uint32_t line)
{
	return (struct spec_loc){ m->path, line, line ? 1 : 0 };
}

static void print_place(const struct machine *m, uint32_t line, uint32_t column)
{
	fputs(m->path, m->err);
	if (m->member)
		fprintf(m->err, "/%s", m->member);
	if (line)
		fprintf(m->err, ":%u:%u", line, column ? column : 1);
	fputs(": ", m->err);
}

/* With several captures, the place may be in another one. */
static void print_loc(const struct machine *m, const struct spec_loc *loc)
{
	if (loc->file && strcmp(loc->file, m->path)) {
		fprintf(m->err, "%s:%u:%u: ", loc->file, loc->line, loc->column ? loc->column : 1);
		return;
	}
	print_place(m, loc->line, loc->column);
}

/* The line, printable and not endless, and a caret below @column. */
static void print_line(FILE *err, const char *text, uint32_t column)
{
	size_t n = strnlen(text, 160);

	fputs("  ", err);
	for (size_t i = 0; i < n; i++)
		fputc(text[i] == '\t' ? ' ' : (unsigned char)text[i] < 0x20 ||
		      text[i] == 0x7f ? '?' : text[i], err);
	fputs("\n  ", err);
	for (uint32_t i = 1; i < column && i <= n; i++)
		fputc(' ', err);
	fputs("^\n", err);
}

bool fail(struct machine *m, uint32_t line, uint32_t column, const char *text,
	  const char *fmt, ...)
{
	va_list ap;

	/* The first is the cause; what follows are its consequences. */
	if (m->failed)
		return false;
	m->failed = true;
	if (!m->err)
		return false;
	print_place(m, line, column);
	va_start(ap, fmt);
	vfprintf(m->err, fmt, ap);
	va_end(ap);
	fputc('\n', m->err);
	if (text && column)
		print_line(m->err, text, column);
	return false;
}

void warn(struct machine *m, const struct spec_loc *loc, const char *fmt, ...)
{
	struct import_report *rep = m->rep;
	struct import_warning *w;
	char text[512];
	va_list ap;

	if (rep->nwarnings >= MAX_WARNINGS)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (rep->nwarnings == MAX_WARNINGS - 1)
		snprintf(text, sizeof(text), "more warnings are not shown");
	if (!(rep->nwarnings & (rep->nwarnings - 1)))
		rep->warnings = must(realloc(rep->warnings,
			(rep->nwarnings ? 2 * rep->nwarnings : 1) * sizeof(*w)));
	w = &rep->warnings[rep->nwarnings++];
	*w = (struct import_warning){ .loc = *loc, .kind = fmt, .first = true };
	w->text = must(strdup(text));
	for (uint32_t i = 0; i + 1 < rep->nwarnings && w->first; i++)
		if (rep->warnings[i].kind == fmt) {
			rep->warnings[i].alike++;
			w->first = false;
		}
	if (!m->err || m->opt->quiet || !w->first)
		return;
	print_loc(m, loc);
	fprintf(m->err, "warning: %s\n", text);
}

void warn_alike(struct machine *m)
{
	const struct import_report *rep = m->rep;

	for (uint32_t i = 0; m->err && !m->opt->quiet && i < rep->nwarnings; i++)
		if (rep->warnings[i].first && rep->warnings[i].alike) {
			print_loc(m, &rep->warnings[i].loc);
			fprintf(m->err, "warning: and %u more like this one\n",
				rep->warnings[i].alike);
		}
}

const char *sbdf_name(uint64_t sbdf)
{
	static char buf[8][32];
	static unsigned int next;
	char *b = buf[next++ % 8];

	snprintf(b, sizeof(buf[0]), "%04x:%02x:%02x.%x", sbdf_domain(sbdf),
		 sbdf_bus(sbdf), sbdf_devfn(sbdf) >> 3, sbdf_devfn(sbdf) & 7);
	return b;
}

static uint32_t hash_of(uint64_t sbdf, uint32_t nhash)
{
	return (uint32_t)((sbdf * 0x9e3779b97f4a7c15ull) >> 32) & (nhash - 1);
}

static void hash_put(struct machine *m, uint32_t index)
{
	uint32_t i = hash_of(m->fn[index]->sbdf, m->nhash);

	while (m->hash[i])
		i = (i + 1) & (m->nhash - 1);
	m->hash[i] = index + 1;
}

static void hash_grow(struct machine *m)
{
	free(m->hash);
	m->nhash = m->nhash ? 2 * m->nhash : 256;
	m->hash = must(calloc(m->nhash, sizeof(*m->hash)));
	for (uint32_t i = 0; i < m->nfn; i++)
		hash_put(m, i);
}

struct raw *raw_find(const struct machine *m, uint64_t sbdf)
{
	if (!m->nhash)
		return NULL;
	for (uint32_t i = hash_of(sbdf, m->nhash); m->hash[i];
	     i = (i + 1) & (m->nhash - 1))
		if (m->fn[m->hash[i] - 1]->sbdf == sbdf)
			return m->fn[m->hash[i] - 1];
	return NULL;
}

/* Nothing is known of @r but where it is. */
static void raw_init(struct raw *r, uint64_t sbdf, struct spec_loc loc)
{
	*r = (struct raw){ .sbdf = sbdf, .hdr = -1, .root = -1,
			   .physfn = NO_FUNCTION, .path_parent = NO_FUNCTION };
	r->f.loc = loc;
	r->f.devfn = sbdf_devfn(sbdf);
	r->f.host_bridge = r->f.parent = -1;
	r->f.iommu_group = r->f.numa_node = -1;
}

static struct raw *raw_add(struct machine *m, uint64_t sbdf, struct spec_loc loc)
{
	struct raw *r = must(calloc(1, sizeof(*r)));

	if (m->nfn == m->cap_fn) {
		m->cap_fn = m->cap_fn ? 2 * m->cap_fn : 64;
		m->fn = must(realloc(m->fn, m->cap_fn * sizeof(*m->fn)));
	}
	m->fn[m->nfn++] = r;
	raw_init(r, sbdf, loc);
	if (2 * m->nfn > m->nhash)
		hash_grow(m);
	else
		hash_put(m, m->nfn - 1);
	return r;
}

struct raw *raw_get(struct machine *m, uint64_t sbdf, uint32_t line)
{
	struct raw *r = raw_find(m, sbdf);

	if (r)
		return r;
	if (m->nfn >= IMPORT_MAX_FUNCTIONS) {
		fail(m, line, 1, NULL, "more than %u functions; one machine has fewer",
		     IMPORT_MAX_FUNCTIONS);
		return NULL;
	}
	return raw_add(m, sbdf, here(m, line));
}

struct raw *raw_synthesize(struct machine *m, uint64_t sbdf, struct spec_loc loc)
{
	struct raw *r = raw_find(m, sbdf);

	if (r) {
		free(r->cfg);
		free(r->class_name);
		free(r->device_name);
		raw_init(r, sbdf, loc);
	} else {
		r = raw_add(m, sbdf, loc);
	}
	r->synthetic = r->ids_known = r->class_known = r->f.assumed = true;
	return r;
}

bool raw_set_config(struct machine *m, struct raw *r, const uint8_t *bytes,
		    size_t len)
{
	size_t keep = len >= 4096 ? 4096 : len >= 256 ? 256 : 64;

	if (len < 64)
		return fail(m, r->f.loc.line, 1, NULL,
			    "%s: %zu byte%s of config space; the header alone has 64",
			    sbdf_name(r->sbdf), len, plural(len));
	if (keep < r->cfg_len)
		return true;	/* said before, and more of it */
	if (keep != len)
		warn(m, &r->f.loc, "%s: %zu bytes of config space: only the first %zu are used, for 64, 256 or 4096 are whole",
		     sbdf_name(r->sbdf), len, keep);
	m->config_bytes += keep;
	if (m->config_bytes > IMPORT_MAX_CONFIG)
		return fail(m, r->f.loc.line, 1, NULL,
			    "more than %u MiB of config space; one machine has less",
			    IMPORT_MAX_CONFIG >> 20);
	free(r->cfg);
	r->cfg = must(malloc(keep));
	memcpy(r->cfg, bytes, keep);
	r->cfg_len = (uint16_t)keep;
	return true;
}

void raw_set_group(struct machine *m, struct raw *r, int32_t group)
{
	m->groups_seen = true;
	if (m->merging && r->f.iommu_group >= 0)
		return;		/* the first capture's stays */
	if (r->f.iommu_group >= 0 && r->f.iommu_group != group)
		fail(m, 0, 0, NULL, "%s is in group %d and in group %d; one would be right",
		     sbdf_name(r->sbdf), r->f.iommu_group, group);
	r->f.iommu_group = group;
}

/* The first capture's stays.  What is no name of a driver is left alone. */
void raw_set_driver(struct raw *r, const char *s)
{
	size_t n;

	s += strspn(s, " \t");
	n = strcspn(s, "\r\n");
	while (n && (s[n - 1] == ' ' || s[n - 1] == '\t'))
		n--;
	if (!*r->f.driver)
		spec_driver(&r->f, s, n);
}

int raw_cmp(const void *a, const void *b)
{
	const struct raw *x = *(struct raw *const *)a, *y = *(struct raw *const *)b;

	return x->sbdf < y->sbdf ? -1 : x->sbdf > y->sbdf;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

const char *parse_hex(const char *s, uint64_t *v)
{
	unsigned int n = 0;

	for (*v = 0; hex_digit(*s) >= 0; s++, n++) {
		if (n >= 16)
			return NULL;
		*v = *v << 4 | (uint64_t)hex_digit(*s);
	}
	return n ? s : NULL;
}

/* One field of exactly @min to @max hex digits. */
static const char *field(const char *s, unsigned int min, unsigned int max,
			 uint32_t *v)
{
	unsigned int n = 0;

	for (*v = 0; n <= max && hex_digit(*s) >= 0; s++, n++)
		*v = *v << 4 | (uint32_t)hex_digit(*s);
	return n >= min && n <= max ? s : NULL;
}

const char *parse_devfn(const char *s, uint8_t *devfn)
{
	uint32_t dev, fn;
	const char *p = field(s, 2, 2, &dev);

	if (!p || *p != '.' || dev > 0x1f)
		return NULL;
	p = field(p + 1, 1, 1, &fn);
	if (!p || fn > 7)
		return NULL;
	*devfn = (uint8_t)(dev << 3 | fn);
	return p;
}

/* bb:dd.f, or a domain of 4 to 8 digits before it. */
const char *parse_sbdf(const char *s, uint64_t *sbdf)
{
	uint32_t domain = 0, bus;
	uint8_t devfn;
	const char *p = field(s, 2, 2, &bus);

	if (!p || *p != ':') {
		p = field(s, 4, 8, &domain);
		/* What the language takes; Linux counts domains in an int. */
		if (!p || *p != ':' || domain > 0x7fffffff)
			return NULL;
		p = field(p + 1, 2, 2, &bus);
	}
	if (!p || *p != ':' || !(p = parse_devfn(p + 1, &devfn)))
		return NULL;
	*sbdf = sbdf_make(domain, bus, devfn);
	return p;
}
