// SPDX-License-Identifier: GPL-2.0-only
/*
 * parse.c - a file: its statements in turn, the host, and the ends tied up.
 *
 * It knows statements and names; what a machine may be is spec_check()'s.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sim/lang/lang.h"

void use_profile(struct parser *p, const struct tok *t)
{
	if (!p->host_used.line && t)
		p->host_used = tok_loc(p, t);
}

static bool host_option(struct parser *p, unsigned int *seen)
{
	static const char *const words[] = { "cpu", "family", "dram", "p2p" };
	const struct tok *t = cur(p);
	struct spec_host *h = &p->spec->host;
	char hint[96];
	unsigned int which = 0;
	uint64_t v;
	int w;

	while (which < 4 && !tok_is(t, words[which]))
		which++;
	if (which == 4) {
		word_hint(t, words, 4, sizeof(*words), hint, sizeof(hint));
		return lang_err(p, t, "unknown word '%.*s' in host%s; a host has cpu, family, dram and p2p",
				TOK(t), hint);
	}
	if (*seen & 1u << which)
		return lang_err(p, t, "'%s' is given twice; say it once", words[which]);
	*seen |= 1u << which;
	t = (p->pos++, cur(p));
	switch (which) {
	case 0:
		w = val_word(p, t, lang_cpu_words, "CPU");
		h->cpu_vendor = (enum spec_cpu_vendor)w;
		break;
	case 1:
		w = val_number(p, t, 0xfff, "CPU family", &v) ? 0 : -1;
		h->cpu_family = w ? 0 : (uint32_t)v;
		break;
	case 2:
		if (!val_size(p, t, "DRAM size", &h->dram_bytes))
			return false;
		if (h->dram_bytes < 1u << 20 || h->dram_bytes > LANG_MAX_DRAM)
			return lang_err(p, t, "DRAM of '%.*s'; it is 1M to 64T",
					TOK(t));
		w = 0;
		break;
	default:
		w = val_word(p, t, lang_p2p_words, "p2p");
		h->rc_p2p = (enum spec_rc_p2p)w;
	}
	p->pos++;
	return w >= 0;
}

static void set_profile(struct parser *p, const struct profile *pr)
{
	struct spec_host *h = &p->spec->host;

	p->profile = pr;
	h->profile = spec_strdup(p->spec, pr->name);
	h->cpu_vendor = pr->cpu;
	h->cpu_family = pr->family;
	h->rc_p2p = pr->p2p;
	h->dram_bytes = pr->dram_bytes;
}

static bool stmt_host(struct parser *p, int arg)
{
	const struct tok *t = cur(p), *head = &p->tok[p->pos - 1];
	const struct profile *pr;
	unsigned int seen = 0;
	char hint[96];

	(void)arg;
	if (p->host_seen)
		return lang_err(p, head, "a second host; the first is at %u:%u",
				p->host_loc.line, p->host_loc.column);
	p->host_seen = true;
	p->host_loc = tok_loc(p, head);
	if (p->host_used.line)
		return lang_err(p, head, "host comes too late: its defaults were needed at %u:%u; move it above",
				p->host_used.line, p->host_used.column);
	if (!t)
		return lang_err(p, t, "a host profile is missing; write one of pc, server, server-same-bridge, amd-zen, power, arm, custom");
	pr = t->string ? NULL : profile_find(t->s, t->len);
	if (!pr) {
		word_hint(t, &lang_profiles[0].name, SIZE_MAX,
			  sizeof(*lang_profiles), hint, sizeof(hint));
		return lang_err(p, t, "unknown host profile '%.*s'%s; there are pc, server, server-same-bridge, amd-zen, power, arm, custom",
				TOK(t), hint);
	}
	p->pos++;
	set_profile(p, pr);
	p->spec->host.loc = p->host_loc;
	while (cur(p))
		if (!host_option(p, &seen))
			return false;
	return true;
}

static bool stmt_iommu(struct parser *p, int arg)
{
	const struct tok *t = cur(p), *head = &p->tok[p->pos - 1];
	int w;

	(void)arg;
	if (p->iommu_seen)
		return lang_err(p, head, "a second iommu; the first is at %u:%u",
				p->iommu_loc.line, p->iommu_loc.column);
	p->iommu_seen = true;
	p->iommu_loc = tok_loc(p, head);
	w = val_word(p, t, lang_iommu_words, "IOMMU mode");
	if (w < 0)
		return false;
	p->pos++;
	p->spec->host.iommu = (enum spec_iommu_mode)w;
	return expect_end(p);
}

/* The rest of the line as it is, except that a '#' begins a comment. */
static bool stmt_cmdline(struct parser *p, int arg)
{
	struct scenario *s = p->scn;
	const struct tok *t = cur(p);
	char *src, *joined;
	size_t size;

	(void)arg;
	if (!t)
		return lang_err(p, t, "a kernel command line is missing; write it like pci=realloc");
	if (t->string && p->pos + 1 == p->ntok) {
		src = lex_string(p, t);
		if (!src)
			return false;
	} else {
		src = statement_source(p);
		src += p->tok[0].len;
		src += strspn(src, " \t");
	}
	size = strlen(s->cmdline) + strlen(src) + 2;
	joined = spec_alloc(p->spec, size);
	snprintf(joined, size, "%s%s%s", s->cmdline, *s->cmdline ? " " : "", src);
	s->cmdline = joined;
	if (strlen(joined) > 2047)
		return lang_err(p, t, "the kernel command line is longer than 2047 bytes; shorten it");
	p->pos = p->ntok;
	return true;
}

