/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * edits.h - which files of a tree are edited while a program waits (inotify).
 *
 * It must not know what is done then.
 */
#ifndef TOOLS_COMMON_EDITS_H
#define TOOLS_COMMON_EDITS_H

#include <stdbool.h>

struct edits;

/* Returns NULL without inotify, with errno.  edits_close() frees it. */
struct edits *edits_open(void);
void edits_close(struct edits *e);
/*
 * Watches @folder and all below it, but no hidden folders and files.  @wants says which
 * file names count; NULL: all that an editor or compiler does not make beside the
 * edited one.  Returns false with errno; see edits_why().
 */
bool edits_add_tree(struct edits *e, const char *folder,
		    bool (*wants)(const char *name));
/* Watches one file, also when it is replaced by another of its name. */
bool edits_add_file(struct edits *e, const char *file);
/* What @error of the functions above means, and what would help. */
const char *edits_why(int error);
/* Returns a descriptor to poll for reading. */
int edits_fd(const struct edits *e);
/*
 * Calls @changed for each file that was written, replaced or removed since the last
 * call: with its path, below the folder or file as it was added.  NULL as path: some
 * were missed, anything may have changed.
 */
void edits_read(struct edits *e, void (*changed)(const char *path, void *arg),
		void *arg);

#endif
