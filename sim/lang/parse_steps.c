// SPDX-License-Identifier: GPL-2.0-only
/*
 * parse_steps.c - what happens, and when: step, at, +TIME.
 *
 * Steps of mappings and of processes are in files of their own.
 */
#include <string.h>

#include "sim/lang/lang.h"

/* Ways to make a kernel misbehave, for tests of the tool itself, and to try MMIO. */
static const struct word selftests[] = {
	{ "null", 0 }, { "loop", 0 }, { "trap", 0 }, { "warn", 0 },
	{ "bug", 0 }, { "hang", 0 },
	{ "double-free", 0 }, { "use-after-free", 0 }, { "bounds", 0 },
	{ "mmio", 0 }, { "mmio-reset", 0 }, { "dma-buf", 0 }, { "p2pmem", 0 },
	{ "unlock-mutex", 0 }, { "unlock-ww-mutex", 0 },
	{ "unlock-rwsem", 0 },
	{ "unlock-read", 0 }, { "sleep-spinlock", 0 }, { "sleep-alloc", 0 },
	{ "sleep-rcu", 0 }, { "sleep-irq", 0 }, { "lock-order", 0 },
	{ "kthread", 0 }, { NULL, 0 }
};

static bool step_sriov(struct parser *p, struct scn_step *s)
{
	const struct spec_function *f;
	const struct tok *t;

	s->kind = SCN_STEP_SRIOV;
	if (!parse_reference(p, &s->a, "the physical function"))
		return false;
	t = cur(p);
	if (!val_number(p, t, 0xffff, "number of VFs", &s->number))
		return false;
	p->pos++;
	if (s->a.by_address)
		return true;
	f = &p->spec->functions[s->a.function];
	if (s->a.vf)
		return lang_err_at(p, s->a.loc.line, s->a.loc.column,
				   "'%s' is a VF; write its physical function", s->a.text);
	if (f->sriov.known == SPEC_ABSENT)
		return lang_err_at(p, s->a.loc.line, s->a.loc.column,
				   "'%s' has no VFs; give it some with vfs", f->name);
	return true;
}

static bool step_bind(struct parser *p, struct scn_step *s)
{
	s->kind = SCN_STEP_BIND;
	return parse_reference(p, &s->a, "the function to bind") &&
	       step_driver(p, s, "vfio-pci");
}

static bool step_unbind(struct parser *p, struct scn_step *s)
{
	s->kind = SCN_STEP_UNBIND;
	return parse_reference(p, &s->a, "the function to unbind");
}

static bool step_write(struct parser *p, struct scn_step *s)
{
	if (name_is_mapping(p, cur(p)))
		return step_dma_write(p, s);
	s->kind = SCN_STEP_SYSFS_WRITE;
	return step_sysfs_path(p, s) && step_text(p, "what to write", &s->text);
}

static bool step_selftest(struct parser *p, struct scn_step *s)
{
	const struct tok *t = cur(p);

	s->kind = SCN_STEP_SELFTEST;
	if (val_word(p, t, selftests, "selftest") < 0)
		return false;
	s->text = tok_dup(p, t);
	p->pos++;
	return true;
}

static const struct verb steps[] = {
	{ "sriov", step_sriov },
	{ "bind", step_bind },
	{ "unbind", step_unbind },
	{ "write", step_write },
	{ "selftest", step_selftest },
	{ "dma", step_dma },
	{ "read", step_dma_read },
	{ "unmap", step_dma_unmap },
	{ "start", step_start },
	{ "wait", step_wait },
	{ NULL, NULL }
};

bool stmt_step(struct parser *p, int arg)
{
	const struct tok *t = cur(p);
	const struct verb *v = verb_find(steps, t);
	struct scn_step s = { .negated = false };
	step_parse_fn parse = t ? uapi_verb(t) : NULL;
	char hint[96];

	(void)arg;
	if (v && v->parse == step_dma_unmap && p->pos + 1 < p->ntok &&
	    uapi_is_import(p, &p->tok[p->pos + 1]))
		parse = step_import_unmap;
	if (t && !parse)
		parse = uapi_access_verb(p);
	if (parse)
		return add_step(p, parse, &s);
	if (v)
		return add_step(p, v->parse, &s);
	if (!t)
		return lang_err(p, t, "what is to be done? write sriov, bind, unbind, write, dma, read, unmap or selftest");
	word_hint(t, &steps[0].word, SIZE_MAX, sizeof(*steps), hint, sizeof(hint));
	return lang_err(p, t, "unknown step '%.*s'%s", TOK(t),
			*hint ? hint : "; there are sriov, bind, unbind, write, dma, read, unmap and selftest");
}

/* What may follow a time: step ..., expect ..., or a step without its word. */
static bool timed(struct parser *p)
{
	if (accept(p, "expect"))
		return stmt_expect(p, 0);
	if (accept(p, "xfail"))
		return stmt_xfail(p, 0);
	accept(p, "step");
	return stmt_step(p, 0);
}

static bool set_time(struct parser *p, const struct tok *t, uint64_t ps,
		     uint64_t *last)
{
	if (ps < *last)
		return lang_err(p, t, "'%.*s' is before the time of a step above; time does not go back",
				TOK(t));
	if (ps > INT64_MAX)
		return lang_err(p, t, "'%.*s' is later than virtual time goes; at most 106 days",
				TOK(t));
	*last = ps;
	p->now_ps = ps;
	return true;
}

bool stmt_at(struct parser *p, int arg)
{
	const struct tok *t = cur(p);
	uint64_t ps;

	(void)arg;
	if (!val_time(p, t, &ps) || !set_time(p, t, ps, &p->last_ps))
		return false;
	p->pos++;
	return timed(p);
}

/* "+10us expect ...": that long after the time last stated. */
bool stmt_plus(struct parser *p)
{
	const struct tok *t = &p->tok[0];
	uint64_t ps;

	if (!val_time(p, t, &ps) ||
	    !set_time(p, t, p->last_ps + ps, &p->last_ps))
		return false;
	p->pos = 1;
	return timed(p);
}

void lang_keywords_steps(lang_keyword_fn add)
{
	for (const struct verb *v = steps; v->word; v++)
		add("step", v->word);
	for (const struct word *w = selftests; w->word; w++)
		add("selftest", w->word);
}
