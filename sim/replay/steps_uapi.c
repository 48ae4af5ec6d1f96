// SPDX-License-Identifier: GPL-2.0-only
/*
 * steps_uapi.c - what a scenario's processes do, as system calls.
 *
 *   statement --> one or more calls (struct hp_uapi) --> what they returned
 *
 * An importer that maps is proven by TLPs (proof.c), like any mapping.
 */
#include <stdio.h>
#include <string.h>

#include "model/wire/tlp.h"
#include "sim/facts/text.h"
#include "sim/replay/coherent.h"
#include "sim/replay/proof.h"
#include "sim/replay/kfunc.h"
#include "sim/replay/mistake.h"
#include "sim/replay/uapi.h"

#define ENDED (-2)			/* ENOENT: there is no such importer any more */
#define AFTERMATH_PS 1000000000000ull

/* --- buffers and importers --------------------------------------------------------- */

static void do_export(struct world *w, const struct scn_step *s, hp_sbdf sbdf,
		      struct outcome *o)
{
	struct uapi_device *d = uapi_need_device(w, s, sbdf, o);
	struct uapi *st = uapi_state(w);
	struct uapi_buffer *b;
	struct hp_kfunc f;
	struct hp_uapi u = { .op = HP_UAPI_VFIO_DMABUF,
			     .nranges = s->uapi->nranges,
			     .ranges = s->uapi->ranges };

	if (!d)
		return;
	u.arg[0] = (uint64_t)d->fd;
	u.arg[1] = s->bar;
	uapi_call(w, &u, "VFIO_DEVICE_FEATURE_DMA_BUF");
	b = &st->buffers[st->nbuffers++];
	b->name = s->uapi->name;
	b->process = st->current;
	b->fd = st->last < 0 || st->starting ? -1 : (int64_t)u.out[0];
	if (st->starting)
		uapi_process(w)->exporting = b;
	uapi_held_number(w, b);
	b->fn = d->fn;
	b->sbdf = sbdf;
	b->bar = s->bar;
	b->nranges = s->uapi->nranges;
	b->ranges = s->uapi->ranges;
	if (!w->kernel->ops->function(sbdf, &f))
		b->coherent = coherent_or_bar(b->fn, b->bar, &f, &b->cpu_base,
					      &b->bar_bytes);
	b->decodes = coherent_decodes(b->fn, b->bar, b->coherent);
}

static void do_map(struct world *w, int32_t step, struct uapi_import *m)
{
	struct uapi *st = uapi_state(w);

	if (UAPI_CALL(w, "mapping it", .op = HP_UAPI_IMPORT_MAP,
		      .arg = { m->handle }) < 0)
		return;
	if (!st->starting) {
		uapi_keep_state(w, step, m);
		return;
	}
	m->was_mapped = true;
	uapi_process(w)->mapping = m;
}

/* An object that a started call may use must not be removed. */
static void finish_all(struct world *w)
{
	struct uapi *st = uapi_state(w);
	const uint32_t current = st->current;

	for (uint32_t i = 0; i < st->nprocesses; i++) {
		st->current = i;
		uapi_wait(w, w->step, &st->processes[i]);
	}
	st->current = current;
}

static struct uapi_import *import_new(struct world *w, const struct scn_step *s,
				      hp_sbdf sbdf, struct outcome *o)
{
	struct uapi *st = uapi_state(w);
	struct uapi_buffer *b = uapi_buffer_named(w, s->uapi->buffer);
	struct uapi_import *m;

	if (!b || b->fd < 0) {
		outcome_fail(o, "%s could not be exported, so nobody can import it",
			     s->uapi->buffer);
		return NULL;
	}
	m = &st->imports[st->nimports++];
	m->name = s->uapi->name;
	m->process = st->current;
	m->buffer = b;
	m->fn = world_function_at(w, sbdf);
	m->sbdf = sbdf;
	m->kind = s->uapi->op == SCN_UAPI_IMPORT ? s->uapi->import : 0;
	m->via = s->uapi->op == SCN_UAPI_IMPORT ? s->uapi->via : 0;
	for (uint32_t i = 0; i < b->nranges; i++)
		m->bytes += b->ranges[2 * i + 1];
	return m;
}

