// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_import_hex.c - bytes: a simulated machine dumped as lspci -xxxx does,
 * read back; and dumps that are odd, as real ones are.
 */
#include "model/config/function.h"
#include "tests/unit/import_machine.h"

static struct imported import_dump(const char *text)
{
	return import_bytes("dump", text, strlen(text), NULL);
}

START_TEST(simulated_machine_comes_back)
{
	struct machine m = machine_of(machine_text);
	size_t len;
	char *text = hex_dump(&m, &len), *differ;
	struct imported im = import_bytes("dump", text, len, NULL);
	int32_t gpu;

	ck_assert_msg(im.spec != NULL, "%s", im.said);
	golden_import("fixtures/import/machine-xxxx.expected", &im);
	check_functions(&m, &im, false, true);
	ck_assert_uint_eq(im.rep.with_4096, 10);
	ck_assert_uint_eq(im.rep.with_256, 4);
	ck_assert_uint_eq(im.rep.synthesized, 0);
	ck_assert_uint_eq(im.rep.acs_unknown, 0);
	/* Resizable BAR tells its size; what VFs take bounds theirs. */
	gpu = spec_find_function(im.spec, "gpu0");
	ck_assert_int_ge(gpu, 0);
	ck_assert_uint_eq(im.spec->functions[gpu].bar[0].size_bytes, 256u << 20);
	ck_assert_uint_eq(im.spec->functions[gpu].bar[0].rebar_sizes, 0x700);
	differ = round_trip(im.spec);
	ck_assert_msg(!differ, "%s", differ);
	imported_free(&im);
	free(text);
	machine_done(&m);
}
END_TEST

/* lspci -v -xxxx: the words tell less than the bytes do, which count. */
START_TEST(words_and_bytes)
{
	struct machine m = machine_of(machine_text);
	size_t len, both_len;
	char *text = hex_dump(&m, &len), *both;
	FILE *out = open_memstream(&both, &both_len);
	unsigned int group = 7;
	struct imported im;

	for (char *p = text, *line; (line = strsep(&p, "\n"));) {
		fprintf(out, "%s\n", line);
		if (strstr(line, "Made: up"))
			fprintf(out, "\tFlags: fast devsel, NUMA node 1, IOMMU group %u\n"
				"\tCapabilities: [70] Express Endpoint, MSI 00\n"
				"\tCapabilities: [100] Advanced Error Reporting\n"
				"\tCapabilities: [140] Access Control Services\n", group++);
	}
	fclose(out);
	im = import_bytes("dump", both, both_len, NULL);
	golden_import("fixtures/import/machine-v-xxxx.expected", &im);
	imported_free(&im);
	free(both);
	free(text);
	machine_done(&m);
}
END_TEST

/* The built import answers config reads with the bytes that were captured. */
START_TEST(bytes_answer)
{
	struct machine m = machine_of(machine_text);
	size_t len;
	char *text = hex_dump(&m, &len);
	struct imported im = import_bytes("dump", text, len, NULL);
	struct spec_error err;
	struct fabric *f = fabric_build(im.spec, &err);

	ck_assert_msg(f != NULL, "%s", err.text);
	for (uint32_t i = 0; i < m.scn->spec->nfunctions; i++) {
		struct address a = where(&m, i);

		for (uint16_t reg = 0; reg < config_bytes(&m, i); reg += 4) {
			uint32_t was = fabric_cfg_read(m.f, a.domain, a.bus, a.devfn, reg, 4);
			uint32_t is = fabric_cfg_read(f, a.domain, a.bus, a.devfn, reg, 4);

			/* An expansion ROM's size is a guess. */
			if (reg == R_ROM0 || reg == R_ROM1)
				continue;
			ck_assert_msg(was == is, "%s at %x: %08x, now %08x",
				      m.scn->spec->functions[i].name, reg, was, is);
		}
	}
	fabric_free(f);
	imported_free(&im);
	free(text);
	machine_done(&m);
}
END_TEST

/* Header rows of a type 0 function @id, all else zero. */
static void put_function(FILE *out, const char *where, const char *row0,
			 unsigned int rows)
{
	fprintf(out, "%s Thing: made\n00: %s\n", where, row0);
	for (unsigned int r = 1; r < rows; r++)
		fprintf(out, "%02x: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00\n",
			r * 16);
	fputs("\n", out);
}

