// SPDX-License-Identifier: GPL-2.0-only
/*
 * parse_expect.c - what is expected: expect, xfail.
 *
 * The files of mappings and of processes parse their own expectations.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/lang/lang.h"

/* sim/laws/laws.c has them; a test compares. */
static const struct word law_words[] = {
	{ .word = "landing" }, { .word = "path" }, { .word = "isolation" },
	{ .word = "scatterlist" }, { .word = "revoke" }, { .word = "provisioning" },
	{ .word = "migration" }, { .word = "config" },
	{ .word = "lifetime" }, { .word = "quiet" }, { 0 }
};

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

/* ---- expectations ---- */

/* 0..5, rom, vf0..vf5; also as bar0. */
static bool bar_index(struct parser *p, struct scn_step *s)
{
	static const struct word bars[] = {
		{ "0", 0 }, { "1", 1 }, { "2", 2 }, { "3", 3 }, { "4", 4 },
		{ "5", 5 }, { "rom", HP_RES_ROM }, { "vf0", HP_RES_VF_BAR0 },
		{ "vf1", HP_RES_VF_BAR0 + 1 }, { "vf2", HP_RES_VF_BAR0 + 2 },
		{ "vf3", HP_RES_VF_BAR0 + 3 }, { "vf4", HP_RES_VF_BAR0 + 4 },
		{ "vf5", HP_RES_VF_BAR0 + 5 }, { 0 }
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
		{ "distance", 0 }, { "bar", 1 }, { "address", 2 }, { 0 }
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
		{ "size", SCN_BAR_SIZE }, { "offset", SCN_BAR_OFFSET }, { 0 }
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
	if (!step_text(p, "the text of the log line", &s->text))
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
	return step_sysfs_path(p, s) && step_text(p, "what reading it gives", &s->text);
}

static bool expect_driver(struct parser *p, struct scn_step *s)
{
	s->kind = SCN_EXPECT_DRIVER;
	return parse_reference(p, &s->a, "the function") &&
	       step_driver(p, s, "vfio-pci, or none");
}

static const struct verb expects[] = {
	{ "map", expect_map, NULL },
	{ "distance", expect_distance, NULL },
	{ "group", expect_group, NULL },
	{ "bar", expect_bar, NULL },
	{ "log", expect_log, NULL },
	{ "present", expect_present, NULL },
	{ "absent", expect_absent, NULL },
	{ "acs", expect_acs, NULL },
	{ "sysfs", expect_sysfs, NULL },
	{ "driver", expect_driver, NULL },
	{ "errno", expect_errno, NULL },
	{ "mapped", expect_mapped, NULL },
	{ "unmapped", expect_unmapped, NULL },
	{ "dirty", expect_dirty, NULL },
	{ "revoked", expect_revoked, NULL },
	{ "status", expect_status, NULL },
	{ "info", expect_info, NULL },
	{ "region", expect_region, NULL },
	{ "hotreset", expect_hotreset, NULL },
	{ "value", expect_value, NULL },
	{ "vram", expect_vram, NULL },
	{ "migration", expect_migration, NULL },
	{ "sigbus", expect_sigbus, NULL },
	{ "interrupts", expect_interrupts, NULL },
	{ "vevent", expect_vevent, NULL },
	{ 0 }
};

static const struct verbs expect_verbs = { .table = { expects } };

bool is_expectation(const struct tok *t)
{
	return tok_is(t, "no") || verb_find(&expect_verbs, t);
}

/* @xfail: known to fail. */
static bool expectation(struct parser *p, bool xfail)
{
	struct scn_step s = { .xfail = xfail };
	const struct tok *t = cur(p);
	const struct verb *v;

	s.negated = accept(p, "no");
	if (s.negated && !tok_is(cur(p), "log"))
		return lang_err(p, t, "'no' goes with log only; write expect no log \"text\"");
	t = cur(p);
	v = verb_find(&expect_verbs, t);
	if (v)
		return add_step(p, v->parse, &s);
	if (name_is_mapping(p, t)) {
		p->pos--;	/* the name is the expectation's own */
		return add_step(p, expect_mapping, &s);
	}
	if (!t)
		return lang_err(p, t, "what is expected? write %s, or the name of a mapping",
				verb_list(p, &expect_verbs));
	if (uapi_called(p, t))
		return lang_err(p, t, "'%.*s' is %s; this is expected of what step dma mapped only",
				TOK(t), uapi_called(p, t));
	return lang_err(p, t, "unknown expectation '%.*s'%s", TOK(t),
			verb_help(p, &expect_verbs, t));
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

	if (val_word(p, t, law_words, "law") < 0)
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

#define LEAK_EXAMPLE "write it like xfail leak dma_buf_phys_vec_to_sgt sg_kmalloc 1"

/* xfail leak FUNCTION ALLOCATOR N */
static bool xfail_leak(struct parser *p)
{
	struct scenario *scn = p->scn;
	const struct tok *t = cur(p);
	struct scn_leak leak;
	uint64_t most;

	if (!t || t->string || !name_valid(t))
		return lang_err(p, t, "a kernel function's name is missing; " LEAK_EXAMPLE);
	leak.function = tok_dup(p, t);
	t = (p->pos++, cur(p));
	if (!t || t->string || !name_valid(t))
		return lang_err(p, t, "the function that allocated what leaks is missing; " LEAK_EXAMPLE);
	leak.allocator = tok_dup(p, t);
	t = (p->pos++, cur(p));
	if (!t)
		return lang_err(p, t, "how many objects leak at most is missing; " LEAK_EXAMPLE);
	if (!val_number(p, t, 1000000, "number of objects", &most))
		return false;
	if (!most)
		return lang_err(p, t, "no objects leak; leave the line out");
	leak.most = (uint32_t)most;
	scn->leaks = realloc(scn->leaks, (scn->nleaks + 1) * sizeof(*scn->leaks));
	if (!scn->leaks)
		abort();
	scn->leaks[scn->nleaks++] = leak;
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

void lang_keywords_expect(lang_keyword_fn add)
{
	static const char *const more[] = {
		"no", "same", "apart", "assigned", "unassigned", "cpu", "bus",
		"size", "offset", "distance", "unsupported", "->", "none", "rom",
		"vf0", "vf5", "bar", "address", "when", "on", "law", "leak"
	};

	verb_keywords(&expect_verbs, "expect", add);
	for (size_t i = 0; i < sizeof(more) / sizeof(*more); i++)
		add("word", more[i]);
	for (const struct word *w = law_words; w->word; w++)
		add("law", w->word);
}
