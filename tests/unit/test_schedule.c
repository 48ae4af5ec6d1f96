// SPDX-License-Identifier: GPL-2.0-only
/*
 * Schedules: read and written; turns as a run records them; and all schedules with a
 * bound on preemptions: on random programs, those that are left after the reduction end
 * in every state in which one of all schedules ends.
 *
 * The programs are tasks of loads, stores and locks.  Which steps of theirs conflict is
 * found here in the slow and obvious way, and not as sim/replay/turns.c does it.
 */
#include <check.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/rng.h"
#include "sim/facts/schedule.h"
#include "tools/ask/bound.h"

/* --- text ------------------------------------------------------------------- */

static void reads_back(const char *text)
{
	char buf[SCHEDULE_TEXT_BYTES];
	struct schedule s;
	const char *why = schedule_read(&s, text);

	ck_assert_msg(!why, "%s: %s", text, why);
	ck_assert_str_eq(schedule_text(&s, buf, sizeof(buf)), text);
}

START_TEST(schedules_are_read_and_written)
{
	struct schedule s;

	reads_back("fifo");
	reads_back("random:17");
	reads_back("random:18446744073709551615");
	reads_back("pct:3:17");
	reads_back("pct:16:0:4294967295");
	reads_back("switches:12:5");
	reads_back("switches:1:5,40:1,41:5");
	ck_assert_ptr_null(schedule_read(&s, "switches:12:5,40:1"));
	ck_assert_uint_eq(s.n, 2);
	ck_assert_uint_eq(s.sw[1].turn, 40);
	ck_assert_uint_eq(s.sw[1].task, 1);
}
END_TEST

START_TEST(what_is_no_schedule_is_refused)
{
	static const char *const bad[] = {
		"", "lifo", "random", "random:", "random:x", "random:7x", "random:-1",
		"random:99999999999999999999", "pct:", "pct:3", "pct:0:1", "pct:17:1",
		"pct:3:1:", "pct:3:1:0", "pct:3:1:5x", "pct:3:1x", "switches:",
		"switches:1", "switches:1:", "switches:1:2,", "switches:2:1,2:3",
		"switches:2:1,1:3", "switches:1:2;3:4", "switches:4294967296:1",
	};
	struct schedule s;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		ck_assert_msg(schedule_read(&s, bad[i]) != NULL, "%s", bad[i]);
}
END_TEST

START_TEST(only_so_many_switches)
{
	char text[SCHEDULE_TEXT_BYTES + 64] = "switches:", buf[SCHEDULE_TEXT_BYTES];
	struct schedule s;
	size_t n = strlen(text);

	for (uint32_t i = 0; i < SCHEDULE_MAX_SWITCHES; i++)
		n += (size_t)sprintf(text + n, "%s%u:4294967295", i ? "," : "",
				     4000000000u + i);
	ck_assert_ptr_null(schedule_read(&s, text));
	ck_assert_str_eq(schedule_text(&s, buf, sizeof(buf)), text);
	strcpy(text + n, ",4200000000:1");
	ck_assert_ptr_nonnull(schedule_read(&s, text));
}
END_TEST

START_TEST(turns_become_switches)
{
	static const uint32_t turns[] = {
		TURN_CHOICE, 3, 0, 7, 2, 7, 8,		/* stopped: the first one */
		TURN_CHOICE, 5, 7, 7, 1, 8,		/* goes on */
		TURN_CONFLICT, 3, 8,
		TURN_CHOICE, 6, 7, 8, 1, 8,		/* preempted */
		TURN_CHOICE, 9, 0, 1, 2, 7, 1,		/* stopped: the second one */
		TURN_COUNT, 11, 100, 0,
	};
	char buf[SCHEDULE_TEXT_BYTES];
	struct turn_reader r;
	struct schedule s;

	ck_assert(schedule_of_turns(&s, turns, sizeof(turns)));
	ck_assert_str_eq(schedule_text(&s, buf, sizeof(buf)), "switches:6:8,9:1");
	turn_reader_init(&r, turns, sizeof(turns));
	while (turn_reader_next(&r))
		;
	ck_assert_uint_eq(r.turns, 11);
	/* A record that was cut short is not read. */
	ck_assert(schedule_of_turns(&s, turns, 19 * sizeof(*turns)));
	ck_assert_uint_eq(s.n, 0);
	ck_assert_int_eq(s.kind, SCHEDULE_FIFO);
}
END_TEST

/* --- programs of loads, stores and locks ---------------------------------------- */

#define TASKS 3u
#define OPS 5u
#define VARIABLES 3u
#define STEPS (2 * TASKS * OPS + 4)

enum op_kind { LOAD, STORE, LOCK, UNLOCK };

struct op {
	enum op_kind kind;
	uint32_t what;
};

struct sim_program {
	uint32_t n[TASKS];
	struct op op[TASKS][OPS];
};

struct sim_step {
	uint32_t task, block, clock[TASKS];
	struct op op;
};

