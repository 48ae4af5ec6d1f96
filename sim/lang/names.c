// SPDX-License-Identifier: GPL-2.0-only
/*
 * names.c - the names that a file defines, and suggestions for unknown words.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/base/hash.h"
#include "sim/lang/lang.h"

#define HINT_MAX_NAMES 4096u	/* looked through for a suggestion */

static uint32_t folded(const char *s, uint32_t len)
{
	const uint64_t h = hash_bytes(HASH_BEGIN, s, len);

	return (uint32_t)(h ^ h >> 32);
}

bool name_valid(const struct tok *t)
{
	if (t->string || !t->len || t->len > LANG_MAX_NAME)
		return false;
	for (uint32_t i = 0; i < t->len; i++) {
		char c = t->s[i];

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_')
			continue;
		if (!i || !((c >= '0' && c <= '9') || c == '.' || c == '-'))
			return false;
	}
	return true;
}

const struct name *name_find(const struct parser *p, const char *s, uint32_t len)
{
	const struct names *n = &p->names;
	uint32_t h = folded(s, len);

	if (!n->nslots)
		return NULL;
	for (uint32_t i = h & (n->nslots - 1); n->slots[i].index;
	     i = (i + 1) & (n->nslots - 1)) {
		const struct name *v = &n->v[n->slots[i].index - 1];

		if (n->slots[i].hash == h && v->len == len && !memcmp(v->s, s, len))
			return v;
	}
	return NULL;
}

static void grow(struct names *n)
{
	n->nslots = n->nslots ? 2 * n->nslots : 256;
	free(n->slots);
	n->slots = calloc(n->nslots, sizeof(*n->slots));
	n->cap = n->nslots / 2;
	n->v = realloc(n->v, n->cap * sizeof(*n->v));
	if (!n->slots || !n->v)
		abort();
	for (uint32_t k = 0; k < n->n; k++) {
		uint32_t i = n->v[k].hash & (n->nslots - 1);

		while (n->slots[i].index)
			i = (i + 1) & (n->nslots - 1);
		n->slots[i] = (struct name_slot){ n->v[k].hash, k + 1 };
	}
}

void name_add(struct parser *p, const char *s, uint32_t len, enum name_kind kind,
	      uint32_t index, uint32_t line, uint32_t col)
{
	struct names *n = &p->names;
	uint32_t h = folded(s, len), i;

	if (n->n == n->cap)
		grow(n);
	n->v[n->n] = (struct name){ s, len, h, kind, index, line, col };
	i = h & (n->nslots - 1);
	while (n->slots[i].index)
		i = (i + 1) & (n->nslots - 1);
	n->slots[i] = (struct name_slot){ h, ++n->n };
}

void names_free(struct names *n)
{
	free(n->v);
	free(n->slots);
}

bool name_check_new(struct parser *p, const struct tok *t)
{
	const struct name *old;

	if (!t)
		return lang_err(p, t, "a name is missing; write one, like 'gpu0'");
	if (!name_valid(t))
		return lang_err(p, t, "'%.*s' is not a name; a name is a letter, then letters, digits, '_', '.' and '-', at most %u",
				TOK(t), LANG_MAX_NAME);
	old = name_find(p, t->s, t->len);
	if (old && old->line == t->line && old->col == t->col)
		return lang_err(p, t, "'%.*s' is what the profile's host bridge brings; choose another name",
				TOK(t));
	if (old)
		return lang_err(p, t, "'%.*s' is already defined at %u:%u; choose another name",
				TOK(t), old->line, old->col);
	return true;
}

/*
 * Edit distance with transposition (optimal string alignment), or @limit + 1
 * when it is more.
 */
static unsigned int distance(const char *a, uint32_t la, const char *b,
			     uint32_t lb, unsigned int limit)
{
	unsigned int row[3][LANG_MAX_NAME + 1];

	if (la > LANG_MAX_NAME || lb > LANG_MAX_NAME ||
	    (la > lb ? la - lb : lb - la) > limit)
		return limit + 1;
	for (uint32_t j = 0; j <= lb; j++)
		row[0][j] = j;
	for (uint32_t i = 1; i <= la; i++) {
		unsigned int *now = row[i % 3], *was = row[(i + 2) % 3];
		unsigned int *before = row[(i + 1) % 3], best;

		best = now[0] = i;
		for (uint32_t j = 1; j <= lb; j++) {
			unsigned int d = was[j - 1] + (a[i - 1] != b[j - 1]);

			if (was[j] + 1 < d)
				d = was[j] + 1;
			if (now[j - 1] + 1 < d)
				d = now[j - 1] + 1;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1] && before[j - 2] + 1 < d)
				d = before[j - 2] + 1;
			now[j] = d;
			if (d < best)
				best = d;
		}
		if (best > limit)
			return limit + 1;
	}
	return row[la % 3][lb];
}

static unsigned int limit_for(uint32_t len)
{
	return len <= 2 ? 1 : len <= 5 ? 2 : 3;
}

static const char *word_at(const char *const *words, size_t stride, size_t i)
{
	return *(const char *const *)((const char *)words + i * stride);
}

const char *word_hint(const struct tok *t, const char *const *words, size_t n,
		      size_t stride, char *buf, size_t size)
{
	unsigned int best = limit_for(t->len) + 1;
	const char *found = NULL;

	buf[0] = '\0';
	for (size_t i = 0; i < n; i++) {
		const char *w = word_at(words, stride, i);
		unsigned int d;

		if (!w)
			break;
		if (strlen(w) == t->len && !strncasecmp(w, t->s, t->len)) {
			snprintf(buf, size, strncmp(w, t->s, t->len) ?
				 "; did you mean '%s'?" : "; write %s without quotes", w);
			return buf;
		}
		d = distance(t->s, t->len, w, (uint32_t)strlen(w), best - 1);
		/* Nothing in common is no suggestion. */
		if (d < best && d < t->len && d < strlen(w)) {
			best = d;
			found = w;
		}
	}
	if (found)
		snprintf(buf, size, "; did you mean '%s'?", found);
	return buf;
}