#define ROW0 "34 12 78 56 00 00 00 00 00 00 00 02 00 00 00 00"

static char *dump_of(const char *a, const char *row_a, unsigned int rows_a,
		     const char *b, const char *row_b, unsigned int rows_b)
{
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	put_function(out, a, row_a, rows_a);
	if (b)
		put_function(out, b, row_b, rows_b);
	fclose(out);
	return text;
}

START_TEST(sizes_mix_and_domains_vary)
{
	char *text = dump_of("00:03.0", ROW0, 16, "10000:00:04.0", ROW0, 4);
	struct imported im = import_dump(text);

	ck_assert_msg(im.spec != NULL, "%s", im.said);
	ck_assert_uint_eq(im.rep.with_256, 1);
	ck_assert_uint_eq(im.rep.with_64, 1);
	ck_assert_uint_eq(im.rep.domains, 2);
	ck_assert_uint_eq(im.spec->host_bridges[1].domain, 0x10000);
	/* 64 bytes do not tell whether there are capabilities. */
	ck_assert_uint_eq(im.spec->functions[1].config_len, 64);
	imported_free(&im);
	free(text);
	text = dump_of("0002:01:00.0", ROW0, 4, NULL, NULL, 0);
	im = import_dump(text);
	ck_assert_uint_eq(im.spec->host_bridges[0].domain, 2);
	imported_free(&im);
	free(text);
}
END_TEST

START_TEST(all_ones_is_left_out)
{
	char *text = dump_of("00:03.0", ROW0, 4, "00:04.0",
			     "ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff", 1);
	struct imported im;
	char *more, *p;

	/* Nothing but ones, to the end. */
	if (asprintf(&more, "%s10: %s\n20: %s\n30: %s\n", text,
		     "ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff",
		     "ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff",
		     "ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff") < 0)
		abort();
	p = strstr(more, "\n\n10:");
	memmove(p + 1, p + 2, strlen(p + 2) + 1);
	im = import_dump(more);
	ck_assert_msg(im.spec != NULL, "%s", im.said);
	ck_assert_uint_eq(im.spec->nfunctions, 1);
	ck_assert_uint_eq(im.rep.left_out, 1);
	ck_assert(strstr(im.said, "0000:00:04.0: its config space reads all ones"));
	imported_free(&im);
	free(more);
	free(text);
}
END_TEST

/* X58: a type 0 header whose port type says Root Port. */
START_TEST(port_type_and_header_disagree)
{
	char *text = dump_of("00:00.0", "86 80 05 34 00 00 10 00 12 00 00 06 00 00 00 00",
			     16, NULL, NULL, 0);
	struct imported im;

	memcpy(strstr(text, "30: ") + 4, "00 00 00 00 90", 14);
	memcpy(strstr(text, "90: ") + 4, "10 00 42 00", 11);
	im = import_dump(text);
	ck_assert_msg(im.spec != NULL, "%s", im.said);
	ck_assert_int_eq(im.spec->functions[0].type, SPEC_HOST_DEVICE);
	ck_assert_uint_eq(im.spec->functions[0].config[0x92], 0x42);
	imported_free(&im);
	free(text);
}
END_TEST

/* A bridge by its header, a host bridge by its class: the header counts. */
START_TEST(class_and_header_disagree)
{
	char *text = dump_of("00:00.0", "b5 13 00 01 07 00 10 00 00 00 00 06 00 00 01 00",
			     16, "01:00.0", ROW0, 4);
	struct imported im;

	memcpy(strstr(text, "10: ") + 4, "00 00 00 00 00 00 00 00 00 01 11 00", 35);
	memcpy(strstr(text, "30: ") + 4, "00 00 00 00 90", 14);
	memcpy(strstr(text, "90: ") + 4, "10 00 42 00", 11);
	im = import_dump(text);
	ck_assert_msg(im.spec != NULL, "%s", im.said);
	ck_assert_int_eq(im.spec->functions[0].type, SPEC_ROOT_PORT);
	ck_assert_uint_eq(im.spec->functions[0].class, 0x060000);
	ck_assert_int_eq(im.spec->functions[1].parent, 0);
	imported_free(&im);
	free(text);
}
END_TEST

