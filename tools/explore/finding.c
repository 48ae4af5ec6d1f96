// SPDX-License-Identifier: GPL-2.0-only
/*
 * finding.c - from a verdict to a law, a function and a few words.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/laws/law.h"
#include "tools/common/listed.h"
#include "tools/explore/finding.h"
#include "tools/explore/program.h"

/* Of a report's text; the rest repeats or explains. */
#define MOST_WORDS 28u

static void *sure(void *p)
{
	if (!p)
		abort();
	return p;
}

/* A function of the machine, a VF of one, or a process. */
static bool is_name(const struct scenario *scn, const char *word)
{
	const struct spec *spec = scn->spec;
	size_t n = strcspn(word, "/,:");

	for (uint32_t i = 0; i < spec->nfunctions; i++)
		if (spec->functions[i].name && strlen(spec->functions[i].name) == n &&
		    !memcmp(spec->functions[i].name, word, n))
			return true;
	for (uint32_t i = 0; i < scn->nsteps; i++)
		if (scn->steps[i].uapi && scn->steps[i].uapi->op == SCN_UAPI_PROCESS &&
		    !strcmp(scn->steps[i].uapi->name, word))
			return true;
	return !strcmp(word, "user") || !strcmp(word, "hairpin");
}

/* Words with numbers in them differ from one machine to the next, and so do names. */
static char *manner(const char *text, const struct scenario *scn)
{
	char *copy = sure(strdup(text)), *save, *out = NULL;
	unsigned int n = 0;
	size_t len;
	FILE *f = sure(open_memstream(&out, &len));

	for (char *w = strtok_r(copy, " \t\n", &save); w && n < MOST_WORDS;
	     w = strtok_r(NULL, " \t\n", &save)) {
		if (strpbrk(w, "0123456789:\"/") || is_name(scn, w))
			continue;
		fprintf(f, "%s%s", n++ ? " " : "", w);
	}
	fclose(f);
	free(copy);
	return sure(out);
}

/* A step that cannot be done is no finding; that we failed, or have no such symbol, is. */
static bool we_failed(const struct verdict *v)
{
	for (uint32_t i = 0; i < v->nevents; i++)
		if (v->events[i].kind == HP_EVENT_TRAP)
			return true;
	return v->status == VERDICT_ERROR && v->reason;
}

static const struct check *broken_law(const struct verdict *v)
{
	for (uint32_t i = 0; i < v->nchecks; i++)
		if (v->checks[i].step == CHECK_LAW &&
		    v->checks[i].status == VERDICT_FAIL)
			return &v->checks[i];
	return NULL;
}

/* Said by the way; it is no part of the failure. */
static bool by_the_way(const char *diag)
{
	return !strncmp(diag, "conservative", 12);
}

static const char *first_diag(const struct check *c)
{
	for (uint32_t i = 0; i < c->ndiag; i++)
		if (!by_the_way(c->diag[i]))
			return c->diag[i];
	return "";
}

/* What failed, and how: two lines.  The caller frees it. */
static char *first_words(const struct check *c)
{
	const char *line[2] = { "", "" };
	uint32_t n = 0;
	char *text;

	for (uint32_t i = 0; i < c->ndiag && n < 2; i++)
		if (!by_the_way(c->diag[i]))
			line[n++] = c->diag[i];
	if (asprintf(&text, "%s %s", line[0], line[1]) < 0)
		abort();
	return text;
}

/*
 * Who of the kernel the event is about.  Of what was allocated, refused or waited for
 * that is whoever asked for it, and not the library that they asked.
 */
static const char *function_of(const struct vevent *e)
{
	bool asked = e->kind == HP_EVENT_LEAK || e->kind == HP_EVENT_INJECTED ||
		     e->kind == HP_EVENT_HANG;

	for (uint32_t i = 0; asked && i < e->nframes; i++) {
		const struct vframe *f = &e->frames[i];

		if (!f->environment && f->file && f->function &&
		    !strncmp(f->file, "drivers/", 8) &&
		    strncmp(f->file, "drivers/base/", 13))
			return f->function;
	}
	if (e->culprit >= 0 && e->frames[e->culprit].function)
		return e->frames[e->culprit].function;
	return "-";
}

