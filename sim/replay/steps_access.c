// SPDX-License-Identifier: GPL-2.0-only
/*
 * steps_access.c - reads and writes of a process through a device's file, and
 * information that VFIO gives: features, regions, the group, what a hot reset resets.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "model/spec/plural.h"
#include "model/spec/regs.h"
#include "sim/facts/text.h"
#include "sim/replay/mistake.h"
#include "sim/replay/uapi.h"

#define CONFIG_REGION 7			/* VFIO_PCI_CONFIG_REGION_INDEX */

/* Of the uapi: what VFIO_DEVICE_GET_INFO and VFIO_GROUP_GET_STATUS say. */
#define INFO_RESET 1u
#define STATUS_VIABLE 1u
#define STATUS_ATTACHED 2u

/* A write to the Command register may turn Bus Master Enable off, or on. */
static void note_command(struct world *w, const struct uapi_device *d,
			 const struct scn_step *s)
{
	if (s->bar == CONFIG_REGION && s->offset <= R_COMMAND &&
	    s->offset + s->bytes > R_COMMAND)
		mistake_turned(w, d->fn, MISTAKE_MASTER,
			       !(s->number >> 8 * (R_COMMAND - s->offset) & CMD_MASTER));
}

void uapi_access(struct world *w, const struct scn_step *s, hp_sbdf sbdf,
		 struct outcome *o)
{
	const bool write = s->uapi->op == SCN_UAPI_WRITE;
	struct uapi_device *d = uapi_need_device(w, s, sbdf, o);
	struct uapi *st = uapi_state(w);
	const bool starting = st->starting;
	struct hp_uapi r = { .op = HP_UAPI_VFIO_REGION };
	int64_t n;

	if (!d)
		return;
	r.arg[0] = (uint64_t)d->fd;
	r.arg[1] = s->bar;
	st->starting = false;	/* only the access itself is started */
	n = uapi_call(w, &r, "VFIO_DEVICE_GET_REGION_INFO");
	st->starting = starting;
	if (n < 0)
		return;
	n = UAPI_CALL(w, write ? "writing through its file" : UAPI_READING,
		      .op = write ? HP_UAPI_WRITE : HP_UAPI_READ,
		      .arg = { (uint64_t)d->fd, r.out[1] + s->offset, s->bytes,
			       s->number });
	if (n >= 0 && write)
		note_command(w, d, s);
	if (!starting && n >= 0 && (uint64_t)n != s->bytes)
		outcome_fail(o, "%s was of %" PRId64 " byte%s, not of %" PRIu64,
			     st->last_call, n, plural((uint64_t)n), s->bytes);
}

void uapi_probe(struct world *w, const struct scn_step *s, hp_sbdf sbdf,
		struct outcome *o)
{
	struct uapi_device *d = uapi_need_device(w, s, sbdf, o);

	if (d)
		UAPI_CALL(w, "VFIO_DEVICE_FEATURE_PROBE", .op = HP_UAPI_VFIO_PROBE,
			  .arg = { (uint64_t)d->fd, s->uapi->feature, s->number });
}

/* --- expectations -------------------------------------------------------------- */

static void expect_value(struct world *w, const struct scn_step *s,
			 struct outcome *o)
{
	struct uapi *st = uapi_state(w);
	char b[24];

	if (strcmp(st->last_call, UAPI_READING) &&
	    strcmp(st->last_call, UAPI_LOADING))
		outcome_fail(o, "nothing was read: the last call was %s", st->last_call);
	else if (st->last < 0)
		outcome_fail(o, "%s gave %s", st->last_call,
			     errno_text(st->last, b, sizeof(b)));
	else if (st->value != s->number)
		outcome_fail(o, "it read 0x%" PRIx64 ", not 0x%" PRIx64, st->value,
			     s->number);
}

static bool made(struct world *w, int64_t ret, struct outcome *o)
{
	char b[24];

	if (ret < 0)
		outcome_fail(o, "%s gave %s", uapi_state(w)->last_call,
			     errno_text(ret, b, sizeof(b)));
	return ret >= 0;
}

static void compare(const char *what, uint64_t is, uint64_t want, struct outcome *o)
{
	if (is != want)
		outcome_fail(o, "%s: 0x%" PRIx64 ", not 0x%" PRIx64, what, is, want);
}

static void expect_status(struct world *w, const struct scn_step *s, hp_sbdf sbdf,
			  struct outcome *o)
{
	const uint32_t status = s->uapi->status;
	uint64_t flags;

