/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * protect.h - files that a command reads, so that what it writes replaces none of them.
 *
 * It must not know what is read or written.
 */
#ifndef TOOLS_COMMON_PROTECT_H
#define TOOLS_COMMON_PROTECT_H

#include <stdbool.h>
#include <sys/stat.h>

/* From now on the file at @path is one that is read.  What is no regular file is none. */
void protect_input(const char *path);
/* Is it one of them, by whatever name? */
bool protect_is_input(const struct stat *st);

#endif
