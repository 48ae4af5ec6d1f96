// SPDX-License-Identifier: GPL-2.0-only
/*
 * tar.c - a sysfs tree in a tar archive, read as a stream by libarchive.
 *
 * Archives are untrusted: only one layer of compression is allowed, nothing is unpacked
 * to disk, and the unpacked size is bounded.
 */
#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>

#include "model/import/internal.h"
#include "model/import/lazy.h"

/* libarchive, loaded for the first archive. */
static struct {
	__typeof__(&archive_error_string) archive_error_string;
	__typeof__(&archive_read_data) archive_read_data;
	__typeof__(&archive_entry_pathname) archive_entry_pathname;
	__typeof__(&archive_entry_symlink) archive_entry_symlink;
	__typeof__(&archive_entry_size) archive_entry_size;
	__typeof__(&archive_filter_bytes) archive_filter_bytes;
	__typeof__(&archive_entry_filetype) archive_entry_filetype;
	__typeof__(&archive_read_next_header) archive_read_next_header;
	__typeof__(&archive_read_new) archive_read_new;
	__typeof__(&archive_read_support_format_tar) archive_read_support_format_tar;
	__typeof__(&archive_read_append_filter) archive_read_append_filter;
	__typeof__(&archive_read_open_FILE) archive_read_open_FILE;
	__typeof__(&archive_read_free) archive_read_free;
} lib;

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
	const char *why = lib.archive_error_string(a);

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
	while (len < max && (n = lib.archive_read_data(a, buf + len, max - len)) > 0)
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
	const char *path = lib.archive_entry_pathname(e);
	const char *link = lib.archive_entry_symlink(e);
	size_t max = 0;

	/* Skipping costs as much as reading: refuse before it begins. */
	if (lib.archive_entry_size(e) > (la_int64_t)IMPORT_MAX_UNPACKED ||
	    lib.archive_filter_bytes(a, 0) > (la_int64_t)IMPORT_MAX_UNPACKED)
		return too_big(m);
	if (!path || !sysfs_wants(path, &max))
		return true;
	if (link)
		return sysfs_file(m, path, true, (const uint8_t *)link, strlen(link));
	if (lib.archive_entry_filetype(e) != AE_IFREG)
		return !strstr(path, ":pcie") || sysfs_file(m, path, false, NULL, 0);
	return take_data(m, a, path, max);
}

static bool read_entries(struct machine *m, struct archive *a)
{
	struct archive_entry *e;
	uint32_t n = 0;
	int err;

	while ((err = lib.archive_read_next_header(a, &e)) == ARCHIVE_OK ||
	       err == ARCHIVE_WARN) {
		if (++n > IMPORT_MAX_ENTRIES)
			return fail(m, 0, 0, NULL, "more than %u files; the PCI files of one machine are fewer",
				    IMPORT_MAX_ENTRIES);
		if (!take(m, a, e))
			return false;
		if (lib.archive_filter_bytes(a, 0) > (la_int64_t)IMPORT_MAX_UNPACKED)
			return too_big(m);
	}
	return err == ARCHIVE_EOF || broken(m, a);
}

static bool load(struct machine *m)
{
	static const struct lazy_function functions[] = {
		LAZY(lib, archive_error_string),
		LAZY(lib, archive_read_data),
		LAZY(lib, archive_entry_pathname),
		LAZY(lib, archive_entry_symlink),
		LAZY(lib, archive_entry_size),
		LAZY(lib, archive_filter_bytes),
		LAZY(lib, archive_entry_filetype),
		LAZY(lib, archive_read_next_header),
		LAZY(lib, archive_read_new),
		LAZY(lib, archive_read_support_format_tar),
		LAZY(lib, archive_read_append_filter),
		LAZY(lib, archive_read_open_FILE),
		LAZY(lib, archive_read_free),
	};
	const char *why;

	if (lib.archive_read_new ||
	    lazy_load(LIBARCHIVE_SONAME, functions,
		      sizeof(functions) / sizeof(*functions), &why))
		return true;
	return fail(m, 0, 0, NULL, "an archive, and libarchive is not there: %s",
		    why);
}

bool tar_read(struct machine *m, FILE *f)
{
	struct archive *a;
	char head[8] = { 0 };
	size_t n = fread(head, 1, sizeof(head), f);
	int filter = filter_of(head, n);
	bool ok;

	rewind(f);
	if (!load(m))
		return false;
	a = lib.archive_read_new();
	if (!a)
		abort();
	lib.archive_read_support_format_tar(a);
	/* Exactly this filter: no archive in an archive in an archive. */
	if (filter != ARCHIVE_FILTER_NONE)
		lib.archive_read_append_filter(a, filter);
	if (lib.archive_read_open_FILE(a, f) != ARCHIVE_OK)
		ok = broken(m, a);
	else
		ok = read_entries(m, a);
	lib.archive_read_free(a);
	return ok && !m->failed;
}
