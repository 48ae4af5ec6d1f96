// SPDX-License-Identifier: GPL-2.0-only
/*
 * partition.c - groups out of a list, as the usual commands print it, or out
 * of a capture.  It must not know any kernel's rules, nor the forms of a line: those are
 * model/import/listed.c's.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "model/import/import.h"
#include "model/import/listed.h"
#include "tools/ask/partition.h"
#include "tools/common/protect.h"

#define NO_GROUP (-1)

struct reader {
	struct partition *p;
	const char *name;
	uint32_t line;
	int32_t current;		/* of a heading */
	uint32_t strange_line;		/* the first that says nothing; 0 none */
	char *strange;
};

void partition_add(struct partition *p, hp_sbdf sbdf, int32_t group)
{
	if (p->n == p->room) {
		p->room = p->room ? 2 * p->room : 64;
		p->members = realloc(p->members, p->room * sizeof(*p->members));
		if (!p->members)
			abort();
	}
	p->members[p->n++] = (struct partition_member){ sbdf, group };
}

/* file:line:column, the line, a caret. */
__attribute__((format(printf, 5, 6)))
static bool wrong(const struct reader *r, const char *text, size_t len,
		  size_t column, const char *fmt, ...)
{
	va_list args;

	fprintf(stderr, "%s:%u:%zu: ", r->name, r->line, column + 1);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputs("\n  ", stderr);
	for (size_t i = 0; i < len; i++)
		fputc(isprint((unsigned char)text[i]) ? text[i] : ' ', stderr);
	fprintf(stderr, "\n  %*s^\n", (int)column, "");
	return false;
}

static size_t blanks(const char *s)
{
	return strspn(s, " \t\r>");
}

/* The function of @l, and those that follow it on the line; the rest is description. */
static void take_functions(struct reader *r, const struct listed *l)
{
	uint64_t sbdf = l->sbdf;

	for (const char *s = l->rest; s; s = listed_next(s, &sbdf))
		partition_add(r->p, sbdf, r->current);
}

static bool take_line(struct reader *r, const char *text, size_t len)
{
	const char *s = text + blanks(text);
	struct listed l;

	if (!*s || *s == '#')
		return true;
	listed_line(s, &l);
	if (l.has_group) {
		r->current = l.group;
		if (l.has_function)
			take_functions(r, &l);
		else if (l.path)
			return wrong(r, text, len, (size_t)(l.rest - text),
				     "no function's address; 0000:00:1f.0, for one, would be right");
		return true;
	}
	if (l.has_function) {
		if (r->current == NO_GROUP)
			return wrong(r, text, len, (size_t)(l.rest - text),
				     "a function in no group; 'group 7:' above it, or '7' after it, would be right");
		take_functions(r, &l);
		return true;
	}
	/* Prose round the list is no error, but a file of it is. */
	if (!r->strange_line) {
		r->strange_line = r->line;
		r->strange = strdup(text);
	}
	return true;
}

static int by_sbdf(const void *a, const void *b)
{
	const struct partition_member *x = a, *y = b;

	return x->sbdf != y->sbdf ? (x->sbdf < y->sbdf ? -1 : 1) :
				    (x->group > y->group) - (x->group < y->group);
}

bool partition_settle(struct partition *p, const char *name)
{
	uint32_t kept = 0;

	if (p->n)
		qsort(p->members, p->n, sizeof(*p->members), by_sbdf);
	for (uint32_t i = 0; i < p->n; i++) {
		const struct partition_member *m = &p->members[i];

		if (kept && p->members[kept - 1].sbdf == m->sbdf) {
			if (p->members[kept - 1].group == m->group)
				continue;
			fprintf(stderr, "%s: %04x:%02x:%02x.%x is in group %d and in group %d; one would be right\n",
				name, HP_SBDF_DOMAIN(m->sbdf), HP_SBDF_BUS(m->sbdf),
				HP_SBDF_DEV(m->sbdf), HP_SBDF_FN(m->sbdf),
				p->members[kept - 1].group, m->group);
			return false;
		}
		p->members[kept++] = *m;
	}
	p->n = kept;
	return true;
}

static bool settle(struct partition *p, const char *name)
{
	if (!partition_settle(p, name))
		return false;
	if (!p->n)
		fprintf(stderr, "%s: no IOMMU groups in it; 'find /sys/kernel/iommu_groups -type l' prints them\n",
			name);
	return p->n > 0;
}

/* Lines of @text, each given to @line as a string; false when one says so. */
static bool each_line(struct reader *r, const char *text, size_t len)
{
	const char *end = text + len;
	char *copy = malloc(len + 1);
	bool ok = true;

	if (!copy)
		abort();
	while (ok && text < end) {
		const char *eol = memchr(text, '\n', (size_t)(end - text));
		size_t n = (size_t)((eol ? eol : end) - text);

		memcpy(copy, text, n);
		copy[n] = '\0';
		n = strlen(copy);
		r->line++;
		ok = take_line(r, copy, n);
		text = eol ? eol + 1 : end;
	}
	free(copy);
	return ok;
}

static bool partition_parse(struct partition *p, const char *name, const char *text,
			    size_t len)
{
	struct reader r = { .p = p, .name = name, .current = NO_GROUP };
	bool ok;

	memset(p, 0, sizeof(*p));
	ok = each_line(&r, text, len);
	if (ok && !p->n && r.strange) {
		r.line = r.strange_line;
		ok = wrong(&r, r.strange, strlen(r.strange), blanks(r.strange),
			   "neither a group nor a function; 'find /sys/kernel/iommu_groups -type l', for one, prints what would be right");
	}
	free(r.strange);
	if (ok && settle(p, name))
		return true;
	partition_free(p);
	return false;
}