/* VFIO lets a function sleep that no process has open. */
static bool is_asleep(struct world *w, const struct scn_step *s, hp_sbdf sbdf,
		      struct outcome *o)
{
	const struct uapi *st = uapi_state(w);
	struct hp_kfunc f;

	if (w->kernel->ops->function(sbdf, &f) || !mistake_is_vfio(&f))
		return false;
	for (uint32_t i = 0; i < st->ndevices; i++)
		if (st->devices[i].sbdf == sbdf && st->devices[i].fd >= 0)
			return false;
	mistake(w, &s->a.loc, o, "%s is bound to %s, and no process has it open; write step open %s before, or name another",
		s->a.text, f.driver, s->a.text);
	return true;
}

static void do_import(struct world *w, int32_t step, const struct scn_step *s,
		      hp_sbdf sbdf, struct outcome *o)
{
	struct uapi_import *m = import_new(w, s, sbdf, o);
	struct hp_uapi u = { .op = HP_UAPI_IMPORT };

	if (!m || is_asleep(w, s, sbdf, o))
		return;
	u.arg[0] = (uint64_t)m->buffer->fd;
	u.arg[1] = sbdf;
	u.arg[2] = m->kind;
	u.arg[3] = m->via;
	if (uapi_call(w, &u, "attaching to it") < 0)
		return;
	if (uapi_state(w)->starting) {
		uapi_process(w)->attaching = m;
		return;
	}
	m->handle = u.out[0];
	if (!s->uapi->unmapped)
		do_map(w, step, m);
}

static void do_iommufd_map(struct world *w, int32_t step,
			   const struct scn_step *s, hp_sbdf sbdf,
			   struct outcome *o)
{
	struct uapi_import *m = import_new(w, s, sbdf, o);
	struct hp_uapi u = { .op = HP_UAPI_IOMMU_MAP_FILE };
	int64_t iommufd;

	if (!m)
		return;
	m->iommufd = true;
	m->by_group = uapi_device_of(w, sbdf) && uapi_device_of(w, sbdf)->by_group;
	m->pasid_1 = s->uapi->pasid_1;
	if (!uapi_space_of(w, s, m, &iommufd, o))
		return;
	u.arg[0] = (uint64_t)iommufd;
	u.arg[1] = (uint64_t)m->ioas;
	u.arg[2] = (uint64_t)m->buffer->fd;
	u.arg[4] = m->bytes;
	u.arg[5] = UINT64_MAX;
	if (uapi_call(w, &u, "IOMMU_IOAS_MAP_FILE") < 0)
		return;
	m->iova = u.out[0];
	m->was_mapped = true;
	m->map.nsegments = 1;
	m->map.segment[0] = (struct hp_dma_segment){ .address = m->iova,
						     .bytes = m->bytes };
	uapi_prove(w, step, m);
}

static void do_unmap(struct world *w, const struct scn_step *s,
		     struct uapi_import *m)
{
	struct hp_uapi u = { .op = HP_UAPI_IOMMU_UNMAP };
	int64_t ioas;

	(void)s;
	if (uapi_unmap_memory(w, m))
		return;
	if (m->iommufd) {
		u.arg[0] = (uint64_t)uapi_iommufd_of(w, m->by_group, &ioas);
		u.arg[1] = (uint64_t)m->ioas;
		u.arg[2] = m->iova;
		u.arg[3] = m->bytes;
		if (uapi_call(w, &u, "IOMMU_IOAS_UNMAP") < 0)
			return;
		if (uapi_process(w)->started)
			uapi_process(w)->unmapping = m;
		else
			m->unmapped = true;
	} else {
		UAPI_CALL(w, "unmapping it", .op = HP_UAPI_IMPORT_UNMAP,
			  .arg = { m->handle });
	}
}

static void do_close(struct world *w, const struct scn_step *s, hp_sbdf sbdf,
		     struct outcome *o)
{
	struct uapi_buffer *b = s->uapi->buffer ?
				uapi_buffer_named(w, s->uapi->buffer) : NULL;
	struct uapi_process *p = uapi_process(w);
	struct uapi_device *d = NULL;
	const enum scn_close what = s->uapi->close;
	int64_t *fd = what == SCN_CLOSE_IOMMUFD ? &p->iommufd :
		      what == SCN_CLOSE_CONTAINER ? &p->container :
		      what == SCN_CLOSE_STREAM ? uapi_stream_fd(w, s, sbdf) :
		      b ? &b->fd : NULL;

