// SPDX-License-Identifier: GPL-2.0-only
/*
 * steps_device.c - what a process does with a VFIO device: open, reset, config space, power.
 */
#include <stdio.h>
#include <stdlib.h>

#include "model/config/function.h"
#include "model/spec/regs.h"
#include "sim/facts/text.h"
#include "sim/replay/mistake.h"
#include "sim/replay/proof.h"
#include "sim/replay/uapi.h"

#define VFIO_CONFIG_REGION 7

/* --- opening ------------------------------------------------------------------- */

bool uapi_open_iommufd(struct world *w)
{
	struct uapi_process *p = uapi_process(w);
	struct hp_uapi u = { .op = HP_UAPI_OPEN, .text = "/dev/iommu" };

	if (p->iommufd >= 0)
		return true;
	if (uapi_call(w, &u, "open of /dev/iommu") < 0)
		return false;
	p->iommufd = (int64_t)u.out[0];
	u = (struct hp_uapi){ .op = HP_UAPI_IOMMU_IOAS_ALLOC,
			      .arg = { (uint64_t)p->iommufd } };
	if (uapi_call(w, &u, "IOMMU_IOAS_ALLOC") < 0)
		return false;
	p->ioas = (int64_t)u.out[0];
	return true;
}

/*
 * /dev/vfio/devices/vfioN, by looking into the function's sysfs folder.  N is the lowest
 * free number, and one function has one; those that were removed may still be open.
 */
static bool node_of(struct world *w, hp_sbdf sbdf, char *node, size_t size)
{
	char path[96], bdf[24], uevent[512];
	const struct hp_kernel *k = w->kernel->ops;
	const int64_t most = k->functions(NULL, 0) + uapi_state(w)->ndevices;

	for (int64_t i = 0; i < most; i++) {
		int64_t n;

		snprintf(path, sizeof(path),
			 "/sys/bus/pci/devices/%s/vfio-dev/vfio%lld/dev",
			 sbdf_text(sbdf, bdf, sizeof(bdf)), (long long)i);
		n = k->sysfs_read(path, uevent, sizeof(uevent) - 1);
		if (n <= 0)
			continue;
		snprintf(node, size, "/dev/vfio/devices/vfio%lld",
			 (long long)i);
		return true;
	}
	return false;
}

/* To enable a device for DMA is the business of the process that opens it. */
void uapi_opened(struct world *w, const struct uapi_device *d)
{
	struct uapi *st = uapi_state(w);

	for (uint32_t i = 0; i < st->ndevices; i++)
		if (&st->devices[i] != d && st->devices[i].sbdf == d->sbdf &&
		    st->devices[i].fd >= 0)
			return;
	mistake_turned(w, d->fn, MISTAKE_MASTER, true);
}

static struct uapi_device *open_device(struct world *w, hp_sbdf sbdf,
				       struct function *fn)
{
	struct uapi *st = uapi_state(w);
	struct hp_uapi u = { .op = HP_UAPI_OPEN };
	struct uapi_device *d;
	char node[64];

	uapi_process(w);
	if (!node_of(w, sbdf, node, sizeof(node))) {
		st->last = -2;	/* ENOENT: no VFIO driver is bound */
		snprintf(st->last_call, sizeof(st->last_call),
			 "open of its VFIO device");
		return NULL;
	}
	u.text = node;
	if (uapi_call(w, &u, "open of its VFIO device") < 0)
		return NULL;
	d = &st->devices[st->ndevices++];
	d->process = st->current;
	d->fn = fn;
	d->sbdf = sbdf;
	d->fd = (int64_t)u.out[0];
	uapi_opened(w, d);
	return d;
}

/* Attached to nothing, and no one else of its group either: the IOMMU blocks it. */
static void look_blocked(struct world *w, hp_sbdf sbdf)
{
	const struct uapi *st = uapi_state(w);
	struct hp_kfunc f, other;

	if (st->last < 0 || st->starting || w->kernel->ops->function(sbdf, &f))
		return;
	for (uint32_t i = 0; i < st->ndevices; i++)
		if (st->devices[i].fd >= 0 && st->devices[i].attached &&
		    !w->kernel->ops->function(st->devices[i].sbdf, &other) &&
		    other.iommu_group == f.iommu_group)
			return;
	proof_isolation_blocked(w, sbdf);
}

void uapi_open(struct world *w, const struct scn_step *s, hp_sbdf sbdf,
	       struct outcome *o)
{
	struct hp_uapi u = { .op = HP_UAPI_VFIO_BIND };
	struct uapi_process *p;
	struct uapi_device *d;

