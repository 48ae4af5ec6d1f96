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

			add_line(f, (uint32_t)strtoul(space + 1, NULL, 10),
				 changed + name, len - name);
			e->lines++;
			e->header_lines += f->header;
			free(path);
		}
		changed += len + (changed[len] == '\n');
	}
}

void evidence_free(struct evidence *e)
{
	for (uint32_t i = 0; i < e->n; i++) {
		struct changed_file *f = &e->files[i];

		for (uint32_t j = 0; j < f->n; j++)
			free(f->lines[j].text);
		free(f->lines);
		free(f->path);
		free(f->notes);
	}
	free(e->files);
	memset(e, 0, sizeof(*e));
}

static struct changed_line *line_of(struct changed_file *f, uint32_t line)
{
	for (uint32_t i = 0; i < f->n; i++)
		if (f->lines[i].line == line)
			return &f->lines[i];
	return NULL;
}

/* One line that gcov lists: counts of several copies of a function add up. */
struct ways {
	uint64_t *taken;	/* a number for each branch of the line */
	size_t n;
};

/*
 * Sums of one file's lines over all folders.  @seen has a mark a line that the
 * folder at hand has counted already.
 */
struct sums {
	struct changed_file *file;
	struct ways *ways;	/* one a changed line */
};

static void add_branches(struct ways *w, json_t *branches)
{
	const size_t n = json_array_size(branches);

	if (n > w->n) {
		w->taken = realloc(w->taken, n * sizeof(*w->taken));
		if (!w->taken)
			abort();
		memset(w->taken + w->n, 0, (n - w->n) * sizeof(*w->taken));
		w->n = n;
	}
	for (size_t i = 0; i < n; i++)
		w->taken[i] += (uint64_t)json_integer_value(json_object_get(
			json_array_get(branches, i), "count"));
}

static uint32_t number_of(json_t *line)
{
	return (uint32_t)json_integer_value(json_object_get(line, "line_number"));
}

static bool add_counts(struct sums *s, struct changed_line *l, json_t *line)
{
	const uint64_t count = (uint64_t)json_integer_value(
		json_object_get(line, "count"));

	l->code = true;
	l->runs += count;
	l->scenarios += count != 0;
	add_branches(&s->ways[l - s->file->lines], json_object_get(line, "branches"));
	return count;
}

/*
 * True when the folder ran a changed line of it.  Of a statement of several lines,
 * gcov lists the first and some others: a line that it does not is run with the
 * first.
 */
static bool add_file(struct sums *s, json_t *file)
{
	json_t *lines = json_object_get(file, "lines"), *line;
	bool any = false;
	size_t i;

	json_array_foreach(lines, i, line) {
		struct changed_line *l = line_of(s->file, number_of(line));

		if (l)
			l->own = true;
	}
	json_array_foreach(lines, i, line) {
		const uint32_t number = number_of(line);

		for (uint32_t j = 0; j < s->file->n; j++) {
			struct changed_line *l = &s->file->lines[j];

			if (number == (l->own ? l->line : l->head))
				any = add_counts(s, l, line) || any;
		}
	}
	return any;
}

/* gcov's JSON, one document a data file, one line each. */
static uint32_t add_documents(struct sums *s, const char *text)
{
	uint32_t folders = 0;

	while (*text) {
		const size_t len = strcspn(text, "\n");
		json_t *doc = json_loadb(text, len, 0, NULL), *file;
		bool any = false;
		size_t i;

		json_array_foreach(json_object_get(doc, "files"), i, file) {
			const char *name = json_string_value(json_object_get(file, "file"));

			if (name && ends_with(name, s->file->path))
				any = add_file(s, file) || any;
		}
		json_decref(doc);
		folders += any;
		text += len + (text[len] == '\n');
	}
	return folders;
}

/* The data file of @f in @folder, with gcov's notes beside it; NULL: not run. */
static char *data_file(const struct changed_file *f, const char *folder)
{
	const size_t stem = strlen(f->notes) - strlen(".gcno");
	char *data, *notes;

	if (asprintf(&data, "%s%.*s.gcda", folder, (int)stem, f->notes) < 0 ||
	    asprintf(&notes, "%s%.*s.gcno", folder, (int)stem, f->notes) < 0)
		abort();
	if (access(data, R_OK) || (symlink(f->notes, notes) && errno != EEXIST)) {
		free(data);
		data = NULL;
	}
	free(notes);
	return data;
}

static bool run_gcov(struct sums *s, char **data, uint32_t n, uint32_t *folders)
{
	char *argv[BATCH + 8] = { (char *)"gcov", (char *)"--json-format",
				  (char *)"--stdout",
				  (char *)"--branch-probabilities" };
	int status;
	char *text;

	for (uint32_t i = 0; i < n; i++)
		argv[4 + i] = data[i];
	text = spawn_read(argv, "/dev/null", NULL, &status);
	if (!text || status) {
		fprintf(stderr, "hairpin: gcov failed on %s\n", s->file->path);
		free(text);
		return false;
	}
	*folders += add_documents(s, text);
	free(text);
	return true;
}

static void judge_ways(struct sums *s)
{
	for (uint32_t i = 0; i < s->file->n; i++) {
		struct changed_line *l = &s->file->lines[i];

		for (size_t b = 0; l->runs && b < s->ways[i].n; b++)
			l->one_way = l->one_way || !s->ways[i].taken[b];
	}
}

static bool read_file(struct evidence *e, struct changed_file *f,
		      char *const *folders, uint32_t nfolders)
{
	struct sums s = { .file = f, .ways = calloc(f->n + 1, sizeof(*s.ways)) };
	char *data[BATCH];
	uint32_t n = 0, ran = 0;
	bool ok = s.ways;

	for (uint32_t i = 0; ok && i < nfolders; i++) {
		data[n] = data_file(f, folders[i]);
		n += data[n] != NULL;
		if (n == BATCH || (n && i + 1 == nfolders)) {
			ok = run_gcov(&s, data, n, &ran);
			while (n)
				free(data[--n]);
		}
	}
	while (n) {
		ok = ok && run_gcov(&s, &data[n - 1], 1, &ran);
		free(data[--n]);
	}
	judge_ways(&s);
	for (uint32_t i = 0; s.ways && i < f->n; i++)
		free(s.ways[i].taken);
	free(s.ways);
	if (ran > e->scenarios)
		e->scenarios = ran;
	return ok;
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

bool evidence_read(struct evidence *e, char *const *folders, uint32_t nfolders)
{
	for (uint32_t i = 0; i < e->n; i++) {
		struct changed_file *f = &e->files[i];

		if (!f->header && !f->notes)
			e->uncompiled_files++;
		if (f->notes && !read_file(e, f, folders, nfolders))
			return false;
		sum_up(e, f);
	}
	return true;
}
