// SPDX-License-Identifier: GPL-2.0-only
/*
 * steps_uapi.c - what a scenario's processes do, as system calls.
 *
 *   statement --> one or more calls (struct hp_uapi) --> what they returned
 *
 * An importer that maps is proven by TLPs (proof.c), like any mapping.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/tlp.h"
#include "sim/run/proof.h"
#include "sim/run/proof_wire.h"
#include "sim/run/uapi.h"

#define R_COMMAND 4
#define COMMAND_MEMORY 2
#define COMMAND_MASTER 4
#define VFIO_CONFIG_REGION 7
#define AFTERMATH_PS 1000000000000ull

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
	if (!st->processes || !st->devices || !st->buffers || !st->imports)
		abort();
	return st;
}

static struct uapi_process *process_named(struct world *w, const char *name)
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
	p->iommufd = p->ioas = -1;
	st->current = st->nprocesses - 1;
	return p;
}

/* Who does it, unless said, is called user. */
static struct uapi_process *current_process(struct world *w)
{
	struct uapi *st = uapi_state(w);

	return st->nprocesses ? &st->processes[st->current] :
				process_named(w, "user");
}

static void finish(struct world *w, int32_t step, struct uapi_process *p);

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
static int64_t call(struct world *w, struct hp_uapi *u, const char *what)
{
	struct uapi *st = uapi_state(w);
	struct uapi_process *p = current_process(w);
	int err;

	if (u->op != HP_UAPI_WAIT) {
		finish(w, w->step, p);
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
	snprintf(st->last_call, sizeof(st->last_call), "%s", what);
	return st->last;
}

#define CALL(w, what, ...) \
	call(w, &(struct hp_uapi){ __VA_ARGS__ }, what)

/* --- opening ------------------------------------------------------------------- */

static bool open_iommufd(struct world *w)
{
	struct uapi_process *p = current_process(w);
	struct hp_uapi u = { .op = HP_UAPI_OPEN, .text = "/dev/iommu" };

	if (p->iommufd >= 0)
		return true;
	if (call(w, &u, "open of /dev/iommu") < 0)
		return false;
	p->iommufd = (int64_t)u.out[0];
	u = (struct hp_uapi){ .op = HP_UAPI_IOMMU_IOAS_ALLOC,
			      .arg = { (uint64_t)p->iommufd } };
	if (call(w, &u, "IOMMU_IOAS_ALLOC") < 0)
		return false;
	p->ioas = (int64_t)u.out[0];
	return true;
}

/* /dev/vfio/devices/vfioN, by looking into the function's sysfs folder. */
static bool node_of(struct world *w, hp_sbdf sbdf, char *node, size_t size)
{
	char path[96], bdf[24], uevent[512];
	const struct hp_kernel *k = w->kernel->ops;

	for (int i = 0; i < 64; i++) {
		int64_t n;

		snprintf(path, sizeof(path),
			 "/sys/bus/pci/devices/%s/vfio-dev/vfio%d/dev",
			 sbdf_text(sbdf, bdf, sizeof(bdf)), i);
		n = k->sysfs_read(path, uevent, sizeof(uevent) - 1);
		if (n <= 0)
			continue;
		snprintf(node, size, "/dev/vfio/devices/vfio%d", i);
		return true;
	}
	return false;
}

static struct uapi_device *device_of(struct world *w, hp_sbdf sbdf)
{
	struct uapi *st = uapi_state(w);

	for (uint32_t i = 0; i < st->ndevices; i++) {
		struct uapi_device *d = &st->devices[i];

		if (d->sbdf == sbdf && d->process == st->current && d->fd >= 0)
			return d;
	}
	return NULL;
}

static struct uapi_device *open_device(struct world *w, hp_sbdf sbdf,
				       struct function *fn)
{
	struct uapi *st = uapi_state(w);
	struct hp_uapi u = { .op = HP_UAPI_OPEN };
	struct uapi_device *d;
	char node[64];

	current_process(w);
	if (!node_of(w, sbdf, node, sizeof(node))) {
		st->last = -2;	/* ENOENT: no VFIO driver is bound */
		snprintf(st->last_call, sizeof(st->last_call),
			 "open of its VFIO device");
		return NULL;
	}
	u.text = node;
	if (call(w, &u, "open of its VFIO device") < 0)
		return NULL;
	d = &st->devices[st->ndevices++];
	d->process = st->current;
	d->fn = fn;
	d->sbdf = sbdf;
	d->fd = (int64_t)u.out[0];
	return d;
}

static struct function *function_at(struct world *w, hp_sbdf sbdf)
{
	return fabric_lookup(w->fabric, HP_SBDF_DOMAIN(sbdf), HP_SBDF_BUS(sbdf),
			     HP_SBDF_DEVFN(sbdf));
}

static void do_open(struct world *w, const struct scn_step *s, hp_sbdf sbdf)
{
	struct uapi_device *d = open_device(w, sbdf, function_at(w, sbdf));
	struct uapi_process *p;

	if (!d || s->uapi->how == SCN_OPEN_ONLY || !open_iommufd(w))
		return;
	p = current_process(w);
	if (CALL(w, "VFIO_DEVICE_BIND_IOMMUFD", .op = HP_UAPI_VFIO_BIND,
		 .arg = { (uint64_t)d->fd, (uint64_t)p->iommufd }) < 0 ||
	    s->uapi->how == SCN_OPEN_BOUND)
		return;
	d->attached = CALL(w, "VFIO_DEVICE_ATTACH_IOMMUFD_PT",
			   .op = HP_UAPI_VFIO_ATTACH,
			   .arg = { (uint64_t)d->fd, (uint64_t)p->ioas }) >= 0;
}

/* --- buffers and importers --------------------------------------------------------- */

static struct uapi_buffer *buffer_named(struct world *w, const char *name)
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

static void do_export(struct world *w, const struct scn_step *s, hp_sbdf sbdf,
		      struct outcome *o)
{
	struct uapi_device *d = device_of(w, sbdf);
	struct uapi *st = uapi_state(w);
	struct uapi_buffer *b;
	struct hp_kfunc f;
	uint64_t bus, bytes;
	struct hp_uapi u = { .op = HP_UAPI_VFIO_DMABUF,
			     .nranges = s->uapi->nranges,
			     .ranges = s->uapi->ranges };

	if (!d) {
		outcome_fail(o, "%s is not open; write step open %s before",
			     s->a.text, s->a.text);
		return;
	}
	u.arg[0] = (uint64_t)d->fd;
	u.arg[1] = s->bar;
	call(w, &u, "VFIO_DEVICE_FEATURE_DMA_BUF");
	b = &st->buffers[st->nbuffers++];
	b->name = s->uapi->name;
	b->process = st->current;
	b->fd = st->last < 0 || st->starting ? -1 : (int64_t)u.out[0];
	if (st->starting)
		current_process(w)->exporting = b;
	b->fn = d->fn;
	b->sbdf = sbdf;
	b->bar = s->bar;
	b->nranges = s->uapi->nranges;
	b->ranges = s->uapi->ranges;
	if (!w->kernel->ops->function(sbdf, &f)) {
		b->cpu_base = f.res[s->bar].cpu_start;
		b->bar_bytes = f.res[s->bar].size_bytes;
	}
	b->decodes = function_bar(b->fn, b->bar, &bus, &bytes);
}

/* The piece of the importer's segments that holds [at, at + bytes). */
static void cut(const struct hp_dma_mapping *from, uint64_t at, uint64_t bytes,
		struct hp_dma_mapping *to)
{
	uint32_t n = from->nsegments < HP_MAX_SEGMENTS ? from->nsegments :
							 HP_MAX_SEGMENTS;

	to->nsegments = 0;
	to->bytes = bytes;
	for (uint32_t i = 0; i < n && bytes; i++) {
		const struct hp_dma_segment *f = &from->segment[i];
		struct hp_dma_segment *t = &to->segment[to->nsegments];

		if (at >= f->bytes) {
			at -= f->bytes;
			continue;
		}
		*t = *f;
		t->address += at;
		t->bytes = f->bytes - at < bytes ? f->bytes - at : bytes;
		bytes -= t->bytes;
		at = 0;
		to->nsegments++;
	}
}

/* It may send requests, and its requests are those of its I/O address space. */
static bool prepared(struct world *w, const struct uapi_import *m)
{
	const hp_sbdf fn = m->sbdf;
	const struct uapi_device *d = m->iommufd ? device_of(w, fn) : NULL;

	if (m->iommufd && (!d || !d->attached))
		return false;
	return fabric_cfg_read(w->fabric, HP_SBDF_DOMAIN(fn), HP_SBDF_BUS(fn),
			       HP_SBDF_DEVFN(fn), R_COMMAND, 2) & COMMAND_MASTER;
}

/* TLPs through each range in turn: does each byte reach the BAR's? */
static void prove(struct world *w, int32_t step, struct uapi_import *m)
{
	const struct uapi_buffer *b = m->buffer;
	struct hp_p2p p2p = { .map_type = HP_MAP_UNKNOWN };
	uint64_t at = 0;

	/* A step that was to prepare the client may be the one that failed. */
	if (w->fail_at && !prepared(w, m))
		return;
	w->kernel->ops->p2p(b->sbdf, b->bar, m->sbdf, 0, &p2p);
	for (uint32_t i = 0; i < b->nranges; i++) {
		struct world_mapping wm = {
			.name = m->name, .asked = true, .live = true,
			.client = m->fn, .provider = b->fn,
			.map = { .handle = 1, .map_type = m->iommufd ?
				 HP_MAP_UNKNOWN : p2p.map_type },
			.req = { .client = m->sbdf, .provider = b->sbdf,
				 .bar = b->bar, .door = HP_DOOR_DMABUF,
				 .offset = b->ranges[2 * i],
				 .bytes = b->ranges[2 * i + 1] },
		};
		struct proof p = { .step = step };

		wm.map.cpu_address = p2p.cpu_address + wm.req.offset;
		cut(&m->map, at, wm.req.bytes, &wm.map);
		at += wm.req.bytes;
		proof_make(w, &wm, &p);
		proof_record(w, &p);
	}
}

static void keep_state(struct world *w, int32_t step, struct uapi_import *m)
{
	static struct hp_import now;

	if (w->kernel->ops->import_state(m->handle, &now) || !now.mappings)
		return;
	m->told = now.invalidations;
	m->was_mapped = true;
	m->map.nsegments = now.nsegments;
	memcpy(m->map.segment, now.segment, sizeof(now.segment));
	prove(w, step, m);
}

static void do_map(struct world *w, int32_t step, struct uapi_import *m)
{
	struct uapi *st = uapi_state(w);

	if (CALL(w, "mapping it", .op = HP_UAPI_IMPORT_MAP,
		 .arg = { m->handle }) < 0)
		return;
	if (!st->starting) {
		keep_state(w, step, m);
		return;
	}
	m->was_mapped = true;
	current_process(w)->mapping = m;
}

/* The end of a call that was started; what it returned is the step's result. */
static void finish(struct world *w, int32_t step, struct uapi_process *p)
{
	struct uapi *st = uapi_state(w);
	struct hp_uapi u = { .op = HP_UAPI_WAIT };

	if (!p->started)
		return;
	call(w, &u, p->started_call);
	p->started = false;
	if (p->mapping)
		keep_state(w, step, p->mapping);
	if (p->attaching && st->last >= 0)
		p->attaching->handle = u.out[0];
	if (p->exporting && st->last >= 0)
		p->exporting->fd = (int64_t)u.out[0];
	if (p->unbinding && st->last >= 0)
		proof_unbound(w, step, p->unbinding);
	p->mapping = p->attaching = NULL;
	p->exporting = NULL;
	p->unbinding = 0;
}

/* Nobody takes away what a call under way may be using. */
static void finish_all(struct world *w)
{
	struct uapi *st = uapi_state(w);
	const uint32_t current = st->current;

	for (uint32_t i = 0; i < st->nprocesses; i++) {
		st->current = i;
		finish(w, w->step, &st->processes[i]);
	}
	st->current = current;
}

static struct uapi_import *import_new(struct world *w, const struct scn_step *s,
				      hp_sbdf sbdf, struct outcome *o)
{
	struct uapi *st = uapi_state(w);
	struct uapi_buffer *b = buffer_named(w, s->uapi->buffer);
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
	m->fn = function_at(w, sbdf);
	m->sbdf = sbdf;
	m->kind = s->uapi->how;
	for (uint32_t i = 0; i < b->nranges; i++)
		m->bytes += b->ranges[2 * i + 1];
	return m;
}

static void do_import(struct world *w, int32_t step, const struct scn_step *s,
		      hp_sbdf sbdf, struct outcome *o)
{
	struct uapi_import *m = import_new(w, s, sbdf, o);
	struct hp_uapi u = { .op = HP_UAPI_IMPORT };

	if (!m)
		return;
	u.arg[0] = (uint64_t)m->buffer->fd;
	u.arg[1] = sbdf;
	u.arg[2] = m->kind;
	if (call(w, &u, "attaching to it") < 0)
		return;
	if (uapi_state(w)->starting) {
		current_process(w)->attaching = m;
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
	struct uapi_process *p = current_process(w);
	struct hp_uapi u = { .op = HP_UAPI_IOMMU_MAP_FILE };

	if (!m)
		return;
	m->iommufd = true;
	u.arg[0] = (uint64_t)p->iommufd;
	u.arg[1] = (uint64_t)p->ioas;
	u.arg[2] = (uint64_t)m->buffer->fd;
	u.arg[4] = m->bytes;
	u.arg[5] = UINT64_MAX;
	if (call(w, &u, "IOMMU_IOAS_MAP_FILE") < 0)
		return;
	m->iova = u.out[0];
	m->was_mapped = true;
	m->map.nsegments = 1;
	m->map.segment[0] = (struct hp_dma_segment){ .address = m->iova,
						     .bytes = m->bytes };
	prove(w, step, m);
}

static void do_unmap(struct world *w, const struct scn_step *s,
		     struct uapi_import *m)
{
	struct uapi_process *p = current_process(w);

	(void)s;
	if (m->iommufd)
		CALL(w, "IOMMU_IOAS_UNMAP", .op = HP_UAPI_IOMMU_UNMAP,
		     .arg = { (uint64_t)p->iommufd, (uint64_t)p->ioas, m->iova,
			      m->bytes });
	else
		CALL(w, "unmapping it", .op = HP_UAPI_IMPORT_UNMAP,
		     .arg = { m->handle });
}

static void do_close(struct world *w, const struct scn_step *s, hp_sbdf sbdf,
		     struct outcome *o)
{
	struct uapi_buffer *b = s->uapi->buffer ?
				buffer_named(w, s->uapi->buffer) : NULL;
	struct uapi_process *p = current_process(w);
	struct uapi_device *d = NULL;
	int64_t *fd = s->uapi->how ? &p->iommufd : b ? &b->fd : NULL;

	if (!fd) {
		d = device_of(w, sbdf);
		fd = d ? &d->fd : NULL;
	}
	if (!fd || *fd < 0) {
		outcome_fail(o, "it is not open");
		return;
	}
	CALL(w, "close", .op = HP_UAPI_CLOSE, .arg = { (uint64_t)*fd });
	*fd = -1;
}

/* Another process gets a descriptor of the same file. */
static void do_pass(struct world *w, const struct scn_step *s, hp_sbdf sbdf,
		    struct outcome *o)
{
	struct uapi *st = uapi_state(w);
	struct uapi_buffer *b = s->uapi->buffer ?
				buffer_named(w, s->uapi->buffer) : NULL;
	const uint32_t from = current_process(w)->number, sender = st->current;
	struct uapi_device *d = b ? NULL : device_of(w, sbdf);
	struct hp_uapi u = { .op = HP_UAPI_RECEIVE, .arg = { from } };

	if ((!b && !d) || (b && b->fd < 0)) {
		outcome_fail(o, "it is not open");
		return;
	}
	u.arg[1] = (uint64_t)(b ? b->fd : d->fd);
	process_named(w, s->uapi->name);
	if (call(w, &u, "receiving it") >= 0 && b) {
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

/* --- the device ------------------------------------------------------------------------ */

static int64_t sysfs(struct world *w, hp_sbdf sbdf, const char *file,
		     const char *text)
{
	char path[96], bdf[24], what[UAPI_MAX_NAME];

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/%s",
		 sbdf_text(sbdf, bdf, sizeof(bdf)), file);
	snprintf(what, sizeof(what), "writing to its %s in sysfs", file);
	return CALL(w, what, .op = HP_UAPI_SYSFS_WRITE, .text = path,
		    .data = text);
}

/* Change bits of a config register, through VFIO's own view of it. */
static void config_change(struct world *w, struct uapi_device *d, uint64_t reg,
			  uint64_t clear, uint64_t set)
{
	struct hp_uapi r = { .op = HP_UAPI_VFIO_REGION,
			     .arg = { (uint64_t)d->fd, VFIO_CONFIG_REGION } };
	struct hp_uapi v = { .op = HP_UAPI_READ };
	struct uapi *st = uapi_state(w);
	const bool starting = st->starting;

	st->starting = false;	/* but for the write */
	if (call(w, &r, "VFIO_DEVICE_GET_REGION_INFO") < 0)
		return;
	v.arg[0] = (uint64_t)d->fd;
	v.arg[1] = r.out[1] + reg;
	v.arg[2] = 2;
	if (call(w, &v, "reading its config space") < 0)
		return;
	st->starting = starting;
	CALL(w, "writing its config space", .op = HP_UAPI_WRITE,
	     .arg = { (uint64_t)d->fd, v.arg[1], 2, (v.out[0] & ~clear) | set });
}

/* Where its power management capability is, as VFIO shows it. */
static uint64_t find_pm(struct world *w, struct uapi_device *d)
{
	struct hp_uapi r = { .op = HP_UAPI_VFIO_REGION,
			     .arg = { (uint64_t)d->fd, VFIO_CONFIG_REGION } };
	uint64_t at = 0x34, limit = 48;

	if (call(w, &r, "VFIO_DEVICE_GET_REGION_INFO") < 0)
		return 0;
	while (limit--) {
		struct hp_uapi v = { .op = HP_UAPI_READ,
				     .arg = { (uint64_t)d->fd, r.out[1] + at, 1 } };

		if (call(w, &v, "reading its config space") < 0 || !v.out[0])
			return 0;
		at = v.out[0];
		v.arg[1] = r.out[1] + at;
		if (call(w, &v, "reading its config space") < 0)
			return 0;
		if (v.out[0] == 1)	/* Power Management */
			return at;
		at++;
	}
	return 0;
}

static void do_power(struct world *w, const struct scn_step *s,
		     struct uapi_device *d, struct outcome *o)
{
	uint64_t pm = find_pm(w, d);

	if (!pm) {
		outcome_fail(o, "%s has no power management; write pm where it is described",
			     s->a.text);
		return;
	}
	config_change(w, d, pm + 4, 3, s->uapi->how);
}

static void on_device(struct world *w, const struct scn_step *s, hp_sbdf sbdf,
		      struct outcome *o)
{
	struct uapi_device *d = device_of(w, sbdf);
	const uint64_t fd = d ? (uint64_t)d->fd : 0;

	if (!d) {
		outcome_fail(o, "%s is not open; write step open %s before",
			     s->a.text, s->a.text);
		return;
	}
	switch (s->uapi->op) {
	case SCN_UAPI_RESET:
		CALL(w, "VFIO_DEVICE_RESET", .op = HP_UAPI_VFIO_RESET,
		     .arg = { fd });
		break;
	case SCN_UAPI_HOT_RESET:
		CALL(w, "VFIO_DEVICE_PCI_HOT_RESET",
		     .op = HP_UAPI_VFIO_HOT_RESET, .arg = { fd });
		break;
	case SCN_UAPI_SUSPEND:
	case SCN_UAPI_RESUME:
		CALL(w, s->uapi->op == SCN_UAPI_SUSPEND ?
			     "VFIO_DEVICE_FEATURE_LOW_POWER_ENTRY" :
			     "VFIO_DEVICE_FEATURE_LOW_POWER_EXIT",
		     .op = HP_UAPI_VFIO_POWER,
		     .arg = { fd, s->uapi->op == SCN_UAPI_SUSPEND });
		break;
	case SCN_UAPI_MEMORY:
		config_change(w, d, R_COMMAND, COMMAND_MEMORY,
			      s->uapi->how ? COMMAND_MEMORY : 0);
		break;
	case SCN_UAPI_MASTER:
		config_change(w, d, R_COMMAND, COMMAND_MASTER,
			      s->uapi->how ? COMMAND_MASTER : 0);
		break;
	case SCN_UAPI_POWER:
		do_power(w, s, d, o);
		break;
	default:
		abort();
	}
}

static void of_import(struct world *w, int32_t step, const struct scn_step *s,
		      struct outcome *o)
{
	struct uapi_import *m = uapi_import_named(w, s->uapi->name);

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
		CALL(w, "detaching it", .op = HP_UAPI_IMPORT_DROP,
		     .arg = { m->handle });
	if (s->uapi->op == SCN_UAPI_DROP)
		m->handle = 0;
}

void uapi_step(struct world *w, int32_t step, const struct scn_step *s,
	       struct outcome *o)
{
	struct uapi *st = uapi_state(w);
	uint32_t current;
	hp_sbdf sbdf = 0;
	char err[24], bdf[24];

	st->last = 0;
	*st->last_call = '\0';
	st->starting = s->uapi->start;
	if (s->a.text && !world_address(w, &s->a, &sbdf)) {
		outcome_fail(o, "%s: it is not there", s->a.text);
		return;
	}
	switch (s->uapi->op) {
	case SCN_UAPI_PROCESS:
		process_named(w, s->uapi->name);
		break;
	case SCN_UAPI_OPEN:
		do_open(w, s, sbdf);
		break;
	case SCN_UAPI_EXPORT:
		do_export(w, s, sbdf, o);
		break;
	case SCN_UAPI_IMPORT:
		do_import(w, step, s, sbdf, o);
		break;
	case SCN_UAPI_IOMMUFD_MAP:
		do_iommufd_map(w, step, s, sbdf, o);
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
		sysfs(w, sbdf, "reset", "1");
		break;
	case SCN_UAPI_REMOVE:
		sysfs(w, sbdf, "remove", "1");
		break;
	case SCN_UAPI_LIMIT:
		CALL(w, "setrlimit", .op = HP_UAPI_LIMIT,
		     .arg = { s->uapi->how });
		break;
	case SCN_UAPI_PASS:
		do_pass(w, s, sbdf, o);
		break;
	case SCN_UAPI_UNBIND:
		if (sysfs(w, sbdf, "driver/unbind",
			  sbdf_text(sbdf, bdf, sizeof(bdf))) >= 0)
			current_process(w)->unbinding = sbdf;
		break;
	case SCN_UAPI_WAIT:
		current = st->current;
		finish(w, step, process_named(w, s->uapi->name));
		st->current = current;
		break;
	case SCN_UAPI_EXIT:
		CALL(w, "exit", .op = HP_UAPI_EXIT);
		break;
	default:
		on_device(w, s, sbdf, o);
	}
	if (st->last < 0 && !s->uapi->may_fail)
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
			CALL(w, "detaching it", .op = HP_UAPI_IMPORT_DROP,
			     .arg = { st->imports[i].handle });
		st->imports[i].handle = 0;
	}
	for (uint32_t i = 0; i < st->nprocesses; i++) {
		st->current = i;
		if (!st->processes[i].gone)
			CALL(w, "exit", .op = HP_UAPI_EXIT);
	}
	/* What is put off (the last fput() of a kernel thread, say) has its time. */
	world_pass(w, w->now_ps + AFTERMATH_PS);
	w->kernel->ops->leaks();
}
