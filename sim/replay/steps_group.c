// SPDX-License-Identifier: GPL-2.0-only
/*
 * steps_group.c - VFIO's older interface: container, group, device; and hot resets,
 * for which a process passes its groups.
 *
 *   open /dev/vfio/vfio --> open /dev/vfio/GROUP --> SET_CONTAINER --> SET_IOMMU
 *                                                --> GET_DEVICE_FD
 */
#include <stdio.h>
#include <stdlib.h>

#include "sim/facts/text.h"
#include "sim/replay/mistake.h"
#include "sim/replay/uapi.h"

/* Of the uapi: VFIO_API_VERSION, VFIO_TYPE1v2_IOMMU. */
#define API_VERSION 0
#define TYPE1V2 3

/* --- container and group ------------------------------------------------------- */

static bool gives(struct world *w, int64_t want, struct outcome *o)
{
	struct uapi *st = uapi_state(w);

	if (st->last < 0)
		return false;
	if (st->last == want)
		return true;
	outcome_fail(o, "%s gave %lld, not %lld", st->last_call,
		     (long long)st->last, (long long)want);
	return false;
}

static bool open_container(struct world *w, struct outcome *o)
{
	struct uapi_process *p = uapi_process(w);
	struct hp_uapi u = { .op = HP_UAPI_OPEN, .text = "/dev/vfio/vfio" };

	if (p->container >= 0)
		return true;
	if (uapi_call(w, &u, "open of /dev/vfio/vfio") < 0)
		return false;
	p->container = (int64_t)u.out[0];
	p->container_ready = false;
	UAPI_CALL(w, "VFIO_GET_API_VERSION", .op = HP_UAPI_VFIO_API_VERSION,
		  .arg = { (uint64_t)p->container });
	if (!gives(w, API_VERSION, o))
		return false;
	UAPI_CALL(w, "VFIO_CHECK_EXTENSION", .op = HP_UAPI_VFIO_CHECK_EXTENSION,
		  .arg = { (uint64_t)p->container, TYPE1V2 });
	return gives(w, 1, o);
}

/* The number of the function's IOMMU group, which is that of VFIO's; -1: none. */
static int32_t group_number(struct world *w, hp_sbdf sbdf)
{
	struct hp_kfunc f;

	return w->kernel->ops->function(sbdf, &f) ? -1 : f.iommu_group;
}

/* Returns NULL if the process does not have it open. */
static struct uapi_group *group_of(struct world *w, hp_sbdf sbdf)
{
	struct uapi *st = uapi_state(w);
	const int32_t number = group_number(w, sbdf);

	for (uint32_t i = 0; i < st->ngroups; i++) {
		struct uapi_group *g = &st->groups[i];

		if (g->number == number && g->process == st->current && g->fd >= 0)
			return g;
	}
	return NULL;
}

static struct uapi_group *open_group(struct world *w, hp_sbdf sbdf)
{
	struct uapi *st = uapi_state(w);
	struct hp_uapi u = { .op = HP_UAPI_OPEN };
	struct uapi_group *g;
	char node[64];

	uapi_process(w);
	snprintf(node, sizeof(node), "/dev/vfio/%d", group_number(w, sbdf));
	u.text = node;
	if (uapi_call(w, &u, "open of its group") < 0)
		return NULL;
	g = &st->groups[st->ngroups++];
	g->process = st->current;
	g->number = group_number(w, sbdf);
	g->fd = (int64_t)u.out[0];
	g->attached = false;
	return g;
}

/* For a function without a group, /dev/vfio/-1 does not exist: ENOENT. */
static bool attach_group(struct world *w, struct uapi_group *g, struct outcome *o)
{
	struct uapi_process *p = uapi_process(w);

	if (!open_container(w, o) ||
	    UAPI_CALL(w, "VFIO_GROUP_SET_CONTAINER", .op = HP_UAPI_VFIO_GROUP_SET,
		      .arg = { (uint64_t)g->fd, (uint64_t)p->container }) < 0)
		return false;
	g->attached = true;
	if (p->container_ready)
		return true;
	p->container_ready =
		UAPI_CALL(w, "VFIO_SET_IOMMU", .op = HP_UAPI_VFIO_SET_IOMMU,
			  .arg = { (uint64_t)p->container, TYPE1V2 }) >= 0;
	return p->container_ready;
}

