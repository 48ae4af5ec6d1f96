// SPDX-License-Identifier: GPL-2.0-only
/*
 * known.c - which failures are known, by law and by where the failure was
 * injected.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/laws/law.h"
#include "tools/ask/known.h"
#include "tools/common/listed.h"

#define BLANKS " \t"
#define EXAMPLE "a law and a function, like quiet vfio_create_group"

static bool is_law(const char *word, size_t n)
{
	for (const struct law *const *l = laws; *l; l++)
		if (strlen((*l)->name) == n && !memcmp((*l)->name, word, n))
			return true;
	return false;
}

static bool is_event(const char *word, size_t n)
{
	for (uint32_t kind = HP_EVENT_WARN; kind <= HP_EVENT_LEAK; kind++) {
		const char *name = event_kind_name(kind);

		if (strlen(name) == n && !memcmp(name, word, n))
			return true;
	}
	return false;
}

static bool take_line(const struct listed_line *l, void *arg)
{
	struct known *k = arg;
	const char *text = l->text;
	size_t law = strspn(text, BLANKS), law_n, fn, fn_n, event_n;

	if (!text[law] || text[law] == '#')
		return true;
	law_n = strcspn(text + law, BLANKS);
	if (!is_law(text + law, law_n))
		return listed_wrong(l, law, "no such law; write " EXAMPLE);
	fn = law + law_n + strspn(text + law + law_n, BLANKS);
	fn_n = strcspn(text + fn, BLANKS);
	if (!fn_n || text[fn] == '#')
		return listed_wrong(l, fn,
			"a kernel function is missing; write one below which the failure was injected");
	k->entry = realloc(k->entry, (k->n + 1) * sizeof(*k->entry));
	if (!k->entry)
		abort();
	k->entry[k->n].law = strndup(text + law, law_n);
	k->entry[k->n].function = strndup(text + fn, fn_n);
	k->entry[k->n].event = NULL;
	k->n++;
	fn += fn_n + strspn(text + fn + fn_n, BLANKS);
	event_n = strcspn(text + fn, BLANKS);
	if (!event_n || text[fn] == '#')
		return true;
	if (!is_event(text + fn, event_n))
		return listed_wrong(l, fn,
			"no kind of event, such as warn or oops; what explains the line goes after a #");
	k->entry[k->n - 1].event = strndup(text + fn, event_n);
	fn += event_n + strspn(text + fn + event_n, BLANKS);
	if (text[fn] && text[fn] != '#')
		return listed_wrong(l, fn, "too much; what explains it goes after a #");
	return true;
}

bool known_load(struct known *k, const char *path)
{
	memset(k, 0, sizeof(*k));
	return listed_read(path, EXAMPLE, take_line, k);
}

void known_free(struct known *k)
{
	for (size_t i = 0; i < k->n; i++) {
		free(k->entry[i].law);
		free(k->entry[i].function);
		free(k->entry[i].event);
	}
	free(k->entry);
	memset(k, 0, sizeof(*k));
}

/* Returns how far out @function is, from 0; nframes: it was not passed. */
static uint32_t passed_below(const struct vevent *e, const char *function)
{
	uint32_t i = 0;

	while (i < e->nframes &&
	       !(e->frames[i].function && !strcmp(e->frames[i].function, function)))
		i++;
	return i;
}

/* Is what law @law judges of this kind alone?  Law lifetime judges leaks, law quiet the rest. */
static bool reported_only(const struct verdict *v, const char *law, const char *kind)
{
	bool leaks = !strcmp(law, "lifetime");

	for (uint32_t i = 0; i < v->nevents; i++)
		if (v->events[i].kind != HP_EVENT_INJECTED &&
		    v->events[i].kind != HP_EVENT_SWITCHED &&
		    (v->events[i].kind == HP_EVENT_LEAK) == leaks &&
		    strcmp(event_kind_name(v->events[i].kind), kind))
			return false;
	return true;
}

static bool explained(const struct known *k, const struct verdict *v,
		      const struct vevent *where, const char *check)
{
	uint32_t nearest = where->nframes;
	bool known = false;

	for (size_t i = 0; i < k->n; i++) {
		const struct known_entry *e = &k->entry[i];
		uint32_t at;

		if (strncmp(check, "law ", 4) || strcmp(check + 4, e->law))
			continue;
		at = passed_below(where, e->function);
		if (at > nearest || at == where->nframes)
			continue;
		known = (at == nearest && known) || !e->event || reported_only(v, e->law, e->event);
		nearest = at;
	}
	return known;
}

bool known_explains(const struct known *k, const struct verdict *v, bool strict)
{
	const struct vevent *where = verdict_injected(v);
	bool any = false;

	if (!where || v->status == VERDICT_ERROR)
		return false;
	for (uint32_t i = 0; i < v->nchecks; i++) {
		const struct check *c = &v->checks[i];

		/* Law quiet also reports the statement in which the kernel died. */
		if (!verdict_is_failure(c->status, strict) || c->step != CHECK_LAW)
			continue;
		if (!explained(k, v, where, c->name))
			return false;
		any = true;
	}
	return any;
}
