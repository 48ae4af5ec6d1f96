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

static bool take_line(const struct listed_line *l, void *arg)
{
	struct known *k = arg;
	const char *text = l->text;
	size_t law = strspn(text, BLANKS), law_n, fn, fn_n;

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
	k->n++;
	fn += fn_n + strspn(text + fn + fn_n, BLANKS);
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
	}
	free(k->entry);
	memset(k, 0, sizeof(*k));
}

static bool passed_below(const struct vevent *e, const char *function)
{
	for (uint32_t i = 0; i < e->nframes; i++)
		if (e->frames[i].function && !strcmp(e->frames[i].function, function))
			return true;
	return false;
}

static bool explained(const struct known *k, const struct vevent *where,
		      const char *check)
{
	for (size_t i = 0; i < k->n; i++)
		if (!strncmp(check, "law ", 4) && !strcmp(check + 4, k->entry[i].law) &&
		    passed_below(where, k->entry[i].function))
			return true;
	return false;
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
		if (!explained(k, where, c->name))
			return false;
		any = true;
	}
	return any;
}
