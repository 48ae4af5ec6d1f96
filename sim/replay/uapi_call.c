// SPDX-License-Identifier: GPL-2.0-only
/*
 * uapi_call.c - the system calls of a scenario's processes, and what those have by name.
 *
 *   statement --> one or more calls (struct hp_uapi) --> what they returned
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
	st->windows = calloc(most, sizeof(*st->windows));
	if (!st->processes || !st->devices || !st->buffers || !st->imports ||
	    !st->groups || !st->irqs || !st->windows)
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

/* Who does it, unless said, is called user. */
struct uapi_process *uapi_process(struct world *w)
{
	struct uapi *st = uapi_state(w);

	return st->nprocesses ? &st->processes[st->current] :
				uapi_process_named(w, "user");
}

/* --- calls ---------------------------------------------------------------------- */

/* The kernel reads them when the call runs. */
static void keep_texts(struct uapi_process *p, struct hp_uapi *u)
{
	free(p->text);
	free(p->data);
	p->text = u->text ? strdup(u->text) : NULL;
	p->data = u->data ? strdup(u->data) : NULL;
	u->text = p->text;
	u->data = p->data;
}

/* Make the call, or only start it; its result is the step's so far. */
int64_t uapi_call(struct world *w, struct hp_uapi *u, const char *what)
{
	struct uapi *st = uapi_state(w);
	struct uapi_process *p = uapi_process(w);
	int err;

	if (u->op != HP_UAPI_WAIT) {
		uapi_wait(w, w->step, p);
		p->started = st->starting;
		if (st->starting)
			keep_texts(p, u);
		snprintf(p->started_call, sizeof(p->started_call), "%s", what);
		u->flags = st->starting ? HP_UAPI_START : 0;
	}
	u->process = p->number;
	u->name = p->name;
	if (u->op != HP_UAPI_WAIT)
		p->gone = u->op == HP_UAPI_EXIT;
	/* It may not come back. */
	rec_flush(w->rec);
	err = w->kernel->ops->uapi(u);
	if (err == -3 && u->op == HP_UAPI_WAIT && p->gone)
		err = 0;	/* ESRCH: it exited some time ago */
	st->last = err ? err : u->ret;
	st->value = u->out[0];
	snprintf(st->last_call, sizeof(st->last_call), "%s", what);
	return st->last;
}

/* --- by name -------------------------------------------------------------------- */

struct function *uapi_function_at(struct world *w, hp_sbdf sbdf)
{
	return fabric_lookup(w->fabric, HP_SBDF_DOMAIN(sbdf), HP_SBDF_BUS(sbdf),
			     HP_SBDF_DEVFN(sbdf));
}

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
