// SPDX-License-Identifier: GPL-2.0-only
/*
 * paths.c - calls that take a path: /sys and the machine's names of /dev are found
 * below a folder (sim/exec/shadow.c); what is opened there is the machine's file.
 */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tools/preload/carry.h"

#define LIBC(name) (__typeof__(&name))dlsym(RTLD_NEXT, #name)

struct place {
	char path[1600];
};

static bool below(const char *path, const char *folder)
{
	const size_t n = strlen(folder);

	return !strncmp(path, folder, n) && (!path[n] || path[n] == '/');
}

/* Of /sys, what is none of devices or drivers stays the host's. */
static bool hosts_own(const char *path)
{
	return below(path, "/sys/devices/system") || below(path, "/sys/fs") ||
	       below(path, "/sys/kernel/mm") || below(path, "/sys/kernel/debug") ||
	       below(path, "/sys/kernel/tracing");
}

/* Returns where @path is found: in @p, or itself. */
static const char *find(const char *path, struct place *p)
{
	const int error = errno;
	const bool sys = path && below(path, "/sys") && !hosts_own(path);

	if (!carry_on() || !path || (!sys && strncmp(path, "/dev/", 5)))
		return path;
	if ((size_t)snprintf(p->path, sizeof(p->path), "%s%s", carry_root(), path) >=
	    sizeof(p->path))
		return path;
	CARRY(CARRY_SYNC, 0, 0, 0, 0, 0);
	if (!sys && syscall(SYS_faccessat, AT_FDCWD, p->path, F_OK)) {
		errno = error;
		return path;
	}
	return p->path;
}

/* If @fd is a file of the folder, its path on the machine. */
static const char *on_machine(int fd, struct place *p)
{
	char link[40];
	struct stat st;
	long n;

	if (!carry_on() || fstat(fd, &st) || !S_ISREG(st.st_mode))
		return NULL;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = syscall(SYS_readlinkat, AT_FDCWD, link, p->path, sizeof(p->path) - 1);
	if (n <= (long)carry_root_len())
		return NULL;
	p->path[n] = '\0';
	if (strncmp(p->path, carry_root(), carry_root_len()) ||
	    p->path[carry_root_len()] != '/')
		return NULL;
	return p->path + carry_root_len();
}

static int open_at(int dir, const char *path, int flags, mode_t mode)
{
	const int error = errno;
	struct place at, on;
	const char *found = find(path, &at), *file;
	const int look = flags & (O_NOFOLLOW | O_DIRECTORY | O_CLOEXEC);
	int64_t ret;
	int fd;

	if (!carry_on() || (found == path && *path == '/'))
		return (int)syscall(SYS_openat, dir, path, flags, mode);
	fd = (int)syscall(SYS_openat, dir, found, O_PATH | look);
	file = fd < 0 ? NULL : on_machine(fd, &on);
	if (!file) {
		if (fd >= 0)
			syscall(SYS_close, fd);
		errno = error;
		return (int)syscall(SYS_openat, dir, found, flags, mode);
	}
	ret = carry(CARRY_OPEN, file, NULL, (uint64_t)flags, 0, 0, 0, 0);
	if (ret >= 0)
		carry_fd_new((int)ret, fd, flags);
	syscall(SYS_close, fd);
	errno = error;
	return (int)carry_result(ret);
}

static mode_t mode_of(int flags, va_list ap)
{
	return flags & (O_CREAT | __O_TMPFILE) ? va_arg(ap, mode_t) : 0;
}

#define OPEN(name)                                                      \
	REPLACES int name(const char *path, int flags, ...)             \
	{                                                               \
		va_list ap;                                             \
		mode_t mode;                                            \
									\
		va_start(ap, flags);                                    \
		mode = mode_of(flags, ap);                              \
		va_end(ap);                                             \
		return open_at(AT_FDCWD, path, flags, mode);            \
	}
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                                    \
	REPLACES int name(int dir, const char *path, int flags, ...)    \
	{                                                               \
		va_list ap;                                             \
		mode_t mode;                                            \
									\
		va_start(ap, flags);                                    \
		mode = mode_of(flags, ap);                              \
		va_end(ap);                                             \
		return open_at(dir, path, flags, mode);                 \
	}
OPENAT(openat)
OPENAT(openat64)

/* What _FORTIFY_SOURCE makes of them. */
int __open_2(const char *path, int flags);
int __open64_2(const char *path, int flags);
int __openat_2(int dir, const char *path, int flags);
int __openat64_2(int dir, const char *path, int flags);

REPLACES int __open_2(const char *path, int flags)
{
	return open_at(AT_FDCWD, path, flags, 0);
}

REPLACES int __open64_2(const char *path, int flags)
{
	return open_at(AT_FDCWD, path, flags, 0);
}

REPLACES int __openat_2(int dir, const char *path, int flags)
{
	return open_at(dir, path, flags, 0);
}

REPLACES int __openat64_2(int dir, const char *path, int flags)
{
	return open_at(dir, path, flags, 0);
}

/* --- streams -------------------------------------------------------------------------- */

struct stream {
	int fd;
};

static ssize_t stream_read(void *cookie, char *buf, size_t n)
{
	return read(((struct stream *)cookie)->fd, buf, n);
}