static void detach_group(struct world *w, struct uapi_group *g)
{
	if (UAPI_CALL(w, "VFIO_GROUP_UNSET_CONTAINER",
		      .op = HP_UAPI_VFIO_GROUP_UNSET,
		      .arg = { (uint64_t)g->fd }) >= 0)
		g->attached = false;
}

static void group_device(struct world *w, struct uapi_group *g, hp_sbdf sbdf)
{
	struct uapi *st = uapi_state(w);
	char bdf[24];
	struct hp_uapi u = { .op = HP_UAPI_VFIO_GROUP_DEVICE,
			     .text = sbdf_text(sbdf, bdf, sizeof(bdf)),
			     .arg = { (uint64_t)g->fd } };

	if (uapi_call(w, &u, "VFIO_GROUP_GET_DEVICE_FD") < 0)
		return;
	st->devices[st->ndevices++] = (struct uapi_device){
		.process = st->current, .fn = world_function_at(w, sbdf),
		.sbdf = sbdf, .fd = (int64_t)u.out[0], .attached = true,
		.by_group = true };
	uapi_opened(w, &st->devices[st->ndevices - 1]);
}

void uapi_open_group(struct world *w, hp_sbdf sbdf, struct outcome *o)
{
	struct uapi_group *g;

	if (!open_container(w, o))
		return;
	g = group_of(w, sbdf);
	if (!g)
		g = open_group(w, sbdf);
	if (g && (g->attached || attach_group(w, g, o)))
		group_device(w, g, sbdf);
}

void uapi_group(struct world *w, const struct scn_step *s, hp_sbdf sbdf,
		struct outcome *o)
{
	struct uapi_group *g = group_of(w, sbdf);

	if (s->uapi->group == SCN_GROUP_OPEN) {
		open_group(w, sbdf);
		return;
	}
	if (!g) {
		outcome_fail(o, "the group of %s is not open; write step group open %s before",
			     s->a.text, s->a.text);
		return;
	}
	switch (s->uapi->group) {
	case SCN_GROUP_ATTACH:
		attach_group(w, g, o);
		break;
	case SCN_GROUP_DEVICE:
		group_device(w, g, sbdf);
		break;
	case SCN_GROUP_DETACH:
		detach_group(w, g);
		break;
	case SCN_GROUP_CLOSE:
		UAPI_CALL(w, "close", .op = HP_UAPI_CLOSE,
			  .arg = { (uint64_t)g->fd });
		g->fd = -1;
		break;
	default:
		abort();
	}
}

int64_t uapi_group_status(struct world *w, const struct scn_step *s, hp_sbdf sbdf,
			  uint64_t *flags, struct outcome *o)
{
	struct uapi_group *g = group_of(w, sbdf);
	struct hp_uapi u = { .op = HP_UAPI_VFIO_GROUP_STATUS };
	int64_t ret;

	if (!g) {
		outcome_fail(o, "the group of %s is not open; write step group open %s before",
			     s->a.text, s->a.text);
		*flags = 0;
		return 0;
	}
	u.arg[0] = (uint64_t)g->fd;
	ret = uapi_call(w, &u, "VFIO_GROUP_GET_STATUS");
	*flags = u.out[0];
	return ret;
}

/* Returns the process's IOMMUFD, or its container, which is an IOMMUFD, too. */
int64_t uapi_iommufd_of(struct world *w, bool by_group, int64_t *ioas)
{
	struct uapi *st = uapi_state(w);
	struct uapi_process *p = uapi_process(w);
	struct hp_uapi u = { .op = HP_UAPI_VFIO_IOAS,
			     .arg = { (uint64_t)p->container } };
	const bool starting = st->starting;

	*ioas = p->ioas;
	if (!by_group)
		return p->iommufd;
	st->starting = false;
	*ioas = uapi_call(w, &u, "IOMMU_VFIO_IOAS") < 0 ? -1 : (int64_t)u.out[0];
	st->starting = starting;
	return p->container;
}

