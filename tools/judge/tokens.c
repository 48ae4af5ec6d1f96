// SPDX-License-Identifier: GPL-2.0-only
/*
 * tokens.c - a C file as tokens, and where functions and statements begin.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/judge/tokens.h"

static const char *const puncts[] = {
	"<<=", ">>=", "...", "->", "++", "--", "<<", ">>", "<=", ">=", "==",
	"!=", "&&", "||", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=",
};

static size_t quoted(const char *p)
{
	size_t n = 1;

	while (p[n] && p[n] != *p)
		n += p[n] == '\\' && p[n + 1] ? 2 : 1;
	return n + (p[n] == *p);
}

static size_t punct(const char *p)
{
	for (size_t i = 0; i < sizeof(puncts) / sizeof(puncts[0]); i++)
		if (!strncmp(p, puncts[i], strlen(puncts[i])))
			return strlen(puncts[i]);
	return 1;
}

static size_t word(const char *p)
{
	size_t n = 0;

	while (isalnum((unsigned char)p[n]) || p[n] == '_')
		n++;
	return n;
}

/* A number, with its suffix and, of a float, point and exponent. */
static size_t number(const char *p)
{
	size_t n = 0;

	while (isalnum((unsigned char)p[n]) || p[n] == '.' || p[n] == '_')
		n++;
	return n;
}

/* How long what is no token is: blanks, a comment, a preprocessor line. */
static size_t skipped(const char *p, bool line_begins)
{
	const char *e;

	if (isspace((unsigned char)*p))
		return 1;
	if (p[0] == '/' && p[1] == '/')
		return strcspn(p, "\n");
	if (p[0] == '/' && p[1] == '*') {
		e = strstr(p + 2, "*/");
		return e ? (size_t)(e + 2 - p) : strlen(p);
	}
	if (*p != '#' || !line_begins)
		return 0;
	for (e = p; *e && *e != '\n'; e++)
		if (e[0] == '\\' && e[1] == '\n')
			e++;
	return (size_t)(e - p);
}

static struct token *add(struct source *s, const char *p, int line)
{
	struct token *t;

	if (s->n % 1024 == 0) {
		s->t = reallocarray(s->t, (size_t)s->n + 1024, sizeof(*s->t));
		if (!s->t)
			abort();
	}
	t = &s->t[s->n++];
	*t = (struct token){ .text = p, .line = line, .mate = -1, .func = -1 };
	return t;
}

static void split(struct source *s)
{
	bool line_begins = true;
	const char *p = s->text;
	int line = 1;
	size_t n;

	while (*p) {
		n = skipped(p, line_begins);
		if (!n) {
			struct token *t = add(s, p, line);

			t->kind = isdigit((unsigned char)*p) ? TOK_NUMBER :
				  isalpha((unsigned char)*p) || *p == '_' ? TOK_WORD :
				  *p == '"' ? TOK_STRING :
				  *p == '\'' ? TOK_CHAR : TOK_PUNCT;
			n = t->kind == TOK_NUMBER ? number(p) :
			    t->kind == TOK_WORD ? word(p) :
			    t->kind == TOK_PUNCT ? punct(p) : quoted(p);
			t->len = n;
			line_begins = false;
		}
		for (; n; n--, p++)
			if (*p == '\n') {
				line++;
				line_begins = true;
			}
	}
}

bool token_is_kind(const struct source *s, int i, enum token_kind kind)
{
	return i >= 0 && i < s->n && s->t[i].kind == kind;
}

bool token_is(const struct source *s, int i, const char *text)
{
	return i >= 0 && i < s->n && s->t[i].len == strlen(text) &&
	       !memcmp(s->t[i].text, text, s->t[i].len);
}

bool token_is_any(const struct source *s, int i, const char *list)
{
	for (; *list; list += strspn(list, " ")) {
		size_t n = strcspn(list, " ");

		if (i >= 0 && i < s->n && s->t[i].len == n &&
		    !memcmp(s->t[i].text, list, n))
			return true;
		list += n;
	}
	return false;
}

