/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * listed.h - files that list one thing a line: --known, of run and of explore.
 *
 * It must not know what is listed.
 */
#ifndef TOOLS_COMMON_LISTED_H
#define TOOLS_COMMON_LISTED_H

#include <stdbool.h>
#include <stddef.h>

struct listed_line {
	const char *path;
	unsigned int number;	/* from 1 */
	const char *text;	/* without its end */
};

/* Says @what is wrong in @column, from 0, of the line, shows it, and returns false. */
bool listed_wrong(const struct listed_line *l, size_t column, const char *what);

/*
 * Calls @take for each line of the file @path, for all of them even if one returns
 * false.  @example is what a line may be, for the message on a file that is no text.
 * Returns false after a message: the file cannot be read, has a line of more than 4094
 * bytes or more than 65536 lines, or @take returned false.
 */
bool listed_read(const char *path, const char *example,
		 bool (*take)(const struct listed_line *l, void *arg), void *arg);

#endif
