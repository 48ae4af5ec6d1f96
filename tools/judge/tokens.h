/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tokens.h - a C file as tokens, and where functions and statements begin.
 *
 * It knows the C that this repository is written in, not all of C: no
 * trigraphs, no K&R definitions, preprocessor lines are skipped.
 */
#ifndef TOOLS_JUDGE_TOKENS_H
#define TOOLS_JUDGE_TOKENS_H

#include <stdbool.h>
#include <stddef.h>

enum token_kind { TOK_WORD, TOK_NUMBER, TOK_STRING, TOK_CHAR, TOK_PUNCT };

struct token {
	enum token_kind kind;
	const char *text;	/* in the file's text, not terminated */
	size_t len;
	int line;		/* from 1 */
	int mate;		/* of a bracket: the other one's index, or -1 */
	int func;		/* index of the name of the function, or -1 */
	bool begins;		/* a statement begins here */
	bool in_init;		/* in braces that hold values */
	bool in_enum;		/* in the braces of an enum */
};

struct source {
	char *path;
	char *text;		/* terminated */
	size_t len;
	struct token *t;
	int n;
};

/* Returns false, with a word on stderr, when @path cannot be read. */
bool source_read(struct source *s, const char *path);
void source_free(struct source *s);

/* Is token @i of @s the word or punctuation @text?  False out of range. */
bool token_is(const struct source *s, int i, const char *text);
/* Is token @i one of the words in @list, blanks between them? */
bool token_is_any(const struct source *s, int i, const char *list);
/* Is token @i of that kind?  False out of range. */
bool token_is_kind(const struct source *s, int i, enum token_kind kind);

#endif
