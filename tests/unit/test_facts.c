// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_facts.c - facts in words, each way they can be put (tests/golden/model/
 * facts.txt), and records: what is written is what is read, and nothing beyond it.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/facts/acs.h"
#include "sim/facts/record.h"
#include "sim/facts/say.h"
#include "sim/facts/text.h"
#include "sim/facts/verdict.h"
#include "tests/unit/golden.h"

static void put_words(FILE *out)
{
	char text[64];

	for (int i = VERDICT_PASS; i <= VERDICT_ERROR; i++)
		fprintf(out, "%s %d %d\n", verdict_status_name((enum verdict_status)i),
			verdict_is_failure((enum verdict_status)i, false),
			verdict_is_failure((enum verdict_status)i, true));
	for (uint32_t i = 0; i < 14; i++)
		fprintf(out, "event %s, mapping %s, status %s\n", event_kind_name(i),
			map_type_name(i), say_status(i));
	for (int64_t i = -135; i <= 1; i++)
		fprintf(out, "errno %s\n", errno_text(i, text, sizeof(text)));
	fprintf(out, "%s %s\n", errno_text(-513, text, sizeof(text)),
		errno_text(INT64_MIN, text, sizeof(text)));
	for (uint32_t i = 0; i < 8; i++)
		for (uint32_t mask = 0; mask < 0x100; mask = mask * 2 + !mask)
			fprintf(out, "acs %s\n", acs_bits_text((uint16_t)mask,
				(uint16_t)(i * 0x13), text, sizeof(text)));
	fprintf(out, "acs %s\n", acs_bits_text(0x7f, 0x55, text, sizeof(text)));
	fprintf(out, "acs %s\n", acs_bits_text(0x7f, 0x55, text, 8));
	fprintf(out, "%s ", sbdf_text(0, text, sizeof(text)));
	fprintf(out, "%s\n", sbdf_text(HP_SBDF(0x1234, 0xfe, 0x1f, 7), text, sizeof(text)));
}

static void put_facts(FILE *out, struct verdict *v)
{
	struct proof_end end = { .bar = 3, .name = "gpu", .offset = 0x1234 };
	struct proof_decision d = { .name = "" };
	struct proof p = { .name = "m", .client.name = "nic", .provider.name = "gpu",
			   .bar = 2, .offset = 0x1000, .bytes = 0x2000,
			   .map.cpu_address = 0x90000000 };

	for (end.kind = 0; end.kind < 6; end.kind++)
		fprintf(out, "lands %s\n", say_end(v, &end));
	fprintf(out, "%s, ", say_decision(v, &d));
	d.acs = 0x1c;
	fprintf(out, "%s, ", say_decision(v, &d));
	strcpy(d.name, "sw0");
	fprintf(out, "%s, ", say_decision(v, &d));
	d.acs = 0;
	fprintf(out, "%s\n", say_decision(v, &d));
	for (p.api = 0; p.api <= HP_DMA_API_COUNT; p.api++) {
		for (p.dram = 0; p.dram < 2; p.dram++)
			for (p.map.map_type = 0; p.map.map_type < 6; p.map.map_type += 3)
				fprintf(out, "%s\n", say_mapping(v, &p));
	}
	p.dram = 0;
	p.api = HP_DMA_API_DMABUF;
	fprintf(out, "%s\n", say_mapping(v, &p));
}

static struct vframe frames[20];

static void put_event(FILE *out, struct verdict *v, struct vevent *e)
{
	struct check *c = verdict_add_check(v);

	fprintf(out, "== %s\n", event_summary(v, e));
	say_event(v, c, e);
	for (uint32_t i = 0; i < c->ndiag; i++)
		fprintf(out, "%s\n", c->diag[i]);
}

static void put_events(FILE *out, struct verdict *v)
{
	static const int32_t steps[] = { 0, 1, 2, CHECK_BOOT, CHECK_LAW, CHECK_QUERY };
	struct vevent e = { .kind = HP_EVENT_WARN, .frames = frames };

	for (int i = 0; i < 20; i++)
		frames[i] = (struct vframe){ .function = "f", .file = i % 3 ? "a.c" : NULL,
					     .line = i, .environment = i < 4 };
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		e.step = steps[i];
		e.culprit = -1;
		e.text = i ? "it went wrong" : NULL;
		put_event(out, v, &e);
	}
	for (e.nframes = 11; e.nframes <= 20; e.nframes += e.nframes < 13 ? 1 : 7)
		for (e.culprit = -1; e.culprit < 7; e.culprit++) {
			e.kind = e.culprit % 2 ? HP_EVENT_TRAP : HP_EVENT_BUG;
			e.text = e.culprit == 2 ? "" : "name";
			put_event(out, v, &e);
		}
	fprintf(out, "injected: %d", verdict_injected(v) != NULL);
	verdict_add_event(v)->kind = HP_EVENT_BUG;
	verdict_add_event(v)->kind = HP_EVENT_INJECTED;
	fprintf(out, " %d\n", verdict_injected(v) == &v->events[1]);
}

START_TEST(words)
{
	static const struct vstatement st[] = {
		{ "step one", "t.hp", 6 }, { "step two", "t.hp", 9 },
	};
	struct verdict v;
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	verdict_init(&v);
	v.statements = st;
	v.nstatements = 2;
	put_words(out);
	put_facts(out, &v);
	put_events(out, &v);
	fclose(out);
	golden_is("golden/model/facts.txt", text, len);
	verdict_free(&v);
	free(text);
}
END_TEST

