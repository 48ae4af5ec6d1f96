/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * input.h - from operands to parsed machines and scenarios.
 */
#ifndef TOOLS_COMMON_INPUT_H
#define TOOLS_COMMON_INPUT_H

#include <stddef.h>

#include "sim/lang/scenario.h"

struct inputs {
	size_t n, room;
	struct scenario **scn;
	size_t nwrong;		/* files that could not be read or are malformed */
};

/*
 * Load every operand: a file as it is, a directory as all *.hp below it, by
 * name.  Paths stay as given.  Messages go to stderr; all files are read
 * even when one is wrong.
 */
void inputs_load(struct inputs *in, char **operands, size_t n);
void inputs_free(struct inputs *in);

/* One machine: a scenario file, or a capture of a real one.  NULL after a message. */
struct scenario *input_machine(const char *path);

#endif
