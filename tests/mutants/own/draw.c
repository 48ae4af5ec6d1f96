// SPDX-License-Identifier: GPL-2.0-only
/*
 * draw.c - draws small mistakes for C files, and plants one.
 *
 *	draw order SEED FILE... [-- HEADER...]
 *	draw plant FILE OFFSET LENGTH TEXT >MUTANT
 *	draw diff FILE OFFSET LENGTH TEXT
 *
 * "order" shuffles the lines of the FILEs on which a mistake is possible and
 * prints one for each, drawn among those of its line: file, line, offset,
 * length, operator, function, new text, separated by tabs.  Enumerators are
 * learnt from the FILEs and HEADERs.  Line ends in the new text are \n, in
 * backslash and n.  "diff" prints the lines that change as "-\t" and "+\t"
 * lines.  The same SEED and files give the same bytes.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/judge/sites.h"

static uint64_t state;

/* Sebastiano Vigna's splitmix64. */
static uint64_t draw64(void)
{
	uint64_t z = (state += 0x9e3779b97f4a7c15ull);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
	return z ^ (z >> 31);
}

static int below(int n)
{
	return (int)(draw64() % (uint64_t)n);
}

static bool same_line(const struct site *a, const struct site *b)
{
	return a->path == b->path && a->line == b->line;
}

static int by_line(const void *x, const void *y)
{
	const struct site *a = x, *b = y;
	int d = strcmp(a->path, b->path);

	if (!d)
		d = a->line - b->line;
	if (!d)
		d = a->off < b->off ? -1 : a->off > b->off;
	if (!d)
		d = strcmp(a->op, b->op);
	return d ? d : strcmp(a->text, b->text);
}

static void print(const struct site *x)
{
	printf("%s\t%d\t%zu\t%zu\t%s\t%s\t", x->path, x->line, x->off, x->len,
	       x->op, *x->func ? x->func : "-");
	for (const char *p = x->text; *p; p++)
		if (*p == '\n' || *p == '\t')
			fputs(*p == '\n' ? "\\n" : " ", stdout);
		else if (*p == '\\')
			fputs("\\\\", stdout);
		else
			putchar(*p);
	putchar('\n');
}

/* One site of each line, the lines in random order. */
static void print_order(const struct sites *all)
{
	int *from = calloc((size_t)all->n + 1, sizeof(*from)), lines = 0;

	if (!from)
		abort();
	for (int i = 0; i < all->n; i++)
		if (!i || !same_line(&all->s[i - 1], &all->s[i]))
			from[lines++] = i;
	for (int i = 0; i < lines; i++) {
		int k = i + below(lines - i), t = from[k], n = 1;

		from[k] = from[i];
		from[i] = t;
		while (t + n < all->n && same_line(&all->s[t], &all->s[t + n]))
			n++;
		print(&all->s[t + below(n)]);
	}
	free(from);
}

static int order(char **argv)
{
	static struct source src[1024];
	struct sites all = { 0 };
	bool header = false;
	int n = 0;

	state = strtoull(argv[0], NULL, 10);
	for (char **p = argv + 1; *p && n < 1024; p++) {
		if (!strcmp(*p, "--")) {
			header = true;
			continue;
		}
		if (!source_read(&src[n], *p))
			return 3;
		enums_learn(&src[n]);
		if (header)
			source_free(&src[n]);
		else
			n++;
	}
	for (int i = 0; i < n; i++)
		sites_find(&src[i], &all);
	qsort(all.s, (size_t)all.n, sizeof(*all.s), by_line);
	print_order(&all);
	for (int i = 0; i < all.n; i++)
		free(all.s[i].text);
	free(all.s);
	for (int i = 0; i < n; i++)
		source_free(&src[i]);
	return 0;
}

static void put_text(const char *p, FILE *out)
{
	for (; *p; p++)
		if (*p == '\\' && p[1])
			putc(*++p == 'n' ? '\n' : *p, out);
		else
			putc(*p, out);
}

/* @text by lines, each after @sign. */
static void put_lines(char sign, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (!i || text[i - 1] == '\n')
			printf("%c\t", sign);
		putchar(text[i]);
	}
}

static void diff(const struct source *s, size_t off, size_t len, const char *text)
{
	size_t from = off, to = off + len, n;
	char *changed;
	FILE *out;

	while (from && s->text[from - 1] != '\n')
		from--;
	while (to < s->len && s->text[to++] != '\n')
		;
	out = open_memstream(&changed, &n);
	if (!out)
		abort();
	fwrite(s->text + from, 1, off - from, out);
	put_text(text, out);
	fwrite(s->text + off + len, 1, to - off - len, out);
	fclose(out);
	put_lines('-', s->text + from, to - from);
	put_lines('+', changed, n);
	free(changed);
}

int main(int argc, char **argv)
{
	struct source s;
	size_t off, len;

	if (argc >= 4 && !strcmp(argv[1], "order"))
		return order(argv + 2);
	if (argc != 6 || (strcmp(argv[1], "plant") && strcmp(argv[1], "diff"))) {
		fprintf(stderr, "draw: order SEED FILE... [-- HEADER...], or plant or diff FILE OFFSET LENGTH TEXT\n");
		return 2;
	}
	if (!source_read(&s, argv[2]))
		return 3;
	off = strtoul(argv[3], NULL, 10);
	len = strtoul(argv[4], NULL, 10);
	if (off > s.len || len > s.len - off) {
		fprintf(stderr, "draw: %s ends before %zu+%zu\n", argv[2], off, len);
		return 2;
	}
	if (!strcmp(argv[1], "diff")) {
		diff(&s, off, len, argv[5]);
	} else {
		fwrite(s.text, 1, off, stdout);
		put_text(argv[5], stdout);
		fwrite(s.text + off + len, 1, s.len - off - len, stdout);
	}
	source_free(&s);
	return 0;
}
