// SPDX-License-Identifier: GPL-2.0-only
/*
 * descriptors.c - which of the program's descriptors are of the machine's files.
 *
 * The kernel instance gives their numbers, from CARRY_FIRST_FD on, so that a number in
 * an argument of ioctl() means the same there and here.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tools/preload/carry.h"

static struct carry_fd table[CARRY_LAST_FD + 1];

/* One that nobody here has opened came in the argument of an ioctl(). */
struct carry_fd *carry_fd(int fd)
{
	const int error = errno;
	struct carry_fd *t;

	if (!carry_on() || fd < 0 || fd > (int)CARRY_LAST_FD)
		return NULL;
	t = &table[fd];
	if (!t->known && fd >= (int)CARRY_FIRST_FD) {
		t->target = (uint16_t)fd;
		t->known = syscall(SYS_fcntl, fd, F_GETFD) < 0 && errno == EBADF ? 1 : 2;
		t->nonblock = false;
		errno = error;
	}
	if (t->known == 1)
		return t;
	t->known = 0;
	return NULL;
}

void carry_fd_new(int fd, int like, int flags)
{
	table[fd] = (struct carry_fd){ 1, flags & O_NONBLOCK, (uint16_t)fd };
	if (like >= 0)
		syscall(SYS_dup3, like, fd, flags & O_CLOEXEC);
}

void carry_fd_alias(int fd, int target, bool nonblock)
{
	table[fd] = (struct carry_fd){ 1, nonblock, (uint16_t)target };
	CARRY(CARRY_ALIAS, fd, target, 0, 0, 0);
	inner_begin();
}

void carry_fd_gone(int fd)
{
	table[fd] = (struct carry_fd){ 0, false, 0 };
	if (fd < (int)CARRY_FIRST_FD)
		CARRY(CARRY_ALIAS, fd, 0, 0, 0, 0);
	syscall(SYS_close, fd);
}

/* A descriptor that was left open is one of a file of the folder. */
static bool is_placeholder(int fd)
{
	char link[40], path[1024];
	long n;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = syscall(SYS_readlinkat, AT_FDCWD, link, path, sizeof(path));
	return n > (long)carry_root_len() &&
	       !strncmp(path, carry_root(), carry_root_len()) &&
	       path[carry_root_len()] == '/';
}

void carry_fd_begin(void)
{
	struct stat st;

	for (int fd = 0; fd <= (int)CARRY_LAST_FD; fd++) {
		int64_t target;

		if (fstat(fd, &st) || !S_ISREG(st.st_mode) || !is_placeholder(fd))
			continue;
		target = CARRY(CARRY_LOOKUP, fd, 0, 0, 0, 0);
		if (target >= 0) {
			table[fd] = (struct carry_fd){ 1, false, (uint16_t)target };
			if (fd < (int)CARRY_FIRST_FD)
				inner_begin();
		}
	}
}
