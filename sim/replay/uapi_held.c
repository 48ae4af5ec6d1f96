// SPDX-License-Identifier: GPL-2.0-only
/*
 * uapi_held.c - mappings of a scenario's buffers that drivers of the tree hold.  Our own
 * importers are steps of the scenario (steps_uapi.c); these are not, so the kernel instance
 * says who holds what.
 *
 * It only records; sim/laws judges.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/replay/uapi.h"

/* Returns all that are held, and in @n how many; the caller frees them. */
static struct hp_held *held_all(struct world *w, uint64_t *n)
{
	const struct hp_kernel *ops = w->kernel->ops;
	int64_t there = ops->held(NULL, 0);
	struct hp_held *all;

	*n = 0;
	if (there <= 0)
		return NULL;
	all = calloc((size_t)there, sizeof(*all));
	if (!all)
		abort();	/* out of memory: nothing sensible is left to do */
	*n = (uint64_t)ops->held(all, (uint64_t)there);
	return all;
}

/* The buffer that was exported first under this number; one that is passed is the same. */
static struct uapi_buffer *buffer_of(struct world *w, const struct hp_held *h)
{
	struct uapi *st = w->uapi;

	for (uint32_t i = 0; st && i < st->nbuffers; i++)
		if (st->buffers[i].number && st->buffers[i].number == h->buffer)
			return &st->buffers[i];
	return NULL;
}

static const char *who(struct world *w, const struct hp_held *h, char *buf, size_t size)
{
	char name[PROOF_NAME];

	if (h->importer == HP_NO_FUNCTION)
		snprintf(name, sizeof(name), "%s", h->device);
	else
		world_name(w, h->importer, name, sizeof(name));
	snprintf(buf, size, *h->driver ? "%.40s's driver %s" : "%.40s%s", name, h->driver);
	return buf;
}

/* The same as an import of the scenario's would be. */
static struct uapi_import as_import(struct world *w, const struct hp_held *h,
				    struct uapi_buffer *b, const char *name)
{
	struct uapi_import m = {
		.name = name, .buffer = b, .sbdf = h->importer,
		.was_mapped = true, .map.nsegments = h->nsegments,
	};

	if (h->importer != HP_NO_FUNCTION)
		m.fn = world_function_at(w, h->importer);
	memcpy(m.map.segment, h->segment, sizeof(m.map.segment));
	return m;
}

void uapi_held_number(struct world *w, struct uapi_buffer *b)
{
	if (b->fd >= 0)
		b->number = w->kernel->ops->held_buffer(
			w->uapi->processes[b->process].number, b->fd);
}

void uapi_held_each(struct world *w, void (*tell)(struct world *w, void *arg,
						  const struct hp_held *h,
						  const struct uapi_import *m),
		    void *arg)
{
	uint64_t n;
	struct hp_held *all = w->uapi && w->uapi->nbuffers ? held_all(w, &n) : NULL;

	for (uint64_t i = 0; all && i < n; i++) {
		struct uapi_buffer *b = all[i].handle ? NULL : buffer_of(w, &all[i]);
		struct uapi_import m;
		char name[PROOF_NAME];

		if (!b)
			continue;
		m = as_import(w, &all[i], b, who(w, &all[i], name, sizeof(name)));
		tell(w, arg, &all[i], &m);
	}
	free(all);
}

static void remember(const struct uapi_import *m)
{
	struct uapi_import *last = m->buffer->held;

	if (last)
		free((char *)last->name);
	else
		last = m->buffer->held = malloc(sizeof(*last));
	if (!last)
		abort();
	*last = *m;
	last->name = strdup(m->name);
	if (!last->name)
		abort();
}

static void prove(struct world *w, void *arg, const struct hp_held *h,
		  const struct uapi_import *m)
{
	struct uapi *st = w->uapi;

	if (h->id <= st->held_proven)
		return;
	st->held_latest = h->id > st->held_latest ? h->id : st->held_latest;
	remember(m);
	/* By an interconnect there are no addresses to prove. */
	if (m->fn && h->nsegments)
		uapi_prove(w, *(const int32_t *)arg, m);
}

void uapi_held_prove(struct world *w, int32_t step)
{
	if (!w->uapi)
		return;
	uapi_held_each(w, prove, &step);
	w->uapi->held_proven = w->uapi->held_latest;
}
