// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_flight_params.c - parameters by name, times in classes, and what a transfer can be
 * told: sizes, gaps, random places, how many at once.
 */
#include "flight_util.h"
#include "model/flight/params_list.h"
#include "sim/base/rng.h"

START_TEST(by_name)
{
	struct flight_numbers n, other;
	uint32_t count = 0;

	flight_numbers_defaults(&n);
	for (const struct flight_param *p; (p = flight_param_at(count)); count++) {
		uint64_t value = flight_param_get(&n, p);

		ck_assert_uint_ge(value, p->least);
		ck_assert_uint_le(value, p->most);
		ck_assert_uint_gt(strlen(p->source), 10);
		/* What is set is got, and nothing else changes. */
		memset(&other, 0, sizeof(other));
		ck_assert_ptr_null(flight_param_set(&other, p, p->most));
		for (uint32_t i = 0; i < count; i++)
			ck_assert_uint_eq(flight_param_get(&other, flight_param_at(i)), 0);
		ck_assert_uint_eq(flight_param_get(&other, p), p->most);
		for (uint32_t i = 0; i < count; i++)
			ck_assert_str_ne(flight_param_at(i)->name, p->name);
	}
	ck_assert_uint_gt(count, 25);
	ck_assert_uint_eq(n.timing.switch_hop_ps, 110000);
	ck_assert_uint_eq(n.timing.completion_timeout_ps, 50000000000ull);
	ck_assert_uint_eq(n.params.at_switch.data[FLOW_COMPLETION], 2500);
}
END_TEST

static const struct flight_param *named(const char *name)
{
	const struct flight_param *p;

	for (uint32_t i = 0; (p = flight_param_at(i)); i++)
		if (!strcmp(p->name, name))
			return p;
	ck_abort_msg("no parameter %s", name);
	return NULL;
}

START_TEST(misfits)
{
	struct flight_numbers n;

	flight_numbers_defaults(&n);
	ck_assert_ptr_nonnull(flight_param_set(&n, named("switch_pd"), 255));
	ck_assert_uint_eq(n.params.at_switch.data[FLOW_POSTED], 750);
	ck_assert_ptr_null(flight_param_set(&n, named("switch_pd"), 256));
	ck_assert_ptr_null(flight_param_set(&n, named("switch_pd"), 0));
	ck_assert_ptr_nonnull(flight_param_set(&n, named("root_completion"), 100));
	ck_assert_ptr_null(flight_param_set(&n, named("root_completion"), 192));
	ck_assert_uint_eq(n.params.root_completion_bytes, 192);
	ck_assert_ptr_null(flight_param_set(&n, named("wire"), 7));
	ck_assert_uint_eq(n.timing.wire_ps, 7000);
}
END_TEST

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* Against all values, sorted. */
START_TEST(percentiles)
{
	static uint64_t v[20000];
	static struct latency l;
	const uint32_t n = sizeof(v) / sizeof(v[0]);
	uint64_t sum = 0;
	struct rng r;

	memset(&l, 0, sizeof(l));
	ck_assert_uint_eq(latency_percentile_ps(&l, 500), 0);
	ck_assert_uint_eq(latency_mean_ps(&l), 0);
	rng_init(&r, 3, 0);
	for (uint32_t i = 0; i < n; i++) {
		v[i] = rng_next(&r) >> (rng_next(&r) % 62);
		v[i] = v[i] >> 20 ? v[i] >> 20 : 1;
		sum += v[i];
		latency_add(&l, v[i]);
	}
	qsort(v, n, sizeof(v[0]), by_value);
	ck_assert_uint_eq(l.least_ps, v[0]);
	ck_assert_uint_eq(l.most_ps, v[n - 1]);
	ck_assert_uint_eq(latency_mean_ps(&l), sum / n);
	for (unsigned int permille = 1; permille <= 1000; permille++) {
		uint64_t want = v[(uint64_t)n * permille / 1000 - 1];
		uint64_t got = latency_percentile_ps(&l, permille);

		ck_assert_uint_ge(got, want);
		ck_assert_uint_le(got, want + want / 128);
	}
}
END_TEST

/* --- transfers --- */

static uint64_t takes(struct transfer t, struct latency *l)
{
	struct shop s = shop_new(&(struct shop_options){ .mps = 256 });
	uint64_t ps;

	t.f = s.f;
	t.fn = in_shop(&s, S_A);
	t.t.address = shop_address(S_B, 0);
	t.latency = l;
	transfer_start(&t);
	run_checked(s.f, 1000000);
	ck_assert(transfer_is_done(&t));
	ck_assert_uint_eq(t.arrived, t.bytes);
	ps = t.end_ps - t.start_ps;
	shop_free(&s);
	return ps;
}

START_TEST(one_at_a_time)
{
	static const enum tlp_type types[] = { TLP_MRD, TLP_MWR };
	struct transfer t = { .bytes = 64, .t.type = types[_i], .outstanding = 1 };
	uint64_t one = takes(t, NULL), many;
	static struct latency l;

	memset(&l, 0, sizeof(l));
	t.bytes = 100 * 64;
	t.each = 64;
	many = takes(t, &l);
	/* Nothing is under way that one of them could wait for. */
	ck_assert_uint_eq(many, 100 * one);
	ck_assert_uint_eq(l.n, 100);
	ck_assert_uint_eq(l.least_ps, one);
	ck_assert_uint_eq(l.most_ps, one);
	t.outstanding = 4;
	ck_assert_uint_lt(takes(t, NULL), 26 * one);
	ck_assert_uint_gt(takes(t, NULL), 25 * one - one / 8);
}
END_TEST

START_TEST(gaps)
{
	struct transfer t = { .bytes = 64, .t.type = TLP_MWR, .each = 64 };
	uint64_t one = takes(t, NULL);

	t.bytes = 101 * 64;
	t.gap_ps = 1000000;
	ck_assert_uint_eq(takes(t, NULL), one + 100 * t.gap_ps);
}
END_TEST

/* Where writes at random places went, and that a seed says where. */
START_TEST(random_places)
{
	struct shop s = shop_new(&(struct shop_options){ .mps = 256 });
	static uint8_t data[16 * 64], seen[16 * 64];
	uint32_t hit = 0;
	struct transfer t = {
		.f = s.f, .fn = in_shop(&s, S_A), .bytes = 12 * 64, .each = 64,
		.window = sizeof(data), .random = (uint64_t)_i + 1,
		.t = { .type = TLP_MWR, .address = shop_address(S_B, 0), .data = data },
	};

	memset(data, 0xee, sizeof(data));
	transfer_start(&t);
	run_checked(s.f, 1000000);
	memory_read(wire_memory(s.w), memory_bar_space(S_B, 0, 0), 0, seen, sizeof(seen));
	for (uint32_t i = 0; i < 16; i++) {
		/* All of a place, or nothing. */
		ck_assert_mem_eq(seen + 64 * i, seen[64 * i] ? data : (uint8_t[64]){ 0 }, 64);
		hit += seen[64 * i] != 0;
	}
	ck_assert_uint_gt(hit, 4);
	ck_assert_uint_lt(hit, 12);
	shop_free(&s);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("flight_params");
	TCase *tc = tcase_create("params");

	tcase_add_test(tc, by_name);
	tcase_add_test(tc, misfits);
	tcase_add_test(tc, percentiles);
	tcase_add_loop_test(tc, one_at_a_time, 0, 2);
	tcase_add_test(tc, gaps);
	tcase_add_loop_test(tc, random_places, 0, 3);
	suite_add_tcase(s, tc);
	return s;
}

TEST_MAIN(suite)
