// SPDX-License-Identifier: GPL-2.0-only
/*
 * format.c - a scenario's text in its canonical form: the same words and comments,
 * other white space.
 *
 *	first word	in a field of six columns, so that the next begins in column 8
 *	third word	one space after the second; where the author lined it up in
 *			statements of one kind that follow each other, it stays so
 *	others		one space before each; two where there were two or more,
 *			which sets groups of options apart
 *	comment		in column 1, or two spaces after the statement
 *	blank lines	one at a time, none at either end
 *
 * It knows words and lines, and no statement but cmdline, whose text is raw.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/lang/lang.h"

#define FIRST_FIELD 6u
#define CONTINUED "       "		/* column 8 */

struct row {
	const char *text;		/* the line as it was */
	const struct tok *tok;
	uint32_t n;
	const char *comment;		/* from its '#' on, or NULL */
	bool begins;			/* a statement, that is */
	bool goes_on;			/* ends in a backslash */
	bool continues;			/* the line before does */
};

struct format {
	struct parser p;
	struct tok *tok;		/* of all statements */
	uint32_t ntok, captok;
	struct row *rows;
	uint32_t nrows;
	FILE *out;
};

static uint32_t width(const struct tok *t)
{
	return t->len + 2 * t->string;
}

/* Spaces, or less than one tab, before word @i of a row. */
static uint32_t gap(const struct row *r, uint32_t i)
{
	const struct tok *a = &r->tok[i - 1];

	return r->tok[i].col - a->col - width(a);
}

static bool is_word(const struct row *r, const char *word)
{
	return tok_is(&r->tok[0], word);
}

/* The first word needs no field where a time follows, and the rest by itself. */
static bool has_field(const struct row *r)
{
	return !is_word(r, "at");
}

/* Functions and what is between them are described in one kind of statement. */
static bool is_machine(const struct row *r)
{
	static const char *const between[] = { "fn", "hb", "window", "dram" };

	if (kind_named(&r->tok[0]))
		return true;
	for (size_t i = 0; i < sizeof(between) / sizeof(*between); i++)
		if (is_word(r, between[i]))
			return true;
	return false;
}

static bool same_kind(const struct row *a, const struct row *b)
{
	if (is_machine(a) || is_machine(b))
		return is_machine(a) && is_machine(b);
	return a->tok[0].len == b->tok[0].len &&
	       !memcmp(a->tok[0].s, b->tok[0].s, a->tok[0].len);
}

/* What is behind the last word of a row: a comment, or a backslash. */
static void read_tail(struct row *r)
{
	const char *s = r->text;

	if (r->n) {
		const struct tok *t = &r->tok[r->n - 1];

		s = t->s + t->len + t->string;
	}
	s += strspn(s, " \t");
	if (*s == '#')
		r->comment = s;
	r->goes_on = *s == '\\';
}

/* The words of all statements, in one array. */
static void read_tokens(struct format *f)
{
	while (lex_statement(&f->p)) {
		f->rows[f->p.tok[0].line - 1].begins = true;
		if (f->ntok + f->p.ntok > f->captok) {
			f->captok = 2 * f->captok + f->p.ntok;
			f->tok = realloc(f->tok, f->captok * sizeof(*f->tok));
			if (!f->tok)
				abort();
		}
		memcpy(&f->tok[f->ntok], f->p.tok, f->p.ntok * sizeof(*f->tok));
		f->ntok += f->p.ntok;
	}
}

static void read_rows(struct format *f)
{
	uint32_t next = 0;

	f->nrows = f->p.scn->nlines;
	f->rows = calloc(f->nrows, sizeof(*f->rows));
	if (!f->rows)
		abort();
	read_tokens(f);
	for (uint32_t i = 0; i < f->nrows; i++) {
		struct row *r = &f->rows[i];

		r->text = f->p.scn->lines[i];
		r->tok = f->tok + next;
		while (next < f->ntok && f->tok[next].line == i + 1)
			next++;
		r->n = (uint32_t)(f->tok + next - r->tok);
		r->continues = i && f->rows[i - 1].goes_on;
		read_tail(r);
	}
}

static void put_spaces(FILE *out, uint32_t n)
{
	fprintf(out, "%*s", (int)n, "");
}

static void put_word(FILE *out, const struct tok *t)
{
	fwrite(t->s - t->string, 1, width(t), out);
}

static void put_comment(FILE *out, const char *s)
{
	size_t len = strlen(s);

	while (len && (s[len - 1] == ' ' || s[len - 1] == '\t'))
		len--;
	fwrite(s, 1, len, out);
}

/* Words from @i on, each with the space before it. */
static void put_words(const struct format *f, const struct row *r, uint32_t i)
{
	for (; i < r->n; i++) {
		put_spaces(f->out, gap(r, i) > 1 ? 2 : 1);
		put_word(f->out, &r->tok[i]);
	}
}

/* Raw up to where the lexer saw the end of the last word. */
static void put_raw(const struct format *f, const struct row *r)
{
	const struct tok *last = &r->tok[r->n - 1];
	const char *from = r->tok[1].s - r->tok[1].string;

	fputc(' ', f->out);
	fwrite(from, 1, (size_t)(last->s + last->len + last->string - from),
	       f->out);
}