int32_t add_host_bridge(struct parser *p, const char *name, struct spec_loc loc)
{
	uint32_t i = spec_add_bridge(p->spec);
	struct spec_host_bridge *hb = &p->spec->host_bridges[i];

	hb->name = name;
	hb->loc = loc;
	hb->bus_last = 0xff;
	if (i >= p->nhmaps) {
		uint32_t n = p->nhmaps ? 2 * p->nhmaps : 8;

		p->hmaps = realloc(p->hmaps, n * sizeof(*p->hmaps));
		p->hb_windows = realloc(p->hb_windows, n);
		if (!p->hmaps || !p->hb_windows)
			abort();
		memset(p->hmaps + p->nhmaps, 0, (n - p->nhmaps) * sizeof(*p->hmaps));
		memset(p->hb_windows + p->nhmaps, 0, n - p->nhmaps);
		p->nhmaps = n;
	}
	return (int32_t)i;
}

/* The function at 00.0 by which kernels know a host. */
bool add_host_device(struct parser *p, uint32_t hb, uint16_t vendor,
		     uint16_t device)
{
	struct spec_host_bridge *b = &p->spec->host_bridges[hb];
	size_t size = strlen(b->name) + sizeof(".host");
	char *name = spec_alloc(p->spec, size);
	uint32_t i = spec_add_function(p->spec);
	struct spec_function *f = &p->spec->functions[i];

	snprintf(name, size, "%s.host", b->name);
	f->name = name;
	f->loc = b->loc;
	f->type = SPEC_HOST_DEVICE;
	f->host_bridge = (int32_t)hb;
	function_defaults(p->profile, f);
	f->vendor = vendor;
	f->device = device;
	if (name_find(p, name, (uint32_t)strlen(name)))
		return lang_err_at(p, b->loc.line, b->loc.column,
				   "the host-bridge function would be called '%s', and that name is taken; rename the other",
				   name);
	name_add(p, name, (uint32_t)strlen(name), NAME_FUNCTION, i, b->loc.line,
		 b->loc.column);
	return devmap_take(p, f);
}

static bool hb_overlap(struct parser *p, const struct tok *t, uint32_t hb)
{
	const struct spec_host_bridge *b = &p->spec->host_bridges[hb];

	for (uint32_t i = 0; i < p->spec->nbridges; i++) {
		const struct spec_host_bridge *o = &p->spec->host_bridges[i];

		if (i == hb || o->domain != b->domain ||
		    o->bus_first > b->bus_last || b->bus_first > o->bus_last)
			continue;
		return lang_err(p, t, "buses %02x-%02x of domain %04x overlap those of '%s' at %u:%u; give it another domain or other buses",
				b->bus_first, b->bus_last, b->domain, o->name,
				o->loc.line, o->loc.column);
	}
	return true;
}

/* The bridge hb0 that every profile brings, when it is first needed. */
static int32_t make_hb0(struct parser *p, const struct tok *t)
{
	const struct profile *pr = p->profile;
	struct spec_loc loc = t ? tok_loc(p, t)
				: (struct spec_loc){ p->scn->path, 1, 1 };
	int32_t hb;

	if (p->host_seen)
		loc = p->host_loc;
	use_profile(p, t);
	p->hb0_made = true;
	hb = add_host_bridge(p, "hb0", loc);
	name_add(p, "hb0", 3, NAME_BRIDGE, (uint32_t)hb, loc.line, loc.column);
	if (!hb_overlap(p, t, (uint32_t)hb))
		return -1;
	if (pr->host_vendor &&
	    !add_host_device(p, (uint32_t)hb, pr->host_vendor, pr->host_device))
		return -1;
	return hb;
}

