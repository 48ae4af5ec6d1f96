// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_laws_config.c - law config on config spaces and writes made up for it.
 */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "model/spec/bytes.h"
#include "model/spec/regs.h"
#include "sim/laws/law.h"

static struct verdict v;
static struct vconfig *config;

#define MSI 0x50
#define PCIE 0x70
#define LTR 0x100
#define PASID 0x140

static void both32(uint32_t at, uint32_t value)
{
	put32(config->c.view + at, value);
	put32(config->c.registers + at, value);
}

/* An endpoint with a 64-bit BAR of 1M, MSI with masks, PCIe; LTR, PASID, which is hidden. */
static void setup(void)
{
	struct proof_config *c;

	verdict_init(&v);
	config = verdict_add_config(&v);
	c = &config->c;
	strcpy(c->name, "nic");
	c->bytes = 4096;
	c->vendor = 0x10de;
	c->device = 0x2230;
	c->bar_bytes[0] = 1 << 20;
	both32(R_VENDOR_ID, 0x223010de);
	both32(R_COMMAND, 0x00100006);
	both32(R_BAR0, 0x0000000c);
	both32(R_CAP_PTR, MSI);
	both32(R_INT_LINE, 0x00000100);
	both32(MSI, 0x01847005);
	both32(PCIE, 0x00020010);
	both32(LTR, 0x00010018);
	put32(c->registers + LTR, 0x14010018);
	put32(c->registers + PASID, 0x0001001b);
	put32(c->registers + PASID + 4, 0x00001006);
	put32(c->view + PASID + 4, 0x00001006);
}

static void teardown(void)
{
	verdict_free(&v);
}

static struct check *judge(void)
{
	struct check *c = verdict_add_check(&v);

	ck_assert(law_config.applies(&v));
	law_config.judge(&v, c);
	return c;
}

static void passes(void)
{
	const struct check *c = judge();

	ck_assert_msg(c->status == VERDICT_PASS, "%s", c->ndiag ? c->diag[0] : "");
}

/* Its first line is "nic: @text". */
static void fails(const char *text)
{
	const struct check *c = judge();

	ck_assert_int_eq(c->status, VERDICT_FAIL);
	ck_assert(!strncmp(c->diag[0], "nic: ", 5));
	ck_assert_str_eq(c->diag[0] + 5, text);
}

/* One write that changes the register from @was to @is, and shows that. */
static struct proof_config_write *wrote(uint32_t at, uint32_t value, uint32_t was, uint32_t is)
{
	struct proof_config_write *w = verdict_add_config_write(&v, config);

	*w = (struct proof_config_write){ .at = at, .wrote = value, .seen = was, .sees = is,
					  .was = was, .is = is, .other = PROOF_CONFIG_NONE };
	return w;
}

/* One that only shows something else. */
static struct proof_config_write *shows(uint32_t at, uint32_t value, uint32_t seen, uint32_t sees)
{
	struct proof_config_write *w = wrote(at, value, seen, sees);

	w->was = w->is = 0;
	return w;
}

START_TEST(config_as_it_is)
{
	passes();
}
END_TEST

/* --- lists ---------------------------------------------------------------------------- */

START_TEST(config_cycle)
{
	put32(config->c.view + PCIE, 0x00025010);
	fails("the capability that is shown at 0x050 is in its list twice");
}
END_TEST

START_TEST(config_itself)
{
	put32(config->c.view + LTR, 0x10010018);
	fails("the capability that is shown at 0x100 is in its list twice");
}
END_TEST

START_TEST(config_in_header)
{
	put32(config->c.view + PCIE, 0x00023c10);
	fails("the capability that is shown at 0x03c is in the header");
}
END_TEST

START_TEST(config_overlap)
{
	put32(config->c.view + MSI, 0x01845805);
	put32(config->c.view + MSI + 8, 0x00020010);
	fails("the capability that is shown at 0x058 overlaps another capability");
}
END_TEST

START_TEST(config_past_the_end)
{
	put32(config->c.view + PCIE, 0x0002f010);
	put32(config->c.view + 0xf0, 0x00020010);
	fails("the capability that is shown at 0x0f0 goes past the end of config space");
}
END_TEST

/* A device's own fault. */
START_TEST(config_malformed_itself)
{
	both32(PCIE, 0x00025010);
	passes();
}
END_TEST

