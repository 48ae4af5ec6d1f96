/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * symbol.h - offsets in a kernel instance to function, file and line.
 *
 * Reads debug information; used on failure only, in the runner's process.
 */
#ifndef SIM_RUN_SYMBOL_H
#define SIM_RUN_SYMBOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct symbols;

struct symbol {
	const char *function;	/* lives as long as the symbols; "?" unknown */
	const char *file;	/* relative to the kernel tree, or NULL */
	int line;
	int decl_line;		/* where the function begins */
	uint64_t entry;		/* of the concrete function, to compare by */
	bool inlined;		/* into the next one */
	bool environment;	/* sim/env/, not the kernel */
};

/* NULL when @path has no debug information that can be read. */
struct symbols *symbols_open(const char *path);
void symbols_close(struct symbols *s);

/*
 * The function at @offset and those it was inlined into, innermost first.
 * Returns how many (at least 1, at most @max).
 */
size_t symbols_resolve(struct symbols *s, uint64_t offset, struct symbol *out,
		       size_t max);

/*
 * How far above the stack pointer the frame of the function at @offset begins
 * (its return address lies 8 below that), or -1 when it is found by the frame
 * pointer, or not known.
 */
int64_t symbols_cfa_above_sp(struct symbols *s, uint64_t offset);

#endif
