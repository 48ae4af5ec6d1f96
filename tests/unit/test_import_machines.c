// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_import_machines.c - real machines that people published: what is in
 * them, as their own description says.  They are no part of this repository:
 * HAIRPIN_MACHINES names their folder, else ../shared/machines beside the
 * sources; without it these tests are skipped.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/import_mail.h"

struct row {
	const char *file;
	uint32_t functions, vfs;
	uint32_t with_4096, with_256, with_64;
	uint32_t domains, synthesized;
	/* As imported: root, up and down ports, bridges PCIe to PCI and PCI. */
	uint32_t rp, up, down, to_pci, pci_bridges;
	uint32_t acs_found, acs_present, acs_unknown;
	uint32_t groups;		/* different ones */
	const char *warning;		/* part of one, or NULL */
};

static const struct row rows[] = {
	{ "hex/tree-asus-p6t6", 53, 0, 19, 34, 0, 1, 0, 6, 1, 2, 0, 1, 4, 3, 0, 0, NULL },
	{ "hex/PCI-X-bridges-and-domains", 31, 0, 0, 31, 0, 5, 0, 0, 0, 0, 0, 17, 0, 0, 0, 0, NULL },
	{ "hex/cap-pcie-2", 1, 0, 1, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0,
	  "the bridge above bus 01 is not in the dump" },
	{ "hex/cap-ea-1", 1, 0, 1, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0,
	  "Enhanced Allocation" },
	{ "hex/cap-pasid-pri", 1, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL },
	{ "hex/pri-pasid", 1, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, NULL },
	{ "hex/cap-address-xlation", 1, 0, 1, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, NULL },
	{ "hex/cap-rebar", 1, 0, 1, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, NULL },
	{ "hex/broken-ecaps", 1, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	  "broken-ecaps:1:1: warning: 0000:00:00.0: the extended capability list loops" },
	{ "hex/tree-fujitsu-p8010", 22, 0, 6, 16, 0, 1, 0, 2, 0, 0, 0, 2, 0, 0, 0, 0,
	  "CardBus" },
	{ "hex/sifive-unmatched", 18, 0, 16, 2, 0, 1, 0, 1, 2, 7, 1, 0, 2, 2, 0, 0, NULL },
	{ "text/comet-lake-u-vv", 22, 0, 0, 0, 0, 1, 0, 2, 0, 0, 0, 0, 2, 2, 0, 16,
	  "is ambiguous in pci.ids" },
	{ "text/asm1812-subtree-vvv", 11, 0, 0, 0, 0, 1, 1, 1, 1, 6, 0, 0, 6, 7, 0, 11,
	  "the bridge above bus 03 is not in the dump" },
	{ "text/n1sdp-vvv", 16, 0, 0, 16, 0, 2, 0, 2, 1, 6, 0, 0, 6, 6, 0, 0, NULL },
	{ "sysfs/32intel64-2p8co2t+8ve.tar.bz2", 29, 0, 0, 0, 29, 1, 0, 3, 3, 11, 0, 0,
	  0, 0, 29, 0, "is unknown (not absent)" },
	{ "sysfs/2pa-pcidomain32bits.tar.bz2", 9, 0, 0, 0, 9, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL },
	{ "sysfs/32em64t-2n8c+dax+nvme+mic+dimms.tar.bz2", 137, 0, 0, 0, 137, 1, 0,
	  7, 0, 0, 1, 1, 0, 0, 12, 0, "is unknown (not absent)" },
};
#define NROWS ((int)(sizeof(rows) / sizeof(*rows)))

static const char *folder(void)
{
	static char path[512];
	const char *env = getenv("HAIRPIN_MACHINES");
	struct stat st;

	snprintf(path, sizeof(path), "%s", env ? env : HAIRPIN_SOURCE_DIR
		 "/../shared/machines");
	return stat(path, &st) ? NULL : path;
}

static const char *path_of(const char *file)
{
	static char path[1024];

	snprintf(path, sizeof(path), "%s/%s", folder(), file);
	return path;
}

static uint32_t count_groups(const struct import_report *rep)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < rep->ngroups; i++) {
		bool seen = false;

		for (uint32_t k = 0; k < i; k++)
			seen |= rep->groups[k].group == rep->groups[i].group;
		n += !seen;
	}
	return n;
}

#define SAME(name, is, want) \
	ck_assert_msg((is) == (want), "%s: " name " %u, not %u", row->file, \
		      (unsigned int)(is), (unsigned int)(want))