const char *word_list(struct parser *p, const char *const *words, size_t n,
		      size_t stride, const char *last)
{
	size_t len = strlen(last) + 3, at = 0;
	char *all;

	for (size_t i = 0; i < n && word_at(words, stride, i); i++)
		len += strlen(word_at(words, stride, i)) + 2;
	all = spec_alloc(p->spec, len);
	for (size_t i = 0; i < n && word_at(words, stride, i); i++) {
		bool end = i + 1 == n || !word_at(words, stride, i + 1);

		if (i)
			at += (size_t)snprintf(all + at, len - at, end ? " %s " :
					       ", ", last);
		at += (size_t)snprintf(all + at, len - at, "%s",
				       word_at(words, stride, i));
	}
	return all;
}

const char *word_help(struct parser *p, const struct tok *t,
		      const char *const *words, size_t n, size_t stride)
{
	const char *list;
	char hint[96], *all;
	size_t len;

	if (*word_hint(t, words, n, stride, hint, sizeof(hint)))
		return spec_strdup(p->spec, hint);
	list = word_list(p, words, n, stride, "and");
	len = strlen(list) + sizeof("; there are ");
	all = spec_alloc(p->spec, len);
	snprintf(all, len, "; there are %s", list);
	return all;
}

/* The line further down on which @t would be defined, or 0. */
static uint32_t defined_later(const struct parser *p, const struct tok *t)
{
	for (uint32_t i = p->line; i < p->scn->nlines; i++) {
		const char *s = p->scn->lines[i];
		size_t word;

		s += strspn(s, " \t");
		word = strcspn(s, " \t#\"");
		if (!word || !strncmp(s, "expect", word) || !strncmp(s, "step", word))
			continue;
		s += word;
		s += strspn(s, " \t");
		if (!strncmp(s, t->s, t->len) && (!s[t->len] || strchr(" \t#", s[t->len])))
			return i + 1;
	}
	return 0;
}

const char *name_hint(const struct parser *p, const struct tok *t, char *buf,
		      size_t size)
{
	const struct names *n = &p->names;
	unsigned int best = limit_for(t->len) + 1;
	const struct name *found = NULL;
	uint32_t later;

	if (t->string) {
		snprintf(buf, size, "; names are written without quotes");
		return buf;
	}
	later = defined_later(p, t);
	if (later) {
		snprintf(buf, size, "; it is defined below, on line %u: move that up",
			 later);
		return buf;
	}
	for (uint32_t i = 0; i < n->n && i < HINT_MAX_NAMES; i++) {
		const struct name *v = &n->v[i];
		unsigned int d = distance(t->s, t->len, v->s, v->len, best - 1);

		if (d < best && d < t->len && d < v->len) {
			best = d;
			found = v;
		}
	}
	if (found)
		snprintf(buf, size, "; did you mean '%.*s'?", (int)found->len,
			 found->s);
	else
		snprintf(buf, size, "; define it on a line above");
	return buf;
}

bool name_is_mapping(const struct parser *p, const struct tok *t)
{
	const struct name *n = t && !t->string ? name_find(p, t->s, t->len) : NULL;

	return n && n->kind == NAME_MAPPING;
}

/* --- names that steps of processes gave ---------------------------------------- */

bool uapi_said(const struct parser *p, enum scn_uapi_op op, const struct tok *t)
{
	for (uint32_t i = 0; t && i < p->scn->nsteps; i++) {
		const struct scn_step *s = &p->scn->steps[i];

		if (s->uapi && s->uapi->op == op && s->uapi->name &&
		    tok_is(t, s->uapi->name))
			return true;
	}
	return false;
}

bool uapi_is_import(const struct parser *p, const struct tok *t)
{
	return uapi_said(p, SCN_UAPI_IMPORT, t) ||
	       uapi_said(p, SCN_UAPI_IOMMUFD_MAP, t) ||
	       uapi_said(p, SCN_UAPI_MEMORY_MAP, t) ||
	       uapi_said(p, SCN_UAPI_GUEST_TABLES, t);
}

bool uapi_is_window(const struct parser *p, const struct tok *t)
{
	return uapi_said(p, SCN_UAPI_MMAP, t);
}

const char *uapi_called(const struct parser *p, const struct tok *t)
{
	if (!t || t->string)
		return NULL;
	return uapi_said(p, SCN_UAPI_EXPORT, t) ? "a buffer" :
	       uapi_is_import(p, t) ? "an importer" :
	       uapi_is_window(p, t) ? "a window" :
	       uapi_said(p, SCN_UAPI_SAVE, t) ? "a stream" :
	       uapi_said(p, SCN_UAPI_GUEST, t) ? "a guest" :
	       uapi_said(p, SCN_UAPI_IOAS, t) ? "an I/O address space" :
	       uapi_said(p, SCN_UAPI_HWPT, t) ? "a page table" :
	       uapi_said(p, SCN_UAPI_FAULTS, t) ? "a queue of faults" :
	       uapi_said(p, SCN_UAPI_VIOMMU, t) ? "a vIOMMU" :
	       uapi_said(p, SCN_UAPI_VEVENTQ, t) ? "an event queue" : NULL;
}
