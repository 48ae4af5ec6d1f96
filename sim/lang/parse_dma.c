// SPDX-License-Identifier: GPL-2.0-only
/*
 * parse_dma.c - mappings for DMA: step dma, write, read, unmap; expect m ...
 *
 * It knows which mapping a statement names, and whether it exists.  It must not know
 * what a kernel does with it.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sim/lang/lang.h"

static const struct word apis[] = {
	{ "p2p", HP_DMA_API_P2P }, { "phys", HP_DMA_API_PHYS },
	{ "iova", HP_DMA_API_IOVA }, { "sgtable", HP_DMA_API_SGTABLE },
	{ "resource", HP_DMA_API_RESOURCE }, { "single", HP_DMA_API_SINGLE },
	{ "coherent", HP_DMA_API_COHERENT }, { 0 }
};

static const struct word dirs[] = {
	{ "both", HP_DMA_BIDIRECTIONAL }, { "to", HP_DMA_TO_DEVICE },
	{ "from", HP_DMA_FROM_DEVICE }, { 0 }
};

static const struct word bar_words[] = {
	{ "bar0", 0 }, { "bar1", 1 }, { "bar2", 2 }, { "bar3", 3 },
	{ "bar4", 4 }, { "bar5", 5 }, { 0 }
};

/* The errors with which a kernel may refuse a mapping. */
static const struct word errnos[] = {
	{ "EIO", EIO }, { "EINVAL", EINVAL }, { "ENOMEM", ENOMEM },
	{ "ENODEV", ENODEV }, { "EREMOTEIO", EREMOTEIO },
	{ "EOPNOTSUPP", EOPNOTSUPP }, { "ERANGE", ERANGE }, { "E2BIG", E2BIG },
	{ "ENXIO", ENXIO }, { "EBUSY", EBUSY }, { "EPERM", EPERM },
	{ 0 }
};

/* Of the kernel's bounded allocator: order 10 of 4 KiB pages. */
#define DRAM_MOST_BYTES (4u << 20)

static bool is_dram_api(enum hp_dma_api api)
{
	return api == HP_DMA_API_SINGLE || api == HP_DMA_API_COHERENT;
}

/* The mapping that the current token names; it is live unless @dead_too. */
static bool mapping_of(struct parser *p, struct scn_step *s, bool dead_too)
{
	const struct tok *t = cur(p);
	const struct lang_mapping *m;
	char hint[128];

	if (!t)
		return lang_err(p, t, "a mapping is missing; write the name after 'as' of a step dma");
	if (!name_is_mapping(p, t) && !t->string && name_find(p, t->s, t->len))
		return lang_err(p, t, "'%.*s' is no mapping; write the name after 'as' of a step dma",
				TOK(t));
	if (uapi_called(p, t))
		return lang_err(p, t, "'%.*s' is %s; write the name after 'as' of a step dma",
				TOK(t), uapi_called(p, t));
	if (!name_is_mapping(p, t))
		return lang_err(p, t, "no mapping '%.*s'%s", TOK(t),
				name_hint(p, t, hint, sizeof(hint)));
	s->mapping = (int32_t)name_find(p, t->s, t->len)->index;
	m = &p->mappings[s->mapping];
	if (m->broken)
		return false;
	if (m->unmapped && !dead_too)
		return lang_err(p, t, "'%.*s' was unmapped on line %u; map again under another name",
				TOK(t), m->unmapped);
	p->pos++;
	return true;
}

/* OFFSET+SIZE; @most 0: not known. */
static bool part(struct parser *p, struct scn_step *s, uint64_t most,
		 const char *of)
{
	const struct tok *t = cur(p);
	struct tok first, size;

	if (!tok_cut_plus(t, &first, &size))
		return lang_err(p, t, "'%.*s' is no part of %s; write OFFSET+SIZE, like 0+64K",
				TOK(t), of);
	if (!val_size(p, &first, "offset", &s->offset) ||
	    !val_size(p, &size, "size", &s->bytes))
		return false;
	if (!s->bytes || (most && (s->offset >= most || s->bytes > most - s->offset)))
		return lang_err(p, t, "'%.*s' is not inside %s; it has 0x%llx bytes",
				TOK(t), of, (unsigned long long)most);
	s->has_range = true;
	p->pos++;
	return true;
}

