// SPDX-License-Identifier: GPL-2.0-only
/*
 * tar.c - a sysfs tree in a tar archive, read as a stream by libarchive.
 *
 * Archives come from strangers: one compression only, nothing is unpacked to
 * disk, and what it unpacks to is bounded.
 */
#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>

#include "model/import/internal.h"

struct magic {
	const char *bytes;
	size_t n;
	int filter;
};

static const struct magic magics[] = {
	{ "\x1f\x8b", 2, ARCHIVE_FILTER_GZIP },
	{ "BZh", 3, ARCHIVE_FILTER_BZIP2 },
	{ "\xfd" "7zXZ", 6, ARCHIVE_FILTER_XZ },
	{ "\x28\xb5\x2f\xfd", 4, ARCHIVE_FILTER_ZSTD },
};

static int filter_of(const char *data, size_t len)
{
	for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++)
		if (len >= magics[i].n && !memcmp(data, magics[i].bytes, magics[i].n))
			return magics[i].filter;
	return ARCHIVE_FILTER_NONE;
}

bool tar_looks_like(const void *data, size_t len)
{
	return filter_of(data, len) != ARCHIVE_FILTER_NONE ||
	       (len >= 262 && !memcmp((const char *)data + 257, "ustar", 5));
}

static bool too_big(struct machine *m)
{
	return fail(m, 0, 0, NULL, "unpacks to more than %u MiB; the PCI files of one machine are smaller",
		    IMPORT_MAX_UNPACKED >> 20);
}

static bool broken(struct machine *m, struct archive *a)
{
	const char *why = archive_error_string(a);

	return fail(m, 0, 0, NULL, "not a whole tar archive: %s", why ? why : "truncated");
}

static bool take_data(struct machine *m, struct archive *a, const char *path,
		      size_t max)
{
	uint8_t *buf = malloc(max + 1);
	la_ssize_t n = 0;
	size_t len = 0;
	bool ok;

	if (!buf)
		abort();
	while (len < max && (n = archive_read_data(a, buf + len, max - len)) > 0)
		len += (size_t)n;
	if (n < 0)
		ok = broken(m, a);
	else
		ok = sysfs_file(m, path, false, buf, len);
	free(buf);
	return ok;
}

static bool take(struct machine *m, struct archive *a, struct archive_entry *e)
{
	const char *path = archive_entry_pathname(e);
	const char *link = archive_entry_symlink(e);
	size_t max = 0;

	/* Skipping costs as much as reading: refuse before it begins. */
	if (archive_entry_size(e) > (la_int64_t)IMPORT_MAX_UNPACKED ||
	    archive_filter_bytes(a, 0) > (la_int64_t)IMPORT_MAX_UNPACKED)
		return too_big(m);
	if (!path || !sysfs_wants(path, &max))
		return true;
	if (link)
		return sysfs_file(m, path, true, (const uint8_t *)link, strlen(link));
	if (archive_entry_filetype(e) != AE_IFREG)
		return !strstr(path, ":pcie") || sysfs_file(m, path, false, NULL, 0);
	return take_data(m, a, path, max);
}

static bool read_entries(struct machine *m, struct archive *a)
{
	struct archive_entry *e;
	uint32_t n = 0;
	int err;

	while ((err = archive_read_next_header(a, &e)) == ARCHIVE_OK ||
	       err == ARCHIVE_WARN) {
		if (++n > IMPORT_MAX_ENTRIES)
			return fail(m, 0, 0, NULL, "more than %u files; the PCI files of one machine are fewer",
				    IMPORT_MAX_ENTRIES);
		if (!take(m, a, e))
			return false;
		if (archive_filter_bytes(a, 0) > (la_int64_t)IMPORT_MAX_UNPACKED)
			return too_big(m);
	}
	return err == ARCHIVE_EOF || broken(m, a);
}

bool tar_read(struct machine *m, FILE *f)
{
	struct archive *a = archive_read_new();
	char head[8] = { 0 };
	size_t n = fread(head, 1, sizeof(head), f);
	int filter = filter_of(head, n);
	bool ok;

	rewind(f);
	if (!a)
		abort();
	archive_read_support_format_tar(a);
	/* Exactly this filter: no archive in an archive in an archive. */
	if (filter != ARCHIVE_FILTER_NONE)
		archive_read_append_filter(a, filter);
	if (archive_read_open_FILE(a, f) != ARCHIVE_OK)
		ok = broken(m, a);
	else
		ok = read_entries(m, a);
	archive_read_free(a);
	return ok && !m->failed;
}
