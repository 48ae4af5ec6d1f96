// SPDX-License-Identifier: GPL-2.0-only
/*
 * names.c - functions, buffers, importers, windows, mappings and processes by name.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/explore/internal.h"

#define MAX_NAMES 64u

struct names {
	uint32_t n;
	char name[MAX_NAMES][32];
};

static void note(struct names *names, const char *word)
{
	if (names->n == MAX_NAMES || strlen(word) >= sizeof(*names->name))
		return;
	snprintf(names->name[names->n++], sizeof(*names->name), "%s", word);
}

/* What "as NAME" of a step makes; NAME_NONE: it has no such words. */
static enum name_kind made_by(const struct words *w, const char **name)
{
	uint32_t verb = w->n > 1 && !strcmp(w->word[1], "start") ? 2 : 1;

	*name = NULL;
	for (uint32_t i = verb; i + 1 < w->n; i++)
		if (!strcmp(w->word[i], "as"))
			*name = w->word[i + 1];
	if (!*name || verb >= w->n)
		return NAME_NONE;
	if (!strcmp(w->word[verb], "export"))
		return NAME_BUFFER;
	if (!strcmp(w->word[verb], "import"))
		return NAME_IMPORTER;
	if (!strcmp(w->word[verb], "mmap"))
		return NAME_WINDOW;
	if (!strcmp(w->word[verb], "save"))
		return NAME_STREAM;
	return !strcmp(w->word[verb], "dma") ? NAME_MAPPING : NAME_NONE;
}

/* All names of that kind that steps before @at make. */
static void gather(const struct program *p, uint32_t at, enum name_kind kind,
		   struct names *names)
{
	for (uint32_t i = 0; i < p->steps.n && i < at; i++) {
		struct words w;
		const char *name;

		words_split(&w, p->steps.line[i]);
		if (kind == NAME_PROCESS && w.n > 2 && !strcmp(w.word[1], "process"))
			note(names, w.word[2]);
		else if (made_by(&w, &name) == kind && kind != NAME_NONE)
			note(names, name);
		words_free(&w);
	}
}

int32_t name_function(const struct spec *spec, const char *name)
{
	size_t n = strcspn(name, "/");

	for (uint32_t i = 0; i < spec->nfunctions; i++)
		if (spec->functions[i].name && strlen(spec->functions[i].name) == n &&
		    !memcmp(spec->functions[i].name, name, n))
			return (int32_t)i;
	return -1;
}

static bool is_port(const struct spec_function *f)
{
	return !f->bar[0].size_bytes && !f->bar[1].size_bytes &&
	       !f->bar[2].size_bytes && !f->sriov.total_vfs && f->class >> 16 == 6;
}

int32_t some_function(const struct spec *spec, struct rng *rng)
{
	int32_t found = -1;

	if (!spec->nfunctions)
		return -1;
	for (int i = 0; i < 8; i++) {
		found = (int32_t)draw(rng, spec->nfunctions);
		if (!is_port(&spec->functions[found]) || draw_chance(rng, 10))
			break;
	}
	return found;
}

enum name_kind name_of(const struct program *p, uint32_t at,
		       const struct surroundings *s, const char *word)
{
	if (name_function(s->spec, word) >= 0)
		return NAME_FUNCTION;
	for (enum name_kind k = NAME_BUFFER; k <= NAME_PROCESS; k++) {
		struct names names = { 0 };

		gather(p, at, k, &names);
		for (uint32_t i = 0; i < names.n; i++)
			if (!strcmp(names.name[i], word))
				return k;
	}
	return NAME_NONE;
}

static char *function_name(const struct spec *spec, struct rng *rng)
{
	int32_t i = some_function(spec, rng);
	const struct spec_function *f;
	char *name;

	if (i < 0 || !spec->functions[i].name)
		return NULL;
	f = &spec->functions[i];
	if (!f->sriov.total_vfs || draw_chance(rng, 50))
		return strdup(f->name);
	if (asprintf(&name, "%s/vf%llu", f->name,
		     (unsigned long long)(1 + draw(rng, f->sriov.total_vfs))) < 0)
		abort();
	return name;
}

char *name_some(const struct program *p, uint32_t at, const struct surroundings *s,
		enum name_kind kind, struct rng *rng)
{
	struct names names = { 0 };

	if (kind == NAME_FUNCTION)
		return function_name(s->spec, rng);
	gather(p, at, kind, &names);
	if (kind == NAME_PROCESS)
		note(&names, draw_chance(rng, 70) ? "user" : "other");
	if (!names.n)
		return NULL;
	if (names.n > 2 && draw_chance(rng, 50))
		return strdup(names.name[names.n - 1 - draw(rng, 2)]);
	return strdup(names.name[draw(rng, names.n)]);
}

char *name_new(const struct program *p, enum name_kind kind, struct rng *rng)
{
	static const char *const stem[] = { "", "", "b", "m", "w", "s", "d", "p" };
	static const struct spec none;
	const struct surroundings nothing = { .spec = &none };
	char *name;

	for (;;) {
		if (asprintf(&name, "%s%llu", stem[kind],
			     (unsigned long long)draw(rng, 1000)) < 0)
			abort();
		if (name_of(p, p->steps.n, &nothing, name) == NAME_NONE)
			return name;
		free(name);
	}
}

/* Does @other's machine have a function of that name? */
static bool has_function(const struct program *other, const char *name, size_t n)
{
	for (uint32_t i = 0; i < other->machine.n; i++) {
		const char *line = other->machine.line[i], *at = strchr(line, ' ');

		if (at && !strncmp(at + 1, name, n) && (at[1 + n] == ' ' || !at[1 + n]))
			return true;
	}
	return false;
}

static const char *actor_of(struct cast *cast, const char *role, size_t n,
			    const struct surroundings *s, struct rng *rng)
{
	int32_t f;

	for (uint32_t i = 0; i < cast->n; i++)
		if (strlen(cast->part[i].role) == n && !memcmp(cast->part[i].role, role, n))
			return cast->part[i].actor;
	if (cast->n == sizeof(cast->part) / sizeof(*cast->part))
		return NULL;
	/* Who has the name plays the part, as a rule. */
	f = -1;
	for (uint32_t i = 0; i < s->spec->nfunctions && draw_chance(rng, 80); i++)
		if (s->spec->functions[i].name && !strncmp(s->spec->functions[i].name, role, n) &&
		    !s->spec->functions[i].name[n])
			f = (int32_t)i;
	if (f < 0)
		f = some_function(s->spec, rng);
	if (f < 0 || !s->spec->functions[f].name)
		return NULL;
	cast->part[cast->n].role = strndup(role, n);
	cast->part[cast->n].actor = strdup(s->spec->functions[f].name);
	return cast->part[cast->n++].actor;
}

char *recast(const char *line, struct cast *cast, const struct program *other,
	     const struct surroundings *s, struct rng *rng)
{
	char *text = NULL;
	struct words w;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		abort();
	words_split(&w, line);
	for (uint32_t i = 0; i < w.n; i++) {
		size_t n = strcspn(w.word[i], "/");
		const char *actor = NULL;

		if (i && has_function(other, w.word[i], n))
			actor = actor_of(cast, w.word[i], n, s, rng);
		fprintf(out, "%s%s%s", i ? " " : "", actor ? actor : w.word[i],
			actor ? w.word[i] + n : "");
	}
	words_free(&w);
	fclose(out);
	return text;
}

void cast_free(struct cast *c)
{
	for (uint32_t i = 0; i < c->n; i++) {
		free(c->part[i].role);
		free(c->part[i].actor);
	}
}
