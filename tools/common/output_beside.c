// SPDX-License-Identifier: GPL-2.0-only
/*
 * output_beside.c - the new file beside the one that it is to replace.
 *
 * Its maker holds a lock on it, so one that can be locked was left by a process that
 * was killed.  It must not know what is written.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/common/output_beside.h"

#define MARK ".hairpin-"
#define MAX_TRIES 1000

/* ".hairpin-PID-N.NAME" */
static bool is_ours(const char *name)
{
	const char *p = name + strlen(MARK);
	size_t n;

	if (strncmp(name, MARK, strlen(MARK)))
		return false;
	n = strspn(p, "0123456789");
	if (!n || p[n] != '-')
		return false;
	p += n + 1;
	n = strspn(p, "0123456789");
	return n && p[n] == '.' && p[n + 1];
}

static void remove_if_left(int folder, const char *name)
{
	int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat st, now;

	if (fd < 0)
		return;
	/* One that was renamed meanwhile is no leftover, and its name may be another's by now. */
	if (!fstat(fd, &st) && S_ISREG(st.st_mode) && !flock(fd, LOCK_EX | LOCK_NB) &&
	    !fstatat(folder, name, &now, AT_SYMLINK_NOFOLLOW) &&
	    now.st_dev == st.st_dev && now.st_ino == st.st_ino)
		unlinkat(folder, name, 0);
	close(fd);
}

/* Once for each folder: a run writes thousands of files into one. */
static void tidy(const char *path)
{
	static dev_t dev;
	static ino_t ino;
	DIR *d = opendir(path);
	struct dirent *e;
	struct stat st;

	if (!d)
		return;
	if (!fstat(dirfd(d), &st) && (st.st_dev != dev || st.st_ino != ino)) {
		dev = st.st_dev;
		ino = st.st_ino;
		while ((e = readdir(d)))
			if (is_ours(e->d_name))
				remove_if_left(dirfd(d), e->d_name);
	}
	closedir(d);
}

/*
 * Locked, and still there: nobody took it for one that was left.  Where nothing can be
 * locked, nobody removes it either.
 */
static bool keep(int fd)
{
	struct stat st;

	if (flock(fd, LOCK_EX | LOCK_NB) && errno == EWOULDBLOCK)
		return false;
	return fstat(fd, &st) || st.st_nlink;
}

int output_beside(const char *target, char **name)
{
	const char *slash = strrchr(target, '/');
	int before = slash ? (int)(slash - target) + 1 : 0, fd = -1;
	char *folder = strndup(target, (size_t)before);

	tidy(before ? folder : ".");
	free(folder);
	for (unsigned int i = 0; i < MAX_TRIES; i++) {
		if (asprintf(name, "%.*s" MARK "%ld-%u.%s", before, target,
			     (long)getpid(), i, target + before) < 0)
			abort();
		fd = open(*name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (fd >= 0 && keep(fd))
			return fd;
		if (fd < 0 && errno != EEXIST)
			return -1;
		if (fd >= 0)
			close(fd);
		free(*name);
		*name = NULL;
	}
	errno = EEXIST;
	return -1;
}
