// SPDX-License-Identifier: GPL-2.0-only
/*
 * shrink.c - makes a scenario that breaks a law as small as it gets.
 *
 * It works on the text, so whatever the language has can go: whole lines with
 * those that name what they define, single words or pairs, and levels of the
 * tree.  A candidate that does not parse, or breaks another law or none, is
 * dropped.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/property/property.h"

#define MAX_LINES 256
#define MAX_WORDS 48

struct shrink {
	const struct property_result *broken;
	struct run_kernel *kernel;
	const struct run_options *opt;
	unsigned int n;
	char *line[MAX_LINES];
	/* Lines come and go; what they point to lives until the end. */
	char **owned;
	size_t nowned, room;
};

static char *must(char *p)
{
	if (!p)
		abort();	/* out of memory: nothing sensible is left to do */
	return p;
}

/* @text is the shrink's now. */
static char *own(struct shrink *s, char *text)
{
	if (s->nowned == s->room) {
		s->room = s->room ? 2 * s->room : 256;
		s->owned = realloc(s->owned, s->room * sizeof(*s->owned));
		if (!s->owned)
			abort();
	}
	s->owned[s->nowned++] = must(text);
	return text;
}

static char *join(char *const *line, unsigned int n)
{
	char *text;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		abort();
	for (unsigned int i = 0; i < n; i++)
		if (line[i])
			fprintf(f, "%s\n", line[i]);
	fclose(f);
	return text;
}

/* Does what is left still break the law, in the same way? */
static bool still(const struct shrink *s, char *const *line)
{
	char *text = join(line, s->n);
	struct property_result r;
	bool yes;

	property_run(text, s->kernel, s->opt, &r);
	yes = r.law && !strcmp(r.law, s->broken->law) &&
	      !strcmp(r.how, s->broken->how);
	property_result_free(&r);
	free(text);
	return yes;
}

static unsigned int split(const char *text, char **word)
{
	char *copy = must(strdup(text)), *save, *w;
	unsigned int n = 0;

	for (w = strtok_r(copy, " ", &save); w && n < MAX_WORDS;
	     w = strtok_r(NULL, " ", &save))
		word[n++] = must(strdup(w));
	free(copy);
	return n;
}

static void free_words(char **word, unsigned int n)
{
	while (n)
		free(word[--n]);
}

/* @name itself, a VF of it, or a port of it. */
static bool speaks_of(const char *word, const char *name)
{
	size_t n = strlen(name);

	return !strncmp(word, name, n) &&
	       (!word[n] || word[n] == '/' || word[n] == '.');
}

static bool line_speaks_of(const char *line, const char *name)
{
	char *word[MAX_WORDS];
	unsigned int n = split(line, word);
	bool yes = false;

	for (unsigned int i = 0; i < n; i++)
		yes = yes || speaks_of(word[i], name);
	free_words(word, n);
	return yes;
}

/* The second word names what a line defines; of steps, nothing. */
static bool defines(const char *line, char *name, size_t size)
{
	char *word[MAX_WORDS];
	unsigned int n = split(line, word);
	bool yes = n > 1 && strcmp(word[0], "step") && strcmp(word[0], "host") &&
		   strcmp(word[0], "iommu") && strcmp(word[0], "window") &&
		   strcmp(word[0], "dram") && *word[0] != '#';

	if (yes)
		snprintf(name, size, "%s", word[1]);
	free_words(word, n);
	return yes;
}

/* Take line @i out of @line, and all that needs it. */
static void take_out(char **line, unsigned int n, unsigned int i)
{
	char name[64];
	bool named = defines(line[i], name, sizeof(name));

	line[i] = NULL;
	for (unsigned int j = 0; named && j < n; j++)
		if (line[j] && line_speaks_of(line[j], name))
			take_out(line, n, j);
}

static bool adopt(struct shrink *s, char **line)
{
	if (!still(s, line))
		return false;
	for (unsigned int i = 0; i < s->n; i++)
		if (!line[i])
			s->line[i] = NULL;
	return true;
}

/* The last lines first: steps go before what they need. */
static bool fewer_lines(struct shrink *s)
{
	bool any = false;

	for (unsigned int chunk = s->n / 2; chunk; chunk /= 2)
		for (unsigned int end = s->n; end > 1;) {
			unsigned int from = end > chunk ? end - chunk : 1;
			char *line[MAX_LINES];
			bool some = false;

			memcpy(line, s->line, sizeof(line));
			for (unsigned int i = from; i < end; i++) {
				some = some || line[i];
				if (line[i])
					take_out(line, s->n, i);
			}
			any = (some && adopt(s, line)) || any;
			end = from;
		}
	return any;
}

static char *without(char **word, unsigned int n, unsigned int from,
		     unsigned int count)
{
	char *text;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		abort();
	for (unsigned int i = 0, out = 0; i < n; i++)
		if (i < from || i >= from + count)
			fprintf(f, "%s%s", out++ ? " " : "", word[i]);
	fclose(f);
	return text;
}

/* Replace line @i by @with if that still breaks the law; takes @with. */
static bool replace(struct shrink *s, unsigned int i, char *with)
{
	char *old = s->line[i];

	s->line[i] = own(s, with);
	if (strcmp(old, with) && still(s, s->line))
		return true;
	s->line[i] = old;
	return false;
}

