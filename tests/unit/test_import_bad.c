// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_import_bad.c - captures that are wrong: a located message, never a
 * crash; captures that are too much: refused before they cost anything.
 */
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/import_machine.h"

static const struct {
	const char *text, *said;
} wrongs[] = {
	{ "00:00.0 Host bridge: X\n00: 86 80 05 3\n",
	  "t:2:14: not a byte; two hex digits would be right\n" },
	{ "00:00.0 Host bridge: X\n00: 86 80 zz 34 00 00 00 00 00 00 00 00 00 00 00 00\n",
	  "t:2:11: not a byte; two hex digits would be right\n" },
	{ "00:00.0 Host bridge: X\n00: 86 80 05 34 00 00 00 00 00 00 00 00 00 00 00 00 00\n",
	  "t:2:53: more than 16 bytes in a row\n" },
	{ "00:00.0 Host bridge: X\n10: 86 80 05 34 00 00 00 00 00 00 00 00 00 00 00 00\n",
	  "t:2:1: 0000:00:00.0 begins at offset 0x10; the row '00:' is missing\n" },
	{ "00:00.0 Host bridge: X\n00: 86 80 05 34 00 00 00 00 00 00 00 00 00 00 00 00\n"
	  "20: 86 80 05 34 00 00 00 00 00 00 00 00 00 00 00 00\n",
	  "t:3:1: row 0x20 follows, but bytes from 0x10 on are missing" },
	{ "00:00.0 Host bridge: X\n00: 86 80 05 34\n10: 86 80\n",
	  "t:3:1: row 0x10 follows, but bytes from 0x4 on are missing" },
	{ "00:00.0 Host bridge: X\n00: 86 80 05 34 00 00 00 00 00 00 00 00 00 00 00 00\n"
	  "00: 86 80 05 34 00 00 00 00 00 00 00 00 00 00 00 00\n",
	  "t:3:1: row 00 again; another function begins with its address" },
	{ "00:00.0 Host bridge: X\n04: 86 80 05 34\n",
	  "t:2:1: row at offset 0x4; rows begin at multiples of 10\n" },
	{ "00:00.0 Host bridge: X\n00: 86 80 05 34 00 00 00 00 00 00 00 00 00 00 00 00\n",
	  "t:2:1: warning: the paste ends in the middle of 0000:00:00.0; what follows, of it and of the machine, is unknown\n"
	  "t:1:1: 0000:00:00.0: 16 bytes of config space; the header alone has 64\n" },
	{ "00:00.0 Host bridge: X\n\tBus: primary=00, secondary=zz, subordinate=01\n",
	  "t:2:1: 'Bus: primary=00, secondary=01, subordinate=02' would be right\n" },
	{ "00:00.0 PCI bridge: X\n\tMemory behind bridge: lots\n",
	  "t:2:1: a window is two hex addresses, 'f7800000-f7bfffff'\n" },
	{ "00:00.0 X: X\n\tRegion 6: Memory at 90000000 (64-bit, prefetchable) [size=1M]\n",
	  "t:2:1: a function has regions 0 to 5\n" },
	{ "00:00.0 X: X\n\tRegion 5: Memory at 90000000 (64-bit, prefetchable) [size=1M]\n",
	  "t:2:1: a 64-bit region takes two registers; region 5 is the last\n" },
	{ "00:00.0 X: X\n\tRegion 0: Memory at 90000000 (32-bit, prefetchable) [size=3M]\n",
	  "t:2:1: a region's size is a power of two, like [size=16M]\n" },
	{ "00:00.0 X: X\n\tExpansion ROM at 90000000 [size=5K]\n",
	  "t:2:1: a ROM's size is a power of two, like [size=128K]\n" },
	{ "00:00.0 X: X\n\tCapabilities: [40] Express (v2) Flux Port, MSI 00\n",
	  "t:2:1: this Device/Port Type is unknown" },
	{ "00:00.0 X: X\n\tCapabilities: what\n",
	  "t:2:1: 'Capabilities: [40] Express (v2) Root Port' would be right\n" },
	{ "00:00.0 X: X\n\tIOMMU group: many\n", "t:2:1: the IOMMU group is no number\n" },
	{ "[\n{ \"realpath\": 3 }\n]\n", "t:2:1: an object without \"realpath\"" },
	{ "[\n{ \"realpath\": \"/sys/x\", \"config\": \"\" }\n]\n",
	  "t:2:1: \"realpath\" ends in no PCI address" },
	{ "[{\"realpath\": \"/sys/devices/pci0000:00/0000:00:01.0\", \"config\": \"*\"}]",
	  "t:1:1: 0000:00:01.0: \"config\" is not base64" },
	{ "[{\"realpath\": \"/sys/devices/pci0000:00/0000:00:01.0\", \"config\": \"AAAA\"}]",
	  "t:1:1: 0000:00:01.0: \"config\" does not unpack" },
	{ "[{\n\"realpath\": ,\n}]", "t:2:" },
	{ "[{\"a\": 1}, 3]", "t:1:1: an object without" },
	{ "[{\"realpath\": \"x", "t:1:17: the list ends in the middle of an object" },
	{ "[]", "t: no PCI function is in it" },
	/* Found by fuzzing: a port service's path, and nothing left at all. */
	{ "[{\"realpath\": \"/sys/devices/x:pcie001/0000:00:01.0\", \"config\": \"\"}]",
	  "t:1:1: \"realpath\" is not a PCI function's" },
	{ "00:00.0 X: X\n"
	  "00: ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff\n"
	  "10: ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff\n"
	  "20: ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff\n"
	  "30: ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff\n",
	  "t:1:1: warning: 0000:00:00.0: its config space reads all ones; it is left out\n"
	  "t: no function is left" },
	{ "\x1f\x8b" "garbage that is no gzip stream", "t: not a whole tar archive: " },
};

