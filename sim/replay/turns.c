// SPDX-License-Identifier: GPL-2.0-only
/*
 * turns.c - see turns.h.
 *
 * Each task has a clock: of every task, the last step that happened before.  A step's
 * clock is that of its task's step before, of the step that woke the task, and of the
 * steps with which it conflicts.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "sim/facts/record.h"
#include "sim/facts/schedule.h"
#include "sim/replay/crash.h"
#include "sim/replay/turns.h"

#define MAX_TASKS 24u
#define MAX_STEPS (1u << 16)
#define MAX_PLACES (1u << 18)
#define MAX_READERS 6u
#define INDEX_SLOTS (2 * MAX_PLACES)
/* Of a larger object the first bytes stand for it. */
#define MOST_BYTES 65536u
#define PLACE_BYTES 8u

/* Keys that are no addresses: things, and pages of device memory. */
#define KEY_THING (1ull << 62)
#define KEY_DEVICE (1ull << 63)

struct step {
	uint32_t task;			/* index */
	uint32_t block;			/* the first of the task's steps in a row */
	uint32_t clock[MAX_TASKS];
};

/* Eight bytes of memory: who changed it last, and who has read it since. */
struct place {
	uint64_t key;
	uint32_t write, nread, read[MAX_READERS];
};

struct task {
	uint32_t number, last;		/* its last step */
	uint32_t woken;			/* the step that made it ready, 0: none did */
	bool ready;
	uint64_t priority;
};

struct turns {
	struct world *w;
	uint32_t turn;			/* the last one; the step in progress */
	uint32_t now;			/* index of the task that runs */
	uint32_t ntasks;
	struct task task[MAX_TASKS];
	uint32_t sw;			/* the next switch */
	uint64_t draws;			/* state of the random numbers */
	uint32_t drop[SCHEDULE_MAX_DEPTH];
	bool full, watching;		/* there is something to choose: accesses count */
	uint64_t accesses;
	uint32_t nplaces, ndeps;
	uint32_t *index;		/* of places, by key; 0: none, else plus one */
	struct place *places;
	struct step *steps;
	uint32_t *deps;			/* steps that the one in progress conflicts with ... */
	uint32_t *dep_of;		/* ... and of each the last such step */
};

static struct turns *turns_of(void *ctx)
{
	const struct kernel *k = ctx;
	const struct world *w = k->world;

	return w->turns;
}

