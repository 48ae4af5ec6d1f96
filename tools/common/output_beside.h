/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * output_beside.h - a temporary file that becomes the output.
 */
#ifndef TOOLS_COMMON_OUTPUT_BESIDE_H
#define TOOLS_COMMON_OUTPUT_BESIDE_H

#include <stdbool.h>

/*
 * Makes a file beside @target and returns its descriptor, or -1 with errno.  *@name is
 * the caller's to free in both cases (it may be NULL), and to rename or unlink.
 * Removes the files that processes which were killed left in that folder.
 */
int output_beside(const char *target, char **name);

#endif
