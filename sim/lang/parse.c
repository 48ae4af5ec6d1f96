// SPDX-License-Identifier: GPL-2.0-only
/*
 * parse.c - parses a file: its statements in order, then defaults and final checks.
 *
 * It knows statements and names; spec_check() knows which machines can exist.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/utf8.h"
#include "sim/lang/lang.h"

/*
 * Words that would have the IOMMU in another mode than the scenario states, and so than the
 * laws judge by.
 */
static bool says_mode(struct parser *p, const struct tok *t, const char *text)
{
	static const char *const words[] = { "iommu.passthrough=", "iommu.strict=" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		const char *at = strstr(text, words[i]);

		if (at && (at == text || at[-1] == ' '))
			return !lang_err(p, t, "%s... is what the statement iommu says; write iommu strict, lazy or passthrough",
					 words[i]);
	}
	return false;
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
	if (says_mode(p, t, src))
		return false;
	if (strlen(joined) > 2047)
		return lang_err(p, t, "the kernel command line is longer than 2047 bytes; shorten it");
	p->pos = p->ntok;
	return true;
}

struct statement {
	const char *word;
	bool (*parse)(struct parser *p, int arg);
	int arg;
};

/* Functions take their type. */
static const struct statement statements[] = {
	{ "rp", stmt_function, SPEC_ROOT_PORT },
	{ "switch", stmt_function, SPEC_UPSTREAM_PORT },
	{ "dsp", stmt_function, SPEC_DOWNSTREAM_PORT },
	{ "ep", stmt_function, SPEC_ENDPOINT },
	{ "legacyep", stmt_function, SPEC_LEGACY_ENDPOINT },
	{ "rciep", stmt_function, SPEC_RCIEP },
	{ "rcec", stmt_function, SPEC_RCEC },
	{ "bridge", stmt_function, SPEC_PCIE_TO_PCI },
	{ "revbridge", stmt_function, SPEC_PCI_TO_PCIE },
	{ "pcibridge", stmt_function, SPEC_PCI_BRIDGE },
	{ "pcidev", stmt_function, SPEC_PCI_DEVICE },
	{ "hostdev", stmt_function, SPEC_HOST_DEVICE },
	{ "fn", stmt_fn, 0 },
	{ "config", stmt_config, 0 },
	{ "romdata", stmt_romdata, 0 },
	{ "expect", stmt_expect, 0 },
	{ "step", stmt_step, 0 },
	{ "inject", stmt_inject, 0 },
	{ "boot-fails", stmt_boot_fails, 0 },
	{ "xfail", stmt_xfail, 0 },
	{ "at", stmt_at, 0 },
	{ "host", stmt_host, 0 },
	{ "iommu", stmt_iommu, 0 },
	{ "iommu-driver", stmt_iommu_driver, 0 },
	{ "smmu", stmt_smmu, 0 },
	{ "cmdline", stmt_cmdline, 0 },
	{ "hb", stmt_hb, 0 },
	{ "window", stmt_window, 0 },
	{ "dram", stmt_dram, 0 },
	{ "require", stmt_require, 0 },
	{ 0 }
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

bool lang_is_statement(const char *word)
{
	const struct statement *st = statements;

	while (st->word && strcmp(st->word, word))
		st++;
	return st->word != NULL;
}

void lang_keywords(lang_keyword_fn add)
{
	static const char *const more[] = {
		"cpu", "family", "p2p", "domain", "bus", "id", "socket", "said-smmu", "without",
		"address-bits",
		"dram-offset", "offset", "none"
	};
	static const struct {
		const char *kind;
		const struct word *words;
	} tables[] = {
		{ "on-reset-access", lang_reset_words }, { "p2p", lang_p2p_words },
		{ "tlps", lang_tlps_words },
		{ "cpu", lang_cpu_words }, { "iommu", lang_iommu_words },
		{ "iommu-driver", lang_driver_words }, { "smmu without", lang_lack_words },
		{ "window", lang_window_words }, { "map type", lang_map_words },
	};

	for (const struct statement *st = statements; st->word; st++)
		add("statement", st->word);
	for (size_t i = 0; i < sizeof(more) / sizeof(*more); i++)
		add("word", more[i]);
	for (const struct profile *pr = lang_profiles; pr->name; pr++)
		add("profile", pr->name);
	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++)
		for (const struct word *w = tables[i].words; w->word; w++)
			add(tables[i].kind, w->word);
	lang_keywords_require(add);
	lang_keywords_options(add);
	lang_keywords_steps(add);
	lang_keywords_expect(add);
	lang_keywords_dma(add);
	lang_keywords_engine(add);
	lang_keywords_uapi(add);
	lang_keywords_mmap(add);
	lang_keywords_group(add);
	lang_keywords_gpu(add);
	lang_keywords_migrate(add);
	lang_keywords_vmm(add);
	lang_keywords_iommufd(add);
	lang_keywords_vevent(add);
	lang_keywords_inject(add);
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

	if (!p->nerrors && !p->host_seen && !p->spec->nbridges &&
	    !p->spec->nfunctions)
		return lang_err_at(p, 1, 1, "no machine is described; write its host, ports and endpoints, like ep nic under rp0");
	if (!p->spec->nbridges && !name_find(p, "hb0", 3))
		make_hb0(p, NULL);
	if (p->nerrors)
		return false;
	if (!inject_followed(p, NULL) || !default_windows(p) || !check_smmus(p))
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

/* A file's name may have any bytes; what is printed is UTF-8 on one line. */
static const char *printable(struct spec *spec, const char *name)
{
	char *out = spec_alloc(spec, 4 * strlen(name) + 1), *to = out;

	for (const char *s = name; *s;) {
		unsigned int n = utf8_length((const unsigned char *)s, strlen(s));

		if (!n || (unsigned char)*s < ' ' || *s == 0x7f) {
			to += sprintf(to, "\\x%02x", (unsigned char)*s++);
			continue;
		}
		memcpy(to, s, n);
		to += n;
		s += n;
	}
	*to = '\0';
	return out;
}

static void parser_free(struct parser *p)
{
	free(p->tok);
	free(p->mappings);
	free(p->fmaps);
	free(p->hmaps);
	free(p->hb_windows);
	names_free(&p->names);
}

static void *alloc(void *arg, size_t size)
{
	return arena_alloc(arg, size);
}

struct scenario *lang_new(void)
{
	struct scenario *s = calloc(1, sizeof(*s));

	if (!s)
		abort();
	s->spec = spec_new_in(alloc, &s->memory);
	return s;
}

/* From the heap, where it grew, to the memory of the scenario. */
static void *settle(struct scenario *s, void *array, size_t bytes)
{
	void *copy = bytes ? memcpy(spec_alloc(s->spec, bytes), array, bytes) : NULL;

	free(array);
	return copy;
}

static void settle_all(struct scenario *s)
{
	spec_settle(s->spec);
	s->steps = settle(s, s->steps, s->nsteps * sizeof(*s->steps));
	s->requires = settle(s, s->requires, s->nrequires * sizeof(*s->requires));
	s->xlaws = settle(s, s->xlaws, s->nxlaws * sizeof(*s->xlaws));
	s->leaks = settle(s, s->leaks, s->nleaks * sizeof(*s->leaks));
}

struct scenario *scenario_parse(const char *path, const char *text, size_t len,
				FILE *err)
{
	struct scenario *s = lang_new();
	struct parser p = { .path = path, .err = err, .scn = s, .len = len };
	bool ok;

	p.spec = s->spec;
	s->file = spec_strdup(s->spec, path);
	s->path = p.path = printable(s->spec, path);
	s->name = scenario_name(s->spec, s->path);
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
	settle_all(s);
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

char *scenario_read(const char *path, size_t *len, FILE *err)
{
	struct parser p = { .path = path, .err = err };
	char *text;

	errno = 0;
	text = read_file(path, len);
	if (!text)
		lang_err_at(&p, 1, 1, "cannot be read: %s; give a scenario file",
			    strerror(errno));
	return text;
}

struct scenario *scenario_load(const char *path, FILE *err)
{
	size_t len;
	char *text = scenario_read(path, &len, err);
	struct scenario *s;

	if (!text)
		return NULL;
	s = scenario_parse(path, text, len, err);
	free(text);
	return s;
}

void scenario_free(struct scenario *s)
{
	if (!s)
		return;
	spec_free(s->spec);
	arena_free(&s->memory);
	free(s);
}

bool scenario_injects(const struct scenario *s)
{
	if (s->boot_fails)
		return true;
	for (uint32_t i = 0; i < s->nsteps; i++)
		if (s->steps[i].kind == SCN_STEP_INJECT)
			return true;
	return false;
}

int scenario_in_children(const struct scenario *s, bool copied)
{
	return arena_in_children(&s->memory, copied);
}

void scenario_add_exec(struct scenario *s, const char *text)
{
	struct scn_step *steps = arena_alloc(&s->memory, (s->nsteps + 1) * sizeof(*steps));
	char *source = arena_alloc(&s->memory, strlen(text) + sizeof("exec "));

	sprintf(source, "exec %s", text);
	memcpy(steps, s->steps, s->nsteps * sizeof(*steps));
	steps[s->nsteps] = (struct scn_step){
		.kind = SCN_STEP_EXEC, .source = source, .text = source, .mapping = -1,
		.loc = { .file = s->file, .line = s->nlines },
		.a = { .function = -1 }, .b = { .function = -1 },
	};
	s->steps = steps;
	s->nsteps++;
}

/* What of a machine only an SMMUv3 has: its line, or NULL. */
static const char *of_smmuv3(const struct scenario *s)
{
	const struct spec *spec = s->spec;

	for (uint32_t n = 0; n < SPEC_MAX_SMMUS; n++)
		if (spec->host.smmus[n].loc.line)
			return "states smmu";
	for (uint32_t i = 0; i < spec->nbridges; i++)
		if (spec->host_bridges[i].said_smmu != spec->host_bridges[i].smmu)
			return "states said-smmu";
	return NULL;
}

bool scenario_set_iommu_driver(struct scenario *s, const char *driver)
{
	const struct word *w = lang_driver_words;
	const char *smmuv3 = of_smmuv3(s);
	char why[64];

	while (w->word && strcmp(w->word, driver))
		w++;
	if (!w->word)
		return false;
	if (w->value == (int)s->spec->host.iommu_driver)
		return true;
	if (s->driver_stated) {
		snprintf(why, sizeof(why), "states iommu-driver %s",
			 word_of(lang_driver_words, (int)s->spec->host.iommu_driver));
		s->skip = spec_strdup(s->spec, why);
	} else if (smmuv3) {
		s->skip = smmuv3;
	} else {
		s->spec->host.iommu_driver = (enum spec_iommu_driver)w->value;
	}
	return true;
}

bool scenario_set_iommu(struct scenario *s, const char *mode, bool force)
{
	const struct word *w = lang_iommu_words;
	enum spec_iommu_mode had = s->spec->host.iommu;
	char why[64];

	while (w->word && strcmp(w->word, mode))
		w++;
	if (!w->word)
		return false;
	if (force || !s->iommu_stated) {
		s->spec->host.iommu = (enum spec_iommu_mode)w->value;
	} else if (w->value != (int)had) {
		snprintf(why, sizeof(why), "states iommu %s",
			 word_of(lang_iommu_words, (int)had));
		s->skip = spec_strdup(s->spec, why);
	}
	return true;
}
