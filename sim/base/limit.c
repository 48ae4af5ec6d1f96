// SPDX-License-Identifier: GPL-2.0-only
/*
 * limit.c - see limit.h.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "sim/base/limit.h"

/* Where no limit of this process is behind it. */
#define NO_FILES "too many files are open"
#define NO_PROCESSES "there are as many processes as the system or its control group allows"
#define NO_MEMORY "the system gives no more memory or address space (it may not overcommit, or this runs under valgrind)"

bool limit_is(int error)
{
	return error == EAGAIN || error == ENOMEM || error == EMFILE ||
	       error == ENFILE;
}

/* The limit is on @resource, in units of @unit bytes, where there is one. */
static const char *one(int resource, unsigned long unit, const char *what,
		       const char *option, const char *otherwise, char *buf,
		       size_t size)
{
	struct rlimit r;

	if (getrlimit(resource, &r) || r.rlim_cur == RLIM_INFINITY)
		snprintf(buf, size, "%s", otherwise);
	else
		snprintf(buf, size, "the limit on %s is %llu%s (ulimit %s)", what,
			 (unsigned long long)(r.rlim_cur / unit),
			 unit == 1024 ? " KiB" : "", option);
	return buf;
}

const char *limit_text(int error, char *buf, size_t size)
{
	switch (error) {
	case EMFILE:
		return one(RLIMIT_NOFILE, 1, "open files", "-n", NO_FILES, buf, size);
	case EAGAIN:
		return one(RLIMIT_NPROC, 1, "the user's processes", "-u",
			   NO_PROCESSES, buf, size);
	case ENOMEM:
		return one(RLIMIT_AS, 1024, "address space", "-v",
			   NO_MEMORY, buf, size);
	default:
		snprintf(buf, size, "%s", strerror(error));
		return buf;
	}
}

bool limit_said(const char *text)
{
	return text && (strstr(text, " (ulimit -") || strstr(text, NO_FILES) ||
			strstr(text, NO_PROCESSES) || strstr(text, NO_MEMORY));
}
