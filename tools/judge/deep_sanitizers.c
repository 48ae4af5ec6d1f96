// SPDX-License-Identifier: GPL-2.0-only
/*
 * deep_sanitizers.c - the scenarios on the variant asan of a commit and of its parent.
 *
 * hairpin compare does it, in a process of its own: one that has the sanitizer's
 * runtime in it from the start.
 */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/common/exit.h"
#include "tools/common/spawn.h"
#include "tools/judge/deep_internal.h"

#define VARIANT "asan"

static int build(const struct deeper *x, uint32_t commit)
{
	char *why = NULL, *so;
	int status;

	so = series_build(x->task->series, commit, VARIANT, &why, &status);
	if (!so)
		fprintf(stderr, "%s", why ? why : "");
	free(why);
	if (so) {
		free(so);
		return -1;
	}
	return status;
}

static const char *text_of(json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));

	return s ? s : "";
}

static bool told(const struct deeper *x, const char *what)
{
	for (uint32_t i = 0; i < x->d->n; i++)
		if (x->d->items[i].stage == DEEP_SANITIZERS && !strcmp(x->d->items[i].what, what))
			return true;
	return false;
}

/* A broken or mended law; answers are compared on the plain kernels. */
static void take_difference(struct deeper *x, json_t *d)
{
	const char *word = text_of(d, "class");
	enum diff_class class = DIFF_SAME;
	struct deep_found *item;
	char *what, *again = NULL;
	json_t *note = json_array_get(json_object_get(d, "notes"), 0);

	for (int i = DIFF_MENDED; i < DIFF_CLASSES; i++)
		if (!strcmp(word, diff_class_name((enum diff_class)i)))
			class = (enum diff_class)i;
	if (class == DIFF_SAME)
		return;
	if (asprintf(&what, "%s: %s -> %s%s%s", text_of(d, "what"), text_of(d, "was"),
		     text_of(d, "is"), note ? ": " : "",
		     note ? json_string_value(note) : "") < 0)
		abort();
	if (told(x, what)) {
		free(what);
		return;
	}
	if (class != DIFF_MENDED &&
	    asprintf(&again, "hairpin run --variant " VARIANT " -k %s %s", x->sha,
		     text_of(d, "scenario")) < 0)
		abort();
	x->d->items = realloc(x->d->items, (x->d->n + 1) * sizeof(*x->d->items));
	if (!x->d->items)
		abort();
	item = &x->d->items[x->d->n++];
	*item = (struct deep_found){ DEEP_SANITIZERS, class, what, again };
}

static bool take(struct deeper *x, const char *path)
{
	json_t *root = json_load_file(path, 0, NULL);
	json_t *list = json_object_get(root, "differences");

	for (size_t i = 0; i < json_array_size(list); i++)
		take_difference(x, json_array_get(list, i));
	json_decref(root);
	return root;
}

static int compare(struct deeper *x, const char *path)
{
	const struct course_set *set = &x->task->course->sets[0];
	char **argv = calloc(set->in.n + 16, sizeof(*argv));
	char parent[DEEP_SHA + 1], seed[24], *text;
	uint32_t n = 0;
	int status;

	if (!argv)
		abort();
	snprintf(parent, sizeof(parent), "%s",
		 x->task->series->commits[x->task->parent].sha);
	snprintf(seed, sizeof(seed), "%llu", (unsigned long long)x->task->opt->seed);
	argv[n++] = (char *)"/proc/self/exe";
	argv[n++] = (char *)"compare";
	argv[n++] = (char *)"--as-written";
	argv[n++] = (char *)"--variant";
	argv[n++] = (char *)VARIANT;
	argv[n++] = (char *)"--seed";
	argv[n++] = seed;
	argv[n++] = (char *)"--json";
	argv[n++] = (char *)path;
	argv[n++] = parent;
	argv[n++] = x->sha;
	for (size_t i = 0; i < set->in.n; i++)
		if (x->wanted[i])
			argv[n++] = (char *)set->in.scn[i]->path;
	text = spawn_read(argv, NULL, NULL, &status);
	if (!text)
		fprintf(stderr, "hairpin: compare: %s\n", strerror(errno));
	free(argv);
	x->d->stage[DEEP_SANITIZERS].runs = x->nwanted;
	if (!text || !take(x, path))
		status = HP_EXIT_TOOL;
	free(text);
	return status == HP_EXIT_PASS || status == HP_EXIT_FAIL ? -1 : status;
}

int deep_sanitizers(struct deeper *x)
{
	char *path;
	int ret;

	if (!x->nwanted)
		return -1;
	ret = build(x, x->task->parent);
	if (ret < 0)
		ret = build(x, x->task->commit);
	if (ret >= 0)
		return ret;
	if (asprintf(&path, "%s/compared.json", x->task->series->dir) < 0)
		abort();
	ret = compare(x, path);
	unlink(path);
	free(path);
	return ret;
}
