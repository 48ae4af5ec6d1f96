// SPDX-License-Identifier: GPL-2.0-only
/*
 * parse_steps.c - what happens, and what is expected: step, expect, xfail, at.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/lang/lang.h"

/* Ways to make a kernel misbehave, for tests of the tool itself, and to try MMIO. */
const struct word lang_selftests[] = {
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

/* sim/laws/laws.c has them; a test compares. */
const struct word lang_laws[] = {
	{ "landing", 0 }, { "path", 0 }, { "isolation", 0 },
	{ "scatterlist", 0 }, { "revoke", 0 }, { "lifetime", 0 }, { "quiet", 0 }, { NULL, 0 }
};

/* 02.0 is on the root bus of the first host bridge. */
static hp_sbdf address_sbdf(const struct parser *p, const struct address *a)
{
	uint32_t domain = a->domain;
	uint8_t bus = a->bus;

	if (!a->has_bus && p->spec->nbridges) {
		domain = p->spec->host_bridges[0].domain;
		bus = p->spec->host_bridges[0].bus_first;
	}
	return HP_SBDF(domain, bus, a->devfn >> 3, a->devfn & 7);
}

/* "vf3" after the slash. */
static bool vf_number(struct parser *p, const struct tok *t,
		      const struct spec_function *f, uint16_t *out)
{
	struct tok n = *t;
	uint64_t v;

	if (t->len < 3 || memcmp(t->s, "vf", 2))
		return lang_err(p, t, "'%.*s' is no VF; write it like vf1", TOK(t));
	n.s += 2;
	n.len -= 2;
	n.col += 2;
	if (!val_number(p, &n, 0xffff, "VF number", &v))
		return false;
	if (f->sriov.known == SPEC_ABSENT)
		return lang_err(p, t, "'%s' has no VFs; give it some with vfs", f->name);
	if (!v || (f->sriov.known == SPEC_PRESENT && v > f->sriov.total_vfs))
		return lang_err(p, t, "'%s' has VFs 1 to %u", f->name,
				f->sriov.total_vfs);
	*out = (uint16_t)v;
	return true;
}

bool parse_reference(struct parser *p, struct scn_ref *r, const char *what)
{
	const struct tok *t = cur(p);
	const struct name *n = NULL;
	const char *slash;
	struct address a;
	struct tok name;
	char hint[128];

	if (!t || tok_is(t, "->"))
		return lang_err(p, t, "%s is missing; write a function's name, its VF like gpu/vf1, or a BDF",
				what);
	r->loc = tok_loc(p, t);
	r->text = tok_dup(p, t);
	r->function = -1;
	p->pos++;
	if (parse_address(t, &a)) {
		r->by_address = true;
		r->sbdf = address_sbdf(p, &a);
		return true;
	}
	if (!t->string && t->len && t->s[0] >= '0' && t->s[0] <= '9')
		return lang_err(p, t, "'%.*s' is no BDF; write BB:DD.F or DDDD:BB:DD.F in hexadecimal, devices 00 to 1f, functions 0 to 7",
				TOK(t));
	name = *t;
	slash = memchr(t->s, '/', t->len);
	if (slash)
		name.len = (uint32_t)(slash - t->s);
	if (!t->string)
		n = name_find(p, name.s, name.len);
	if (n && n->kind == NAME_BROKEN)
		return false;
	if (!n)
		return lang_err(p, &name, "no function '%.*s'%s", TOK(&name),
				name_hint(p, &name, hint, sizeof(hint)));
	if (n->kind == NAME_MAPPING)
		return lang_err(p, &name, "'%.*s' is a mapping; write the name of a function",
				TOK(&name));
	if (n->kind == NAME_BRIDGE)
		return lang_err(p, &name, "'%.*s' is a host bridge; write the name of a function",
				TOK(&name));
	r->function = (int32_t)n->index;
	if (!slash)
		return true;
	name.s = slash + 1;
	name.len = t->len - name.len - 1;
	name.col = t->col + (uint32_t)(name.s - t->s);
	return vf_number(p, &name, &p->spec->functions[n->index], &r->vf);
}

static bool pair(struct parser *p, struct scn_step *s)
{
	if (!parse_reference(p, &s->a, "the provider"))
		return false;
	if (!accept(p, "->"))
		return lang_err(p, cur(p), "'->' is missing; write PROVIDER -> CLIENT");
	return parse_reference(p, &s->b, "the client");
}

static bool distance(struct parser *p, struct scn_step *s)
{
	const struct tok *t = cur(p);
	uint64_t v;

	s->has_distance = true;
	if (accept(p, "unsupported")) {
		s->distance = -1;
		return true;
	}
	if (!val_number(p, t, 1000000, "distance", &v))
		return false;
	s->distance = (int32_t)v;
	p->pos++;
	return true;
}

static bool text_token(struct parser *p, const char *what, const char **out)
{
	const struct tok *t = cur(p);

	if (!t || !t->string)
		return lang_err(p, t, "%s is missing; write it in quotes, like \"text\"", what);
	*out = lex_string(p, t);
	p->pos++;
	return *out != NULL;
}

static bool sysfs_path(struct parser *p, struct scn_step *s)
{
	const struct tok *t = cur(p);

	if (!t || t->len < 6 || memcmp(t->s, "/sys/", 5))
		return lang_err(p, t, "a path below /sys is missing; write it like /sys/bus/pci/rescan");
	s->path = lex_string(p, t);
	p->pos++;
	return s->path != NULL;
}

static bool driver_name(struct parser *p, struct scn_step *s, const char *like)
{
	const struct tok *t = cur(p);

	if (!t || t->string || !name_valid(t))
		return lang_err(p, t, "a driver's name is missing; write it like %s", like);
	s->text = tok_dup(p, t);
	p->pos++;
	return true;
}

/* ---- steps ---- */

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
	       driver_name(p, s, "vfio-pci");
}

