// SPDX-License-Identifier: GPL-2.0-only
/*
 * parse_gpu.c - VRAM that a GPU shares among its VFs: step provision, step engine, step export
 * of VRAM, import via, expect vram.
 *
 * It must not know how a GPU works.
 */
#include "sim/lang/lang.h"

#define COPY_MOST_BYTES (64u << 20)

static const struct word vias[] = {
	{ "address", HP_VIA_ADDRESS }, { "private", HP_VIA_PRIVATE },
	{ "interconnect", HP_VIA_INTERCONNECT }, { 0 }
};

static const struct word doors[] = {
	{ "resource", HP_DOOR_RESOURCE }, { "provider", HP_DOOR_PROVIDER },
	{ "page", HP_DOOR_PAGE }, { 0 }
};

/* What is named by address may have VRAM behind a BAR. */
static bool has_vram(struct parser *p, const struct scn_step *s)
{
	if (s->a.by_address || p->spec->functions[s->a.function].vram_bar)
		return true;
	return lang_err_at(p, s->a.loc.line, s->a.loc.column,
			   "'%s' has no VRAM behind a BAR; give it some with vram and window",
			   s->a.text);
}

static bool gpu(struct parser *p, struct scn_step *s, const char *what)
{
	return parse_reference(p, &s->a, what) && has_vram(p, s);
}

/* ... OFFSET+SIZE as BUF by resource|provider|page [movable], after export GPU vram */
bool export_vram(struct parser *p, struct scn_step *s)
{
	struct scn_uapi *u = s->uapi;
	const struct tok *t = cur(p);
	int w;

	if (!has_vram(p, s) || !uapi_ranges(p, u))
		return false;
	if (u->nranges != 1)
		return lang_err(p, t, "a buffer of VRAM is one range; write OFFSET+SIZE, like 2M+64K");
	if (!uapi_new_name(p, &u->name))
		return false;
	if (!accept(p, "by"))
		return lang_err(p, cur(p), "'by' is missing; write by resource, by provider or by page");
	w = val_word(p, cur(p), doors, "way to export VRAM");
	if (w < 0)
		return false;
	p->pos++;
	u->door = (enum hp_door)w;
	if (u->door == HP_DOOR_PROVIDER)
		uapi_need(p, HP_FEAT_P2P_SGT);
	u->moves = accept(p, "movable");
	return true;
}

/* provision GPU/vfN SIZE; provision GPU SIZE: each of its VFs */
bool step_provision(struct parser *p, struct scn_step *s)
{
	uapi_new(p, s, SCN_UAPI_PROVISION);
	if (!gpu(p, s, "the VF, or the function whose VFs, to provision"))
		return false;
	if (!cur(p))
		return lang_err(p, NULL, "how much VRAM? write a size, like 64M");
	if (!val_size(p, cur(p), "amount of VRAM", &s->bytes))
		return false;
	p->pos++;
	return true;
}

bool import_via(struct parser *p, struct scn_step *s, enum hp_import_via *via)
{
	int w;

	if (!accept(p, "via"))
		return true;
	w = val_word(p, cur(p), vias, "way to VRAM");
	if (w < 0)
		return false;
	*via = (enum hp_import_via)w;
	if (w == HP_VIA_PRIVATE)
		uapi_need(p, HP_FEAT_VFIO_PRIVATE);
	if (w == HP_VIA_INTERCONNECT)
		uapi_need(p, HP_FEAT_INTERCONNECT);
	p->pos++;
	if (s->a.by_address || s->a.vf || p->spec->functions[s->a.function].vram_bar)
		return true;
	return lang_err_at(p, s->a.loc.line, s->a.loc.column,
			   "'%s' has no VRAM to find a buffer in; give it some with vram and window, or drop via",
			   s->a.text);
}

