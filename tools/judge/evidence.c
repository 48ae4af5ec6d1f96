// SPDX-License-Identifier: GPL-2.0-only
/*
 * evidence.c - changed lines and gcov's counts of them (see evidence.h).
 *
 * It must not know what a scenario is: a folder is one.
 */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/common/exit.h"
#include "tools/common/spawn.h"
#include "tools/judge/evidence.h"

/* Data files a call of gcov reads: its output is held in memory. */
#define BATCH 64u

static bool ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n >= m && !strcmp(s + n - m, end);
}

struct changed_file *evidence_file(struct evidence *e, const char *path)
{
	for (uint32_t i = 0; i < e->n; i++)
		if (!strcmp(e->files[i].path, path))
			return &e->files[i];
	return NULL;
}

static struct changed_file *file_for(struct evidence *e, const char *path)
{
	struct changed_file *f = evidence_file(e, path);

	if (f)
		return f;
	e->files = realloc(e->files, (e->n + 1) * sizeof(*e->files));
	if (!e->files)
		abort();
	f = &e->files[e->n++];
	*f = (struct changed_file){ .path = strdup(path),
				    .header = ends_with(path, ".h") };
	return f;
}

/* The first  bytes of  without the blanks around them. */
static char *trimmed(const char *s, size_t len)
{
	while (len && (*s == ' ' || *s == '\t')) {
		s++;
		len--;
	}
	while (len && (s[len - 1] == ' ' || s[len - 1] == '\t'))
		len--;
	return strndup(s, len);
}

/* @rest, of @len bytes: "TAB HEAD TAB TEXT", or nothing. */
static void add_line(struct changed_file *f, uint32_t line, const char *rest,
		     size_t len)
{
	struct changed_line *l;
	const char *text;

	if (f->n == f->room) {
		f->room = f->room ? 2 * f->room : 32;
		f->lines = realloc(f->lines, f->room * sizeof(*f->lines));
		if (!f->lines)
			abort();
	}
	l = &f->lines[f->n++];
	*l = (struct changed_line){ .line = line, .head = line };
	text = len ? memchr(rest + 1, '\t', len - 1) : NULL;
	if (text) {
		l->head = (uint32_t)strtoul(rest + 1, NULL, 10);
		l->text = trimmed(text + 1, len - (size_t)(text + 1 - rest));
	} else {
		l->text = strdup("");
	}
}

void evidence_init(struct evidence *e, const char *changed)
{
	memset(e, 0, sizeof(*e));
	while (*changed) {
		const size_t len = strcspn(changed, "\n"), name = strcspn(changed, "\t\n");
		const char *space = memrchr(changed, ' ', name);

		if (space) {
			char *path = strndup(changed, (size_t)(space - changed));
			struct changed_file *f = file_for(e, path);

			const uint32_t line = (uint32_t)strtoul(space + 1, NULL, 10);

			e->gone += !line;
			e->lines += line != 0;
			e->header_lines += line && f->header;
			if (line)
				add_line(f, line, changed + name, len - name);
			free(path);
		}
		changed += len + (changed[len] == '\n');
	}
}

void evidence_free(struct evidence *e)
{
	for (uint32_t i = 0; i < e->n; i++) {
		struct changed_file *f = &e->files[i];

		for (uint32_t j = 0; j < f->n; j++) {
			free(f->lines[j].ways);
			free(f->lines[j].by);
			free(f->lines[j].text);
		}
		free(f->lines);
		free(f->near);
		free(f->path);
		free(f->notes);
		free(f->needs);
	}
	free(e->files);
	memset(e, 0, sizeof(*e));
}

void evidence_uncompiled(FILE *out, const struct changed_file *f)
{
	fprintf(out, "not compiled into an instance: %s", f->path);
	if (f->needs)
		fprintf(out, ": %s", f->needs);
}

static struct changed_line *line_of(struct changed_file *f, uint32_t line)
{
	for (uint32_t i = 0; i < f->n; i++)
		if (f->lines[i].line == line)
			return &f->lines[i];
	return NULL;
}

/* Counts of several copies of a function, as gcov lists them, add up. */
static void add_branches(struct changed_line *l, json_t *branches)
{
	const size_t n = json_array_size(branches);

	if (n > l->nways) {
		l->ways = realloc(l->ways, n * sizeof(*l->ways));
		if (!l->ways)
			abort();
		memset(l->ways + l->nways, 0, (n - l->nways) * sizeof(*l->ways));
		l->nways = n;
	}
	for (size_t i = 0; i < n; i++)
		l->ways[i] += (uint64_t)json_integer_value(json_object_get(
			json_array_get(branches, i), "count"));
}

static uint32_t number_of(json_t *line)
{
	return (uint32_t)json_integer_value(json_object_get(line, "line_number"));
}

/* Which of several folders is read. */
struct folder {
	uint32_t i, of;
};

