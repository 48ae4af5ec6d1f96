// SPDX-License-Identifier: GPL-2.0-only
/*
 * seed.c - from scenarios to programs: which lines no program may have, what a scenario
 * says of itself, and what the head of a program's file says of how it is run.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/laws/law.h"
#include "tools/explore/explore.h"
#include "tools/explore/seed.h"

/* The line of the first message of the parser in @said; 0: there is none. */
static uint32_t first_line(const char *said)
{
	const char *at = strchr(said, ':');

	return at ? (uint32_t)strtoul(at + 1, NULL, 10) : 0;
}

/*
 * A function that reaches for itself: no TLP leaves it, so nobody can say what is right.
 * An importer, too, is not to be the exporter.
 */
static bool own_memory(const struct program *p, uint32_t at)
{
	const char *line = p->steps.line[at];
	char who[64], whose[64], buffer[64];

	if (sscanf(line, "step dma %63s maps %63s", who, whose) == 2)
		return !strcmp(who, whose);
	if (sscanf(line, "step import %63s by iommufd of %63s", buffer, who) != 2 &&
	    sscanf(line, "step import %63s by %63s", buffer, who) != 2)
		return false;
	for (uint32_t i = 0; i < at; i++) {
		const char *as = strstr(p->steps.line[i], " as ");

		if (sscanf(p->steps.line[i], "step export %63s", whose) == 1 && as &&
		    !strcmp(as + 4, buffer) && !strcmp(who, whose))
			return true;
	}
	return false;
}

/*
 * A reset through sysfs, with something that it should take back and does not: that is
 * known (docs/findings/sysfs-reset-revokes-nothing.md), and in words that other ways to
 * lose a revocation share.
 */
static bool known_reset(const struct program *p, uint32_t at)
{
	const char *line = p->steps.line[at];

	if (!strstr(line, "write /sys/") ||
	    (!strstr(line, "/reset ") && !strstr(line, "/reset_subordinate ")))
		return false;
	for (uint32_t i = 0; i < at; i++)
		if (strstr(p->steps.line[i], "mmap ") || strstr(p->steps.line[i], "import "))
			return true;
	return false;
}

static void without_excluded(struct program *p)
{
	for (uint32_t i = p->steps.n; i-- > 0; )
		if (own_memory(p, i) || known_reset(p, i))
			lines_remove(&p->steps, i);
}

struct scenario *program_mend(struct program *p, char **text)
{
	without_excluded(p);
	for (int tries = 0; tries < 12; tries++) {
		char *said = NULL;
		struct scenario *scn;
		size_t len;
		uint32_t line;
		FILE *err = open_memstream(&said, &len);

		if (!err)
			abort();
		*text = program_text(p);
		scn = scenario_parse("program", *text, strlen(*text), err);
		fclose(err);
		line = first_line(said);
		free(said);
		if (scn)
			return scn;
		free(*text);
		*text = NULL;
		if (line && line <= p->machine.n)
			lines_remove(&p->machine, line - 1);
		else if (line && line <= p->machine.n + p->steps.n)
			lines_remove(&p->steps, line - 1 - p->machine.n);
		else
			return NULL;
	}
	return NULL;
}

/* Laws that its own text says are broken: xfail law, xfail leak. */
static uint32_t known_laws(const struct scenario *scn)
{
	uint32_t known = 0;

	for (uint32_t l = 0; laws[l]; l++) {
		if (scn->nleaks && laws[l] == &law_lifetime)
			known |= 1u << l;
		for (uint32_t i = 0; i < scn->nxlaws; i++)
			if (!strcmp(scn->xlaws[i].name, laws[l]->name))
				known |= 1u << l;
	}
	return known;
}

bool known_law(uint32_t known, const char *name)
{
	for (uint32_t l = 0; laws[l]; l++)
		if (known & 1u << l && !strcmp(laws[l]->name, name))
			return true;
	return false;
}

#define HEAD "# kept:"

char *seed_head(const struct chance *chance, uint32_t known)
{
	char order[SCHEDULE_TEXT_BYTES], *text = NULL;
	const char *before = " known=";
	size_t len;
	FILE *out;

	if (!chance->order.kind && !chance->fail_at && !known)
		return strdup("");
	out = open_memstream(&text, &len);
	if (!out)
		abort();
	fprintf(out, HEAD);
	if (chance->order.kind)
		fprintf(out, " order=%s", schedule_text(&chance->order, order, sizeof(order)));
	if (chance->fail_at)
		fprintf(out, " fail=%llu", (unsigned long long)chance->fail_at);
	for (uint32_t l = 0; laws[l]; l++)
		if (known & 1u << l) {
			fprintf(out, "%s%s", before, laws[l]->name);
			before = ",";
		}
	fprintf(out, "\n");
	fclose(out);
	return text;
}

static void take_laws(char *names, uint32_t *known)
{
	char *save;

	for (char *n = strtok_r(names, ",", &save); n; n = strtok_r(NULL, ",", &save))
		for (uint32_t l = 0; laws[l]; l++)
			if (!strcmp(laws[l]->name, n))
				*known |= 1u << l;
}

void seed_read_head(const char *text, struct chance *chance, uint32_t *known)
{
	const char *at = strstr(text, HEAD);
	char *line, *save;

	if (!at || (at != text && at[-1] != '\n'))
		return;
	line = strndup(at, strcspn(at, "\n"));
	if (!line)
		abort();
	for (char *w = strtok_r(line + strlen(HEAD), " ", &save); w;
	     w = strtok_r(NULL, " ", &save)) {
		struct schedule order;

		if (!strncmp(w, "order=", 6) && !schedule_read(&order, w + 6))
			chance->order = order;
		else if (!strncmp(w, "fail=", 5))
			chance->fail_at = strtoull(w + 5, NULL, 10);
		else if (!strncmp(w, "known=", 6))
			take_laws(w + 6, known);
	}
	free(line);
}

void explore_seed(struct explore *x, const struct scenario *scn, const char *text,
		  size_t len)
{
	struct chance chance = { 0 };
	uint32_t known = known_laws(scn);
	struct entry *e;
	struct program p;
	int32_t m;

	if (!x->corpus)
		x->corpus = corpus_new();
	seed_read_head(text, &chance, &known);
	program_read(&p, text, len);
	m = corpus_machine(x->corpus, &p.machine);
	if (m >= 0) {
		e = corpus_add(x->corpus, (uint32_t)m, &p.steps, &chance, 1);
		e->known_laws = known;
		e->seed = true;
	}
	program_free(&p);
}
