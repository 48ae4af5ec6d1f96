// SPDX-License-Identifier: GPL-2.0-only
/*
 * steps_migrate.c - a process migrates a device: states, its stream, and what the device that
 * was restored has.
 *
 *   step save --read()--> struct uapi_stream --write()--> step restore
 *
 * When a stream was read to its end, what the VF has then is kept, and a VF that was resumed
 * from it is compared with that.  It only records; sim/laws/migration.c judges.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/config/function.h"
#include "model/gpu/gpu.h"
#include "model/wire/memory.h"
#include "sim/base/hash.h"
#include "sim/facts/text.h"
#include "sim/replay/kfunc.h"
#include "sim/replay/uapi.h"

#define CALL_BYTES (64u << 10)		/* read or written with one call */
#define PIECE 4096u			/* of VRAM, compared as one */
#define ENGINE_BUSY 1u			/* docs/GPU.md: STATUS */

/* --- what a VF has ------------------------------------------------------------------------- */

struct uapi_snapshot {
	struct gpu_engine engine;
	uint32_t n;
	uint64_t *sum;			/* of each PIECE of its VRAM */
};

/* Most of it was never written. */
static uint64_t sum_of(const struct memory *m, uint64_t space, uint64_t vram)
{
	uint8_t piece[PIECE];

	if (!memory_any(m, space, vram, PIECE))
		return 0;
	memory_read(m, space, vram, piece, PIECE);
	return hash_bytes(HASH_BEGIN, piece, PIECE);
}

/* Returns NULL if @fn is no GPU. */
static struct uapi_snapshot *snapshot_new(struct world *w, struct function *fn)
{
	struct uapi_snapshot *s = calloc(1, sizeof(*s));
	uint64_t at = 0, vram;

	if (!s)
		abort();	/* out of memory: nothing sensible is left to do */
	if (!fn || !gpu_engine(w->gpus, fn, &s->engine)) {
		free(s);
		return NULL;
	}
	while (gpu_translate(w->gpus, fn, at, &vram)) {
		if (s->n % 512 == 0)
			s->sum = realloc(s->sum, (s->n + 512) * sizeof(*s->sum));
		if (!s->sum)
			abort();
		s->sum[s->n++] = sum_of(wire_memory(w->wire), gpu_space(fn), vram);
		at += PIECE;
	}
	return s;
}

static void snapshot_free(struct uapi_snapshot *s)
{
	if (s)
		free(s->sum);
	free(s);
}

/* Returns where the first piece is that differs, or UINT64_MAX. */
static uint64_t first_other(const struct uapi_snapshot *a, const struct uapi_snapshot *b)
{
	uint32_t i = 0;

	while (i < a->n && i < b->n && a->sum[i] == b->sum[i])
		i++;
	return i < a->n || i < b->n ? (uint64_t)i * PIECE : UINT64_MAX;
}

static bool same_engine(const struct gpu_engine *a, const struct gpu_engine *b)
{
	return a->src == b->src && a->dst == b->dst && a->bytes == b->bytes &&
	       a->control == b->control && a->status == b->status && a->any == b->any;
}

/* --- streams -------------------------------------------------------------------------------- */

struct uapi_stream {
	const char *name;
	uint8_t *bytes;
	uint64_t n;
	bool spoiled;
	const char *of;			/* whose state it is */
	struct uapi_snapshot *at_end;	/* of that, when it was read to the end; NULL: it was not */
};

/* A device that a process migrates. */
struct uapi_migration {
	uint32_t process;
	hp_sbdf sbdf;
	struct function *fn;
	const char *name;
	int64_t fd;			/* of its stream; -1: none, or closed */
	uint32_t state;			/* the last that a call said; HP_MIG_RUNNING before */
	struct uapi_stream *from;	/* what was written since it is resuming */
	uint64_t written;		/* ... of that, from the start and in order */
	bool mixed;			/* ... out of order, or of several */
	bool unsure;			/* a call about its state failed since then */
};

struct uapi_migrating {
	uint32_t nstreams, nmigrations;
	struct uapi_stream *streams;	/* a step makes one of each at most */
	struct uapi_migration *migrations;
};

static struct uapi_migrating *all_of(struct world *w)
{
	const size_t most = w->scn->nsteps + 1;
	struct uapi *st = uapi_state(w);
	struct uapi_migrating *a = st->migrating;

	if (a)
		return a;
	a = st->migrating = calloc(1, sizeof(*a));
	if (!a)
		abort();
	a->streams = calloc(most, sizeof(*a->streams));
	a->migrations = calloc(most, sizeof(*a->migrations));
	if (!a->streams || !a->migrations)
		abort();
	return a;
}

static struct uapi_stream *stream_named(struct world *w, const char *name)
{
	struct uapi_migrating *a = all_of(w);

