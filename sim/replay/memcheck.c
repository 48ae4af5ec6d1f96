// SPDX-License-Identifier: GPL-2.0-only
/*
 * memcheck.c - what the kernel instance has not written, for valgrind's memcheck.
 *
 * The requests are a few instructions that do nothing without valgrind.
 */
#include "sim/replay/memcheck.h"

#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>

static void fresh(void *ctx, const void *p, uint64_t size_bytes)
{
	(void)ctx;
	(void)VALGRIND_MAKE_MEM_UNDEFINED(p, size_bytes);
}

/* The complaint names who copies, and whence. */
static void shown(void *ctx, const void *p, uint64_t size_bytes)
{
	(void)ctx;
	(void)VALGRIND_CHECK_MEM_IS_DEFINED(p, size_bytes);
}

void memcheck_fill(struct hp_host *host)
{
	if (!RUNNING_ON_VALGRIND)
		return;
	host->fresh = fresh;
	host->shown = shown;
}
#else
void memcheck_fill(struct hp_host *host)
{
	(void)host;
}
#endif