START_TEST(each_is_located)
{
	struct imported im = import_bytes("t", wrongs[_i].text,
					  strlen(wrongs[_i].text), NULL);

	ck_assert(im.spec == NULL);
	ck_assert_int_eq(im.rep.kind, IMPORT_BAD);
	ck_assert_msg(!strncmp(im.said, wrongs[_i].said, strlen(wrongs[_i].said)),
		      "said '%s', not '%s'", im.said, wrongs[_i].said);
	imported_free(&im);
}
END_TEST

START_TEST(the_line_and_a_caret)
{
	static const char text[] = "00:00.0 Host bridge: X\n00: 86 80 xx 34\n";
	struct imported im = import_bytes("t", text, strlen(text), NULL);

	ck_assert_str_eq(im.said, "t:2:11: not a byte; two hex digits would be right\n"
			 "  00: 86 80 xx 34\n"
			 "            ^\n");
	imported_free(&im);
}
END_TEST

static const char *const others[] = {
	"", "\n", "hello world\n", "host server\nrp rp0 under hb0 01.0\n",
	"{\"a\": []}\n", "#!/bin/sh\n", "00:00\n", "10:20:30 nothing happened: really\n",
	"\177ELF\2\1\1", "[1, 2]\n",
};

/* Then the scenario parser has its say: nothing was written. */
START_TEST(not_a_dump)
{
	struct imported im = import_bytes("t", others[_i], strlen(others[_i]), NULL);

	ck_assert(im.spec == NULL);
	ck_assert_int_eq(im.rep.kind, IMPORT_NOT_A_DUMP);
	ck_assert_str_eq(im.said, "");
	imported_free(&im);
}
END_TEST

/* CPU time and memory of a child that imports @path. */
struct cost {
	double seconds;
	long kib;
	int kind;
	char said[512];
};

static struct cost cost_of(const char *path)
{
	struct cost c = { 0 };
	struct rusage before, after;
	int fd[2], status;
	ssize_t n;
	pid_t pid;