/*
 * Without these it would be another kind of machine, which breaks the law for a
 * reason that is known (random.c).  A mapping keeps its name, too: without, the
 * next word would be it.
 */
static bool is_needed(const struct shrink *s, const char *before, const char *word)
{
	static const char *const acs[] = { "acs", "vfacs", "SV", "RR", "CR", "UF",
					   "DT", "EC" };

	if (!strcmp(word, "as") || !strcmp(before, "as") ||
	    !strcmp(word, "p2p-internal") || !strcmp(word, "UF+"))
		return true;
	for (size_t i = 0; i < sizeof(acs) / sizeof(*acs); i++)
		if (!strcmp(s->broken->law, "law isolation") &&
		    !strncmp(word, acs[i], strlen(acs[i])))
			return true;
	return false;
}

static bool any_needed(const struct shrink *s, char **word, unsigned int from,
		       unsigned int count)
{
	for (unsigned int i = from; i < from + count; i++)
		if (is_needed(s, word[i - 1], word[i]))
			return true;
	return false;
}

/* Up to four words at a time, from each place in each line. */
static bool fewer_words(struct shrink *s)
{
	bool any = false;

	for (unsigned int i = 1; i < s->n; i++)
		for (unsigned int at = 2; s->line[i] && at < MAX_WORDS; at++)
			for (unsigned int count = 4; count; count--) {
				char *word[MAX_WORDS];
				unsigned int n = split(s->line[i], word);
				bool done = at + count <= n &&
					    !any_needed(s, word, at, count) &&
					    replace(s, i, without(word, n, at, count));

				free_words(word, n);
				any = any || done;
			}
	return any;
}

/* What comes after "under", in @name; false when nothing does. */
static bool above(const char *line, char *name, size_t size)
{
	const char *at = line ? strstr(line, " under ") : NULL;

	if (!at)
		return false;
	at += strlen(" under ");
	snprintf(name, size, "%.*s", (int)strcspn(at, " "), at);
	return true;
}

/* Line @i under @port instead. */
static char *moved(const char *line, const char *port)
{
	const char *at = strstr(line, " under ") + strlen(" under ");
	char *text;

	if (asprintf(&text, "%.*s%s%s", (int)(at - line), line, port,
		     at + strcspn(at, " ")) < 0)
		abort();
	return text;
}

/*
 * Line @i goes where the switch of line @j sits, and that switch goes with all
 * that still needs it.
 */
static bool take_place(struct shrink *s, unsigned int i, unsigned int j)
{
	char *line[MAX_LINES], port[64];

	if (strncmp(s->line[j], "switch ", 7) ||
	    !above(s->line[j], port, sizeof(port)))
		return false;
	memcpy(line, s->line, sizeof(line));
	line[i] = own(s, moved(line[i], port));
	take_out(line, s->n, j);
	if (!line[i] || !still(s, line))
		return false;
	memcpy(s->line, line, sizeof(line));
	return true;
}

static bool fewer_levels(struct shrink *s)
{
	char port[64];
	bool any = false;

	for (unsigned int i = 1; i < s->n; i++)
		for (unsigned int j = 1; j < i; j++)
			if (above(s->line[i], port, sizeof(port)) &&
			    above(s->line[j], port, sizeof(port)))
				any = take_place(s, i, j) ||
				      replace(s, i, moved(s->line[i], port)) || any;
	return any;
}

/* Simpler values where they do as well. */
static bool simpler(struct shrink *s)
{
	static const struct { const char *word, *by; } swaps[] = {
		{ "strict", "off" }, { "lazy", "off" }, { "passthrough", "off" },
		{ "lazy", "strict" },
	};
	bool any = false;

	for (unsigned int i = 1; i < s->n; i++)
		for (size_t k = 0; s->line[i] && k < sizeof(swaps) / sizeof(*swaps); k++) {
			char *at = strstr(s->line[i], swaps[k].word), *with;

			if (!at)
				continue;
			if (asprintf(&with, "%.*s%s%s", (int)(at - s->line[i]), s->line[i],
				     swaps[k].by, at + strlen(swaps[k].word)) < 0)
				abort();
			any = replace(s, i, with) || any;
		}
	return any;
}

char *property_shrink(const char *text, const struct property_result *broken,
		      struct run_kernel *kernel, const struct run_options *opt)
{
	struct shrink s = { .broken = broken, .kernel = kernel, .opt = opt };
	char *copy = must(strdup(text)), *save, *l;
	bool again = true;

	for (l = strtok_r(copy, "\n", &save); l && s.n < MAX_LINES;
	     l = strtok_r(NULL, "\n", &save))
		s.line[s.n++] = own(&s, strdup(l));
	free(copy);
	while (again) {
		again = fewer_lines(&s);
		again = fewer_levels(&s) || again;
		again = fewer_words(&s) || again;
		again = simpler(&s) || again;
	}
	copy = join(s.line, s.n);
	while (s.nowned)
		free(s.owned[--s.nowned]);
	free(s.owned);
	return copy;
}