	for (uint32_t i = 0; i < a->nstreams; i++)
		if (!strcmp(a->streams[i].name, name))
			return &a->streams[i];
	a->streams[a->nstreams].name = name;
	return &a->streams[a->nstreams++];
}

static struct uapi_migration *migration_of(struct world *w, const struct scn_step *s,
					   hp_sbdf sbdf)
{
	const uint32_t process = uapi_state(w)->current;
	struct uapi_migrating *a = all_of(w);
	struct uapi_migration *m;

	for (uint32_t i = 0; i < a->nmigrations; i++)
		if (a->migrations[i].sbdf == sbdf && a->migrations[i].process == process)
			return &a->migrations[i];
	m = &a->migrations[a->nmigrations++];
	*m = (struct uapi_migration){ .process = process, .sbdf = sbdf, .name = s->a.text,
				      .fn = world_function_at(w, sbdf), .fd = -1,
				      .state = HP_MIG_RUNNING };
	return m;
}

int64_t *uapi_stream_fd(struct world *w, const struct scn_step *s, hp_sbdf sbdf)
{
	return &migration_of(w, s, sbdf)->fd;
}

/* --- facts ----------------------------------------------------------------------------------- */

static void record(struct world *w, const struct proof_migration *f)
{
	rec_begin(w->rec, REC_MIGRATION);
	rec_bytes(w->rec, f, sizeof(*f));
	rec_end(w->rec);
}

/* VFIO said that the device is in @state. */
static void record_state(struct world *w, int32_t step, const struct uapi_migration *m)
{
	struct proof_migration f = { .step = step, .kind = PROOF_MIGRATION_STATE,
				     .state = m->state };
	struct gpu_engine e;

	if (!gpu_engine(w->gpus, m->fn, &e))
		return;
	f.held = e.held;
	world_name(w, m->sbdf, f.name, sizeof(f.name));
	record(w, &f);
}

/* VFIO took what was written for the whole state. */
static void record_restored(struct world *w, int32_t step, const struct uapi_migration *m)
{
	struct proof_migration f = { .step = step, .kind = PROOF_MIGRATION_RESTORED,
				     .state = m->state };
	struct uapi_snapshot *now = snapshot_new(w, m->fn);
	const struct uapi_stream *s = m->from;

	if (!now)
		return;
	f.whole = s && s->at_end && !s->spoiled && !m->mixed && m->written == s->n;
	world_name(w, m->sbdf, f.name, sizeof(f.name));
	if (s)
		snprintf(f.from, sizeof(f.from), "%s", s->of);
	if (f.whole) {
		f.engine_differs = !same_engine(&s->at_end->engine, &now->engine);
		f.at = first_other(s->at_end, now);
	}
	record(w, &f);
	snapshot_free(now);
}

/* --- states ---------------------------------------------------------------------------------- */

/* It runs, and the work that was under way when it was saved changes what it has. */
static bool works_on(const struct uapi_migration *m)
{
	const struct uapi_snapshot *then = m->from ? m->from->at_end : NULL;

	return m->state == HP_MIG_RUNNING && then && then->engine.status == ENGINE_BUSY;
}

/* A device that is held no longer, and nobody let it go, was reset. */
static void look_for_reset(struct world *w, struct uapi_migration *m)
{
	struct gpu_engine e;

	if (gpu_engine(w->gpus, m->fn, &e) && !e.held)
		m->state = HP_MIG_RUNNING;
}

/* A call that set @state has ended. */
static void state_set(struct world *w, int32_t step, struct uapi_migration *m, uint32_t state,
		      int64_t fd)
{
	const uint32_t was = m->state;

	m->state = state;
	if (fd >= 0)
		m->fd = fd;
	record_state(w, step, m);
	if (was == HP_MIG_RESUMING && state != HP_MIG_RESUMING && !m->unsure && !works_on(m))
		record_restored(w, step, m);
	if (state == HP_MIG_RESUMING && fd >= 0) {
		m->from = NULL;
		m->written = 0;
		m->mixed = m->unsure = false;
	}
}

static void migrate(struct world *w, int32_t step, const struct scn_step *s,
		    struct uapi_device *d, struct uapi_migration *m)
{
	struct hp_uapi u = { .op = HP_UAPI_MIG_SET, .arg = { (uint64_t)d->fd, s->number } };

	look_for_reset(w, m);
	if (uapi_call(w, &u, "setting its state of migration") < 0) {
		m->unsure = true;
		return;
	}
	if (uapi_state(w)->starting) {
		uapi_process(w)->migrating = m;
		uapi_process(w)->migrating_to = (uint32_t)s->number;
		return;
	}
	state_set(w, step, m, (uint32_t)s->number, (int64_t)u.out[0]);
}