struct sim {
	const struct sim_program *p;
	uint32_t at[TASKS], last[TASKS], woken[TASKS];
	uint64_t seen[TASKS], value[VARIABLES];
	int holder;			/* of the lock; -1: nobody */
	bool blocked[TASKS];
	uint32_t nready, ready[TASKS];	/* the task that stopped comes last */
	uint32_t turn;
	struct sim_step step[STEPS];
	uint32_t words[STEPS * 40], nwords;
	bool blind;			/* no conflicts */
};

static bool dependent(struct op a, struct op b)
{
	if (a.kind >= LOCK || b.kind >= LOCK)
		return a.kind >= LOCK && b.kind >= LOCK;
	return a.what == b.what && (a.kind == STORE || b.kind == STORE);
}

static void put(struct sim *s, uint32_t word)
{
	ck_assert_uint_lt(s->nwords, STEPS * 40);
	s->words[s->nwords++] = word;
}

static void put_conflict(struct sim *s, uint32_t turn, uint32_t task)
{
	put(s, TURN_CONFLICT);
	put(s, turn);
	put(s, task + 1);
}

static void join(uint32_t *a, const uint32_t *b)
{
	for (uint32_t i = 0; i < TASKS; i++)
		a[i] = b[i] > a[i] ? b[i] : a[i];
}

/* Every step before, from the last one on. */
static void conflicts(struct sim *s)
{
	struct sim_step *now = &s->step[s->turn];

	for (uint32_t i = s->turn - 1; i && !s->blind; i--) {
		const struct sim_step *was = &s->step[i];

		if (was->task == now->task || !dependent(was->op, now->op) ||
		    now->clock[was->task] >= i)
			continue;
		put_conflict(s, i, now->task);
		put_conflict(s, was->block, now->task);
		join(now->clock, was->clock);
	}
}

static uint32_t pick(const struct schedule *order, uint32_t *sw, uint32_t turn,
		     uint32_t first)
{
	if (*sw < order->n && order->sw[*sw].turn == turn)
		return order->sw[(*sw)++].task - 1;
	return first;
}

static void make_ready(struct sim *s, uint32_t task)
{
	s->ready[s->nready++] = task;
}

static void not_ready(struct sim *s, uint32_t task)
{
	uint32_t i = 0;

	while (s->ready[i] != task)
		i++;
	memmove(s->ready + i, s->ready + i + 1, (--s->nready - i) * sizeof(*s->ready));
}

static void unlock(struct sim *s)
{
	s->holder = -1;
	for (uint32_t i = 0; i < TASKS; i++) {
		if (!s->blocked[i])
			continue;
		s->blocked[i] = false;
		s->woken[i] = s->turn;
		make_ready(s, i);
	}
}

/* Returns false if the task must wait. */
static bool execute(struct sim *s, uint32_t task)
{
	const struct op *op = &s->p->op[task][s->at[task]];

	if (op->kind == LOCK && s->holder >= 0) {
		s->blocked[task] = true;
		return false;
	}
	if (op->kind == LOCK)
		s->holder = (int)task;
	else if (op->kind == UNLOCK)
		unlock(s);
	else if (op->kind == LOAD)
		s->seen[task] = s->seen[task] * 31 + s->value[op->what] + 1;
	else
		s->value[op->what] = s->seen[task] * 7 + task + 100 * (s->at[task] + 1);
	s->at[task]++;
	return s->at[task] < s->p->n[task];
}

static void begin(struct sim *s, uint32_t task, uint32_t before)
{
	struct sim_step *step = &s->step[++s->turn];

	memset(step, 0, sizeof(*step));
	if (s->last[task])
		join(step->clock, s->step[s->last[task]].clock);
	if (s->woken[task])
		join(step->clock, s->step[s->woken[task]].clock);
	s->woken[task] = 0;
	step->task = task;
	step->clock[task] = s->turn;
	step->op = s->p->op[task][s->at[task]];
	step->block = before == task ? s->step[s->turn - 1].block : s->turn;
	s->last[task] = s->turn;
}

static void put_choice(struct sim *s, int goes_on, uint32_t chosen)
{
	put(s, TURN_CHOICE);
	put(s, s->turn + 1);
	put(s, (uint32_t)(goes_on + 1));
	put(s, chosen + 1);
	put(s, s->nready);
	for (uint32_t i = 0; i < s->nready; i++)
		put(s, s->ready[i] + 1);
}

/* Runs @p under @order.  Returns what the end looks like. */
static uint64_t run(struct sim *s, const struct sim_program *p, const struct schedule *order)
{
	uint32_t sw = 0, before = TASKS, chosen;
	int goes_on = -1;
	uint64_t end = 1;

	memset(s, 0, offsetof(struct sim, step));
	s->nwords = 0;
	s->p = p;
	s->holder = -1;
	for (uint32_t i = 0; i < TASKS; i++)
		if (p->n[i])
			make_ready(s, i);
	while (goes_on >= 0 || s->nready) {
		chosen = goes_on >= 0 ? (uint32_t)goes_on : s->ready[0];
		chosen = pick(order, &sw, s->turn + 1, chosen);
		if (goes_on >= 0 ? s->nready : s->nready > 1)
			put_choice(s, goes_on, chosen);
		if ((int)chosen != goes_on) {
			not_ready(s, chosen);
			if (goes_on >= 0)
				make_ready(s, (uint32_t)goes_on);
		}
		begin(s, chosen, before);
		conflicts(s);
		before = chosen;
		goes_on = execute(s, chosen) ? (int)chosen : -1;
	}
	for (uint32_t i = 0; i < TASKS; i++)
		end = end * 1000003 + s->seen[i] * 17 + s->at[i];
	for (uint32_t i = 0; i < VARIABLES; i++)
		end = end * 1000003 + s->value[i];
	return end;
}