/* vram OFFSET; with @bytes OFFSET+SIZE; or a name, with @bytes NAME OFFSET+SIZE */
static bool copy_end(struct parser *p, struct scn_copy_end *e, uint64_t *bytes)
{
	struct tok first, size;
	const struct tok *t;

	e->mapping = -1;
	if (!accept(p, "vram")) {
		t = cur(p);
		if (!name_is_mapping(p, t) && !uapi_is_import(p, t))
			return lang_err(p, t, "from or to where? write vram, or the name after 'as' of a step dma or step import");
		if (name_is_mapping(p, t))
			e->mapping = (int32_t)name_find(p, t->s, t->len)->index;
		e->name = tok_dup(p, t);
		p->pos++;
	}
	t = cur(p);
	if (!t)
		return lang_err(p, t, "an offset is missing; write %s", bytes ? "OFFSET+SIZE, like 0+64K" : "one, like 0x200000");
	if (!bytes) {
		p->pos++;
		return val_size(p, t, "offset", &e->offset);
	}
	if (!tok_cut_plus(t, &first, &size))
		return lang_err(p, t, "'%.*s' is no part; write OFFSET+SIZE, like 0+64K", TOK(t));
	if (!val_size(p, &first, "offset", &e->offset) || !val_size(p, &size, "size", bytes))
		return false;
	if (!*bytes || *bytes > COPY_MOST_BYTES)
		return lang_err(p, t, "an engine's copy has 1 byte to 64M");
	p->pos++;
	return true;
}

/* engine GPU copy FROM to TO; engine GPU clear vram OFFSET+SIZE */
bool step_copy(struct parser *p, struct scn_step *s)
{
	static const struct word verbs[] = { { "copy", 0 }, { "clear", 1 }, { 0 } };
	struct scn_copy *c = spec_alloc(p->spec, sizeof(*c));
	int w;

	uapi_new(p, s, SCN_UAPI_COPY)->copy = c;
	if (!gpu(p, s, "whose engine"))
		return false;
	w = val_word(p, cur(p), verbs, "work of an engine");
	if (w < 0)
		return false;
	p->pos++;
	c->clear = w;
	if (c->clear) {
		if (!tok_is(cur(p), "vram"))
			return lang_err(p, cur(p), "an engine clears VRAM; write clear vram OFFSET+SIZE");
		return copy_end(p, &c->to, &c->bytes);
	}
	if (!copy_end(p, &c->from, &c->bytes))
		return false;
	if (!accept(p, "to"))
		return lang_err(p, cur(p), "'to' is missing; write copy vram 0+64K to vram 0x200000");
	return copy_end(p, &c->to, NULL);
}

/* expect vram GPU OFFSET[+BYTES] VALUE|none; expect vram GPU same OTHER */
bool expect_vram(struct parser *p, struct scn_step *s)
{
	const struct tok *t;
	struct tok first, size;

	uapi_new(p, s, SCN_UAPI_VRAM);
	s->kind = SCN_EXPECT_UAPI;
	if (!gpu(p, s, "whose VRAM"))
		return false;
	if (accept(p, "same")) {
		s->uapi->op = SCN_UAPI_SAME;
		return parse_reference(p, &s->b, "whose VRAM is compared");
	}
	t = cur(p);
	s->bytes = 4;
	if (!t)
		return lang_err(p, t, "where in VRAM? write an offset, or OFFSET+BYTES");
	if (!tok_cut_plus(t, &first, &size))
		first = *t;
	else if (!val_size(p, &size, "number of bytes", &s->bytes))
		return false;
	if (!val_size(p, &first, "offset", &s->offset))
		return false;
	if (s->bytes != 1 && s->bytes != 2 && s->bytes != 4 && s->bytes != 8)
		return lang_err(p, t, "1, 2, 4 or 8 bytes are compared");
	p->pos++;
	if (accept(p, "none")) {
		s->negated = true;
		return true;
	}
	if (!cur(p))
		return lang_err(p, NULL, "what is there? write a number, or none");
	if (!val_number(p, cur(p), s->bytes == 8 ? UINT64_MAX : (1ull << 8 * s->bytes) - 1,
			"value", &s->number))
		return false;
	p->pos++;
	return true;
}

/* window barN: the BAR that leads to VRAM */
bool opt_window(struct parser *p, struct spec_function *f, struct position *pos,
		uint32_t arg)
{
	static const struct word words[] = {
		{ "bar1", 1 }, { "bar2", 2 }, { "bar3", 3 }, { "bar4", 4 }, { "bar5", 5 }, { 0 }
	};
	int w = val_word(p, cur(p), words, "window");

	(void)pos;
	(void)arg;
	if (w < 0)
		return false;
	f->vram_bar = (uint8_t)w;
	p->pos++;
	return true;
}

void lang_keywords_gpu(lang_keyword_fn add)
{
	static const char *const more[] = { "copy", "clear", "vram", "private", "interconnect", "movable" };

	for (size_t i = 0; i < sizeof(more) / sizeof(*more); i++)
		add("word", more[i]);
}
