// SPDX-License-Identifier: GPL-2.0-only
/*
 * dir.c - a sysfs tree as a directory: /sys itself, or a copy of it.
 *
 * It only finds files; sysfs.c knows what they mean.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "model/import/internal.h"

#define MAX_DEPTH 40

struct walk {
	struct machine *m;
	size_t prefix;			/* of path: the directory as given */
	uint32_t entries;
	char path[4096];
	uint8_t buf[(1u << 20) + 1];
};

static bool walk(struct walk *w, size_t len, unsigned int depth);

static bool take_link(struct walk *w, const char *inside)
{
	ssize_t n = readlink(w->path, (char *)w->buf, 4096);

	return n <= 0 || sysfs_file(w->m, inside, true, w->buf, (size_t)n);
}

static bool take_file(struct walk *w, const char *inside, size_t max)
{
	int fd = open(w->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	size_t n = 0;
	ssize_t got = 0;

	if (fd < 0)
		return true;		/* not readable: not known */
	while (n < max && (got = read(fd, w->buf + n, max - n)) > 0)
		n += (size_t)got;
	close(fd);
	return !n || sysfs_file(w->m, inside, false, w->buf, n);
}

/* What is not below a PCI root matters only on the way to one. */
static bool worth_entering(const char *name)
{
	static const char *const never[] = {
		"system", "virtual", "power", "driver", "msi_irqs", "net",
		"block", "drm", "class", "firmware", "fs", "module", "debug",
		"cpu", "i2c", "sound", "nvme", "infiniband", "ata", "usb",
		"kernel", "self",
	};

	for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++)
		if (!strcmp(name, never[i]))
			return false;
	return true;
}

static bool entry(struct walk *w, const char *name, size_t len, unsigned int depth)
{
	size_t n = strlen(name), max = 0;
	const char *inside;
	struct stat st;

	if (++w->entries > IMPORT_MAX_ENTRIES)
		return fail(w->m, 0, 0, NULL, "more than %u files; the sysfs tree of one machine would be right",
			    IMPORT_MAX_ENTRIES);
	if (len + n + 2 > sizeof(w->path))
		return true;
	w->path[len] = '/';
	memcpy(w->path + len + 1, name, n + 1);
	inside = w->path + w->prefix + 1;
	if (lstat(w->path, &st))
		return true;
	if (S_ISDIR(st.st_mode)) {
		if (strstr(name, ":pcie") && !sysfs_file(w->m, inside, false, NULL, 0))
			return false;
		return !worth_entering(name) || walk(w, len + 1 + n, depth + 1);
	}
	if (!sysfs_wants(inside, &max))
		return true;
	if (S_ISLNK(st.st_mode))
		return take_link(w, inside);
	return !S_ISREG(st.st_mode) || take_file(w, inside, max);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static bool walk(struct walk *w, size_t len, unsigned int depth)
{
	struct dirent **names;
	bool ok = true;
	int n;

	if (depth > MAX_DEPTH)
		return true;
	n = scandir(w->path, &names, NULL, by_name);
	if (n < 0)
		return true;		/* not readable: not known */
	for (int i = 0; i < n; i++) {
		if (ok && strcmp(names[i]->d_name, ".") && strcmp(names[i]->d_name, ".."))
			ok = entry(w, names[i]->d_name, len, depth);
		w->path[len] = '\0';
		free(names[i]);
	}
	free(names);
	return ok;
}

bool sysfs_read(struct machine *m, const char *dir)
{
	struct walk *w = calloc(1, sizeof(*w));
	size_t len = strlen(dir);
	bool ok;

	if (!w)
		abort();
	while (len > 1 && dir[len - 1] == '/')
		len--;
	w->m = m;
	w->prefix = len;
	if (len + 1 > sizeof(w->path)) {
		free(w);
		return fail(m, 0, 0, NULL, "path too long");
	}
	memcpy(w->path, dir, len);
	w->path[len] = '\0';
	ok = walk(w, len, 0);
	free(w);
	return ok && !m->failed;
}

static bool has(const char *dir, const char *sub)
{
	char path[4096];
	struct stat st;

	return (size_t)snprintf(path, sizeof(path), "%s/%s", dir, sub) < sizeof(path) &&
	       !stat(path, &st) && S_ISDIR(st.st_mode);
}

/* A tree that has PCI functions, cut at one of the usual places. */
bool sysfs_looks_like(const char *dir)
{
	struct dirent **names;
	bool found = has(dir, "sys/devices") || has(dir, "bus/pci/devices") ||
		     has(dir, "sys/bus/pci/devices");
	int n = found ? -1 : scandir(dir, &names, NULL, by_name);
	uint64_t sbdf;

	for (int i = 0; i < n; i++) {
		const char *s = names[i]->d_name;
		const char *end = parse_sbdf(s, &sbdf);
		char sub[512];

		found |= (end && !*end && strlen(s) >= 12) ||
			 (!strncmp(s, "pci", 3) && strlen(s) >= 10 && strchr(s, ':'));
		/* One folder deep: an archive unpacked. */
		snprintf(sub, sizeof(sub), "%.200s/sys/devices", s);
		found |= s[0] != '.' && has(dir, sub);
		free(names[i]);
	}
	if (n >= 0)
		free(names);
	return found;
}