/* --- saving, restoring ----------------------------------------------------------------------- */

/* Makes room for one call's bytes behind those that are there. */
static void *room(struct uapi_stream *t)
{
	t->bytes = realloc(t->bytes, t->n + CALL_BYTES);
	if (!t->bytes)
		abort();
	return t->bytes + t->n;
}

/* A read of the stream has ended. */
static void was_read(struct world *w, const struct uapi_migration *m, struct uapi_stream *t,
		     int64_t n)
{
	if (n > 0) {
		t->n += (uint64_t)n;
	} else if (n == 0) {
		snapshot_free(t->at_end);
		t->at_end = snapshot_new(w, m->fn);
	}
}

static void save(struct world *w, const struct scn_step *s, struct uapi_migration *m)
{
	struct uapi_stream *t = stream_named(w, s->uapi->name);
	const uint64_t bytes = s->bytes ? s->bytes : CALL_BYTES;
	struct uapi *st = uapi_state(w);

	t->of = m->name;
	do {
		struct hp_uapi u = { .op = HP_UAPI_FILE_READ, .arg = { (uint64_t)m->fd, bytes },
				     .bytes = room(t) };

		uapi_call(w, &u, "reading its stream");
		if (st->starting) {
			uapi_process(w)->saving = t;
			uapi_process(w)->migrating = m;
			return;
		}
		was_read(w, m, t, st->last);
	} while (st->last > 0 && !s->bytes);
}

/* @n bytes from @at on of stream @t were written. */
static void was_written(struct uapi_migration *m, struct uapi_stream *t, uint64_t at, int64_t n)
{
	if (n < 0)
		return;
	m->mixed |= (m->from && m->from != t) || at != m->written;
	m->from = t;
	m->written += (uint64_t)n;
}

static void restore(struct world *w, const struct scn_step *s, struct uapi_migration *m,
		    struct outcome *o)
{
	struct uapi_stream *t = stream_named(w, s->uapi->name);
	uint64_t at = s->offset, left = s->bytes ? s->bytes : t->n;
	struct uapi *st = uapi_state(w);

	if (at > t->n || left > t->n - at) {
		outcome_fail(o, "the stream has %" PRIu64 " bytes", t->n);
		return;
	}
	while (left) {
		struct hp_uapi u = { .op = HP_UAPI_FILE_WRITE, .bytes = t->bytes + at };

		u.arg[0] = (uint64_t)m->fd;
		u.arg[1] = left < CALL_BYTES ? left : CALL_BYTES;
		if (uapi_call(w, &u, "writing its stream") < 0)
			return;
		if (st->starting) {
			struct uapi_process *p = uapi_process(w);

			p->restoring = t;
			p->restoring_at = at;
			p->migrating = m;
			return;
		}
		was_written(m, t, at, st->last);
		if (!st->last) {
			outcome_fail(o, "a write to the stream took nothing");
			return;
		}
		at += (uint64_t)st->last;
		left -= (uint64_t)st->last;
	}
}

static void spoil(struct world *w, const struct scn_step *s, struct outcome *o)
{
	struct uapi_stream *t = stream_named(w, s->uapi->name);

	if (s->offset >= t->n) {
		outcome_fail(o, "the stream has %" PRIu64 " bytes", t->n);
		return;
	}
	t->bytes[s->offset] ^= 0xff;
	t->spoiled = true;
}

void uapi_migrate_ended(struct world *w, int32_t step, struct uapi_process *p, int64_t out)
{
	const int64_t ret = uapi_state(w)->last;

	if (p->saving)
		was_read(w, p->migrating, p->saving, ret);
	else if (p->restoring)
		was_written(p->migrating, p->restoring, p->restoring_at, ret);
	else if (p->migrating && ret < 0)
		p->migrating->unsure = true;
	else if (p->migrating)
		state_set(w, step, p->migrating, p->migrating_to, out);
	p->saving = p->restoring = NULL;
	p->migrating = NULL;
}

void uapi_migrate(struct world *w, int32_t step, const struct scn_step *s, hp_sbdf sbdf,
		  struct outcome *o)
{
	struct uapi_migration *m;
	struct uapi_device *d;

	if (s->uapi->op == SCN_UAPI_SPOIL) {
		spoil(w, s, o);
		return;
	}
	m = migration_of(w, s, sbdf);
	if (s->uapi->op == SCN_UAPI_SAVE) {
		save(w, s, m);
	} else if (s->uapi->op == SCN_UAPI_RESTORE) {
		restore(w, s, m, o);
	} else {
		d = uapi_need_device(w, s, sbdf, o);
		if (d)
			migrate(w, step, s, d, m);
	}
}

/* --- expectations ------------------------------------------------------------------------------ */

