// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_import_shared.c - what the importers share: addresses, functions by address, config
 * space, messages, lines; each limit from both sides.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#undef fail	/* check's, which nobody uses */
#include "model/import/internal.h"
#include "tests/unit/golden.h"

/* A machine of no functions, and what is said of it. */
struct bare {
	struct machine m;
	struct import_options opt;
	struct import_report rep;
	char *said;
	size_t len;
};

static void bare_open(struct bare *b)
{
	memset(b, 0, sizeof(*b));
	b->m = (struct machine){ .path = "t", .opt = &b->opt, .rep = &b->rep,
				 .err = open_memstream(&b->said, &b->len) };
}

static const char *bare_said(struct bare *b)
{
	fflush(b->m.err);
	return b->said;
}

static void bare_close(struct bare *b)
{
	fclose(b->m.err);
	for (uint32_t i = 0; i < b->m.nfn; i++) {
		free(b->m.fn[i]->cfg);
		free(b->m.fn[i]);
	}
	free(b->m.fn);
	free(b->m.hash);
	import_report_free(&b->rep);
	free(b->said);
}

/* What a reader of addresses makes of @s: the number and what follows, or -. */
static void put_parsed(FILE *out, const char *what, const char *s, const char *rest,
		       uint64_t v)
{
	if (rest)
		fprintf(out, "%s '%s': %llx, then '%s'\n", what, s, (unsigned long long)v, rest);
	else
		fprintf(out, "%s '%s': -\n", what, s);
}

START_TEST(addresses)
{
	static const char *const texts[] = {
		"", "0", "9", "a", "f", "g", "/", ":", "@", "`", "A", "F", "G", "x",
		"1f", "0x1f", "ffffffffffffffff", "00000000000000001", "-1",
		"00.0", "1f.7", "1f.8", "20.0", "0.0", "000.0", "00:0", "00.", "00.00", "00.0x",
		"00:00.0", "ff:1f.7 rest", "0:00.0", "000:00.0", "0000:00:00.0", "00000:00:00.0",
		"7fffffff:ff:1f.7", "80000000:00:00.0", "000000000:00:00.0", "0000:0:00.0",
		"0000:000:00.0", "0000:00:20.0", "0000:00.00.0", "0000-00:00.0", "00000:0a:0B.1,",
	};
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		uint64_t v = 0;
		uint8_t devfn = 0;
		const char *rest = parse_hex(texts[i], &v);

		put_parsed(out, "hex", texts[i], rest, v);
		rest = parse_devfn(texts[i], &devfn);
		put_parsed(out, "devfn", texts[i], rest, devfn);
		v = 0;
		rest = parse_sbdf(texts[i], &v);
		put_parsed(out, "sbdf", texts[i], rest, v);
		if (rest)
			fprintf(out, "  %s\n", sbdf_name(v));
	}
	fclose(out);
	golden_is("fixtures/import/addresses.expected", text, len);
	free(text);
}
END_TEST

START_TEST(found_again)
{
	static const uint32_t n = 1000;
	struct bare b;

	bare_open(&b);
	ck_assert_ptr_null(raw_find(&b.m, 0));
	for (uint32_t i = 0; i < n; i++) {
		struct raw *r = raw_get(&b.m, 7ull * i, i + 1);

		ck_assert_ptr_nonnull(r);
		ck_assert_uint_eq(b.m.nfn, i + 1);
		ck_assert_ptr_eq(raw_get(&b.m, 7ull * i, 0), r);
		ck_assert_uint_eq(r->f.loc.line, i + 1);
		ck_assert_uint_eq(r->f.loc.column, 1);
		ck_assert_uint_eq(r->f.devfn, 7 * i & 0xff);
		ck_assert_int_eq(r->f.parent, -1);
		ck_assert_int_eq(r->f.iommu_group, -1);
		ck_assert_int_eq(r->f.numa_node, -1);
		ck_assert_int_eq(r->hdr, -1);
		ck_assert_ptr_null(raw_find(&b.m, 7ull * i + 1));
		/* More places than functions, so that a search ends. */
		ck_assert_uint_ge(b.m.nhash, 2 * b.m.nfn);
	}
	for (uint32_t i = 0; i < n; i++)
		ck_assert_uint_eq(raw_find(&b.m, 7ull * i)->f.loc.line, i + 1);
	ck_assert_uint_eq(here(&b.m, 0).column, 0);
	bare_close(&b);
}
END_TEST

