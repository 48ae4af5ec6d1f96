// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_intx.c - interrupt pins: when a function asserts its pin, and to which input of
 * its host bridge the wires lead.
 */
#include "model/config/reset.h"
#include "model/wire/intx.h"
#include "wire_util.h"

/* The park, with pins: @a and @b of the switch, @d of the nested one, @h0 and @h1. */
static struct park new_park(void)
{
	static const struct park_options o = { .rc_p2p = SPEC_RC_SAME_BRIDGE };
	struct park p;

	park_describe(&p, &o);
	fn_at(&p.m, A)->interrupt_pin = 1;
	fn_at(&p.m, A)->msi_vectors = 1;
	fn_at(&p.m, A)->msix_vectors = 1;
	fn_at(&p.m, B)->interrupt_pin = 4;
	fn_at(&p.m, D)->interrupt_pin = 1;
	fn_at(&p.m, RP1)->interrupt_pin = 3;
	fn_at(&p.m, PF)->interrupt_pin = 1;
	fn_at(&p.m, H0)->interrupt_pin = 1;
	fn_at(&p.m, H1)->interrupt_pin = 2;
	fn_at(&p.m, H1)->no_intx_disable = true;
	park_build(&p);
	return p;
}

static unsigned int inputs(struct park *p)
{
	return intx_inputs(p->m.f, 0);
}

/* Someone asserts a pin. */
static bool asserted(struct park *p)
{
	return inputs(p) != 0;
}

/* The inputs while @n alone asserts its pin. */
static unsigned int inputs_of(struct park *p, enum name n)
{
	unsigned int all;

	ck_assert_uint_eq(inputs(p), 0);
	ck_assert(intx_set(fn_of(p, n), true));
	all = inputs(p);
	ck_assert(intx_set(fn_of(p, n), false));
	ck_assert_uint_eq(inputs(p), 0);
	return all;
}

START_TEST(bridges_turn_the_wires)
{
	struct park p = new_park();

	/* Pin A, below device 0 of the switch; the root port is device 1: input B. */
	ck_assert_uint_eq(inputs_of(&p, A), 1 << 1);
	/* Pin D, below device 1: A there, and B at the root. */
	ck_assert_uint_eq(inputs_of(&p, B), 1 << 1);
	/* Pin A below device 1 of the nested switch, which is below device 2: D; then A. */
	ck_assert_uint_eq(inputs_of(&p, D), 1 << 0);
	/* A port of the root bus itself: pin C of device 2. */
	ck_assert_uint_eq(inputs_of(&p, RP1), 1 << 0);
	/* Two functions of one device: device 5 turns by one. */
	ck_assert_uint_eq(inputs_of(&p, H0), 1 << 1);
	ck_assert_uint_eq(inputs_of(&p, H1), 1 << 2);
	park_free(&p);
}
END_TEST

START_TEST(a_shared_wire_is_a_level)
{
	struct park p = new_park();

	intx_set(fn_of(&p, A), true);
	intx_set(fn_of(&p, B), true);
	intx_set(fn_of(&p, H1), true);
	ck_assert_uint_eq(inputs(&p), 1 << 1 | 1 << 2);
	intx_set(fn_of(&p, A), false);
	ck_assert_uint_eq(inputs(&p), 1 << 1 | 1 << 2);
	intx_set(fn_of(&p, B), false);
	ck_assert_uint_eq(inputs(&p), 1 << 2);
	/* Another host bridge has inputs of its own. */
	ck_assert_uint_eq(intx_inputs(p.m.f, 1), 0);
	park_free(&p);
}
END_TEST

START_TEST(a_slot_turns_by_its_number)
{
	for (unsigned int device = 0; device < 32; device++)
		for (unsigned int pin = 1; pin <= 4; pin++)
			ck_assert_uint_eq(intx_root_input(device, pin),
					  (device % 4 + pin - 1) % 4);
}
END_TEST

START_TEST(without_a_pin_there_is_no_interrupt)
{
	struct park p = new_park();

	ck_assert(!intx_set(fn_of(&p, C), true));
	ck_assert(!intx_set(fabric_vf(fn_of(&p, PF), 1), true));
	ck_assert_uint_eq(get16(fn_of(&p, C)->cfg + R_STATUS) & STS_INTX, 0);
	ck_assert(!asserted(&p));
	ck_assert_uint_eq(inputs(&p), 0);
	park_free(&p);
}
END_TEST

