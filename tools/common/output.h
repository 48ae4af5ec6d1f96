/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * output.h - files that appear whole or not at all.
 */
#ifndef TOOLS_COMMON_OUTPUT_H
#define TOOLS_COMMON_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

struct output {
	FILE *f;
	char *path, *temp;
};

/* Open a temporary neighbour of @path.  False after a message. */
bool output_open(struct output *o, const char *path);
/* Give it its name.  False after a message; nothing is left behind then. */
bool output_commit(struct output *o);
/* Leave nothing behind.  Does nothing to one that is not open. */
void output_abandon(struct output *o);

#endif
