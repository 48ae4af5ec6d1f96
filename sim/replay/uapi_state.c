// SPDX-License-Identifier: GPL-2.0-only
/*
 * uapi_state.c - the processes of a scenario, with their devices, buffers and other
 * objects, by name.
 *
 * It must not make a system call.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/replay/mistake.h"
#include "sim/replay/uapi.h"

struct uapi *uapi_state(struct world *w)
{
	const size_t most = w->scn->nsteps + 1;	/* a step makes one at most */
	struct uapi *st = w->uapi;

	if (st)
		return st;
	w->uapi = st = calloc(1, sizeof(*st));
	if (!st)
		abort();	/* out of memory: nothing sensible is left to do */
	st->processes = calloc(most, sizeof(*st->processes));
	st->devices = calloc(most, sizeof(*st->devices));
	st->buffers = calloc(most, sizeof(*st->buffers));
	st->imports = calloc(most, sizeof(*st->imports));
	st->groups = calloc(most, sizeof(*st->groups));
	st->irqs = calloc(most, sizeof(*st->irqs));
	st->guests = calloc(most, sizeof(*st->guests));
	st->windows = calloc(most, sizeof(*st->windows));
	st->tables = calloc(most, sizeof(*st->tables));
	st->queues = calloc(most, sizeof(*st->queues));
	st->vdevices = calloc(most, sizeof(*st->vdevices));
	st->tried = calloc(most, sizeof(*st->tried));
	if (!st->processes || !st->devices || !st->buffers || !st->imports ||
	    !st->groups || !st->irqs || !st->guests || !st->windows ||
	    !st->tables || !st->queues || !st->vdevices || !st->tried)
		abort();
	return st;
}

struct uapi_process *uapi_process_named(struct world *w, const char *name)
{
	struct uapi *st = uapi_state(w);
	struct uapi_process *p;

	for (uint32_t i = 0; i < st->nprocesses; i++) {
		if (strcmp(st->processes[i].name, name))
			continue;
		st->current = i;
		return &st->processes[i];
	}
	p = &st->processes[st->nprocesses++];
	p->name = name;
	p->number = st->nprocesses;
	p->iommufd = p->ioas = p->container = -1;
	st->current = st->nprocesses - 1;
	return p;
}

/* The default process is called "user". */
struct uapi_process *uapi_process(struct world *w)
{
	struct uapi *st = uapi_state(w);

	return st->nprocesses ? &st->processes[st->current] :
				uapi_process_named(w, "user");
}

/* --- by name -------------------------------------------------------------------- */

struct uapi_device *uapi_device_of(struct world *w, hp_sbdf sbdf)
{
	struct uapi *st = uapi_state(w);

	for (uint32_t i = 0; i < st->ndevices; i++) {
		struct uapi_device *d = &st->devices[i];

		if (d->sbdf == sbdf && d->process == st->current && d->fd >= 0)
			return d;
	}
	return NULL;
}

/* The step that should have opened it failed: its own result says so. */
static bool tried_to_open(const struct world *w, const struct scn_step *s,
			  hp_sbdf sbdf)
{
	const struct uapi *st = w->uapi;
	bool tried = false;

	for (uint32_t i = 0; i < st->ndevices; i++)
		if (st->devices[i].sbdf == sbdf)
			return false;	/* it was open, and has been closed */
	for (const struct scn_step *t = w->scn->steps; t < s; t++)
		tried = tried || (t->kind == SCN_STEP_UAPI && t->a.text &&
				  (t->uapi->op == SCN_UAPI_OPEN ||
				   t->uapi->op == SCN_UAPI_GROUP) &&
				  t->a.function == s->a.function &&
				  t->a.vf == s->a.vf && t->a.sbdf == s->a.sbdf);
	return tried;
}

struct uapi_device *uapi_need_device(struct world *w, const struct scn_step *s,
				     hp_sbdf sbdf, struct outcome *o)
{
	static const char text[] = "%s is not open; write step open %s before";
	struct uapi_device *d = uapi_device_of(w, sbdf);

	if (!d && tried_to_open(w, s, sbdf))
		outcome_fail(o, text, s->a.text, s->a.text);
	else if (!d)
		mistake(w, &s->loc, o, text, s->a.text, s->a.text);
	return d;
}

struct uapi_buffer *uapi_buffer_named(struct world *w, const char *name)
{
	struct uapi *st = uapi_state(w);

	struct uapi_buffer *any = NULL;

	for (uint32_t i = st->nbuffers; i--;) {
		struct uapi_buffer *b = &st->buffers[i];

		if (strcmp(b->name, name))
			continue;
		if (b->process == st->current)
			return b;	/* its own descriptor */
		any = any ? any : b;
	}
	return any;
}

struct uapi_import *uapi_import_named(struct world *w, const char *name)
{
	struct uapi *st = uapi_state(w);

	for (uint32_t i = st->nimports; i--;)
		if (!strcmp(st->imports[i].name, name))
			return &st->imports[i];
	return NULL;
}

/* --- what is attached to what --- */

static struct uapi_attached *attached_at(struct uapi_device *d, uint32_t pasid_1)
{
	for (uint32_t i = 0; i < d->nattached; i++)
		if (d->attached_to[i].pasid_1 == pasid_1)
			return &d->attached_to[i];
	return NULL;
}

const struct uapi_attached *uapi_attached_to(const struct uapi_device *d, uint32_t pasid_1)
{
	return attached_at((struct uapi_device *)d, pasid_1);
}

bool uapi_attach_note(struct uapi_device *d, uint32_t pasid_1, int64_t ioas,
		      uint32_t process)
{
	struct uapi_attached *a = attached_at(d, pasid_1);

	if (!a && d->nattached == UAPI_MAX_ATTACHED)
		return false;
	if (!a)
		a = &d->attached_to[d->nattached++];
	*a = (struct uapi_attached){ .pasid_1 = pasid_1, .ioas = ioas,
				     .owner = process };
	if (!pasid_1)
		d->attached = true;
	return true;
}

void uapi_detach_note(struct uapi_device *d, uint32_t pasid_1)
{
	struct uapi_attached *a = attached_at(d, pasid_1);

	if (a)
		*a = d->attached_to[--d->nattached];
	if (!pasid_1)
		d->attached = false;
}

/* Devices stay attached to spaces that nobody can name any more. */
void uapi_iommufd_closed(struct world *w)
{
	struct uapi *st = uapi_state(w);
	const int64_t apart = ++st->iommufds_closed << 32;

	for (uint32_t i = 0; i < st->ndevices; i++) {
		struct uapi_device *d = &st->devices[i];

		for (uint32_t a = 0; a < d->nattached; a++)
			if (d->attached_to[a].owner == st->current && d->attached_to[a].ioas >= 0)
				d->attached_to[a].ioas |= apart;
	}
	for (uint32_t i = 0; i < st->nimports; i++) {
		struct uapi_import *m = &st->imports[i];

		if (m->process == st->current && m->iommufd && !m->by_group && m->ioas >= 0)
			m->ioas |= apart;
	}
	for (uint32_t i = 0; i < st->ntables; i++)
		if (st->tables[i].process == st->current && st->tables[i].ioas >= 0)
			st->tables[i].ioas |= apart;
}
