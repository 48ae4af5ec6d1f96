// SPDX-License-Identifier: GPL-2.0-only
/*
 * watch.c - notifies the watcher of events of functions.
 */
#include "model/config/state.h"

void fabric_notify(struct function *fn, enum fabric_event kind)
{
	struct fabric *f = fn->fabric;

	if (f->watch)
		f->watch(f->watch_ctx, kind, fn);
}

void fabric_watch(struct fabric *f, fabric_watch_fn watch, void *ctx)
{
	f->watch = watch;
	f->watch_ctx = ctx;
}