static const char *state_text(uint64_t state, char *buf, size_t size)
{
	static const char *const names[] = {
		"error", "stop", "running", "stop-copy", "resuming", "running-p2p",
		"pre-copy", "pre-copy-p2p",
	};

	if (state < sizeof(names) / sizeof(*names))
		return names[state];
	snprintf(buf, size, "%" PRIu64, state);
	return buf;
}

static void expect_state(struct world *w, int32_t step, const struct scn_step *s, hp_sbdf sbdf,
			 struct hp_uapi *u, struct outcome *o)
{
	struct uapi_migration *m = migration_of(w, s, sbdf);
	char is[24], want[24];

	m->state = (uint32_t)u->out[0];
	record_state(w, step, m);
	if (u->out[0] != s->number)
		outcome_fail(o, "it is in state %s, not %s", state_text(u->out[0], is, sizeof(is)),
			     state_text(s->number, want, sizeof(want)));
}

void uapi_migrate_expect(struct world *w, int32_t step, const struct scn_step *s,
			 struct outcome *o)
{
	static const struct { uint32_t op; const char *call; } ask[] = {
		[SCN_UAPI_MIG_STATE] = { HP_UAPI_MIG_GET, "asking for its state of migration" },
		[SCN_UAPI_MIG_CAN] = { HP_UAPI_MIG_FLAGS, "asking what it can migrate" },
		[SCN_UAPI_MIG_SIZE] = { HP_UAPI_MIG_SIZE, "asking for the size of its stream" },
	};
	struct uapi *st = uapi_state(w);
	const struct uapi was = *st;
	struct hp_uapi u = { .op = ask[s->uapi->op].op };
	struct uapi_device *d;
	hp_sbdf sbdf;
	char b[24];

	if (!world_address(w, &s->a, &sbdf)) {
		kfunc_absent(w, &s->a, o);
		return;
	}
	d = uapi_need_device(w, s, sbdf, o);
	if (!d)
		return;
	st->starting = false;
	u.arg[0] = (uint64_t)d->fd;
	if (uapi_call(w, &u, ask[s->uapi->op].call) < 0) {
		migration_of(w, s, sbdf)->unsure = true;
		outcome_fail(o, "%s gave %s", st->last_call, errno_text(st->last, b, sizeof(b)));
	} else if (s->uapi->op == SCN_UAPI_MIG_STATE)
		expect_state(w, step, s, sbdf, &u, o);
	else if (s->uapi->op == SCN_UAPI_MIG_CAN && u.out[0] != s->number)
		outcome_fail(o, "flags (1 stop-copy, 2 p2p, 4 pre-copy): 0x%" PRIx64 ", not 0x%" PRIx64,
			     u.out[0], s->number);
	else if (s->uapi->op == SCN_UAPI_MIG_SIZE && u.out[0] != s->bytes)
		outcome_fail(o, "its stream has 0x%" PRIx64 " bytes, not 0x%" PRIx64, u.out[0],
			     s->bytes);
	st->last = was.last;
	memcpy(st->last_call, was.last_call, sizeof(was.last_call));
}

/* A page of what @fn has, from @at on.  False: it has no more, or is no GPU. */
static bool page_of(struct world *w, const struct function *fn, uint64_t at, uint8_t *page)
{
	uint64_t vram;

	if (!fn || !gpu_translate(w->gpus, fn, at, &vram))
		return false;
	memory_read(wire_memory(w->wire), gpu_space(fn), vram, page, PIECE);
	return true;
}

static void same_bytes(struct world *w, const struct scn_step *s, const struct function *a,
		       const struct function *b, struct outcome *o)
{
	uint8_t has[2][PIECE];
	uint64_t at = 0;
	bool more_a, more_b;

	for (;; at += PIECE) {
		more_a = page_of(w, a, at, has[0]);
		more_b = page_of(w, b, at, has[1]);
		if (!more_a || !more_b)
			break;
		if (memcmp(has[0], has[1], PIECE)) {
			outcome_fail(o, "they differ at 0x%" PRIx64, at);
			return;
		}
	}
	if (more_a || more_b)
		outcome_fail(o, "%s has more VRAM than the 0x%" PRIx64 " bytes of %s",
			     more_a ? s->a.text : s->b.text, at, more_a ? s->b.text : s->a.text);
	else if (!at)
		outcome_fail(o, "neither has VRAM");
}

void uapi_same_vram(struct world *w, const struct scn_step *s, struct outcome *o)
{
	hp_sbdf a, b;

	world_quiet(w);
	if (!world_address(w, &s->a, &a))
		kfunc_absent(w, &s->a, o);
	else if (!world_address(w, &s->b, &b))
		kfunc_absent(w, &s->b, o);
	else
		same_bytes(w, s, world_function_at(w, a), world_function_at(w, b), o);
}
