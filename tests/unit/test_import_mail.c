// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_import_mail.c - a paste that went through mail is the same machine.
 */
#include "tests/unit/import_machine.h"
#include "tests/unit/import_mail.h"

static const unsigned int ways[] = {
	MAIL_QUOTED, MAIL_QUOTED | MAIL_TWICE, MAIL_CRLF, MAIL_NBSP, MAIL_LATIN1,
	MAIL_SPACES, MAIL_WRAPPED, MAIL_NARROW, MAIL_INDENTED, MAIL_PROSE,
	MAIL_QUOTED | MAIL_WRAPPED, MAIL_QUOTED | MAIL_NARROW | MAIL_CRLF,
	MAIL_QUOTED | MAIL_WRAPPED | MAIL_NBSP | MAIL_CRLF | MAIL_PROSE,
	MAIL_QUOTED | MAIL_TWICE | MAIL_SPACES | MAIL_WRAPPED,
};
#define NWAYS ((int)(sizeof(ways) / sizeof(*ways)))

static const char *const texts[] = {
	"workstation-vv.txt", "workstation-vvnn.txt", "workstation-v.txt",
	"workstation-vmm.txt", "denied-vv.txt", "subtree-vv.txt",
};
#define NTEXTS ((int)(sizeof(texts) / sizeof(*texts)))

START_TEST(text)
{
	char ids[512];
	struct import_options opt = { .pci_ids = ids };
	size_t len;
	char *t = fixture(texts[_i % NTEXTS], &len);
	unsigned int how = ways[_i / NTEXTS];

	snprintf(ids, sizeof(ids), "%s/tests/fixtures/import/pci.ids", HAIRPIN_SOURCE_DIR);
	check_mail(texts[_i % NTEXTS], t, len, how, &opt);
	free(t);
}
END_TEST

START_TEST(hex)
{
	struct machine m = machine_of(machine_text);
	size_t len;
	char *t = hex_dump(&m, &len);
	unsigned int how = ways[_i];

	check_mail("dump", t, len, how, NULL);
	free(t);
	machine_done(&m);
}
END_TEST

/* lspci -vv and then -xxxx in one mail: each header comes twice. */
START_TEST(headers_twice)
{
	struct machine m = machine_of(machine_text);
	size_t len, n;
	char *t = hex_dump(&m, &len), *both;
	struct imported im;
	FILE *out = open_memstream(&both, &n);

	fputs("0000:00:01.0 PCI bridge: made up\n\tNUMA node: 1\n\tIOMMU group: 7\n\n", out);
	fputs("0000:03:00.0 Display: made up\n\tIOMMU group: 9\n"
	      "\tRegion 0: Memory at 200000000000 (64-bit, prefetchable) [size=256M]\n"
	      "\tRegion 2: Memory at 200010000000 (64-bit, prefetchable) [size=2M]\n\n", out);
	fwrite(t, 1, len, out);
	fclose(out);
	im = import_bytes("both", both, n, NULL);
	ck_assert_msg(im.spec != NULL, "%s", im.said);
	check_functions(&m, &im, false, true);
	ck_assert_uint_eq(im.rep.functions, m.scn->spec->nfunctions);
	ck_assert_int_eq(im.spec->functions[1].iommu_group, 7);
	ck_assert_int_eq(im.spec->functions[1].numa_node, 1);
	ck_assert_uint_eq(im.spec->functions[spec_find_function(im.spec, "gpu0")].bar[2].size_bytes,
			  2u << 20);
	imported_free(&im);
	free(both);
	free(t);
	machine_done(&m);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("import mail");
	TCase *t = tcase_create("mail");

	tcase_add_loop_test(t, text, 0, NTEXTS * NWAYS);
	tcase_add_loop_test(t, hex, 0, NWAYS);
	tcase_add_test(t, headers_twice);
	suite_add_tcase(s, t);
	return s;
}

IMPORT_TEST_MAIN(suite)
