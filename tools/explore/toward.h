/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * toward.h - how near a program came to lines of the kernel's source.
 */
#ifndef TOOLS_EXPLORE_TOWARD_H
#define TOOLS_EXPLORE_TOWARD_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/load/cover.h"

struct toward;

/*
 * @where is FILE, FILE:LINE or FILE:FIRST-LAST, with FILE as in the kernel tree.  @path
 * is the instance.  toward_close() frees the result.  On failure returns NULL, with a
 * line in @why that says what is wrong.
 */
struct toward *toward_open(const char *where, const char *path, const char **why);
void toward_close(struct toward *t);

/*
 * More is nearer; 0: nowhere near.  TOWARD_THERE and more: a line of the target ran,
 * and the more of its blocks did.
 */
#define TOWARD_THERE 64u
uint64_t toward_nearness(struct toward *t, const struct cover *c);

#endif