/* A capability list that loops, an extended one that points nowhere. */
START_TEST(broken_lists_are_cut)
{
	char *text = dump_of("00:02.0", "34 12 78 56 00 00 10 00 00 00 00 02 00 00 00 00",
			     256, NULL, NULL, 0);
	struct imported im;

	memcpy(strstr(text, "30: ") + 4, "00 00 00 00 40", 14);
	memcpy(strstr(text, "40: ") + 4, "10 50 92 00", 11);
	memcpy(strstr(text, "50: ") + 4, "01 40 03 00", 11);
	/* AER at 100, then ACS at 200, then a pointer into the header. */
	memcpy(strstr(text, "\n100: ") + 6, "01 00 02 20", 11);
	memcpy(strstr(text, "\n200: ") + 6, "0d 00 01 04 04 00 04 00", 23);
	im = import_dump(text);
	ck_assert_msg(im.spec != NULL, "%s", im.said);
	ck_assert(im.spec->functions[0].pm && im.spec->functions[0].aer);
	ck_assert_int_eq(im.spec->functions[0].acs.known, SPEC_PRESENT);
	ck_assert(strstr(im.said, "dump:1:1: warning: 0000:00:02.0: the capability list loops at 0x40"));
	ck_assert(strstr(im.said, "the extended capability list points into conventional space at 0x040"));
	imported_free(&im);
	free(text);
}
END_TEST

/* A list that goes round, and regions that Enhanced Allocation holds. */
START_TEST(loops_end_and_ea_is_said)
{
	char *text = dump_of("00:02.0", "34 12 78 56 00 00 10 00 00 00 00 02 00 00 00 00",
			     256, NULL, NULL, 0);
	struct imported im;

	memcpy(strstr(text, "30: ") + 4, "00 00 00 00 40", 14);
	memcpy(strstr(text, "40: ") + 4, "10 50 92 00", 11);
	memcpy(strstr(text, "50: ") + 4, "14 00 01 00", 11);
	memcpy(strstr(text, "\n100: ") + 6, "01 00 02 20", 11);
	memcpy(strstr(text, "\n200: ") + 6, "0f 00 01 10", 11);
	im = import_dump(text);
	ck_assert_msg(im.spec != NULL, "%s", im.said);
	ck_assert(im.spec->functions[0].aer && im.spec->functions[0].ats);
	ck_assert(strstr(im.said, "the extended capability list loops at 0x100"));
	ck_assert(strstr(im.said, "Enhanced Allocation holds its regions"));
	imported_free(&im);
	free(text);
}
END_TEST

/* VFs in the dump belong to their PF, wherever their numbers lead. */
START_TEST(vfs_are_folded)
{
	struct machine m = machine_of(machine_text);
	size_t len;
	char *text = hex_dump(&m, &len), *more;
	uint8_t vf[4096];
	struct address a = { 0, 4, 0 };
	struct imported im;
	FILE *out;

	/* VF 1 is at 04:00.0: offset 256 from 03:00.0. */
	read_config(&m, a, vf, sizeof(vf));
	ck_assert_uint_eq(vf[0] | vf[1] << 8, 0xffff);
	out = open_memstream(&more, &len);
	fputs(text, out);
	fputs("0000:04:00.0 A VF: made\n", out);
	for (unsigned int at = 0; at < sizeof(vf); at += 16) {
		fprintf(out, "%02x:", at);
		for (int k = 0; k < 16; k++)
			fprintf(out, " %02x", vf[at + (unsigned int)k]);
		fputs("\n", out);
	}
	fclose(out);
	im = import_bytes("dump", more, len, NULL);
	ck_assert_msg(im.spec != NULL, "%s", im.said);
	ck_assert_uint_eq(im.rep.vfs, 1);
	check_functions(&m, &im, false, true);
	ck_assert(im.spec->functions[spec_find_function(im.spec, "gpu0")].sriov.vf_ats);
	imported_free(&im);
	free(more);
	free(text);
	machine_done(&m);
}
END_TEST

static bool overlap(const struct spec_bar *a, const struct spec_bar *b)
{
	return a->kind != SPEC_BAR_NONE && b->kind != SPEC_BAR_NONE && a->address &&
	       b->address && (a->kind == SPEC_BAR_IO) == (b->kind == SPEC_BAR_IO) &&
	       a->address < b->address + b->size_bytes &&
	       b->address < a->address + a->size_bytes;
}