/* Interrupt Status says that there is a reason, whatever Interrupt Disable says. */
START_TEST(status_and_disable)
{
	struct park p = new_park();
	struct function *a = fn_of(&p, A);

	intx_set(a, true);
	ck_assert(asserted(&p));
	set_command(a, CMD_INTX_DISABLE);
	ck_assert(!asserted(&p));
	ck_assert_uint_eq(get16(a->cfg + R_STATUS) & STS_INTX, STS_INTX);
	/* Software does not change it. */
	cfg_set(a, R_STATUS, 2, 0xffff);
	ck_assert_uint_eq(get16(a->cfg + R_STATUS) & STS_INTX, STS_INTX);
	set_command(a, 0);
	ck_assert(asserted(&p));
	intx_set(a, false);
	ck_assert_uint_eq(get16(a->cfg + R_STATUS) & STS_INTX, 0);
	ck_assert(!asserted(&p));
	park_free(&p);
}
END_TEST

START_TEST(an_old_device_cannot_disable)
{
	struct park p = new_park();
	struct function *h0 = fn_of(&p, H0), *h1 = fn_of(&p, H1);

	set_command(h0, 0xffff);
	set_command(h1, 0xffff);
	ck_assert_uint_eq(function_command(h0) & CMD_INTX_DISABLE, CMD_INTX_DISABLE);
	ck_assert_uint_eq(function_command(h1) & CMD_INTX_DISABLE, 0);
	intx_set(h0, true);
	intx_set(h1, true);
	ck_assert_uint_eq(inputs(&p), 1 << 2);
	park_free(&p);
}
END_TEST

START_TEST(with_messages_enabled_the_pin_is_not_used)
{
	struct park p = new_park();
	struct function *a = fn_of(&p, A);

	intx_set(a, true);
	cfg_set(a, a->cap[CAP_MSI] + MSI_CTL, 2, MSI_ENABLE);
	ck_assert(!asserted(&p));
	cfg_set(a, a->cap[CAP_MSI] + MSI_CTL, 2, 0);
	ck_assert(asserted(&p));
	cfg_set(a, a->cap[CAP_MSIX] + MSIX_CTL, 2, MSIX_ENABLE);
	ck_assert(!asserted(&p));
	cfg_set(a, a->cap[CAP_MSIX] + MSIX_CTL, 2, 0);
	ck_assert(asserted(&p));
	park_free(&p);
}
END_TEST

START_TEST(low_power_is_silent)
{
	struct park p = new_park();
	struct function *a = fn_of(&p, A), *rp0 = fn_of(&p, RP0);

	intx_set(a, true);
	cfg_set(a, a->cap[CAP_PM] + PM_CSR, 2, 3);
	ck_assert_uint_eq(inputs(&p), 0);
	cfg_set(a, a->cap[CAP_PM] + PM_CSR, 2, 0);
	/* Leaving D3hot resets the function. */
	ck_assert_uint_eq(inputs(&p), 0);
	intx_set(a, true);
	ck_assert_uint_eq(inputs(&p), 1 << 1);
	cfg_set(rp0, rp0->cap[CAP_PM] + PM_CSR, 2, 3);
	ck_assert_uint_eq(inputs(&p), 0);
	park_free(&p);
}
END_TEST

START_TEST(resets_end_it)
{
	struct park p = new_park();
	struct function *a = fn_of(&p, A), *h0 = fn_of(&p, H0);

	intx_set(a, true);
	function_reset(a, FABRIC_FLR);
	ck_assert(!asserted(&p));
	intx_set(h0, true);
	cfg_set(fn_of(&p, RP4), R_BRIDGE_CTL, 2, BCTL_BUS_RESET);
	ck_assert_uint_eq(inputs(&p), 0);
	/* What it has a reason for while its port is in reset does not pass the port. */
	intx_set(h0, true);
	ck_assert_uint_eq(inputs(&p), 0);
	cfg_set(fn_of(&p, RP4), R_BRIDGE_CTL, 2, 0);
	ck_assert_uint_eq(inputs(&p), 1 << 1);
	park_free(&p);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("intx");
	TCase *c = tcase_create("wires"), *t = tcase_create("pins");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_add_test(c, bridges_turn_the_wires);
	tcase_add_test(c, a_shared_wire_is_a_level);
	tcase_add_test(c, a_slot_turns_by_its_number);
	tcase_add_test(t, without_a_pin_there_is_no_interrupt);
	tcase_add_test(t, status_and_disable);
	tcase_add_test(t, an_old_device_cannot_disable);
	tcase_add_test(t, with_messages_enabled_the_pin_is_not_used);
	tcase_add_test(t, low_power_is_silent);
	tcase_add_test(t, resets_end_it);
	suite_add_tcase(s, c);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}
