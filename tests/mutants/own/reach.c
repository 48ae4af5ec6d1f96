// SPDX-License-Identifier: GPL-2.0-only
/*
 * reach.c - linked into a library that is compiled with -finstrument-functions:
 * remembers which of its functions were called, in a file that outlives
 * whatever happens to the process.
 *
 * $OWN_REACH is a folder; byte N of the file LIBRARY.map in it is 1 when the
 * function whose first 16 bytes begin at N * 16 was called (-falign-functions=16).
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define BYTES (1u << 18)
#define HIDDEN __attribute__((visibility("hidden"), no_instrument_function))

extern const char __ehdr_start[] __attribute__((visibility("hidden")));

static unsigned char nowhere[1];
static unsigned char *reached = nowhere;

HIDDEN void __cyg_profile_func_enter(void *func, void *from);
HIDDEN void __cyg_profile_func_exit(void *func, void *from);

void __cyg_profile_func_enter(void *func, void *from)
{
	size_t at = (size_t)((const char *)func - __ehdr_start) / 16;

	(void)from;
	if (reached != nowhere && at < BYTES)
		reached[at] = 1;
}

void __cyg_profile_func_exit(void *func, void *from)
{
	(void)func;
	(void)from;
}

__attribute__((constructor, no_instrument_function))
static void reach_open(void)
{
	const char *dir = getenv("OWN_REACH");
	char path[4096];
	Dl_info self;
	void *p;
	int fd;

	if (!dir || !dladdr(__ehdr_start, &self))
		return;
	snprintf(path, sizeof(path), "%s/%s.map", dir,
		 basename(self.dli_fname));
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	if (fd < 0)
		return;
	if (!ftruncate(fd, BYTES)) {
		p = mmap(NULL, BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
		if (p != MAP_FAILED)
			reached = p;
	}
	close(fd);
}