static void pair(struct source *s)
{
	int open[256], depth = 0;

	for (int i = 0; i < s->n; i++) {
		if (token_is_any(s, i, "( [ {") && depth < 256)
			open[depth++] = i;
		else if (token_is_any(s, i, ") ] }") && depth) {
			s->t[i].mate = open[--depth];
			s->t[open[depth]].mate = i;
		}
	}
}

#define CONTROLS "if while for switch"

/* Does the parenthesis that closes at @i belong to a control statement? */
static bool closes_control(const struct source *s, int i)
{
	return token_is(s, i, ")") && s->t[i].mate > 0 &&
	       token_is_any(s, s->t[i].mate - 1, CONTROLS);
}

static bool closes_label(const struct source *s, int i)
{
	int k;

	if (!token_is(s, i, ":"))
		return false;
	if (token_is(s, i - 1, "default") || (token_is_kind(s, i - 1, TOK_WORD) &&
					token_is_any(s, i - 2, "; } {")))
		return true;
	for (k = i - 1; k > 0 && !token_is_any(s, k, "; { } ? case"); k--)
		;
	return token_is(s, k, "case");
}

/* Do the braces that open at @i hold statements? */
static bool opens_block(const struct source *s, int i)
{
	return closes_control(s, i - 1) || closes_label(s, i - 1) ||
	       token_is_any(s, i - 1, "else do ; { } (");
}

/* Marks the tokens of the braces at @i, and goes on behind its statements. */
static void mark(struct source *s, int i, int func, bool block)
{
	int end = s->t[i].mate;

	for (int k = i + 1; k < end; k++) {
		struct token *t = &s->t[k];

		t->func = func;
		t->in_init = !block;
		t->begins = block && (token_is_any(s, k - 1, "; { } else do") ||
				      closes_control(s, k - 1) ||
				      closes_label(s, k - 1));
		if (token_is(s, k, "{") && t->mate > k) {
			mark(s, k, func, block && opens_block(s, k));
			k = t->mate;
		}
	}
}

/* What is outside: definitions of functions, enums, values. */
static void outline(struct source *s)
{
	for (int i = 0; i < s->n; i++) {
		int open;

		if (!token_is(s, i, "{") || s->t[i].mate < 0)
			continue;
		open = token_is(s, i - 1, ")") ? s->t[i - 1].mate : -1;
		if (open > 0 && token_is_kind(s, open - 1, TOK_WORD)) {
			mark(s, i, open - 1, true);
		} else if (token_is(s, i - 1, "enum") || token_is(s, i - 2, "enum")) {
			for (int k = i + 1; k < s->t[i].mate; k++)
				s->t[k].in_enum = true;
		} else if (token_is(s, i - 1, "=")) {
			mark(s, i, -1, false);
		} else {
			continue;	/* a struct: enums may be inside */
		}
		i = s->t[i].mate;
	}
}

static bool read_all(struct source *s, FILE *f)
{
	if (!f || fseek(f, 0, SEEK_END))
		return false;
	s->len = (size_t)ftell(f);
	rewind(f);
	s->text = calloc(1, s->len + 1);
	return s->path && s->text && fread(s->text, 1, s->len, f) == s->len;
}

bool source_read(struct source *s, const char *path)
{
	FILE *f = fopen(path, "r");
	bool read;

	*s = (struct source){ .path = strdup(path) };
	read = read_all(s, f);
	if (!read) {
		perror(path);
		source_free(s);
		*s = (struct source){ 0 };
	}
	if (f)
		fclose(f);
	if (!read)
		return false;
	split(s);
	pair(s);
	outline(s);
	return true;
}

void source_free(struct source *s)
{
	free(s->path);
	free(s->text);
	free(s->t);
}