static void mark_folder(bool **marks, const struct folder *from)
{
	if (!*marks)
		*marks = calloc(from->of, sizeof(**marks));
	if (!*marks)
		abort();
	(*marks)[from->i] = true;
}

static bool add_counts(struct changed_line *l, json_t *line,
		       const struct folder *from)
{
	const uint64_t count = (uint64_t)json_integer_value(
		json_object_get(line, "count"));

	l->code = true;
	add_branches(l, json_object_get(line, "branches"));
	if (count)
		mark_folder(&l->by, from);
	if (l->settled)
		return false;
	l->runs += count;
	l->scenarios += count != 0;
	return count;
}

/*
 * True when the folder ran a changed line of it.  Of a statement of several lines,
 * gcov lists the first and some others: a line that it does not is run with the
 * first.
 */
static bool add_file(struct changed_file *f, json_t *file,
		     const struct folder *from)
{
	json_t *lines = json_object_get(file, "lines"), *line;
	bool any = false;
	size_t i;

	json_array_foreach(lines, i, line) {
		struct changed_line *l = line_of(f, number_of(line));

		if (l)
			l->own = true;
	}
	json_array_foreach(lines, i, line) {
		const uint32_t number = number_of(line);

		/* Of the file, gcov knows only the changed functions (series cover). */
		if (json_integer_value(json_object_get(line, "count")))
			mark_folder(&f->near, from);
		for (uint32_t j = 0; j < f->n; j++) {
			struct changed_line *l = &f->lines[j];

			if (number == (l->own ? l->line : l->head))
				any = add_counts(l, line, from) || any;
		}
	}
	return any;
}

/* Data files of one changed file, and of which folder each is. */
struct batch {
	uint32_t n, nfolders;
	char *data[BATCH];
	uint32_t folder[BATCH];
};

/* True when what gcov says of one data file has a changed line that was run. */
static bool add_document(struct changed_file *f, json_t *doc,
			 const struct folder *from)
{
	json_t *file;
	bool any = false;
	size_t i;

	json_array_foreach(json_object_get(doc, "files"), i, file) {
		const char *name = json_string_value(json_object_get(file, "file"));

		if (name && ends_with(name, f->path))
			any = add_file(f, file, from) || any;
	}
	return any;
}

/* gcov's JSON, one document a data file, one line each; @ran: a mark a folder. */
static void add_documents(struct changed_file *f, const struct batch *b,
			  const char *text, bool *ran)
{
	while (*text) {
		const size_t len = strcspn(text, "\n");
		json_t *doc = json_loadb(text, len, 0, NULL);
		const char *of = json_string_value(json_object_get(doc, "data_file"));

		for (uint32_t i = 0; of && i < b->n; i++) {
			const struct folder from = { b->folder[i], b->nfolders };

			if (strcmp(b->data[i], of))
				continue;
			if (add_document(f, doc, &from))
				ran[from.i] = true;
			break;
		}
		json_decref(doc);
		text += len + (text[len] == '\n');
	}
}

/* @path, which is absolute, without its first @n folders. */
static const char *stripped(const char *path, uint32_t n)
{
	while (n-- && strchr(path + 1, '/'))
		path = strchr(path + 1, '/');
	return path;
}

/* The data file of @f in @folder, with gcov's notes beside it; NULL: not run. */
static char *data_file(const struct changed_file *f, const char *folder,
		       uint32_t strip)
{
	const char *path = stripped(f->notes, strip);
	const size_t stem = strlen(path) - strlen(".gcno");
	char *data, *notes;

	if (asprintf(&data, "%s%.*s.gcda", folder, (int)stem, path) < 0 ||
	    asprintf(&notes, "%s%.*s.gcno", folder, (int)stem, path) < 0)
		abort();
	if (access(data, R_OK) || (symlink(f->notes, notes) && errno != EEXIST)) {
		free(data);
		data = NULL;
	}
	free(notes);
	return data;
}

/* Empties the batch. */
static bool run_gcov(struct changed_file *f, struct batch *b, bool *ran)
{
	char *argv[BATCH + 8] = { (char *)"gcov", (char *)"--json-format",
				  (char *)"--stdout",
				  (char *)"--branch-probabilities" };
	int status;
	char *text;

	if (!b->n)
		return true;
	for (uint32_t i = 0; i < b->n; i++)
		argv[4 + i] = b->data[i];
	text = spawn_read(argv, "/dev/null", NULL, &status);
	if (text && !status)
		add_documents(f, b, text, ran);
	else
		fprintf(stderr, "hairpin: gcov failed on %s\n", f->path);
	while (b->n)
		free(b->data[--b->n]);
	free(text);
	return text && !status;
}

static void judge_ways(struct changed_line *l)
{
	l->one_way = false;
	for (size_t b = 0; l->runs && b < l->nways; b++)
		l->one_way = l->one_way || !l->ways[b];
}