static bool step_unbind(struct parser *p, struct scn_step *s)
{
	s->kind = SCN_STEP_UNBIND;
	return parse_reference(p, &s->a, "the function to unbind");
}

static bool step_write(struct parser *p, struct scn_step *s)
{
	if (is_mapping(p, cur(p)))
		return step_dma_write(p, s);
	s->kind = SCN_STEP_SYSFS_WRITE;
	return sysfs_path(p, s) && text_token(p, "what to write", &s->text);
}

static bool step_selftest(struct parser *p, struct scn_step *s)
{
	const struct tok *t = cur(p);

	s->kind = SCN_STEP_SELFTEST;
	if (val_word(p, t, lang_selftests, "selftest") < 0)
		return false;
	s->text = tok_dup(p, t);
	p->pos++;
	return true;
}

/* ---- expectations ---- */

/* 0..5, rom, vf0..vf5; also as bar0. */
static bool bar_index(struct parser *p, struct scn_step *s)
{
	static const struct word bars[] = {
		{ "0", 0 }, { "1", 1 }, { "2", 2 }, { "3", 3 }, { "4", 4 },
		{ "5", 5 }, { "rom", HP_RES_ROM }, { "vf0", HP_RES_VF_BAR0 },
		{ "vf1", HP_RES_VF_BAR0 + 1 }, { "vf2", HP_RES_VF_BAR0 + 2 },
		{ "vf3", HP_RES_VF_BAR0 + 3 }, { "vf4", HP_RES_VF_BAR0 + 4 },
		{ "vf5", HP_RES_VF_BAR0 + 5 }, { NULL, 0 }
	};
	int w = val_word(p, cur(p), bars, "BAR");

	if (w < 0)
		return false;
	s->bar = (uint8_t)w;
	p->pos++;
	return true;
}

/* The address of a BUS_ADDR mapping: the BAR's own on the bus, or a number. */
static bool map_address(struct parser *p, struct scn_step *s)
{
	const struct tok *t = cur(p);

	if (s->map_type != HP_MAP_BUS_ADDR)
		return lang_err(p, &p->tok[p->pos - 1], "only a BUS_ADDR mapping has its address here; drop it");
	s->address = SCN_ADDRESS_BUS;
	if (accept(p, "bus"))
		return true;
	s->address = SCN_ADDRESS_VALUE;
	if (!t)
		return lang_err(p, t, "an address is missing; write bus, or a number like 0x80000000");
	if (!val_size(p, t, "bus address", &s->address_value))
		return false;
	p->pos++;
	return true;
}

static bool map_fact(struct parser *p, struct scn_step *s)
{
	static const struct word words[] = {
		{ "distance", 0 }, { "bar", 1 }, { "address", 2 }, { NULL, 0 }
	};
	const struct tok *t = cur(p);
	int w = val_word(p, t, words, "fact of a mapping");

	if (w < 0)
		return false;
	if (w == 0 ? s->has_distance : w == 1 ? s->has_bar : s->address != 0)
		return lang_err(p, t, "'%s' is given twice; say it once", words[w].word);
	p->pos++;
	if (w == 0)
		return distance(p, s);
	if (w == 2)
		return map_address(p, s);
	s->has_bar = true;
	t = cur(p);
	if (!bar_index(p, s))
		return false;
	if (s->bar > 5)
		return lang_err(p, t, "only BARs 0 to 5 can be mapped by peers");
	return true;
}