static ssize_t stream_write(void *cookie, const char *buf, size_t n)
{
	ssize_t ret = write(((struct stream *)cookie)->fd, buf, n);

	return ret < 0 ? 0 : ret;
}

static int stream_close(void *cookie)
{
	int ret = close(((struct stream *)cookie)->fd);

	free(cookie);
	return ret;
}

static int flags_of(const char *mode)
{
	const bool both = strchr(mode, '+');

	return both ? O_RDWR : *mode == 'r' ? O_RDONLY : O_WRONLY;
}

/* libc reads and writes streams by calls of its own. */
static FILE *stream_open(const char *found, const char *mode)
{
	static const cookie_io_functions_t calls = {
		.read = stream_read, .write = stream_write, .close = stream_close,
	};
	struct stream *s = malloc(sizeof(*s));
	FILE *f;

	if (!s)
		return NULL;
	s->fd = open(found, flags_of(mode));
	f = s->fd < 0 ? NULL : fopencookie(s, mode, calls);
	if (f)
		return f;
	if (s->fd >= 0)
		close(s->fd);
	free(s);
	return NULL;
}

/* Is what is found there a file of the machine's, and no folder? */
static bool is_machines(const char *found)
{
	struct place p;
	int fd = (int)syscall(SYS_openat, AT_FDCWD, found, O_PATH | O_CLOEXEC);
	bool is = fd >= 0 && on_machine(fd, &p);

	if (fd >= 0)
		syscall(SYS_close, fd);
	return is;
}

#define FOPEN(name)                                                     \
	REPLACES FILE *name(const char *path, const char *mode)         \
	{                                                               \
		struct place p;                                         \
		const char *found = find(path, &p);                     \
									\
		if (found != path && is_machines(found))                \
			return stream_open(path, mode);                 \
		return (LIBC(name))(found, mode);                       \
	}
FOPEN(fopen)
FOPEN(fopen64)

/* --- what only looks -------------------------------------------------------------------- */

#define LOOK(ret, name, args, call, path)                               \
	REPLACES ret name args                                          \
	{                                                               \
		struct place p;                                         \
		const char *at = find(path, &p);                        \
									\
		return (LIBC(name))call;                                \
	}
LOOK(int, access, (const char *path, int mode), (at, mode), path)
LOOK(int, euidaccess, (const char *path, int mode), (at, mode), path)
LOOK(int, faccessat, (int dir, const char *path, int mode, int flags), (dir, at, mode, flags), path)
LOOK(int, stat, (const char *path, struct stat *st), (at, st), path)
LOOK(int, stat64, (const char *path, struct stat64 *st), (at, st), path)
LOOK(int, lstat, (const char *path, struct stat *st), (at, st), path)
LOOK(int, lstat64, (const char *path, struct stat64 *st), (at, st), path)
LOOK(int, fstatat, (int dir, const char *path, struct stat *st, int flags), (dir, at, st, flags),
     path)
LOOK(int, fstatat64, (int dir, const char *path, struct stat64 *st, int flags),
     (dir, at, st, flags), path)
LOOK(int, statx, (int dir, const char *path, int flags, unsigned int mask, struct statx *st),
     (dir, at, flags, mask, st), path)
LOOK(ssize_t, readlink, (const char *path, char *buf, size_t size), (at, buf, size), path)
LOOK(ssize_t, readlinkat, (int dir, const char *path, char *buf, size_t size),
     (dir, at, buf, size), path)
LOOK(ssize_t, getxattr, (const char *path, const char *name, void *v, size_t n), (at, name, v, n),
     path)
LOOK(ssize_t, lgetxattr, (const char *path, const char *name, void *v, size_t n), (at, name, v, n),
     path)
LOOK(ssize_t, listxattr, (const char *path, char *list, size_t n), (at, list, n), path)
LOOK(ssize_t, llistxattr, (const char *path, char *list, size_t n), (at, list, n), path)
LOOK(int, chdir, (const char *path), (at), path)
LOOK(int, scandir, (const char *path, struct dirent ***names,
		    int (*filter)(const struct dirent *),
		    int (*compare)(const struct dirent **, const struct dirent **)),
     (at, names, filter, compare), path)
LOOK(int, scandir64, (const char *path, struct dirent64 ***names,
		      int (*filter)(const struct dirent64 *),
		      int (*compare)(const struct dirent64 **, const struct dirent64 **)),
     (at, names, filter, compare), path)

REPLACES DIR *opendir(const char *path)
{
	DIR *(*libc)(const char *name) = LIBC(opendir);
	struct place p;

	return libc(find(path, &p));
}

/* A path of the folder is one of the machine. */
static char *without_root(char *path)
{
	if (path && carry_on() && !strncmp(path, carry_root(), carry_root_len()) &&
	    path[carry_root_len()] == '/')
		memmove(path, path + carry_root_len(), strlen(path + carry_root_len()) + 1);
	return path;
}

REPLACES char *realpath(const char *path, char *resolved)
{
	struct place p;

	return without_root((LIBC(realpath))(find(path, &p), resolved));
}

REPLACES char *canonicalize_file_name(const char *path)
{
	return realpath(path, NULL);
}

REPLACES char *getcwd(char *buf, size_t size)
{
	return without_root((LIBC(getcwd))(buf, size));
}
