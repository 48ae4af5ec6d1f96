// SPDX-License-Identifier: GPL-2.0-only
/*
 * input.c - finds scenario files and parses them.
 *
 * The order never depends on the file system's.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tools/common/dump.h"
#include "tools/common/input.h"

#define STDIN "/dev/stdin"

/* "-" is standard input, by a name that works again when it is pasted. */
static const char *file_of(const char *operand)
{
	return strcmp(operand, "-") ? operand : STDIN;
}

static void add(struct inputs *in, const char *path)
{
	struct scenario *scn = scenario_load(path, stderr);

	if (!scn) {
		in->nwrong++;
		return;
	}
	if (in->n == in->room) {
		in->room = in->room ? 2 * in->room : 64;
		in->scn = realloc(in->scn, in->room * sizeof(*in->scn));
		if (!in->scn)
			abort();
	}
	in->scn[in->n++] = scn;
}

static bool is_directory(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static bool is_scenario(const char *name)
{
	size_t n = strlen(name);

	return n > 3 && !strcmp(name + n - 3, ".hp");
}

/* A folder on the way down to where we are. */
struct above {
	const struct above *next;
	dev_t dev;
	ino_t ino;
};

/* A link to a folder above leads to nothing that is not found without it. */
static bool leads_up(const struct above *a, const struct stat *st)
{
	for (; a; a = a->next)
		if (a->dev == st->st_dev && a->ino == st->st_ino)
			return true;
	return false;
}

static void add_directory(struct inputs *in, const char *path,
			  const struct above *above)
{
	struct above here = { .next = above };
	struct dirent **names;
	size_t len = strlen(path);
	struct stat st;
	int n = -1;

	if (!stat(path, &st)) {
		if (leads_up(above, &st))
			return;
		here.dev = st.st_dev;
		here.ino = st.st_ino;
		n = scandir(path, &names, NULL, by_bytes);
	}
	if (n < 0) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		in->nwrong++;
		return;
	}
	while (len > 1 && path[len - 1] == '/')
		len--;
	for (int i = 0; i < n; i++) {
		char *sub = NULL;

		if (names[i]->d_name[0] != '.' &&
		    asprintf(&sub, "%.*s/%s", (int)len, path,
			     names[i]->d_name) < 0)
			abort();
		if (sub && is_directory(sub))
			add_directory(in, sub, &here);
		else if (sub && is_scenario(names[i]->d_name))
			add(in, sub);
		free(sub);
		free(names[i]);
	}
	free(names);
}

void inputs_load(struct inputs *in, char **operands, size_t n)
{
	memset(in, 0, sizeof(*in));
	for (size_t i = 0; i < n; i++) {
		size_t before = in->n + in->nwrong;

		if (!is_directory(operands[i])) {
			add(in, file_of(operands[i]));
			continue;
		}
		add_directory(in, operands[i], NULL);
		if (in->n + in->nwrong == before) {
			fprintf(stderr, "%s: no scenario files (*.hp) in it\n",
				operands[i]);
			in->nwrong++;
		}
	}
}

void inputs_free(struct inputs *in)
{
	for (size_t i = 0; i < in->n; i++)
		scenario_free(in->scn[i]);
	free(in->scn);
	memset(in, 0, sizeof(*in));
}

struct scenario *input_machine(const char *path)
{
	struct import_options opt = { 0 };
	struct scenario *scn;
	bool is_dump = false;

	if (is_scenario(path))
		return scenario_load(path, stderr);
	scn = dump_machine(path, &opt, NULL, &is_dump);
	return scn || is_dump ? scn : scenario_load(path, stderr);
}
