// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_import_sysfs.c - a simulated machine as sysfs shows it: in archives of
 * each compression, as a directory, cut to 64 bytes, and as rdma_topo dumps it.
 */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/import_machine.h"

/* Who receives the files: an archive, or a directory. */
struct sink {
	struct archive *a;
	const char *dir;
};

static void make_parents(char *path)
{
	for (char *p = path + 1; (p = strchr(p, '/')); p++) {
		*p = '\0';
		ck_assert(!mkdir(path, 0700) || errno == EEXIST);
		*p = '/';
	}
}

static void put(struct sink *s, const char *path, const void *data, size_t len,
		bool link)
{
	struct archive_entry *e;
	char full[4096];
	FILE *f;

	if (s->dir) {
		snprintf(full, sizeof(full), "%s/%s", s->dir, path);
		make_parents(full);
		if (link) {
			ck_assert(!symlink(data, full));
			return;
		}
		f = fopen(full, "wb");
		ck_assert(f && fwrite(data, 1, len, f) == len);
		fclose(f);
		return;
	}
	e = archive_entry_new();
	archive_entry_set_pathname(e, path);
	archive_entry_set_perm(e, 0644);
	archive_entry_set_filetype(e, link ? AE_IFLNK : AE_IFREG);
	if (link)
		archive_entry_set_symlink(e, data);
	else
		archive_entry_set_size(e, (la_int64_t)len);
	ck_assert_int_eq(archive_write_header(s->a, e), ARCHIVE_OK);
	if (!link)
		ck_assert_int_eq(archive_write_data(s->a, data, len), (la_ssize_t)len);
	archive_entry_free(e);
}

static void put_text(struct sink *s, const char *dir, const char *leaf,
		     const char *fmt, unsigned long v)
{
	char path[2048], text[64];

	snprintf(path, sizeof(path), "%s/%s", dir, leaf);
	snprintf(text, sizeof(text), fmt, v);
	put(s, path, text, strlen(text), false);
}

/* "devices/pci0000:00/0000:00:01.0/...": as real devices are nested. */
static void path_of(const struct machine *m, uint32_t i, char *out, size_t size)
{
	const struct spec_function *f = &m->scn->spec->functions[i];
	struct address a = where(m, i);
	size_t n;

	if (f->parent >= 0)
		path_of(m, (uint32_t)f->parent, out, size);
	else
		snprintf(out, size, "sys/devices/pci%04x:%02x", a.domain, a.bus);
	n = strlen(out);
	snprintf(out + n, size - n, "/%04x:%02x:%02x.%x", a.domain, a.bus,
		 a.devfn >> 3, a.devfn & 7);
}

static const struct spec_host_bridge *bridge_of(const struct spec *s,
						const struct spec_function *f)
{
	while (f->parent >= 0)
		f = &s->functions[f->parent];
	return &s->host_bridges[f->host_bridge];
}

static void put_bar_line(FILE *out, const struct spec_bar *b, uint32_t n,
			 int64_t offset)
{
	uint64_t start = b->address + (uint64_t)(b->kind == SPEC_BAR_IO ? 0 : offset);
	unsigned long flags = b->kind == SPEC_BAR_IO ? 0x40101 : 0x40200;

	if (b->kind == SPEC_BAR_NONE) {
		fprintf(out, "0x%016x 0x%016x 0x%016x\n", 0, 0, 0);
		return;
	}
	if (b->prefetchable)
		flags |= 0x2000;
	if (b->kind == SPEC_BAR_MEM64)
		flags |= 0x100000;
	fprintf(out, "0x%016llx 0x%016llx 0x%016lx\n", (unsigned long long)start,
		(unsigned long long)(start + b->size_bytes * n - 1), flags);
}

/* Regions, ROM, VF regions, and four windows of bridges. */
static void put_resource(struct sink *s, const char *dir, const struct spec *spec,
			 const struct spec_function *f)
{
	int64_t offset = bridge_of(spec, f)->windows[0].offset;
	char path[2048], *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	for (int i = 0; i < 6; i++)
		put_bar_line(out, &f->bar[i], 1, offset);
	fprintf(out, "0x%016x 0x%016llx 0x%016x\n", 0,
		(unsigned long long)(f->rom_bytes ? f->rom_bytes - 1 : 0),
		f->rom_bytes ? 0x46200 : 0);
	for (int i = 0; i < 6; i++)
		put_bar_line(out, &f->sriov.bar[i], f->sriov.total_vfs, offset);
	for (int i = 0; i < 4 && spec_type_is_bridge(f->type); i++)
		fprintf(out, "0x%016x 0x%016x 0x%016x\n", 0, 0, 0);
	fclose(out);
	snprintf(path, sizeof(path), "%s/resource", dir);
	put(s, path, text, len, false);
	free(text);
}

