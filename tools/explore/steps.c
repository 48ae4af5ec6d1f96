// SPDX-License-Identifier: GPL-2.0-only
/*
 * steps.c - the ways in which the steps of a program are changed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/explore/internal.h"
#include "tools/explore/steps.h"

/* Where a new step goes: often at the end, where the most has happened before. */
static uint32_t spot(const struct program *p, struct rng *rng)
{
	return draw_chance(rng, 40) ? p->steps.n :
	       (uint32_t)draw(rng, p->steps.n + 1);
}

static void insert_new(struct program *p, const struct surroundings *s,
		       struct rng *rng)
{
	uint32_t at = spot(p, rng), n = 1 + (uint32_t)draw(rng, 3);

	for (uint32_t i = 0; i < n; i++) {
		char *line = pattern_step(p, at, s, rng);

		if (!line)
			return;
		lines_insert(&p->steps, at++, line);
		free(line);
	}
}

static void remove_some(struct program *p, struct rng *rng)
{
	uint32_t n = draw_chance(rng, 70) ? 1 : 1 + (uint32_t)draw(rng, 4), at;

	if (!p->steps.n)
		return;
	at = (uint32_t)draw(rng, p->steps.n);
	while (n-- && at < p->steps.n)
		lines_remove(&p->steps, at);
}

/* Once more, or elsewhere. */
static void repeat(struct program *p, struct rng *rng)
{
	uint32_t from, n = 1 + (uint32_t)draw(rng, 4), to;
	struct lines copy = { 0 };

	if (!p->steps.n)
		return;
	from = (uint32_t)draw(rng, p->steps.n);
	for (uint32_t i = from; i < p->steps.n && i < from + n; i++)
		lines_add(&copy, p->steps.line[i]);
	to = spot(p, rng);
	for (uint32_t i = 0; i < copy.n; i++)
		lines_insert(&p->steps, to + i, copy.line[i]);
	lines_free(&copy);
}

static void move(struct program *p, struct rng *rng)
{
	uint32_t from;
	char *line;

	if (p->steps.n < 2)
		return;
	from = (uint32_t)draw(rng, p->steps.n);
	line = strdup(p->steps.line[from]);
	lines_remove(&p->steps, from);
	lines_insert(&p->steps, (uint32_t)draw(rng, p->steps.n + 1), line);
	free(line);
}

/* A run of steps of another program, each of its functions played by one of ours. */
static void splice(struct program *p, const struct surroundings *s,
		   const struct program *other, struct rng *rng)
{
	uint32_t from, n, to = spot(p, rng), done = 0;
	struct cast cast = { 0 };

	if (!other || !other->steps.n)
		return;
	from = draw_chance(rng, 50) ? 0 : (uint32_t)draw(rng, other->steps.n);
	n = draw_chance(rng, 50) ? other->steps.n : 1 + (uint32_t)draw(rng, 8);
	for (uint32_t i = from; i < other->steps.n && i < from + n; i++) {
		char *line = recast(other->steps.line[i], &cast, other, s, rng);

		lines_insert(&p->steps, to + done++, line);
		free(line);
	}
	cast_free(&cast);
}

/* Another process does what follows, beside what is there. */
static void start(struct program *p, struct rng *rng)
{
	static const char *const process[] = { "user", "vmm", "other", "third" };
	const char *who = process[draw(rng, 4)];
	uint32_t at;
	char *line;

	if (!p->steps.n)
		return;
	at = (uint32_t)draw(rng, p->steps.n);
	if (strncmp(p->steps.line[at], "step ", 5) ||
	    !strncmp(p->steps.line[at], "step start", 10))
		return;
	if (asprintf(&line, "step start %s", p->steps.line[at] + 5) < 0)
		abort();
	lines_set(&p->steps, at, line);
	free(line);
	if (asprintf(&line, "step process %s", who) < 0)
		abort();
	lines_insert(&p->steps, at, line);
	free(line);
	if (draw_chance(rng, 50))
		return;
	if (asprintf(&line, "step wait %s", who) < 0)
		abort();
	lines_insert(&p->steps, at + 2 + (uint32_t)draw(rng, p->steps.n - at), line);
	free(line);
}

/* Something fails in one step, sooner rather than later. */
static void refuse(struct program *p, struct rng *rng)
{
	static const char *const kinds[] = { "", "", "", " alloc", " fd", " copy", " signal" };
	uint64_t nth = 1 + draw(rng, 1ull << (1 + draw(rng, 7)));
	uint32_t at;
	char *line;

	if (!p->steps.n)
		return;
	at = (uint32_t)draw(rng, p->steps.n);
	if (!strncmp(p->steps.line[at], "inject ", 7)) {
		lines_remove(&p->steps, at);
		return;
	}
	if (asprintf(&line, "inject nth %llu%s", (unsigned long long)nth,
		     kinds[draw(rng, 7)]) < 0)
		abort();
	lines_insert(&p->steps, at, line);
	free(line);
}

static void one_word(struct program *p, const struct surroundings *s,
		     struct rng *rng)
{
	uint32_t at;
	char *line;

	if (!p->steps.n)
		return;
	at = (uint32_t)draw(rng, p->steps.n);
	line = exchange_word(p, at, s, rng);
	if (line)
		lines_set(&p->steps, at, line);
	free(line);
}

static void once(struct program *p, const struct surroundings *s,
		 const struct program *other, struct rng *rng)
{
	uint64_t way = draw(rng, 100);

	if (way < 30)
		insert_new(p, s, rng);
	else if (way < 48)
		one_word(p, s, rng);
	else if (way < 60)
		splice(p, s, other, rng);
	else if (way < 70)
		remove_some(p, rng);
	else if (way < 78)
		repeat(p, rng);
	else if (way < 84)
		move(p, rng);
	else if (way < 92)
		start(p, rng);
	else
		refuse(p, rng);
}

void steps_mutate(struct program *p, const struct surroundings *s,
		  const struct program *other, struct rng *rng)
{
	uint32_t n = 1;

	while (n < 6 && draw_chance(rng, 45))
		n++;
	while (n--)
		once(p, s, other, rng);
	while (p->steps.n > PROGRAM_MAX_LINES)
		lines_remove(&p->steps, (uint32_t)draw(rng, p->steps.n));
}