/* A capture that tells groups. */
static bool from_report(struct partition *p, const struct import_report *rep,
			const char *path)
{
	for (uint32_t i = 0; i < rep->ngroups; i++)
		if (rep->groups[i].group >= 0)
			partition_add(p, rep->groups[i].sbdf, rep->groups[i].group);
	return settle(p, path);
}

/* All of it, malloc()ed; NULL after a message. */
static char *slurp(const char *path, size_t *len)
{
	bool standard = !strcmp(path, "-");
	FILE *f = standard ? stdin : fopen(path, "r");
	char *text = f ? malloc(IMPORT_MAX_BYTES + 1) : NULL;

	if (!standard)
		protect_input(path);
	if (text)
		*len = fread(text, 1, IMPORT_MAX_BYTES + 1, f);
	if (!text || ferror(f)) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		free(text);
		text = NULL;
	} else if (*len > IMPORT_MAX_BYTES) {
		fprintf(stderr, "%s: more than 32 MiB\n", path);
		free(text);
		text = NULL;
	}
	if (f && !standard)
		fclose(f);
	return text;
}

/*
 * Many scripts print lspci's header lines, so a list is recognised by a group before
 * its first function.
 */
static bool is_list(const char *text, size_t len)
{
	const char *end = text + len;

	while (text < end) {
		const char *eol = memchr(text, '\n', (size_t)(end - text));
		char line[4096];
		struct listed l;
		size_t n = (size_t)((eol ? eol : end) - text);

		snprintf(line, sizeof(line), "%.*s", (int)(n < sizeof(line) ? n : 0), text);
		text = eol ? eol + 1 : end;
		listed_line(line + blanks(line), &l);
		if (l.has_group || l.has_function)
			return l.has_group;
	}
	return false;
}

static bool load_file(struct partition *p, const char *path)
{
	const struct import_options opt = { .quiet = true, .groups_only = true };
	struct import_report rep;
	struct spec *spec;
	size_t len;
	char *text = slurp(path, &len);
	bool ok;

	if (!text)
		return false;
	/* As a capture is read, so that mail and browsers do no harm to a list, either. */
	spec = import_memory(path, text, len, &opt, &rep, NULL);
	if (rep.kind == IMPORT_OK && rep.ngroups) {
		ok = from_report(p, &rep, path);
		import_report_free(&rep);
		free(text);
		return ok;
	}
	import_report_free(&rep);
	if (is_list(text, len)) {
		ok = partition_parse(p, path, text, len);
		free(text);
		return ok;
	}
	spec = import_memory(path, text, len, &opt, &rep, stderr);
	if (rep.kind == IMPORT_NOT_A_DUMP)
		ok = partition_parse(p, path, text, len);
	else
		ok = rep.kind == IMPORT_OK && from_report(p, &rep, path);
	spec_free(spec);
	import_report_free(&rep);
	free(text);
	return ok;
}

static bool load_tree(struct partition *p, const char *path)
{
	const struct import_options opt = { .quiet = true };
	struct import_report rep;
	struct spec *spec = import_load(path, &opt, &rep, stderr);
	bool ok = spec && from_report(p, &rep, path);

	if (rep.kind == IMPORT_NOT_A_DUMP)
		fprintf(stderr, "%s: neither a folder like /sys/kernel/iommu_groups nor a sysfs tree\n",
			path);
	spec_free(spec);
	import_report_free(&rep);
	return ok;
}

/*
 * A folder like /sys/kernel/iommu_groups: GROUP/devices/BDF.  False when there
 * is none such in it.
 */
static bool load_folder(struct partition *p, const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *group, *member;

	while (dir && (group = readdir(dir))) {
		char sub[4096];
		int32_t number;
		uint64_t sbdf;
		size_t n = listed_number(group->d_name, &number);
		DIR *devices;

		if (!n || group->d_name[n])
			continue;
		snprintf(sub, sizeof(sub), "%s/%s/devices", path, group->d_name);
		devices = opendir(sub);
		while (devices && (member = readdir(devices)))
			if (listed_next(member->d_name, &sbdf))
				partition_add(p, sbdf, number);
		if (devices)
			closedir(devices);
	}
	if (dir)
		closedir(dir);
	return p->n > 0;
}

bool partition_load(struct partition *p, const char *path)
{
	struct stat st;

	memset(p, 0, sizeof(*p));
	if (stat(path, &st) || !S_ISDIR(st.st_mode))
		return load_file(p, path);
	return load_folder(p, path) ? settle(p, path) : load_tree(p, path);
}

void partition_free(struct partition *p)
{
	free(p->members);
	memset(p, 0, sizeof(*p));
}

int32_t partition_group(const struct partition *p, hp_sbdf sbdf)
{
	uint32_t lo = 0, hi = p->n;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (p->members[mid].sbdf < sbdf)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < p->n && p->members[lo].sbdf == sbdf ? p->members[lo].group :
							  NO_GROUP;
}

static int by_number(const void *a, const void *b)
{
	const int32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

uint32_t partition_groups(const struct partition *p)
{
	int32_t *g = malloc((p->n + 1) * sizeof(*g));
	uint32_t n = 0;

	if (!g)
		abort();
	for (uint32_t i = 0; i < p->n; i++)
		g[i] = p->members[i].group;
	qsort(g, p->n, sizeof(*g), by_number);
	for (uint32_t i = 0; i < p->n; i++)
		n += !i || g[i] != g[i - 1];
	free(g);
	return n;
}
