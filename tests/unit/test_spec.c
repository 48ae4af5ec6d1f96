// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_spec.c - the description of a machine: storage, names, and every reason
 * to refuse one.  Each refusal is a good machine with one thing made wrong.
 */
#include "machine.h"

START_TEST(arena_and_defaults)
{
	struct spec *s = spec_new();
	uint32_t i, hb = spec_add_bridge(s), fn = spec_add_function(s);
	char *a = spec_strdup(s, "alpha"), *big;

	ck_assert_uint_eq(s->host_bridges[hb].bus_last, 0xff);
	ck_assert_int_eq(s->functions[fn].host_bridge, -1);
	ck_assert_int_eq(s->functions[fn].parent, -1);
	ck_assert_int_eq(s->functions[fn].iommu_group, -1);
	ck_assert_int_eq(s->functions[fn].numa_node, -1);
	ck_assert_str_eq(a, "alpha");
	big = spec_alloc(s, 1 << 20);
	for (i = 0; i < 1 << 20 && !big[i]; i++)
		;
	ck_assert_uint_eq(i, 1 << 20);
	memset(big, 0xa5, 1 << 20);
	ck_assert_str_eq(a, "alpha");
	ck_assert_uint_eq((uintptr_t)spec_alloc(s, 3) % 16, 0);
	spec_free(s);
	spec_free(NULL);
}
END_TEST

START_TEST(names_are_found)
{
	struct spec *s = spec_new();
	char name[32];
	uint32_t i;

	ck_assert_int_eq(spec_find_function(s, "nobody"), -1);
	for (i = 0; i < 5000; i++) {
		snprintf(name, sizeof(name), "n%u", i);
		ck_assert_int_eq(spec_find_function(s, name), -1);
		spec_add_function(s);
		s->functions[i].name = spec_strdup(s, name);
		ck_assert_int_eq(spec_find_function(s, name), (int)i);
	}
	for (i = 0; i < 5000; i++) {
		snprintf(name, sizeof(name), "n%u", i);
		ck_assert_int_eq(spec_find_function(s, name), (int)i);
	}
	/* A duplicate never hides the first; an unnamed one hides nobody. */
	spec_add_function(s);
	spec_add_function(s);
	s->functions[5001].name = "late";
	ck_assert_int_eq(spec_find_function(s, "late"), 5001);
	s->functions[5000].name = "n17";
	ck_assert_int_eq(spec_find_function(s, "n17"), 17);
	ck_assert_int_eq(spec_find_function(s, "late"), 5001);
	spec_free(s);
}
END_TEST

/*
 * The good machine.  Indices: 0 root port 00:01.0, 1 upstream, 2 downstream
 * 00.0, 3 endpoint below it with SR-IOV, 4 downstream 01.0, 5 PCIe-to-PCI
 * bridge below it, 6 PCI device 03.0, 7 integrated endpoint, 8 root port with
 * nothing below.
 */
enum { RP, UP, DN, EP, DN2, BR, PD, RC, RP2 };

static struct machine good(void)
{
	struct machine m = machine_new();
	struct spec_host_bridge *hb = m.spec->host_bridges;

	hb->nwindows = 2;
	hb->windows[0] = (struct spec_window){
		.kind = SPEC_WIN_MEM, .cpu_base = 0xe0000000,
		.size_bytes = 0x10000000, .offset = 0 };
	hb->windows[1] = (struct spec_window){
		.kind = SPEC_WIN_PREF, .cpu_base = 1ull << 40,
		.size_bytes = 1ull << 38, .offset = 1ll << 39 };
	add_fn(&m, SPEC_ROOT_PORT, -1, 8);
	add_fn(&m, SPEC_UPSTREAM_PORT, RP, 0);
	add_fn(&m, SPEC_DOWNSTREAM_PORT, UP, 0);
	add_fn(&m, SPEC_ENDPOINT, DN, 0);
	add_fn(&m, SPEC_DOWNSTREAM_PORT, UP, 8);
	add_fn(&m, SPEC_PCIE_TO_PCI, DN2, 0);
	add_fn(&m, SPEC_PCI_DEVICE, BR, 3 << 3);
	add_fn(&m, SPEC_RCIEP, -1, 0x10);
	add_fn(&m, SPEC_ROOT_PORT, -1, 0x18);
	fn_at(&m, EP)->bar[0] = mem_bar(1 << 20, true, true);
	fn_at(&m, EP)->sriov.known = SPEC_PRESENT;
	fn_at(&m, EP)->sriov.total_vfs = 8;
	return m;
}

