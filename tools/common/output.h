/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * output.h - files that are written whole or not at all, and standard output.
 */
#ifndef TOOLS_COMMON_OUTPUT_H
#define TOOLS_COMMON_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Zeroed, it is not open. */
struct output {
	FILE *f;		/* write here; it is memory until output_commit() */
	char *path;		/* as the user wrote it, for messages */
	char *target;		/* the regular file to replace; NULL: write to fd */
	int fd;
	bool own;		/* refused: standard output or error goes there */
	char *text;		/* what was written to @f, and its length */
	size_t size;
};

/*
 * Get ready to write @path.  Symbolic links are followed.  What is no regular
 * file (a device, a FIFO, an open descriptor by /dev/fd/N or /dev/stdout) is
 * opened now, and written to as it is.  False after a message.
 */
bool output_open(struct output *o, const char *path);
/* Would @b replace what @a was?  Both are open. */
bool output_same(const struct output *a, const struct output *b);
/*
 * Write it all and close it.  A regular file gets its name in one step, so that
 * nobody ever sees half of one; no signal but SIGKILL can leave another file
 * behind.  False after a message; then the file is as it was.
 */
bool output_commit(struct output *o);
/* Write nothing.  Does nothing to one that is not open. */
void output_abandon(struct output *o);

/*
 * Give standard input, output and error a place if the caller closed them, so
 * that no file that is opened later takes it.
 */
void output_guard_standard(void);
/*
 * Was everything on standard output so far really written?  False after a
 * message, which is printed once.
 */
bool output_standard_ok(void);

/* Names of files that were made already, so that no two are the same. */
struct output_names {
	void *tree;
};

/*
 * "@dir/a-b@suffix" for a scenario a/b.hp; a number goes before the suffix where
 * @names has that name already.  The caller frees it.
 */
char *output_name(struct output_names *names, const char *dir,
		  const char *scenario, const char *suffix);
void output_names_free(struct output_names *names);

#endif
