// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_base.c - random numbers against published values, the trace and its hash.
 */
#include <check.h>
#include <stdlib.h>

#include "sim/base/rng.h"
#include "sim/base/trace.h"
#include "sim/base/draw.h"
#include "sim/base/utf8.h"

/*
 * Published: splitmix64 from 0, which is what seed 0 is stretched to; xoshiro256**
 * from the state 1, 2, 3, 4.
 */
START_TEST(rng_known_values)
{
	static const uint64_t mix[] = {
		0xe220a8397b1dcdafull, 0x6e789e6aa1b965f4ull, 0x06c45d188009454full
	};
	static const uint64_t xo[] = {
		11520ull, 0ull, 1509978240ull, 1215971899390074240ull
	};
	struct rng r = { { 1, 2, 3, 4 } }, seeded;

	rng_init(&seeded, 0, 0);
	for (unsigned int i = 0; i < 3; i++)
		ck_assert_uint_eq(seeded.s[i], mix[i]);
	for (unsigned int i = 0; i < 4; i++)
		ck_assert_uint_eq(rng_next(&r), xo[i]);
}
END_TEST

START_TEST(rng_streams_and_ranges)
{
	struct rng a, b;
	unsigned int seen[6] = { 0 };

	rng_init(&a, 5, 1);
	rng_init(&b, 5, 1);
	ck_assert_uint_eq(rng_next(&a), rng_next(&b));
	rng_init(&b, 5, 2);
	ck_assert_uint_ne(rng_next(&a), rng_next(&b));
	for (unsigned int i = 0; i < 6000; i++) {
		uint64_t v = draw_range(&a, 10, 15);

		ck_assert(v >= 10 && v <= 15);
		seen[v - 10]++;
	}
	for (unsigned int i = 0; i < 6; i++)
		ck_assert(seen[i] > 800 && seen[i] < 1200);
	ck_assert_uint_eq(draw_below(&a, 0), 0);
	ck_assert_uint_eq(draw_range(&a, 9, 9), 9);
	draw_range(&a, 0, UINT64_MAX);
}
END_TEST

static void repaired(const char *was, const char *is)
{
	char text[64];

	snprintf(text, sizeof(text), "%s", was);
	utf8_one_line(text);
	ck_assert_str_eq(text, is);
}

/* Each first byte that needs others, each edge of table 3-7 from both sides. */
START_TEST(text_of_any_bytes)
{
	char text[16];

	repaired("plain ~", "plain ~");
	repaired("a\tb\x1f\x7f c", "a?b?? c");
	repaired("\xc3\xbc \xfc \xc3", "\xc3\xbc ? ?");
	repaired("\xc1\xbf\xc2\x7f\xc2\x80", "????\xc2\x80");
	repaired("\xe0\x9f\xbf\xe0\xa0\x80", "???\xe0\xa0\x80");
	repaired("\xed\x9f\xbf\xed\xa0\x80", "\xed\x9f\xbf???");
	repaired("\xf0\x8f\xbf\xbf\xf0\x90\x80\x80", "????\xf0\x90\x80\x80");
	repaired("\xf4\x8f\xbf\xbf\xf4\x90\x80\x80\xf5\x80\x80\x80", "\xf4\x8f\xbf\xbf????????");
	repaired("\xe2\x82", "??");
	strcpy(text, "a\n\xfc\xc3\xbc");
	utf8_repair(text);
	ck_assert_str_eq(text, "a\n?\xc3\xbc");
	ck_assert_uint_eq(utf8_prefix("abc", 0), 0);
	ck_assert_uint_eq(utf8_prefix("abc", 2), 2);
	ck_assert_uint_eq(utf8_prefix("abc", 4), 3);
	ck_assert_uint_eq(utf8_prefix("a\xc3\xbc\xe2\x82\xac\xf0\x90\x80\x80z", 4), 10);
	ck_assert_uint_eq(utf8_prefix("a\xfc z", 3), 3);
}
END_TEST

static void some_records(struct trace *t, uint64_t address)
{
	struct trace_track port = { 1, 2 };
	struct trace_arg args[] = {
		TRACE_X("address", address), TRACE_U("bytes", 64),
		TRACE_S("why", "a \"b\"\\\n")
	};

	trace_name(t, port, "sw0.0");
	trace_span(t, port, "tlp", "MRd", 1234567, 1000000, args, 3);
	trace_instant(t, port, "acs", "redirect", 5, NULL, 0);
}

START_TEST(trace_writes_json)
{
	static const char *want =
		"{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n"
		"{\"ph\":\"M\",\"pid\":1,\"tid\":2,\"name\":\"thread_name\","
		"\"args\":{\"name\":\"sw0.0\"}},\n"
		"{\"ph\":\"X\",\"pid\":1,\"tid\":2,\"name\":\"MRd\",\"cat\":\"tlp\","
		"\"ts\":1.234567,\"dur\":1.000000,\"args\":{\"address\":\"0x1f\","
		"\"bytes\":64,\"why\":\"a \\\"b\\\"\\\\\\u000a\"}},\n"
		"{\"ph\":\"i\",\"pid\":1,\"tid\":2,\"name\":\"redirect\","
		"\"cat\":\"acs\",\"ts\":0.000005,\"s\":\"t\",\"args\":{}}\n]}\n";
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);
	struct trace *t = trace_new(f);

	some_records(t, 0x1f);
	ck_assert_uint_eq(trace_records(t), 3);
	ck_assert(trace_close(t));
	fclose(f);
	ck_assert_str_eq(text, want);
	free(text);
}
END_TEST

START_TEST(trace_hash_is_of_the_records)
{
	FILE *f = fopen("/dev/null", "w");
	struct trace *a = trace_new(NULL), *b = trace_new(f), *c = trace_new(NULL);

	some_records(a, 0x1f);
	some_records(b, 0x1f);
	some_records(c, 0x20);
	ck_assert_uint_eq(trace_hash(a), trace_hash(b));
	ck_assert_uint_ne(trace_hash(a), trace_hash(c));
	trace_close(a);
	trace_close(b);
	trace_close(c);
	fclose(f);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("base");
	TCase *c = tcase_create("base");
	SRunner *r;
	int failed;

	tcase_add_test(c, rng_known_values);
	tcase_add_test(c, rng_streams_and_ranges);
	tcase_add_test(c, text_of_any_bytes);
	tcase_add_test(c, trace_writes_json);
	tcase_add_test(c, trace_hash_is_of_the_records);
	suite_add_tcase(s, c);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