static bool expect_map(struct parser *p, struct scn_step *s)
{
	int w;

	s->kind = SCN_EXPECT_MAP;
	if (!pair(p, s))
		return false;
	w = val_word(p, cur(p), lang_map_words, "map type");
	if (w < 0)
		return false;
	s->map_type = (enum hp_map_type)w;
	p->pos++;
	while (cur(p))
		if (!map_fact(p, s))
			return false;
	return true;
}

static bool expect_distance(struct parser *p, struct scn_step *s)
{
	s->kind = SCN_EXPECT_DISTANCE;
	return pair(p, s) && distance(p, s);
}

static bool expect_group(struct parser *p, struct scn_step *s)
{
	uint32_t n = p->ntok - p->pos;
	const struct tok *last = n ? &p->tok[p->ntok - 1] : NULL;

	s->kind = SCN_EXPECT_GROUP;
	s->negated = tok_is(last, "apart");
	if (!s->negated && !tok_is(last, "same"))
		return lang_err(p, NULL, "'same' or 'apart' is missing; write expect group A B same");
	if (n < 3)
		return lang_err(p, last, "a group has two functions or more; write them before '%.*s'",
				TOK(last));
	s->refs = spec_alloc(p->spec, (n - 1) * sizeof(*s->refs));
	while (s->nrefs < n - 1)
		if (!parse_reference(p, &s->refs[s->nrefs++], "a function"))
			return false;
	p->pos++;
	return true;
}

static bool bar_fact(struct parser *p, struct scn_step *s)
{
	static const struct word words[] = {
		{ "assigned", SCN_BAR_ASSIGNED }, { "unassigned", SCN_BAR_UNASSIGNED },
		{ "cpu", SCN_BAR_CPU }, { "bus", SCN_BAR_BUS },
		{ "size", SCN_BAR_SIZE }, { "offset", SCN_BAR_OFFSET }, { NULL, 0 }
	};
	const struct tok *t = cur(p);
	int w = val_word(p, t, words, "fact of a BAR");
	bool ok = true;

	if (w < 0)
		return false;
	if (s->bar_what & (uint32_t)w)
		return lang_err(p, t, "'%.*s' is given twice; say it once", TOK(t));
	s->bar_what |= (uint32_t)w;
	p->pos++;
	if (w == SCN_BAR_ASSIGNED || w == SCN_BAR_UNASSIGNED)
		return true;
	if (w == SCN_BAR_CPU)
		ok = val_size(p, cur(p), "CPU address", &s->bar_cpu);
	else if (w == SCN_BAR_BUS)
		ok = val_size(p, cur(p), "bus address", &s->bar_bus);
	else if (w == SCN_BAR_SIZE)
		ok = val_size(p, cur(p), "BAR size", &s->bar_size);
	else
		ok = val_signed_size(p, cur(p), "offset", &s->bar_offset);
	p->pos++;
	return ok;
}

static bool expect_bar(struct parser *p, struct scn_step *s)
{
	const uint32_t placed = SCN_BAR_ASSIGNED | SCN_BAR_CPU | SCN_BAR_BUS |
				SCN_BAR_OFFSET;
	const struct tok *head = cur(p);

	s->kind = SCN_EXPECT_BAR;
	if (!parse_reference(p, &s->a, "the function") || !bar_index(p, s))
		return false;
	if (!cur(p))
		return lang_err(p, NULL, "what of the BAR? write assigned, unassigned, cpu, bus, size or offset");
	while (cur(p))
		if (!bar_fact(p, s))
			return false;
	if (s->bar_what & SCN_BAR_UNASSIGNED && s->bar_what & placed)
		return lang_err(p, head, "a BAR that is unassigned has no address; drop one of the two");
	return true;
}

static bool expect_log(struct parser *p, struct scn_step *s)
{
	s->kind = SCN_EXPECT_LOG;
	if (!text_token(p, "the text of the log line", &s->text))
		return false;
	if (!*s->text)
		return lang_err(p, &p->tok[p->pos - 1], "an empty text is in every line; write what to look for");
	return true;
}

