// SPDX-License-Identifier: GPL-2.0-only
/*
 * config_look.c - what a process that opened a VFIO device sees of its config space, and
 * what its writes do.
 *
 *   process of the scenario --fork--> a copy that reads, and with `step sweep` writes
 *                                     every bit --REC_CONFIG--> sim/laws/config.c
 *
 * Only the copy's machine changes, and ends with it.  Reading takes no fault point and no
 * turn of the schedule.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "model/config/fabric.h"
#include "model/config/function.h"
#include "model/config/state.h"
#include "model/wire/traits.h"
#include "sim/base/arena.h"
#include "sim/base/limit.h"
#include "sim/replay/crash.h"
#include "sim/replay/mistake.h"
#include "sim/replay/steps.h"
#include "sim/replay/uapi.h"

#define CONFIG_REGION 7			/* VFIO_PCI_CONFIG_REGION_INDEX */
#define ROM_REGION 6

struct other {
	const struct function *fn;
	uint8_t *before;		/* its registers */
};

struct look {
	struct world *w;
	const struct uapi_device *d;
	uint64_t at;			/* of the config space in the device's file */
	struct proof_config *fact;
	uint32_t made_now;		/* as in the fact */
	bool reset;			/* since the last write */
	bool was_reset;			/* since the writes to this dword began */
	struct arena arena;		/* ends with the copy */
	struct other *others;		/* all other functions */
	uint32_t nothers;
	uint8_t before[PROOF_CONFIG_BYTES];	/* the registers, before a write */
	uint8_t seen[PROOF_CONFIG_BYTES];	/* the view, before it */
};

/* The copy looks at one device. */
static struct look *looking;

static int64_t call(struct look *l, struct hp_uapi *u)
{
	const struct uapi_process *p = &l->w->uapi->processes[l->d->process];
	int err;

	u->process = p->number;
	u->name = p->name;
	err = l->w->kernel->ops->uapi(u);
	return err ? err : u->ret;
}

static bool region(struct look *l, uint32_t index, struct hp_uapi *u)
{
	*u = (struct hp_uapi){ .op = HP_UAPI_VFIO_REGION,
			       .arg = { (uint64_t)l->d->fd, index } };
	return call(l, u) >= 0;
}

/* False: the kernel does not let it. */
static bool read_view(struct look *l, uint32_t at, uint32_t bytes, void *to)
{
	struct hp_uapi u = { .op = HP_UAPI_READ,
			     .arg = { (uint64_t)l->d->fd, l->at + at, bytes } };

	if (call(l, &u) != bytes)
		return false;
	memcpy(to, &u.out[0], bytes);
	return true;
}

static bool write_view(struct look *l, uint32_t at, uint32_t value)
{
	struct hp_uapi u = { .op = HP_UAPI_WRITE,
			     .arg = { (uint64_t)l->d->fd, l->at + at, 4, value } };

	l->reset = false;
	return call(l, &u) == 4;
}

static bool read_all(struct look *l, uint8_t *to)
{
	for (uint32_t at = 0; at < l->fact->bytes; at += 8)
		if (!read_view(l, at, 8, to + at))
			return false;
	return true;
}

static void read_registers(const struct look *l, uint8_t *to)
{
	const struct function *fn = l->d->fn;

	memset(to, 0, PROOF_CONFIG_BYTES);
	memcpy(to, fn->cfg, fn->len < PROOF_CONFIG_BYTES ? fn->len : PROOF_CONFIG_BYTES);
}

/* --- every bit ------------------------------------------------------------------- */

static void note_reset(struct world *w, enum fabric_event event, struct function *fn)
{
	(void)w;
	if (fn == looking->d->fn && fabric_reset_ps(event))
		looking->reset = looking->was_reset = true;
}

static void add_other(struct look *l, const struct function *fn)
{
	if (fn == l->d->fn)
		return;
	if (l->others)
		l->others[l->nothers] = (struct other){
			fn, arena_alloc(&l->arena, fn->len) };
	l->nothers++;
}

/* Counts them where there is no room for them yet. */
static void find_others(struct look *l)
{
	l->nothers = 0;
	for (uint32_t i = 0; i < l->w->scn->spec->nfunctions; i++) {
		struct function *fn = fabric_function(l->w->fabric, i);

		add_other(l, fn);
		for (uint32_t vf = 0; fn->vfs && vf < fn->vfs->active; vf++)
			add_other(l, &fn->vfs->fn[vf]);
	}
}

static void remember_others(struct look *l)
{
	l->was_reset = false;
	for (uint32_t i = 0; i < l->nothers; i++)
		memcpy(l->others[i].before, l->others[i].fn->cfg, l->others[i].fn->len);
}

