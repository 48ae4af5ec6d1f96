// SPDX-License-Identifier: GPL-2.0-only
/*
 * parse_engine.c - a device's DMA engine: step dma M start, stop; step wait dma M.
 *
 * It must not know what an engine does.
 */
#include "sim/lang/lang.h"

#define ENGINE_MOST_BYTES (1u << 20)

static bool mapping_named(struct parser *p, const char **name, int32_t *mapping)
{
	const struct tok *t = cur(p);

	if (!name_is_mapping(p, t) && !uapi_is_import(p, t))
		return lang_err(p, t, "'%.*s' is no mapping and no importer; write the name after 'as' of a step dma or step import",
				TOK(t));
	if (name_is_mapping(p, t))
		*mapping = (int32_t)name_find(p, t->s, t->len)->index;
	*name = tok_dup(p, t);
	p->pos++;
	return true;
}

/* The mapping or importer whose addresses the engine has been given. */
static bool engine_of(struct parser *p, struct scn_step *s)
{
	return mapping_named(p, &s->text, &s->mapping);
}

static bool engine_range(struct parser *p, struct scn_step *s)
{
	const struct tok *t = cur(p);
	struct tok first, size;

	if (s->has_range)
		return lang_err(p, t, "a second part; an engine has one");
	if (!tok_cut_plus(t, &first, &size) ||
	    !val_size(p, &first, "offset", &s->offset) ||
	    !val_size(p, &size, "size", &s->bytes))
		return false;
	if (!s->bytes || s->bytes > ENGINE_MOST_BYTES)
		return lang_err(p, t, "an engine's part has 1 byte to 1M");
	s->has_range = true;
	p->pos++;
	return true;
}

static bool engine_option(struct parser *p, struct scn_step *s, unsigned int *seen)
{
	static const struct word words[] = {
		{ "write", 1 }, { "read", 2 }, { "again", 4 }, { "every", 8 },
		{ "interrupt", 16 }, { "descriptors", 32 }, { 0 }
	};
	const struct tok *t = cur(p);
	struct tok first, size;
	uint64_t n;
	int which;

	if (tok_cut_plus(t, &first, &size))
		return engine_range(p, s);
	which = val_word(p, t, words, "option of an engine");
	if (which < 0)
		return false;
	/* A direction is one option, whichever it is. */
	if (*seen & (unsigned int)(which < 4 ? 3 : which))
		return lang_err(p, t, "'%.*s' is given twice; say it once", TOK(t));
	*seen |= (unsigned int)which;
	s->engine.reads |= which == 2;
	s->engine.again |= which == 4;
	p->pos++;
	if (which == 8) {
		if (!val_time(p, cur(p), &s->engine.every_ps))
			return false;
		p->pos++;
	} else if (which == 16) {
		if (!val_number(p, cur(p), 2047, "vector", &n))
			return false;
		s->engine.interrupts = true;
		s->engine.vector = (uint16_t)n;
		p->pos++;
	} else if (which == 32) {
		s->engine.ring_mapping = -1;
		return mapping_named(p, &s->engine.ring, &s->engine.ring_mapping);
	}
	return true;
}

bool step_engine(struct parser *p, struct scn_step *s)
{
	unsigned int seen = 0;

	if (!engine_of(p, s))
		return false;
	if (accept(p, "stop")) {
		s->kind = SCN_STEP_ENGINE_STOP;
		return true;
	}
	accept(p, "start");
	s->kind = SCN_STEP_ENGINE_START;
	while (cur(p))
		if (!engine_option(p, s, &seen))
			return false;
	return true;
}

bool step_wait_engine(struct parser *p, struct scn_step *s)
{
	s->kind = SCN_STEP_ENGINE_WAIT;
	return engine_of(p, s);
}

bool step_wait_time(struct parser *p, struct scn_step *s)
{
	const struct tok *t = cur(p);

	s->kind = SCN_STEP_WAIT_TIME;
	if (!val_time(p, t, &s->number))
		return false;
	if (s->number > SCN_LONGEST_PS)
		return lang_err(p, t, "'%.*s' is longer than a scenario waits; at most 1000s", TOK(t));
	p->pos++;
	return true;
}

void lang_keywords_engine(lang_keyword_fn add)
{
	static const char *const words[] = { "stop", "again", "every", "descriptors" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		add("word", words[i]);
}
