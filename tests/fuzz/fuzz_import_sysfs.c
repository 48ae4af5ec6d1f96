// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz_import_sysfs.c - any bytes as a tar archive; and, where they are none,
 * as files of a sysfs tree that a well formed archive is made of: lines
 * "PATH", then a length byte and so many bytes.
 */
#include <archive.h>
#include <archive_entry.h>

#include "tests/fuzz/fuzz_import.h"

static const char *const dirs[] = {
	"devices/pci0000:00/0000:00:00.0", "devices/pci0000:00/0000:00:01.0",
	"devices/pci0000:00/0000:00:01.0/0000:01:00.0",
	"devices/pci0000:00/0000:00:01.0/0000:01:00.1",
	"devices/pci0000:00/0000:00:01.0/0000:01:00.0/0000:02:01.0",
	"devices/pci0000:00/0000:00:01.0/0000:01:00.0/0000:02:01.0/0000:03:00.0",
	"devices/pci0000:80/0000:80:00.0", "devices/pci10000:00/10000:00:00.0",
	"bus/pci/devices/0000:04:00.0", "proc",
};

static const char *const leaves[] = {
	"config", "resource", "vendor", "device", "class", "iommu_group",
	"driver", "numa_node", "sriov_totalvfs", "sriov_numvfs", "sriov_offset",
	"sriov_stride", "physfn", "max_link_speed", "iomem", "cpuinfo", "cmdline",
};

static void put(struct archive *a, uint8_t where, uint8_t what,
		const uint8_t *data, size_t len)
{
	struct archive_entry *e = archive_entry_new();
	char path[256], link[256];

	snprintf(path, sizeof(path), "sys/%s/%s",
		 dirs[where % (sizeof(dirs) / sizeof(*dirs))], leaves[what & 15]);
	archive_entry_set_pathname(e, path);
	archive_entry_set_perm(e, 0644);
	if (what & 0x80) {
		snprintf(link, sizeof(link), "%.*s", (int)(len < 200 ? len : 200),
			 (const char *)data);
		archive_entry_set_filetype(e, AE_IFLNK);
		archive_entry_set_symlink(e, link);
		len = 0;
	} else {
		archive_entry_set_filetype(e, AE_IFREG);
	}
	archive_entry_set_size(e, (la_int64_t)len);
	if (archive_write_header(a, e) == ARCHIVE_OK && len)
		archive_write_data(a, data, len);
	archive_entry_free(e);
}

static void as_files(const uint8_t *data, size_t size)
{
	static uint8_t buf[1 << 20];
	struct archive *a = archive_write_new();
	size_t used = 0;

	archive_write_set_format_ustar(a);
	archive_write_open_memory(a, buf, sizeof(buf), &used);
	for (int i = 0; i < 64 && size >= 3; i++) {
		size_t len = (size_t)data[2] < size - 3 ? data[2] : size - 3;

		put(a, data[0], data[1], data + 3, len);
		data += 3 + len;
		size -= 3 + len;
	}
	archive_write_close(a);
	archive_write_free(a);
	fuzz_import(buf, used);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > 1 << 16)
		return 0;
	fuzz_import(data, size);
	if (size && data[0] < 0x80)
		as_files(data, size);
	return 0;
}