	ck_assert(!pipe(fd));
	getrusage(RUSAGE_CHILDREN, &before);
	pid = fork();
	if (!pid) {
		struct import_report rep;
		FILE *err = fdopen(fd[1], "w");
		struct spec *s = import_load(path, NULL, &rep, err);

		fclose(err);
		spec_free(s);
		getrusage(RUSAGE_SELF, &after);
		_exit(rep.kind);
	}
	close(fd[1]);
	n = read(fd[0], c.said, sizeof(c.said) - 1);
	c.said[n > 0 ? n : 0] = '\0';
	close(fd[0]);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(WIFEXITED(status), "%s", c.said);
	c.kind = WEXITSTATUS(status);
	getrusage(RUSAGE_CHILDREN, &after);
	c.seconds = (double)(after.ru_utime.tv_sec - before.ru_utime.tv_sec) +
		    (double)(after.ru_utime.tv_usec - before.ru_utime.tv_usec) / 1e6 +
		    (double)(after.ru_stime.tv_sec - before.ru_stime.tv_sec) +
		    (double)(after.ru_stime.tv_usec - before.ru_stime.tv_usec) / 1e6;
	c.kib = after.ru_maxrss;
	return c;
}

static void refuse(const char *path, const char *said)
{
	struct cost c = cost_of(path);

	unlink(path);
	ck_assert_int_eq(c.kind, IMPORT_BAD);
	ck_assert_msg(strstr(c.said, said), "%s", c.said);
#if !defined(__SANITIZE_ADDRESS__)
	ck_assert_msg(c.seconds < 1, "%f s", c.seconds);
	ck_assert_msg(c.kib < 64 << 10, "%ld KiB", c.kib);
#endif
}

static FILE *temp(char *path)
{
	int fd = mkstemp(path);

	ck_assert(fd >= 0);
	return fdopen(fd, "w");
}

static void ten_million(const char *line, const char *each, const char *said)
{
	char path[] = "/tmp/hairpin-bomb-XXXXXX";
	FILE *f = temp(path);

	fputs(line, f);
	for (unsigned int i = 0; i < 10000000; i++)
		fputs(each, f);
	fclose(f);
	refuse(path, said);
}

START_TEST(ten_million_lines)
{
	static const struct { const char *line, *said; } kinds[] = {
		{ "\n", ":4194305:1: more than 4194304 lines" },
		{ "> \n", ":4194305:1: more than 4194304 lines" },
		{ "00: 86 80 05 34 00 00 00 00 00 00 00 00 00 00 00 00\n",
		  ": 495 MiB; a capture of one machine has at most 32" },
		{ "00:00.0 Host bridge: X\n", ": 219 MiB; a capture of one machine" },
	};

	ten_million("00:00.0 Host bridge: X\n", kinds[_i].line, kinds[_i].said);
}
END_TEST

START_TEST(too_many_functions)
{
	char path[] = "/tmp/hairpin-bomb-XXXXXX";
	FILE *f = temp(path);

	for (unsigned int i = 0; i < 1500000; i++)
		fprintf(f, "%04x:%02x:%02x.%x A: B\n", i >> 16, i >> 8 & 0xff,
			i >> 3 & 0x1f, i & 7);
	fclose(f);
	refuse(path, ":32769:1: more than 32768 functions");
}
END_TEST

START_TEST(one_long_line)
{
	char path[] = "/tmp/hairpin-bomb-XXXXXX";
	FILE *f = temp(path);

	fputs("00:00.0 Host bridge: X\n", f);
	for (unsigned int i = 0; i < 30000000; i++)
		putc_unlocked('x', f);
	fclose(f);
	refuse(path, ":2:1: line of more than 16384 bytes");
}
END_TEST