START_TEST(good_is_good)
{
	struct machine m = good();
	struct spec_error err = { .text = "" };

	ck_assert_msg(spec_check(m.spec, &err), "%s", err.text);
	ck_assert(spec_check(m.spec, NULL));
	machine_build(&m);
	lint_all(&m);
	machine_free(&m);
}
END_TEST

#define F(i) (&s->functions[i])
#define HB(i) (&s->host_bridges[i])

/* One wrong thing each, and words that the message must hold. */
struct wrong {
	const char *name;
	void (*make)(struct spec *s);
	const char *says;
};

#define WRONG(name, code) static void w_##name(struct spec *s) { code; }

static uint32_t one_more(struct spec *s, enum spec_type type, int32_t parent, uint8_t devfn)
{
	struct machine m = { .spec = s };

	return add_fn(&m, type, parent, devfn);
}

static void second_bridge(struct spec *s, const char *name, uint32_t domain,
			  uint8_t first, uint8_t last)
{
	uint32_t i = spec_add_bridge(s);

	HB(i)->name = name;
	HB(i)->domain = domain;
	HB(i)->bus_first = first;
	HB(i)->bus_last = last;
}

WRONG(no_name, F(EP)->name = NULL)
WRONG(empty_name, F(EP)->name = "")
WRONG(same_name, F(EP)->name = F(RP)->name)
WRONG(type, F(EP)->type = 0x3)
WRONG(no_place, F(EP)->parent = -1)
WRONG(two_places, F(EP)->host_bridge = 0)
WRONG(bridge_index, F(RP)->host_bridge = 1)
WRONG(order, F(UP)->parent = DN)
WRONG(self, F(UP)->parent = UP)
WRONG(below_leaf, one_more(s, SPEC_ENDPOINT, RC, 0))
WRONG(ep_on_root, one_more(s, SPEC_ENDPOINT, -1, 0x20))
WRONG(ep_in_switch, one_more(s, SPEC_ENDPOINT, UP, 0x10))
WRONG(dn_below_rp, one_more(s, SPEC_DOWNSTREAM_PORT, RP2, 0))
WRONG(up_in_switch, one_more(s, SPEC_UPSTREAM_PORT, UP, 0x10))
WRONG(rp_below, one_more(s, SPEC_ROOT_PORT, RP2, 0))
WRONG(rciep_below, one_more(s, SPEC_RCIEP, RP2, 0))
WRONG(pci_below_rp, one_more(s, SPEC_PCI_DEVICE, RP2, 0))
WRONG(device_number, F(EP)->devfn = 8)
WRONG(ari_no_port, F(EP)->ari = true; one_more(s, SPEC_ENDPOINT, DN, 9); F(9)->ari = true)
WRONG(seat, one_more(s, SPEC_RCIEP, -1, 8))
WRONG(no_function_0, one_more(s, SPEC_RCIEP, -1, 0x29))
WRONG(no_function_0_ep, F(EP)->devfn = 3)
WRONG(vendor, F(EP)->vendor = 0xffff)
WRONG(class, F(EP)->class = 0x1000000)
WRONG(pin, F(EP)->interrupt_pin = 5)
WRONG(bar_size, F(EP)->bar[0].size_bytes = 3 << 20)
WRONG(bar_zero, F(EP)->bar[0].size_bytes = 0)
WRONG(bar_small, F(EP)->bar[0].size_bytes = 64)
WRONG(bar32_big, F(EP)->bar[2] = mem_bar(1ull << 32, false, false))
WRONG(io_big, F(EP)->bar[2] = mem_bar(1 << 17, false, false); F(EP)->bar[2].kind = SPEC_BAR_IO)
WRONG(bar5_64, F(EP)->bar[5] = mem_bar(4096, true, false))
WRONG(bar_overlap, F(EP)->bar[1] = mem_bar(4096, false, false))
WRONG(bar_bridge, F(RP)->bar[2] = mem_bar(4096, false, false))
WRONG(bar_bridge_64, F(RP)->bar[1] = mem_bar(4096, true, false))
WRONG(bar_address, F(EP)->bar[0].address = 0x1000)
WRONG(bar_address32, F(EP)->bar[2] = mem_bar(4096, false, false); F(EP)->bar[2].address = 1ull << 32)
WRONG(rebar_own, F(EP)->bar[0].rebar_sizes = 2)
WRONG(rebar_huge, F(EP)->bar[0].rebar_sizes = 1 | 1ull << 44)
WRONG(rebar_32, F(EP)->bar[2] = mem_bar(1 << 20, false, false); F(EP)->bar[2].rebar_sizes = 1 | 1 << 12)
WRONG(rom, F(EP)->rom_bytes = 1024)
WRONG(msi, F(EP)->msi_vectors = 3)
WRONG(msix, F(EP)->msix_vectors = 2049)
WRONG(msix_room, F(RC)->msix_vectors = 8)
WRONG(msix_small, F(RC)->msix_vectors = 8; F(RC)->bar[0] = mem_bar(128, false, false))
WRONG(acs_pci, F(PD)->acs = acs_of(1, 0))
WRONG(acs_ctrl, F(DN)->acs = acs_of(ACS_SV, ACS_SV | ACS_RR))
WRONG(acs_vector, F(DN)->acs = acs_of(ACS_SV, 0); F(DN)->acs.egress_bits = 8)
WRONG(acs_bit, F(DN)->acs = acs_of(ACS_EC, 0); F(DN)->acs.egress_bits = 8; F(DN)->acs.egress_vector[1] = 1)
WRONG(speed, F(EP)->link_speed = 7)
WRONG(width, F(EP)->link_width = 3)
WRONG(ats, F(DN)->ats = true)
WRONG(pri, F(EP)->pri = true)
WRONG(pasid, F(EP)->pasid = true; F(EP)->pasid_width = 21)
WRONG(forwarding, F(EP)->ari_forwarding = true)
WRONG(slot, F(EP)->hotplug_slot = true)
WRONG(vf_port, F(DN)->sriov = F(EP)->sriov)
WRONG(vf_none, F(EP)->sriov.total_vfs = 0)
WRONG(vf_initial, F(EP)->sriov.initial_vfs = 9)
WRONG(vf_num, F(EP)->sriov.num_vfs = 9)
WRONG(vf_page, F(EP)->sriov.page_sizes = 2)
WRONG(vf_io, F(EP)->sriov.bar[0].kind = SPEC_BAR_IO)
WRONG(vf_bar, F(EP)->sriov.bar[5] = mem_bar(4096, true, false))
WRONG(vf_msix, F(EP)->sriov.vf_msix = true)
WRONG(vf_silent, F(EP)->sriov.vf_silent = 9)
WRONG(vf_far, F(EP)->sriov.offset = 0xffff)
WRONG(vf_seat, F(RC)->sriov = F(EP)->sriov; F(RC)->sriov.offset = 8; F(RC)->sriov.stride = 1)
WRONG(vf_acs, F(EP)->sriov.vf_acs = acs_of(0, ACS_RR))
WRONG(capture_len, F(EP)->config = (const uint8_t *)""; F(EP)->config_len = 100)
WRONG(numbers, F(RP)->secondary = 5; F(RP)->subordinate = 4)
WRONG(numbers_nested, F(RP)->secondary = 1; F(RP)->subordinate = 4; F(UP)->secondary = 2; F(UP)->subordinate = 5)
WRONG(hb_name, HB(0)->name = NULL)
WRONG(hb_same, second_bridge(s, "hb0", 1, 0, 255))
WRONG(hb_range, HB(0)->bus_first = 8; HB(0)->bus_last = 7)
WRONG(hb_buses, second_bridge(s, "hb1", 0, 0x80, 0x90))
WRONG(win_kind, HB(0)->windows[0].kind = 0)
WRONG(win_size, HB(0)->windows[0].size_bytes = 0)
WRONG(win_align, HB(0)->windows[0].cpu_base += 512)
WRONG(win_wrap, HB(0)->windows[1].cpu_base = ~0xfffull; HB(0)->windows[1].size_bytes = 8192)
WRONG(win_offset, HB(0)->windows[0].offset = 0x100000000)
WRONG(win_offset_neg, HB(0)->windows[1].cpu_base = 0xfffff00000000000; HB(0)->windows[1].offset = -(1ll << 62))
WRONG(win_overlap, HB(0)->windows[1].cpu_base = 0xe8000000; HB(0)->windows[1].offset = 0)
WRONG(win_bus, HB(0)->windows[1].offset = (1ll << 40) - 0xe8000000)
WRONG(win_two, second_bridge(s, "hb1", 1, 0, 255); HB(1)->nwindows = 1; HB(1)->windows[0] = HB(0)->windows[0])
WRONG(win_io, HB(0)->windows[0].kind = SPEC_WIN_IO; HB(0)->windows[0].cpu_base = 0x100000000)