struct ends {
	uint32_t n, runs;
	uint64_t end[4096];
};

static bool has(const struct ends *e, uint64_t end)
{
	for (uint32_t i = 0; i < e->n; i++)
		if (e->end[i] == end)
			return true;
	return false;
}

static void all(const struct sim_program *p, uint32_t preemptions, bool naive, bool blind,
		struct ends *e)
{
	struct bound *b = bound_new(preemptions, naive);
	static struct sim s;
	struct schedule order;
	uint32_t id;

	e->n = e->runs = 0;
	s.blind = blind;
	while (bound_next(b, &order, &id)) {
		uint64_t end = run(&s, p, &order);

		bound_ran(b, id, s.words, s.nwords * sizeof(*s.words));
		if (!has(e, end) && e->n < 4096)
			e->end[e->n++] = end;
		e->runs++;
	}
	ck_assert_ptr_null(bound_gap(b));
	bound_free(b);
}

static uint64_t rng_below(struct rng *r, uint64_t n)
{
	return rng_next(r) % n;
}

/* A task locks at most once, and then unlocks. */
static void draw_program(struct rng *r, struct sim_program *p)
{
	memset(p, 0, sizeof(*p));
	for (uint32_t t = 0; t < TASKS; t++) {
		bool locks = rng_below(r, 2);

		p->n[t] = t == 2 && rng_below(r, 2) ? 0 : 2 + (uint32_t)rng_below(r, OPS - 2);
		for (uint32_t i = 0; i < p->n[t]; i++)
			p->op[t][i] = (struct op){ rng_below(r, 2) ? LOAD : STORE,
						   (uint32_t)rng_below(r, VARIABLES) };
		if (locks && p->n[t]) {
			p->op[t][0].kind = LOCK;
			p->op[t][p->n[t] - 1].kind = UNLOCK;
		}
	}
}

START_TEST(every_end_is_reached)
{
	static struct ends naive, few, blind;
	uint64_t naive_runs = 0, few_runs = 0, missed = 0;
	struct sim_program p;
	struct rng r;

	rng_init(&r, 1, 0);
	for (int i = 0; i < 400; i++) {
		uint32_t preemptions = (uint32_t)rng_below(&r, 4);

		draw_program(&r, &p);
		all(&p, preemptions, true, false, &naive);
		all(&p, preemptions, false, false, &few);
		all(&p, preemptions, false, true, &blind);
		for (uint32_t k = 0; k < naive.n; k++) {
			ck_assert_msg(has(&few, naive.end[k]), "program %d, %u preemptions",
				      i, preemptions);
			missed += !has(&blind, naive.end[k]);
		}
		ck_assert_uint_le(few.n, naive.n);
		ck_assert_uint_le(few.runs, naive.runs);
		naive_runs += naive.runs;
		few_runs += few.runs;
	}
	/* And it is worth something: few are run, and those that are matter. */
	ck_assert_uint_lt(2 * few_runs, naive_runs);
	ck_assert_uint_gt(missed, 100);
}
END_TEST

/* n choose k places for preemptions of two tasks that do n things each. */
START_TEST(naive_is_all_of_them)
{
	static struct ends e;
	struct sim_program p = { .n = { 3, 1 } };

	for (uint32_t i = 0; i < 3; i++)
		p.op[0][i] = (struct op){ STORE, 0 };
	p.op[1][0] = (struct op){ LOAD, 0 };
	all(&p, 0, true, false, &e);
	ck_assert_uint_eq(e.runs, 2);		/* the one first, or the other */
	all(&p, 1, true, false, &e);
	ck_assert_uint_eq(e.runs, 4);		/* ... or after the first or second store */
	ck_assert_uint_eq(e.n, 4);
	p.op[1][0].what = 1;
	all(&p, 3, false, false, &e);
	ck_assert_uint_eq(e.runs, 1);		/* nothing in common */
}
END_TEST

int main(void)
{
	Suite *s = suite_create("schedule");
	TCase *t = tcase_create("text"), *b = tcase_create("bound");
	SRunner *r;
	int failed;

	tcase_add_test(t, schedules_are_read_and_written);
	tcase_add_test(t, what_is_no_schedule_is_refused);
	tcase_add_test(t, only_so_many_switches);
	tcase_add_test(t, turns_become_switches);
	tcase_add_test(b, every_end_is_reached);
	tcase_add_test(b, naive_is_all_of_them);
	tcase_set_timeout(b, 60);
	suite_add_tcase(s, t);
	suite_add_tcase(s, b);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
