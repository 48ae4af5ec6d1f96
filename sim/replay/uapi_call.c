// SPDX-License-Identifier: GPL-2.0-only
/*
 * uapi_call.c - the system calls of a scenario's processes.
 *
 *   statement --> one or more calls (struct hp_uapi) --> what they returned
 *
 * A started call ends when something waits for its process, or when the process makes
 * its next call.  Its result is kept then.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/replay/mappings.h"
#include "sim/replay/uapi.h"

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

/* Makes or starts the call; its result becomes the step's. */
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
		p->exited = u->op == HP_UAPI_EXIT;
	/* It may not come back. */
	rec_flush(w->rec);
	err = w->kernel->ops->uapi(u);
	if (err == -ESRCH && u->op == HP_UAPI_WAIT && p->exited)
		err = 0;	/* it exited some time ago */
	st->last = err ? err : u->ret;
	st->value = u->out[0];
	snprintf(st->last_call, sizeof(st->last_call), "%s", what);
	return st->last;
}

/* Ends a started call; its result becomes the step's. */
void uapi_wait(struct world *w, int32_t step, struct uapi_process *p)
{
	struct uapi *st = uapi_state(w);
	struct hp_uapi u = { .op = HP_UAPI_WAIT };

	if (!p->started)
		return;
	uapi_call(w, &u, p->started_call);
	p->started = false;
	if (p->mapping)
		uapi_keep_state(w, step, p->mapping);
	if (p->unmapping && st->last >= 0)
		p->unmapping->unmapped = true;
	p->unmapping = NULL;
	if (p->attaching && st->last >= 0)
		p->attaching->handle = u.out[0];
	if (p->exporting && st->last >= 0) {
		p->exporting->fd = (int64_t)u.out[0];
		uapi_held_number(w, p->exporting);
	}
	if (p->mmapping && st->last >= 0)
		p->mmapping->address = u.out[0];
	if (p->munmapping && st->last >= 0)
		p->munmapping->gone = true;
	p->mmapping = p->munmapping = NULL;
	uapi_migrate_ended(w, step, p, (int64_t)u.out[0]);
	if (p->switching.ended && st->last >= 0)
		p->switching.ended(w, step, p);
	p->switching.ended = NULL;
	if (p->unbinding && st->last >= 0)
		mappings_unbound(w, step, p->unbinding);
	p->mapping = p->attaching = NULL;
	p->exporting = NULL;
	p->unbinding = 0;
}
