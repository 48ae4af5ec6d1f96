/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * output.h - files that are written whole or not at all, and standard output.
 */
#ifndef TOOLS_COMMON_OUTPUT_H
#define TOOLS_COMMON_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* An output that is all zero is not open. */
struct output {
	FILE *f;		/* write here; it is memory until output_commit() */
	char *path;		/* as the user wrote it, for messages */
	char *target;		/* the regular file to replace; NULL: write to fd */
	int fd;
	const char *refused;	/* why not, where errno does not say; or NULL */
	char *text;		/* what was written to @f, and its length */
	size_t size;
};

/*
 * Prepares to write @path, - for standard output; follows symbolic links.  What is no regular file (a device,
 * a FIFO, an open descriptor by /dev/fd/N or /dev/stdout) is opened now and is not
 * replaced.  Returns false after a message.
 */
bool output_open(struct output *o, const char *path);
/* Returns true if @b would replace what @a writes.  Both are open. */
bool output_same(const struct output *a, const struct output *b);
/*
 * Writes everything and closes it.  A regular file gets its name in one step, so a
 * half-written file is never visible.  Only SIGKILL can leave a temporary file
 * (.hairpin-PID-N.NAME) behind, which the next output to that folder removes.  Returns false after a message; the file is then unchanged.
 */
bool output_commit(struct output *o);
/* Closes it and writes nothing.  Does nothing if it is not open. */
void output_abandon(struct output *o);

/*
 * Opens standard input, output and error if the caller closed them, so that no file
 * that is opened later gets their descriptors.  From here on a limit on the size of files
 * (ulimit -f) is an error of what is written.
 */
void output_guard_standard(void);
/*
 * Returns true if everything on standard output so far was written.  Otherwise
 * returns false, after a message the first time.
 */
bool output_standard_ok(void);

/*
 * Makes @path a folder if it is none; other processes may do so at the same time.
 * Returns false if it is none then: errno says why.
 */
bool output_folder(const char *path);

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