/* A hang that waits for no lock that another holds: the others wait for it in the end. */
static bool is_first_cause(const struct vevent *e)
{
	return e->kind == HP_EVENT_HANG && !strstr(e->text, " holds");
}

/* The event that breaks laws quiet or lifetime; else what was refused on purpose. */
static const struct vevent *event_of(const struct verdict *v, const char *law)
{
	bool quiet = !strcmp(law, "quiet"), lifetime = !strcmp(law, "lifetime");

	for (uint32_t i = 0; quiet && i < v->nevents; i++)
		if (is_first_cause(&v->events[i]))
			return &v->events[i];

	for (uint32_t i = 0; (quiet || lifetime) && i < v->nevents; i++) {
		const struct vevent *e = &v->events[i];

		if (e->kind != HP_EVENT_INJECTED && e->kind != HP_EVENT_SWITCHED &&
		    (e->kind == HP_EVENT_LEAK) == lifetime)
			return e;
	}
	return verdict_injected(v);
}

static void name_it(struct finding *f)
{
	uint64_t h = hash_text(HASH_BEGIN, f->law);

	h = hash_text(hash_text(h, " "), f->function);
	h = hash_text(hash_text(h, " "), f->text);
	snprintf(f->name, sizeof(f->name), "%s-%08llx", f->law,
		 (unsigned long long)(h ^ h >> 32) & 0xffffffffull);
}

struct finding finding_make(const char *law, const char *function, const char *text)
{
	struct finding f = { .law = sure(strdup(law)), .function = sure(strdup(function)),
			     .text = sure(strdup(text)), .kind = sure(strdup("")) };

	name_it(&f);
	return f;
}

/* Where it was lost, who waits in what: that is the machine's and the program's. */
static char *kind_of(const struct check *law, const struct vevent *e,
		     const struct scenario *scn)
{
	if (e && e->kind != HP_EVENT_INJECTED)
		return sure(strdup(event_kind_name(e->kind)));
	return manner(law && law->ndiag ? first_diag(law) : "", scn);
}

bool finding_of(const struct verdict *v, const struct scenario *scn,
		struct finding *f)
{
	const struct check *law = broken_law(v);
	const struct vevent *e = NULL;
	char *text = NULL;

	memset(f, 0, sizeof(*f));
	if (!law && !we_failed(v))
		return false;
	if (law)
		e = event_of(v, law->name + 4);
	else if (v->nevents)
		e = &v->events[v->nevents - 1];
	if (law && !(e && !strcmp(law->name, "law quiet")))
		text = first_words(law);
	else
		text = sure(strdup(e ? e->text : v->reason ? v->reason : ""));
	f->law = sure(strdup(law ? law->name + 4 : "hairpin"));
	f->function = sure(strdup(e ? function_of(e) : "-"));
	f->text = manner(text, scn);
	free(text);
	f->kind = kind_of(law, e, scn);
	/* All that was said may have been numbers. */
	if (!*f->text && e) {
		free(f->text);
		f->text = sure(strdup(event_kind_name(e->kind)));
	}
	name_it(f);
	return true;
}

void finding_free(struct finding *f)
{
	free(f->law);
	free(f->function);
	free(f->text);
	free(f->kind);
	memset(f, 0, sizeof(*f));
}

struct finding finding_copy(const struct finding *f)
{
	struct finding copy = *f;

	copy.law = sure(strdup(f->law));
	copy.function = sure(strdup(f->function));
	copy.text = sure(strdup(f->text));
	copy.kind = sure(strdup(f->kind));
	return copy;
}

bool finding_akin(const struct finding *a, const struct finding *b)
{
	return !strcmp(a->law, b->law) && !strcmp(a->function, b->function) &&
	       !strcmp(a->kind, b->kind);
}

