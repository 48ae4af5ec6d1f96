// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_import.c - lspci text: our own fixtures, whole and mangled as mail
 * mangles them, and what is unknown kept apart from what is absent.
 */
#include "tests/unit/import_util.h"

static const struct import_options *with_ids(void)
{
	static char path[512];
	static struct import_options opt = { .pci_ids = path };

	snprintf(path, sizeof(path), "%s/tests/fixtures/import/pci.ids",
		 HAIRPIN_SOURCE_DIR);
	return &opt;
}

static struct imported import_fixture(const char *name)
{
	size_t len;
	char *text = fixture(name, &len);
	struct imported im = import_bytes(name, text, len, with_ids());

	free(text);
	ck_assert_msg(im.spec != NULL, "%s", im.said);
	return im;
}

static const struct spec_function *named(const struct spec *s, const char *name)
{
	int32_t i = spec_find_function(s, name);

	ck_assert_msg(i >= 0, "no %s", name);
	return &s->functions[i];
}

static const char *parent_name(const struct spec *s, const char *name)
{
	int32_t up = named(s, name)->parent;

	return up < 0 ? "-" : s->functions[up].name;
}

/* The machine that workstation-vv.txt and workstation-vvnn.txt describe. */
static void check_workstation(const struct spec *s)
{
	static const struct { const char *name, *parent; enum spec_type type;
			      uint16_t vendor, device; int32_t group; } want[] = {
		{ "host0", "-", SPEC_HOST_DEVICE, 0x1aaa, 0x0001, 0 },
		{ "rp0", "-", SPEC_ROOT_PORT, 0x1aaa, 0x0010, 1 },
		{ "isa0", "-", SPEC_PCI_DEVICE, 0x1aaa, 0x0020, 2 },
		{ "smbus0", "-", SPEC_PCI_DEVICE, 0x1aaa, 0x0021, 2 },
		{ "sw0", "rp0", SPEC_UPSTREAM_PORT, 0x1bbb, 0x8600, 3 },
		{ "sw0.0", "sw0", SPEC_DOWNSTREAM_PORT, 0x1bbb, 0x8600, 4 },
		{ "sw0.1", "sw0", SPEC_DOWNSTREAM_PORT, 0x1bbb, 0x8600, 5 },
		{ "gpu0", "sw0.0", SPEC_ENDPOINT, 0x1ccc, 0x3000, 6 },
		{ "nic0", "sw0.1", SPEC_ENDPOINT, 0x1ddd, 0x4000, 9 },
	};

	ck_assert_uint_eq(s->nfunctions, sizeof(want) / sizeof(*want));
	for (size_t i = 0; i < s->nfunctions; i++) {
		const struct spec_function *f = named(s, want[i].name);

		ck_assert_str_eq(parent_name(s, want[i].name), want[i].parent);
		ck_assert_int_eq(f->type, want[i].type);
		ck_assert_uint_eq(f->vendor, want[i].vendor);
		ck_assert_uint_eq(f->device, want[i].device);
		ck_assert_int_eq(f->iommu_group, want[i].group);
		ck_assert_int_eq(f->numa_node, 0);
	}
}

static void check_workstation_acs(const struct spec *s)
{
	static const struct { const char *name; enum spec_known known;
			      uint16_t cap, ctrl; } want[] = {
		{ "host0", SPEC_ABSENT, 0, 0 },
		{ "rp0", SPEC_PRESENT, 0x1f, 0x1d },
		{ "sw0", SPEC_ABSENT, 0, 0 },
		{ "sw0.0", SPEC_PRESENT, 0x7f, 0x1d },
		{ "sw0.1", SPEC_PRESENT, 0x7f, 0x11 },
		{ "gpu0", SPEC_PRESENT, 0x5c, 0 },
		{ "nic0", SPEC_ABSENT, 0, 0 },
	};

	for (size_t i = 0; i < sizeof(want) / sizeof(*want); i++) {
		const struct spec_acs *a = &named(s, want[i].name)->acs;

		ck_assert_msg(a->known == want[i].known && a->cap == want[i].cap &&
			      a->ctrl == want[i].ctrl, "%s: %d %x/%x",
			      want[i].name, a->known, a->cap, a->ctrl);
	}
}

