// SPDX-License-Identifier: GPL-2.0-only
/*
 * parse_vmm.c - what a VMM adds to the config space that its guest sees, and what the guest
 * remembers: step vmm, step guest.
 *
 * It must not know where capabilities are.
 */
#include "sim/lang/lang.h"

static const struct word made[] = { { "pasid", 0 }, { "pri", 1 }, { 0 } };
static const struct word rules[] = {
	{ "same", MADE_SAME }, { "end", MADE_END }, { "gap", MADE_GAP },
	{ "dvsec", MADE_DVSEC }, { 0 }
};

static int rule_of(const struct tok *t)
{
	for (const struct word *w = rules; t && w->word; w++)
		if (tok_is(t, w->word))
			return w->value;
	return -1;
}

static bool dvsec(struct parser *p, struct made_how *how)
{
	uint64_t reg;

	p->pos++;
	if (!val_id(p, cur(p), &how->vendor, &how->id))
		return false;
	p->pos++;
	if (!val_number(p, cur(p), 0xffe, "register of the DVSEC", &reg))
		return false;
	how->reg = (uint16_t)reg;
	p->pos++;
	return true;
}

/* vmm F pasid|pri same|end|gap|OFFSET|dvsec VENDOR:ID REGISTER */
bool step_vmm(struct parser *p, struct scn_step *s)
{
	struct scn_uapi *u = uapi_new(p, s, SCN_UAPI_MAKE_UP);
	const struct tok *t;
	uint64_t offset;
	int w;

	if (!parse_reference(p, &s->a, "the function whose config space the guest sees"))
		return false;
	w = val_word(p, cur(p), made, "capability");
	if (w < 0)
		return false;
	u->made = (uint32_t)w;
	p->pos++;
	t = cur(p);
	if (t && !t->string && t->s[0] >= '0' && t->s[0] <= '9') {
		if (!val_number(p, t, 0xfff, "offset", &offset))
			return false;
		u->place = (struct made_how){ .rule = MADE_TABLE, .table = (uint32_t)offset };
		p->pos++;
		return true;
	}
	w = rule_of(t);
	if (w < 0)
		return t ? lang_err(p, t, "'%.*s' is no place; write same, end, gap, dvsec and what tells it, or an offset like 0x400",
				    TOK(t)) :
			   lang_err(p, t, "where? write same, end, gap, dvsec and what tells it, or an offset like 0x400");
	u->place.rule = (enum made_rule)w;
	if (w == MADE_DVSEC)
		return dvsec(p, &u->place);
	p->pos++;
	return true;
}

/* guest NAME on F: one that began before; guest F as NAME: begins */
bool step_guest(struct parser *p, struct scn_step *s)
{
	struct scn_uapi *u = uapi_new(p, s, SCN_UAPI_GUEST);
	const struct tok *t = cur(p);

	if (t && p->pos + 1 < p->ntok && tok_is(&p->tok[p->pos + 1], "on")) {
		if (!uapi_said(p, SCN_UAPI_GUEST, t))
			return lang_err(p, t, "no guest '%.*s'; one begins with step guest F as %.*s",
					TOK(t), TOK(t));
		u->name = tok_dup(p, t);
		u->goes_on = true;
		p->pos += 2;
		return parse_reference(p, &s->a, "the function that the guest goes on with");
	}
	return parse_reference(p, &s->a, "the function that the guest has") &&
	       uapi_new_name(p, &u->name);
}

void lang_keywords_vmm(lang_keyword_fn add)
{
	for (const struct word *w = made; w->word; w++)
		add("word", w->word);
	for (const struct word *w = rules; w->word; w++)
		add("word", w->word);
	add("word", "on");
}