START_TEST(as_many_functions_as_may_be)
{
	struct bare b;

	bare_open(&b);
	for (uint32_t i = 0; i < IMPORT_MAX_FUNCTIONS; i++)
		raw_get(&b.m, i, 1);
	ck_assert_uint_eq(b.m.nfn, IMPORT_MAX_FUNCTIONS);
	ck_assert(!b.m.failed);
	ck_assert_ptr_nonnull(raw_get(&b.m, 5, 1));
	ck_assert_ptr_null(raw_get(&b.m, IMPORT_MAX_FUNCTIONS, 9));
	ck_assert(b.m.failed);
	ck_assert_str_eq(bare_said(&b), "t:9:1: more than 32768 functions; one machine has fewer\n");
	bare_close(&b);
}
END_TEST

static const struct {
	size_t len, kept;		/* 0: refused */
} configs[] = {
	{ 0, 0 }, { 1, 0 }, { 63, 0 }, { 64, 64 }, { 65, 64 }, { 255, 64 }, { 256, 256 },
	{ 257, 256 }, { 4095, 256 }, { 4096, 4096 }, { 4097, 4096 },
};

START_TEST(config_space)
{
	const size_t len = configs[_i].len, kept = configs[_i].kept;
	uint8_t bytes[4097];
	char want[160] = "";
	struct bare b;
	struct raw *r;

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(i * 3 + 1);
	bare_open(&b);
	r = raw_get(&b.m, sbdf_make(0, 1, 8), 3);
	ck_assert_int_eq(raw_set_config(&b.m, r, bytes, len), kept != 0);
	if (!kept)
		snprintf(want, sizeof(want), "t:3:1: 0000:01:01.0: %zu byte%s of config space; the header alone has 64\n",
			 len, len == 1 ? "" : "s");
	else if (kept != len)
		snprintf(want, sizeof(want), "t:3:1: warning: 0000:01:01.0: %zu bytes of config space: only the first %zu are used, for 64, 256 or 4096 are whole\n",
			 len, kept);
	ck_assert_str_eq(bare_said(&b), want);
	ck_assert_uint_eq(r->cfg_len, kept);
	ck_assert_int_eq(b.m.failed, !kept);
	if (kept)
		ck_assert_int_eq(memcmp(r->cfg, bytes, kept), 0);
	bare_close(&b);
}
END_TEST

/* Fewer bytes than are known are not taken; as many are, as they are newer. */
START_TEST(config_space_again)
{
	uint8_t first[256] = { 1 }, second[256] = { 2 };
	struct bare b;
	struct raw *r;

	bare_open(&b);
	r = raw_get(&b.m, 0, 1);
	ck_assert(raw_set_config(&b.m, r, first, 256));
	ck_assert(raw_set_config(&b.m, r, second, 64));
	ck_assert_uint_eq(r->cfg_len, 256);
	ck_assert_uint_eq(r->cfg[0], 1);
	ck_assert(raw_set_config(&b.m, r, second, 256));
	ck_assert_uint_eq(r->cfg[0], 2);
	bare_close(&b);
}
END_TEST

START_TEST(config_space_of_all)
{
	static const uint8_t bytes[4096];
	struct bare b;
	struct raw *r;

	bare_open(&b);
	r = raw_get(&b.m, 0, 4);
	for (uint32_t i = 0; i < IMPORT_MAX_CONFIG / 4096; i++)
		ck_assert(raw_set_config(&b.m, r, bytes, 4096));
	ck_assert(!b.m.failed);
	ck_assert(!raw_set_config(&b.m, r, bytes, 4096));
	ck_assert_str_eq(bare_said(&b), "t:4:1: more than 40 MiB of config space; one machine has less\n");
	bare_close(&b);
}
END_TEST

START_TEST(groups)
{
	struct bare b;
	struct raw *r;

	bare_open(&b);
	r = raw_get(&b.m, 8, 1);
	ck_assert(!b.m.groups_seen);
	raw_set_group(&b.m, r, 0);
	ck_assert(b.m.groups_seen && r->f.iommu_group == 0);
	raw_set_group(&b.m, r, 0);
	ck_assert(!b.m.failed);
	b.m.merging = true;
	raw_set_group(&b.m, r, 5);
	ck_assert(!b.m.failed && r->f.iommu_group == 0);
	b.m.merging = false;
	raw_set_group(&b.m, r, 5);
	ck_assert_str_eq(bare_said(&b), "t: 0000:00:01.0 is in group 0 and in group 5; one would be right\n");
	bare_close(&b);
}
END_TEST

START_TEST(drivers)
{
	struct raw r = { 0 };

	raw_set_driver(&r, " \t  \r\n");
	ck_assert_str_eq(r.f.driver, "");
	raw_set_driver(&r, " \tvfio-pci \t\r\nnext");
	ck_assert_str_eq(r.f.driver, "vfio-pci");
	raw_set_driver(&r, "nvme");
	ck_assert_str_eq(r.f.driver, "vfio-pci");
}
END_TEST