static void check_workstation_gpu(const struct spec *s)
{
	const struct spec_function *f = named(s, "gpu0");

	ck_assert_uint_eq(f->class, 0x030000);
	ck_assert_uint_eq(f->revision, 0xc0);
	ck_assert_uint_eq(f->interrupt_pin, 1);
	ck_assert_int_eq(f->bar[0].kind, SPEC_BAR_MEM64);
	ck_assert(f->bar[0].prefetchable);
	ck_assert_uint_eq(f->bar[0].size_bytes, 256ull << 20);
	ck_assert_uint_eq(f->bar[0].address, 0x4000000000);
	ck_assert_uint_eq(f->bar[0].rebar_sizes, 0xf00);
	ck_assert_int_eq(f->bar[1].kind, SPEC_BAR_NONE);
	ck_assert_uint_eq(f->bar[2].size_bytes, 2u << 20);
	ck_assert_uint_eq(f->rom_bytes, 128u << 10);
	ck_assert(f->ari && f->ats && f->pri && f->pasid && f->aer && f->flr);
	ck_assert(f->pm && f->no_soft_reset);
	ck_assert_uint_eq(f->pasid_width, 16);
	ck_assert_uint_eq(f->msi_vectors, 4);
	ck_assert_uint_eq(f->msix_vectors, 64);
	ck_assert_uint_eq(f->link_speed, 4);
	ck_assert_uint_eq(f->link_width, 16);
	ck_assert_int_eq(f->sriov.known, SPEC_PRESENT);
	ck_assert_uint_eq(f->sriov.total_vfs, 4);
	ck_assert_uint_eq(f->sriov.num_vfs, 2);
	ck_assert_uint_eq(f->sriov.offset, 256);
	ck_assert_uint_eq(f->sriov.stride, 1);
	ck_assert_uint_eq(f->sriov.vf_device, 0x3001);
	/* The PF's list does not tell the size; its captured VFs do. */
	ck_assert_uint_eq(f->sriov.bar[0].size_bytes, 64u << 20);
	ck_assert_uint_eq(f->sriov.bar[0].address, 0x4020000000);
	ck_assert_int_eq(f->sriov.vf_acs.known, SPEC_PRESENT);
	ck_assert_uint_eq(f->sriov.vf_acs.cap, 0x5c);
}

START_TEST(workstation)
{
	static const char *const names[] = { "workstation-vv.txt", "workstation-vvnn.txt" };
	struct imported im = import_fixture(names[_i]);
	const struct spec *s = im.spec;
	char *differ;

	check_workstation(s);
	check_workstation_acs(s);
	check_workstation_gpu(s);
	ck_assert_uint_eq(im.rep.functions, 11);
	ck_assert_uint_eq(im.rep.vfs, 2);
	ck_assert_uint_eq(im.rep.bridges, 4);
	ck_assert_uint_eq(im.rep.synthesized, 0);
	ck_assert_uint_eq(im.rep.acs_unknown, 0);
	ck_assert_uint_eq(im.rep.ngroups, 11);
	ck_assert(im.rep.groups[8].is_vf && im.rep.groups[8].sbdf == 0x400);
	ck_assert_uint_eq(named(s, "rp0")->secondary, 1);
	ck_assert_uint_eq(named(s, "rp0")->subordinate, 6);
	ck_assert(named(s, "rp0")->ari_forwarding);
	ck_assert(named(s, "sw0.0")->hotplug_slot && !named(s, "sw0.1")->slot);
	ck_assert(named(s, "isa0")->multifunction && !named(s, "gpu0")->multifunction);
	ck_assert_int_eq(s->host.iommu, SPEC_IOMMU_STRICT);
	differ = round_trip(s);
	ck_assert_msg(!differ, "%s", differ);
	imported_free(&im);
}
END_TEST

/* Every capture of tests/fixtures/import, all that is read from it. */
static const char *const captures[] = {
	"workstation-vv", "workstation-vvnn", "workstation-vmm", "workstation-v",
	"denied-vv", "subtree-vv", "fields-vvv",
};

