// SPDX-License-Identifier: GPL-2.0-only
/*
 * dump.c - a capture as a scenario: text that people read and edit, or the
 * parsed form for the commands that take FILE|DUMP.
 *
 * Both go through the same text, so what a command shows of a dump is what it
 * shows of the scenario that "hairpin import" prints.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "sim/facts/plural.h"
#include "tools/common/dump.h"

#define MAX_NOTES 40u

/* A comment holds printable ASCII: captures hold anything. */
static void put_plain(FILE *out, const char *s)
{
	for (; *s; s++)
		putc((unsigned char)*s < 0x7f && isprint((unsigned char)*s) ? *s : '?', out);
}

static const char *base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

static void put_notes(FILE *out, const char *path, const struct import_report *rep)
{
	uint32_t shown = 0, kinds = 0;

	if (rep->iommu_assumed)
		fprintf(out, "# note: the IOMMU's mode is assumed: %s\n", rep->iommu_assumed);
	for (uint32_t i = 0; i < rep->nwarnings; i++) {
		const struct import_warning *w = &rep->warnings[i];

		kinds += w->first;
		if (!w->first || shown == MAX_NOTES)
			continue;
		shown++;
		fputs("# note: ", out);
		if (w->loc.line && w->loc.file && strcmp(w->loc.file, path))
			fprintf(out, "%s, ", base(w->loc.file));
		if (w->loc.line)
			fprintf(out, "line %u: ", w->loc.line);
		put_plain(out, w->text);
		if (w->alike)
			fprintf(out, " (and %u more like this)", w->alike);
		putc('\n', out);
	}
	if (kinds > shown)
		fprintf(out, "# note: and %u more\n", kinds - shown);
}

void dump_print(FILE *out, const char *path, const struct spec *spec,
		const struct import_report *rep)
{
	fprintf(out, "# A real machine: %u function%s, %u VF%s among them; ACS of %u is on record, of %u unknown.\n",
		rep->functions, plural(rep->functions), rep->vfs, plural(rep->vfs), rep->acs_present + rep->acs_absent,
		rep->acs_unknown);
	fputs("# from: ", out);
	put_plain(out, base(path));
	fprintf(out, " (%s)\n", import_format_name(rep->format));
	put_notes(out, path, rep);
	scenario_print_spec(out, spec);
}

static struct scenario *parse(const char *path, const struct spec *spec,
			      const struct import_report *rep)
{
	struct scenario *scn;
	char *text;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		abort();
	dump_print(f, path, spec, rep);
	fclose(f);
	scn = scenario_parse(path, text, len, stderr);
	free(text);
	return scn;
}

struct scenario *dump_machine(const char *path, const struct import_options *opt,
			      struct import_report *rep, bool *is_dump)
{
	struct import_report own = { 0 };
	struct import_report *r = rep ? rep : &own;
	struct spec *spec = import_load(path, opt, r, stderr);
	struct scenario *scn = NULL;

	*is_dump = r->kind != IMPORT_NOT_A_DUMP;
	if (spec)
		scn = parse(path, spec, r);
	spec_free(spec);
	if (!rep)
		import_report_free(&own);
	return scn;
}