	if (s->uapi->open == SCN_OPEN_GROUP) {
		uapi_open_group(w, sbdf, o);
		return;
	}
	d = open_device(w, sbdf, world_function_at(w, sbdf));
	if (!d || s->uapi->open == SCN_OPEN_ONLY || !uapi_open_iommufd(w))
		return;
	p = uapi_process(w);
	u.arg[0] = (uint64_t)d->fd;
	u.arg[1] = (uint64_t)p->iommufd;
	if (uapi_call(w, &u, "VFIO_DEVICE_BIND_IOMMUFD") < 0)
		return;
	d->id = (int64_t)u.out[0];
	if (s->uapi->open == SCN_OPEN_BOUND) {
		look_blocked(w, sbdf);
		return;
	}
	if (UAPI_CALL(w, "VFIO_DEVICE_ATTACH_IOMMUFD_PT", .op = HP_UAPI_VFIO_ATTACH,
		      .arg = { (uint64_t)d->fd, (uint64_t)p->ioas }) >= 0)
		uapi_attach_note(d, 0, p->ioas, uapi_state(w)->current);
}

/* --- the device ------------------------------------------------------------------------ */

int64_t uapi_sysfs(struct world *w, hp_sbdf sbdf, const char *file,
		   const char *text)
{
	char path[96], bdf[24], what[UAPI_MAX_NAME];

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/%s",
		 sbdf_text(sbdf, bdf, sizeof(bdf)), file);
	snprintf(what, sizeof(what), "writing to its %s in sysfs", file);
	return UAPI_CALL(w, what, .op = HP_UAPI_SYSFS_WRITE, .text = path,
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

	st->starting = false;	/* only the write itself is started */
	if (uapi_call(w, &r, "VFIO_DEVICE_GET_REGION_INFO") < 0)
		return;
	v.arg[0] = (uint64_t)d->fd;
	v.arg[1] = r.out[1] + reg;
	v.arg[2] = 2;
	if (uapi_call(w, &v, "reading its config space") < 0)
		return;
	st->starting = starting;
	UAPI_CALL(w, "writing its config space", .op = HP_UAPI_WRITE,
		  .arg = { (uint64_t)d->fd, v.arg[1], 2, (v.out[0] & ~clear) | set });
}

/* Where its power management capability is, as VFIO shows it. */
static uint64_t find_pm(struct world *w, struct uapi_device *d)
{
	struct hp_uapi r = { .op = HP_UAPI_VFIO_REGION,
			     .arg = { (uint64_t)d->fd, VFIO_CONFIG_REGION } };
	uint64_t at = R_CAP_PTR, limit = 48;

	if (uapi_call(w, &r, "VFIO_DEVICE_GET_REGION_INFO") < 0)
		return 0;
	while (limit--) {
		struct hp_uapi v = { .op = HP_UAPI_READ,
				     .arg = { (uint64_t)d->fd, r.out[1] + at, 1 } };

		if (uapi_call(w, &v, "reading its config space") < 0 || !v.out[0])
			return 0;
		at = v.out[0];
		v.arg[1] = r.out[1] + at;
		if (uapi_call(w, &v, "reading its config space") < 0)
			return 0;
		if (v.out[0] == ID_PM)
			return at;
		at++;
	}
	return 0;
}

/* The process did that, if the kernel let it. */
static void note(struct world *w, struct uapi_device *d, uint32_t what, bool off)
{
	if (uapi_state(w)->last >= 0)
		mistake_turned(w, d->fn, what, off);
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
	config_change(w, d, pm + PM_CSR, PM_STATE, s->uapi->d_state);
	note(w, d, MISTAKE_POWER, s->uapi->d_state);
}

void uapi_on_device(struct world *w, const struct scn_step *s, hp_sbdf sbdf,
		    struct outcome *o)
{
	struct uapi_device *d = uapi_need_device(w, s, sbdf, o);
	const uint64_t fd = d ? (uint64_t)d->fd : 0;

	if (!d)
		return;
	switch (s->uapi->op) {
	case SCN_UAPI_RESET:
		UAPI_CALL(w, "VFIO_DEVICE_RESET", .op = HP_UAPI_VFIO_RESET,
			  .arg = { fd });
		break;
	case SCN_UAPI_HOT_RESET:
		uapi_hot_reset(w, s, d, o);
		break;
	case SCN_UAPI_SUSPEND:
	case SCN_UAPI_RESUME:
		UAPI_CALL(w, s->uapi->op == SCN_UAPI_SUSPEND ?
			  "VFIO_DEVICE_FEATURE_LOW_POWER_ENTRY" :
			  "VFIO_DEVICE_FEATURE_LOW_POWER_EXIT",
			  .op = HP_UAPI_VFIO_POWER,
			  .arg = { fd, s->uapi->op == SCN_UAPI_SUSPEND });
		/* What a write to its own register turned off stays so. */
		note(w, d, MISTAKE_POWER, s->uapi->op == SCN_UAPI_SUSPEND ||
		     function_power_state(d->fn));
		break;
	case SCN_UAPI_MEMORY:
		config_change(w, d, R_COMMAND, CMD_MEM,
			      s->uapi->enable ? CMD_MEM : 0);
		break;
	case SCN_UAPI_MASTER:
		config_change(w, d, R_COMMAND, CMD_MASTER,
			      s->uapi->enable ? CMD_MASTER : 0);
		note(w, d, MISTAKE_MASTER, !s->uapi->enable);
		break;
	case SCN_UAPI_POWER:
		do_power(w, s, d, o);
		break;
	default:
		abort();
	}
}