	if (!fd) {
		d = uapi_device_of(w, sbdf);
		fd = d ? &d->fd : NULL;
	}
	if (!fd || *fd < 0) {
		outcome_fail(o, "it is not open");
		return;
	}
	UAPI_CALL(w, "close", .op = HP_UAPI_CLOSE, .arg = { (uint64_t)*fd });
	*fd = -1;
	if (what == SCN_CLOSE_IOMMUFD)
		uapi_iommufd_closed(w);
}

/* Another process gets a descriptor of the same file. */
static void do_pass(struct world *w, const struct scn_step *s, hp_sbdf sbdf,
		    struct outcome *o)
{
	struct uapi *st = uapi_state(w);
	struct uapi_buffer *b = s->uapi->buffer ?
				uapi_buffer_named(w, s->uapi->buffer) : NULL;
	const uint32_t from = uapi_process(w)->number, sender = st->current;
	struct uapi_device *d = b ? NULL : uapi_device_of(w, sbdf);
	struct hp_uapi u = { .op = HP_UAPI_RECEIVE, .arg = { from } };

	if ((!b && !d) || (b && b->fd < 0)) {
		outcome_fail(o, "it is not open");
		return;
	}
	u.arg[1] = (uint64_t)(b ? b->fd : d->fd);
	uapi_process_named(w, s->uapi->name);
	if (uapi_call(w, &u, "receiving it") >= 0 && b) {
		st->buffers[st->nbuffers] = *b;
		st->buffers[st->nbuffers].process = st->current;
		st->buffers[st->nbuffers++].fd = (int64_t)u.out[0];
	} else if (st->last >= 0) {
		st->devices[st->ndevices] = *d;
		st->devices[st->ndevices].process = st->current;
		st->devices[st->ndevices++].fd = (int64_t)u.out[0];
	}
	st->current = sender;
}

/* Tells a driver of the tree, by a file of sysfs, which descriptor is the buffer's. */
static void do_give(struct world *w, const struct scn_step *s, struct outcome *o)
{
	const struct uapi_buffer *b = uapi_buffer_named(w, s->uapi->buffer);
	char text[24];

	if (!b || b->fd < 0) {
		outcome_fail(o, "%s could not be exported, so nobody can import it",
			     s->uapi->buffer);
		return;
	}
	snprintf(text, sizeof(text), "%lld", (long long)b->fd);
	UAPI_CALL(w, "writing its descriptor to sysfs", .op = HP_UAPI_SYSFS_WRITE,
		  .text = s->path, .data = text);
}

static void of_import(struct world *w, int32_t step, const struct scn_step *s,
		      struct outcome *o)
{
	struct uapi_import *m = uapi_import_named(w, s->uapi->name);
	struct uapi *st = uapi_state(w);

	if (!m || (!m->handle && !m->iommufd)) {
		outcome_fail(o, "%s could not be attached", s->uapi->name);
		return;
	}
	if (s->uapi->op == SCN_UAPI_DROP)
		finish_all(w);
	if (s->uapi->op == SCN_UAPI_MAP)
		do_map(w, step, m);
	else if (s->uapi->op == SCN_UAPI_UNMAP)
		do_unmap(w, s, m);
	else
		UAPI_CALL(w, "detaching it", .op = HP_UAPI_IMPORT_DROP,
			  .arg = { m->handle });
	if (st->last == ENDED && m->handle && !st->starting) {
		mistake(w, &s->loc, o, "%s: its function has lost its driver, which let go of it",
			m->name);
		st->last = 0;
	}
	if (s->uapi->op == SCN_UAPI_DROP)
		m->handle = 0;
}

