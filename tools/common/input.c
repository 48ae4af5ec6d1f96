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

/* Directories may nest so deep: more is a loop of links. */
#define MAX_DEPTH 32

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

static void add_directory(struct inputs *in, const char *path, int depth)
{
	struct dirent **names;
	size_t len = strlen(path);
	int n = depth < MAX_DEPTH ? scandir(path, &names, NULL, by_bytes) : -1;

	if (n < 0) {
		fprintf(stderr, "%s: %s\n", path,
			depth < MAX_DEPTH ? strerror(errno) : "too deep");
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
			add_directory(in, sub, depth + 1);
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
			add(in, operands[i]);
			continue;
		}
		add_directory(in, operands[i], 0);
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