static void *room(size_t n, size_t size)
{
	void *p = mmap(NULL, n * size, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

static void record(struct turns *t, const uint32_t *words, size_t n)
{
	rec_begin(t->w->rec, REC_RAW);
	rec_bytes(t->w->rec, words, n * sizeof(*words));
	rec_end(t->w->rec);
}

static uint64_t mixed(uint64_t z)
{
	z = (z + 0x9e3779b97f4a7c15ull) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
	return z ^ (z >> 31);
}

/* The task's index; one that is too many shares the last. */
static uint32_t task_of(struct turns *t, uint32_t number)
{
	uint32_t i = 0;

	while (i < t->ntasks && t->task[i].number != number)
		i++;
	if (i < t->ntasks)
		return i;
	if (i == MAX_TASKS) {
		t->full = true;
		return i - 1;
	}
	t->ntasks++;
	/* Below every first priority are those to which pct drops. */
	t->task[i] = (struct task){
		.number = number,
		.priority = SCHEDULE_MAX_DEPTH + mixed(t->w->order.seed ^ mixed(number)) / 2,
	};
	return i;
}

/* --- conflicts ------------------------------------------------------------- */

static bool before(const struct turns *t, const uint32_t *clock, uint32_t step)
{
	return clock[t->steps[step].task] >= step;
}

static void join(uint32_t *clock, const uint32_t *other)
{
	for (uint32_t i = 0; i < MAX_TASKS; i++)
		if (other[i] > clock[i])
			clock[i] = other[i];
}

static void depend(struct turns *t, uint32_t step)
{
	if (!step || t->steps[step].task == t->now || t->dep_of[step] == t->turn ||
	    before(t, t->steps[t->turn].clock, step))
		return;
	t->dep_of[step] = t->turn;
	t->deps[t->ndeps++] = step;
}

static struct place *place_of(struct turns *t, uint64_t key, bool make)
{
	uint32_t slot = (uint32_t)(mixed(key) % INDEX_SLOTS);

	for (; t->index[slot]; slot = (slot + 1) % INDEX_SLOTS)
		if (t->places[t->index[slot] - 1].key == key)
			return &t->places[t->index[slot] - 1];
	if (!make)
		return NULL;
	if (t->nplaces == MAX_PLACES) {
		t->full = true;
		return NULL;
	}
	t->places[t->nplaces].key = key;
	t->index[slot] = t->nplaces + 1;
	return &t->places[t->nplaces++];
}

static void read_by(struct turns *t, struct place *p)
{
	for (uint32_t i = 0; i < p->nread; i++) {
		if (t->steps[p->read[i]].task != t->now)
			continue;
		p->read[i] = t->turn;
		return;
	}
	if (p->nread == MAX_READERS)
		t->full = true;
	else
		p->read[p->nread++] = t->turn;
}

static void touch(struct turns *t, uint64_t key, bool changes)
{
	struct place *p = place_of(t, key, true);

	if (!p || (p->write == t->turn && !p->nread))
		return;
	depend(t, p->write);
	if (!changes) {
		read_by(t, p);
		return;
	}
	for (uint32_t i = 0; i < p->nread; i++)
		depend(t, p->read[i]);
	p->nread = 0;
	p->write = t->turn;
}

/* What is allocated anew has nothing to do with what was there before. */
static void forget(struct turns *t, uint64_t key)
{
	struct place *p = place_of(t, key, false);

	if (p)
		p->write = p->nread = 0;
}

static void host_access(void *ctx, const void *at, uint64_t size_bytes, uint32_t what)
{
	struct turns *t = turns_of(ctx);
	uint64_t first = (uint64_t)at / PLACE_BYTES, last;

	if (!t || !t->watching || !size_bytes)
		return;
	t->accesses++;
	last = ((uint64_t)at + size_bytes - 1) / PLACE_BYTES;
	if (last - first > MOST_BYTES / PLACE_BYTES)
		last = first + MOST_BYTES / PLACE_BYTES;
	for (; first <= last; first++) {
		if (what == HP_ACCESS_NEW)
			forget(t, first);
		else
			touch(t, first, what == HP_ACCESS_WRITE);
	}
}

void turns_touch(struct world *w, enum turns_thing thing, bool changes)
{
	if (w->turns && w->turns->watching)
		touch(w->turns, KEY_THING | thing, changes);
}

void turns_touch_config(struct world *w, hp_sbdf fn, bool changes)
{
	if (!w->turns || !w->turns->watching)
		return;
	touch(w->turns, KEY_THING | KEY_DEVICE | fn, changes);
	if (changes)
		touch(w->turns, KEY_THING | TURNS_HARDWARE, true);
}

void turns_touch_memory(struct world *w, uint64_t phys, bool changes)
{
	if (w->turns && w->turns->watching)
		touch(w->turns, KEY_DEVICE | phys / PLACE_BYTES, changes);
}

static int by_step_down(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x < y) - (x > y);
}

static void conflict(struct turns *t, uint32_t turn)
{
	const uint32_t words[] = { TURN_CONFLICT, turn, t->task[t->now].number };

	record(t, words, 3);
}

/*
 * The step in progress ends.  Of those it conflicts with only the last ones count that
 * nothing else puts before it: the others come before these.
 */
static void step_end(struct turns *t)
{
	uint32_t *clock = t->steps[t->turn].clock;

	if (t->ndeps)
		qsort(t->deps, t->ndeps, sizeof(*t->deps), by_step_down);
	for (uint32_t i = 0; i < t->ndeps; i++) {
		const struct step *s = &t->steps[t->deps[i]];

		if (before(t, clock, t->deps[i]))
			continue;
		conflict(t, t->deps[i]);
		if (s->block != t->deps[i])
			conflict(t, s->block);
		join(clock, s->clock);
	}
	t->ndeps = 0;
	t->task[t->now].last = t->turn;
}

static void step_begin(struct turns *t, uint32_t now)
{
	struct task *task = &t->task[now];
	struct step *s = &t->steps[t->turn];

	if (task->last)
		memcpy(s->clock, t->steps[task->last].clock, sizeof(s->clock));
	if (task->woken)
		join(s->clock, t->steps[task->woken].clock);
	task->woken = 0;
	s->task = now;
	s->clock[now] = t->turn;
	s->block = t->now == now && t->turn > 1 ? t->steps[t->turn - 1].block : t->turn;
	t->now = now;
	if (!t->w->kernel->ops->watches)
		turns_touch(t->w, TURNS_ALL, true);
}

/* Who became ready did so by the step that ended, even if it was time that passed in it. */
static void see_ready(struct turns *t, const struct hp_turn *turn)
{
	bool ready[MAX_TASKS] = { false };

	for (uint32_t i = 0; i < turn->n; i++) {
		uint32_t task = task_of(t, turn->ready[i]);

		if (!t->task[task].ready && task != t->now)
			t->task[task].woken = t->turn;
		ready[task] = true;
	}
	for (uint32_t i = 0; i < t->ntasks; i++)
		t->task[i].ready = ready[i];
}

/* --- choices --------------------------------------------------------------- */

static uint32_t by_priority(struct turns *t, const struct hp_turn *turn)
{
	const struct schedule *s = &t->w->order;
	uint32_t best = turn->goes_on ? turn->goes_on : turn->ready[0];

	for (uint32_t i = 0; i + 1 < s->depth; i++)
		if (t->drop[i] == t->turn)
			t->task[t->now].priority = s->depth - 1 - i;
	for (uint32_t i = 0; i < turn->n; i++)
		if (t->task[task_of(t, turn->ready[i])].priority >
		    t->task[task_of(t, best)].priority)
			best = turn->ready[i];
	return best;
}

static uint64_t draw(struct turns *t)
{
	return mixed(t->draws++);
}

/*
 * Preempts one time in eight, and every other time after a task was woken, as if its
 * priority were higher.
 */
static uint32_t by_chance(struct turns *t, const struct hp_turn *turn)
{
	uint64_t i;

	if (turn->goes_on && draw(t) & (turn->woken ? 1 : 7))
		return turn->goes_on;
	i = draw(t) % (turn->n + (turn->goes_on ? 1 : 0));
	return i < turn->n ? turn->ready[i] : turn->goes_on;
}

static bool can_run(const struct hp_turn *turn, uint32_t task)
{
	for (uint32_t i = 0; i < turn->n; i++)
		if (turn->ready[i] == task)
			return true;
	return task == turn->goes_on;
}

static uint32_t by_switches(struct turns *t, struct hp_turn *turn)
{
	const struct schedule *s = &t->w->order;
	uint32_t first = turn->goes_on || !turn->n ? turn->goes_on : turn->ready[0];
	uint32_t task;

	if (t->sw == s->n || s->sw[t->sw].turn != t->turn)
		return first;
	task = s->sw[t->sw++].task;
	if (!task || !can_run(turn, task))
		return first;
	turn->tell = !s->record && task != first;
	return task;
}

static void record_choice(struct turns *t, const struct hp_turn *turn, uint32_t chosen)
{
	uint32_t words[5 + TURN_MAX_READY] = {
		TURN_CHOICE, t->turn, turn->goes_on, chosen, turn->n,
	};

	memcpy(words + 5, turn->ready, turn->n * sizeof(*words));
	record(t, words, 5 + turn->n);
}

static uint32_t host_turn(void *ctx, struct hp_turn *turn)
{
	struct turns *t = turns_of(ctx);
	const struct schedule *s = &t->w->order;
	bool choice = turn->goes_on ? turn->n > 0 : turn->n > 1;
	uint32_t chosen;

	if (s->record)
		step_end(t);
	see_ready(t, turn);
	if (t->turn + 1 < MAX_STEPS)
		t->turn++;
	else
		t->full = true;
	chosen = s->kind == SCHEDULE_PCT ? by_priority(t, turn) :
		 s->kind == SCHEDULE_RANDOM ? by_chance(t, turn) : by_switches(t, turn);
	t->watching = t->watching || (choice && s->conflicts);
	if (s->record && choice)
		record_choice(t, turn, chosen);
	/* One that is preempted stays ready; nobody has to wake it. */
	if (turn->goes_on && chosen != turn->goes_on)
		t->task[task_of(t, turn->goes_on)].ready = true;
	if (s->record)
		step_begin(t, task_of(t, chosen));
	else
		t->now = task_of(t, chosen);
	return chosen;
}

static void turns_free(struct turns *t)
{
	if (t->index)
		munmap(t->index, INDEX_SLOTS * sizeof(*t->index));
	if (t->places)
		munmap(t->places, MAX_PLACES * sizeof(*t->places));
	if (t->steps)
		munmap(t->steps, MAX_STEPS * sizeof(*t->steps));
	if (t->deps)
		munmap(t->deps, MAX_STEPS * sizeof(*t->deps));
	if (t->dep_of)
		munmap(t->dep_of, MAX_STEPS * sizeof(*t->dep_of));
	free(t);
}

static struct turns *turns_new(bool record)
{
	struct turns *t = calloc(1, sizeof(*t));

	if (!t || !record)
		return t;
	t->index = room(INDEX_SLOTS, sizeof(*t->index));
	t->places = room(MAX_PLACES, sizeof(*t->places));
	t->steps = room(MAX_STEPS, sizeof(*t->steps));
	t->deps = room(MAX_STEPS, sizeof(*t->deps));
	t->dep_of = room(MAX_STEPS, sizeof(*t->dep_of));
	if (t->index && t->places && t->steps && t->deps && t->dep_of)
		return t;
	turns_free(t);
	return NULL;
}

void turns_start(struct world *w)
{
	const struct schedule *s = &w->order;
	struct turns *t;

	if (s->kind == SCHEDULE_FIFO && !s->record)
		return;
	t = turns_new(s->record);
	if (!t) {
		crash_error(w->rec, "no memory for the turns of tasks");
		return;
	}
	t->w = w;
	t->draws = mixed(s->seed);
	w->turns = t;
	task_of(t, 1);
	for (uint32_t i = 0; s->kind == SCHEDULE_PCT && i + 1 < s->depth; i++)
		t->drop[i] = 1 + (uint32_t)(mixed(s->seed + 7919 * (i + 1ull)) %
					    (s->turns ? s->turns : 1));
	w->kernel->ops->schedule(1);
}

void turns_end(struct world *w)
{
	struct turns *t = w->turns;
	uint32_t words[4] = { TURN_COUNT };

	if (!t)
		return;
	w->kernel->ops->schedule(0);
	w->turns = NULL;
	if (w->order.record) {
		step_end(t);
		words[1] = t->turn;
		words[2] = t->accesses > UINT32_MAX ? UINT32_MAX : (uint32_t)t->accesses;
		words[3] = t->full;
		record(t, words, 4);
	}
	turns_free(t);
}

void turns_fill(struct hp_host *host)
{
	host->turn = host_turn;
	host->access = host_access;
}