START_TEST(config_no_place)
{
	put32(config->c.view + LTR, 0x0fc10018);
	fails("the capability that is shown at 0x0fc is no place for an extended capability");
}
END_TEST

START_TEST(config_nothing_there)
{
	put32(config->c.view + LTR, 0x30010018);
	fails("the list of capabilities leads to 0x300, where nothing is");
}
END_TEST

/* The first extended capability cannot be left out: it holds its place by ID 0. */
START_TEST(config_hidden_first)
{
	put32(config->c.view + LTR, 0x14000000);
	put32(config->c.view + PASID, 0x0001001b);
	passes();
}
END_TEST

START_TEST(config_other_id)
{
	put32(config->c.view + LTR, 0x00010003);
	fails("capability 0x03 is shown at 0x100, where the function has capability 0x18");
}
END_TEST

START_TEST(config_conventional)
{
	config->c.bytes = 256;
	passes();
}
END_TEST

/* --- what the function is --------------------------------------------------------------- */

START_TEST(config_ids)
{
	put32(config->c.view, 0x223110de);
	fails("its IDs are shown as 10de:2231, and are 10de:2230");
}
END_TEST

START_TEST(config_pin)
{
	config->c.view[R_INT_PIN] = 2;
	fails("interrupt pin 2 is shown, and it has 1");
}
END_TEST

START_TEST(config_pin_of_vf)
{
	config->c.vf = 1;
	fails("interrupt pin 1 is shown, and it has 0");
}
END_TEST

START_TEST(config_pin_hidden)
{
	config->c.view[R_INT_PIN] = 0;
	passes();
}
END_TEST

/* --- writes ----------------------------------------------------------------------------- */

START_TEST(config_bar_sized)
{
	shows(R_BAR0, ~0u, 0x0c, 0xfff0000c);
	shows(R_BAR0 + 4, ~0u, 0, ~0u);
	passes();
}
END_TEST

START_TEST(config_bar_size)
{
	shows(R_BAR0, ~0u, 0x0c, 0xffe0000c);
	fails("ones written to BAR 0, at 0x10, read 0xffe0000c, and its size is 0x100000");
}
END_TEST

START_TEST(config_bar_size_high)
{
	shows(R_BAR0 + 4, ~0u, 0, 0xfffffffe);
	fails("ones written to BAR 0, at 0x14, read 0xfffffffe, and its size is 0x100000");
}
END_TEST

START_TEST(config_bar_that_is_not)
{
	shows(R_BAR0 + 8, ~0u, 0, 0xfffff000);
	fails("ones written to BAR 2, at 0x18, read 0xfffff000, and its size is 0x0");
}
END_TEST

/* The kernel says no size for a ROM that it cannot read. */
START_TEST(config_rom)
{
	shows(R_ROM0, ~0u, 0, 0xfff80001);
	passes();
}
END_TEST

START_TEST(config_bar_written)
{
	wrote(R_BAR0, ~0u, 0x0c, 0xfff0000c);
	fails("writing 0x010 changes bits 0xfff00000 of a register of the header, 0x10 in it; 0xffffffff makes 0xfff0000c of 0x0000000c");
}
END_TEST

/* Told once, with all that changed. */
START_TEST(config_told_once)
{
	wrote(PASID + 4, 0x00011006, 0x00001006, 0x00011006);
	wrote(PASID + 4, 0x00021006, 0x00001006, 0x00021006);
	fails("writing 0x144 changes bits 0x00030000 of a register of PASID, 0x04 in it; 0x00011006 makes 0x00011006 of 0x00001006");
	ck_assert_uint_eq(v.checks[0].ndiag, 2);
}
END_TEST

START_TEST(config_in_reset)
{
	wrote(PASID + 4, ~0u, 0x00001006, 0x00001007)->reset = 1;
	config->writes[0].sees = 0x00001006;
	passes();
}
END_TEST

START_TEST(config_command)
{
	wrote(R_COMMAND, 0xffffffff, 0x00100006, 0x00100547);
	passes();
}
END_TEST

START_TEST(config_own_registers)
{
	wrote(0xc0, ~0u, 0, ~0u);
	wrote(0x800, ~0u, 0, ~0u);
	passes();
}
END_TEST

START_TEST(config_masks)
{
	wrote(MSI + 0x10, ~0u, 0, 0xf);
	passes();
}
END_TEST

