// SPDX-License-Identifier: GPL-2.0-only
/*
 * rdma.c - the JSON that rdma-core's "rdma_topo dump" writes: a list with an
 * object for each function, of which we use
 *
 *   realpath     "/sys/devices/pci0000:00/0000:00:01.0/..."
 *   config       config space, zlib compressed, in base64
 *   modalias     "pci:v00008086d00001234sv...sd...bc06sc04i00"
 *   iommu_group, numa_node   numbers, or null
 *
 * vpd and subsystems are not looked at.  Elements are cut out of the list one
 * by one, so that memory is bounded by the largest.
 */
#include <ctype.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "model/import/internal.h"

#define MAX_ELEMENT (1u << 20)		/* bytes of one function's object */
#define MAX_VALUES 20000u		/* in it */

struct reader {
	struct machine *m;
	FILE *f;
	uint64_t bytes;
	uint32_t line, column;
	char *buf;
	size_t n, cap;
	uint32_t start_line;		/* of the element in buf */
};

bool rdma_looks_like(const char *data, size_t len)
{
	size_t i = 0;

	while (i < len && strchr(" \t\r\n", data[i]) && data[i])
		i++;
	if (i == len || data[i] != '[')
		return false;
	for (i++; i < len && strchr(" \t\r\n", data[i]) && data[i]; i++)
		;
	return i < len && (data[i] == '{' || data[i] == ']');
}

static int next(struct reader *r)
{
	int c = getc_unlocked(r->f);

	r->column++;
	if (c == '\n') {
		r->line++;
		r->column = 0;
	}
	return ++r->bytes > IMPORT_MAX_BYTES ? EOF : c;
}

static bool bad(struct reader *r, const char *what)
{
	if (r->bytes > IMPORT_MAX_BYTES)
		what = "too long; rdma_topo dump of one machine is shorter";
	return fail(r->m, r->line, r->column, NULL, "%s", what);
}

static bool keep(struct reader *r, int c)
{
	if (r->n == MAX_ELEMENT)
		return bad(r, "an object of more than 1 MiB; one function's is smaller");
	if (r->n == r->cap) {
		r->cap = r->cap ? 2 * r->cap : 4096;
		r->buf = realloc(r->buf, r->cap);
		if (!r->buf)
			abort();
	}
	r->buf[r->n++] = (char)c;
	return true;
}

/* From '{' up to its '}', strings skipped over. */
static bool cut_element(struct reader *r)
{
	unsigned int depth = 0, values = 0;
	bool string = false, escaped = false;
	int c = '{';

	r->n = 0;
	r->start_line = r->line;
	do {
		if (c == EOF)
			return bad(r, "the list ends in the middle of an object");
		if (!keep(r, c))
			return false;
		if (escaped)
			escaped = false;
		else if (string && c == '\\')
			escaped = true;
		else if (c == '"')
			string = !string;
		else if (!string && (c == '{' || c == '['))
			depth++;
		else if (!string && (c == '}' || c == ']'))
			depth--;
		if (!string && (c == ',' || c == '[' || c == '{') &&
		    (depth > 64 || ++values > MAX_VALUES))
			return bad(r, "an object of too many values; one function's has few");
		if (!depth)
			return true;
		c = next(r);
	} while (true);
}

static int base64_digit(int c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Bytes, or -1 when it is not base64. */
static long base64(const char *s, uint8_t *out, size_t max)
{
	uint32_t acc = 0;
	unsigned int bits = 0;
	size_t n = 0;

	for (; *s && *s != '='; s++) {
		int d = base64_digit((unsigned char)*s);

		if (d < 0)
			return -1;
		acc = acc << 6 | (uint32_t)d;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			if (n == max)
				return -1;
			out[n++] = (uint8_t)(acc >> bits);
		}
	}
	while (*s == '=')
		s++;
	return *s ? -1 : (long)n;
}

static bool config(struct reader *r, struct raw *raw, const char *s)
{
	uint8_t packed[8192], bytes[4096];
	long n = base64(s, packed, sizeof(packed));
	uLongf len = sizeof(bytes);

	if (n < 0)
		return fail(r->m, r->start_line, 1, NULL, "%s: \"config\" is not base64 of at most 8192 bytes",
			    sbdf_name(raw->sbdf));
	if (uncompress(bytes, &len, packed, (uLong)n) != Z_OK)
		return fail(r->m, r->start_line, 1, NULL, "%s: \"config\" does not unpack to at most 4096 bytes",
			    sbdf_name(raw->sbdf));
	return raw_set_config(r->m, raw, bytes, len);
}