START_TEST(table)
{
	const struct row *row = &rows[_i];
	struct imported im = import_path(path_of(row->file));
	const struct import_report *r = &im.rep;
	char *differ;

	ck_assert_msg(im.spec != NULL, "%s", im.said);
	SAME("functions", r->functions, row->functions);
	SAME("VFs", r->vfs, row->vfs);
	SAME("with 4096 bytes", r->with_4096, row->with_4096);
	SAME("with 256 bytes", r->with_256, row->with_256);
	SAME("with 64 bytes", r->with_64, row->with_64);
	SAME("domains", r->domains, row->domains);
	SAME("synthesized", r->synthesized, row->synthesized);
	SAME("root ports", r->by_type[SPEC_ROOT_PORT], row->rp);
	SAME("upstream ports", r->by_type[SPEC_UPSTREAM_PORT], row->up);
	SAME("downstream ports", r->by_type[SPEC_DOWNSTREAM_PORT], row->down);
	SAME("PCIe-to-PCI bridges", r->by_type[SPEC_PCIE_TO_PCI], row->to_pci);
	SAME("PCI bridges", r->pci_bridges, row->pci_bridges);
	SAME("bridges", r->bridges, row->rp + row->up + row->down + row->to_pci +
				    row->pci_bridges);
	SAME("ACS found", r->acs_found, row->acs_found);
	SAME("ACS present", r->acs_present, row->acs_present);
	SAME("groups", count_groups(r), row->groups);
	/* Of a bridge that was not captured nothing is known. */
	SAME("ACS unknown", r->acs_unknown, row->acs_unknown +
	     (row->synthesized && !row->groups ? row->synthesized : 0));
	SAME("functions imported", im.spec->nfunctions,
	     row->functions + row->synthesized);
	ck_assert_msg(!row->warning || strstr(im.said, row->warning), "%s", im.said);
	differ = round_trip(im.spec);
	ck_assert_msg(!differ, "%s: %s", row->file, differ);
	imported_free(&im);
}
END_TEST

/* A machine that a fabric can be built of, and functions all answer. */
START_TEST(builds)
{
	struct imported im = import_path(path_of(rows[_i].file));
	struct spec_error err;
	struct fabric *f = fabric_build(im.spec, &err);

	ck_assert_msg(f != NULL, "%s: %s", rows[_i].file, err.text);
	for (uint32_t i = 0; i < im.spec->nfunctions; i++) {
		const struct spec_function *fn = &im.spec->functions[i];
		uint32_t domain, id;
		uint8_t bus, devfn;

		if (!function_address(fabric_function(f, i), &domain, &bus, &devfn))
			continue;
		id = fabric_cfg_read(f, domain, bus, devfn, 0, 4);
		ck_assert_msg(id == ((uint32_t)fn->device << 16 | fn->vendor),
			      "%s: %s reads %08x", rows[_i].file, fn->name, id);
	}
	fabric_free(f);
	imported_free(&im);
}
END_TEST

/* Without the bytes what is left is still a machine. */
START_TEST(facts_alone)
{
	struct imported im = import_path(path_of(rows[_i].file));
	struct spec_error err;
	char *differ;

	for (uint32_t i = 0; i < im.spec->nfunctions; i++)
		im.spec->functions[i].config_len = 0;
	ck_assert_msg(spec_check(im.spec, &err), "%s:%u: %s", rows[_i].file,
		      err.loc.line, err.text);
	differ = round_trip(im.spec);
	ck_assert_msg(!differ, "%s: %s", rows[_i].file, differ);
	imported_free(&im);
}
END_TEST

/* What other programs print: written as a scenario, and read, it is the same machine. */
static const char *const forms[] = {
	"acsctl-grep.txt", "dmesg-iommu.txt", "dmesg-pci.txt", "groups-find.txt",
	"groups-headings.txt", "groups-loop.txt", "groups-unraid.txt", "hwloc.xml",
	"lspci-tvnn.txt", "lspci-vmm.txt", "nccl.xml", "nvidia-smi-topo.txt",
	"pciconf-lvbc.txt",
};

START_TEST(other_forms)
{
	char path[128], *differ;
	struct spec_error err;
	struct imported im;
	struct fabric *f;

	snprintf(path, sizeof(path), "tests/fixtures/forms/%s", forms[_i]);
	im = import_path(path);
	ck_assert_msg(im.spec && im.spec->nfunctions, "%s: %s", path, im.said);
	differ = round_trip(im.spec);
	ck_assert_msg(!differ, "%s: %s", path, differ);
	f = fabric_build(im.spec, &err);
	ck_assert_msg(f != NULL, "%s: %s", path, err.text);
	fabric_free(f);
	imported_free(&im);
}
END_TEST