static void put_machine(struct sink *s, const struct machine *m, unsigned int most)
{
	const struct spec *spec = m->scn->spec;

	for (uint32_t i = 0; i < spec->nfunctions; i++) {
		const struct spec_function *f = &spec->functions[i];
		unsigned int len = config_bytes(m, i);
		char dir[1024], path[2048];
		uint8_t cfg[4096];

		path_of(m, i, dir, sizeof(dir));
		len = len < most ? len : most;
		read_config(m, where(m, i), cfg, len);
		snprintf(path, sizeof(path), "%s/config", dir);
		put(s, path, cfg, len, false);
		put_resource(s, dir, spec, f);
		put_text(s, dir, "vendor", "0x%04lx\n", f->vendor);
		put_text(s, dir, "device", "0x%04lx\n", f->device);
		put_text(s, dir, "numa_node", "%ld\n", 1);
		if (spec_type_is_pcie(f->type))
			put_text(s, dir, "max_link_width", "%lu\n", f->link_width);
		if (spec_type_is_pcie(f->type))
			put(s, strcat(strcpy(path, dir), "/max_link_speed"),
			    "16.0 GT/s PCIe\n", 15, false);
		/* Odd ones as links, even ones as the capture script writes. */
		snprintf(path, sizeof(path), "%s/iommu_group", dir);
		if (i % 2) {
			char to[64];

			snprintf(to, sizeof(to), "../../../kernel/iommu_groups/%u", i);
			put(s, path, to, strlen(to), true);
		} else {
			put_text(s, dir, "iommu_group", "%lu\n", i);
		}
		/* A link, and as the capture script writes it. */
		snprintf(path, sizeof(path), "%s/driver", dir);
		if (i == 2)
			put(s, path, "../../../bus/pci/drivers/nvme", 29, true);
		else if (i == 3)
			put(s, path, "../../../bus/pci/drivers/i2c x.y_1\n", 35, false);
	}
	put(s, "proc/cpuinfo", "processor\t: 0\nvendor_id\t: AuthenticAMD\ncpu family\t: 25\n",
	    56, false);
	put(s, "proc/cmdline", "quiet iommu=pt\n", 15, false);
}

static void *archive_of(const struct machine *m, int filter, unsigned int most,
			size_t *len)
{
	static char buf[4u << 20];
	struct sink s = { .a = archive_write_new() };
	void *copy;

	ck_assert_int_eq(archive_write_add_filter(s.a, filter), ARCHIVE_OK);
	archive_write_set_format_ustar(s.a);
	ck_assert_int_eq(archive_write_open_memory(s.a, buf, sizeof(buf), len), ARCHIVE_OK);
	put_machine(&s, m, most);
	ck_assert_int_eq(archive_write_close(s.a), ARCHIVE_OK);
	archive_write_free(s.a);
	copy = malloc(*len);
	memcpy(copy, buf, *len);
	return copy;
}

static void check_sysfs(const struct machine *m, const struct imported *im, bool ext)
{
	char *differ;

	ck_assert_msg(im->spec != NULL, "%s", im->said);
	check_functions(m, im, true, ext);
	ck_assert_uint_eq(im->rep.ngroups, m->scn->spec->nfunctions);
	ck_assert_int_eq(im->spec->functions[0].numa_node, 1);
	ck_assert_str_eq(im->spec->functions[1].driver, "");
	ck_assert_str_eq(im->spec->functions[2].driver, "nvme");
	ck_assert_str_eq(im->spec->functions[3].driver, "i2c x.y_1");
	/* What /proc told. */
	ck_assert_str_eq(im->spec->host.profile, "amd-zen");
	ck_assert_uint_eq(im->spec->host.cpu_family, 25);
	ck_assert_int_eq(im->spec->host.iommu, SPEC_IOMMU_PASSTHROUGH);
	/* "resource" has CPU addresses, registers have bus addresses. */
	ck_assert_uint_eq(im->spec->nbridges, 2);
	ck_assert_int_eq(im->spec->host_bridges[0].windows[0].offset, 0);
	ck_assert_int_eq(im->spec->host_bridges[1].windows[0].offset, 0x10000000000);
	differ = round_trip(im->spec);
	ck_assert_msg(!differ, "%s", differ);
}