/* It exits, and has no file any more; what its name does from now on, another does. */
static void without_files(struct world *w)
{
	struct uapi *st = uapi_state(w);
	struct uapi_process *p = uapi_process(w);

	p->iommufd = p->ioas = p->container = -1;
	p->container_ready = false;
	for (uint32_t i = 0; i < st->ndevices; i++)
		if (st->devices[i].process == st->current)
			st->devices[i].fd = -1;
	for (uint32_t i = 0; i < st->nbuffers; i++)
		if (st->buffers[i].process == st->current)
			st->buffers[i].fd = -1;
	for (uint32_t i = 0; i < st->ngroups; i++)
		if (st->groups[i].process == st->current)
			st->groups[i].fd = -1;
	for (uint32_t i = 0; i < st->nwindows; i++)
		if (st->windows[i].process == st->current)
			st->windows[i].gone = true;
}

/* Returns true after saying that the call failed because of what the scenario did. */
static bool explain_failure(struct world *w, const struct scn_step *s, hp_sbdf sbdf,
			    struct outcome *o)
{
	struct function *fn = s->a.text ? world_function_at(w, sbdf) : NULL;
	struct hp_kfunc f;
	char why[160];

	if (fn && mistake_removed(w, fn, why, sizeof(why)))
		mistake(w, &s->a.loc, o, "%s: %s", s->a.text, why);
	else if (fn && s->uapi->op == SCN_UAPI_OPEN &&
		 !w->kernel->ops->function(sbdf, &f) && !strstr(f.driver, "vfio"))
		mistake(w, &s->a.loc, o, "%s is bound to %s; write step bind %s vfio-pci before",
			s->a.text, *f.driver ? f.driver : "no driver", s->a.text);
	else
		return false;
	return true;
}

void uapi_step(struct world *w, int32_t step, const struct scn_step *s,
	       struct outcome *o)
{
	struct uapi *st = uapi_state(w);
	struct scn_ref who = s->a;
	struct function *removed;
	uint32_t current;
	hp_sbdf sbdf = 0;
	char err[24], bdf[24];