static const struct {
	uint32_t line, column;
	const char *member, *text, *said;
} places[] = {
	{ 0, 0, NULL, NULL, "t: what 1\n" },
	{ 0, 0, "a/b", NULL, "t/a/b: what 1\n" },
	{ 7, 0, NULL, "x", "t:7:1: what 1\n" },
	{ 7, 1, NULL, NULL, "t:7:1: what 1\n" },
	{ 7, 1, "a", "x", "t/a:7:1: what 1\n  x\n  ^\n" },
	{ 7, 3, NULL, "\tx\x01\x1f \x7f\xc3~", "t:7:3: what 1\n   x?? ?\xc3~\n    ^\n" },
	{ 7, 9, NULL, "ab", "t:7:9: what 1\n  ab\n    ^\n" },
};

START_TEST(a_place)
{
	struct bare b;

	bare_open(&b);
	b.m.member = places[_i].member;
	ck_assert(!fail(&b.m, places[_i].line, places[_i].column, places[_i].text,
			"what %d", 1));
	ck_assert(b.m.failed);
	/* The first is the cause. */
	ck_assert(!fail(&b.m, 1, 1, NULL, "and more"));
	ck_assert_str_eq(bare_said(&b), places[_i].said);
	bare_close(&b);
}
END_TEST

/* As much of a line is shown as fits, and the caret stays below it. */
START_TEST(a_long_line)
{
	for (int n = 159; n <= 161; n++) {
		const int shown = n < 160 ? n : 160;
		char line[200] = "", want[500], dashes[200] = "", blanks[200] = "";
		struct bare b;

		memset(line, '-', (size_t)n);
		memset(dashes, '-', (size_t)shown);
		memset(blanks, ' ', (size_t)shown);
		snprintf(want, sizeof(want), "t:2:190: x\n  %s\n  %s^\n", dashes, blanks);
		bare_open(&b);
		fail(&b.m, 2, 190, line, "x");
		ck_assert_str_eq(bare_said(&b), want);
		bare_close(&b);
	}
}
END_TEST

/* Of 1002 warnings 999 are kept, and one says that there are more. */
START_TEST(warnings)
{
	const struct spec_loc own = { "t", 5, 2 }, other = { "u", 6, 0 };
	struct bare b;

	bare_open(&b);
	warn(&b.m, &other, "one %d", 1);
	for (int i = 0; i < 1001; i++)
		warn(&b.m, &own, "kind %d", i);
	ck_assert_uint_eq(b.rep.nwarnings, 1000);
	ck_assert_str_eq(b.rep.warnings[1].text, "kind 0");
	ck_assert_str_eq(b.rep.warnings[998].text, "kind 997");
	ck_assert_str_eq(b.rep.warnings[999].text, "more warnings are not shown");
	ck_assert(b.rep.warnings[1].first && !b.rep.warnings[2].first);
	ck_assert_uint_eq(b.rep.warnings[0].alike, 0);
	ck_assert_uint_eq(b.rep.warnings[1].alike, 998);
	warn_alike(&b.m);
	ck_assert_str_eq(bare_said(&b), "u:6:1: warning: one 1\nt:5:2: warning: kind 0\n"
			 "t:5:2: warning: and 998 more like this one\n");
	bare_close(&b);
	bare_open(&b);
	b.opt.quiet = true;
	warn(&b.m, &own, "one");
	warn(&b.m, &own, "one");
	warn_alike(&b.m);
	ck_assert_uint_eq(b.rep.nwarnings, 2);
	ck_assert_str_eq(bare_said(&b), "");
	bare_close(&b);
}
END_TEST

static bool count(void *arg, char *s, uint32_t line)
{
	uint32_t *last = arg;

	/* Without a mark of check's, which takes its time. */
	if (line != *last + 1)
		ck_abort_msg("line %u follows line %u", line, *last);
	*last = line;
	return strcmp(s, "stop");
}

static bool read_lines(struct bare *b, const char *text, size_t len, bool printable,
		       uint32_t *last)
{
	FILE *f = fmemopen((void *)text, len, "r");
	bool ok;

	*last = 0;
	ok = lines_read(&b->m, f, printable, count, last);
	fclose(f);
	return ok;
}

START_TEST(as_many_lines_as_may_be)
{
	char *text = malloc(IMPORT_MAX_LINES + 1);
	struct bare b;
	uint32_t last;

	memset(text, '\n', IMPORT_MAX_LINES + 1);
	bare_open(&b);
	ck_assert(read_lines(&b, text, IMPORT_MAX_LINES, false, &last));
	ck_assert_uint_eq(last, IMPORT_MAX_LINES);
	ck_assert(!read_lines(&b, text, IMPORT_MAX_LINES + 1, false, &last));
	ck_assert_uint_eq(last, IMPORT_MAX_LINES);
	ck_assert_str_eq(bare_said(&b), "t:4194305:1: more than 4194304 lines\n");
	bare_close(&b);
	free(text);
}
END_TEST