START_TEST(as_expected)
{
	char name[64], path[128];
	struct imported im;

	snprintf(name, sizeof(name), "%s.txt", captures[_i]);
	snprintf(path, sizeof(path), "fixtures/import/%s.expected", captures[_i]);
	im = import_fixture(name);
	golden_import(path, &im);
	imported_free(&im);
}
END_TEST

START_TEST(windows_hold_everything)
{
	struct imported im = import_fixture("workstation-vv.txt");
	const struct spec_host_bridge *hb = &im.spec->host_bridges[0];

	for (uint32_t i = 0; i < im.spec->nfunctions; i++)
		for (int b = 0; b < 6; b++) {
			const struct spec_bar *bar = &im.spec->functions[i].bar[b];
			bool in = bar->kind == SPEC_BAR_NONE;

			for (uint32_t w = 0; w < hb->nwindows; w++)
				in |= (hb->windows[w].kind == SPEC_WIN_IO) ==
				      (bar->kind == SPEC_BAR_IO) &&
				      bar->address >= hb->windows[w].cpu_base &&
				      bar->address + bar->size_bytes <=
				      hb->windows[w].cpu_base + hb->windows[w].size_bytes;
			ck_assert_msg(in, "%s bar%d", im.spec->functions[i].name, b);
		}
	imported_free(&im);
}
END_TEST

START_TEST(ambiguous_names_are_said)
{
	struct imported im = import_fixture("workstation-vv.txt");

	ck_assert(strstr(im.said, "workstation-vv.txt:256:1: warning: 0000:06:00.0: "
			 "'Example Networks Fast NIC' is ambiguous in pci.ids: "
			 "1ddd:4000, 1ddd:4001;"));
	imported_free(&im);
	/* With numbers nothing is. */
	im = import_fixture("workstation-vvnn.txt");
	ck_assert(!strstr(im.said, "ambiguous"));
	imported_free(&im);
}
END_TEST

START_TEST(unknown_names_are_said)
{
	static const char text[] =
		"00:00.0 Host bridge: Nobody At All Thing\n"
		"00:02.0 VGA compatible controller: Example Graphics Unheard Of\n"
		"00:03.0 Spoon [1234]: Example Graphics Device 7777\n";
	struct imported im = import_bytes("t", text, strlen(text), with_ids());

	ck_assert_msg(im.spec != NULL, "%s", im.said);
	ck_assert(strstr(im.said, "t:1:1: warning: 0000:00:00.0: no vendor in pci.ids"));
	ck_assert(strstr(im.said, "t:2:1: warning: 0000:00:02.0: no device in pci.ids"));
	ck_assert_uint_eq(im.spec->functions[0].vendor, 0xfffe);
	ck_assert_uint_eq(im.spec->functions[1].vendor, 0x1ccc);
	ck_assert_uint_eq(im.spec->functions[1].device, 0xfffe);
	ck_assert_uint_eq(im.spec->functions[2].device, 0x7777);
	ck_assert_uint_eq(im.spec->functions[2].class, 0x123400);
	imported_free(&im);
}
END_TEST

START_TEST(denied_is_unknown_not_absent)
{
	struct imported im = import_fixture("denied-vv.txt");
	char *differ;

	ck_assert_uint_eq(im.rep.acs_found, 0);
	/* Their kernel's groups say that these three isolate. */
	ck_assert_uint_eq(im.rep.acs_present, 3);
	ck_assert_uint_eq(im.rep.acs_absent, 0);
	ck_assert_uint_eq(im.rep.acs_unknown, 3);
	ck_assert_int_eq(named(im.spec, "sw0.0")->acs.known, SPEC_PRESENT);
	ck_assert_int_eq(named(im.spec, "gpu0")->sriov.known, SPEC_UNKNOWN);
	/* Conventional functions have none, that is certain. */
	ck_assert_int_eq(named(im.spec, "isa0")->acs.known, SPEC_ABSENT);
	/* Types are as they must be for the tree to stand. */
	ck_assert_str_eq(parent_name(im.spec, "gpu0"), "sw0.0");
	ck_assert_int_eq(named(im.spec, "sw0")->type, SPEC_UPSTREAM_PORT);
	ck_assert(strstr(im.said, "ACS of 6 PCIe functions, 0000:00:01.0 first, is unknown (not absent)"));
	differ = round_trip(im.spec);
	ck_assert_msg(!differ, "%s", differ);
	imported_free(&im);
}
END_TEST