int32_t default_bridge(struct parser *p, const struct tok *t)
{
	if (!p->spec->nbridges) {
		if (name_find(p, "hb0", 3)) {
			lang_err(p, t, "'hb0' names something else, so the default host bridge has no name; write an hb statement");
			return -1;
		}
		return make_hb0(p, t);
	}
	if (p->spec->nbridges > 1) {
		lang_err(p, t, "there are %u host bridges; say which, like 'under %s'",
			 p->spec->nbridges, p->spec->host_bridges[0].name);
		return -1;
	}
	return 0;
}

struct hb_id {
	bool stated;
	uint16_t vendor, device;
};

static bool hb_option(struct parser *p, uint32_t hb, unsigned int *seen,
		      struct hb_id *id)
{
	static const char *const words[] = { "domain", "bus", "id", "dram-offset" };
	struct spec_host_bridge *b = &p->spec->host_bridges[hb];
	const struct tok *t = cur(p);
	unsigned int which = 0;
	char hint[96];
	uint64_t v;

	while (which < 4 && !tok_is(t, words[which]))
		which++;
	if (which == 4) {
		word_hint(t, words, 4, sizeof(*words), hint, sizeof(hint));
		return lang_err(p, t, "unknown word '%.*s' in hb%s; a host bridge has domain, bus, id and dram-offset",
				TOK(t), hint);
	}
	if (*seen & 1u << which)
		return lang_err(p, t, "'%s' is given twice; say it once", words[which]);
	*seen |= 1u << which;
	t = (p->pos++, cur(p));
	p->pos++;
	switch (which) {
	case 0:
		if (!val_hex(p, t, INT32_MAX, "domain", &v))
			return false;
		b->domain = (uint32_t)v;
		return true;
	case 1:
		return val_range(p, t, &b->bus_first, &b->bus_last);
	case 2:
		id->stated = true;
		return tok_is(t, "none") || val_id(p, t, &id->vendor, &id->device);
	default:
		return val_signed_size(p, t, "DRAM offset", &b->dram_offset);
	}
}

static bool stmt_hb(struct parser *p, int arg)
{
	const struct tok *t = cur(p);
	struct hb_id id = { false, p->profile->host_vendor, p->profile->host_device };
	unsigned int seen = 0;
	bool ok = true;
	uint32_t hb;

	(void)arg;
	if (p->hb0_made && tok_is(t, "hb0"))
		return lang_err(p, t, "hb0 was already needed at %u:%u; state it above that",
				p->host_used.line, p->host_used.column);
	if (!name_check_new(p, t))
		return false;
	if (p->spec->nbridges >= LANG_MAX_BRIDGES)
		return lang_err(p, t, "more than %u host bridges; use more buses of each",
				LANG_MAX_BRIDGES);
	use_profile(p, t);
	p->pos++;
	hb = (uint32_t)add_host_bridge(p, tok_dup(p, t), tok_loc(p, t));
	name_add(p, t->s, t->len, NAME_BRIDGE, hb, t->line, t->col);
	while (cur(p) && ok)
		ok = hb_option(p, hb, &seen, &id);
	if (!ok || !hb_overlap(p, t, hb))
		return false;
	if (id.stated && !id.vendor && !id.device)
		return true;
	return !id.vendor || add_host_device(p, hb, id.vendor, id.device);
}

int32_t bridge_named(struct parser *p, const struct tok *t)
{
	const struct name *n;
	char hint[128];

	if (!t) {
		lang_err(p, t, "a host bridge is missing; write its name, like hb0");
		return -1;
	}
	n = t->string ? NULL : name_find(p, t->s, t->len);
	if (!n && tok_is(t, "hb0"))
		return make_hb0(p, t);
	if (n && n->kind == NAME_BRIDGE)
		return (int32_t)n->index;
	if (n && n->kind == NAME_FUNCTION)
		lang_err(p, t, "'%.*s' is not a host bridge; write the name of an hb statement, or hb0",
			 TOK(t));
	else if (!n)
		lang_err(p, t, "no host bridge '%.*s'%s", TOK(t),
			 name_hint(p, t, hint, sizeof(hint)));
	return -1;
}

