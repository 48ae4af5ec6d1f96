// SPDX-License-Identifier: GPL-2.0-only
/*
 * lex.c - bytes to lines to words.
 *
 * A statement is a line, and the lines after it when it ends in a backslash.
 * Words end at white space, at "->", and at '#'.  It knows no statement.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/base/utf8.h"
#include "sim/lang/lang.h"

/* Cut at line ends; a carriage return before one goes. */
static void cut_lines(struct parser *p, uint32_t n)
{
	struct scenario *s = p->scn;
	char *line = p->text;

	s->lines = spec_alloc(p->spec, ((size_t)n + 1) * sizeof(*s->lines));
	for (;;) {
		char *end = memchr(line, '\n', p->len - (size_t)(line - p->text));

		s->lines[s->nlines++] = line;
		if (!end)
			break;
		*end = '\0';
		if (end > line && end[-1] == '\r')
			end[-1] = '\0';
		line = end + 1;
	}
}

/* What is wrong with the bytes at @i: 0 nothing, else 'U', 'N' or 'C'. */
static int bad_byte(const struct parser *p, size_t i, unsigned int *n)
{
	const unsigned char *s = (const unsigned char *)p->text + i;

	*n = utf8_length(s, p->len - i);
	if (!*n)
		return 'U';
	if (!*s)
		return 'N';
	if (*s == '\r' && i + 1 < p->len && s[1] == '\n')
		return 0;
	if ((*s < 0x20 && *s != '\t' && *s != '\n') || *s == 0x7f)
		return 'C';
	return 0;
}

/* Some editors put one before UTF-8 text; it says nothing and has no column. */
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

bool lex_text(struct parser *p)
{
	uint32_t nlines = 0, line = 1;
	size_t i, start = 0;
	unsigned int n = 1;
	unsigned char c;
	int bad = 0;

	if (!strncmp(p->text, BYTE_ORDER_MARK, 3)) {
		p->text += 3;
		p->len -= 3;
	}
	for (i = 0; i < p->len; i++)
		nlines += p->text[i] == '\n';
	if (nlines >= LANG_MAX_LINES)
		return lang_err_at(p, LANG_MAX_LINES, 1,
				   "more than %u lines; split the scenario",
				   LANG_MAX_LINES);
	for (i = 0; i < p->len; i += n) {
		c = (unsigned char)p->text[i];
		n = 1;
		if (c >= 0x20 && c < 0x7f)
			continue;	/* nearly every byte of every file */
		bad = bad_byte(p, i, &n);
		if (bad)
			break;
		if (p->text[i] == '\n') {
			line++;
			start = i + 1;
		}
	}
	c = (unsigned char)(bad ? p->text[i] : 0);
	cut_lines(p, nlines);
	if (bad == 'U')
		return lang_err_at(p, line, (uint32_t)(i - start) + 1,
				   "byte 0x%02x is not UTF-8; a scenario is plain UTF-8 text", c);
	if (bad == 'N')
		return lang_err_at(p, line, (uint32_t)(i - start) + 1,
				   "a NUL byte; a scenario is plain text");
	if (bad)
		return lang_err_at(p, line, (uint32_t)(i - start) + 1,
				   "control character 0x%02x; only tabs and line ends belong in a scenario", c);
	return true;
}

static bool push(struct parser *p, const char *base, const char *s,
		 const char *end, bool string)
{
	struct tok *t;

	if (p->ntok == p->captok) {
		p->captok = p->captok ? 2 * p->captok : 64;
		p->tok = realloc(p->tok, p->captok * sizeof(*p->tok));
		if (!p->tok)
			abort();
	}
	t = &p->tok[p->ntok++];
	t->s = s;
	t->len = (uint32_t)(end - s);
	t->line = p->line + 1;
	t->col = (uint32_t)(s - base) + 1 - string;
	t->string = string;
	if (p->ntok > LANG_MAX_TOKENS)
		return lang_err(p, t, "more than %u words in a statement; split it",
				LANG_MAX_TOKENS);
	return true;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t';
}

