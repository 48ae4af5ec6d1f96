// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_import_edges.c - what importers take and what they do not, each edge from both
 * sides: small captures in tests/fixtures/import/edges.txt.
 */
#include "tests/unit/import_util.h"

#define PCI_IDS HAIRPIN_SOURCE_DIR "/tests/fixtures/import/pci.ids"

static void put_import(FILE *out, const char *title, struct imported *im)
{
	fprintf(out, "== %s\n", title);
	for (const char *p = im->said; *p; p += strcspn(p, "\n") + 1)
		fprintf(out, "# %.*s\n", (int)strcspn(p, "\n"), p);
	put_counts(out, &im->rep);
	if (im->spec)
		scenario_print_spec(out, im->spec);
	imported_free(im);
}

/* Files of a sysfs tree from lines: "@ PATH" or "@> PATH" of a link, then what it holds. */
static void *pack(const char *text, size_t *used)
{
	const size_t room = 1u << 20;
	struct archive *a = archive_write_new();
	void *data = calloc(1, room);

	archive_write_set_format_ustar(a);
	archive_write_set_bytes_per_block(a, 512);
	ck_assert_int_eq(archive_write_open_memory(a, data, room, used), ARCHIVE_OK);
	while (*text == '@') {
		const bool link = text[1] == '>';
		const char *body = strchr(text, '\n') + 1, *end = body;
		struct archive_entry *e = archive_entry_new();
		char path[256], target[256];
		size_t n;

		while (*end && *end != '@')
			end += strcspn(end, "\n") + 1;
		n = (size_t)(end - body);
		snprintf(path, sizeof(path), "%.*s", (int)strcspn(text + 2 + link, "\n"),
			 text + 2 + link);
		archive_entry_set_pathname(e, path);
		archive_entry_set_perm(e, 0644);
		archive_entry_set_filetype(e, link ? AE_IFLNK : AE_IFREG);
		snprintf(target, sizeof(target), "%.*s", n ? (int)n - 1 : 0, body);
		if (link)
			archive_entry_set_symlink(e, target);
		else
			archive_entry_set_size(e, (la_int64_t)n);
		ck_assert_int_eq(archive_write_header(a, e), ARCHIVE_OK);
		if (!link)
			ck_assert_int_eq(archive_write_data(a, body, n), (la_ssize_t)n);
		archive_entry_free(e);
		text = end;
	}
	ck_assert_int_eq(archive_write_close(a), ARCHIVE_OK);
	archive_write_free(a);
	return data;
}

/* One capture of edges.txt, from behind its title's line. */
static void put_capture(FILE *out, const char *title, const char *text)
{
	const struct import_options opt = { .pci_ids = PCI_IDS };
	struct imported im;
	void *packed;
	size_t used = 0;

	if (*text != '@') {
		im = import_bytes("t", text, strlen(text), &opt);
	} else {
		packed = pack(text, &used);
		im = import_bytes("t", packed, used, &opt);
		free(packed);
	}
	put_import(out, title, &im);
}

START_TEST(captures)
{
	char *all, *text, *next, title[128];
	size_t len;
	FILE *out;

	all = fixture("edges.txt", &len);
	out = open_memstream(&text, &len);
	ck_assert(!strncmp(all, "== ", 3));
	for (char *p = all + 3; p; p = next) {
		char *body = strchr(p, '\n') + 1;

		next = strstr(p, "\n== ");
		if (next) {
			next[1] = '\0';
			next += 4;
		}
		snprintf(title, sizeof(title), "%.*s", (int)strcspn(p, "\n"), p);
		put_capture(out, title, body);
	}
	fclose(out);
	golden_is("fixtures/import/edges.expected", text, len);
	free(text);
	free(all);
}
END_TEST

/*
 * Lists of names as long as the room for them, and one name longer: what stands at the end
 * is found, and what does not stand there is not.
 */
static void full_list(int n)
{
	char path[] = "/tmp/hairpin-ids-XXXXXX", text[256];
	const struct import_options opt = { .pci_ids = path };
	const int fd = mkstemp(path);
	FILE *f = fdopen(fd, "w");
	struct imported im;

	for (int i = 0; i < n; i++)
		fprintf(f, "%04x  Vendor number %d\n", 0x1000 + i, i);
	for (int i = 0; i < n; i++)
		fprintf(f, "\t%04x  Device number %d\n", 0x2000 + i, i);
	for (int i = 1; i < n; i++)
		fprintf(f, "C %04x  Class number %d\n", i, i);
	fprintf(f, "C 02  Of all subclasses\n");
	for (int i = 0; i < n; i++)
		fprintf(f, "\t%02x  Subclass number %d\n", i, i);
	fclose(f);
	snprintf(text, sizeof(text), "00:01.0 Subclass number %d: Vendor number %d Device number %d\n"
		 "00:02.0 Class number 3: Vendor number 0 Device number 0\n"
		 "00:03.0 Other: Vendor\n", 255 < n ? 255 : n - 1, n - 1, n - 1);
	im = import_bytes("t", text, strlen(text), &opt);
	unlink(path);
	ck_assert_msg(im.spec != NULL, "%s", im.said);
	ck_assert_uint_eq(im.spec->nfunctions, 3);
	ck_assert_uint_eq(im.spec->functions[0].vendor, 0x1000 + n - 1);
	ck_assert_uint_eq(im.spec->functions[0].device, 0x2000 + n - 1);
	ck_assert_uint_eq(im.spec->functions[0].class, 0x2ff00);
	/* A device is its own vendor's alone. */
	ck_assert_uint_eq(im.spec->functions[1].vendor, 0x1000);
	ck_assert_uint_eq(im.spec->functions[1].device, 0xfffe);
	ck_assert_uint_eq(im.spec->functions[1].class, 0x38000);
	ck_assert_uint_eq(im.spec->functions[2].vendor, 0xfffe);
	ck_assert_uint_eq(im.spec->functions[2].class, 0xff0000);
	ck_assert_ptr_nonnull(strstr(im.said, "0000:00:03.0: no vendor in pci.ids for 'Vendor'"));
	imported_free(&im);
}

START_TEST(full_lists)
{
	full_list(1023);
	full_list(1024);
	full_list(1025);
	full_list(2048);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("import edges");
	TCase *t = tcase_create("edges");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, captures);
	tcase_add_test(t, full_lists);
	suite_add_tcase(s, t);
	return s;
}

IMPORT_TEST_MAIN(suite)