static bool expect_present(struct parser *p, struct scn_step *s)
{
	s->kind = SCN_EXPECT_PRESENT;
	return parse_reference(p, &s->a, "the function");
}

static bool expect_absent(struct parser *p, struct scn_step *s)
{
	s->negated = true;
	return expect_present(p, s);
}

static bool expect_acs(struct parser *p, struct scn_step *s)
{
	s->kind = SCN_EXPECT_ACS;
	if (!parse_reference(p, &s->a, "the port or function") ||
	    !val_acs_words(p, &s->acs_mask, &s->acs_value))
		return false;
	if (!s->acs_mask)
		return lang_err(p, cur(p), "which ACS controls? write them like RR+ CR-");
	return true;
}

static bool expect_sysfs(struct parser *p, struct scn_step *s)
{
	s->kind = SCN_EXPECT_SYSFS;
	return sysfs_path(p, s) && text_token(p, "what reading it gives", &s->text);
}

static bool expect_driver(struct parser *p, struct scn_step *s)
{
	s->kind = SCN_EXPECT_DRIVER;
	return parse_reference(p, &s->a, "the function") &&
	       driver_name(p, s, "vfio-pci, or none");
}

struct verb {
	const char *word;
	bool (*parse)(struct parser *p, struct scn_step *s);
};

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

static const struct verb expects[] = {
	{ "map", expect_map },
	{ "distance", expect_distance },
	{ "group", expect_group },
	{ "bar", expect_bar },
	{ "log", expect_log },
	{ "present", expect_present },
	{ "absent", expect_absent },
	{ "acs", expect_acs },
	{ "sysfs", expect_sysfs },
	{ "driver", expect_driver },
	{ "errno", expect_errno },
	{ "mapped", expect_mapped },
	{ "unmapped", expect_unmapped },
	{ "revoked", expect_revoked },
	{ "status", expect_status },
	{ "info", expect_info },
	{ "region", expect_region },
	{ "hotreset", expect_hotreset },
	{ "value", expect_value },
	{ "interrupts", expect_interrupts },
	{ NULL, NULL }
};

static const struct verb of_mapping = { NULL, expect_mapping };

static const struct verb *verb_find(const struct verb *v, const struct tok *t)
{
	while (v->word && !tok_is(t, v->word))
		v++;
	return v->word ? v : NULL;
}

bool is_expectation(const struct tok *t)
{
	return tok_is(t, "no") || verb_find(expects, t);
}

static bool run_verb(struct parser *p, const struct verb *v, struct scn_step *s)
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
	ok = v->parse(p, s) && expect_end(p);
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

bool add_step(struct parser *p, bool (*parse)(struct parser *, struct scn_step *),
	      struct scn_step *s)
{
	struct verb v = { NULL, parse };

	return run_verb(p, &v, s);
}

bool stmt_step(struct parser *p, int arg)
{
	const struct tok *t = cur(p);
	const struct verb *v = verb_find(steps, t);
	struct scn_step s = { .negated = false };
	struct verb uapi = { NULL, t ? uapi_verb(t) : NULL };
	char hint[96];

	(void)arg;
	if (v && v->parse == step_dma_unmap && p->pos + 1 < p->ntok &&
	    uapi_is_import(p, &p->tok[p->pos + 1]))
		uapi.parse = step_import_unmap;
	if (t && !uapi.parse)
		uapi.parse = uapi_access_verb(p);
	if (uapi.parse)
		return run_verb(p, &uapi, &s);
	if (v)
		return run_verb(p, v, &s);
	if (!t)
		return lang_err(p, t, "what is to be done? write sriov, bind, unbind, write, dma, read, unmap or selftest");
	word_hint(t, &steps[0].word, SIZE_MAX, sizeof(*steps), hint, sizeof(hint));
	return lang_err(p, t, "unknown step '%.*s'%s", TOK(t),
			*hint ? hint : "; there are sriov, bind, unbind, write, dma, read, unmap and selftest");
}