/* An archive of 4 GiB of zeros where a config file should be. */
static void tar_bomb(int filter, const char *name, la_int64_t size)
{
	static char zeros[1 << 20];
	char path[] = "/tmp/hairpin-bomb-XXXXXX";
	struct archive *a = archive_write_new();
	struct archive_entry *e = archive_entry_new();

	close(mkstemp(path));
	archive_write_add_filter(a, filter);
	archive_write_set_format_pax_restricted(a);
	ck_assert_int_eq(archive_write_open_filename(a, path), ARCHIVE_OK);
	archive_entry_set_pathname(e, name);
	archive_entry_set_filetype(e, AE_IFREG);
	archive_entry_set_perm(e, 0644);
	archive_entry_set_size(e, size);
	archive_write_header(a, e);
	for (la_int64_t at = 0; at < size; at += (la_int64_t)sizeof(zeros))
		archive_write_data(a, zeros, sizeof(zeros));
	archive_write_close(a);
	archive_write_free(a);
	archive_entry_free(e);
	refuse(path, "unpacks to more than 40 MiB");
}

START_TEST(tar_bombs)
{
	static const int filters[] = { ARCHIVE_FILTER_GZIP, ARCHIVE_FILTER_BZIP2,
				       ARCHIVE_FILTER_XZ };

	tar_bomb(filters[_i], "sys/devices/pci0000:00/0000:00:01.0/config", 64 << 20);
	tar_bomb(filters[_i], "sys/other/file", 64 << 20);
}
END_TEST

/* Many files of 30 MiB each, none of them too big by itself. */
START_TEST(tar_of_many)
{
	static char zeros[1 << 20];
	char path[] = "/tmp/hairpin-bomb-XXXXXX";
	struct archive *a = archive_write_new();

	close(mkstemp(path));
	archive_write_add_filter_gzip(a);
	archive_write_set_format_ustar(a);
	ck_assert_int_eq(archive_write_open_filename(a, path), ARCHIVE_OK);
	for (int i = 0; i < 8; i++) {
		struct archive_entry *e = archive_entry_new();

		archive_entry_set_pathname(e, "sys/file");
		archive_entry_set_filetype(e, AE_IFREG);
		archive_entry_set_size(e, 30 << 20);
		archive_write_header(a, e);
		for (int k = 0; k < 30; k++)
			archive_write_data(a, zeros, sizeof(zeros));
		archive_entry_free(e);
	}
	archive_write_close(a);
	archive_write_free(a);
	refuse(path, "unpacks to more than 40 MiB");
}
END_TEST

START_TEST(json_bombs)
{
	static const struct { const char *head, *each; unsigned int n; const char *said; } kinds[] = {
		{ "[{\"a\": ", "[", 100000, "an object of too many values" },
		{ "[{\"a\": [", "1,", 10000000, "an object of too many values" },
		{ "[{\"a\": \"", "xxxxxxxxxxxxxxxx", 1500000, "an object of more than 1 MiB" },
		{ "[{}", ",{}", 10000000, "an object without" },
		{ "[{", " \n\n\n\n\n\n\n", 3000000, "an object of more than 1 MiB" },
	};
	char path[] = "/tmp/hairpin-bomb-XXXXXX";
	FILE *f = temp(path);

	fputs(kinds[_i].head, f);
	for (unsigned int i = 0; i < kinds[_i].n; i++)
		fputs(kinds[_i].each, f);
	fclose(f);
	refuse(path, kinds[_i].said);
}
END_TEST

/* 32768 functions, each in a place of its own, is a lot but fine. */
START_TEST(many_functions)
{
	size_t len;
	char *text;
	FILE *out = open_memstream(&text, &len);
	struct imported im;

	for (unsigned int i = 0; i < 32768; i++)
		fprintf(out, "%04x:%02x:%02x.%x Ethernet [0200]: B [1234:5678]\n"
			"\tControl: I/O-\n\tRegion 0: Memory at %x (32-bit) [size=4K]\n"
			"\tCapabilities: [40] Power Management version 3\n",
			i >> 15, i >> 8 & 0x7f, i >> 3 & 0x1f, i & 7, 0x80000000 + i * 0x1000);
	fclose(out);
	im = import_bytes("t", text, len, NULL);
	ck_assert_msg(im.spec != NULL, "%s", im.said);
	ck_assert_uint_eq(im.spec->nfunctions, 32768);
	imported_free(&im);
	free(text);
}
END_TEST

