// SPDX-License-Identifier: GPL-2.0-only
/*
 * parse_inject.c - inject nth N [KIND]: what the kernel is refused in the step
 * that follows.
 *
 * It knows the kinds by name, and nothing of where a kernel passes such places.
 */
#include "sim/lang/lang.h"

static const struct word kinds[] = {
	{ "alloc", HP_INJECT_ALLOC }, { "fd", HP_INJECT_FD },
	{ "copy", HP_INJECT_COPY }, { "signal", HP_INJECT_SIGNAL },
	{ "any", HP_INJECT_ANY }, { NULL, 0 }
};

#define MOST 1000000u

static bool nth(struct parser *p, struct scn_step *s)
{
	const struct tok *t = cur(p);
	int w;

	s->kind = SCN_STEP_INJECT;
	s->inject = HP_INJECT_ANY;
	if (!val_number(p, t, MOST, "number of the place that fails", &s->number))
		return false;
	if (!s->number)
		return lang_err(p, t, "places are counted from 1; write inject nth 1");
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

/* What it can fail in: what makes the kernel do something. */
static bool can_fail(const struct scn_step *s)
{
	return !scn_step_is_expect(s->kind) && s->kind != SCN_STEP_INJECT &&
	       s->kind != SCN_STEP_SELFTEST && s->kind != SCN_STEP_DMA_WRITE &&
	       s->kind != SCN_STEP_DMA_READ;
}

bool inject_followed(struct parser *p, const struct scn_step *next)
{
	const struct scenario *scn = p->scn;
	const struct scn_step *last = scn->nsteps ? &scn->steps[scn->nsteps - 1] :
						    NULL;

	if (!last || last->kind != SCN_STEP_INJECT || (next && can_fail(next)))
		return true;
	return lang_err_at(p, last->loc.line, last->loc.column,
			   "nothing follows in which this could fail; write inject right before a step");
}

void lang_keywords_inject(void (*add)(const char *, const char *))
{
	add("word", "nth");
	for (const struct word *w = kinds; w->word; w++)
		add("kind of failure", w->word);
}