bool finding_equal(const struct finding *a, const struct finding *b)
{
	return !strcmp(a->law, b->law) && !strcmp(a->function, b->function) &&
	       !strcmp(a->text, b->text);
}

static bool is_law(const char *word)
{
	for (const struct law *const *l = laws; *l; l++)
		if (!strcmp((*l)->name, word))
			return true;
	return !strcmp(word, "hairpin");
}

#define EXAMPLE "a finding as explore prints it: LAW FUNCTION TEXT"

/* Cuts a word off *@p; NULL: there is none. */
static char *word(char **p)
{
	char *w = *p + strspn(*p, " \t");

	if (!*w || *w == '#')
		return NULL;
	*p = w + strcspn(w, " \t");
	if (**p)
		*(*p)++ = '\0';
	return w;
}

/* Without what a "#" begins, and the blanks before it. */
static void cut_comment(char *text)
{
	char *end;

	for (end = text; *end; end++)
		if (*end == '#' && (end == text || strchr(" \t", end[-1]))) {
			*end = '\0';
			break;
		}
	for (end = text + strlen(text); end > text && strchr(" \t", end[-1]); )
		*--end = '\0';
}

static bool take_words(struct finding_known *k, const struct listed_line *l, char *copy)
{
	char *p = copy, *law, *function, *text;

	law = word(&p);
	if (!law)
		return true;
	if (!is_law(law))
		return listed_wrong(l, (size_t)(law - copy), "no such law; write " EXAMPLE);
	function = word(&p);
	if (!function)
		return listed_wrong(l, (size_t)(p - copy),
				    "the kernel's function is missing; write - where there is none, * for any");
	text = p + strspn(p, " \t");
	cut_comment(text);
	if (!*text)
		return listed_wrong(l, (size_t)(text - copy),
				    "the words of the failure are missing; * stands for any");
	k->entry = sure(realloc(k->entry, (k->n + 1) * sizeof(*k->entry)));
	memset(&k->entry[k->n], 0, sizeof(*k->entry));
	k->entry[k->n].line = l->number;
	k->entry[k->n].f.law = sure(strdup(law));
	k->entry[k->n].f.function = sure(strdup(function));
	k->entry[k->n].f.text = sure(strdup(text));
	k->n++;
	return true;
}

static bool take_line(const struct listed_line *l, void *arg)
{
	char *copy = sure(strdup(l->text));
	bool ok = take_words(arg, l, copy);

	free(copy);
	return ok;
}

bool finding_known_read(struct finding_known *k, const char *path)
{
	memset(k, 0, sizeof(*k));
	return listed_read(path, EXAMPLE, take_line, k);
}

void finding_known_free(struct finding_known *k)
{
	for (uint32_t i = 0; i < k->n; i++)
		finding_free(&k->entry[i].f);
	free(k->entry);
	memset(k, 0, sizeof(*k));
}

static bool text_matches(const char *known, const char *text)
{
	size_t n = strlen(known);

	if (n && known[n - 1] == '*')
		return !strncmp(known, text, n - 1);
	return !strcmp(known, text);
}

/* Where the fault is refused is no part of what is wrong with some calls: * is any. */
static bool function_matches(const char *known, const char *function)
{
	return !strcmp(known, "*") || !strcmp(known, function);
}

bool finding_is_known(struct finding_known *k, const struct finding *f)
{
	for (uint32_t i = 0; i < k->n; i++) {
		if (strcmp(k->entry[i].f.law, f->law) ||
		    !function_matches(k->entry[i].f.function, f->function) ||
		    !text_matches(k->entry[i].f.text, f->text))
			continue;
		k->entry[i].seen++;
		return true;
	}
	return false;
}

void finding_known_stale(const struct finding_known *k, const char *path, FILE *out)
{
	for (uint32_t i = 0; i < k->n; i++)
		if (!k->entry[i].seen)
			fprintf(out, "# %s:%u: not met: %s %s %s\n", path, k->entry[i].line,
				k->entry[i].f.law, k->entry[i].f.function,
				k->entry[i].f.text);
}
