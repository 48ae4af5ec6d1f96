// SPDX-License-Identifier: GPL-2.0-only
/*
 * memory.c - pages of the program that are DRAM of the machine, because the kernel
 * pinned them: what a device writes there, the program reads.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "cpu/carried.h"
#include "tools/preload/carry.h"

/* The mapping that was looked at last, as /proc/self/maps has it. */
static struct {
	uint64_t start, end;
	int prot;
	bool replaceable;		/* nobody else sees what is written there */
} area;

/* Pages that are shared now lie in here; for fork(), a bit each would do as well. */
static struct stretch {
	uint64_t start, end;
} shared[4096];
static uint32_t nshared;

static bool read_line(const char *line, uint64_t user)
{
	unsigned long start, end;
	char perm[5], name[64] = "";
	int prot = 0;

	if (sscanf(line, "%lx-%lx %4s %*s %*s %*s %63s", &start, &end, perm, name) < 3 ||
	    user < start || user >= end)
		return false;
	prot |= perm[0] == 'r' ? PROT_READ : 0;
	prot |= perm[1] == 'w' ? PROT_WRITE : 0;
	prot |= perm[2] == 'x' ? PROT_EXEC : 0;
	area.start = start;
	area.end = end;
	area.prot = prot;
	area.replaceable = perm[3] == 'p' || !strncmp(name, "/dev/zero", 9);
	return true;
}

static bool look_up(uint64_t user)
{
	static char text[8192 + 1];
	size_t have = 0;
	bool found = false;
	int fd;

	fd = (int)syscall(SYS_openat, AT_FDCWD, "/proc/self/maps", O_RDONLY | O_CLOEXEC);
	while (fd >= 0 && !found) {
		long n = syscall(SYS_read, fd, text + have, sizeof(text) - 1 - have);
		char *line = text, *end;

		if (n <= 0)
			break;
		have += (size_t)n;
		text[have] = '\0';
		for (; !found && (end = strchr(line, '\n')); line = end + 1) {
			*end = '\0';
			found = read_line(line, user);
		}
		have -= (size_t)(line - text);
		memmove(text, line, have);
	}
	if (fd >= 0)
		syscall(SYS_close, fd);
	return found;
}

static void remember(uint64_t user)
{
	if (nshared && shared[nshared - 1].end == user)
		shared[nshared - 1].end += PAGE;
	else if (nshared < sizeof(shared) / sizeof(*shared))
		shared[nshared++] = (struct stretch){ user, user + PAGE };
}

bool memory_share(uint64_t user, uint64_t offset)
{
	char byte;
	struct iovec ours = { &byte, 1 }, theirs = { (void *)(uintptr_t)user, 1 };
	void *frame;
	long ret;

	/* A page that was never touched is there then; one that is not mapped is not. */
	if (process_vm_readv(getpid(), &ours, 1, &theirs, 1, 0) != 1)
		return false;
	if ((user < area.start || user >= area.end) && !look_up(user))
		return false;
	if (!area.replaceable || window_overlaps(user, PAGE))
		return false;
	frame = (void *)syscall(SYS_mmap, NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED,
				carry_dram(), (long)offset);
	if (frame == MAP_FAILED)
		return false;
	ret = cpu_replace_page(frame, user, area.prot, carry_dram(), offset);
	syscall(SYS_munmap, frame, PAGE);
	if (ret != (long)user)
		return false;
	remember(user);
	return true;
}

/* What a device writes from now on, it writes to the parent's. */
void memory_forked(void)
{
	static char page[PAGE];

	for (uint32_t i = 0; i < nshared; i++)
		for (uint64_t at = shared[i].start; at < shared[i].end; at += PAGE) {
			void *to = (void *)(uintptr_t)at;

			if (!look_up(at))
				continue;
			memcpy(page, to, PAGE);
			if (syscall(SYS_mmap, to, PAGE, PROT_READ | PROT_WRITE,
				    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0L) != (long)at)
				continue;
			memcpy(to, page, PAGE);
			syscall(SYS_mprotect, to, PAGE, area.prot);
		}
	nshared = 0;
	area.end = 0;
}

