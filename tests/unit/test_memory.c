// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_memory.c - sparse memory against a plain array; spaces are apart.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "model/wire/memory.h"

START_TEST(like_an_array)
{
	static uint8_t want[40000], got[40000];
	struct memory *m = memory_new();
	uint64_t x = 1, base = 0xfffffffff000ull - 3;

	for (int i = 0; i < 3000; i++) {
		uint8_t data[300];
		size_t at, n;

		x = x * 6364136223846793005ull + 1442695040888963407ull;
		at = (size_t)(x >> 33) % sizeof(want);
		n = (size_t)(x >> 20) % sizeof(data);
		if (n > sizeof(want) - at)
			n = sizeof(want) - at;
		memset(data, (int)(x >> 50), sizeof(data));
		memcpy(want + at, data, n);
		memory_write(m, 5, base + at, data, n);
	}
	memory_read(m, 5, base, got, sizeof(got));
	ck_assert_mem_eq(got, want, sizeof(got));
	memory_free(m);
}
END_TEST

static uint8_t elsewhere[8192];
static uint64_t mapped_from, mapped_bytes;

static void note_map(const void *at, uint64_t bytes)
{
	mapped_from = (uint64_t)((const uint8_t *)at - elsewhere);
	mapped_bytes = bytes;
}

START_TEST(a_space_may_be_elsewhere)
{
	struct memory *m = memory_new();
	uint32_t v = 0x11223344, got = 0;

	memory_at(m, memory_coherent_space(3), elsewhere, sizeof(elsewhere), note_map);
	memory_write(m, memory_coherent_space(3), 0x1004, &v, 4);
	ck_assert_uint_eq(mapped_from, 0x1004);
	ck_assert_uint_eq(mapped_bytes, 4);
	ck_assert_mem_eq(elsewhere + 0x1004, &v, 4);
	elsewhere[0x1004] = 0x55;
	memory_read(m, memory_coherent_space(3), 0x1004, &got, 4);
	ck_assert_uint_eq(got, 0x11223355);
	ck_assert(memory_any(m, memory_coherent_space(3), 0x1004, 1));
	ck_assert(memory_any(m, memory_coherent_space(3), 0x1000, 5));
	ck_assert(!memory_any(m, memory_coherent_space(3), 0x1000, 4));
	ck_assert(!memory_any(m, memory_coherent_space(3), 0x1008, 16));
	/* Not another function's, nor a BAR's. */
	memory_read(m, memory_coherent_space(4), 0x1004, &got, 4);
	ck_assert_uint_eq(got, 0);
	memory_read(m, memory_bar_space(3, 0, 0), 0x1004, &got, 4);
	ck_assert_uint_eq(got, 0);
	memory_free(m);
}
END_TEST

START_TEST(spaces_are_apart)
{
	struct memory *m = memory_new();
	uint32_t v, got;

	/* Many BARs of many functions, and DRAM: the same address in each. */
	for (uint32_t i = 0; i < 500; i++) {
		v = i + 1;
		memory_write(m, memory_bar_space(i, (uint16_t)(i % 7), (uint8_t)(i % 6)),
			     0x1000, &v, 4);
	}
	for (uint32_t i = 0; i < 500; i++) {
		memory_read(m, memory_bar_space(i, (uint16_t)(i % 7), (uint8_t)(i % 6)),
			    0x1000, &got, 4);
		ck_assert_uint_eq(got, i + 1);
		memory_read(m, memory_bar_space(i, (uint16_t)(i % 7 + 1), (uint8_t)(i % 6)),
			    0x1000, &got, 4);
		ck_assert_uint_eq(got, 0);
	}
	memory_read(m, MEMORY_DRAM, 0x1000, &got, 4);
	ck_assert_uint_eq(got, 0);
	memory_free(m);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("memory");
	TCase *c = tcase_create("memory");
	SRunner *r;
	int failed;

	tcase_add_test(c, like_an_array);
	tcase_add_test(c, spaces_are_apart);
	tcase_add_test(c, a_space_may_be_elsewhere);
	suite_add_tcase(s, c);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}