START_TEST(config_msi_address)
{
	wrote(MSI + 4, ~0u, 0, 0xfffffffc);
	fails("writing 0x054 changes bits 0xfffffffc of a register of MSI, 0x04 in it; 0xffffffff makes 0xfffffffc of 0x00000000");
}
END_TEST

START_TEST(config_msi_address_kept)
{
	shows(MSI + 4, ~0u, 0, 0xfffffffc);
	shows(MSI, ~0u, 0x01847005, 0x01f57005);
	passes();
}
END_TEST

START_TEST(config_msi_shown)
{
	shows(MSI, 0, 0x01847005, 0x01007005);
	fails("writing 0x050 changes bits 0x00840000 that are shown of MSI, 0x00 in it; after 0x00000000, 0x01007005 is shown, and before it was 0x01847005");
}
END_TEST

START_TEST(config_list_shown)
{
	shows(PCIE, ~0u, 0x00020010, 0x00029010);
	fails("writing 0x070 changes bits 0x00009000 that are shown of PCI Express, 0x00 in it; after 0xffffffff, 0x00029010 is shown, and before it was 0x00020010");
}
END_TEST

START_TEST(config_payload)
{
	wrote(PCIE + EXP_DEVCTL, ~0u, 0x00002810, 0x000028f0);
	fails("writing 0x078 changes bits 0x000000e0 of a register of PCI Express, 0x08 in it; 0xffffffff makes 0x000028f0 of 0x00002810");
}
END_TEST

START_TEST(config_payload_kept)
{
	shows(PCIE + EXP_DEVCTL, ~0u, 0x00002810, 0x000028f0);
	passes();
}
END_TEST

START_TEST(config_other_register)
{
	wrote(0xc0, 1, 0, 1)->other = R_BAR0;
	fails("writing 0x00000001 to 0x0c0 changes another register, 0x10 of the header");
}
END_TEST

START_TEST(config_other_own_register)
{
	wrote(0xc0, 1, 0, 1)->other = 0xc4;
	passes();
}
END_TEST

START_TEST(config_other_function)
{
	struct proof_config_write *w = wrote(0xc0, 0, 0, 0);

	strcpy(w->name, "rp0");
	w->elsewhere = 0x3c;
	w->of = 1;
	w->made = 2;
	fails("writing 0x0c0 changes register 0x03c of rp0: 0x00000001 -> 0x00000002");
}
END_TEST

START_TEST(config_much)
{
	const struct check *c;

	for (uint32_t i = 0; i < 10; i++)
		wrote(PCIE + 4 + 8 * (i % 2), 0, i, i + 1);
	c = judge();
	ck_assert_uint_eq(c->ndiag, 10);
	ck_assert_str_eq(c->diag[8], "  and 2 more");
}
END_TEST

/* --- what a VMM adds ---------------------------------------------------------------------- */

/* The function has PASID, hidden, at 0x140; @i 0: PASID, 1: PRI. */
static void makes_up(int i, enum made_rule rule, uint32_t table)
{
	put32(config->c.view + LTR, 0x00010018);
	put32(config->c.view + PASID + 4, 0x00001006);
	config->c.pasid = PASID;
	config->c.made_now |= 1u << i;
	config->c.made[i] = (struct made_how){ .rule = rule, .table = table, .vendor = 0x8086,
					       .id = 0x23, .reg = 0xa };
}

START_TEST(made_where_it_is)
{
	makes_up(0, MADE_SAME, 0);
	passes();
}
END_TEST

START_TEST(made_nowhere)
{
	makes_up(1, MADE_SAME, 0);
	fails("its VMM makes Page Request up by rule same, which gives no place");
}
END_TEST

START_TEST(made_at_the_end)
{
	makes_up(0, MADE_END, 0);
	makes_up(1, MADE_END, 0);
	passes();
}
END_TEST

START_TEST(made_over_the_end)
{
	makes_up(0, MADE_TABLE, 0xffc);
	fails("PASID cannot be made up at 0xffc: that is no place for a capability");
}
END_TEST

START_TEST(made_in_the_header)
{
	makes_up(0, MADE_TABLE, 0xf8);
	fails("PASID cannot be made up at 0x0f8: that is no place for a capability");
}
END_TEST

