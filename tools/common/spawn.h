/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * spawn.h - runs a program and reads what it prints.
 */
#ifndef TOOLS_COMMON_SPAWN_H
#define TOOLS_COMMON_SPAWN_H

#include <stddef.h>

/*
 * Run @argv (argv[0] is looked for in PATH) and return all that it wrote to
 * standard output, malloc()ed, with its length in @len (may be NULL).  Its
 * standard error goes to the file @err_path, or to ours when that is NULL.
 * @status is its exit status; HP_EXIT_TOOL when it could not be started or was
 * ended by a signal.  NULL only when it could not be started, or what it wrote could not
 * be read: errno says why.  It is told to end (SIGTERM) when we do.
 */
char *spawn_read(char *const argv[], const char *err_path, size_t *len,
		 int *status);

#endif