/* A reset concerns others, too: the functions of a bus, the VFs of a PF. */
static void compare_others(struct look *l, uint32_t at)
{
	struct proof_config_write r = { .at = at, .other = PROOF_CONFIG_NONE };

	for (uint32_t i = 0; i < l->nothers && !l->was_reset; i++) {
		const struct other *o = &l->others[i];

		if (!memcmp(o->before, o->fn->cfg, o->fn->len))
			continue;
		for (r.elsewhere = 0; get32(o->before + r.elsewhere) ==
		     get32(o->fn->cfg + r.elsewhere); r.elsewhere += 4)
			;
		r.of = get32(o->before + r.elsewhere);
		r.made = get32(o->fn->cfg + r.elsewhere);
		world_name(l->w, (hp_sbdf)o->fn->bus->domain->number << 16 |
			   function_requester(o->fn), r.name, sizeof(r.name));
		rec_begin(l->w->rec, REC_CONFIG_WRITE);
		rec_bytes(l->w->rec, &r, sizeof(r));
		rec_end(l->w->rec);
		return;
	}
}

/* The first dword other than @at in which two config spaces differ; PROOF_CONFIG_NONE. */
static uint32_t other_dword(const uint8_t *a, const uint8_t *b, uint32_t bytes, uint32_t at)
{
	if (!memcmp(a, b, at) && !memcmp(a + at + 4, b + at + 4, bytes - at - 4))
		return PROOF_CONFIG_NONE;
	for (uint32_t i = 0; i < bytes; i += 4)
		if (i != at && memcmp(a + i, b + i, 4))
			return i;
	return PROOF_CONFIG_NONE;
}

/*
 * What one write of @value to the dword at @at did.  What the kernel refuses is tried like
 * the rest: the registers tell whether it did something all the same.
 */
static void try_write(struct look *l, uint32_t at, uint32_t value)
{
	struct proof_config_write r = { .at = at, .wrote = value,
					.was = get32(l->before + at),
					.seen = get32(l->seen + at) };
	static uint8_t now[PROOF_CONFIG_BYTES];
	uint8_t dword[4];

	write_view(l, at, value);
	r.sees = read_view(l, at, 4, dword) ? get32(dword) : r.seen;
	read_registers(l, now);
	r.is = get32(now + at);
	r.other = l->reset ? PROOF_CONFIG_NONE :
		other_dword(l->before, now, PROOF_CONFIG_BYTES, at);
	r.reset = l->reset;
	if (r.is == r.was && r.sees == r.seen && r.other == PROOF_CONFIG_NONE)
		return;
	rec_begin(l->w->rec, REC_CONFIG_WRITE);
	rec_bytes(l->w->rec, &r, sizeof(r));
	rec_end(l->w->rec);
	/* As it was, as far as it may be. */
	write_view(l, at, r.seen);
	read_all(l, l->seen);
	read_registers(l, l->before);
}

/* Ones, zeros, then each bit alone; what is seen first is what is written back. */
static void try_dword(struct look *l, uint32_t at)
{
	remember_others(l);
	try_write(l, at, ~0u);
	try_write(l, at, 0);
	for (uint32_t bit = 0; bit < 32; bit++)
		try_write(l, at, get32(l->seen + at) ^ 1u << bit);
	compare_others(l, at);
}

static void try_all(struct look *l)
{
	looking = l;
	world_subscribe(l->w, WORLD_BEFORE_SILENCE, note_reset);
	find_others(l);
	l->others = arena_alloc(&l->arena, (l->nothers + 1) * sizeof(*l->others));
	find_others(l);
	read_registers(l, l->before);
	memcpy(l->seen, l->fact->view, sizeof(l->seen));
	for (uint32_t at = 0; at < l->fact->bytes; at += 4) {
		crash_work();
		try_dword(l, at);
	}
}

/* --- the copy -------------------------------------------------------------------- */

static void who(struct look *l)
{
	struct proof_config *f = l->fact;
	const struct function *fn = l->d->fn, *pf = fn->pf;

	world_name(l->w, l->d->sbdf, f->name, sizeof(f->name));
	f->step = l->w->step;
	f->vf = function_is_vf(fn);
	f->vendor = get16((pf ? pf : fn)->cfg + R_VENDOR_ID);
	f->device = pf ? cap16(pf, CAP_SRIOV, IOV_VF_DEVICE) :
		get16(fn->cfg + R_DEVICE_ID);
	/* SR-IOV 9.3.7: VFs use their PF's. */
	f->pasid = (pf ? pf : fn)->cap[CAP_PASID];
	f->pri = (pf ? pf : fn)->cap[CAP_PRI];
}

