// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_memory.c - sparse memory against a plain array, host-backed stretches
 * and aliases.
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
	ck_assert_uint_le(memory_pages(m), 11);
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
	ck_assert_uint_eq(memory_pages(m), 500);
	memory_clear(m, memory_bar_space(8, 1, 2));
	memory_read(m, memory_bar_space(8, 1, 2), 0x1000, &got, 4);
	ck_assert_uint_eq(got, 0);
	memory_read(m, memory_bar_space(9, 2, 3), 0x1000, &got, 4);
	ck_assert_uint_eq(got, 10);
	memory_free(m);
}
END_TEST

START_TEST(backed_by_the_host)
{
	static uint8_t host[8192];
	uint8_t data[4096], got[4096];
	struct memory *m = memory_new();

	memset(data, 0x77, sizeof(data));
	ck_assert(memory_back(m, MEMORY_DRAM, 0x10000, host, sizeof(host)));
	/* Half before it, half inside; and half inside, half behind. */
	memory_write(m, MEMORY_DRAM, 0x10000 - 2048, data, sizeof(data));
	memory_write(m, MEMORY_DRAM, 0x12000 - 2048, data, sizeof(data));
	ck_assert_uint_eq(host[0], 0x77);
	ck_assert_uint_eq(host[2047], 0x77);
	ck_assert_uint_eq(host[2048], 0);
	ck_assert_uint_eq(host[8191], 0x77);
	host[2048] = 0x11;
	memory_read(m, MEMORY_DRAM, 0x10000 - 2048, got, sizeof(got));
	ck_assert_mem_eq(got, data, sizeof(got));
	memory_read(m, MEMORY_DRAM, 0x10800, got, 1);
	ck_assert_uint_eq(got[0], 0x11);
	/* Refused: overlapping, not page aligned, empty. */
	ck_assert(!memory_back(m, MEMORY_DRAM, 0x11000, host, 4096));
	ck_assert(!memory_back(m, MEMORY_DRAM, 0x20800, host, 4096));
	ck_assert(!memory_back(m, MEMORY_DRAM, 0x20000, host, 0));
	ck_assert(!memory_back(m, MEMORY_DRAM, 0x20000, NULL, 4096));
	ck_assert(memory_back(m, 1, 0x11000, host, 4096));
	memory_free(m);
}
END_TEST

START_TEST(aliases)
{
	static uint8_t host[4096];
	struct memory *m = memory_new();
	uint32_t v = 0xfeed, got = 0;

	/* A BAR that shows VRAM from 64 KiB on. */
	ck_assert(memory_alias(m, 7, 0, 9, 0x10000, 0x4000));
	memory_write(m, 7, 0x1ffe, &v, 4);
	memory_read(m, 9, 0x11ffe, &got, 4);
	ck_assert_uint_eq(got, v);
	memory_read(m, 7, 0x1ffe, &got, 4);
	ck_assert_uint_eq(got, v);
	/* One that ends on the host. */
	ck_assert(memory_back(m, 11, 0, host, 4096));
	ck_assert(memory_alias(m, 12, 0x1000, 11, 0, 4096));
	memory_write(m, 12, 0x1004, &v, 4);
	memcpy(&got, host + 4, 4);
	ck_assert_uint_eq(got, v);
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
	tcase_add_test(c, backed_by_the_host);
	tcase_add_test(c, aliases);
	suite_add_tcase(s, c);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}
