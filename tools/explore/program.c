// SPDX-License-Identifier: GPL-2.0-only
/*
 * program.c - scenario text to lines and words, and back.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/explore/program.h"

static void *sure(void *p)
{
	if (!p)
		abort();
	return p;
}

uint64_t draw(struct rng *rng, uint64_t n)
{
	return rng_next(rng) % n;
}

bool draw_chance(struct rng *rng, uint32_t percent)
{
	return draw(rng, 100) < percent;
}

void lines_insert(struct lines *l, uint32_t at, const char *text)
{
	if (l->n == l->room) {
		l->room = l->room ? 2 * l->room : 16;
		l->line = sure(realloc(l->line, l->room * sizeof(*l->line)));
	}
	if (at > l->n)
		at = l->n;
	memmove(l->line + at + 1, l->line + at, (l->n - at) * sizeof(*l->line));
	l->line[at] = sure(strdup(text));
	l->n++;
}

void lines_add(struct lines *l, const char *text)
{
	lines_insert(l, l->n, text);
}

void lines_remove(struct lines *l, uint32_t at)
{
	free(l->line[at]);
	l->n--;
	memmove(l->line + at, l->line + at + 1, (l->n - at) * sizeof(*l->line));
}

void lines_set(struct lines *l, uint32_t at, const char *text)
{
	char *copy = sure(strdup(text));

	free(l->line[at]);
	l->line[at] = copy;
}

void lines_copy(struct lines *to, const struct lines *from)
{
	memset(to, 0, sizeof(*to));
	for (uint32_t i = 0; i < from->n; i++)
		lines_add(to, from->line[i]);
}

void lines_free(struct lines *l)
{
	for (uint32_t i = 0; i < l->n; i++)
		free(l->line[i]);
	free(l->line);
	memset(l, 0, sizeof(*l));
}

static void put_lines(FILE *out, const struct lines *l)
{
	for (uint32_t i = 0; i < l->n; i++)
		fprintf(out, "%s\n", l->line[i]);
}

char *lines_text(const struct lines *l)
{
	char *text = NULL;
	size_t len;
	FILE *out = sure(open_memstream(&text, &len));

	put_lines(out, l);
	fclose(out);
	return sure(text);
}

char *program_text(const struct program *p)
{
	char *text = NULL;
	size_t len;
	FILE *out = sure(open_memstream(&text, &len));

	put_lines(out, &p->machine);
	put_lines(out, &p->steps);
	fclose(out);
	return sure(text);
}

/* Is @line of a machine, and not a step? */
static bool line_is_machine(const char *line)
{
	return strncmp(line, "step ", 5) && strncmp(line, "inject ", 7) &&
	       strncmp(line, "at ", 3) && *line != '+';
}

static bool begins(const char *line, const char *word)
{
	size_t n = strlen(word);

	return !strncmp(line, word, n) && (line[n] == ' ' || !line[n]);
}

/* What judges, and so is no part of a program. */
static bool judges(const char *line)
{
	const char *at = line;

	if (begins(line, "at"))
		at = strchr(line + 3, ' ');
	else if (*line == '+')
		at = strchr(line, ' ');
	while (at && *at == ' ')
		at++;
	return !at || begins(at, "expect") || begins(at, "xfail");
}

/* PCI Express wants power management of every function (7.5.2); kernels rely on it. */
static char *with_power_management(char *line)
{
	char *more;

	if ((strncmp(line, "ep ", 3) && strncmp(line, "fn ", 3)) || strstr(line, " pm"))
		return line;
	if (asprintf(&more, "%s pm", line) < 0)
		abort();
	free(line);
	return more;
}

static void take(struct program *p, const char *line)
{
	struct words w;
	char *text;

	words_split(&w, line);
	text = with_power_management(words_join(&w));
	words_free(&w);
	if (*text && !judges(text))
		lines_add(line_is_machine(text) ? &p->machine : &p->steps, text);
	free(text);
}

void program_read(struct program *p, const char *text, size_t len)
{
	char *copy = sure(strndup(text, len)), *line = sure(calloc(1, len + 2));
	char *save, *part;

	memset(p, 0, sizeof(*p));
	for (part = strtok_r(copy, "\n", &save); part; part = strtok_r(NULL, "\n", &save)) {
		size_t n = strlen(part);

		while (n && (part[n - 1] == '\r' || part[n - 1] == ' ' || part[n - 1] == '\t'))
			part[--n] = '\0';
		if (n && part[n - 1] == '\\') {
			part[n - 1] = ' ';
			strcat(line, part);
			continue;
		}
		strcat(line, part);
		take(p, line);
		*line = '\0';
	}
	if (*line)
		take(p, line);
	free(line);
	free(copy);
}

void program_copy(struct program *to, const struct program *from)
{
	lines_copy(&to->machine, &from->machine);
	lines_copy(&to->steps, &from->steps);
}

void program_free(struct program *p)
{
	lines_free(&p->machine);
	lines_free(&p->steps);
}

void words_split(struct words *w, const char *line)
{
	char *p;

	memset(w, 0, sizeof(*w));
	w->memory = p = sure(strdup(line));
	while (*p && w->n < MAX_WORDS) {
		while (*p == ' ' || *p == '\t')
			p++;
		if (!*p || *p == '#')
			break;
		w->word[w->n++] = p;
		if (*p == '"')
			for (p++; *p && *p != '"'; p++)
				p += *p == '\\' && p[1];
		while (*p && *p != ' ' && *p != '\t')
			p++;
		if (*p)
			*p++ = '\0';
	}
}

char *words_join(const struct words *w)
{
	char *text = NULL;
	const char *blank = "";
	size_t len;
	FILE *out = sure(open_memstream(&text, &len));

	for (uint32_t i = 0; i < w->n; i++) {
		if (!w->word[i])
			continue;
		fprintf(out, "%s%s", blank, w->word[i]);
		blank = " ";
	}
	fclose(out);
	return sure(text);
}

void words_free(struct words *w)
{
	free(w->memory);
	memset(w, 0, sizeof(*w));
}
