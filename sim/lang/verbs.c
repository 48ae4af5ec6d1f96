// SPDX-License-Identifier: GPL-2.0-only
/*
 * verbs.c - finds the word after "step", "step start" or "expect" in tables of verbs,
 * and makes the message about an unknown word from the same tables.
 *
 * It must not know what a verb means.
 */
#include "sim/lang/lang.h"

static bool belongs(const struct verbs *set, const struct verb *v)
{
	return !set->start || v->start;
}

const struct verb *verb_find(const struct verbs *set, const struct tok *t)
{
	for (size_t i = 0; i < VERB_TABLES && set->table[i]; i++)
		for (const struct verb *v = set->table[i]; v->word; v++)
			if (belongs(set, v) && tok_is(t, v->word))
				return v;
	return NULL;
}

/* The words of a set go to @words, if that is not NULL; returns how many. */
static size_t words_of(const struct verbs *set, const char **words)
{
	size_t n = 0;

	for (size_t i = 0; i < VERB_TABLES && set->table[i]; i++)
		for (const struct verb *v = set->table[i]; v->word; v++) {
			if (!belongs(set, v))
				continue;
			if (words)
				words[n] = v->word;
			n++;
		}
	return n;
}

static const char **all_words(struct parser *p, const struct verbs *set, size_t *n)
{
	const char **words;

	*n = words_of(set, NULL);
	words = spec_alloc(p->spec, *n * sizeof(*words));
	words_of(set, words);
	return words;
}

const char *verb_list(struct parser *p, const struct verbs *set)
{
	size_t n;
	const char **words = all_words(p, set, &n);

	return word_list(p, words, n, sizeof(*words), "or");
}

const char *verb_help(struct parser *p, const struct verbs *set,
		      const struct tok *t)
{
	size_t n;
	const char **words = all_words(p, set, &n);

	return word_help(p, t, words, n, sizeof(*words));
}

void verb_keywords(const struct verbs *set, const char *kind,
		   lang_keyword_fn add)
{
	for (size_t i = 0; i < VERB_TABLES && set->table[i]; i++)
		for (const struct verb *v = set->table[i]; v->word; v++)
			add(kind, v->word);
}