/* Returns the size of the BAR, or 0 if the file does not state it. */
static bool bar_size(struct parser *p, const struct scn_step *s,
		     const struct tok *t, uint64_t *size)
{
	const struct spec_function *f;
	const struct spec_bar *b;

	*size = 0;
	if (s->b.function < 0)
		return true;
	f = &p->spec->functions[s->b.function];
	b = s->b.vf ? &f->sriov.bar[s->bar] : &f->bar[s->bar];
	if (f->config_len)
		return true;
	if (b->kind == SPEC_BAR_NONE)
		return lang_err(p, t, "'%s' has no %s; give it one, or write another",
				s->b.text, bar_words[s->bar].word);
	if (b->kind == SPEC_BAR_IO)
		return lang_err(p, t, "%s of '%s' is I/O space; only memory can be mapped",
				bar_words[s->bar].word, s->b.text);
	*size = b->size_bytes;
	return true;
}

/* A BAR of a function, and which part: up to the next word of the statement. */
static bool bar_target(struct parser *p, struct scn_step *s, uint64_t *size)
{
	const struct tok *t;
	int w;

	if (!parse_reference(p, &s->b, "whose BAR"))
		return false;
	t = cur(p);
	w = val_word(p, t, bar_words, "BAR");
	if (w < 0)
		return false;
	s->bar = (uint8_t)w;
	s->has_bar = true;
	p->pos++;
	if (!bar_size(p, s, t, size))
		return false;
	t = cur(p);
	if (!t || tok_is(t, "as"))
		return true;
	return part(p, s, *size, "the BAR");
}

static bool dram_target(struct parser *p, struct scn_step *s)
{
	const struct tok *t = cur(p);

	s->dram = true;
	s->api = HP_DMA_API_SINGLE;
	if (!val_size(p, t, "size of DRAM", &s->bytes))
		return false;
	if (!s->bytes || s->bytes > DRAM_MOST_BYTES)
		return lang_err(p, t, "one DRAM mapping has 1 byte to 4M; write several");
	p->pos++;
	return true;
}

static bool dma_option(struct parser *p, struct scn_step *s, unsigned int *seen)
{
	static const struct word words[] = { { "via", 1 }, { "dir", 2 }, { 0 } };
	const struct tok *t = cur(p);
	int which = val_word(p, t, words, "option of a mapping"), w;

	if (which < 0)
		return false;
	if (*seen & (unsigned int)which)
		return lang_err(p, t, "'%.*s' is given twice; say it once", TOK(t));
	*seen |= (unsigned int)which;
	p->pos++;
	t = cur(p);
	w = which == 1 ? val_word(p, t, apis, "DMA API function") :
			 val_word(p, t, dirs, "direction");
	if (w < 0)
		return false;
	if (which == 2) {
		s->dir = (enum hp_dma_dir)w;
	} else {
		s->api = (enum hp_dma_api)w;
		if (s->dram && !is_dram_api(s->api))
			return lang_err(p, t, "'%.*s' maps BARs; DRAM goes via single or coherent",
					TOK(t));
		if (!s->dram && is_dram_api(s->api))
			return lang_err(p, t, "'%.*s' maps DRAM; a BAR goes via p2p, phys, iova, sgtable or resource",
					TOK(t));
	}
	p->pos++;
	return true;
}

static void need_api(struct parser *p, const struct tok *t, enum hp_dma_api api)
{
	switch (api) {
	case HP_DMA_API_PHYS:
		require_feature(p, t, HP_FEAT_DMA_MAP_PHYS);
		break;
	case HP_DMA_API_IOVA:
		require_feature(p, t, HP_FEAT_DMA_IOVA);
		break;
	case HP_DMA_API_SGTABLE:
		require_feature(p, t, HP_FEAT_P2P_PAGES);
		break;
	default:
		break;
	}
}

/* "as NAME": a name of its own, that no expectation has. */
static bool name_mapping(struct parser *p, struct scn_step *s)
{
	const struct tok *t = cur(p);
	struct scenario *scn = p->scn;

	if (!accept(p, "as"))
		return lang_err(p, t, "'as' is missing; name the mapping, like as m");
	t = cur(p);
	if (!name_check_new(p, t))
		return false;
	if (is_expectation(t))
		return lang_err(p, t, "'%.*s' is what an expectation begins with; choose another name",
				TOK(t));
	p->mappings = realloc(p->mappings,
			      (scn->nmappings + 1) * sizeof(*p->mappings));
	if (!p->mappings)
		abort();
	s->mapping = (int32_t)scn->nmappings++;
	p->mappings[s->mapping] = (struct lang_mapping){ .name = *t, .broken = true };
	name_add(p, t->s, t->len, NAME_MAPPING, (uint32_t)s->mapping, t->line,
		 t->col);
	s->text = tok_dup(p, t);
	p->pos++;
	return true;
}

