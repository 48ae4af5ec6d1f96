// SPDX-License-Identifier: GPL-2.0-only
/*
 * installed.c - finds the files that came with the program by where the program
 * itself is.  No path of the machine that compiled it may be in here: a package
 * is moved, and so is a folder it was built in.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/common/installed.h"
#include "version.h"

/* From the folder of the program: as installed, and as built (a link). */
static const char *const places[] = {
	HAIRPIN_DATA_FROM_BIN, "share/hairpin",
};

#define NPLACES (sizeof(places) / sizeof(*places))

/* The folder that the program is in, with a slash; "" when nobody can say. */
static void program_folder(char *path, size_t size)
{
	ssize_t n = readlink("/proc/self/exe", path, size - 1);
	char *slash;

	path[n > 0 ? n : 0] = '\0';
	slash = strrchr(path, '/');
	if (slash)
		slash[1] = '\0';
}

char *installed_file(const char *name)
{
	char folder[PATH_MAX], *path, *real = NULL;

	program_folder(folder, sizeof(folder));
	for (size_t i = 0; i < NPLACES && !real; i++) {
		if (asprintf(&path, "%s%s/%s", folder, places[i], name) < 0)
			abort();
		real = realpath(path, NULL);
		free(path);
	}
	if (!real && asprintf(&real, "%s%s/%s", folder, places[0], name) < 0)
		abort();
	return real;
}

char *installed_library(const char *name)
{
	static const char *const folders[] = { HAIRPIN_LIB_FROM_BIN "/", "" };
	char folder[PATH_MAX], *path = NULL;

	program_folder(folder, sizeof(folder));
	for (size_t i = 0; i < 2; i++) {
		free(path);
		if (asprintf(&path, "%s%s%s", folder, folders[i], name) < 0)
			abort();
		if (!access(path, R_OK))
			break;
	}
	return path;
}

const char *installed_version(void)
{
	return HAIRPIN_DESCRIBE;
}
