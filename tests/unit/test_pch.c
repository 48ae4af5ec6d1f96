// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_pch.c - root ports of Intel chipsets: ACS registers that are dwords,
 * and those of the chipset that stand in for ACS.
 */
#include "model/config/pch_regs.h"
#include "model/spec/pch.h"
#include "model/spec/regs.h"
#include "tests/unit/import_util.h"

/* Of one test. */
static struct scenario *parsed[4];
static unsigned int nparsed;

static struct spec *parse(const char *text)
{
	struct scenario *scn = scenario_parse("t.hp", text, strlen(text), stderr);

	ck_assert_ptr_nonnull(scn);
	parsed[nparsed++] = scn;
	return scn->spec;
}

static void forget(void)
{
	while (nparsed)
		scenario_free(parsed[--nparsed]);
}

static struct fabric *build(const struct spec *s)
{
	struct spec_error err;
	struct fabric *f = fabric_build(s, &err);

	ck_assert_msg(f != NULL, "%s", err.text);
	return f;
}

static unsigned int find_acs(struct fabric *f, uint8_t devfn)
{
	unsigned int off = 0x100;

	while (off && (fabric_cfg_read(f, 0, 0, devfn, (uint16_t)off, 2)) != XID_ACS)
		off = fabric_cfg_read(f, 0, 0, devfn, (uint16_t)off, 4) >> 20;
	ck_assert_uint_ne(off, 0);
	return off;
}

START_TEST(dwords)
{
	struct fabric *f = build(parse(
		"host pc\n"
		"rp rp0 1c.0 id 8086:a110 acs SV+ TB- RR+ CR+ UF+\n"
		"rp rp1 1d.0 id 8086:a330 acs SV+ TB- RR+ CR+ UF+\n"));
	unsigned int odd = find_acs(f, 0xe0), even = find_acs(f, 0xe8);

	/* As firmware left it: at 8 in the one, at 6 in the other. */
	ck_assert_uint_eq(fabric_cfg_read(f, 0, 0, 0xe0, (uint16_t)odd + 4, 4), 0x1f);
	ck_assert_uint_eq(fabric_cfg_read(f, 0, 0, 0xe0, (uint16_t)odd + 8, 4), 0x1d);
	ck_assert_uint_eq(fabric_cfg_read(f, 0, 0, 0xe8, (uint16_t)even + 4, 4), 0x1d001f);
	fabric_cfg_write(f, 0, 0, 0xe0, (uint16_t)odd + 6, 2, 0);
	ck_assert_uint_eq(function_acs_ctrl(fabric_function(f, 1), NULL), 0x1d);
	fabric_cfg_write(f, 0, 0, 0xe0, (uint16_t)odd + 8, 4, ~0u);
	ck_assert_uint_eq(function_acs_ctrl(fabric_function(f, 1), NULL), 0x1f);
	fabric_free(f);
}
END_TEST

static const char with_lpc[] =
	"host pc\n"
	"rp rp0 1c.0 id 8086:8c10\n"
	"rp rp1 1c.1 id 8086:8c11\n"
	"rp rp2 01.0 id 8086:0c01\n"
	"pcidev lpc under hb0 1f.0 id 8086:8c44 class 0x060100\n"
	"config lpc 256\n"
	"config lpc 00: 86 80 44 8c 07 00 00 00 00 00 01 06 00 00 00 00\n";

static struct spec *with_rcba(const char *bytes)
{
	char text[1024];

	snprintf(text, sizeof(text), "%sconfig lpc f0: %s\n", with_lpc, bytes);
	return parse(text);
}

START_TEST(registers)
{
	struct spec *s = with_rcba("01 c0 d1 fe");
	struct fabric *f = build(s);
	uint64_t base = 0, v = 0;

	ck_assert_int_eq(pch_find(s, (uint32_t)spec_find_function(s, "rp0"), &base), PCH_AT);
	ck_assert_uint_eq(base, 0xfed1c000);
	ck_assert_int_eq(pch_find(s, (uint32_t)spec_find_function(s, "rp2"), &base), PCH_NONE);
	ck_assert(!pch_read(f, 0xfed1bffc, 4, &v));
	ck_assert(!pch_read(f, 0xfed20000, 4, &v));
	ck_assert(pch_read(f, 0xfed1c000 + PCH_UPDCR, 4, &v));
	ck_assert_uint_eq(v, PCH_UPDCR_RESET);
	ck_assert(pch_write(f, 0xfed1c000 + PCH_UPDCR, 4, 0));
	ck_assert(pch_read(f, 0xfed1c000 + PCH_UPDCR, 4, &v));
	ck_assert_uint_eq(v, 0);
	ck_assert(pch_read(f, 0xfed1c000 + PCH_BSPR, 4, &v));
	ck_assert_uint_eq(v, 0);
	fabric_free(f);
}
END_TEST

START_TEST(not_modelled)
{
	struct spec *off = with_rcba("00 c0 d1 fe");
	struct spec *none = parse("host pc\nrp rp0 1c.0 id 8086:8c10\n");
	struct fabric *f = build(off);
	uint64_t base, v;

	ck_assert_int_eq(pch_find(off, (uint32_t)spec_find_function(off, "rp0"), &base),
			 PCH_DISABLED);
	ck_assert(!pch_read(f, 0xfed1c000 + PCH_UPDCR, 4, &v));
	fabric_free(f);
	ck_assert_int_eq(pch_find(none, (uint32_t)spec_find_function(none, "rp0"), &base),
			 PCH_UNKNOWN);
}
END_TEST

static void says(const char *dump, const char *what)
{
	struct imported im = import_bytes("dump", dump, strlen(dump), NULL);

	ck_assert_msg(im.spec != NULL, "%s", im.said);
	ck_assert_msg(strstr(im.said, what) != NULL, "%s", im.said);
	imported_free(&im);
}

START_TEST(import_says)
{
	says("00:1c.0 PCI bridge [0604]: Intel Corporation X [8086:8c10]\n"
	     "\tBus: primary=00, secondary=01, subordinate=01, sec-latency=0\n"
	     "\tCapabilities: [40] Express (v2) Root Port (Slot+), MSI 00\n"
	     "00:1f.0 ISA bridge [0601]: Intel Corporation Y [8086:8c44]\n",
	     "(8086:8c10): isolated by chipset registers outside config space");
	says("00:1c.0 PCI bridge [0604]: Intel Corporation X [8086:a110]\n"
	     "\tBus: primary=00, secondary=01, subordinate=01, sec-latency=0\n"
	     "\tCapabilities: [40] Express (v2) Root Port (Slot+), MSI 00\n"
	     "\tCapabilities: [140 v1] Access Control Services\n"
	     "\t\tACSCap:\tSrcValid+ TransBlk+ ReqRedir+ CmpltRedir+ UpstreamFwd- EgressCtrl- DirectTrans-\n"
	     "\t\tACSCtl:\tSrcValid- TransBlk- ReqRedir- CmpltRedir- UpstreamFwd- EgressCtrl- DirectTrans-\n",
	     "(8086:a110): their ACS control register is not where lspci reads it");
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("pch");
	TCase *t = tcase_create("pch");

	tcase_add_checked_fixture(t, NULL, forget);
	tcase_add_test(t, dwords);
	tcase_add_test(t, registers);
	tcase_add_test(t, not_modelled);
	tcase_add_test(t, import_says);
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