static void put_tail(const struct format *f, const struct row *r)
{
	if (r->goes_on)
		fputs(r->n ? " \\" : "\\", f->out);
	if (r->comment && r->n)
		fputs("  ", f->out);
	if (r->comment)
		put_comment(f->out, r->comment);
	fputc('\n', f->out);
}

/* @column: where the third word goes, counted from the second; 0: a space. */
static void put_statement(const struct format *f, const struct row *r,
			  uint32_t column)
{
	const uint32_t first = width(&r->tok[0]);

	put_word(f->out, &r->tok[0]);
	if (r->n > 1 && is_word(r, "cmdline")) {
		put_raw(f, r);
	} else if (r->n > 1) {
		if (has_field(r) && first < FIRST_FIELD)
			put_spaces(f->out, FIRST_FIELD - first);
		fputc(' ', f->out);
		put_word(f->out, &r->tok[1]);
	}
	if (r->n > 2 && !is_word(r, "cmdline")) {
		const uint32_t second = width(&r->tok[1]);

		if (has_field(r))
			put_spaces(f->out, column > second ? column - second : 1);
		else
			put_spaces(f->out, gap(r, 2) > 1 ? 2 : 1);
		put_word(f->out, &r->tok[2]);
		put_words(f, r, 3);
	}
	put_tail(f, r);
}

/* Where third words go in the rows of one kind in [@i, @end). */
static uint32_t column_of(const struct format *f, uint32_t i, uint32_t end)
{
	uint32_t widest = 0, column = 0, n = 0;
	bool lined_up = false, same = true;

	for (; i < end; i++) {
		const struct row *r = &f->rows[i];
		uint32_t at;

		if (!r->begins || r->n < 3)
			continue;
		at = width(&r->tok[1]) + gap(r, 2);
		n++;
		lined_up = lined_up || gap(r, 2) > 1;
		same = same && (!column || at == column);
		column = at;
		if (width(&r->tok[1]) > widest)
			widest = width(&r->tok[1]);
	}
	if (!lined_up || n < 2)
		return 0;
	return same ? column : widest + 1;
}

static bool is_blank(const struct row *r)
{
	return !r->n && !r->comment && !r->goes_on && !r->continues;
}

/* The end of the statements of one kind that begin at @i. */
static uint32_t run_end(const struct format *f, uint32_t i)
{
	const struct row *first = &f->rows[i];

	for (i++; i < f->nrows && !is_blank(&f->rows[i]); i++)
		if (f->rows[i].begins && !same_kind(first, &f->rows[i]))
			break;
	return i;
}

static void put_row(const struct format *f, const struct row *r, uint32_t column)
{
	if (r->begins) {
		put_statement(f, r, column);
		return;
	}
	if (r->n) {
		fputs(CONTINUED, f->out);
		put_word(f->out, &r->tok[0]);
		put_words(f, r, 1);
	}
	put_tail(f, r);
}

static void put_rows(const struct format *f)
{
	uint32_t column = 0, end = 0;
	bool any = false, blank = false;

	for (uint32_t i = 0; i < f->nrows; i++) {
		const struct row *r = &f->rows[i];

		if (is_blank(r)) {
			blank = any;
			continue;
		}
		if (blank)
			fputc('\n', f->out);
		blank = false;
		any = true;
		if (r->begins && i >= end) {
			end = run_end(f, i);
			column = column_of(f, i, end);
		}
		put_row(f, r, column);
	}
}

static bool open_text(struct format *f, const char *path, const char *text,
		      size_t len, FILE *err)
{
	struct scenario *s = lang_new();

	s->path = spec_strdup(s->spec, path);
	f->p = (struct parser){ .path = path, .err = err, .scn = s,
				.spec = s->spec, .len = len };
	f->p.text = spec_alloc(s->spec, len + 1);
	memcpy(f->p.text, text, len);
	f->p.text[len] = '\0';
	return lex_text(&f->p);
}

static void close_text(struct format *f)
{
	free(f->p.tok);
	free(f->tok);
	free(f->rows);
	scenario_free(f->p.scn);
}

/* Word for word, statement for statement, the same? */
static bool same_words(const struct format *a, const struct format *b)
{
	if (a->ntok != b->ntok)
		return false;
	for (uint32_t i = 0; i < a->ntok; i++) {
		const struct tok *x = &a->tok[i], *y = &b->tok[i];

		if (x->len != y->len || x->string != y->string ||
		    memcmp(x->s, y->s, x->len))
			return false;
	}
	return true;
}

static bool is_same(const struct format *f, const char *path, const char *text,
		    size_t len, FILE *err)
{
	struct format g = { .out = NULL };
	bool ok = open_text(&g, path, text, len, err);

	if (ok) {
		read_rows(&g);
		ok = same_words(f, &g);
	}
	close_text(&g);
	return ok;
}

char *scenario_format(const char *path, const char *text, size_t len,
		      size_t *out_len, FILE *err)
{
	struct scenario *s = scenario_parse(path, text, len, err);
	struct format f = { .ntok = 0 };
	char *out = NULL;

	if (!s)
		return NULL;
	scenario_free(s);
	f.out = open_memstream(&out, out_len);
	if (!f.out || !open_text(&f, path, text, len, err))
		abort();
	read_rows(&f);
	put_rows(&f);
	if (fclose(f.out))
		abort();
	/* A word lost here would be lost in the user's file. */
	if (!is_same(&f, path, out, *out_len, err))
		abort();
	close_text(&f);
	return out;
}