START_TEST(archives)
{
	static const int filters[] = { ARCHIVE_FILTER_NONE, ARCHIVE_FILTER_GZIP,
		ARCHIVE_FILTER_BZIP2, ARCHIVE_FILTER_XZ };
	struct machine m = machine_of(machine_text);
	size_t len;
	void *tar = archive_of(&m, filters[_i], 4096, &len);
	struct imported im = import_bytes("a.tar", tar, len, NULL);

	ck_assert_int_eq(im.rep.format, IMPORT_TAR);
	golden_import("fixtures/import/machine-tar.expected", &im);
	check_sysfs(&m, &im, true);
	ck_assert_uint_eq(im.rep.with_4096, 10);
	imported_free(&im);
	free(tar);
	machine_done(&m);
}
END_TEST

/* As hwloc collects: headers only, so that structure tells the types. */
START_TEST(headers_only)
{
	struct machine m = machine_of(machine_text);
	size_t len;
	void *tar = archive_of(&m, ARCHIVE_FILTER_GZIP, 64, &len);
	struct imported im = import_bytes("a.tar", tar, len, NULL);

	golden_import("fixtures/import/machine-64-bytes.expected", &im);
	check_sysfs(&m, &im, false);
	ck_assert_uint_eq(im.rep.with_64, m.scn->spec->nfunctions);
	ck_assert_uint_eq(im.rep.acs_found, 0);
	/* Its kernel's groups tell it of four ports, and of a device's two functions. */
	ck_assert_uint_eq(im.rep.acs_unknown, 4);
	ck_assert_uint_eq(im.rep.acs_present, 6);
	imported_free(&im);
	free(tar);
	machine_done(&m);
}
END_TEST

START_TEST(directory)
{
	char dir[] = "/tmp/hairpin-import-XXXXXX", sub[64], cmd[128];
	struct machine m = machine_of(machine_text);
	struct sink s = { .dir = dir };
	struct imported im;

	ck_assert(mkdtemp(dir) != NULL);
	put_machine(&s, &m, 4096);
	im = import_path(dir);
	ck_assert_int_eq(im.rep.format, IMPORT_SYSFS);
	golden_import("fixtures/import/machine-directory.expected", &im);
	check_sysfs(&m, &im, true);
	imported_free(&im);
	/* Cut higher up it is the same tree, without /proc. */
	snprintf(sub, sizeof(sub), "%s/sys/devices/", dir);
	im = import_path(sub);
	ck_assert_msg(im.spec != NULL, "%s", im.said);
	check_functions(&m, &im, true, true);
	imported_free(&im);
	snprintf(cmd, sizeof(cmd), "rm -r '%s'", dir);
	ck_assert_int_eq(system(cmd), 0);
	machine_done(&m);
}
END_TEST

START_TEST(not_a_sysfs_directory)
{
	struct imported im = import_path(HAIRPIN_SOURCE_DIR "/tests/fixtures");

	ck_assert_int_eq(im.rep.kind, IMPORT_NOT_A_DUMP);
	ck_assert_str_eq(im.said, "");
	imported_free(&im);
	im = import_path("/nowhere/at/all");
	ck_assert_int_eq(im.rep.kind, IMPORT_UNREADABLE);
	ck_assert(strstr(im.said, "/nowhere/at/all: cannot be read: "));
	imported_free(&im);
}
END_TEST