/* The words of one line.  @more: it ends in a backslash. */
static bool lex_line(struct parser *p, const char *base, bool *more)
{
	const char *s = base;

	*more = false;
	for (;;) {
		const char *w;

		while (is_space(*s))
			s++;
		if (!*s || *s == '#')
			return true;
		if (*s == '\\') {
			for (w = s + 1; is_space(*w); w++)
				;
			if (*w)
				return lang_err_at(p, p->line + 1, (uint32_t)(s - base) + 1,
						   "'\\' before the end of the line; it only continues a statement on the next line");
			*more = true;
			return true;
		}
		w = s;
		if (*s == '"') {
			for (s++; *s && *s != '"'; s++)
				if (*s == '\\' && s[1])
					s++;
			if (!*s)
				return lang_err_at(p, p->line + 1, (uint32_t)(w - base) + 1,
						   "text without its closing '\"'; it must end on the same line");
			if (!push(p, base, w + 1, s, true))
				return false;
			s++;
			if (*s && !is_space(*s) && *s != '#')
				return lang_err_at(p, p->line + 1, (uint32_t)(s - base) + 1,
						   "something right after the closing '\"'; put a space between");
			continue;
		}
		if (s[0] == '-' && s[1] == '>') {
			s += 2;
		} else {
			while (*s && !is_space(*s) && *s != '#' && *s != '"' &&
			       *s != '\\' && !(s[0] == '-' && s[1] == '>'))
				s++;
		}
		if (!push(p, base, w, s, false))
			return false;
	}
}

bool lex_statement(struct parser *p)
{
	const struct scenario *s = p->scn;

	while (p->line < s->nlines && !p->stop) {
		bool more = true, ok = true;

		p->ntok = 0;
		p->pos = 0;
		while (more && ok && p->line < s->nlines) {
			ok = lex_line(p, s->lines[p->line], &more);
			p->line++;
		}
		if (ok && more) {
			lang_err_at(p, p->line,
				    (uint32_t)strlen(s->lines[p->line - 1]) + 1,
				    "the file ends after '\\'; the statement must go on");
			ok = false;
		}
		if (ok && p->ntok) {
			const struct tok *t = &p->tok[p->ntok - 1];

			p->end_line = t->line;
			p->end_col = t->col + t->len + 2 * t->string;
			return true;
		}
	}
	return false;
}

const struct tok *cur(const struct parser *p)
{
	return p->pos < p->ntok ? &p->tok[p->pos] : NULL;
}

bool tok_is(const struct tok *t, const char *word)
{
	return t && !t->string && strlen(word) == t->len &&
	       !memcmp(t->s, word, t->len);
}

bool accept(struct parser *p, const char *word)
{
	if (!tok_is(cur(p), word))
		return false;
	p->pos++;
	return true;
}

bool expect_end(struct parser *p)
{
	const struct tok *t = cur(p);

	if (!t)
		return true;
	return lang_err(p, t, "'%.*s' is more than this statement says; end the line before it",
			TOK(t));
}

char *tok_dup(struct parser *p, const struct tok *t)
{
	char *s = spec_alloc(p->spec, (size_t)t->len + 1);

	memcpy(s, t->s, t->len);
	s[t->len] = '\0';
	return s;
}

struct spec_loc tok_loc(const struct parser *p, const struct tok *t)
{
	return (struct spec_loc){ p->scn->path, t->line, t->col };
}

char *lex_string(struct parser *p, const struct tok *t)
{
	char *out = tok_dup(p, t), *o = out;

	if (!t->string)
		return out;
	for (uint32_t i = 0; i < t->len; i++) {
		char c = t->s[i];

		if (c == '\\') {
			c = t->s[++i];
			if (c == 'n') {
				c = '\n';
			} else if (c == 't') {
				c = '\t';
			} else if (c == 'x' && i + 2 < t->len &&
				   digit_of(t->s[i + 1]) < 16 &&
				   digit_of(t->s[i + 2]) < 16 &&
				   (t->s[i + 1] != '0' || t->s[i + 2] != '0')) {
				c = (char)(digit_of(t->s[i + 1]) << 4 |
					   digit_of(t->s[i + 2]));
				i += 2;
			} else if (c != '"' && c != '\\') {
				lang_err_at(p, t->line, t->col + i,
					    "unknown escape in text; known are \\\" \\\\ \\n \\t and \\x01 to \\xff");
				return NULL;
			}
		}
		*o++ = c;
	}
	*o = '\0';
	return out;
}

/* As written, from the first word to the last; a space for each line end. */
char *statement_source(struct parser *p)
{
	const struct tok *t = p->tok;
	size_t size = 1;
	char *out, *o;

	for (uint32_t i = 0, first = 0; i < p->ntok; i++) {
		if (i + 1 < p->ntok && t[i + 1].line == t[i].line)
			continue;
		size += (size_t)(t[i].s + t[i].len - t[first].s) + 3;
		first = i + 1;
	}
	out = o = spec_alloc(p->spec, size);
	for (uint32_t i = 0, first = 0; i < p->ntok; i++) {
		const char *from, *to;

		if (i + 1 < p->ntok && t[i + 1].line == t[i].line)
			continue;
		from = t[first].s - t[first].string;
		to = t[i].s + t[i].len + t[i].string;
		if (o != out)
			*o++ = ' ';
		memcpy(o, from, (size_t)(to - from));
		o += to - from;
		first = i + 1;
	}
	*o = '\0';
	return out;
}