START_TEST(mailed)
{
	static const unsigned int ways[] = {
		MAIL_QUOTED | MAIL_WRAPPED | MAIL_CRLF,
		MAIL_NBSP | MAIL_PROSE | MAIL_NARROW,
		MAIL_QUOTED | MAIL_TWICE | MAIL_SPACES,
	};
	const char *file = rows[_i].file;
	size_t len;
	char *text;

	text = slurp(path_of(file), &len);
	for (size_t w = 0; w < sizeof(ways) / sizeof(*ways); w++)
		check_mail(file, text, len, ways[w], NULL);
	free(text);
}
END_TEST

static const struct spec_function *only(const struct spec *s, const char *name)
{
	int32_t i = spec_find_function(s, name);

	ck_assert_msg(i >= 0, "no %s", name);
	return &s->functions[i];
}

START_TEST(details)
{
	struct imported im = import_path(path_of("hex/sifive-unmatched"));
	const struct spec_function *f = only(im.spec, "sw1.0");

	/* Capability 087f, control 001d. */
	ck_assert_uint_eq(f->acs.cap, 0x7f);
	ck_assert_uint_eq(f->acs.egress_bits, 8);
	ck_assert_uint_eq(f->acs.ctrl, 0x1d);
	imported_free(&im);
	im = import_path(path_of("hex/cap-pcie-2"));
	ck_assert_uint_eq(only(im.spec, "nic0")->sriov.num_vfs, 1);
	ck_assert_uint_eq(only(im.spec, "nic0")->sriov.total_vfs, 8);
	imported_free(&im);
	im = import_path(path_of("hex/cap-ea-1"));
	ck_assert_uint_eq(only(im.spec, "nic0")->sriov.num_vfs, 128);
	ck_assert_uint_eq(only(im.spec, "nic0")->sriov.total_vfs, 128);
	imported_free(&im);
	im = import_path(path_of("hex/tree-asus-p6t6"));
	ck_assert_int_eq(only(im.spec, "host0")->type, SPEC_HOST_DEVICE);
	ck_assert_uint_eq(only(im.spec, "host0")->config_len, 4096);
	imported_free(&im);
	im = import_path(path_of("sysfs/2pa-pcidomain32bits.tar.bz2"));
	ck_assert_uint_eq(im.spec->host_bridges[1].domain, 0x10000);
	imported_free(&im);
	im = import_path(path_of("text/asm1812-subtree-vvv"));
	for (int i = 0; i < 6; i++) {
		char name[16];

		snprintf(name, sizeof(name), "sw0.%d", i);
		ck_assert(only(im.spec, name)->acs.ctrl & ACS_RR);
	}
	imported_free(&im);
}
END_TEST

/* Exit status 4 means skipped, to ctest (CMakeLists.txt) as to tools/check. */
#define SKIPPED 4

static int skip(void)
{
	const char *tap = getenv("CK_TAP_LOG_FILE_NAME");
	FILE *f = tap ? fopen(tap, "w") : NULL;

	fputs("1..0 # SKIP no folder of real machines; HAIRPIN_MACHINES names one\n",
	      f ? f : stdout);
	if (f)
		fclose(f);
	return SKIPPED;
}

/* Archives are not mailed; they are the last rows. */
static int nmailed(void)
{
	int n = 0;

	while (n < NROWS && !strstr(rows[n].file, ".tar"))
		n++;
	return n;
}

static Suite *suite(void)
{
	Suite *s = suite_create("import machines");
	TCase *t = tcase_create("machines");

	tcase_set_timeout(t, 120);
	tcase_add_loop_test(t, table, 0, NROWS);
	tcase_add_loop_test(t, builds, 0, NROWS);
	tcase_add_loop_test(t, facts_alone, 0, NROWS);
	tcase_add_loop_test(t, mailed, 0, nmailed());
	tcase_add_loop_test(t, other_forms, 0, (int)(sizeof(forms) / sizeof(forms[0])));
	tcase_add_test(t, details);
	suite_add_tcase(s, t);
	return s;
}

int main(void)
{
	SRunner *sr;
	int failed;

	if (!folder())
		return skip();
	sr = srunner_create(suite());
	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
