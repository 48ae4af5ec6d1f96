// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the code of an instance of the variant "access" calls at each load and store
 * (gcc's -fsanitize=thread), and at each atomic operation (access_prelude.h).  The names
 * and parameters are gcc's.  The host learns of it while it orders tasks.
 *
 * These functions run in every context of the kernel's code, so they only pass on.
 */
#include <linux/kernel.h>
#include <linux/string.h>

#include "core/env.h"

#ifdef HP_ACCESS

bool hp_watch;

void hp_access(const void *p, size_t size, enum hp_access what)
{
	if (unlikely(hp_watch))
		hp_host->access(hp_host->ctx, p, size, what);
}

/* The linker leads copies, which libc does, through here (--wrap, link.sh). */
void *__real_memcpy(void *to, const void *from, size_t n);
void *__wrap_memcpy(void *to, const void *from, size_t n);
void *__real_memmove(void *to, const void *from, size_t n);
void *__wrap_memmove(void *to, const void *from, size_t n);
void *__real_memset(void *p, int c, size_t n);
void *__wrap_memset(void *p, int c, size_t n);

void *__wrap_memcpy(void *to, const void *from, size_t n)
{
	hp_access(from, n, HP_ACCESS_READ);
	hp_access(to, n, HP_ACCESS_WRITE);
	return __real_memcpy(to, from, n);
}

void *__wrap_memmove(void *to, const void *from, size_t n)
{
	hp_access(from, n, HP_ACCESS_READ);
	hp_access(to, n, HP_ACCESS_WRITE);
	return __real_memmove(to, from, n);
}

void *__wrap_memset(void *p, int c, size_t n)
{
	hp_access(p, n, HP_ACCESS_WRITE);
	return __real_memset(p, c, n);
}

#endif

void __hp_accessed(const volatile void *p, size_t size, int type);
void __tsan_init(void);
void __tsan_func_entry(void *caller);
void __tsan_func_exit(void);
void __tsan_read_range(void *p, size_t size);
void __tsan_write_range(void *p, size_t size);

/* KCSAN_ACCESS_WRITE is bit 0 in all trees. */
void __hp_accessed(const volatile void *p, size_t size, int type)
{
	hp_access((const void *)p, size, type & 1 ? HP_ACCESS_WRITE : HP_ACCESS_READ);
}

void __tsan_init(void)
{
}

void __tsan_func_entry(void *caller)
{
}

void __tsan_func_exit(void)
{
}

void __tsan_read_range(void *p, size_t size)
{
	hp_access(p, size, HP_ACCESS_READ);
}

void __tsan_write_range(void *p, size_t size)
{
	hp_access(p, size, HP_ACCESS_WRITE);
}

#define ACCESSES(name, bytes)						\
	void __tsan_##name##read##bytes(void *p);			\
	void __tsan_##name##write##bytes(void *p);			\
	void __tsan_##name##read##bytes(void *p)			\
	{								\
		hp_access(p, bytes, HP_ACCESS_READ);			\
	}								\
	void __tsan_##name##write##bytes(void *p)			\
	{								\
		hp_access(p, bytes, HP_ACCESS_WRITE);			\
	}

ACCESSES(, 1)
ACCESSES(, 2)
ACCESSES(, 4)
ACCESSES(, 8)
ACCESSES(, 16)
ACCESSES(unaligned_, 2)
ACCESSES(unaligned_, 4)
ACCESSES(unaligned_, 8)
ACCESSES(unaligned_, 16)