START_TEST(made_over_shown)
{
	makes_up(0, MADE_TABLE, LTR + 4);
	fails("PASID, made up at 0x104, is over capability 0x18, which is shown at 0x100");
}
END_TEST

START_TEST(made_behind_shown)
{
	makes_up(0, MADE_TABLE, LTR + 8);
	passes();
}
END_TEST

START_TEST(made_over_hidden)
{
	makes_up(1, MADE_TABLE, PASID - 12);
	fails("Page Request, made up at 0x134, is over capability 0x1b, which the function has at 0x140");
}
END_TEST

START_TEST(made_over_registers)
{
	makes_up(0, MADE_TABLE, 0x400);
	config->c.view[0x407] = 1;
	fails("PASID, made up at 0x400, is over registers of the function that are in no capability");
}
END_TEST

START_TEST(made_beside_registers)
{
	makes_up(0, MADE_TABLE, 0x400);
	config->c.view[0x408] = config->c.view[0x3ff] = 1;
	passes();
}
END_TEST

START_TEST(made_though_shown)
{
	makes_up(0, MADE_TABLE, 0x400);
	put32(config->c.view + LTR, 0x14010018);
	put32(config->c.view + PASID, 0x0001001b);
	fails("its VMM makes PASID up, which is shown");
}
END_TEST

START_TEST(made_twice)
{
	makes_up(0, MADE_TABLE, 0x404);
	makes_up(1, MADE_TABLE, 0x3f8);
	fails("PASID, made up at 0x404, and Page Request, made up at 0x3f8, overlap");
}
END_TEST

/* A DVSEC at 0x200 tells. */
static void dvsec(uint16_t vendor)
{
	put32(config->c.view + LTR, 0x20010018);
	both32(0x200, 0x00010023);
	both32(0x204, 0x00c10000 | vendor);
	both32(0x208, 0x08000023);
	put32(config->c.registers + LTR, 0x14010018);
	put32(config->c.registers + PASID, 0x2001001b);
}

START_TEST(made_as_told)
{
	makes_up(0, MADE_DVSEC, 0);
	dvsec(0x8086);
	config->c.view[0x800] = 1;
	fails("PASID, made up at 0x800, is over registers of the function that are in no capability");
}
END_TEST

START_TEST(made_as_another_tells)
{
	makes_up(0, MADE_DVSEC, 0);
	dvsec(0x10de);
	fails("its VMM makes PASID up by rule dvsec, which gives no place");
}
END_TEST

/* --- a guest -------------------------------------------------------------------------------- */

/* It saw what setup() made at step 1, and sees the same, as @config, at step 2. */
static void goes_on(void)
{
	struct proof_guest *g = verdict_add_guest(&v);
	struct vconfig *is;

	strcpy(g->name, "g");
	g->from = 1;
	g->to = 2;
	makes_up(0, MADE_TABLE, 0x400);
	config->c.step = 1;
	is = verdict_add_config(&v);
	is->c = v.configs[0].c;
	is->c.step = 2;
	v.configs[0].c.made_now = is->c.made_now = PROOF_SEEN;
	strcpy(is->c.name, "to");
	config = is;
}

/* The first line. */
static void breaks(const char *text)
{
	const struct check *c = judge();

	ck_assert_int_eq(c->status, VERDICT_FAIL);
	ck_assert_str_eq(c->diag[0], text);
}

START_TEST(guest_same)
{
	goes_on();
	passes();
}
END_TEST

START_TEST(guest_made_elsewhere)
{
	goes_on();
	config->c.made[0].table = 0x404;
	breaks("guest g remembers PASID at 0x400; to shows it at 0x404");
}
END_TEST

START_TEST(guest_not_made)
{
	goes_on();
	config->c.made[0].rule = MADE_NONE;
	breaks("guest g remembers PASID at 0x400; to shows none");
}
END_TEST

START_TEST(guest_moved)
{
	goes_on();
	both32(MSI, 0x01848805);
	both32(0x88, 0x00020010);
	breaks("guest g remembers PCI Express at 0x070; to shows it at 0x088");
}
END_TEST

START_TEST(guest_gone)
{
	goes_on();
	put32(config->c.view + LTR, 0);
	breaks("guest g remembers LTR at 0x100; to shows none there");
}
END_TEST