static void sizes(struct look *l)
{
	struct hp_uapi u;

	for (uint32_t i = 0; i < PROOF_CONFIG_BARS; i++)
		if (region(l, i, &u))
			l->fact->bar_bytes[i] = u.out[0];
}

static void look(struct look *l, bool sweep)
{
	static struct proof_config fact;
	struct hp_uapi u;

	l->fact = &fact;
	who(l);
	if (!region(l, CONFIG_REGION, &u))
		return;
	l->at = u.out[1];
	fact.bytes = u.out[0] < PROOF_CONFIG_BYTES ? (uint32_t)u.out[0] : PROOF_CONFIG_BYTES;
	fact.swept = sweep;
	fact.made_now = l->made_now;
	memcpy(fact.made, l->d->made, sizeof(fact.made));
	read_registers(l, fact.registers);
	sizes(l);
	if (fact.bytes < 256 || fact.bytes % 8 || !read_all(l, fact.view))
		return;
	rec_begin(l->w->rec, REC_CONFIG);
	rec_bytes(l->w->rec, &fact, sizeof(fact));
	rec_end(l->w->rec);
	if (sweep)
		try_all(l);
}

static void look_in_copy(struct world *w, const struct uapi_device *d, bool sweep,
			 uint32_t made_now)
{
	static struct look l;
	const int copy = crash_copy(w->rec);
	char why[200];
	int status;

	if (copy < 0)
		crash_error(w->rec, "no copy of the process: %s",
			    limit_text(errno, why, sizeof(why)));
	if (copy > 0) {
		while (waitpid(copy, &status, 0) < 0 && errno == EINTR)
			;
		if (WIFSIGNALED(status))
			crash_error(w->rec, "a copy of the process, which looks at config space, was ended by signal %d",
				    WTERMSIG(status));
		return;
	}
	w->mute = true;
	w->kernel->ops->inject(0, 0);
	w->kernel->ops->schedule(0);
	l = (struct look){ .w = w, .d = d, .made_now = made_now };
	look(&l, sweep);
	crash_exit(w->rec);
}

/* In the copy, too, nobody may hold a lock that reading takes. */
static bool is_quiet(const struct uapi *st)
{
	for (uint32_t i = 0; i < st->nprocesses; i++)
		if (st->processes[i].started)
			return false;
	return true;
}

void uapi_look_at_config(struct world *w, hp_sbdf sbdf)
{
	const struct uapi_device *d = uapi_device_of(w, sbdf);

	if (d && d->fd >= 0 && is_quiet(w->uapi))
		look_in_copy(w, d, false, 0);
}

void uapi_show_guest(struct world *w, const struct uapi_device *d, uint32_t made_now)
{
	if (is_quiet(w->uapi))
		look_in_copy(w, d, false, made_now);
}

void uapi_sweep(struct world *w, const struct scn_step *s, hp_sbdf sbdf, struct outcome *o)
{
	const struct uapi_device *d = uapi_need_device(w, s, sbdf, o);

	if (!d)
		return;
	if (!is_quiet(w->uapi))
		mistake(w, &s->loc, o, "a system call is under way; write step wait PROCESS before");
	else
		look_in_copy(w, d, true, 0);
}

/* --- for who asks ------------------------------------------------------------------- */

static bool show_step(struct world *w, const struct scn_step *s)
{
	struct outcome o = { .status = VERDICT_PASS };

	steps_execute(w, -1, s, &o);
	if (o.status == VERDICT_FAIL || o.status == VERDICT_ERROR) {
		rec_begin(w->rec, REC_ERROR);
		rec_str(w->rec, o.diag[0]);
		rec_end(w->rec);
	}
	while (o.ndiag)
		free(o.diag[--o.ndiag]);
	return o.status != VERDICT_FAIL && o.status != VERDICT_ERROR;
}

void config_show(struct world *w, const struct scn_ref *f)
{
	struct scn_uapi open = { .op = SCN_UAPI_OPEN };
	struct scn_step s = { .kind = SCN_STEP_UNBIND, .a = *f, .loc = f->loc, .mapping = -1 };
	struct hp_kfunc k;
	hp_sbdf sbdf;

	if (world_address(w, f, &sbdf) && w->uapi && uapi_device_of(w, sbdf)) {
		uapi_look_at_config(w, sbdf);
		return;
	}
	if (world_address(w, f, &sbdf) && !w->kernel->ops->function(sbdf, &k) &&
	    !strstr(k.driver, "vfio")) {
		if (*k.driver && !show_step(w, &s))
			return;
		s.kind = SCN_STEP_BIND;
		s.text = "vfio-pci";
		if (!show_step(w, &s))
			return;
	}
	s.kind = SCN_STEP_UAPI;
	s.uapi = &open;
	show_step(w, &s);
}
