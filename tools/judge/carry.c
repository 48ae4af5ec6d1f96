// SPDX-License-Identifier: GPL-2.0-only
/*
 * carry.c - plans what is taken over from a parent's runs (see carry.h).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/judge/carry.h"
#include "tools/judge/object.h"

static bool open_code(struct object *c, const char *so)
{
	const char *end = strrchr(so, '/');
	const int folder = end ? (int)(end - so) + 1 : 0;
	char *path;
	bool ok;

	if (asprintf(&path, "%.*scode.o", folder, so) < 0)
		abort();
	ok = object_open(c, path) && object_place(c, so);
	free(path);
	return ok;
}

static uint32_t number_of(const struct places *p, uint64_t offset)
{
	for (uint32_t i = 0; i < p->n; i++)
		if (p->offset[i] == offset)
			return i;
	return UINT32_MAX;
}

/* False: one of them was not watched; it is @name. */
static bool mark_changed(struct carry *c, const struct object *code, const struct places *watched,
			 const struct object_changes *changes, const char **name)
{
	for (uint32_t i = 0; i < changes->n; i++) {
		const uint64_t at = object_offset(code, changes->items[i]);
		const uint32_t n = number_of(watched, at);

		*name = changes->items[i]->name;
		if (n == UINT32_MAX)
			return false;
		c->again[n] = true;
	}
	return true;
}

/* Which function is which, for the marks of what is carried. */
static void pair_functions(struct carry *c, const struct object *was, const struct places *then,
			   const struct object *is, const struct places *now)
{
	for (uint32_t i = 0; i < now->n; i++) {
		const struct object_item *item = object_at_offset(is, now->offset[i]), *like;

		like = item ? object_like(was, item) : NULL;
		c->as[i] = like ? number_of(then, object_offset(was, like)) : UINT32_MAX;
	}
}

bool carry_plan(struct carry *c, const struct carry_from *was,
		const struct carry_from *is, char **why)
{
	struct object a = { 0 }, b = { 0 };
	struct object_changes changes = { 0 };
	const char *name = NULL;
	bool ok = was->trial->nentries && was->trial->nentries == was->watched->n;

	*c = (struct carry){ .from = was->trial,
			     .again = calloc(was->watched->n + 1, sizeof(*c->again)),
			     .as = calloc(is->watched->n + 1, sizeof(*c->as)) };
	if (!c->again || !c->as)
		abort();
	ok = ok && open_code(&a, was->so) && open_code(&b, is->so);
	if (ok) {
		object_compare(&changes, &a, &b);
		name = changes.all;
		ok = !changes.all && mark_changed(c, &a, was->watched, &changes, &name);
	}
	if (ok)
		pair_functions(c, &a, was->watched, &b, is->watched);
	*why = ok ? NULL : strdup(name ? name : "code.o");
	object_changes_free(&changes);
	object_close(&a);
	object_close(&b);
	return ok;
}

bool *carry_resized(const struct carry_from *was, const struct carry_from *is)
{
	struct object a = { 0 }, b = { 0 };
	bool *out = NULL;

	if (open_code(&a, was->so) && open_code(&b, is->so)) {
		out = calloc(is->watched->n + 1, sizeof(*out));
		if (!out)
			abort();
		for (uint32_t i = 0; i < is->watched->n; i++) {
			const struct object_item *now, *then;

			now = object_at_offset(&b, is->watched->offset[i]);
			then = now ? object_like(&a, now) : NULL;
			out[i] = !then || then->size != now->size;
		}
	}
	object_close(&a);
	object_close(&b);
	return out;
}

void carry_free(struct carry *c)
{
	free(c->again);
	free(c->as);
	memset(c, 0, sizeof(*c));
}