/* @xfail: known to fail. */
static bool expectation(struct parser *p, bool xfail)
{
	struct scn_step s = { .xfail = xfail };
	const struct tok *t = cur(p);
	const struct verb *v;
	char hint[96];

	s.negated = accept(p, "no");
	if (s.negated && !tok_is(cur(p), "log"))
		return lang_err(p, t, "'no' goes with log only; write expect no log \"text\"");
	t = cur(p);
	v = verb_find(expects, t);
	if (v)
		return run_verb(p, v, &s);
	if (is_mapping(p, t)) {
		p->pos--;	/* the name is the expectation's own */
		return run_verb(p, &of_mapping, &s);
	}
	if (!t)
		return lang_err(p, t, "what is expected? write map, distance, group, bar, log, present, absent, acs, sysfs or driver");
	word_hint(t, &expects[0].word, SIZE_MAX, sizeof(*expects), hint, sizeof(hint));
	return lang_err(p, t, "unknown expectation '%.*s'%s", TOK(t),
			*hint ? hint : "; there are map, distance, group, bar, log, present, absent, acs, sysfs, driver, and the mappings that step dma made");
}

bool stmt_expect(struct parser *p, int arg)
{
	(void)arg;
	return expectation(p, false);
}

/* xfail law NAME [when ...] */
static bool xfail_law(struct parser *p)
{
	struct scenario *scn = p->scn;
	const struct tok *t = cur(p);
	struct scn_xlaw law = { .loc = { .file = p->path } };
	uint32_t all = p->ntok;

	if (val_word(p, t, lang_laws, "law") < 0)
		return false;
	law.loc = tok_loc(p, t);
	law.name = tok_dup(p, t);
	for (uint32_t i = 0; i < scn->nxlaws; i++)
		if (!strcmp(scn->xlaws[i].name, law.name))
			return lang_err(p, t, "law %s is expected to fail already; say it once", law.name);
	if (!when_clause(p, &law.when))
		return false;
	p->pos++;
	if (!expect_end(p))
		return false;
	p->ntok = all;
	if (scn->nxlaws == p->cap_xlaws) {
		p->cap_xlaws += 8;
		scn->xlaws = realloc(scn->xlaws, p->cap_xlaws * sizeof(law));
		if (!scn->xlaws)
			abort();
	}
	scn->xlaws[scn->nxlaws++] = law;
	return true;
}

/* xfail leak FUNCTION */
static bool xfail_leak(struct parser *p)
{
	struct scenario *scn = p->scn;
	const struct tok *t = cur(p);

	if (!t || t->string || !name_valid(t))
		return lang_err(p, t, "a kernel function's name is missing; write it like xfail leak sg_alloc_table");
	scn->leaks = realloc(scn->leaks, (scn->nleaks + 1) * sizeof(*scn->leaks));
	if (!scn->leaks)
		abort();
	scn->leaks[scn->nleaks++] = tok_dup(p, t);
	p->pos++;
	return expect_end(p);
}

bool stmt_xfail(struct parser *p, int arg)
{
	(void)arg;
	if (accept(p, "leak"))
		return xfail_leak(p);
	if (accept(p, "law"))
		return xfail_law(p);
	if (!accept(p, "expect"))
		return lang_err(p, cur(p), "xfail goes before expect or law; write xfail expect ..., or xfail law landing");
	return expectation(p, true);
}

/* What may follow a time: step ..., expect ..., or a step without its word. */
static bool timed(struct parser *p)
{
	if (accept(p, "expect"))
		return expectation(p, false);
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

void lang_keywords_steps(void (*add)(const char *, const char *))
{
	static const char *const more[] = {
		"no", "same", "apart", "assigned", "unassigned", "cpu", "bus",
		"size", "offset", "distance", "unsupported", "->", "none", "rom",
		"vf0", "vf5", "bar", "address", "when", "on", "law"
	};

	for (const struct verb *v = steps; v->word; v++)
		add("step", v->word);
	for (const struct verb *v = expects; v->word; v++)
		add("expect", v->word);
	for (size_t i = 0; i < sizeof(more) / sizeof(*more); i++)
		add("word", more[i]);
	for (const struct word *w = lang_selftests; w->word; w++)
		add("selftest", w->word);
	add("word", "leak");
	for (const struct word *w = lang_laws; w->word; w++)
		add("law", w->word);
	lang_keywords_dma(add);
	lang_keywords_uapi(add);
	lang_keywords_inject(add);
	for (const struct word *w = lang_map_words; w->word; w++)
		add("map type", w->word);
	for (const struct word *w = lang_reset_words; w->word; w++)
		add("on-reset-access", w->word);
	for (const struct word *w = lang_p2p_words; w->word; w++)
		add("p2p", w->word);
	for (const struct word *w = lang_cpu_words; w->word; w++)
		add("cpu", w->word);
	for (const struct word *w = lang_iommu_words; w->word; w++)
		add("iommu", w->word);
	for (const struct word *w = lang_window_words; w->word; w++)
		add("window", w->word);
}