static uint32_t rnd(uint64_t *s)
{
	*s = *s * 6364136223846793005ull + 1442695040888963407ull;
	return (uint32_t)(*s >> 33);
}

/* Any result will do that is a machine, or a message. */
static void survive(const char *name, const char *data, size_t len)
{
	struct imported im = import_bytes(name, data, len, NULL);
	char *differ;

	if (im.spec) {
		differ = round_trip(im.spec);
		ck_assert_msg(!differ, "%s: %s", name, differ);
	} else if (im.rep.kind == IMPORT_BAD) {
		ck_assert_msg(strlen(im.said) > strlen(name) && strchr(im.said, ':'),
			      "%s says nothing", name);
	}
	imported_free(&im);
}

static void torture(const char *name, const char *data, size_t len, int rounds)
{
	char *copy = malloc(len + 1);
	uint64_t seed = 1;

	for (int i = 1; i <= rounds; i++) {
		memcpy(copy, data, len);
		survive(name, copy, len * (size_t)i / (size_t)(rounds + 1));
		for (int k = 0; k < 1 + i % 16; k++)
			copy[rnd(&seed) % len] ^= (char)(1u << rnd(&seed) % 8);
		survive(name, copy, len);
	}
	free(copy);
}

START_TEST(torn_fixtures)
{
	static const char *const names[] = {
		"workstation-vv.txt", "workstation-v.txt", "workstation-vmm.txt",
		"denied-vv.txt", "subtree-vv.txt",
	};
	size_t len;
	char *text = fixture(names[_i], &len);

	torture(names[_i], text, len, 100);
	free(text);
}
END_TEST

START_TEST(torn_hex)
{
	struct machine m = machine_of(machine_text);
	size_t len;
	char *text = hex_dump(&m, &len);

	torture("hex", text, len, 60);
	free(text);
	machine_done(&m);
}
END_TEST

/* The bytes themselves flipped, not their spelling. */
START_TEST(flipped_config)
{
	struct machine m = machine_of(machine_text);
	size_t len;
	char *text = hex_dump(&m, &len);
	uint64_t seed = 7;

	for (int i = 0; i < 150; i++) {
		char *copy = strdup(text);

		for (int k = 0; k < 40; k++) {
			char *p = copy + rnd(&seed) % len;

			p = strstr(p, ": ");
			if (p && p[2] != 'u')
				p[2 + 3 * (rnd(&seed) % 16)] = "0123456789abcdef"[rnd(&seed) % 16];
		}
		survive("flipped", copy, len);
		free(copy);
	}
	free(text);
	machine_done(&m);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("import bad");
	TCase *t = tcase_create("wrong");

	tcase_add_loop_test(t, each_is_located, 0,
			    (int)(sizeof(wrongs) / sizeof(*wrongs)));
	tcase_add_test(t, the_line_and_a_caret);
	tcase_add_loop_test(t, not_a_dump, 0, (int)(sizeof(others) / sizeof(*others)));
	suite_add_tcase(s, t);
	t = tcase_create("too much");
	tcase_set_timeout(t, 120);
	tcase_add_loop_test(t, ten_million_lines, 0, 4);
	tcase_add_test(t, too_many_functions);
	tcase_add_test(t, one_long_line);
	tcase_add_loop_test(t, tar_bombs, 0, 3);
	tcase_add_test(t, tar_of_many);
	tcase_add_loop_test(t, json_bombs, 0, 5);
	tcase_add_test(t, many_functions);
	suite_add_tcase(s, t);
	t = tcase_create("torn");
	tcase_set_timeout(t, 120);
	tcase_add_loop_test(t, torn_fixtures, 0, 5);
	tcase_add_test(t, torn_hex);
	tcase_add_test(t, flipped_config);
	suite_add_tcase(s, t);
	return s;
}

IMPORT_TEST_MAIN(suite)