/* A virtual function by its link, its PF's capability not captured. */
START_TEST(vfs_by_link)
{
	char buf[65536];
	size_t len;
	struct sink s = { .a = archive_write_new() };
	static const char dir[] = "devices/pci0000:00/0000:00:01.0";
	struct imported im;
	const struct spec_sriov *v;

	archive_write_set_format_ustar(s.a);
	archive_write_open_memory(s.a, buf, sizeof(buf), &len);
	for (unsigned int i = 0; i < 4; i++) {
		char path[128];

		snprintf(path, sizeof(path), "%s/0000:01:00.%u", dir, i);
		put_text(&s, path, "vendor", "0x%04lx\n", 0x15b3);
		put_text(&s, path, "device", "0x%04lx\n", i ? 0x101e : 0x101d);
		put_text(&s, path, "class", "0x%06lx\n", 0x020000);
		put_text(&s, path, "iommu_group", "%lu\n", 10 + i);
		strcat(path, "/physfn");
		if (i)
			put(&s, path, "../0000:01:00.0", 15, true);
	}
	put_text(&s, dir, "vendor", "0x%04lx\n", 0x8086);
	put_text(&s, dir, "device", "0x%04lx\n", 0x2030);
	put_text(&s, dir, "class", "0x%06lx\n", 0x060400);
	archive_write_close(s.a);
	archive_write_free(s.a);
	im = import_bytes("a.tar", buf, len, NULL);
	ck_assert_msg(im.spec != NULL, "%s", im.said);
	ck_assert_uint_eq(im.spec->nfunctions, 2);
	ck_assert_uint_eq(im.rep.vfs, 3);
	v = &im.spec->functions[1].sriov;
	ck_assert_int_eq(v->known, SPEC_PRESENT);
	ck_assert_uint_eq(v->num_vfs, 3);
	ck_assert_uint_eq(v->offset, 1);
	ck_assert_uint_eq(v->stride, 1);
	ck_assert_uint_eq(v->vf_device, 0x101e);
	ck_assert_uint_eq(im.rep.ngroups, 4);
	ck_assert(im.rep.groups[3].is_vf && im.rep.groups[3].group == 13);
	imported_free(&im);
}
END_TEST

static void put_base64(FILE *out, const uint8_t *p, size_t n)
{
	static const char d[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < n; i += 3) {
		uint32_t v = (uint32_t)p[i] << 16 | (i + 1 < n ? p[i + 1] << 8 : 0) |
			     (i + 2 < n ? p[i + 2] : 0);

		fprintf(out, "%c%c%c%c", d[v >> 18], d[v >> 12 & 63],
			i + 1 < n ? d[v >> 6 & 63] : '=', i + 2 < n ? d[v & 63] : '=');
	}
}

static char *rdma_dump(const struct machine *m, size_t *len)
{
	const struct spec *spec = m->scn->spec;
	char *text;
	FILE *out = open_memstream(&text, len);

	fputs("[\n", out);
	for (uint32_t i = 0; i < spec->nfunctions; i++) {
		const struct spec_function *f = &spec->functions[i];
		uint8_t cfg[4096], packed[8192];
		uLongf n = sizeof(packed);
		char dir[1024];

		path_of(m, i, dir, sizeof(dir));
		read_config(m, where(m, i), cfg, config_bytes(m, i));
		ck_assert_int_eq(compress(packed, &n, cfg, config_bytes(m, i)), Z_OK);
		fprintf(out, "%s    {\n        \"realpath\": \"/%s\",\n        \"config\": \"",
			i ? ",\n" : "", dir);
		put_base64(out, packed, n);
		fprintf(out, "\",\n        \"iommu_group\": %d,\n        \"modalias\": "
			"\"pci:v%08Xd%08Xsv%08Xsd%08Xbc%02Xsc%02Xi%02X\",\n"
			"        \"numa_node\": null,\n        \"subsystems\": {}\n    }",
			(int)i, f->vendor, f->device, 0, 0, f->class >> 16,
			f->class >> 8 & 0xff, f->class & 0xff);
	}
	fputs("\n]", out);
	fclose(out);
	return text;
}

START_TEST(rdma_topo)
{
	struct machine m = machine_of(machine_text);
	size_t len;
	char *text = rdma_dump(&m, &len), *differ;
	struct imported im = import_bytes("topo.json", text, len, NULL);

	ck_assert_int_eq(im.rep.format, IMPORT_RDMA_TOPO);
	golden_import("fixtures/import/machine-rdma.expected", &im);
	ck_assert_msg(im.spec != NULL, "%s", im.said);
	check_functions(&m, &im, false, true);
	ck_assert_uint_eq(im.rep.ngroups, m.scn->spec->nfunctions);
	ck_assert_int_eq(im.spec->functions[0].numa_node, -1);
	differ = round_trip(im.spec);
	ck_assert_msg(!differ, "%s", differ);
	imported_free(&im);
	free(text);
	machine_done(&m);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("import sysfs");
	TCase *t = tcase_create("sysfs");

	tcase_add_loop_test(t, archives, 0, 4);
	tcase_add_test(t, headers_only);
	tcase_add_test(t, directory);
	tcase_add_test(t, not_a_sysfs_directory);
	tcase_add_test(t, vfs_by_link);
	suite_add_tcase(s, t);
	t = tcase_create("rdma_topo");
	tcase_add_test(t, rdma_topo);
	suite_add_tcase(s, t);
	return s;
}

IMPORT_TEST_MAIN(suite)
