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
	{ .word = "null" }, { .word = "loop" }, { .word = "trap" },
	{ .word = "warn" }, { .word = "bug" }, { .word = "hang" },
	{ .word = "double-free" }, { .word = "use-after-free" }, { .word = "bounds" },
	{ .word = "mmio" }, { .word = "mmio-reset" }, { .word = "mmio-beyond" },
	{ .word = "mmio-unmapped" }, { .word = "dma-buf" },
	{ .word = "p2pmem" }, { .word = "unlock-mutex" },
	{ .word = "unlock-ww-mutex" }, { .word = "unlock-rwsem" },
	{ .word = "unlock-read" }, { .word = "sleep-spinlock" },
	{ .word = "sleep-alloc" }, { .word = "sleep-rcu" }, { .word = "sleep-irq" },
	{ .word = "lock-order" }, { .word = "kthread" }, { .word = "work" },
	{ .word = "slab" }, { .word = "slab-zero" }, { .word = "slab-destroy" },
	{ .word = "slab-wrong" }, { .word = "unwritten" }, { .word = "storm" },
	{ .word = "storm-message" }, { 0 }
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

static bool is_for_endpoints(const char *driver)
{
	return !strcmp(driver, "hairpin-endpoint") || !strcmp(driver, "vfio-pci");
}

static bool step_bind(struct parser *p, struct scn_step *s)
{
	s->kind = SCN_STEP_BIND;
	return parse_reference(p, &s->a, "the function to bind") &&
	       step_driver(p, s, "vfio-pci") &&
	       (!is_for_endpoints(s->text) || check_endpoint(p, &s->a, s->text));
}

static bool step_unbind(struct parser *p, struct scn_step *s)
{
	s->kind = SCN_STEP_UNBIND;
	return parse_reference(p, &s->a, "the function to unbind");
}

static bool step_write(struct parser *p, struct scn_step *s)
{
	const struct tok *t = cur(p);

	if (!t)
		return lang_err(p, t, "what is to be written? write the name of a mapping, a path below /sys, or a function and its region");
	if (t->string || t->s[0] == '/') {
		s->kind = SCN_STEP_SYSFS_WRITE;
		if (!step_sysfs_path(p, s))
			return false;
		if (cur(p) && !cur(p)->string && uapi_said(p, SCN_UAPI_EXPORT, cur(p)))
			return step_give(p, s);
		return step_text(p, "what to write", &s->text);
	}
	return is_region_access(p) ? step_write_region(p, s) :
				     step_dma_write(p, s);
}

static bool step_read(struct parser *p, struct scn_step *s)
{
	const struct tok *t = cur(p);

	if (!t)
		return lang_err(p, t, "what is to be read? write the name of a mapping, or a function and its region");
	return is_region_access(p) ? step_read_region(p, s) :
				     step_dma_read(p, s);
}

static bool step_unmap(struct parser *p, struct scn_step *s)
{
	return uapi_is_import(p, cur(p)) ? step_import_unmap(p, s) :
					   step_dma_unmap(p, s);
}

/* Only what a process does through a device's file can be waited for. */
static bool start_write(struct parser *p, struct scn_step *s)
{
	const struct tok *t = cur(p);

	if (t && t->s[0] == '/')
		return lang_err(p, t, "a sysfs file is not written meanwhile; write step write, or start a write to a function's region");
	return step_write_region(p, s);
}

static bool step_selftest(struct parser *p, struct scn_step *s)
{
	const struct tok *t = cur(p);

	s->kind = SCN_STEP_SELFTEST;
	for (uint32_t i = 0; i < p->scn->nsteps; i++)
		if (p->scn->steps[i].kind == SCN_STEP_SELFTEST)
			return lang_err(p, t, "a scenario has one selftest, and line %u has it; write another scenario for this one",
					p->scn->steps[i].loc.line);
	if (val_word(p, t, selftests, "selftest") < 0)
		return false;
	s->text = tok_dup(p, t);
	p->pos++;
	return true;
}

static const struct word link_states[] = { { .word = "down", .value = 0 }, { .word = "up", .value = 1 }, { 0 } };

/* link PORT down|up */
static bool step_link(struct parser *p, struct scn_step *s)
{
	const struct spec_function *f;
	int64_t state;

	s->kind = SCN_STEP_LINK;
	if (!parse_reference(p, &s->a, "the port above the link"))
		return false;
	if (!s->a.by_address) {
		f = &p->spec->functions[s->a.function];
		if (!spec_type_is_downstream(f->type) || !spec_type_has_link(f->type))
			return lang_err_at(p, s->a.loc.line, s->a.loc.column,
					   "'%s' has no link below it; write a root port or a downstream port",
					   s->a.text);
	}
	state = val_word(p, cur(p), link_states, "state of a link");
	if (state < 0)
		return false;
	s->number = (uint64_t)state;
	p->pos++;
	return true;
}

static bool step_start(struct parser *p, struct scn_step *s);

static const struct verb steps[] = {
	{ "sriov", step_sriov, NULL },
	{ "bind", step_bind, NULL },
	{ "unbind", step_unbind, step_unbind_process },
	{ "write", step_write, start_write },
	{ "selftest", step_selftest, NULL },
	{ "dma", step_dma, NULL },
	{ "read", step_read, step_read_region },
	{ "unmap", step_unmap, step_import_unmap },
	{ "start", step_start, NULL },
	{ "wait", step_wait, NULL },
	{ "link", step_link, NULL },
	{ 0 }
};

static const struct verbs step_verbs = {
	.table = { steps, lang_verbs_uapi, lang_verbs_mmap },
};
static const struct verbs startable = {
	.table = { steps, lang_verbs_uapi, lang_verbs_mmap }, .start = true,
};

/* start VERB ...: the process does it while others go on */
static bool step_start(struct parser *p, struct scn_step *s)
{
	const struct tok *t = cur(p);
	const struct verb *v = verb_find(&startable, t);

	if (!t)
		return lang_err(p, t, "what is to be started? write %s",
				verb_list(p, &startable));
	if (!v && verb_find(&step_verbs, t))
		return lang_err(p, t, "'%.*s' cannot be started; write %s", TOK(t),
				verb_list(p, &startable));
	if (!v)
		return lang_err(p, t, "unknown step '%.*s'%s", TOK(t),
				verb_help(p, &startable, t));
	p->pos++;
	if (!v->start(p, s))
		return false;
	s->uapi->start = true;
	return true;
}

bool stmt_step(struct parser *p, int arg)
{
	const struct tok *t = cur(p);
	const struct verb *v = verb_find(&step_verbs, t);
	struct scn_step s = { .negated = false };

	(void)arg;
	if (v)
		return add_step(p, v->parse, &s);
	if (!t)
		return lang_err(p, t, "what is to be done? write %s",
				verb_list(p, &step_verbs));
	return lang_err(p, t, "unknown step '%.*s'%s", TOK(t),
			verb_help(p, &step_verbs, t));
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
	verb_keywords(&step_verbs, "step", add);
	for (const struct word *w = selftests; w->word; w++)
		add("selftest", w->word);
	for (const struct word *w = link_states; w->word; w++)
		add("word", w->word);
}
