// SPDX-License-Identifier: GPL-2.0-only
/*
 * output.c - writes to memory first, and then the file at once: a reader never
 * sees half of one, and a failed run leaves the old one.
 *
 * It must not know what is written.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/common/output.h"
#include "tools/common/output_beside.h"
#include "tools/common/protect.h"

#define MAX_LINKS 40

static const char read_already[] = "this file is read; write to another";

static bool complain(struct output *o)
{
	fprintf(stderr, "hairpin: %s: %s\n", o->path,
		o->refused ? o->refused : strerror(errno));
	output_abandon(o);
	return false;
}

/* The number of an open descriptor that @path is a name of, or -1. */
static int descriptor_of(const char *path)
{
	static const char *const folders[] = { "/dev/fd/", "/proc/self/fd/" };
	char *end;
	long n;

	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
		size_t len = strlen(folders[i]);

		if (strncmp(path, folders[i], len) || !path[len])
			continue;
		n = strtol(path + len, &end, 10);
		return *end || n < 0 || n > INT_MAX ? -1 : (int)n;
	}
	return -1;
}

/* What the symbolic link @path points to, by the folder it is in, or NULL. */
static char *link_target(const char *path)
{
	const char *slash = strrchr(path, '/');
	char to[PATH_MAX], *next;
	ssize_t n = readlink(path, to, sizeof(to) - 1);

	if (n < 0)
		return NULL;
	to[n] = '\0';
	if (asprintf(&next, "%.*s%s", *to == '/' || !slash ? 0 :
		     (int)(slash - path) + 1, path, to) < 0)
		abort();
	return next;
}

/*
 * Follow links from @path.  Either @fd is a copy of an open descriptor, or @target
 * the path of what is no link.  False: errno says why not.
 */
static bool resolve(const char *path, char **target, int *fd)
{
	char *at = strdup(path), *next;

	for (int i = 0; i < MAX_LINKS; i++) {
		int n = descriptor_of(at);

		if (n >= 0) {
			free(at);
			fflush(n == STDERR_FILENO ? stderr : stdout);
			*fd = fcntl(n, F_DUPFD_CLOEXEC, 3);
			return *fd >= 0;
		}
		next = link_target(at);
		if (!next) {
			*target = at;
			return true;
		}
		free(at);
		at = next;
	}
	free(at);
	errno = ELOOP;
	return false;
}

/* Is @st the file that standard output or error goes to, by its own name? */
static bool is_standard(const struct stat *st)
{
	struct stat own;

	for (int fd = STDOUT_FILENO; fd <= STDERR_FILENO; fd++)
		if (!fstat(fd, &own) && S_ISREG(own.st_mode) &&
		    own.st_dev == st->st_dev && own.st_ino == st->st_ino)
			return true;
	return false;
}

/* May a file be made beside @target?  False: errno says why not. */
static bool can_make(const char *target)
{
	const char *slash = strrchr(target, '/');
	char *folder = strndup(target, slash ? (size_t)(slash - target) + 1 : 0);
	bool ok = !access(*folder ? folder : ".", W_OK | X_OK);

	free(folder);
	if (ok && slash && !slash[1])
		errno = EISDIR;
	return ok && !(slash && !slash[1]);
}