START_TEST(v_shows_acs_without_its_registers)
{
	struct imported im = import_fixture("workstation-v.txt");

	ck_assert_uint_eq(im.rep.acs_found, 4);
	ck_assert_uint_eq(im.rep.acs_present, 4);
	ck_assert_uint_eq(im.rep.acs_unknown, 0);
	ck_assert_uint_eq(im.rep.acs_absent, 2);
	ck_assert_int_eq(named(im.spec, "gpu0")->sriov.known, SPEC_UNKNOWN);
	ck_assert_str_eq(named(im.spec, "gpu0")->driver, "exgpu");
	ck_assert_int_eq(named(im.spec, "nic0")->iommu_group, 9);
	ck_assert_int_eq(named(im.spec, "sw0.1")->type, SPEC_DOWNSTREAM_PORT);
	imported_free(&im);
}
END_TEST

START_TEST(vmm_has_identities_and_groups)
{
	struct imported im = import_fixture("workstation-vmm.txt");

	/* Bus 06 needs a bridge that the capture lacks: more buses than bridges. */
	ck_assert_uint_eq(im.spec->nfunctions, 12);
	ck_assert_uint_eq(im.rep.ngroups, 11);
	ck_assert_int_eq(im.rep.groups[1].group, 1);
	ck_assert_uint_eq(named(im.spec, "nic0")->device, 0x4000);
	ck_assert(strstr(im.said, "guessed from the order of addresses"));
	imported_free(&im);
}
END_TEST

START_TEST(missing_parents_are_made)
{
	struct imported im = import_fixture("subtree-vv.txt");
	const struct spec_function *rp = named(im.spec, "rp0");
	char *differ;

	ck_assert_uint_eq(im.rep.synthesized, 1);
	ck_assert_int_eq(rp->type, SPEC_ROOT_PORT);
	ck_assert_uint_eq(rp->secondary, 1);
	ck_assert_uint_eq(rp->subordinate, 6);
	ck_assert_str_eq(parent_name(im.spec, "sw0"), "rp0");
	/* Its kernel had several groups below it: it must have isolated. */
	ck_assert_int_eq(rp->acs.known, SPEC_PRESENT);
	ck_assert_uint_eq(rp->acs.ctrl, ACS_SV | ACS_RR | ACS_CR | ACS_UF);
	ck_assert(strstr(im.said, "subtree-vv.txt:1:1: warning: 0000:00:01.0: the bridge above bus 01 is not in the dump"));
	differ = round_trip(im.spec);
	ck_assert_msg(!differ, "%s", differ);
	imported_free(&im);
}
END_TEST

/* Without groups nothing proves that a missing port isolated. */
START_TEST(missing_parents_are_not_trusted)
{
	size_t len;
	char *text = fixture("subtree-vv.txt", &len), *p;
	struct imported im;

	while ((p = strstr(text, "IOMMU group")))
		memcpy(p, "Nothing     ", 12);
	im = import_bytes("t", text, len, with_ids());
	ck_assert(im.spec != NULL);
	ck_assert_int_eq(named(im.spec, "rp0")->acs.known, SPEC_UNKNOWN);
	imported_free(&im);
	free(text);
}
END_TEST