/* --- hot reset ------------------------------------------------------------------- */

bool uapi_space_of(struct world *w, const struct scn_step *s, struct uapi_import *m,
		   int64_t *iommufd, struct outcome *o)
{
	const struct uapi_device *d = uapi_device_of(w, m->sbdf);
	const struct uapi_attached *a = d ? uapi_attached_to(d, m->pasid_1) : NULL;

	*iommufd = uapi_iommufd_of(w, m->by_group, &m->ioas);
	/* Nothing can be mapped any more in a space of an IOMMUFD that was closed. */
	if (a && !uapi_is_closed(a->ioas))
		m->ioas = a->ioas;
	if (a || !m->pasid_1)
		return true;
	mistake(w, &s->loc, o, "PASID %u of %s is attached to nothing; write step attach %s pasid %u before",
		m->pasid_1 - 1, s->a.text, s->a.text, m->pasid_1 - 1);
	return false;
}

bool uapi_reset_with(struct world *w, const struct uapi_device *d, uint32_t i,
		     struct hp_uapi *info)
{
	*info = (struct hp_uapi){ .op = HP_UAPI_VFIO_HOT_RESET_INFO,
				  .arg = { (uint64_t)d->fd, i } };
	return uapi_call(w, info, "VFIO_DEVICE_GET_PCI_HOT_RESET_INFO") >= 0 &&
	       i < info->out[0];
}

static void show_group(struct uapi_process *p, struct hp_uapi *u,
		       const struct uapi_group *g)
{
	for (uint32_t i = 0; i < u->nranges; i++)
		if (p->shown[2 * i] == (uint64_t)g->fd)
			return;
	if (u->nranges < UAPI_MAX_SHOWN)
		p->shown[2 * u->nranges++] = (uint64_t)g->fd;
}

/* Collects the groups that the process has open, of all functions that would be reset. */
static bool show_affected(struct world *w, struct uapi_device *d, struct hp_uapi *u)
{
	struct uapi_process *p = uapi_process(w);
	struct hp_uapi info;
	uint32_t i;

	for (i = 0; uapi_reset_with(w, d, i, &info); i++) {
		struct uapi_group *g = group_of(w, info.out[1]);

		if (g)
			show_group(p, u, g);
	}
	return uapi_state(w)->last >= 0;
}

static bool show_named(struct world *w, const struct scn_step *s,
		       struct hp_uapi *u, struct outcome *o)
{
	for (uint32_t i = 0; i < s->nrefs; i++) {
		struct uapi_group *g;
		hp_sbdf sbdf;

		g = world_address(w, &s->refs[i], &sbdf) ? group_of(w, sbdf) : NULL;
		if (!g) {
			outcome_fail(o, "the group of %s is not open", s->refs[i].text);
			return false;
		}
		show_group(uapi_process(w), u, g);
	}
	return true;
}

void uapi_hot_reset(struct world *w, const struct scn_step *s,
		    struct uapi_device *d, struct outcome *o)
{
	struct uapi *st = uapi_state(w);
	struct hp_uapi u = { .op = HP_UAPI_VFIO_HOT_RESET,
			     .ranges = uapi_process(w)->shown,
			     .arg = { (uint64_t)d->fd } };
	const bool starting = st->starting;
	bool ok = true;

	st->starting = false;	/* only the reset itself is started */
	if (s->uapi->with_groups)
		ok = show_named(w, s, &u, o);
	else if (d->by_group)
		ok = show_affected(w, d, &u);
	st->starting = starting;
	if (ok)
		uapi_call(w, &u, "VFIO_DEVICE_PCI_HOT_RESET");
}
