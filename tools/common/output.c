// SPDX-License-Identifier: GPL-2.0-only
/*
 * output.c - writes beside the file and renames, so that a reader never sees
 * half of one and a failed run leaves the old one.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/common/output.h"

static bool complain(struct output *o, const char *path)
{
	fprintf(stderr, "hairpin: %s: %s\n", path, strerror(errno));
	output_abandon(o);
	return false;
}

bool output_open(struct output *o, const char *path)
{
	mode_t mask = umask(0);
	int fd;

	umask(mask);
	memset(o, 0, sizeof(*o));
	o->path = strdup(path);
	if (asprintf(&o->temp, "%s.XXXXXX", path) < 0)
		abort();
	fd = mkostemp(o->temp, O_CLOEXEC);
	if (fd < 0) {
		free(o->temp);
		o->temp = NULL;
		return complain(o, path);
	}
	if (fchmod(fd, 0666 & ~mask))
		return complain(o, path);
	o->f = fdopen(fd, "w");
	return o->f ? true : complain(o, path);
}

bool output_commit(struct output *o)
{
	bool bad = ferror(o->f);

	bad = fclose(o->f) || bad;
	o->f = NULL;
	if (bad || rename(o->temp, o->path))
		return complain(o, o->path);
	free(o->temp);
	free(o->path);
	memset(o, 0, sizeof(*o));
	return true;
}

void output_abandon(struct output *o)
{
	if (o->f)
		fclose(o->f);
	if (o->temp)
		unlink(o->temp);
	free(o->temp);
	free(o->path);
	memset(o, 0, sizeof(*o));
}