static bool window_range(struct parser *p, struct spec_window *w)
{
	const struct tok *t = cur(p);
	const char *plus = t && !t->string ? memchr(t->s, '+', t->len) : NULL;
	struct tok base, size;

	if (!plus)
		return lang_err(p, t, "a window is written BASE+SIZE, like 0x80000000+256M");
	base = size = *t;
	base.len = (uint32_t)(plus - t->s);
	size.s = plus + 1;
	size.len = t->len - base.len - 1;
	size.col += base.len + 1;
	if (!val_size(p, &base, "window base", &w->cpu_base) ||
	    !val_size(p, &size, "window size", &w->size_bytes))
		return false;
	if (!w->size_bytes || w->cpu_base + (w->size_bytes - 1) < w->cpu_base)
		return lang_err(p, &size, "a window has at least one byte and ends within 64 bits");
	p->pos++;
	return true;
}

static bool stmt_window(struct parser *p, int arg)
{
	const struct tok *head = &p->tok[p->pos - 1];
	int32_t hb = bridge_named(p, cur(p));
	struct spec_host_bridge *b;
	struct spec_window w = { .loc = tok_loc(p, head) };
	int kind;

	(void)arg;
	if (hb < 0)
		return false;
	p->pos++;
	p->hb_windows[hb] = 1;		/* its defaults are gone */
	if (accept(p, "none"))
		return expect_end(p);
	kind = val_word(p, cur(p), lang_window_words, "window");
	if (kind < 0)
		return false;
	p->pos++;
	w.kind = (enum spec_window_kind)kind;
	if (!window_range(p, &w))
		return false;
	if (accept(p, "offset")) {
		if (!val_signed_size(p, cur(p), "offset", &w.offset))
			return false;
		p->pos++;
	}
	b = &p->spec->host_bridges[hb];
	if (b->nwindows == SPEC_MAX_WINDOWS)
		return lang_err(p, head, "more than %u windows of host bridge '%s'; join some",
				SPEC_MAX_WINDOWS, b->name);
	b->windows[b->nwindows++] = w;
	return expect_end(p);
}

static const struct {
	const char *name;
	uint64_t feature;
} features[] = {
	{ "p2p-provider", HP_FEAT_P2P_PROVIDER },
	{ "vfio-dmabuf", HP_FEAT_VFIO_DMABUF },
	{ "dma-map-phys", HP_FEAT_DMA_MAP_PHYS },
	{ "dma-iova", HP_FEAT_DMA_IOVA },
	{ "invalidate-mappings", HP_FEAT_INVALIDATE_MAPPINGS },
	{ "x86-cpu-rule", HP_FEAT_X86_CPU_RULE },
	{ "config-acs", HP_FEAT_CONFIG_ACS },
	{ "sysfs", HP_FEAT_SYSFS },
};
#define NFEATURES (sizeof(features) / sizeof(*features))

/* "7.0" or "6.12" or "7". */
static bool kernel_version(struct parser *p, const struct tok *t,
			   struct scn_require *r)
{
	uint32_t *part = &r->major;
	unsigned int digits = 0, dots = 0;

	for (uint32_t i = 0; i < t->len; i++) {
		char c = t->s[i];

		if (c == '.' && digits && !dots++) {
			part = &r->minor;
			digits = 0;
		} else if (c >= '0' && c <= '9' && digits < 4) {
			*part = *part * 10 + (uint32_t)(c - '0');
			digits++;
		} else {
			digits = 0;
			break;
		}
	}
	if (!digits)
		return lang_err(p, t, "'%.*s' is no kernel version; write it like 7.0",
				TOK(t));
	return true;
}

/* kernel>=7.0, with or without spaces around the sign. */
static bool require_kernel(struct parser *p, struct scn_require *r)
{
	static const struct word ops[] = {
		{ "<=", 'l' }, { ">=", 'g' }, { "==", '=' },
		{ "<", '<' }, { ">", '>' }, { "=", '=' }, { NULL, 0 }
	};
	struct tok t = p->tok[p->pos], *next;
	const struct word *w = ops;
	char name[64];

	t.s += 6;
	t.len -= 6;
	t.col += 6;
	if (!t.len && p->pos + 1 < p->ntok)
		t = p->tok[++p->pos];
	while (w->word && (t.string || t.len < strlen(w->word) ||
			   memcmp(t.s, w->word, strlen(w->word))))
		w++;
	if (!w->word)
		return lang_err(p, &t, "a comparison is missing after kernel; write it like kernel>=7.0");
	t.s += strlen(w->word);
	t.len -= (uint32_t)strlen(w->word);
	t.col += (uint32_t)strlen(w->word);
	next = p->pos + 1 < p->ntok ? &p->tok[p->pos + 1] : NULL;
	if (!t.len && next) {
		t = *next;
		p->pos++;
	}
	r->op = (char)w->value;
	if (!kernel_version(p, &t, r))
		return false;
	snprintf(name, sizeof(name), "kernel%s%.*s", w->word, (int)t.len, t.s);
	r->name = spec_strdup(p->spec, name);
	p->pos++;
	return expect_end(p);
}