/* "pci:v000015B3d00001021sv000015B3sd00000023bc02sc00i00" */
static void modalias(struct raw *raw, const char *s)
{
	unsigned int v, d, sv, sd, bc, sc, i;

	if (sscanf(s, "pci:v%8xd%8xsv%8xsd%8xbc%2xsc%2xi%2x",
		   &v, &d, &sv, &sd, &bc, &sc, &i) != 7)
		return;
	raw->f.vendor = (uint16_t)v;
	raw->f.device = (uint16_t)d;
	raw->f.subvendor = (uint16_t)sv;
	raw->f.subdevice = (uint16_t)sd;
	raw->f.class = bc << 16 | sc << 8 | i;
	raw->ids_known = raw->class_known = true;
}

/* The path's last two components say who and whose. */
static struct raw *place(struct reader *r, const char *path)
{
	char fake[4200];
	struct raw *raw = NULL;
	const char *base = strrchr(path, '/');
	uint64_t sbdf;

	if (!base || !parse_sbdf(base + 1, &sbdf) || strlen(path) > 4096) {
		fail(r->m, r->start_line, 1, NULL, "\"realpath\" ends in no PCI address, like /sys/devices/pci0000:00/0000:00:01.0");
		return NULL;
	}
	/* sysfs.c knows such paths: a file there that says nothing. */
	snprintf(fake, sizeof(fake), "%s/%s", path, "realpath");
	if (sysfs_file(r->m, fake, false, (const uint8_t *)"", 0))
		raw = raw_find(r->m, sbdf);
	if (!raw)
		fail(r->m, r->start_line, 1, NULL, "\"realpath\" is not a PCI function's, like /sys/devices/pci0000:00/0000:00:01.0");
	else if (!raw->f.loc.line)
		raw->f.loc = here(r->m, r->start_line);
	return raw;
}

static bool number(const json_t *o, const char *key, int32_t *v)
{
	const json_t *j = json_object_get(o, key);

	if (!json_is_integer(j) || json_integer_value(j) < 0 ||
	    json_integer_value(j) > INT32_MAX)
		return false;
	*v = (int32_t)json_integer_value(j);
	return true;
}

static bool function(struct reader *r, const json_t *o)
{
	const char *path = json_string_value(json_object_get(o, "realpath"));
	const char *bytes = json_string_value(json_object_get(o, "config"));
	const char *alias = json_string_value(json_object_get(o, "modalias"));
	struct raw *raw;
	int32_t v;

	if (!path || !bytes)
		return fail(r->m, r->start_line, 1, NULL, "an object without \"%s\"; rdma_topo dump writes \"realpath\" and \"config\"",
			    path ? "config" : "realpath");
	raw = place(r, path);
	if (!raw)
		return false;
	if (alias)
		modalias(raw, alias);
	if (number(o, "iommu_group", &v))
		raw_set_group(r->m, raw, v);
	if (number(o, "numa_node", &v))
		raw->f.numa_node = v;
	return config(r, raw, bytes);
}

static bool element(struct reader *r)
{
	json_error_t err;
	json_t *o;
	bool ok;

	if (!cut_element(r))
		return false;
	o = json_loadb(r->buf, r->n, 0, &err);
	if (!o)
		return fail(r->m, r->start_line + (uint32_t)err.line - 1,
			    (uint32_t)err.column, NULL, "JSON: %s", err.text);
	ok = function(r, o);
	json_decref(o);
	return ok;
}

static int skip_blank(struct reader *r)
{
	int c;

	do
		c = next(r);
	while (c == ' ' || c == '\t' || c == '\r' || c == '\n');
	return c;
}

static bool list(struct reader *r)
{
	int c = skip_blank(r);

	if (c != '[')
		return bad(r, "rdma_topo dump begins with '['");
	c = skip_blank(r);
	while (c != ']') {
		if (c != '{')
			return bad(r, "'{' would be right: an object for each function");
		if (!element(r))
			return false;
		c = skip_blank(r);
		if (c == ',')
			c = skip_blank(r);
		else if (c != ']')
			return bad(r, "',' or ']' would be right after an object");
	}
	return true;
}

bool rdma_read(struct machine *m, FILE *f)
{
	struct reader r = { .m = m, .f = f, .line = 1 };
	bool ok;

	m->live = true;
	ok = list(&r);
	free(r.buf);
	return ok && !m->failed;
}