START_TEST(as_long_a_line_as_may_be)
{
	char *text = malloc(IMPORT_MAX_LINE + 4);
	struct bare b;
	uint32_t last;

	memset(text, 'x', IMPORT_MAX_LINE + 4);
	bare_open(&b);
	text[0] = '\n';
	text[IMPORT_MAX_LINE] = '\n';
	ck_assert(read_lines(&b, text, IMPORT_MAX_LINE + 1, false, &last));
	ck_assert_uint_eq(last, 2);
	ck_assert(read_lines(&b, text, IMPORT_MAX_LINE, false, &last));
	text[IMPORT_MAX_LINE] = 'x';
	ck_assert(!read_lines(&b, text, IMPORT_MAX_LINE + 1, false, &last));
	ck_assert_uint_eq(last, 1);
	ck_assert_str_eq(bare_said(&b), "t:2:1: line of more than 16384 bytes\n");
	bare_close(&b);
	free(text);
}
END_TEST

START_TEST(lines_end)
{
	struct bare b;
	uint32_t last;

	bare_open(&b);
	ck_assert(read_lines(&b, "a\n\nb", 4, false, &last) && last == 3);
	ck_assert(!read_lines(&b, "a\nstop\nb\n", 9, false, &last));
	ck_assert_uint_eq(last, 2);
	ck_assert(!b.m.failed);
	bare_close(&b);
}
END_TEST

/* Of each file as much is read as such a file may have. */
START_TEST(files_of_sysfs)
{
	static const char *const leaves[] = {
		"config", "resource", "vendor", "device", "class", "revision",
		"subsystem_vendor", "subsystem_device", "iommu_group", "driver", "numa_node",
		"physfn", "sriov_totalvfs", "sriov_numvfs", "sriov_offset", "sriov_stride",
		"sriov_vf_device", "max_link_speed", "max_link_width", "secondary_bus_number",
		"subordinate_bus_number", "config2", "uevent", "",
	};
	static const char *const paths[] = {
		"proc/iomem", "iomem", "xiomem", "a/iomem/b", "proc/cmdline", "proc/cpuinfo",
		"hairpin-capture-version", "0000:00:01.0:pcie001", "0000:00:01.0:pci001",
		"00:01.0/config", "0000:00:01.0/net/config", "0000:00:01.0/net/0000:01:00.0/config",
		"0000:00:01.0/net/pci10000:00/10000:00:00.0/config", "pci0000:00/config",
		"pci0000:100/0000:00:01.0/config", "x/0000:00:01.0/0000:01:00.0/config",
	};
	char *text, path[256];
	size_t len, max;
	FILE *out = open_memstream(&text, &len);

	for (size_t i = 0; i < sizeof(leaves) / sizeof(*leaves); i++) {
		snprintf(path, sizeof(path), "sys/pci0000:00/0000:00:01.0/%s", leaves[i]);
		max = 0;
		fprintf(out, "%s: %s", path, sysfs_wants(path, &max) ? "wanted" : "not");
		fprintf(out, ", %zu\n", max);
	}
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		max = 0;
		fprintf(out, "%s: %s", paths[i], sysfs_wants(paths[i], &max) ? "wanted" : "not");
		fprintf(out, ", %zu\n", max);
	}
	fclose(out);
	golden_is("fixtures/import/sysfs-files.expected", text, len);
	free(text);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("import shared");
	TCase *t = tcase_create("edges");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, addresses);
	tcase_add_test(t, found_again);
	tcase_add_test(t, as_many_functions_as_may_be);
	tcase_add_loop_test(t, config_space, 0, (int)(sizeof(configs) / sizeof(*configs)));
	tcase_add_test(t, config_space_again);
	tcase_add_test(t, config_space_of_all);
	tcase_add_test(t, groups);
	tcase_add_test(t, drivers);
	tcase_add_loop_test(t, a_place, 0, (int)(sizeof(places) / sizeof(*places)));
	tcase_add_test(t, a_long_line);
	tcase_add_test(t, warnings);
	tcase_add_test(t, as_many_lines_as_may_be);
	tcase_add_test(t, as_long_a_line_as_may_be);
	tcase_add_test(t, lines_end);
	tcase_add_test(t, files_of_sysfs);
	suite_add_tcase(s, t);
	return s;
}

int main(void)
{
	SRunner *sr = srunner_create(suite());
	int failed;

	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