	if (!made(w, uapi_group_status(w, s, sbdf, &flags, o), o))
		return;
	if (status & (SCN_STATUS_VIABLE | SCN_STATUS_UNVIABLE))
		compare("viable", !!(flags & STATUS_VIABLE),
			!!(status & SCN_STATUS_VIABLE), o);
	if (status & (SCN_STATUS_ATTACHED | SCN_STATUS_DETACHED))
		compare("attached", !!(flags & STATUS_ATTACHED),
			!!(status & SCN_STATUS_ATTACHED), o);
}

static void expect_info(struct world *w, const struct scn_step *s,
			struct uapi_device *d, struct outcome *o)
{
	const uint32_t info = s->uapi->info;
	struct hp_uapi u = { .op = HP_UAPI_VFIO_INFO, .arg = { (uint64_t)d->fd } };

	if (!made(w, uapi_call(w, &u, "VFIO_DEVICE_GET_INFO"), o))
		return;
	if (info & (SCN_INFO_RESET | SCN_INFO_NO_RESET))
		compare("can be reset", !!(u.out[0] & INFO_RESET),
			!!(info & SCN_INFO_RESET), o);
	if (info & SCN_INFO_REGIONS)
		compare("regions", u.out[1], s->offset, o);
	if (info & SCN_INFO_IRQS)
		compare("irqs", u.out[2], s->bytes, o);
}

static void expect_region(struct world *w, const struct scn_step *s,
			  struct uapi_device *d, struct outcome *o)
{
	const uint32_t all = SCN_REGION_READ | SCN_REGION_WRITE | SCN_REGION_MMAP;
	const uint32_t region = s->uapi->region;
	struct hp_uapi u = { .op = HP_UAPI_VFIO_REGION,
			     .arg = { (uint64_t)d->fd, s->bar } };

	if (!made(w, uapi_call(w, &u, "VFIO_DEVICE_GET_REGION_INFO"), o))
		return;
	if (region & SCN_REGION_SIZE)
		compare("size", u.out[0], s->bytes, o);
	if (region & (all | SCN_REGION_NONE))
		compare("flags (1 read, 2 write, 4 mmap)", u.out[2] & all,
			region & all, o);
}

/* Returns the index in the statement's functions, or nrefs if it is none of them. */
static uint32_t which_named(struct world *w, const struct scn_step *s, hp_sbdf who)
{
	hp_sbdf sbdf;
	uint32_t i;

	for (i = 0; i < s->nrefs; i++)
		if (world_address(w, &s->refs[i], &sbdf) && sbdf == who)
			break;
	return i;
}

/* Holds if the kernel reports exactly the named functions, each once. */
static void expect_affected(struct world *w, const struct scn_step *s,
			    struct uapi_device *d, struct outcome *o)
{
	uint32_t *reported = calloc(s->nrefs + 1, sizeof(*reported));
	struct hp_uapi u;
	char bdf[24];

	if (!reported)
		abort();
	for (uint32_t i = 0; uapi_reset_with(w, d, i, &u); i++) {
		const uint32_t n = which_named(w, s, u.out[1]);

		if (reported[n]++ || n == s->nrefs)
			outcome_fail(o, "%s is reset, too",
				     sbdf_text(u.out[1], bdf, sizeof(bdf)));
	}
	made(w, uapi_state(w)->last, o);
	for (uint32_t i = 0; i < s->nrefs; i++)
		if (!reported[i])
			outcome_fail(o, "%s is not reset", s->refs[i].text);
	free(reported);
}

/* Its calls must not change the result of the step before. */
bool uapi_expect_device(struct world *w, const struct scn_step *s, struct outcome *o)
{
	struct uapi *st = uapi_state(w);
	const struct uapi was = *st;
	struct uapi_device *d;
	hp_sbdf sbdf = 0;

	if (s->uapi->op == SCN_UAPI_VALUE) {
		expect_value(w, s, o);
		return true;
	}
	if (s->uapi->op < SCN_UAPI_STATUS || s->uapi->op > SCN_UAPI_AFFECTED)
		return false;
	if (!world_address(w, &s->a, &sbdf)) {
		outcome_fail(o, "%s: it is not there", s->a.text);
		return true;
	}
	st->starting = false;
	if (s->uapi->op == SCN_UAPI_INTERRUPTS)
		uapi_expect_interrupts(w, s, sbdf, o);
	else if (s->uapi->op == SCN_UAPI_STATUS)
		expect_status(w, s, sbdf, o);
	else if ((d = uapi_need_device(w, s, sbdf, o)) && s->uapi->op == SCN_UAPI_INFO)
		expect_info(w, s, d, o);
	else if (d && s->uapi->op == SCN_UAPI_REGION)
		expect_region(w, s, d, o);
	else if (d)
		expect_affected(w, s, d, o);
	st->last = was.last;
	memcpy(st->last_call, was.last_call, sizeof(was.last_call));
	return true;
}