/* dma CLIENT maps PROVIDER barN [OFF+SIZE] | dram SIZE as NAME [via ..] [dir ..] */
static bool dma(struct parser *p, struct scn_step *s)
{
	unsigned int seen = 0;
	uint64_t size = 0;

	s->kind = SCN_STEP_DMA;
	s->api = HP_DMA_API_P2P;
	if (!parse_endpoint(p, &s->a, "the function that does the DMA"))
		return false;
	if (!accept(p, "maps"))
		return lang_err(p, cur(p), "'maps' is missing; write step dma nic maps gpu bar0 as m");
	if (accept(p, "dram") ? !dram_target(p, s) : !bar_target(p, s, &size))
		return false;
	if (!name_mapping(p, s))
		return false;
	while (cur(p))
		if (!dma_option(p, s, &seen))
			return false;
	need_api(p, &p->tok[0], s->api);
	p->mappings[s->mapping].bytes = s->bytes ? s->bytes : size;
	p->mappings[s->mapping].broken = false;
	return true;
}

/* After a message: the name counts as known, so that no further message follows. */
static bool dma_broken(struct parser *p)
{
	struct scn_step s;

	while (p->pos < p->ntok && !tok_is(cur(p), "as"))
		p->pos++;
	if (p->pos + 1 < p->ntok && name_valid(&p->tok[p->pos + 1]) &&
	    !name_find(p, p->tok[p->pos + 1].s, p->tok[p->pos + 1].len))
		name_mapping(p, &s);
	return false;
}

bool step_dma(struct parser *p, struct scn_step *s)
{
	const struct tok *verb = p->pos + 1 < p->ntok ? &p->tok[p->pos + 1] : NULL;

	if (tok_is(verb, "start") || tok_is(verb, "stop"))
		return step_engine(p, s);
	return dma(p, s) || dma_broken(p);
}

static bool transfer(struct parser *p, struct scn_step *s)
{
	if (!mapping_of(p, s, false))
		return false;
	return !cur(p) || part(p, s, p->mappings[s->mapping].bytes, "the mapping");
}

bool step_dma_write(struct parser *p, struct scn_step *s)
{
	s->kind = SCN_STEP_DMA_WRITE;
	return transfer(p, s);
}

bool step_dma_read(struct parser *p, struct scn_step *s)
{
	s->kind = SCN_STEP_DMA_READ;
	return transfer(p, s);
}

bool step_dma_unmap(struct parser *p, struct scn_step *s)
{
	s->kind = SCN_STEP_DMA_UNMAP;
	if (!mapping_of(p, s, false))
		return false;
	/* With a condition it may be skipped. */
	if (!s->when)
		p->mappings[s->mapping].unmapped = p->tok[0].line;
	return true;
}

static bool lands(struct parser *p, struct scn_step *s)
{
	uint64_t size;

	s->kind = SCN_EXPECT_LANDS;
	if (accept(p, "dram")) {
		s->dram = true;
		return true;
	}
	return bar_target(p, s, &size);
}

bool expect_mapping(struct parser *p, struct scn_step *s)
{
	static const struct word facts[] = {
		{ "lands", SCN_EXPECT_LANDS }, { "faults", SCN_EXPECT_FAULTS },
		{ "refused", SCN_EXPECT_REFUSED }, { "type", SCN_EXPECT_TYPE },
		{ 0 }
	};
	const struct tok *next = p->pos + 1 < p->ntok ? &p->tok[p->pos + 1] : NULL;
	int w;

	/* "faults" may be expected of an unmapped mapping. */
	if (!mapping_of(p, s, tok_is(next, "faults")))
		return false;
	w = val_word(p, cur(p), facts, "fact of a mapping");
	if (w < 0)
		return false;
	s->kind = (enum scn_step_kind)w;
	p->pos++;
	if (s->kind == SCN_EXPECT_LANDS)
		return lands(p, s);
	if (s->kind == SCN_EXPECT_REFUSED && cur(p))
		w = val_word(p, cur(p), errnos, "error");
	else if (s->kind == SCN_EXPECT_TYPE)
		w = val_word(p, cur(p), lang_map_words, "map type");
	else
		return true;
	if (w < 0)
		return false;
	if (s->kind == SCN_EXPECT_REFUSED)
		s->error = w;
	else
		s->map_type = (enum hp_map_type)w;
	p->pos++;
	return true;
}

void lang_keywords_dma(lang_keyword_fn add)
{
	static const char *const more[] = {
		"maps", "dram", "as", "via", "dir", "lands", "faults", "refused",
		"type"
	};

	for (size_t i = 0; i < sizeof(more) / sizeof(*more); i++)
		add("word", more[i]);
	for (const struct word *w = apis; w->word; w++)
		add("function", w->word);
	for (const struct word *w = dirs; w->word; w++)
		add("direction", w->word);
	for (const struct word *w = errnos; w->word; w++)
		add("error", w->word);
}
