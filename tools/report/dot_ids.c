// SPDX-License-Identifier: GPL-2.0-only
/*
 * dot_ids.c - libcgraph's object numbers, in order of appearance.
 */
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/report/dot_ids.h"

/* A named object; nodes, edges and graphs have numbers of their own. */
struct name {
	int objtype;
	IDTYPE id;
	char *text;		/* the graph's copy */
};

struct ids {
	Agraph_t *graph;
	void *by_text;		/* tsearch() tree of struct name */
	struct name **by_id;	/* id / 2 - 1 */
	size_t n, room;
	IDTYPE anonymous;	/* odd numbers, so that they never meet the others */
};

static int compare(const void *a, const void *b)
{
	const struct name *x = a, *y = b;

	return x->objtype != y->objtype ? (x->objtype < y->objtype ? -1 : 1) :
					  strcmp(x->text, y->text);
}

static void *ids_open(Agraph_t *g, Agdisc_t *disc)
{
	struct ids *s = calloc(1, sizeof(*s));

	(void)disc;
	if (!s)
		abort();
	s->graph = g;
	s->anonymous = 1;
	return s;
}

static struct name *name_new(struct ids *s, int objtype, char *text)
{
	struct name *name = malloc(sizeof(*name));

	if (s->n == s->room) {
		s->room = s->room ? 2 * s->room : 64;
		s->by_id = realloc(s->by_id, s->room * sizeof(*s->by_id));
	}
	if (!name || !s->by_id)
		abort();
	name->objtype = objtype;
	name->text = agstrdup(s->graph, text);
	s->by_id[s->n++] = name;
	name->id = 2 * s->n;
	if (!tsearch(name, &s->by_text, compare))
		abort();
	return name;
}

/* Edges in either direction are one kind of object. */
static int kind(int objtype)
{
	return objtype == AGINEDGE ? AGOUTEDGE : objtype;
}

static long ids_map(void *state, int objtype, char *text, IDTYPE *id, int create)
{
	struct ids *s = state;
	struct name key = { .objtype = kind(objtype), .text = text };
	struct name **found;

	if (!text) {
		if (create) {
			*id = s->anonymous;
			s->anonymous += 2;
		}
		return create;
	}
	found = tfind(&key, &s->by_text, compare);
	if (found)
		*id = (*found)->id;
	else if (create)
		*id = name_new(s, key.objtype, text)->id;
	return found || create;
}

/* Numbers are ours to give. */
static long ids_alloc(void *state, int objtype, IDTYPE id)
{
	(void)state;
	(void)objtype;
	(void)id;
	return 0;
}

static void ids_free(void *state, int objtype, IDTYPE id)
{
	(void)state;
	(void)objtype;
	(void)id;
}

static char *ids_print(void *state, int objtype, IDTYPE id)
{
	const struct ids *s = state;

	(void)objtype;
	return id % 2 || !id || id / 2 > s->n ? NULL : s->by_id[id / 2 - 1]->text;
}

static void forget(void *name)
{
	free(name);
}

static void ids_close(void *state)
{
	struct ids *s = state;

	tdestroy(s->by_text, forget);
	free(s->by_id);
	free(s);
}

static void ids_register(void *state, int objtype, void *obj)
{
	(void)state;
	(void)objtype;
	(void)obj;
}

Agdisc_t *dot_ids_discipline(void)
{
	static Agiddisc_t ids = {
		.open = ids_open, .map = ids_map, .alloc = ids_alloc,
		.free = ids_free, .print = ids_print, .close = ids_close,
		.idregister = ids_register,
	};
	static Agdisc_t discipline;

	discipline.mem = &AgMemDisc;
	discipline.id = &ids;
	discipline.io = &AgIoDisc;
	return &discipline;
}
