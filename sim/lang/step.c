// SPDX-License-Identifier: GPL-2.0-only
/*
 * step.c - what all steps and expectations have in common: how one is added,
 * and the texts, paths and drivers that several of them name.
 *
 * It knows no single step; the parsers of steps call it.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/lang/lang.h"

bool step_text(struct parser *p, const char *what, const char **out)
{
	const struct tok *t = cur(p);

	if (!t || !t->string)
		return lang_err(p, t, "%s is missing; write it in quotes, like \"text\"", what);
	*out = lex_string(p, t);
	p->pos++;
	return *out != NULL;
}

bool step_sysfs_path(struct parser *p, struct scn_step *s)
{
	const struct tok *t = cur(p);

	if (!t || t->len < 6 || memcmp(t->s, "/sys/", 5))
		return lang_err(p, t, "a path below /sys is missing; write it like /sys/bus/pci/rescan");
	s->path = lex_string(p, t);
	p->pos++;
	return s->path != NULL;
}

bool step_driver(struct parser *p, struct scn_step *s, const char *like)
{
	const struct tok *t = cur(p);

	if (!t || t->string || !name_valid(t))
		return lang_err(p, t, "a driver's name is missing; write it like %s", like);
	s->text = tok_dup(p, t);
	p->pos++;
	return true;
}

/* Only a step that makes the kernel do something has fault points. */
static bool can_fail(const struct scn_step *s)
{
	return !scn_step_is_expect(s->kind) && s->kind != SCN_STEP_INJECT &&
	       s->kind != SCN_STEP_SELFTEST && s->kind != SCN_STEP_DMA_WRITE &&
	       s->kind != SCN_STEP_DMA_READ && s->kind != SCN_STEP_ENGINE_START &&
	       s->kind != SCN_STEP_ENGINE_STOP && s->kind != SCN_STEP_ENGINE_WAIT &&
	       s->kind != SCN_STEP_WAIT_TIME && s->kind != SCN_STEP_LINK;
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

bool add_step(struct parser *p, step_parse_fn parse, struct scn_step *s)
{
	struct scenario *scn = p->scn;
	uint32_t all = p->ntok;
	bool ok;

	s->loc = tok_loc(p, &p->tok[0]);
	s->at_ps = p->now_ps;
	s->mapping = -1;
	p->now_ps = 0;
	if (!when_clause(p, &s->when))
		return false;
	p->pos++;
	ok = parse(p, s) && expect_end(p);
	p->ntok = all;
	if (!ok || !inject_followed(p, s))
		return false;
	s->source = statement_source(p);
	if (scn->nsteps == p->cap_steps) {
		p->cap_steps = p->cap_steps ? 2 * p->cap_steps : 16;
		scn->steps = realloc(scn->steps, p->cap_steps * sizeof(*s));
		if (!scn->steps)
			abort();
	}
	scn->steps[scn->nsteps++] = *s;
	return true;
}
