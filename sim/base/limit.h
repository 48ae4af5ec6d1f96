/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * limit.h - which limit on this process stands behind an errno.
 *
 * It must not know what the resource was wanted for.
 */
#ifndef SIM_BASE_LIMIT_H
#define SIM_BASE_LIMIT_H

#include <stdbool.h>
#include <stddef.h>

/* Does @error say that something has run out, which may be had again later? */
bool limit_is(int error);

/*
 * "the limit on open files is 16 (ulimit -n)": what keeps open(), fork() or
 * mmap() from working, in @buf.  Returns @buf.
 */
const char *limit_text(int error, char *buf, size_t size);

/* Does @text, which may be NULL, name such a limit? */
bool limit_said(const char *text);

#endif