#define ROW(name, says) { #name, w_##name, says }
static const struct wrong wrongs[] = {
	ROW(no_name, "needs a name"), ROW(empty_name, "needs a name"),
	ROW(same_name, "f0 is there already"), ROW(type, "no function type 0x3"),
	ROW(no_place, "either on a host bridge's root bus or below"),
	ROW(two_places, "either on a host bridge's root bus or below"),
	ROW(bridge_index, "on host bridge 1, but there are 1"),
	ROW(order, "describe the bridge first"), ROW(self, "describe the bridge first"),
	ROW(below_leaf, "a root-complex integrated endpoint has no bus"),
	ROW(ep_on_root, "an endpoint, belongs under a root port or a switch"),
	ROW(ep_in_switch, "belongs under a root port or a switch downstream"),
	ROW(dn_below_rp, "belongs under a switch upstream port"),
	ROW(up_in_switch, "belongs under a root port"),
	ROW(rp_below, "belongs on the root bus"),
	ROW(rciep_below, "belongs on the root bus"),
	ROW(pci_below_rp, "belongs on a conventional PCI bus"),
	ROW(device_number, "at device 1 below f2: only device 0"),
	ROW(ari_no_port, "that port needs ARI forwarding"),
	ROW(seat, "f0 and f9 are both at 01.0"),
	ROW(no_function_0, "f9 is function 1 of device 05, which has no function 0"),
	ROW(no_function_0_ep, "no function 0"),
	ROW(vendor, "vendor ffff"), ROW(class, "24 bits"), ROW(pin, "INTA to INTD"),
	ROW(bar_size, "0x300000 is not a power of two"),
	ROW(bar_zero, "not a power of two"), ROW(bar_small, "between 128 bytes"),
	ROW(bar32_big, "a 64-bit BAR"), ROW(io_big, "between 4 bytes and 0x10000"),
	ROW(bar5_64, "use bar4"), ROW(bar_overlap, "upper half of 64-bit bar0: use bar2"),
	ROW(bar_bridge, "has BARs 0 to 1 only"), ROW(bar_bridge_64, "use bar0"),
	ROW(bar_address, "not a multiple of its size"),
	ROW(bar_address32, "does not fit a 32-bit BAR"),
	ROW(rebar_own, "must be one of its resizable sizes"),
	ROW(rebar_huge, "2^63"), ROW(rebar_32, "above 2G"), ROW(rom, "2K to 16M"),
	ROW(msi, "1, 2, 4, 8, 16 or 32"), ROW(msix, "at most 2048"),
	ROW(msix_room, "a memory BAR of 136 bytes"), ROW(msix_small, "136 bytes"),
	ROW(acs_pci, "no ACS"), ROW(acs_ctrl, "enables controls 0x4"),
	ROW(acs_vector, "no EC"), ROW(acs_bit, "egress bit 64, but the vector has bits 0 to 7"),
	ROW(speed, "1 to 6"), ROW(width, "1, 2, 4, 8, 12, 16 or 32"),
	ROW(ats, "belong to endpoints"), ROW(pri, "PRI needs ATS"),
	ROW(pasid, "at most 20"), ROW(forwarding, "ARI forwarding belongs"),
	ROW(slot, "belong to a root port"), ROW(vf_port, "VFs belong to endpoints"),
	ROW(vf_none, "at least 1"), ROW(vf_initial, "9 initial VFs of 8"),
	ROW(vf_num, "9 VFs enabled of 8"), ROW(vf_page, "4K must be among"),
	ROW(vf_io, "make it memory"), ROW(vf_bar, "use vfbar4"),
	ROW(vf_msix, "needs a VF BAR"),
	ROW(vf_silent, "vfsilent 9 is none of VF 1 to VF 8"),
	ROW(vf_far, "at most ffff"), ROW(vf_seat, "VF 1 would be at 03.0"),
	ROW(vf_acs, "vfacs enables"), ROW(capture_len, "64, 256 or 4096"),
	ROW(numbers, "above subordinate"), ROW(numbers_nested, "not among 02-04 below f0"),
	ROW(hb_name, "needs a name"), ROW(hb_same, "names must be unique"),
	ROW(hb_range, "must not be above"), ROW(hb_buses, "share buses of domain 0000"),
	ROW(win_kind, "mem, pref or io"), ROW(win_size, "size 0"),
	ROW(win_align, "multiples of 4K"), ROW(win_wrap, "past the end of 64-bit"),
	ROW(win_offset, "CPU address minus offset"),
	ROW(win_offset_neg, "CPU address minus offset"),
	ROW(win_overlap, "overlaps window"), ROW(win_bus, "overlap in bus addresses"),
	ROW(win_two, "in CPU addresses"), ROW(win_io, "ends past 0xffffffff"),
};