/* What is between a port and its grandchildren, made from the types. */
START_TEST(missing_switches_are_made)
{
	static const char text[] =
		"00:02.0 PCI bridge [0604]: X [1aaa:0010]\n"
		"\tBus: primary=00, secondary=01, subordinate=09, sec-latency=0\n"
		"\tCapabilities: [40] Express (v2) Root Port (Slot+), MSI 00\n"
		"05:00.0 Ethernet controller [0200]: X [1ddd:4000]\n"
		"\tControl: I/O-\n"
		"\tCapabilities: [40] Express (v2) Endpoint, MSI 00\n"
		"07:03.0 PCI bridge [0604]: X [1bbb:8600]\n"
		"\tBus: primary=07, secondary=08, subordinate=08, sec-latency=0\n"
		"\tCapabilities: [40] Express (v2) Downstream Port (Slot+), MSI 00\n"
		"20:01.0 SCSI [0100]: X [1ddd:4000]\n"
		"\tCapabilities: [40] Power Management version 3\n";
	struct imported im = import_bytes("t", text, strlen(text), with_ids());
	char *differ;

	ck_assert_msg(im.spec != NULL, "%s", im.said);
	/* One switch below the port; its ports lead to buses 05 and 07. */
	ck_assert_uint_eq(im.rep.synthesized, 4);
	ck_assert_str_eq(parent_name(im.spec, "sw0"), "rp0");
	ck_assert_str_eq(parent_name(im.spec, "nic0"), "sw0.0");
	ck_assert_str_eq(parent_name(im.spec, "sw1"), "sw0.1");
	ck_assert_str_eq(parent_name(im.spec, "sw1.0"), "sw1");
	ck_assert_uint_eq(named(im.spec, "sw1")->secondary, 7);
	ck_assert_uint_eq(named(im.spec, "sw1.0")->vendor, 0x1bbb);
	ck_assert_uint_eq(im.spec->nbridges, 2);
	ck_assert_uint_eq(im.spec->host_bridges[1].bus_first, 0x20);
	differ = round_trip(im.spec);
	ck_assert_msg(!differ, "%s", differ);
	imported_free(&im);
}
END_TEST

START_TEST(function_0_is_made)
{
	static const char text[] =
		"00:02.3 Ethernet controller [0200]: X [1ddd:4000]\n"
		"\tControl: I/O-\n"
		"\tCapabilities: [40] Express (v2) Root Complex Integrated Endpoint, MSI 00\n";
	struct imported im = import_bytes("t", text, strlen(text), with_ids());

	ck_assert_msg(im.spec != NULL, "%s", im.said);
	ck_assert_uint_eq(im.spec->nfunctions, 2);
	ck_assert_uint_eq(im.spec->functions[0].devfn, 0x10);
	ck_assert(strstr(im.said, "needs a function 0 beside it"));
	imported_free(&im);
}
END_TEST

/* What is put in a left-out function's place has nothing of it. */
START_TEST(function_0_in_place_of_one_left_out)
{
	static const char text[] =
		"01:00.0 PCI bridge [0604]: X [1bbb:8600]\n"
		"\tBus: primary=00, secondary=02, subordinate=06, sec-latency=0\n"
		"\tCapabilities: [68] Express (v2) Upstream Port, MSI 00\n"
		"02:00.0 Ethernet controller [0200]: X [1ddd:4000]\n"
		"\tIOMMU group: 7\n"
		"\tRegion 0: Memory at c0100000 (32-bit, non-prefetchable) [size=256K]\n"
		"\tCapabilities: [1c0 v1] Access Control Services\n"
		"\t\tACSCap:\tSrcValid+ TransBlk+\n"
		"\t\tACSCtl:\tSrcValid+ TransBlk-\n"
		"02:00.5 PCI bridge [0604]: X [1bbb:8600]\n";
	struct imported im = import_bytes("t", text, strlen(text), with_ids());
	const struct spec_function *f;

	ck_assert_msg(im.spec != NULL, "%s", im.said);
	ck_assert_ptr_null(round_trip(im.spec));
	f = &im.spec->functions[im.spec->nfunctions - 2];
	ck_assert_uint_eq(f->devfn, 0);
	ck_assert_int_eq(f->type, SPEC_DOWNSTREAM_PORT);
	ck_assert_uint_ne(f->vendor, 0x1ddd);
	ck_assert_uint_eq(f->acs.cap, 0);
	ck_assert_uint_eq(f->bar[0].size_bytes, 0);
	ck_assert_int_eq(f->iommu_group, -1);
	ck_assert(strstr(im.said, "02:00.0 is left out, but 0000:02:00.5 needs a function 0"));
	imported_free(&im);
}
END_TEST

