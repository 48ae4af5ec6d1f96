/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * access_prelude.h - is included first in all files of an instance of the variant
 * "access": atomic operations are assembler, of which the compiler tells nobody.  The
 * tree tells KCSAN of them; here it tells access.c, without KCSAN.
 */
#ifndef SIM_ENV_CORE_ACCESS_PRELUDE_H
#define SIM_ENV_CORE_ACCESS_PRELUDE_H

/* Kbuild includes this header first in all that is the kernel's; not in user-mode helpers. */
#if defined(__SANITIZE_THREAD__) && defined(__LINUX_COMPILER_TYPES_H)
#ifndef __ASSEMBLY__
#include <linux/kcsan-checks.h>

void __hp_accessed(const volatile void *p, size_t size, int type);

#undef kcsan_check_access
#define kcsan_check_access(p, size, type) __hp_accessed(p, size, type)
#endif
#endif

#endif
