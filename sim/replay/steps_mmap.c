// SPDX-License-Identifier: GPL-2.0-only
/*
 * steps_mmap.c - files that processes map, and loads and stores through them.
 *
 * A store must arrive in the BAR's memory.  That is checked in the memory itself, not
 * by loading the value back.
 */
#include <stdio.h>
#include <string.h>

#include "model/spec/plural.h"
#include "sim/facts/text.h"
#include "sim/replay/proof.h"
#include "sim/replay/uapi.h"

struct uapi_window *uapi_window_named(struct world *w, const char *name)
{
	struct uapi *st = uapi_state(w);

	for (uint32_t i = st->nwindows; name && i--;)
		if (!strcmp(st->windows[i].name, name))
			return &st->windows[i];
	return NULL;
}

uint64_t uapi_window_pages(struct world *w, const struct uapi_window *win)
{
	const struct uapi *st = uapi_state(w);

	return w->kernel->ops->user_pages(st->processes[win->process].number,
					  win->cpu_base, win->bar_bytes);
}

/* --- mmap ------------------------------------------------------------------------ */

/* The file, and where in it: false after a failure of its own. */
static bool vfio_file(struct world *w, const struct scn_step *s, hp_sbdf sbdf,
		      uint64_t *fd, uint64_t *offset, struct outcome *o)
{
	struct uapi_device *d = uapi_need_device(w, s, sbdf, o);
	struct hp_uapi r = { .op = HP_UAPI_VFIO_REGION };

	if (!d)
		return false;
	r.arg[0] = *fd = (uint64_t)d->fd;
	r.arg[1] = s->bar;
	if (uapi_call(w, &r, "VFIO_DEVICE_GET_REGION_INFO") < 0)
		return false;
	*offset = r.out[1] + s->uapi->ranges[0];
	return true;
}

static bool sysfs_file(struct world *w, const struct scn_step *s, hp_sbdf sbdf,
		       uint64_t *fd, uint64_t *offset)
{
	char path[96], bdf[24], name[24];
	struct hp_uapi u = { .op = HP_UAPI_OPEN, .text = path };

	snprintf(name, sizeof(name), "resource%u", s->bar);
	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/%s",
		 sbdf_text(sbdf, bdf, sizeof(bdf)),
		 s->uapi->mmap == SCN_MMAP_P2PMEM ? "p2pmem/allocate" : name);
	if (uapi_call(w, &u, "open of its file in sysfs") < 0)
		return false;
	*fd = u.out[0];
	*offset = s->uapi->ranges[0];
	return true;
}

static bool buffer_file(struct world *w, const struct scn_step *s, uint64_t *fd,
			uint64_t *offset, struct outcome *o)
{
	struct uapi_buffer *b = uapi_buffer_named(w, s->uapi->buffer);

	if (!b || b->fd < 0) {
		outcome_fail(o, "%s is not open", s->uapi->buffer);
		return false;
	}
	*fd = (uint64_t)b->fd;
	*offset = s->uapi->ranges[0];
	return true;
}

static struct uapi_window *window_new(struct world *w, const struct scn_step *s,
				      hp_sbdf sbdf)
{
	struct uapi *st = uapi_state(w);
	struct uapi_window *win = &st->windows[st->nwindows++];
	struct hp_kfunc f;
	uint64_t bus, bytes;

	win->name = s->uapi->name;
	win->process = st->current;
	win->file = s->uapi->mmap;
	win->bar = s->bar;
	win->offset = s->uapi->ranges[0];
	if (win->file == SCN_MMAP_BUFFER)
		return win;
	win->sbdf = sbdf;
	win->fn = world_function_at(w, sbdf);
	if (!w->kernel->ops->function(sbdf, &f)) {
		win->cpu_base = f.res[win->bar].cpu_start;
		win->bar_bytes = f.res[win->bar].size_bytes;
	}
	win->decodes = function_bar(win->fn, win->bar, &bus, &bytes);
	return win;
}

static void do_mmap(struct world *w, const struct scn_step *s, hp_sbdf sbdf,
		    struct outcome *o)
{
	struct hp_uapi u = { .op = HP_UAPI_MMAP };
	struct uapi *st = uapi_state(w);
	const bool starting = st->starting;
	struct uapi_window *win;
	uint64_t fd, offset;
	int64_t ret;
	bool have;

