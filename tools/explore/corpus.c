// SPDX-License-Identifier: GPL-2.0-only
/*
 * corpus.c - what was reached, and by whom.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/explore/corpus.h"

static void *sure(void *p)
{
	if (!p)
		abort();
	return p;
}

/* Room for one more of @size bytes each. */
static void grow(void **array, uint32_t n, uint32_t *room, size_t size)
{
	if (n < *room)
		return;
	*room = *room ? 2 * *room : 64;
	*array = sure(realloc(*array, *room * size));
}

struct corpus *corpus_new(void)
{
	return sure(calloc(1, sizeof(struct corpus)));
}

static void machine_free(struct machine *m)
{
	lines_free(&m->lines);
	free(m->text);
	scenario_free(m->scn);
	free(m->place);
	free(m->entry);
}

void corpus_free(struct corpus *c)
{
	if (!c)
		return;
	for (uint32_t i = 0; i < c->nmachines; i++)
		machine_free(&c->machine[i]);
	for (uint32_t i = 0; i < c->nentries; i++) {
		lines_free(&c->entry[i].steps);
		free(c->entry[i].item);
	}
	free(c->item);
	free(c->machine);
	free(c->entry);
	free(c);
}

/* Messages about what does not parse are for nobody. */
static struct scenario *parse_quietly(const char *text)
{
	char *said = NULL;
	size_t len;
	FILE *err = sure(open_memstream(&said, &len));
	struct scenario *scn = scenario_parse("machine", text, strlen(text), err);

	fclose(err);
	free(said);
	return scn;
}

int32_t corpus_machine(struct corpus *c, const struct lines *lines)
{
	char *text = lines_text(lines);
	struct scenario *scn;
	struct machine *m;

	for (uint32_t i = 0; i < c->nmachines; i++)
		if (!strcmp(c->machine[i].text, text)) {
			free(text);
			return (int32_t)i;
		}
	scn = parse_quietly(text);
	if (!scn) {
		free(text);
		return -1;
	}
	grow((void **)&c->machine, c->nmachines, &c->machine_room, sizeof(*m));
	m = &c->machine[c->nmachines++];
	memset(m, 0, sizeof(*m));
	lines_copy(&m->lines, lines);
	m->text = text;
	m->scn = scn;
	return (int32_t)c->nmachines - 1;
}

struct entry *corpus_add(struct corpus *c, uint32_t machine, const struct lines *steps,
			 const struct chance *chance, uint64_t fresh)
{
	struct machine *m = &c->machine[machine];
	struct entry *e;

	grow((void **)&c->entry, c->nentries, &c->entry_room, sizeof(*e));
	e = &c->entry[c->nentries];
	memset(e, 0, sizeof(*e));
	lines_copy(&e->steps, steps);
	e->chance = *chance;
	e->chance.fail_at = 0;
	e->failed_at = chance->fail_at;
	e->machine = machine;
	e->fresh = fresh;
	if (c->telling && c->nitems) {
		e->nitems = c->nitems;
		e->item = sure(malloc(c->nitems * sizeof(*e->item)));
		memcpy(e->item, c->item, c->nitems * sizeof(*e->item));
	}
	grow((void **)&m->entry, m->nentries, &m->room, sizeof(*m->entry));
	m->entry[m->nentries++] = c->nentries++;
	return e;
}

/* 1, 2, 3, 4-7, 8-15, 16-31, 32-127, more: a bit each. */
static uint8_t order_of(uint8_t n)
{
	if (n < 4)
		return (uint8_t)(1u << (n - 1));
	return n < 8 ? 8 : n < 16 ? 16 : n < 32 ? 32 : n < 128 ? 64 : 128;
}

void corpus_item(struct corpus *c, uint32_t item)
{
	if (!c->telling)
		return;
	grow((void **)&c->item, c->nitems, &c->item_room, sizeof(*c->item));
	c->item[c->nitems++] = item;
}

static bool has_item(const struct corpus *c, uint32_t item)
{
	uint32_t answer = item & ~CORPUS_ITEM_ANSWER;

	if (item & CORPUS_ITEM_ANSWER)
		return answer >= CORPUS_ANSWERS || c->answered[answer / 8] & 1u << answer % 8;
	return item >> 3 >= COVER_EDGES || c->met[item >> 3] & 1u << (item & 7);
}

bool corpus_lacks(const struct corpus *c, const uint32_t *item, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (!has_item(c, item[i]))
			return true;
	return false;
}

void corpus_told_edge(struct corpus *c, uint32_t edge, uint8_t orders)
{
	c->edges += orders && !c->met[edge];
	c->met[edge] |= orders;
}

void corpus_told_answer(struct corpus *c, uint32_t answer)
{
	uint8_t bit = (uint8_t)(1u << answer % 8);

	c->answers += !(c->answered[answer / 8] & bit);
	c->answered[answer / 8] |= bit;
}