static bool read_file(struct changed_file *f, char *const *folders,
		      uint32_t nfolders, uint32_t strip, bool *ran)
{
	struct batch b = { .nfolders = nfolders };
	bool ok = true;

	for (uint32_t i = 0; ok && i < nfolders; i++) {
		b.folder[b.n] = i;
		b.data[b.n] = data_file(f, folders[i], strip);
		b.n += b.data[b.n] != NULL;
		if (b.n == BATCH)
			ok = run_gcov(f, &b, ran);
	}
	ok = run_gcov(f, &b, ran) && ok;
	for (uint32_t i = 0; i < f->n; i++) {
		struct changed_line *l = &f->lines[i];

		judge_ways(l);
		l->later = l->later || (f->read && l->runs && !l->settled);
		l->settled = l->runs;
	}
	f->read = true;
	return ok;
}

bool evidence_code(struct evidence *e)
{
	bool ran = false, ok = true;

	for (uint32_t i = 0; ok && i < e->n; i++) {
		struct batch b = { .n = 1, .nfolders = 1 };

		if (!e->files[i].notes || access(e->files[i].notes, R_OK))
			continue;
		b.data[0] = strdup(e->files[i].notes);
		ok = run_gcov(&e->files[i], &b, &ran);
	}
	return ok;
}

bool evidence_has_code(const struct evidence *e)
{
	for (uint32_t i = 0; i < e->n; i++)
		for (uint32_t j = 0; j < e->files[i].n; j++)
			if (e->files[i].lines[j].code)
				return true;
	return false;
}

static bool starts_with(const char *s, const char *start)
{
	return !strncmp(s, start, strlen(start));
}

/*
 * Of a condition that went one way only, was what it guards run?  Where lines are
 * joined with "||", the next one not being reached says the opposite.
 */
static bool is_never_true(const struct changed_file *f, uint32_t i)
{
	const struct changed_line *l = &f->lines[i];

	if (!l->one_way || ends_with(l->text, "||") ||
	    !(starts_with(l->text, "if (") || starts_with(l->text, "} else if (") ||
	      starts_with(l->text, "else if (") || starts_with(l->text, "while (")))
		return false;
	for (uint32_t j = i + 1; j < f->n && f->lines[j].line == f->lines[j - 1].line + 1; j++)
		if (f->lines[j].code)
			return !f->lines[j].runs;
	return false;
}

/* The head of a function, braces, "return 0;": they decide nothing. */
static bool only_leads(const struct changed_line *l)
{
	return starts_with(l->text, "static ") || !strcmp(l->text, "{") ||
	       !strcmp(l->text, "}") || starts_with(l->text, "return false;") ||
	       starts_with(l->text, "return 0;") || starts_with(l->text, "return NULL;");
}

/* It goes on from a changed line, which is counted. */
static bool with_head(struct changed_file *f, const struct changed_line *l)
{
	return !l->own && l->head != l->line && line_of(f, l->head);
}

static void sum_up(struct evidence *e, struct changed_file *f)
{
	for (uint32_t i = 0; i < f->n; i++) {
		struct changed_line *l = &f->lines[i];

		l->never_true = is_never_true(f, i);
		e->code += l->code;
		e->run += l->runs != 0;
		e->silent += l->runs && (l->never_true || only_leads(l) || with_head(f, l));
	}
}

bool evidence_read(struct evidence *e, char *const *folders, uint32_t nfolders,
		   uint32_t strip)
{
	bool *ran = calloc(nfolders + 1, sizeof(*ran)), ok = true;

	if (!ran)
		abort();
	e->code = e->run = e->silent = e->uncompiled_files = 0;
	for (uint32_t i = 0; ok && i < e->n; i++) {
		struct changed_file *f = &e->files[i];

		e->uncompiled_files += !f->header && !f->notes;
		ok = !f->notes || read_file(f, folders, nfolders, strip, ran);
		sum_up(e, f);
	}
	if (!e->scenarios)
		for (uint32_t i = 0; i < nfolders; i++)
			e->scenarios += ran[i];
	free(ran);
	return ok;
}

bool evidence_ran_near(const struct evidence *e, uint32_t i)
{
	for (uint32_t f = 0; f < e->n; f++)
		if (e->files[f].near && e->files[f].near[i])
			return true;
	return false;
}

bool evidence_complete(const struct evidence *e)
{
	for (uint32_t i = 0; i < e->n; i++)
		for (uint32_t j = 0; j < e->files[i].n; j++) {
			const struct changed_line *l = &e->files[i].lines[j];

			if (l->code && (!l->runs || l->one_way))
				return false;
		}
	return true;
}

static const char *name_of(const struct changed_file *f)
{
	return strrchr(f->path, '/') ? strrchr(f->path, '/') + 1 : f->path;
}

bool evidence_flat(const struct evidence *e)
{
	for (uint32_t i = 0; i < e->n; i++)
		for (uint32_t j = 0; j < i; j++)
			if (e->files[i].notes && e->files[j].notes &&
			    !strcmp(name_of(&e->files[i]), name_of(&e->files[j])))
				return false;
	return true;
}