static bool stmt_require(struct parser *p, int arg)
{
	struct scenario *s = p->scn;
	const struct tok *t = cur(p);
	struct scn_require *r;
	char hint[96];
	size_t i = 0;

	(void)arg;
	if (!t)
		return lang_err(p, t, "a requirement is missing; write a feature like vfio-dmabuf, or kernel>=7.0");
	if (s->nrequires == p->cap_requires) {
		p->cap_requires = p->cap_requires ? 2 * p->cap_requires : 8;
		s->requires = realloc(s->requires, p->cap_requires * sizeof(*r));
		if (!s->requires)
			abort();
	}
	r = &s->requires[s->nrequires];
	*r = (struct scn_require){ .loc = tok_loc(p, t) };
	if (!t->string && t->len >= 6 && !memcmp(t->s, "kernel", 6)) {
		if (!require_kernel(p, r))
			return false;
		s->nrequires++;
		return true;
	}
	while (i < NFEATURES && !tok_is(t, features[i].name))
		i++;
	if (i == NFEATURES) {
		word_hint(t, &features[0].name, NFEATURES, sizeof(*features), hint,
			  sizeof(hint));
		return lang_err(p, t, "unknown feature '%.*s'%s; there are p2p-provider, vfio-dmabuf, dma-map-phys, dma-iova, invalidate-mappings, x86-cpu-rule, config-acs, sysfs and kernel>=X.Y",
				TOK(t), hint);
	}
	r->name = features[i].name;
	r->features = features[i].feature;
	s->nrequires++;
	p->pos++;
	return expect_end(p);
}

struct statement {
	const char *word;
	bool (*parse)(struct parser *p, int arg);
	int arg;
};

/* Functions take their kind as an index of lang_kinds[]. */
static const struct statement statements[] = {
	{ "rp", stmt_function, 0 },
	{ "switch", stmt_function, 1 },
	{ "dsp", stmt_function, 2 },
	{ "ep", stmt_function, 3 },
	{ "legacyep", stmt_function, 4 },
	{ "rciep", stmt_function, 5 },
	{ "rcec", stmt_function, 6 },
	{ "bridge", stmt_function, 7 },
	{ "revbridge", stmt_function, 8 },
	{ "pcibridge", stmt_function, 9 },
	{ "pcidev", stmt_function, 10 },
	{ "hostdev", stmt_function, 11 },
	{ "fn", stmt_fn, 0 },
	{ "config", stmt_config, 0 },
	{ "expect", stmt_expect, 0 },
	{ "step", stmt_step, 0 },
	{ "xfail", stmt_xfail, 0 },
	{ "at", stmt_at, 0 },
	{ "host", stmt_host, 0 },
	{ "iommu", stmt_iommu, 0 },
	{ "cmdline", stmt_cmdline, 0 },
	{ "hb", stmt_hb, 0 },
	{ "window", stmt_window, 0 },
	{ "require", stmt_require, 0 },
	{ NULL, NULL, 0 }
};

static bool statement(struct parser *p)
{
	const struct tok *t = &p->tok[0];
	const struct statement *st = statements;
	char hint[96];

	if (!t->string && t->len > 1 && t->s[0] == '+')
		return stmt_plus(p);
	while (st->word && !tok_is(t, st->word))
		st++;
	if (st->word) {
		p->pos = 1;
		return st->parse(p, st->arg);
	}
	word_hint(t, &statements[0].word, SIZE_MAX, sizeof(*statements), hint,
		  sizeof(hint));
	return lang_err(p, t, "unknown statement '%.*s'%s%s", TOK(t), hint,
			*hint ? "" : "; a line begins with a word like host, rp, ep, step or expect");
}

