/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * symbol.h - turns offsets in a kernel instance into function, file and line.
 *
 * It reads debug information.  Only the runner's process uses it, after a failure.
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

/* Returns NULL if @path has no readable debug information.  symbols_close() frees it. */
struct symbols *symbols_open(const char *path);
void symbols_close(struct symbols *s);

/*
 * Finds the function at @offset and those that it was inlined into, innermost first.
 * Returns how many: at least 1, at most @max.
 */
size_t symbols_resolve(struct symbols *s, uint64_t offset, struct symbol *out,
		       size_t max);

/*
 * Returns how many bytes above the stack pointer the frame of the function at @offset
 * begins (its return address is 8 below that).  Returns -1 if the frame pointer finds
 * it, or if it is not known.
 */
int64_t symbols_cfa_above_sp(struct symbols *s, uint64_t offset);

#endif