/* All that @r wrote, through a file. */
static unsigned char *written(int fd, size_t *len)
{
	off_t end = lseek(fd, 0, SEEK_END);
	unsigned char *bytes = malloc((size_t)end + 1);

	ck_assert_int_eq(pread(fd, bytes, (size_t)end, 0), end);
	*len = (size_t)end;
	return bytes;
}

static int scratch(void)
{
	char path[] = "/tmp/hairpin-records-XXXXXX";
	int fd = mkstemp(path);

	ck_assert_int_ge(fd, 0);
	unlink(path);
	return fd;
}

/* Records of @n bytes each, from small ones to some that no buffer holds. */
START_TEST(records)
{
	static const size_t sizes[] = {
		0, 1, 100, 32768 - 9, 32700, 40000, 65536 - 25, 65536 - 24, 65536 - 23,
		65536 - 16, 65536, 70000, 300000, 3,
	};
	const size_t n = sizeof(sizes) / sizeof(*sizes);
	struct recorder *r = malloc(sizeof(*r));
	struct rec_reader in, body;
	unsigned char *bytes, *data = malloc(300000);
	int fd = scratch();
	size_t len, got;

	for (size_t i = 0; i < 300000; i++)
		data[i] = (unsigned char)(i * 7 + i / 256);
	rec_init(r, fd);
	for (size_t i = 0; i < n; i++) {
		rec_begin(r, (enum rec_type)(1 + i));
		rec_bytes(r, data, sizes[i]);
		rec_u64(r, 0x1122334455667788 + i);
		rec_str(r, i % 2 ? "text" : NULL);
		rec_flush(r);		/* not while one is open */
		rec_end(r);
		if (i % 3 == 0)
			rec_flush(r);
	}
	/* One that a signal interrupts leaves no trace. */
	rec_begin(r, REC_LEFT);
	rec_u64(r, 1);
	rec_abort(r);
	rec_begin(r, REC_LEFT);
	rec_strn(r, "ab\0cd", 5);
	rec_end(r);
	rec_flush(r);
	ck_assert(!r->broken);
	bytes = written(fd, &len);
	in = (struct rec_reader){ .p = bytes, .end = bytes + len };
	for (size_t i = 0; i < n; i++) {
		const void *p;
		const char *s;

		ck_assert_int_eq(rec_next(&in, &body), (int)(1 + i));
		p = rec_get_bytes(&body, &got);
		ck_assert_uint_eq(got, sizes[i]);
		ck_assert(!got || !memcmp(p, data, got));
		ck_assert_uint_eq(rec_get_u64(&body), 0x1122334455667788 + i);
		s = rec_get_str(&body);
		ck_assert(i % 2 ? s && !strcmp(s, "text") : !s);
		ck_assert(!body.bad);
		ck_assert_ptr_eq(body.p, body.end);
		/* Beyond the end there is nothing. */
		ck_assert_uint_eq(rec_get_u64(&body), 0);
		ck_assert(body.bad);
		ck_assert_ptr_null(rec_get_str(&body));
		ck_assert_ptr_null(rec_get_bytes(&body, &got));
		ck_assert_uint_eq(got, 0);
	}
	ck_assert_int_eq(rec_next(&in, &body), REC_LEFT);
	ck_assert_mem_eq(rec_get_str(&body), "ab\0cd", 6);
	ck_assert_int_eq(rec_next(&in, &body), 0);
	ck_assert_ptr_eq(in.p, in.end);
	/* A record that is not whole is none. */
	for (size_t cut = 1; cut < 20; cut++) {
		in = (struct rec_reader){ .p = bytes + len - 26, .end = bytes + len - cut };
		ck_assert_int_eq(rec_next(&in, &body), 0);
	}
	free(bytes);
	free(data);
	free(r);
	close(fd);
}
END_TEST

/* Fields that lie about their length. */
START_TEST(bad_fields)
{
	struct { uint64_t n; char text[8]; } f = { 7, "1234567" };
	struct rec_reader r;
	size_t len;

	for (f.n = 6; f.n < 10; f.n++) {
		r = (struct rec_reader){ .p = (void *)&f, .end = (unsigned char *)(&f + 1) };
		ck_assert((rec_get_str(&r) != NULL) == (f.n == 7));
		ck_assert(r.bad == (f.n != 7));
		r = (struct rec_reader){ .p = (void *)&f, .end = (unsigned char *)(&f + 1) };
		ck_assert((rec_get_bytes(&r, &len) != NULL) == (f.n <= 8));
		ck_assert_uint_eq(len, f.n <= 8 ? f.n : 0);
		ck_assert(r.bad == (f.n > 8));
	}
	r = (struct rec_reader){ .p = (void *)&f, .end = (unsigned char *)&f + 7 };
	ck_assert_uint_eq(rec_get_u64(&r), 0);
	ck_assert(r.bad);
	f.n = 1;
	r = (struct rec_reader){ .p = (void *)&f, .end = (unsigned char *)&f + 8 };
	ck_assert_uint_eq(rec_get_u64(&r), 1);
	ck_assert(!r.bad);
}
END_TEST

/* A reader that is gone is no reason to end, nor to try again. */
START_TEST(no_reader)
{
	struct recorder *r = malloc(sizeof(*r));

	rec_init(r, -1);
	rec_begin(r, REC_LEFT);
	rec_end(r);
	ck_assert(!r->broken);
	rec_flush(r);
	ck_assert(r->broken);
	ck_assert_uint_eq(r->used, 0);
	rec_flush(r);
	free(r);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("facts");
	TCase *t = tcase_create("facts");
	SRunner *sr;
	int failed;

	tcase_add_test(t, words);
	tcase_add_test(t, records);
	tcase_add_test(t, bad_fields);
	tcase_add_test(t, no_reader);
	suite_add_tcase(s, t);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