static bool open_target(struct output *o)
{
	struct stat st;

	if (stat(o->target, &st))
		return errno == ENOENT && can_make(o->target);
	if (S_ISREG(st.st_mode)) {
		if (is_standard(&st))
			o->refused = "standard output or error goes to this file already";
		else if (protect_is_input(&st))
			o->refused = read_already;
		return !o->refused && can_make(o->target);
	}
	/* A device or a FIFO; a folder says by itself that it is one. */
	o->fd = open(o->target, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	free(o->target);
	o->target = NULL;
	return o->fd >= 0;
}

bool output_open(struct output *o, const char *path)
{
	memset(o, 0, sizeof(*o));
	o->fd = -1;
	o->path = strdup(path);
	if (!resolve(strcmp(path, "-") ? path : "/dev/stdout", &o->target, &o->fd))
		return complain(o);
	if (o->target && !open_target(o))
		return complain(o);
	o->f = open_memstream(&o->text, &o->size);
	return o->f ? true : complain(o);
}

static bool write_all(int fd, const char *text, size_t size)
{
	while (size) {
		ssize_t n = write(fd, text, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		text += n;
		size -= (size_t)n;
	}
	return true;
}

static bool replace(const char *target, const char *text, size_t size)
{
	struct stat old;
	char *name = NULL;
	int fd = output_beside(target, &name), lock, saved;
	bool ok;

	if (fd < 0) {
		saved = errno;
		free(name);
		errno = saved;
		return false;
	}
	/* Of both the lock is the same one, which is held until the file has its own name. */
	lock = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	ok = lock >= 0 && write_all(fd, text, size) &&
	     (stat(target, &old) || !fchmod(fd, old.st_mode & 0777));
	saved = errno;
	if (close(fd) && ok) {
		saved = errno;
		ok = false;
	}
	if (ok && rename(name, target)) {
		saved = errno;
		ok = false;
	}
	if (!ok)
		unlink(name);
	if (lock >= 0)
		close(lock);
	free(name);
	errno = saved;
	return ok;
}

/* No signal is to find the new file without its name. */
static bool replace_whole(const char *target, const char *text, size_t size)
{
	sigset_t all, before;
	bool ok;
	int saved;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	ok = replace(target, text, size);
	saved = errno;
	sigprocmask(SIG_SETMASK, &before, NULL);
	errno = saved;
	return ok;
}

static bool commit(struct output *o)
{
	int fd = o->fd;

	if (o->target)
		return replace_whole(o->target, o->text, o->size);
	o->fd = -1;
	if (write_all(fd, o->text, o->size))
		return !close(fd);
	close(fd);
	return false;
}

static bool commit_undisturbed(struct output *o)
{
	const struct sigaction ignore = { .sa_handler = SIG_IGN };
	struct sigaction before;
	bool ok;
	int saved;

	/* A reader that has closed the pipe is an error like others. */
	sigaction(SIGPIPE, &ignore, &before);
	ok = commit(o);
	saved = errno;
	sigaction(SIGPIPE, &before, NULL);
	errno = saved;
	return ok;
}

/* The folder that @target is in; @name its name there. */
static bool folder_of(const char *target, const char **name, struct stat *st)
{
	const char *slash = strrchr(target, '/');
	char *folder = strndup(target, slash ? (size_t)(slash - target) + 1 : 0);
	bool ok = !stat(*folder ? folder : ".", st);

	*name = slash ? slash + 1 : target;
	free(folder);
	return ok;
}

bool output_same(const struct output *a, const struct output *b)
{
	const char *an, *bn;
	struct stat as, bs;

	return a->target && b->target && folder_of(a->target, &an, &as) &&
	       folder_of(b->target, &bn, &bs) && as.st_dev == bs.st_dev &&
	       as.st_ino == bs.st_ino && !strcmp(an, bn);
}

/* Inputs may have been opened since the output was. */
static bool is_read(const struct output *o)
{
	struct stat st;

	return o->target && !stat(o->target, &st) && protect_is_input(&st);
}

bool output_commit(struct output *o)
{
	bool bad = ferror(o->f);

	/* The stream is memory: nothing else can go wrong with it. */
	errno = ENOMEM;
	bad = fclose(o->f) || bad;
	o->f = NULL;
	if (is_read(o))
		o->refused = read_already;
	if (bad || o->refused || !commit_undisturbed(o))
		return complain(o);
	output_abandon(o);
	return true;
}

void output_abandon(struct output *o)
{
	if (o->f)
		fclose(o->f);
	if (o->path && o->fd >= 0)
		close(o->fd);
	free(o->text);
	free(o->target);
	free(o->path);
	memset(o, 0, sizeof(*o));
}
