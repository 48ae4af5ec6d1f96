/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * program.h - a scenario without expectations, as lines of words.
 *
 *   scenario file ──program_read──► struct program ──program_text──► scenario text
 *                                     │      ▲
 *                                     └──────┘ machine.c, steps.c change it
 *
 * It must not know what a program does or what came of it.
 */
#ifndef TOOLS_EXPLORE_PROGRAM_H
#define TOOLS_EXPLORE_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/base/hash.h"
#include "sim/base/rng.h"

/* Programs that grow beyond are cut. */
#define PROGRAM_MAX_LINES 160u

struct lines {
	uint32_t n, room;
	char **line;			/* each malloc()ed, one statement, single blanks */
};

struct program {
	struct lines machine, steps;
};

/* Appends a copy of @text; before line @at, where @at < n.  They abort without memory. */
void lines_add(struct lines *l, const char *text);
void lines_insert(struct lines *l, uint32_t at, const char *text);
void lines_remove(struct lines *l, uint32_t at);
void lines_set(struct lines *l, uint32_t at, const char *text);
void lines_copy(struct lines *to, const struct lines *from);
void lines_free(struct lines *l);
/* All of them, each with a newline, malloc()ed. */
char *lines_text(const struct lines *l);

/*
 * Takes the scenario @text of @len bytes apart: expectations, xfail statements and comments are left
 * out, and continued lines are joined.  The caller frees it.  @text must parse.
 */
void program_read(struct program *p, const char *text, size_t len);
void program_copy(struct program *to, const struct program *from);
void program_free(struct program *p);
/* As scenario text, malloc()ed. */
char *program_text(const struct program *p);

/* The words of a line; a quoted one, with its quotes, is one word. */
#define MAX_WORDS 96u
struct words {
	uint32_t n;
	char *word[MAX_WORDS];
	char *memory;
};
/* words_free() frees it.  Words may be replaced by others that live as long. */
void words_split(struct words *w, const char *line);
/* The line again, malloc()ed; without words that are NULL. */
char *words_join(const struct words *w);
void words_free(struct words *w);

/* A number below @n, which is not 0. */
uint64_t draw(struct rng *rng, uint64_t n);
/* True in @percent of 100 cases. */
bool draw_chance(struct rng *rng, uint32_t percent);

#endif