/* Bytes tell no sizes: those assumed are what fits, and not one byte more. */
START_TEST(sizes_fit)
{
	struct machine m = machine_of(machine_text);
	size_t len;
	char *text = hex_dump(&m, &len);
	struct imported im = import_bytes("dump", text, len, NULL);
	const struct spec *s = im.spec;

	for (uint32_t i = 0; i < 12 * s->nfunctions; i++)
		for (uint32_t k = 0; k < i; k++) {
			const struct spec_function *f = &s->functions[i / 12];
			const struct spec_function *g = &s->functions[k / 12];
			const struct spec_bar *a = i % 12 < 6 ? &f->bar[i % 12] :
						   &f->sriov.bar[i % 12 - 6];
			const struct spec_bar *b = k % 12 < 6 ? &g->bar[k % 12] :
						   &g->sriov.bar[k % 12 - 6];

			ck_assert_msg(!overlap(a, b), "%s %u and %s %u overlap",
				      f->name, i % 12, g->name, k % 12);
		}
	/* A neighbour 32M above; an end of window 128K above; alignment. */
	ck_assert_uint_eq(s->functions[spec_find_function(s, "nic0")].bar[0].size_bytes, 32u << 20);
	ck_assert_uint_eq(s->functions[spec_find_function(s, "smbus0")].bar[4].size_bytes, 256);
	ck_assert_uint_eq(s->functions[spec_find_function(s, "usb0")].bar[0].size_bytes, 64u << 10);
	ck_assert(strstr(im.said, " first, are not in the capture"));
	imported_free(&im);
	free(text);
	machine_done(&m);
}
END_TEST

/* Three domains that use the same bus addresses and ports. */
START_TEST(domains_are_set_apart)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	struct imported im;

	for (int d = 0; d < 3; d++)
		fprintf(out, "%04x:00:01.0 Thing: made\n"
			"00: 34 12 78 56 07 00 00 00 00 00 00 02 00 00 00 00\n"
			"10: 00 00 00 c0 01 e0 00 00 00 00 00 00 00 00 00 00\n"
			"20: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00\n"
			"30: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00\n", d);
	fclose(out);
	im = import_dump(text);
	ck_assert_msg(im.spec != NULL, "%s", im.said);
	ck_assert_uint_eq(im.spec->nbridges, 3);
	for (uint32_t d = 0; d < 3; d++) {
		const struct spec_host_bridge *hb = &im.spec->host_bridges[d];
		bool mem = false, io = false;

		/* The same bus addresses, but CPU addresses of its own. */
		for (uint32_t w = 0; w < hb->nwindows; w++) {
			uint64_t bus = hb->windows[w].cpu_base - (uint64_t)hb->windows[w].offset;

			mem |= hb->windows[w].kind == SPEC_WIN_MEM && bus == 0xc0000000;
			io |= hb->windows[w].kind == SPEC_WIN_IO && bus == 0xe000;
			ck_assert((hb->windows[w].offset == 0) == (d == 0));
			ck_assert(hb->windows[w].kind != SPEC_WIN_IO ||
				  hb->windows[w].cpu_base + hb->windows[w].size_bytes <= 0x10000);
		}
		ck_assert_msg(mem && io, "domain %u", d);
	}
	imported_free(&im);
	free(text);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("import hex");
	TCase *t = tcase_create("machine");

	tcase_add_test(t, simulated_machine_comes_back);
	tcase_add_test(t, words_and_bytes);
	tcase_add_test(t, bytes_answer);
	tcase_add_test(t, vfs_are_folded);
	tcase_add_test(t, sizes_fit);
	tcase_add_test(t, domains_are_set_apart);
	suite_add_tcase(s, t);
	t = tcase_create("odd");
	tcase_add_test(t, sizes_mix_and_domains_vary);
	tcase_add_test(t, all_ones_is_left_out);
	tcase_add_test(t, port_type_and_header_disagree);
	tcase_add_test(t, class_and_header_disagree);
	tcase_add_test(t, broken_lists_are_cut);
	tcase_add_test(t, loops_end_and_ea_is_said);
	suite_add_tcase(s, t);
	return s;
}

IMPORT_TEST_MAIN(suite)
