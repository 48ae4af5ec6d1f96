/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * internal.h - what the files that write programs share.
 */
#ifndef TOOLS_EXPLORE_INTERNAL_H
#define TOOLS_EXPLORE_INTERNAL_H

#include "tools/explore/steps.h"

/* --- names.c: what the words of a program name --- */

enum name_kind {
	NAME_NONE = 0, NAME_FUNCTION, NAME_BUFFER, NAME_IMPORTER, NAME_WINDOW, NAME_STREAM,
	NAME_MAPPING, NAME_PROCESS,
};

/*
 * What @word names, by the machine and by the steps before @at; "gpu/vf1" and a BDF
 * are functions.
 */
enum name_kind name_of(const struct program *p, uint32_t at,
		       const struct surroundings *s, const char *word);
/* A name of that kind, malloc()ed; of several the last ones more often.  NULL: none. */
char *name_some(const struct program *p, uint32_t at, const struct surroundings *s,
		enum name_kind kind, struct rng *rng);
/* A name that nothing in @p has yet, malloc()ed. */
char *name_new(const struct program *p, enum name_kind kind, struct rng *rng);
/* The index in the spec of the function that @name is, or is a VF of; -1: not known. */
int32_t name_function(const struct spec *spec, const char *name);
/* A function to do something with: most often no port. */
int32_t some_function(const struct spec *spec, struct rng *rng);

/* The names of another program's functions, and who plays them here. */
struct cast {
	uint32_t n;
	struct { char *role, *actor; } part[64];
};
char *recast(const char *line, struct cast *cast, const struct program *other,
	     const struct surroundings *s, struct rng *rng);
void cast_free(struct cast *c);

/* --- pattern.c: statements by pattern, words by kind --- */

/* A new step for place @at of @p, malloc()ed; NULL: there is nothing it could name. */
char *pattern_step(const struct program *p, uint32_t at,
		   const struct surroundings *s, struct rng *rng);
/* Step @at with one word exchanged, malloc()ed; NULL: no word could be. */
char *exchange_word(const struct program *p, uint32_t at,
		    const struct surroundings *s, struct rng *rng);

/* Another number in the place of @word, malloc()ed; NULL: it is none. */
char *other_number(const char *word, const struct surroundings *s, struct rng *rng);

#endif
