// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_engine.c - virtual time: the event queue against a plain list, and timers.
 *
 * The list is trivially right: it looks at every event for the least.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "tests/bench/engine/engine.h"
#include "sim/base/draw.h"
#include "sim/base/trace.h"

struct list {
	struct event *e;
	size_t n, room;
};

static void list_push(struct list *l, uint64_t time_ps, uint64_t seq, void *arg)
{
	if (l->n == l->room) {
		l->room = l->room ? 2 * l->room : 64;
		l->e = realloc(l->e, l->room * sizeof(*l->e));
		ck_assert_ptr_nonnull(l->e);
	}
	l->e[l->n++] = (struct event){ time_ps, seq, NULL, arg };
}

static struct event list_pop(struct list *l)
{
	size_t best = 0;
	struct event e;

	for (size_t i = 1; i < l->n; i++)
		if (l->e[i].time_ps < l->e[best].time_ps ||
		    (l->e[i].time_ps == l->e[best].time_ps &&
		     l->e[i].seq < l->e[best].seq))
			best = i;
	e = l->e[best];
	l->e[best] = l->e[--l->n];
	return e;
}

/* How far ahead the next push is: one shape a case. */
enum shape {
	SAME_TIME, SHORT, UNIFORM, BIMODAL, FAR_FUTURE, LOG_UNIFORM, CLUSTERS,
	DESCENDING, END_OF_TIME, MIXED, SHAPES
};

static uint64_t ahead(struct rng *r, enum shape shape, uint64_t now, uint64_t *state)
{
	uint64_t left = UINT64_MAX - now, d = 0;

	switch (shape) {
	case SAME_TIME:
		d = draw_below(r, 50) ? 0 : 1;
		break;
	case SHORT:
		d = draw_below(r, 8);
		break;
	case UNIFORM:
		d = draw_below(r, 1000000);
		break;
	case BIMODAL:
		d = draw_below(r, 10) ? draw_below(r, 100) : 1000000000 + draw_below(r, 100);
		break;
	case FAR_FUTURE:
		d = draw_below(r, 20) ? draw_below(r, 1000) : 1ull << 62;
		break;
	case LOG_UNIFORM:
		d = rng_next(r) >> draw_range(r, 20, 63);
		break;
	case CLUSTERS:
		d = draw_below(r, 5) * 1000000 + draw_below(r, 3);
		break;
	case DESCENDING:	/* keeps undercutting what is queued */
		*state = *state ? *state - *state / 64 - 1 : 1ull << 40;
		d = *state;
		break;
	case END_OF_TIME:
		d = left - draw_below(r, 4);
		break;
	default:
		return ahead(r, draw_below(r, MIXED), now, state);
	}
	return d < left ? d : left;
}

static void against_list(enum shape shape, uint64_t seed, unsigned int steps,
			 unsigned int most)
{
	struct evq *q = evq_new();
	struct list l = { 0 };
	struct event got, want;
	struct rng r;
	uint64_t now = 0, state = 0;
	unsigned int grow = 1;

	rng_init(&r, seed, (uint64_t)shape);
	for (unsigned int i = 0; i < steps; i++) {
		/* Phases of growing and of shrinking, through empty. */
		if (l.n >= most)
			grow = 0;
		if (!l.n)
			grow = 1;
		if (!l.n || draw_below(&r, 10) < (grow ? 7 : 3)) {
			uint64_t t = now + ahead(&r, shape, now, &state);
			void *arg = (void *)(uintptr_t)i;

			list_push(&l, t, evq_push(q, t, NULL, arg), arg);
			continue;
		}
		if (draw_below(&r, 4) == 0) {
			ck_assert(evq_peek(q, &got));
			want = list_pop(&l);
			ck_assert_uint_eq(got.seq, want.seq);
			list_push(&l, want.time_ps, want.seq, want.arg);
			continue;
		}
		want = list_pop(&l);
		ck_assert(evq_pop(q, &got));
		ck_assert_uint_eq(got.time_ps, want.time_ps);
		ck_assert_uint_eq(got.seq, want.seq);
		ck_assert_ptr_eq(got.arg, want.arg);
		now = got.time_ps;
		ck_assert_uint_eq(evq_pending(q), l.n);
	}
	while (l.n) {
		want = list_pop(&l);
		ck_assert(evq_pop(q, &got));
		ck_assert_uint_eq(got.seq, want.seq);
	}
	ck_assert(!evq_pop(q, &got));
	free(l.e);
	evq_free(q);
}

START_TEST(queue_matches_list)
{
	for (uint64_t seed = 0; seed < 12; seed++)
		against_list((enum shape)_i, seed, 3000, 20u << (seed % 6));
}
END_TEST

START_TEST(queue_matches_list_when_large)
{
	against_list((enum shape)_i, 99, 9000, 2500);
}
END_TEST

/* Undercutting pushes with a peek between them build rung upon rung. */
START_TEST(queue_survives_undercutting)
{
	struct evq *q = evq_new();
	struct event e;
	uint64_t n = 0, last = 0, last_seq = 0;

	for (uint64_t t = 1ull << 50; t > 200; t -= t / 8 + 1) {
		for (unsigned int i = 0; i < 200; i++, n++)
			evq_push(q, t - i % 100, NULL, NULL);
		ck_assert(evq_peek(q, &e));
	}
	for (uint64_t i = 0; i < n; i++) {
		ck_assert(evq_pop(q, &e));
		ck_assert(i == 0 || e.time_ps > last ||
			  (e.time_ps == last && e.seq > last_seq));
		last = e.time_ps;
		last_seq = e.seq;
	}
	ck_assert(!evq_pop(q, &e));
	evq_free(q);
}
END_TEST