/* What the importer takes for a domain, the language must be able to say. */
START_TEST(domains_fit_the_language)
{
	static const char *const text[] = {
		"7fffffff:00:02.0 Ethernet controller [0200]: X [1ddd:4000]\n",
		"80000000:00:02.0 Ethernet controller [0200]: X [1ddd:4000]\n",
	};
	struct imported im = import_bytes("t", text[0], strlen(text[0]), with_ids());

	ck_assert_msg(im.spec != NULL, "%s", im.said);
	ck_assert_ptr_null(round_trip(im.spec));
	imported_free(&im);
	im = import_bytes("t", text[1], strlen(text[1]), with_ids());
	ck_assert_ptr_null(im.spec);
	imported_free(&im);
}
END_TEST

/* Hosts told by their identities, and told otherwise. */
START_TEST(host_is_inferred_and_overridden)
{
	static const struct { const char *id, *profile; enum spec_cpu_vendor cpu;
			      enum spec_rc_p2p p2p; } want[] = {
		{ "8086:2020", "server", SPEC_CPU_INTEL, SPEC_RC_ALL },
		{ "8086:2f00", "server-same-bridge", SPEC_CPU_INTEL, SPEC_RC_SAME_BRIDGE },
		{ "8086:9b61", "pc", SPEC_CPU_INTEL, SPEC_RC_REFUSE },
		{ "1022:1480", "amd-zen", SPEC_CPU_AMD, SPEC_RC_ALL },
		{ "1014:04c1", "power", SPEC_CPU_OTHER, SPEC_RC_REFUSE },
		{ "1aaa:0001", "custom", SPEC_CPU_OTHER, SPEC_RC_REFUSE },
	};
	struct import_options opt = { .has_iommu = true, .iommu = SPEC_IOMMU_PASSTHROUGH,
				      .has_p2p = true, .rc_p2p = SPEC_RC_ALL };
	struct imported im;
	char text[128];

	snprintf(text, sizeof(text), "00:00.0 Host bridge [0600]: X [%s]\n", want[_i].id);
	im = import_bytes("t", text, strlen(text), NULL);
	ck_assert_msg(im.spec != NULL, "%s", im.said);
	ck_assert_str_eq(im.spec->host.profile, want[_i].profile);
	ck_assert_int_eq(im.spec->host.cpu_vendor, want[_i].cpu);
	ck_assert_int_eq(im.spec->host.rc_p2p, want[_i].p2p);
	imported_free(&im);
	im = import_bytes("t", text, strlen(text), &opt);
	ck_assert_int_eq(im.spec->host.iommu, SPEC_IOMMU_PASSTHROUGH);
	ck_assert_int_eq(im.spec->host.rc_p2p, SPEC_RC_ALL);
	imported_free(&im);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("import");
	TCase *t = tcase_create("text");

	tcase_add_loop_test(t, workstation, 0, 2);
	tcase_add_loop_test(t, as_expected, 0, sizeof(captures) / sizeof(*captures));
	tcase_add_test(t, windows_hold_everything);
	tcase_add_test(t, ambiguous_names_are_said);
	tcase_add_test(t, unknown_names_are_said);
	tcase_add_test(t, denied_is_unknown_not_absent);
	tcase_add_test(t, v_shows_acs_without_its_registers);
	tcase_add_test(t, vmm_has_identities_and_groups);
	suite_add_tcase(s, t);
	t = tcase_create("partial");
	tcase_add_test(t, missing_parents_are_made);
	tcase_add_test(t, missing_parents_are_not_trusted);
	tcase_add_test(t, missing_switches_are_made);
	tcase_add_test(t, function_0_is_made);
	tcase_add_test(t, domains_fit_the_language);
	tcase_add_test(t, function_0_in_place_of_one_left_out);
	suite_add_tcase(s, t);
	t = tcase_create("host");
	tcase_add_loop_test(t, host_is_inferred_and_overridden, 0, 6);
	suite_add_tcase(s, t);
	return s;
}

IMPORT_TEST_MAIN(suite)