void corpus_told_item(struct corpus *c, uint32_t item)
{
	if (has_item(c, item))
		return;
	if (item & CORPUS_ITEM_ANSWER)
		corpus_told_answer(c, item & ~CORPUS_ITEM_ANSWER);
	else
		corpus_told_edge(c, item >> 3, (uint8_t)(1u << (item & 7)));
}

uint64_t corpus_meet(struct corpus *c, const struct cover *cover)
{
	uint64_t fresh = 0;

	for (uint32_t i = 0; i < cover->nedges; i++) {
		uint32_t edge = cover->touched[i];
		uint8_t order = order_of(cover->edges[edge]);

		if (c->met[edge] & order)
			continue;
		/* Code that never ran before is worth more than code that ran more often. */
		fresh += c->met[edge] ? 1 : 8;
		c->edges += !c->met[edge];
		c->met[edge] |= order;
		corpus_item(c, CORPUS_ITEM_EDGE(edge, (uint32_t)__builtin_ctz(order)));
	}
	if (fresh)
		for (size_t i = 0; i < sizeof(c->blocks); i += 8)
			*(uint64_t *)(c->blocks + i) |= *(const uint64_t *)(cover->blocks + i);
	return fresh;
}

/* The first @most words, without digits. */
static uint64_t hash_words(uint64_t h, const char *text, uint32_t most)
{
	for (char one[2] = ""; (*one = *text); text++) {
		if (*one == ' ' && !--most)
			break;
		if (*one < '0' || *one > '9')
			h = hash_text(h, one);
	}
	return h;
}

static uint64_t answer_new(struct corpus *c, uint64_t h)
{
	uint32_t at = (uint32_t)(h ^ h >> 32) % CORPUS_ANSWERS;

	if (c->answered[at / 8] & 1u << at % 8)
		return 0;
	c->answered[at / 8] |= (uint8_t)(1u << at % 8);
	c->answers++;
	corpus_item(c, CORPUS_ITEM_ANSWER | at);
	return 4;
}

/* "step export" and what is said of how it failed; a law that judged. */
uint64_t corpus_hear(struct corpus *c, const struct verdict *v)
{
	uint64_t fresh = 0;

	for (uint32_t i = 0; i < v->nchecks; i++) {
		const struct check *check = &v->checks[i];
		uint64_t h = hash_words(HASH_BEGIN + check->status,
					check->name, 2);

		if (check->step >= 0 && check->status == VERDICT_SKIP)
			continue;
		if (check->ndiag && strrchr(check->diag[0], ' '))
			h = hash_words(h, strrchr(check->diag[0], ' '), 2);
		fresh += answer_new(c, h);
	}
	return fresh;
}

static bool known_value(const struct corpus *c, uint64_t value)
{
	for (uint64_t i = 0; i < c->nvalues; i++)
		if (c->values[i] == value)
			return true;
	return false;
}

void corpus_told_value(struct corpus *c, uint64_t value)
{
	if (c->nvalues < sizeof(c->values) / sizeof(*c->values) && !known_value(c, value))
		c->values[c->nvalues++] = value;
}

void corpus_learn(struct corpus *c, const struct cover *cover)
{
	if (!cover->nvalues)
		return;
	for (uint32_t i = 0; i < COVER_VALUES; i++)
		if (cover->values[i].place)
			corpus_told_value(c, cover->values[i].constant);
}

uint64_t corpus_blocks(const struct corpus *c)
{
	uint64_t n = 0;

	for (size_t i = 0; i < sizeof(c->blocks); i += 8)
		n += (uint64_t)__builtin_popcountll(*(const uint64_t *)(c->blocks + i));
	return n;
}

/* Of some the one that came nearest, and of those the latest. */
static uint32_t nearest_of_some(const struct corpus *c, struct rng *rng)
{
	uint32_t best = (uint32_t)draw(rng, c->nentries);

	for (int i = 0; i < 15; i++) {
		uint32_t other = (uint32_t)draw(rng, c->nentries);
		const struct entry *a = &c->entry[best], *b = &c->entry[other];

		if (b->nearness > a->nearness ||
		    (b->nearness == a->nearness && other > best))
			best = other;
	}
	return best;
}

uint32_t corpus_choose(const struct corpus *c, struct rng *rng)
{
	uint32_t best, newest = c->nentries > 64 ? 64 : c->nentries;

	if (c->nearest && draw_chance(rng, 60))
		return nearest_of_some(c, rng);
	if (draw_chance(rng, 40))
		return c->nentries - 1 - (uint32_t)draw(rng, newest);
	best = (uint32_t)draw(rng, c->nentries);
	for (int i = 0; i < 2; i++) {
		uint32_t other = (uint32_t)draw(rng, c->nentries);

		if (c->entry[other].fresh > c->entry[best].fresh)
			best = other;
	}
	return best;
}

uint32_t corpus_choose_on(const struct corpus *c, uint32_t machine, struct rng *rng)
{
	const struct machine *m = &c->machine[machine];

	if (!m->nentries || draw_chance(rng, 10))
		return corpus_choose(c, rng);
	return m->entry[draw(rng, m->nentries)];
}
