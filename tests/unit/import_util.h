/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * import_util.h - for tests of the importers: captures of simulated machines,
 * written the way lspci, sysfs and rdma_topo write those of real ones.
 */
#ifndef TESTS_UNIT_IMPORT_UTIL_H
#define TESTS_UNIT_IMPORT_UTIL_H

#include <archive.h>
#include <archive_entry.h>
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "model/config/fabric.h"
#include "model/import/import.h"
#include "tests/unit/golden.h"
#include "tests/unit/lang_util.h"

#define UNUSED __attribute__((unused))

/* An import, what it said, and what it counted. */
struct imported {
	struct spec *spec;
	struct import_report rep;
	char *said;
};

UNUSED static struct imported import_bytes(const char *name, const void *data,
					   size_t size,
					   const struct import_options *opt)
{
	struct imported im = { 0 };
	size_t n;
	FILE *err = open_memstream(&im.said, &n);

	im.spec = import_memory(name, data, size, opt, &im.rep, err);
	fclose(err);
	return im;
}

UNUSED static struct imported import_path(const char *path)
{
	struct imported im = { 0 };
	size_t n;
	FILE *err = open_memstream(&im.said, &n);

	im.spec = import_load(path, NULL, &im.rep, err);
	fclose(err);
	return im;
}

UNUSED static void imported_free(struct imported *im)
{
	spec_free(im->spec);
	import_report_free(&im->rep);
	free(im->said);
}

UNUSED static char *slurp(const char *path, size_t *len)
{
	FILE *f = fopen(path, "rb"), *out;
	char *text, buf[65536];
	size_t n;

	if (!f)
		return NULL;
	out = open_memstream(&text, len);
	while ((n = fread(buf, 1, sizeof(buf), f)) > 0)
		fwrite(buf, 1, n, out);
	fclose(f);
	fclose(out);
	return text;
}


static inline void put_counts(FILE *out, const struct import_report *r)
{
	fprintf(out, "# %u functions, %u VFs, %u left out; config of 4096: %u, 256: %u, 64: %u, none: %u\n",
		r->functions, r->vfs, r->left_out, r->with_4096, r->with_256,
		r->with_64, r->without_bytes);
	fprintf(out, "# %u bridges, %u made up, %u host bridges, %u domains; PCI %u, its bridges %u, host devices %u\n",
		r->bridges, r->synthesized, r->host_bridges, r->domains,
		r->pci_devices, r->pci_bridges, r->host_devices);
	fprintf(out, "# ACS: seen %u, present %u, absent %u, unknown %u; types",
		r->acs_found, r->acs_present, r->acs_absent, r->acs_unknown);
	for (int i = 0; i < 16; i++)
		fprintf(out, " %u", r->by_type[i]);
	fputs("\n# groups", out);
	for (uint32_t i = 0; i < r->ngroups; i++)
		fprintf(out, " %llx%s:%d", (unsigned long long)r->groups[i].sbdf,
			r->groups[i].is_vf ? "v" : "", r->groups[i].group);
	putc('\n', out);
}

/* All that came of an import, messages and counts first, is what tests/@name says. */
UNUSED static void golden_import(const char *name, const struct imported *im)
{
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	fprintf(out, "# %s\n", import_format_name(im->rep.format));
	for (const char *p = im->said; *p; p += strcspn(p, "\n") + 1)
		fprintf(out, "# %.*s\n", (int)strcspn(p, "\n"), p);
	put_counts(out, &im->rep);
	if (im->spec)
		scenario_print_spec(out, im->spec);
	fclose(out);
	golden_is(name, text, len);
	free(text);
}

/* A file of our own, below tests/fixtures/import. */
UNUSED static char *fixture(const char *name, size_t *len)
{
	char path[512];
	char *text;

	snprintf(path, sizeof(path), "%s/tests/fixtures/import/%s",
		 HAIRPIN_SOURCE_DIR, name);
	text = slurp(path, len);
	ck_assert_msg(text != NULL, "%s is missing", path);
	return text;
}

/* What @s prints is what it is read back as; NULL, or what is different. */
UNUSED static char *round_trip(const struct spec *s)
{
	char *text = lang_print(s), *messages, *why = NULL;
	struct scenario *scn = lang_parse(text, strlen(text), &messages);
	const char *differ = scn ? lang_spec_differs(s, scn->spec) : messages;

	if (differ && asprintf(&why, "%s", differ) < 0)
		abort();
	scenario_free(scn);
	free(messages);
	free(text);
	return why;
}

/* A machine from scenario text, built. */
struct machine {
	struct scenario *scn;
	struct fabric *f;
};

UNUSED static struct machine machine_of(const char *text)
{
	struct machine m;
	struct spec_error err;
	char *messages;

	m.scn = lang_parse(text, strlen(text), &messages);
	ck_assert_msg(m.scn != NULL, "%s", messages);
	free(messages);
	m.f = fabric_build(m.scn->spec, &err);
	ck_assert_msg(m.f != NULL, "%s", err.text);
	return m;
}

UNUSED static void machine_done(struct machine *m)
{
	fabric_free(m->f);
	scenario_free(m->scn);
}

struct address {
	uint32_t domain;
	uint8_t bus, devfn;
};

UNUSED static struct address where(const struct machine *m, uint32_t i)
{
	struct address a;

	ck_assert(function_address(fabric_function(m->f, i), &a.domain, &a.bus,
				   &a.devfn));
	return a;
}

UNUSED static unsigned int config_bytes(const struct machine *m, uint32_t i)
{
	return spec_type_is_pcie(m->scn->spec->functions[i].type) ? 4096 : 256;
}

UNUSED static void read_config(const struct machine *m, struct address a,
			       uint8_t *buf, unsigned int len)
{
	for (unsigned int at = 0; at < len; at += 4) {
		uint32_t v = fabric_cfg_read(m->f, a.domain, a.bus, a.devfn,
					     (uint16_t)at, 4);

		memcpy(buf + at, &v, 4);
	}
}

/* lspci -xxxx of the machine. */
UNUSED static char *hex_dump(const struct machine *m, size_t *len)
{
	char *text;
	FILE *out = open_memstream(&text, len);

	for (uint32_t i = 0; i < m->scn->spec->nfunctions; i++) {
		struct address a = where(m, i);
		uint8_t buf[4096];
		unsigned int n = config_bytes(m, i);

		read_config(m, a, buf, n);
		fprintf(out, "%04x:%02x:%02x.%x Made: up\n", a.domain, a.bus,
			a.devfn >> 3, a.devfn & 7);
		for (unsigned int at = 0; at < n; at += 16) {
			fprintf(out, "%02x:", at);
			for (unsigned int k = 0; k < 16; k++)
				fprintf(out, " %02x", buf[at + k]);
			putc('\n', out);
		}
		putc('\n', out);
	}
	fclose(out);
	return text;
}

#define IMPORT_TEST_MAIN(suite) \
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
