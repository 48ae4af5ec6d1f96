/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * code.h - which functions of a kernel instance lead to a place in its source.
 *
 * It reads the instance's file: symbols, line tables, and calls in the machine code.
 * Calls through pointers cannot be seen; functions of one file count as near for that.
 */
#ifndef SIM_RUN_CODE_H
#define SIM_RUN_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct code;

#define CODE_FAR UINT32_MAX

/*
 * Reads the instance @path.  The target are lines @first to @last of @file, which is
 * named as in the kernel tree; the whole file, where both are 0.  code_close() frees
 * the result.  Returns NULL if there is no debug information.
 */
struct code *code_open(const char *path, const char *file, int first, int last);
void code_close(struct code *c);

/* How many places of the machine code are of these lines; 0: the target is not in it. */
size_t code_targets(const struct code *c);
/* Is the code at this offset of the target?  Just before it: it is a return address. */
bool code_is_target(const struct code *c, uint64_t offset);
/*
 * How far the function around @offset is from one that has the target in it: calls in
 * between, and four for each step to another function of the same file.  CODE_FAR:
 * nothing leads there.
 */
uint32_t code_distance(const struct code *c, uint64_t offset);

#endif
