/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * input.h - loads the machines and scenarios that operands name.
 */
#ifndef TOOLS_COMMON_INPUT_H
#define TOOLS_COMMON_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/lang/scenario.h"

struct inputs {
	size_t n, room;
	struct scenario **scn;
	size_t nwrong;		/* files that could not be read or are malformed */
};

/*
 * Call @file with the path of every scenario file: an operand as it is, and of a
 * directory all *.hp below it, by name.  It returns false when the file is wrong.
 * Returns how many were, with the directories that have none; 0: all is well.
 */
size_t inputs_each(char **operands, size_t n,
		   bool (*file)(const char *path, void *arg), void *arg);
/*
 * Loads every operand: a file, or all *.hp below a directory, by name.  Paths stay as
 * given.  Messages go to stderr.  All files are read, even if one is wrong.
 */
void inputs_load(struct inputs *in, char **operands, size_t n);
void inputs_free(struct inputs *in);

/* Returns the name by which file @operand can be opened: "-" is standard input. */
const char *input_file(const char *operand);
/*
 * Returns false after a message if the option's value (NULL: none) and the operands name
 * standard input more than once.  If they name it once, it can be read several times from
 * then on.
 */
bool input_stdin_once(const char *option, char **operands, size_t n);

/* Returns the machine of a scenario file or capture, or NULL after a message. */
struct scenario *input_machine(const char *path, bool quiet, const char **assumed);

#endif