	if (!st->watching) {
		uapi_watch_start(w);
		st->watching = true;
	}
	st->last = 0;
	*st->last_call = '\0';
	st->starting = s->uapi->start;
	/* A VF's share may be set before there is one; its PF's driver does it, as it exports. */
	if ((s->uapi->op == SCN_UAPI_PROVISION ||
	     (s->uapi->op == SCN_UAPI_EXPORT && s->uapi->door)) && !who.by_address)
		who.vf = 0;
	if (s->a.text && !world_address(w, &who, &sbdf)) {
		kfunc_absent(w, &s->a, o);
		return;
	}
	switch (s->uapi->op) {
	case SCN_UAPI_PROCESS:
		uapi_process_named(w, s->uapi->name);
		break;
	case SCN_UAPI_OPEN:
		uapi_open(w, s, sbdf, o);
		if (st->last >= 0 && s->uapi->open != SCN_OPEN_ONLY)
			uapi_look_at_config(w, sbdf);
		break;
	case SCN_UAPI_EXPORT:
		if (s->uapi->door)
			uapi_export_vram(w, step, s, sbdf);
		else
			do_export(w, s, sbdf, o);
		break;
	case SCN_UAPI_IMPORT:
		do_import(w, step, s, sbdf, o);
		break;
	case SCN_UAPI_IOMMUFD_MAP:
		do_iommufd_map(w, step, s, sbdf, o);
		break;
	case SCN_UAPI_MEMORY_MAP:
		uapi_map_memory(w, step, s, sbdf, o);
		break;
	case SCN_UAPI_MAP:
	case SCN_UAPI_UNMAP:
	case SCN_UAPI_DROP:
		of_import(w, step, s, o);
		break;
	case SCN_UAPI_CLOSE:
		do_close(w, s, sbdf, o);
		break;
	case SCN_UAPI_RESET_SYSFS:
		uapi_sysfs(w, sbdf, "reset", "1");
		break;
	case SCN_UAPI_REMOVE:
		removed = world_function_at(w, sbdf);
		if (uapi_sysfs(w, sbdf, "remove", "1") >= 0)
			mistake_turned(w, removed, MISTAKE_PRESENT, true);
		break;
	case SCN_UAPI_LIMIT:
		UAPI_CALL(w, "setrlimit", .op = HP_UAPI_LIMIT,
			  .arg = { s->uapi->max_fds });
		break;
	case SCN_UAPI_PASS:
		do_pass(w, s, sbdf, o);
		break;
	case SCN_UAPI_UNBIND:
		if (uapi_sysfs(w, sbdf, "driver/unbind",
			       sbdf_text(sbdf, bdf, sizeof(bdf))) >= 0)
			uapi_process(w)->unbinding = sbdf;
		break;
	case SCN_UAPI_WAIT:
		current = st->current;
		uapi_wait(w, step, uapi_process_named(w, s->uapi->name));
		st->current = current;
		break;
	case SCN_UAPI_MMAP:
	case SCN_UAPI_MUNMAP:
	case SCN_UAPI_LOAD:
	case SCN_UAPI_STORE:
	case SCN_UAPI_FAIL:
		uapi_mmap_step(w, s, sbdf, o);
		break;
	case SCN_UAPI_GROUP:
		uapi_group(w, s, sbdf, o);
		break;
	case SCN_UAPI_READ:
	case SCN_UAPI_WRITE:
		uapi_access(w, s, sbdf, o);
		break;
	case SCN_UAPI_IRQS:
		uapi_irqs(w, s, sbdf, o);
		break;
	case SCN_UAPI_SIGNAL:
		uapi_signal(w, s, sbdf, o);
		break;
	case SCN_UAPI_INTERRUPT:
		uapi_interrupt(w, s, sbdf, o);
		break;
	case SCN_UAPI_PROBE:
		uapi_probe(w, s, sbdf, o);
		break;
	case SCN_UAPI_MAKE_UP:
	case SCN_UAPI_GUEST:
		uapi_vmm(w, step, s, sbdf, o);
		break;
	case SCN_UAPI_IOAS:
	case SCN_UAPI_HWPT:
	case SCN_UAPI_VIOMMU:
	case SCN_UAPI_VDEVICE:
	case SCN_UAPI_GUEST_TABLES:
	case SCN_UAPI_INVALIDATE:
	case SCN_UAPI_VEVENTQ:
	case SCN_UAPI_FAULTS:
	case SCN_UAPI_TRACK:
	case SCN_UAPI_DIRTY:
	case SCN_UAPI_ATTACH:
	case SCN_UAPI_DETACH:
		uapi_iommufd(w, step, s, sbdf, o);
		break;
	case SCN_UAPI_VEVENT:
		uapi_vevent(w, s, o);
		break;
	case SCN_UAPI_SEND:
		uapi_send(w, s, sbdf);
		break;
	case SCN_UAPI_SWEEP:
		uapi_sweep(w, s, sbdf, o);
		break;
	case SCN_UAPI_PROVISION:
	case SCN_UAPI_COPY:
		uapi_gpu(w, s, sbdf, o);
		break;
	case SCN_UAPI_MIGRATE:
	case SCN_UAPI_SAVE:
	case SCN_UAPI_RESTORE:
	case SCN_UAPI_SPOIL:
		uapi_migrate(w, step, s, sbdf, o);
		break;
	case SCN_UAPI_GIVE:
		do_give(w, s, o);
		break;
	case SCN_UAPI_EXIT:
		UAPI_CALL(w, "exit", .op = HP_UAPI_EXIT);
		without_files(w);
		break;
	default:
		uapi_on_device(w, s, sbdf, o);
	}
	if (st->last < 0 && !s->uapi->may_fail && !explain_failure(w, s, sbdf, o))
		outcome_fail(o, "%s gave %s", st->last_call,
			     errno_text(st->last, err, sizeof(err)));
}

/* --- the end ---------------------------------------------------------------------------------- */

void uapi_finish(struct world *w)
{
	struct uapi *st = w->uapi;

	if (!st)
		return;
	st->starting = false;
	finish_all(w);
	for (uint32_t i = 0; i < st->nimports; i++) {
		st->current = st->imports[i].process;
		if (st->imports[i].handle)
			UAPI_CALL(w, "detaching it", .op = HP_UAPI_IMPORT_DROP,
				  .arg = { st->imports[i].handle });
		st->imports[i].handle = 0;
	}
	for (uint32_t i = 0; i < st->nprocesses; i++) {
		st->current = i;
		if (!st->processes[i].exited)
			UAPI_CALL(w, "exit", .op = HP_UAPI_EXIT);
	}
	/* Let delayed work run, for example the last fput() of a kernel thread. */
	world_pass(w, w->clock->now_ps + AFTERMATH_PS);
}
