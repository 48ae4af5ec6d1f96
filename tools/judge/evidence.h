/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * evidence.h - which lines of a change were run, by gcov's own data.
 *
 *   instance with gcov in the changed files ──► runs, a folder a scenario ──► gcov ──► lines
 *
 * A verdict about lines that nothing ran is worth nothing: this says so.
 */
#ifndef TOOLS_JUDGE_EVIDENCE_H
#define TOOLS_JUDGE_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* A line that a commit has and its parent has not. */
struct changed_line {
	uint32_t line, head;	/* head: where its statement begins */
	bool own;		/* gcov lists the line itself, not only its head */
	bool code;		/* the compiler made code of it: else nothing to run */
	uint64_t runs;		/* how often, over all scenarios */
	uint32_t scenarios;	/* how many ran it */
	bool *by;		/* of each folder: did it run it?  NULL: none did */
	bool settled;		/* run, by what was read so far */
	bool later;		/* run, but not by what was read first */
	uint64_t *ways;		/* how often each branch of it was taken */
	size_t nways;
	bool one_way;		/* it was run, and a condition went one way only */
	bool never_true;	/* ... and what it guards was not run */
	char *text;		/* as written, trimmed */
};

struct changed_file {
	char *path;		/* below the tree */
	char *notes;		/* .gcno; NULL: not compiled into an instance */
	char *needs;		/* then: what would compile it, in words; or NULL */
	bool header;		/* what it changes is compiled into others: not measured */
	bool read;		/* once at least */
	bool *near;		/* of each folder: did it run a changed function?  NULL: none did */
	uint32_t n, room;
	struct changed_line *lines;
};

struct evidence {
	uint32_t n;
	struct changed_file *files;
	uint32_t lines, code, run;	/* changed; of code; of those, run */
	uint32_t silent;		/* of those run, conditions of which one way was never
					   taken, and what only leads to one */
	uint32_t header_lines, uncompiled_files;
	uint32_t gone;		/* lines that the parent has, with nothing in their place */
	uint32_t scenarios;		/* that ran at least one of them */
};

/*
 * From lines "FILE LINE TAB HEAD TAB TEXT" (series changed); without the latter two, too.
 * LINE 0 is one that is gone.
 */
void evidence_init(struct evidence *e, const char *changed);
void evidence_free(struct evidence *e);
/* "FILE: not compiled into an instance: --config with CONFIG_X=y ... would". */
void evidence_uncompiled(FILE *out, const struct changed_file *f);
/* The file of that path, or NULL. */
struct changed_file *evidence_file(struct evidence *e, const char *path);

/*
 * Learn from gcov's notes alone which changed lines the compiler made code of, before
 * anything is run.  False after a message: gcov could not be run.
 */
bool evidence_code(struct evidence *e);
/* Of at least one, as far as is known yet. */
bool evidence_has_code(const struct evidence *e);
/*
 * Read what @nfolders folders hold (GCOV_PREFIX of a scenario's processes each,
 * @strip their GCOV_PREFIX_STRIP)
 * and sum up.  A second call adds other runs: of lines that were run before only
 * the branches count, so that the numbers are those of the first call.
 * False after a message: gcov could not be run.
 */
bool evidence_read(struct evidence *e, char *const *folders, uint32_t nfolders,
		   uint32_t strip);
/* True if folder number @i ran one of the functions that are changed. */
bool evidence_ran_near(const struct evidence *e, uint32_t i);
/* No two of the changed files that are compiled have the same name. */
bool evidence_flat(const struct evidence *e);
/* Every changed line of code was run, and every condition went both ways. */
bool evidence_complete(const struct evidence *e);

#endif