START_TEST(each_wrong_is_refused)
{
	const struct wrong *w = &wrongs[_i];
	struct machine m = good();
	struct spec_error err = { .text = "" };

	w->make(m.spec);
	ck_assert_msg(!spec_check(m.spec, &err), "%s: accepted", w->name);
	ck_assert_msg(strstr(err.text, w->says) != NULL, "%s: \"%s\" does not say \"%s\"",
		      w->name, err.text, w->says);
	ck_assert(!spec_check(m.spec, NULL));
	ck_assert_ptr_null(fabric_build(m.spec, &err));
	machine_free(&m);
}
END_TEST

START_TEST(errors_say_where)
{
	struct machine m = good();
	struct spec_error err;

	fn_at(&m, EP)->vendor = 0xffff;
	fn_at(&m, EP)->loc = (struct spec_loc){ "some.hp", 12, 5 };
	ck_assert(!spec_check(m.spec, &err));
	ck_assert_str_eq(err.loc.file, "some.hp");
	ck_assert_uint_eq(err.loc.line, 12);
	ck_assert_uint_eq(err.loc.column, 5);
	machine_free(&m);
}
END_TEST

/* What looks odd but exists. */
START_TEST(odd_but_fine)
{
	struct machine m = good();
	struct spec *s = m.spec;
	struct spec_error err = { .text = "" };

	second_bridge(s, "hb1", 0x10001, 0x80, 0xff);
	F(DN)->ari_forwarding = true;
	F(EP)->ari = true;
	one_more(s, SPEC_ENDPOINT, DN, 200);
	F(9)->ari = true;
	one_more(s, SPEC_PCI_BRIDGE, BR, 0x20);
	one_more(s, SPEC_PCI_DEVICE, 10, 0x28);
	one_more(s, SPEC_PCI_TO_PCIE, BR, 0x28);
	one_more(s, SPEC_ENDPOINT, 12, 0);
	F(PD)->bar[0] = mem_bar(16, false, false);
	F(PD)->bar[1] = (struct spec_bar){ SPEC_BAR_IO, false, 4, 0, 0 };
	F(EP)->bar[0].size_bytes = 1ull << 63;
	HB(0)->windows[1].offset = -(1ll << 39);
	ck_assert_msg(spec_check(s, &err), "%s", err.text);
	machine_build(&m);
	lint_all(&m);
	machine_free(&m);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("spec");
	TCase *t = tcase_create("storage");

	tcase_add_test(t, arena_and_defaults);
	tcase_add_test(t, names_are_found);
	suite_add_tcase(s, t);
	t = tcase_create("check");
	tcase_add_test(t, good_is_good);
	tcase_add_loop_test(t, each_wrong_is_refused, 0,
			    sizeof(wrongs) / sizeof(*wrongs));
	tcase_add_test(t, errors_say_where);
	tcase_add_test(t, odd_but_fine);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(suite)