static bool is_shared(uint64_t start, uint64_t bytes)
{
	for (uint32_t i = 0; i < nshared; i++)
		if (shared[i].start < start + bytes && start < shared[i].end)
			return true;
	return false;
}

/* What lies in [start, start + bytes) goes: the machine is to know, and forget. */
static int forget(uint64_t start, uint64_t bytes)
{
	int64_t ret = 0;

	area.end = 0;
	if (!carry_on() || !bytes)
		return 0;
	bytes = (bytes + PAGE - 1) & ~(PAGE - 1);
	if (!window_overlaps(start, bytes) && !is_shared(start, bytes))
		return 0;
	ret = CARRY(CARRY_MUNMAP, start, bytes, 0, 0, 0);
	if (ret < 0)
		return carry_cannot("munmap() of a part of a mapped file");
	window_drop(start, bytes);
	return 0;
}

static void *map_file(void *addr, size_t bytes, int prot, int flags,
		      const struct carry_fd *t, off_t offset)
{
	long at;
	int64_t ret;

	if (flags & MAP_FIXED && forget((uint64_t)(uintptr_t)addr, bytes))
		return MAP_FAILED;
	at = syscall(SYS_mmap, addr, bytes, PROT_NONE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE |
		     (flags & (MAP_FIXED | MAP_FIXED_NOREPLACE)), -1, 0L);
	if (at == -1)
		return MAP_FAILED;
	ret = CARRY(CARRY_MMAP, t->target, offset, bytes, !!(flags & MAP_SHARED), at);
	if (ret >= 0 && !window_add((uint64_t)at, bytes, prot)) {
		CARRY(CARRY_MUNMAP, at, bytes, 0, 0, 0);
		ret = -ENOMEM;
	}
	if (ret < 0) {
		syscall(SYS_munmap, at, bytes);
		carry_result(ret);
		return MAP_FAILED;
	}
	return (void *)at;
}

REPLACES void *mmap(void *addr, size_t bytes, int prot, int flags, int fd, off_t offset)
{
	const struct carry_fd *t = flags & MAP_ANONYMOUS ? NULL : carry_fd(fd);

	if (t)
		return map_file(addr, bytes, prot, flags, t, offset);
	if (flags & MAP_FIXED && forget((uint64_t)(uintptr_t)addr, bytes))
		return MAP_FAILED;
	return (void *)syscall(SYS_mmap, addr, bytes, prot, flags, fd, offset);
}

REPLACES void *mmap64(void *addr, size_t bytes, int prot, int flags, int fd, off_t offset)
	__attribute__((alias("mmap")));

REPLACES int munmap(void *addr, size_t bytes)
{
	if (forget((uint64_t)(uintptr_t)addr, bytes))
		return -1;
	return (int)syscall(SYS_munmap, addr, bytes);
}

REPLACES void *mremap(void *addr, size_t old, size_t bytes, int flags, ...)
{
	void *to = NULL;

	if (flags & MREMAP_FIXED) {
		__builtin_va_list ap;

		__builtin_va_start(ap, flags);
		to = __builtin_va_arg(ap, void *);
		__builtin_va_end(ap);
	}
	if (carry_on() && (window_overlaps((uint64_t)(uintptr_t)addr, old) ||
			   is_shared((uint64_t)(uintptr_t)addr, old))) {
		carry_cannot("mremap() of memory that the machine has");
		return MAP_FAILED;
	}
	area.end = 0;
	return (void *)syscall(SYS_mremap, addr, old, bytes, flags, to);
}

REPLACES int mprotect(void *addr, size_t bytes, int prot)
{
	area.end = 0;
	if (carry_on() && window_overlaps((uint64_t)(uintptr_t)addr, bytes))
		return carry_cannot("mprotect() of a mapped file");
	return (int)syscall(SYS_mprotect, addr, bytes, prot);
}
