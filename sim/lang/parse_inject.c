// SPDX-License-Identifier: GPL-2.0-only
/*
 * parse_inject.c - inject nth N [KIND]: which fault point of the next step fails, and
 * boot-fails N: which of boot does.
 *
 * It knows the kinds by name, and not where a kernel has fault points.
 */
#include "sim/lang/lang.h"

static const struct word kinds[] = {
	{ "alloc", HP_INJECT_ALLOC }, { "fd", HP_INJECT_FD },
	{ "copy", HP_INJECT_COPY }, { "signal", HP_INJECT_SIGNAL },
	{ "any", HP_INJECT_ANY }, { 0 }
};

#define MOST 1000000u

static bool nth(struct parser *p, struct scn_step *s)
{
	const struct tok *t = cur(p);
	int w;

	s->kind = SCN_STEP_INJECT;
	s->inject = HP_INJECT_ANY;
	if (!val_number(p, t, MOST, "number of the fault point", &s->number))
		return false;
	if (!s->number)
		return lang_err(p, t, "fault points are counted from 1; write inject nth 1");
	p->pos++;
	if (!cur(p))
		return true;
	w = val_word(p, cur(p), kinds, "kind of failure");
	if (w < 0)
		return false;
	s->inject = (uint32_t)w;
	p->pos++;
	return true;
}

bool stmt_inject(struct parser *p, int arg)
{
	struct scn_step s = { .negated = false };
	const struct tok *t = cur(p);

	(void)arg;
	if (!t || !tok_is(t, "nth"))
		return lang_err(p, t, "'nth' is missing; write it like inject nth 1 alloc");
	return add_step(p, nth, &s);
}

bool stmt_boot_fails(struct parser *p, int arg)
{
	const struct tok *t = cur(p), *head = &p->tok[p->pos - 1];
	uint64_t n;

	(void)arg;
	if (p->scn->boot_fails)
		return lang_err(p, head, "a second boot-fails; one fault point of a boot fails");
	if (!val_number(p, t, MOST, "number of the fault point", &n))
		return false;
	if (!n)
		return lang_err(p, t, "fault points are counted from 1; write boot-fails 1");
	p->pos++;
	p->scn->boot_fails = n;
	return expect_end(p);
}

void lang_keywords_inject(lang_keyword_fn add)
{
	add("word", "nth");
	for (const struct word *w = kinds; w->word; w++)
		add("kind of failure", w->word);
}
