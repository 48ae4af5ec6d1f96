// SPDX-License-Identifier: GPL-2.0-only
/*
 * shadow.c - the instance's /sys and names of /dev as real folders, so that a program
 * finds its way there by all that libc has.  Files have nothing in them: whoever opens
 * one, opens the instance's (tools/preload).
 *
 * It must not know what a file is good for.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/exec/internal.h"

#define MOST_NODES 400000u

struct node {
	char *path;			/* below the root, like "sys/bus/pci" */
	char *target;			/* of a link; else NULL */
	char letter;			/* d, l or f */
};

struct nodes {
	struct node *n;
	size_t count, room;
};

struct shadow {
	struct world *w;
	char *root;
	struct nodes now;
	char *text;			/* of one list() */
	size_t text_room;
};

static void nodes_free(struct nodes *l)
{
	for (size_t i = 0; i < l->count; i++) {
		free(l->n[i].path);
		free(l->n[i].target);
	}
	free(l->n);
	memset(l, 0, sizeof(*l));
}

/* Returns false without memory; @path and @target become the list's. */
static bool add(struct nodes *l, char *path, char letter, char *target)
{
	if (l->count == l->room) {
		size_t room = l->room ? 2 * l->room : 1024;
		struct node *n = realloc(l->n, room * sizeof(*n));

		if (!n)
			return false;
		l->n = n;
		l->room = room;
	}
	l->n[l->count++] = (struct node){ .path = path, .letter = letter, .target = target };
	return path && l->count < MOST_NODES;
}

/* Where a link at @path ("sys/...") leads, as sysfs writes it: up to what both have, and down. */
static char *relative(const char *path, const char *target)
{
	const char *from = path + strlen("sys/"), *to = target + (*target == '/');
	size_t same = 0, ups = 0;
	char *text, *at;

	for (size_t i = 0; from[i] && from[i] == to[i]; i++)
		if (from[i] == '/')
			same = i + 1;
	for (const char *p = from + same; *p; p++)
		ups += *p == '/';
	text = malloc(3 * ups + strlen(to) + 1);
	if (!text)
		return NULL;
	at = text;
	for (size_t i = 0; i < ups; i++)
		at = stpcpy(at, "../");
	strcpy(at, to + same);
	return text;
}

/* Asks for the entries of @path.  Returns how many bytes s->text has then, or -1. */
static int64_t ask(struct shadow *s, const char *path)
{
	for (;;) {
		int64_t n = s->w->kernel->ops->list(path, s->text, s->text_room);

		if (n <= (int64_t)s->text_room)
			return n < 0 ? 0 : n;
		free(s->text);
		s->text_room = 2 * (size_t)n;
		s->text = malloc(s->text_room);
		if (!s->text) {
			s->text_room = 0;
			return -1;
		}
	}
}

static char *joined(const char *dir, const char *name)
{
	char *path;

	return asprintf(&path, "%s/%s", dir, name) < 0 ? NULL : path;
}

static bool list_dir(struct shadow *s, struct nodes *l, const char *dir)
{
	char *at, *copy, *full = joined("", dir);
	int64_t n = full ? ask(s, full) : -1;
	bool ok = n >= 0;

	free(full);
	copy = ok ? malloc((size_t)n + 1) : NULL;
	if (!copy)
		return false;
	memcpy(copy, s->text, (size_t)n);
	for (at = copy; ok && at < copy + n; at += strlen(at) + 1) {
		const char letter = *at;
		const char *name = strchr(at, ' ');
		char *path = name ? joined(dir, name + 1) : NULL;

		if (letter == 'l') {
			at += strlen(at) + 1;
			ok = path && add(l, path, 'l', relative(path, at));
		} else {
			ok = path && add(l, path, letter, NULL);
		}
		if (ok && letter == 'd')
			ok = list_dir(s, l, path);
	}
	free(copy);
	return ok;
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct node *)a)->path, ((const struct node *)b)->path);
}

/* Names of /dev may have folders in them, which nobody lists. */
static bool list_devices(struct shadow *s, struct nodes *l)
{
	const size_t first = l->count;
	char path[512];

	if (!add(l, strdup("dev"), 'd', NULL) || !list_dir(s, l, "dev"))
		return false;
	for (size_t i = first, n = l->count; i < n; i++) {
		snprintf(path, sizeof(path), "%s", l->n[i].path);
		for (char *p = strchr(path + 4, '/'); p; p = strchr(p + 1, '/')) {
			bool there = false;

			*p = '\0';
			for (size_t k = first; k < l->count && !there; k++)
				there = !strcmp(l->n[k].path, path);
			if (!there && !add(l, strdup(path), 'd', NULL))
				return false;
			*p = '/';
		}
	}
	return true;
}

static bool make(const struct shadow *s, const struct node *n)
{
	char *path = joined(s->root, n->path);
	int fd, ret = -1;

	if (!path)
		return false;
	if (n->letter == 'd') {
		ret = mkdir(path, 0755);
	} else if (n->letter == 'l') {
		ret = symlink(n->target, path);
	} else {
		fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
		if (fd >= 0) {
			/* As long as sysfs says each file is. */
			ret = ftruncate(fd, 4096);
			close(fd);
		}
	}
	free(path);
	return !ret || errno == EEXIST;
}

static void drop(const struct shadow *s, const struct node *n)
{
	char *path = joined(s->root, n->path);

	if (path && unlink(path))
		(void)rmdir(path);
	free(path);
}

static bool is_same(const struct node *a, const struct node *b)
{
	return a->letter == b->letter && !strcmp(a->path, b->path) &&
	       !strcmp(a->target ? a->target : "", b->target ? b->target : "");
}

/* What is in @a and not in @b, both sorted: @each, from the end on if @backwards. */
static bool differ(const struct shadow *s, const struct nodes *a, const struct nodes *b,
		   bool backwards)
{
	bool ok = true;

	for (size_t i = 0; i < a->count && ok; i++) {
		const struct node *n = &a->n[backwards ? a->count - 1 - i : i];
		const struct node *same = b->count ? bsearch(n, b->n, b->count, sizeof(*n),
							     by_path) : NULL;

		if (same && is_same(n, same))
			continue;
		if (backwards)
			drop(s, n);
		else
			ok = make(s, n);
	}
	return ok;
}

bool shadow_sync(struct shadow *s)
{
	struct nodes next = { 0 };
	bool ok = add(&next, strdup("sys"), 'd', NULL) && list_dir(s, &next, "sys") &&
		  list_devices(s, &next);

	if (ok) {
		qsort(next.n, next.count, sizeof(*next.n), by_path);
		(void)differ(s, &s->now, &next, true);
		ok = differ(s, &next, &s->now, false);
	}
	nodes_free(&s->now);
	s->now = next;
	return ok;
}

struct shadow *shadow_new(struct world *w, const char *root)
{
	struct shadow *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->w = w;
	s->root = strdup(root);
	if (s->root)
		return s;
	free(s);
	return NULL;
}

void shadow_free(struct shadow *s)
{
	if (!s)
		return;
	nodes_free(&s->now);
	free(s->root);
	free(s->text);
	free(s);
}
