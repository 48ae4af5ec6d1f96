// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_hwpath.c - the hardware's way in words, and where the kernel's answer
 * parts from it.
 */
#include "model/spec/regs.h"
#include "model/wire/tlp.h"
#include "tests/unit/run_util.h"
#include "tools/ask/hwstory.h"

#define GPU HP_SBDF(0, 3, 0, 0)
#define NIC HP_SBDF(0, 4, 0, 0)
#define GPU_BAR 0x80000000ull

struct set {
	struct scenario *scn;
	struct run_kernel k;
	struct world w;
	struct hwpath *write, *read;
	char *text;
	size_t len;
	FILE *out;
};

/* A switch with these ACS words at both ports, and the root complex's habit. */
static void open_set(struct set *s, const char *near, const char *far, const char *p2p)
{
	static const uint8_t command[] = { CMD_MEM | CMD_MASTER };
	static const struct { uint8_t bus, devfn; } fn[] = {
		{ 0, 8 }, { 1, 0 }, { 2, 0 }, { 2, 8 }, { 3, 0 }, { 4, 0 },
	};
	struct spec_error err;
	char text[1024];

	memset(s, 0, sizeof(*s));
	snprintf(text, sizeof(text),
		 "host custom dram 1G p2p %s\n"
		 "window hb0 mem 0x80000000+512M\n"
		 "rp rp0 01.0 buses 01-04 acs RR- CR- UF+\n"
		 "switch sw under rp0 buses 02-04\n"
		 "dsp sw.0 buses 03-03 %s\n"
		 "dsp sw.1 buses 04-04 %s\n"
		 "ep gpu under sw.0 bar0 1M at 0x80000000\n"
		 "ep nic under sw.1 bar0 1M at 0x80100000\n", p2p, far, near);
	s->scn = parse_text(text);
	s->k = load_fake(FAKE_NEW);
	ck_assert_msg(world_init(&s->w, s->scn, s->k.kernel, NULL, 1, &err), "%s", err.text);
	for (size_t i = 0; i < sizeof(fn) / sizeof(*fn); i++)
		fabric_cfg_write(s->w.fabric, 0, fn[i].bus, fn[i].devfn, R_COMMAND, 2,
				 command[0]);
	s->out = open_memstream(&s->text, &s->len);
}

static struct hwstory ask(struct set *s, uint64_t address)
{
	struct hwpath_question q = { .from = NIC, .type = TLP_MWR,
				     .address = address, .bytes = 4 };
	struct hwstory h = { .function = spec_find_function(s->scn->spec, "gpu") };

	free(s->write);
	free(s->read);
	s->write = hwpath_ask(&s->w, &q);
	q.type = TLP_MRD;
	s->read = hwpath_ask(&s->w, &q);
	ck_assert_ptr_nonnull(s->write);
	ck_assert_ptr_nonnull(s->read);
	h.write = s->write;
	h.read = s->read;
	return h;
}

static void says(struct set *s, enum hwstory_parting got, enum hwstory_parting want,
		 const char *text)
{
	fflush(s->out);
	ck_assert_msg(got == want && strstr(s->text, text), "%d: %s", got, s->text);
	fclose(s->out);
	free(s->text);
	free(s->write);
	free(s->read);
	world_free(&s->w);
	run_kernel_free(&s->k);
	scenario_free(s->scn);
}

static enum hwstory_parting compare(struct set *s, uint32_t type, const struct hwstory *h)
{
	return hwstory_compare(s->out, s->scn->spec, type, h, h);
}

START_TEST(direct_is_bus_addr)
{
	struct set s;
	struct hwstory h;

	open_set(&s, "acs RR- CR-", "acs RR- CR-", "all");
	h = ask(&s, GPU_BAR + 8);
	ck_assert_uint_eq(h.write->landed_offset, 8);
	hwstory_print(s.out, s.scn->spec, &h);
	says(&s, compare(&s, HP_MAP_BUS_ADDR, &h), HWSTORY_AGREE,
	     "  write: arrives at gpu BAR 0+0x8, 267 ns\n"
	     "    ^ nic          sender        upstream\n"
	     "    = sw.1         ingress port  direct to peer: a peer port's window claims it\n"
	     "    v sw.0         egress port   downstream: its window claims it\n"
	     "    * gpu          target        accepted: its BAR claims it\n"
	     "  read: arrives at gpu BAR 0+0x8, 563 ns\n"
	     "    (the request goes the same way)\n"
	     "    completion:\n"
	     "    = sw.0         ingress port  direct to peer: its bus numbers hold the requester's (2.2.4.2)\n"
	     "    v sw.1         egress port   downstream: its bus numbers hold the requester's (2.2.4.2)\n"
	     "    * nic          sender        accepted: back at the requester\n"
	     "they agree: direct, turning at sw.1\n");
}
END_TEST

START_TEST(bus_addr_that_is_redirected)
{
	struct set s;
	struct hwstory h;

	open_set(&s, "acs RR+ CR-", "acs RR- CR-", "all");
	h = ask(&s, GPU_BAR);
	says(&s, compare(&s, HP_MAP_BUS_ADDR, &h), HWSTORY_WRONG,
	     "the kernel says BUS_ADDR, but the traffic enters the root complex; first at sw.1,");
}
END_TEST