static unsigned int ran;
static uint64_t ran_at;
static struct engine *eng;

static void note(void *arg)
{
	ran = ran * 10 + (unsigned int)(uintptr_t)arg;
	ran_at = engine_now_ps(eng);
}

static void chain(void *arg)
{
	note(arg);
	/* The past means now, behind what is due now already. */
	engine_at(eng, 0, note, (void *)4);
}

START_TEST(engine_orders_and_stops)
{
	eng = engine_new(7);
	ran = 0;
	engine_at(eng, 30, note, (void *)5);
	engine_at(eng, 10, chain, (void *)1);
	engine_at(eng, 10, note, (void *)2);
	engine_after(eng, 10, note, (void *)3);
	ck_assert_uint_eq(engine_run(eng, 29), 4);
	ck_assert_uint_eq(ran, 1234);
	ck_assert_uint_eq(engine_now_ps(eng), 10);
	engine_advance(eng, 100);
	ck_assert_uint_eq(engine_now_ps(eng), 30);
	ck_assert(engine_step(eng));
	ck_assert_uint_eq(ran, 12345);
	ck_assert(!engine_step(eng));
	engine_advance(eng, 100);
	engine_after(eng, UINT64_MAX, note, (void *)6);
	ck_assert(engine_step(eng));
	ck_assert_uint_eq(ran_at, UINT64_MAX);
	engine_free(eng);
}
END_TEST

START_TEST(timers_cancel)
{
	engine_timer a, b, c;
	uint64_t t;

	eng = engine_new(7);
	ran = 0;
	a = engine_timer_at(eng, 10, note, (void *)1);
	b = engine_timer_at(eng, 20, note, (void *)2);
	ck_assert(engine_timer_pending(eng, a));
	ck_assert(engine_timer_cancel(eng, a));
	ck_assert(!engine_timer_cancel(eng, a));
	ck_assert_uint_eq(engine_pending(eng), 1);
	/* A cancelled head neither counts as next nor lets later ones through. */
	ck_assert(engine_next_ps(eng, &t));
	ck_assert_uint_eq(t, 20);
	a = engine_timer_at(eng, 5, note, (void *)3);
	ck_assert(engine_timer_cancel(eng, a));
	ck_assert_uint_eq(engine_run(eng, 19), 0);
	/* The slot is used again, the old handle is not. */
	c = engine_timer_at(eng, 15, note, (void *)4);
	ck_assert(!engine_timer_cancel(eng, a));
	ck_assert_uint_eq(engine_run(eng, 100), 2);
	ck_assert_uint_eq(ran, 42);
	ck_assert(!engine_timer_pending(eng, b) && !engine_timer_cancel(eng, c));
	ck_assert(!engine_timer_cancel(eng, 0));
	for (unsigned int i = 0; i < 1000; i++)
		engine_timer_at(eng, 1000 - i, note, NULL);
	ck_assert_uint_eq(engine_run(eng, UINT64_MAX), 1000);
	engine_free(eng);
}
END_TEST

/* A small PHOLD: the same seed, the same trace, over and over. */
static struct rng sim_rng;
static struct trace *sim_trace;

static void hop(void *arg)
{
	struct trace_track track = { 1, (uint32_t)(uintptr_t)arg };

	trace_instant(sim_trace, track, "hop", "hop", engine_now_ps(eng), NULL, 0);
	if (engine_now_ps(eng) < 2000)
		engine_after(eng, draw_below(&sim_rng, 100), hop,
			     (void *)(uintptr_t)draw_below(&sim_rng, 8));
}

static uint64_t simulate(uint64_t seed)
{
	uint64_t hash;

	eng = engine_new(seed);
	sim_rng = engine_rng(eng, 1);
	sim_trace = trace_new(NULL);
	for (uintptr_t i = 0; i < 8; i++)
		engine_at(eng, i, hop, (void *)i);
	engine_run(eng, UINT64_MAX);
	hash = trace_hash(sim_trace);
	trace_close(sim_trace);
	engine_free(eng);
	return hash;
}

START_TEST(same_seed_same_hash)
{
	uint64_t hash = simulate(42);

	for (unsigned int i = 0; i < 1000; i++)
		ck_assert_uint_eq(simulate(42), hash);
	ck_assert_uint_ne(simulate(43), hash);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("engine");
	TCase *c = tcase_create("engine");
	SRunner *r;
	int failed;

	tcase_set_timeout(c, 120);
	tcase_add_loop_test(c, queue_matches_list, 0, SHAPES);
	tcase_add_loop_test(c, queue_matches_list_when_large, 0, SHAPES);
	tcase_add_test(c, queue_survives_undercutting);
	tcase_add_test(c, engine_orders_and_stops);
	tcase_add_test(c, timers_cancel);
	tcase_add_test(c, same_seed_same_hash);
	suite_add_tcase(s, c);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}