void lang_keywords_statements(void (*add)(const char *, const char *))
{
	static const char *const more[] = {
		"cpu", "family", "dram", "p2p", "domain", "bus", "id",
		"dram-offset", "offset", "none", "kernel"
	};

	for (const struct statement *st = statements; st->word; st++)
		add("statement", st->word);
	for (size_t i = 0; i < sizeof(more) / sizeof(*more); i++)
		add("word", more[i]);
	for (size_t i = 0; i < NFEATURES; i++)
		add("feature", features[i].name);
	for (const struct profile *pr = lang_profiles; pr->name; pr++)
		add("profile", pr->name);
}

/* The first comment line is the reason; "# from:" says where it came from. */
static void read_comments(struct parser *p)
{
	struct scenario *s = p->scn;

	s->reason = "";
	for (uint32_t i = 0; i < s->nlines; i++) {
		const char *l = s->lines[i];

		l += strspn(l, " \t");
		if (!*l)
			continue;
		if (*l != '#')
			break;
		l += strspn(l, "# \t");
		if (!s->from && !strncmp(l, "from:", 5))
			s->from = l + 5 + strspn(l + 5, " \t");
		else if (!*s->reason && *l)
			s->reason = l;
	}
}

static bool finish(struct parser *p)
{
	struct spec_error err = { .text = "" };

	if (!p->spec->nbridges && !name_find(p, "hb0", 3))
		make_hb0(p, NULL);
	if (p->nerrors)
		return false;
	if (!default_windows(p))
		return false;
	if (spec_check(p->spec, &err))
		return true;
	return lang_err_at(p, err.loc.line ? err.loc.line : 1,
			   err.loc.column ? err.loc.column : 1, "%s", err.text);
}

static const char *scenario_name(struct spec *spec, const char *path)
{
	const char *base = strrchr(path, '/');
	char *name = spec_strdup(spec, base ? base + 1 : path);
	size_t len = strlen(name);

	if (len > 3 && !strcmp(name + len - 3, ".hp"))
		name[len - 3] = '\0';
	return name;
}

static void parser_free(struct parser *p)
{
	free(p->tok);
	free(p->fmaps);
	free(p->hmaps);
	free(p->hb_windows);
	names_free(&p->names);
}

struct scenario *scenario_parse(const char *path, const char *text, size_t len,
				FILE *err)
{
	struct scenario *s = calloc(1, sizeof(*s));
	struct parser p = { .path = path, .err = err, .scn = s, .len = len };
	bool ok;

	if (!s)
		abort();
	s->spec = p.spec = spec_new();
	s->path = spec_strdup(s->spec, path);
	s->name = scenario_name(s->spec, path);
	s->cmdline = "";
	if (len > LANG_MAX_BYTES) {
		lang_err_at(&p, 1, 1, "the file has more than %u MiB; split the scenario",
			    LANG_MAX_BYTES >> 20);
		scenario_free(s);
		return NULL;
	}
	p.text = spec_alloc(s->spec, len + 1);
	memcpy(p.text, text, len);
	p.text[len] = '\0';
	set_profile(&p, &lang_profiles[0]);

	ok = lex_text(&p);
	if (ok)
		read_comments(&p);
	while (ok && lex_statement(&p))
		statement(&p);
	ok = ok && finish(&p);
	parser_free(&p);
	if (ok && !p.nerrors)
		return s;
	scenario_free(s);
	return NULL;
}

/* All of @path, at most one byte more than is allowed. */
static char *read_file(const char *path, size_t *len)
{
	FILE *f = fopen(path, "rb");
	size_t cap = 0, n;
	char *buf = NULL;

	*len = 0;
	if (!f)
		return NULL;
	do {
		if (*len == cap) {
			cap = cap ? 2 * cap : 64 * 1024;
			buf = realloc(buf, cap);
			if (!buf)
				abort();
		}
		n = fread(buf + *len, 1, cap - *len, f);
		*len += n;
	} while (n && *len <= LANG_MAX_BYTES);
	if (ferror(f)) {
		int saved = errno;

		free(buf);
		buf = NULL;
		errno = saved;
	}
	fclose(f);
	return buf;
}

struct scenario *scenario_load(const char *path, FILE *err)
{
	struct scenario *s;
	size_t len;
	char *text;

	errno = 0;
	text = read_file(path, &len);
	if (!text) {
		struct parser p = { .path = path, .err = err };

		lang_err_at(&p, 1, 1, "cannot be read: %s; give a scenario file",
			    strerror(errno));
		return NULL;
	}
	s = scenario_parse(path, text, len, err);
	free(text);
	return s;
}

void scenario_free(struct scenario *s)
{
	if (!s)
		return;
	spec_free(s->spec);
	free(s->steps);
	free(s->requires);
	free(s->lines);
	free(s);
}
