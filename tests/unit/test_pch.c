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

/* Device IDs of the root ports, as the datasheets have them. */
static bool in_datasheet(unsigned int device)
{
	static const char *const ids[] = {
		"3b42 3b43 3b44 3b45 3b46 3b47 3b48 3b49 3b4a 3b4b 3b4c 3b4d 3b4e 3b4f 3b50 3b51",
		"1c10 1c11 1c12 1c13 1c14 1c15 1c16 1c17 1c18 1c19 1c1a 1c1b 1c1c 1c1d 1c1e 1c1f",
		"1e10 1e11 1e12 1e13 1e14 1e15 1e16 1e17 1e18 1e19 1e1a 1e1b 1e1c 1e1d 1e1e 1e1f",
		"8c10 8c11 8c12 8c13 8c14 8c15 8c16 8c17 8c18 8c19 8c1a 8c1b 8c1c 8c1d 8c1e 8c1f",
		"9c10 9c11 9c12 9c13 9c14 9c15 9c16 9c17 9c18 9c19 9c1a 9c1b",
		"9c90 9c91 9c92 9c93 9c94 9c95 9c96 9c97 9c98 9c99 9c9a 9c9b",
		"1d10 1d12 1d14 1d16 1d18 1d1a 1d1c 1d1e",
		"8d10 8d11 8d12 8d13 8d14 8d15 8d16 8d17 8d18 8d19 8d1a 8d1b 8d1c 8d1d 8d1e",
		"8c90 8c92 8c94 8c96 8c98 8c9a 8c9c 8c9e",
	};
	char id[8];

	snprintf(id, sizeof(id), "%04x", device);
	for (size_t i = 0; i < sizeof(ids) / sizeof(*ids); i++)
		if (strstr(ids[i], id))
			return true;
	return false;
}

/* Every ID there is; other vendors, and other functions than root ports, have none. */
START_TEST(every_id)
{
	struct spec *s = parse(with_lpc);
	const uint32_t rp = (uint32_t)spec_find_function(s, "rp0");
	struct spec_function *f = &s->functions[rp];
	uint64_t base;

	for (unsigned int device = 0; device <= 0xffff; device++) {
		f->device = (uint16_t)device;
		ck_assert_msg((pch_find(s, rp, &base) != PCH_NONE) == in_datasheet(device),
			      "%04x", device);
	}
	f->device = 0x8c10;
	f->vendor = 0x8087;
	ck_assert_int_eq(pch_find(s, rp, &base), PCH_NONE);
	f->vendor = 0x8086;
	f->type = SPEC_DOWNSTREAM_PORT;
	ck_assert_int_eq(pch_find(s, rp, &base), PCH_NONE);
}
END_TEST

/* The LPC bridge of the same root bus, at 1f.0, of Intel's, whose 0xf0 is known. */
START_TEST(which_bridge)
{
	struct spec *s = with_rcba("01 c0 d1 fe");
	const uint32_t rp = (uint32_t)spec_find_function(s, "rp0");
	struct spec_function *lpc = &s->functions[spec_find_function(s, "lpc")];
	const struct spec_function was = *lpc;
	uint64_t base;

	lpc->devfn = 0xf9;
	ck_assert_int_eq(pch_find(s, rp, &base), PCH_UNKNOWN);
	*lpc = was;
	lpc->vendor = 0x8087;
	ck_assert_int_eq(pch_find(s, rp, &base), PCH_UNKNOWN);
	*lpc = was;
	lpc->class = 0x068000;
	ck_assert_int_eq(pch_find(s, rp, &base), PCH_UNKNOWN);
	*lpc = was;
	lpc->host_bridge = s->functions[rp].host_bridge + 1;
	ck_assert_int_eq(pch_find(s, rp, &base), PCH_UNKNOWN);
	*lpc = was;
	lpc->parent = (int32_t)rp;
	ck_assert_int_eq(pch_find(s, rp, &base), PCH_UNKNOWN);
	*lpc = was;
	lpc->config_len = PCH_LPC_RCBA + 3;
	ck_assert_int_eq(pch_find(s, rp, &base), PCH_UNKNOWN);
	lpc->config_len = PCH_LPC_RCBA + 4;
	ck_assert_int_eq(pch_find(s, rp, &base), PCH_AT);
	*lpc = was;
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
	tcase_add_test(t, every_id);
	tcase_add_test(t, which_bridge);
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