	uapi_process(w);
	win = window_new(w, s, sbdf);
	st->starting = false;	/* only mmap() itself is started */
	have = win->file == SCN_MMAP_VFIO ?
		       vfio_file(w, s, sbdf, &fd, &offset, o) :
	       win->file == SCN_MMAP_BUFFER ?
		       buffer_file(w, s, &fd, &offset, o) :
		       sysfs_file(w, s, sbdf, &fd, &offset);
	st->starting = starting;
	if (!have)
		return;
	u.arg[0] = fd;
	u.arg[1] = offset;
	u.arg[2] = s->uapi->ranges[1];
	u.arg[3] = !s->uapi->private;
	ret = uapi_call(w, &u, "mmap");
	if (starting)
		uapi_process(w)->mmapping = win;
	else if (ret >= 0)
		win->address = u.out[0];
	/* The mapping keeps the file. */
	if (!starting &&
	    (win->file == SCN_MMAP_SYSFS || win->file == SCN_MMAP_P2PMEM) &&
	    UAPI_CALL(w, "close", .op = HP_UAPI_CLOSE, .arg = { fd }) >= 0 &&
	    ret < 0) {
		st->last = ret;
		snprintf(st->last_call, sizeof(st->last_call), "mmap");
	}
}

/* --- loads and stores ---------------------------------------------------------------- */

/* Returns true if a function is being reset. */
static bool resetting(const struct world *w, const struct function *fn)
{
	return wire_in_reset(w->wire, fn);
}

/* Checks that a posted write is in the BAR, unless the function did not accept it. */
static void check_arrival(struct world *w, const struct scn_step *s,
			  const struct uapi_window *win, struct outcome *o)
{
	uint64_t bus, bytes, there = 0;

	if ((win->file != SCN_MMAP_VFIO && win->file != SCN_MMAP_SYSFS) ||
	    !function_bar(win->fn, win->bar, &bus, &bytes) ||
	    resetting(w, win->fn))
		return;
	world_quiet(w);
	wire_bar_read(w->wire, win->fn, win->bar, win->offset + s->offset, &there, s->bytes);
	if (there != s->number)
		outcome_fail(o, "the store is not at 0x%llx of its BAR, where 0x%llx is",
			     (unsigned long long)(win->offset + s->offset),
			     (unsigned long long)there);
}

static void do_access(struct world *w, const struct scn_step *s,
		      const struct uapi_window *win, struct outcome *o)
{
	const bool store = s->uapi->op == SCN_UAPI_STORE;
	struct hp_uapi u = { .op = store ? HP_UAPI_STORE : HP_UAPI_LOAD,
			     .arg = { win->address + s->offset, s->bytes,
				      s->number } };

	if (uapi_call(w, &u, store ? "the store" : UAPI_LOADING) < 0)
		return;
	if (store && !uapi_state(w)->starting)
		check_arrival(w, s, win, o);
}

void uapi_mmap_step(struct world *w, const struct scn_step *s, hp_sbdf sbdf,
		    struct outcome *o)
{
	struct uapi_window *win;
	struct uapi_import *m;

	if (s->uapi->op == SCN_UAPI_MMAP) {
		do_mmap(w, s, sbdf, o);
		return;
	}
	m = uapi_import_named(w, s->uapi->name);
	if (m) {
		if (m->address)
			UAPI_CALL(w, "munmap", .op = HP_UAPI_MUNMAP, .arg = { m->address });
		else
			outcome_fail(o, "%s has no memory", s->uapi->name);
		return;
	}
	win = uapi_window_named(w, s->uapi->name);
	if (!win || !win->address) {
		outcome_fail(o, "%s could not be mapped", s->uapi->name);
		return;
	}
	if (s->uapi->op == SCN_UAPI_MUNMAP)
		UAPI_CALL(w, "munmap", .op = HP_UAPI_MUNMAP,
			  .arg = { win->address });
	else
		do_access(w, s, win, o);
}

/* --- expectations ----------------------------------------------------------------------- */

void uapi_mmap_expect(struct world *w, const struct scn_step *s,
		      struct outcome *o)
{
	const struct uapi_window *win;
	uint64_t pages;

	win = uapi_window_named(w, s->uapi->name);
	pages = win->address ? uapi_window_pages(w, win) : 0;
	if (s->uapi->op == SCN_UAPI_MAPPED && !pages)
		outcome_fail(o, "no page of it is in the process's page table");
	if (s->uapi->op == SCN_UAPI_UNMAPPED && pages)
		outcome_fail(o, "%llu page%s of it %s in the process's page table",
			     (unsigned long long)pages, plural(pages),
			     plural_are(pages));
}
