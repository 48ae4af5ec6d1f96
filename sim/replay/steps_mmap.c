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
#include "sim/replay/coherent.h"
#include "sim/replay/mistake.h"
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

	win->name = s->uapi->name;
	win->process = st->current;
	win->file = s->uapi->mmap;
	win->bar = s->bar;
	win->offset = s->uapi->ranges[0];
	if (win->file == SCN_MMAP_BUFFER)
		return win;
	win->sbdf = sbdf;
	win->fn = world_function_at(w, sbdf);
	if (!w->kernel->ops->function(sbdf, &f))
		win->coherent = coherent_or_bar(win->fn, win->bar, &f, &win->cpu_base,
						&win->bar_bytes);
	if (win->coherent && win->file != SCN_MMAP_VFIO) {
		win->coherent = false;
		win->cpu_base = f.res[win->bar].cpu_start;
		win->bar_bytes = f.res[win->bar].size_bytes;
	}
	win->decodes = coherent_decodes(win->fn, win->bar, win->coherent);
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
	u.arg[4] = s->uapi->huge;
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

static void do_munmap(struct world *w, struct uapi_window *win)
{
	const bool starting = uapi_state(w)->starting;
	const int64_t ret = UAPI_CALL(w, "munmap", .op = HP_UAPI_MUNMAP,
				      .arg = { win->address });

	if (starting)
		uapi_process(w)->munmapping = win;
	else if (ret >= 0)
		win->gone = true;
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
	uint64_t there = 0;

	if ((win->file != SCN_MMAP_VFIO && win->file != SCN_MMAP_SYSFS) ||
	    !coherent_decodes(win->fn, win->bar, win->coherent) ||
	    resetting(w, win->fn) ||
	    (win->coherent && !wire_ready(w->wire, win->fn)))
		return;
	world_quiet(w);
	if (win->coherent)
		coherent_peek(w, win->fn, win->bar, win->offset + s->offset, &there, s->bytes);
	else
		wire_bar_read(w->wire, win->fn, win->bar, win->offset + s->offset, &there,
			      s->bytes);
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

/* --- memory that fails --------------------------------------------------------------- */

/* Firmware reports the page: found by a scrubber, or because the process used it. */
static void do_fail(struct world *w, const struct scn_step *s, hp_sbdf sbdf,
		    struct outcome *o)
{
	const struct function *fn = world_function_at(w, sbdf);
	uint64_t offset, bytes;

	if (!coherent_shows(fn, s->bar, &offset, &bytes) || s->offset >= bytes) {
		mistake(w, &s->a.loc, o, "no memory of %s is there: region %u shows none, or less; say where its memory is by coherent",
			s->a.text, s->bar);
		return;
	}
	UAPI_CALL(w, "the report of a failed page", .op = HP_UAPI_FAILED,
		  .arg = { function_spec(fn)->coherent.base + offset + s->offset,
			   s->uapi->used });
}

/* The process that has the window; without one, the process that acts. */
static void expect_sigbus(struct world *w, const struct scn_step *s, struct outcome *o)
{
	const struct uapi_window *win = s->uapi->name ?
					uapi_window_named(w, s->uapi->name) : NULL;
	struct hp_uapi u = { .op = HP_UAPI_SIGBUS_INFO };
	struct uapi *st = uapi_state(w);
	const uint32_t current = st->current;

	if (win)
		st->current = win->process;
	uapi_call(w, &u, "asking for its signals");
	st->current = current;
	if (u.out[2])
		outcome_fail(o, "the process was killed");
	else if (!u.out[1] && win)
		outcome_fail(o, "there was no SIGBUS");
	else if (u.out[1] && !win)
		outcome_fail(o, "there was a SIGBUS for address 0x%llx",
			     (unsigned long long)u.out[0]);
	else if (win && u.out[0] >> u.out[1] != (win->address + s->offset) >> u.out[1])
		outcome_fail(o, "the SIGBUS was for byte 0x%llx of %s",
			     (unsigned long long)(u.out[0] - win->address), win->name);
}

void uapi_mmap_step(struct world *w, const struct scn_step *s, hp_sbdf sbdf,
		    struct outcome *o)
{
	struct uapi_window *win;
	struct uapi_import *m;

	if (s->uapi->op == SCN_UAPI_FAIL) {
		do_fail(w, s, sbdf, o);
		return;
	}
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
		do_munmap(w, win);
	else
		do_access(w, s, win, o);
}

/* --- expectations ----------------------------------------------------------------------- */

void uapi_mmap_expect(struct world *w, const struct scn_step *s,
		      struct outcome *o)
{
	const struct uapi_window *win;
	uint64_t pages;

	if (s->uapi->op == SCN_UAPI_SIGBUS) {
		expect_sigbus(w, s, o);
		return;
	}
	win = uapi_window_named(w, s->uapi->name);
	pages = win->address ? uapi_window_pages(w, win) : 0;
	if (s->uapi->op == SCN_UAPI_MAPPED && !pages)
		outcome_fail(o, "no page of it is in the process's page table");
	else if (s->uapi->op == SCN_UAPI_MAPPED && s->number && pages != s->number)
		outcome_fail(o, "%llu page%s of it %s in the process's page table",
			     (unsigned long long)pages, plural(pages),
			     plural_are(pages));
	if (s->uapi->op == SCN_UAPI_UNMAPPED && pages)
		outcome_fail(o, "%llu page%s of it %s in the process's page table",
			     (unsigned long long)pages, plural(pages),
			     plural_are(pages));
}
