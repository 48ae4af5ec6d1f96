/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * series.h - a patch series as commits in a work tree of ours
 * (tools/kbuild/series does the work).
 */
#ifndef TOOLS_JUDGE_SERIES_H
#define TOOLS_JUDGE_SERIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tools/judge/evidence.h"

struct series_commit {
	char *sha, *subject;
};

struct series {
	char *dir;			/* tree/, instances/, cover/, log */
	uint32_t n;
	struct series_commit *commits;	/* [0] is the base; oldest first */
	int lock, tree_lock;		/* descriptors, plus 1, held until series_close(); 0: none */
	int ahead;			/* the process that builds commits before they are asked for; 0: none */
};

/*
 * Open what @operands name: BASE..HEAD, mailboxes or patches, with @tree (NULL:
 * the current folder, or the packaged kernels).  Returns -1, or an exit status
 * after a message.
 */
int series_open(struct series *s, const char *tree, char **operands, size_t n);
void series_close(struct series *s);

/*
 * Build commit @i.  The instance's path, malloc()ed; NULL when it does not
 * compile: what the compiler said is in @why then, malloc()ed.  @status is
 * HP_EXIT_NO_BUILD for a tree that does not compile.
 */
char *series_build(const struct series *s, uint32_t i, const char *variant,
		   char **why, int *status);

/*
 * Have all commits built in the background, in their order, with gcov too where
 * @evidence is set: series_build() and series_cover() wait for theirs, or find it
 * done.  Commit 0 is built.  Not to be used with series_at() and series_mutant(): they
 * leave a commit in the work tree.  Where no process can be started, all is as without.
 * series_close() ends it.
 */
void series_ahead(struct series *s, const char *variant, bool evidence);
/* Waits for it to end, once every commit was asked for. */
void series_ahead_end(struct series *s);

/* The lines that commit @i changes against commit @parent. */
bool series_changed(const struct series *s, uint32_t i, uint32_t parent,
		    struct evidence *e);

/*
 * Build commit @i with gcov in the functions that differ from commit @parent, and note
 * in @e which of the changed files are compiled.  The instance's path, malloc()ed; NULL: none is compiled.
 */
char *series_cover(const struct series *s, uint32_t i, uint32_t parent,
		   struct evidence *e);

/* The folder of the tree, with commit @i in it; malloc()ed, NULL after a message. */
char *series_at(const struct series *s, uint32_t i);
/*
 * Build commit @i with @path in the place of its C file @file.  The instance's path,
 * malloc()ed, good until the next call; NULL: @status is HP_EXIT_NO_BUILD where it does
 * not compile.
 */
char *series_mutant(const struct series *s, uint32_t i, const char *file,
		    const char *path, int *status);
/*
 * Are two instances the same, byte for byte?  -1: what is known of them cannot be read, and
 * errno says why.
 */
int series_same_content(const char *a, const char *b);

#endif