START_TEST(guest_came)
{
	goes_on();
	put32(config->c.view + LTR, 0x20010018);
	put32(config->c.view + 0x200, 0x00010003);
	passes();
}
END_TEST

START_TEST(guest_shorter)
{
	goes_on();
	put32(config->c.view + MSI, 0x00847005);
	breaks("guest g remembers 24 bytes of MSI; to shows 14");
}
END_TEST

START_TEST(guest_longer)
{
	goes_on();
	put32(v.configs[0].c.view + MSI, 0x00847005);
	passes();
}
END_TEST

START_TEST(guest_bar_came)
{
	goes_on();
	config->c.bar_bytes[2] = 4096;
	passes();
}
END_TEST

START_TEST(guest_of_another)
{
	goes_on();
	put32(config->c.view, 0x223110de);
	config->c.device = 0x2231;
	breaks("guest g remembers IDs 10de:2230; to shows 10de:2231");
}
END_TEST

START_TEST(guest_bar)
{
	goes_on();
	config->c.bar_bytes[0] *= 2;
	breaks("guest g remembers BAR 0 of 0x100000 bytes; to has 0x200000");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("law config");
	TCase *tc = tcase_create("law config");
	SRunner *sr;
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	suite_add_tcase(s, tc);
	tcase_add_test(tc, config_as_it_is);
	tcase_add_test(tc, config_cycle);
	tcase_add_test(tc, config_itself);
	tcase_add_test(tc, config_in_header);
	tcase_add_test(tc, config_overlap);
	tcase_add_test(tc, config_past_the_end);
	tcase_add_test(tc, config_malformed_itself);
	tcase_add_test(tc, config_no_place);
	tcase_add_test(tc, config_nothing_there);
	tcase_add_test(tc, config_hidden_first);
	tcase_add_test(tc, config_other_id);
	tcase_add_test(tc, config_conventional);
	tcase_add_test(tc, config_ids);
	tcase_add_test(tc, config_pin);
	tcase_add_test(tc, config_pin_of_vf);
	tcase_add_test(tc, config_pin_hidden);
	tcase_add_test(tc, config_bar_sized);
	tcase_add_test(tc, config_bar_size);
	tcase_add_test(tc, config_bar_size_high);
	tcase_add_test(tc, config_bar_that_is_not);
	tcase_add_test(tc, config_rom);
	tcase_add_test(tc, config_bar_written);
	tcase_add_test(tc, config_told_once);
	tcase_add_test(tc, config_in_reset);
	tcase_add_test(tc, config_command);
	tcase_add_test(tc, config_own_registers);
	tcase_add_test(tc, config_masks);
	tcase_add_test(tc, config_msi_address);
	tcase_add_test(tc, config_msi_address_kept);
	tcase_add_test(tc, config_msi_shown);
	tcase_add_test(tc, config_list_shown);
	tcase_add_test(tc, config_payload);
	tcase_add_test(tc, config_payload_kept);
	tcase_add_test(tc, config_other_register);
	tcase_add_test(tc, config_other_own_register);
	tcase_add_test(tc, config_other_function);
	tcase_add_test(tc, config_much);
	tcase_add_test(tc, made_where_it_is);
	tcase_add_test(tc, made_nowhere);
	tcase_add_test(tc, made_at_the_end);
	tcase_add_test(tc, made_over_the_end);
	tcase_add_test(tc, made_in_the_header);
	tcase_add_test(tc, made_over_shown);
	tcase_add_test(tc, made_behind_shown);
	tcase_add_test(tc, made_over_hidden);
	tcase_add_test(tc, made_over_registers);
	tcase_add_test(tc, made_beside_registers);
	tcase_add_test(tc, made_though_shown);
	tcase_add_test(tc, made_twice);
	tcase_add_test(tc, made_as_told);
	tcase_add_test(tc, made_as_another_tells);
	tcase_add_test(tc, guest_same);
	tcase_add_test(tc, guest_made_elsewhere);
	tcase_add_test(tc, guest_not_made);
	tcase_add_test(tc, guest_moved);
	tcase_add_test(tc, guest_gone);
	tcase_add_test(tc, guest_came);
	tcase_add_test(tc, guest_shorter);
	tcase_add_test(tc, guest_longer);
	tcase_add_test(tc, guest_bar_came);
	tcase_add_test(tc, guest_of_another);
	tcase_add_test(tc, guest_bar);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed != 0;
}