/* The write goes directly; the read's completion does not. */
START_TEST(bus_addr_whose_completion_is_redirected)
{
	struct set s;
	struct hwstory h;

	open_set(&s, "acs RR- CR-", "acs RR- CR+", "all");
	h = ask(&s, GPU_BAR);
	says(&s, compare(&s, HP_MAP_BUS_ADDR, &h), HWSTORY_WRONG,
	     "enters the root complex; first at sw.0 (on the way back),");
}
END_TEST

START_TEST(bus_addr_that_ends_in_the_root_complex)
{
	struct set s;
	struct hwstory h;

	open_set(&s, "acs RR+ CR+", "acs RR+ CR+", "refuse");
	h = ask(&s, GPU_BAR);
	says(&s, compare(&s, HP_MAP_BUS_ADDR, &h), HWSTORY_WRONG,
	     "does not reach the memory; first at sw.1,");
}
END_TEST

START_TEST(through_host_bridge_and_it_does)
{
	struct set s;
	struct hwstory h;

	open_set(&s, "acs RR+ CR+", "acs RR+ CR+", "all");
	h = ask(&s, GPU_BAR);
	says(&s, compare(&s, HP_MAP_THRU_HOST_BRIDGE, &h), HWSTORY_AGREE,
	     "they agree: through the root complex\n");
}
END_TEST

START_TEST(through_host_bridge_to_another_place)
{
	struct set s;
	struct hwstory h;

	open_set(&s, "acs RR+ CR+", "acs RR+ CR+", "all");
	h = ask(&s, 0x80100000);
	says(&s, compare(&s, HP_MAP_THRU_HOST_BRIDGE, &h), HWSTORY_WRONG,
	     "the address it hands out does not reach the memory");
}
END_TEST

START_TEST(conservative_by_going_round)
{
	struct set s;
	struct hwstory h;

	open_set(&s, "acs RR- CR-", "acs RR- CR-", "all");
	h = ask(&s, GPU_BAR);
	says(&s, compare(&s, HP_MAP_THRU_HOST_BRIDGE, &h), HWSTORY_CONSERVATIVE,
	     "the hardware would carry it directly; first at sw.1,");
}
END_TEST

START_TEST(conservative_by_refusing)
{
	struct set s;
	struct hwstory h, none = { 0 };

	open_set(&s, "acs RR+ CR+", "acs RR+ CR+", "all");
	h = ask(&s, GPU_BAR);
	says(&s, hwstory_compare(s.out, s.scn->spec, HP_MAP_NOT_SUPPORTED, &none, &h),
	     HWSTORY_CONSERVATIVE, "would carry it through the root complex");
}
END_TEST

START_TEST(both_refuse)
{
	struct set s;
	struct hwstory h, none = { 0 };

	open_set(&s, "acs RR+ CR+", "acs RR+ CR+", "refuse");
	h = ask(&s, GPU_BAR);
	says(&s, hwstory_compare(s.out, s.scn->spec, HP_MAP_NOT_SUPPORTED, &none, &h),
	     HWSTORY_AGREE, "the hardware does not carry it, either; it ends at the root complex,");
}
END_TEST

START_TEST(survives_the_pipe)
{
	struct set s;
	struct hwstory h;
	unsigned char bytes[8192] = { 0 };
	const unsigned char *at = bytes;
	const struct hwpath *p;
	size_t n, left;

	open_set(&s, "acs RR- CR-", "acs RR- CR-", "all");
	h = ask(&s, GPU_BAR);
	n = sizeof(*h.write) + h.write->nhops * sizeof(struct hwhop);
	memcpy(bytes, h.write, n);
	left = sizeof(*h.read) + h.read->nhops * sizeof(struct hwhop);
	memcpy(bytes + n, h.read, left);
	left += n;
	p = hwpath_take(&at, &left);
	ck_assert(p && hwpath_same_request(p, h.write) && p->type == TLP_MWR);
	p = hwpath_take(&at, &left);
	ck_assert(p && p->type == TLP_MRD && p->nhops == h.read->nhops);
	ck_assert_ptr_null(hwpath_take(&at, &left));
	ck_assert_uint_eq(left, 0);
	/* Cut anywhere: nothing half. */
	for (size_t cut = 0; cut < n; cut++) {
		at = bytes;
		left = cut;
		ck_assert_ptr_null(hwpath_take(&at, &left));
	}
	says(&s, HWSTORY_AGREE, HWSTORY_AGREE, "");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("hwpath");
	TCase *c = tcase_create("stories");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_add_test(c, direct_is_bus_addr);
	tcase_add_test(c, bus_addr_that_is_redirected);
	tcase_add_test(c, bus_addr_whose_completion_is_redirected);
	tcase_add_test(c, bus_addr_that_ends_in_the_root_complex);
	tcase_add_test(c, through_host_bridge_and_it_does);
	tcase_add_test(c, through_host_bridge_to_another_place);
	tcase_add_test(c, conservative_by_going_round);
	tcase_add_test(c, conservative_by_refusing);
	tcase_add_test(c, both_refuse);
	tcase_add_test(c, survives_the_pipe);
	suite_add_tcase(s, c);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}
