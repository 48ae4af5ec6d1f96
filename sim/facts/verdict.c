// SPDX-License-Identifier: GPL-2.0-only
/*
 * verdict.c - storage and names for verdicts.
 *
 * It must not know how a verdict came about, nor how it is printed.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/facts/verdict.h"

void verdict_init(struct verdict *v)
{
	memset(v, 0, sizeof(*v));
}

void verdict_free(struct verdict *v)
{
	arena_free(&v->arena);
	memset(v, 0, sizeof(*v));
}

/* What it grew from stays in the arena: that is as much again, at the most. */
static void *grow(struct verdict *v, void *array, uint32_t n, uint32_t *room,
		  size_t size)
{
	void *larger;

	if (n < *room)
		return array;
	*room = *room ? 2 * *room : 8;
	larger = arena_alloc(&v->arena, *room * size);
	if (n)
		memcpy(larger, array, n * size);
	return larger;
}

#define APPEND(v, array, count)                                               \
	((v)->array = grow(v, (v)->array, (v)->count, &(v)->room.array,       \
			   sizeof(*(v)->array)),                              \
	 &(v)->array[(v)->count++])

struct check *verdict_add_check(struct verdict *v)
{
	return APPEND(v, checks, nchecks);
}

struct vevent *verdict_add_event(struct verdict *v)
{
	return APPEND(v, events, nevents);
}

struct vlog *verdict_add_log(struct verdict *v)
{
	return APPEND(v, log, nlog);
}

struct vfunction *verdict_add_function(struct verdict *v)
{
	return APPEND(v, functions, nfunctions);
}

struct vpair *verdict_add_pair(struct verdict *v)
{
	return APPEND(v, pairs, npairs);
}

struct proof *verdict_add_proof(struct verdict *v)
{
	return APPEND(v, proofs, nproofs);
}

struct proof_unmapped *verdict_add_unmapped(struct verdict *v)
{
	return APPEND(v, unmapped, nunmapped);
}

struct proof_reach *verdict_add_reach(struct verdict *v)
{
	return APPEND(v, reached, nreached);
}

struct proof_revoke *verdict_add_revoke(struct verdict *v)
{
	return APPEND(v, revokes, nrevokes);
}

struct proof_unbalanced *verdict_add_unbalanced(struct verdict *v)
{
	return APPEND(v, unbalanced, nunbalanced);
}

struct vconfig *verdict_add_config(struct verdict *v)
{
	struct vconfig *c = APPEND(v, configs, nconfigs);

	memset(c, 0, sizeof(*c));
	return c;
}

struct proof_guest *verdict_add_guest(struct verdict *v)
{
	return APPEND(v, guests, nguests);
}

struct proof_config_write *verdict_add_config_write(struct verdict *v, struct vconfig *c)
{
	c->writes = grow(v, c->writes, c->nwrites, &c->room, sizeof(*c->writes));
	return &c->writes[c->nwrites++];
}

struct proof_late *verdict_add_late(struct verdict *v)
{
	return APPEND(v, lates, nlates);
}

struct proof_vram *verdict_add_vram(struct verdict *v)
{
	return APPEND(v, vrams, nvrams);
}

struct proof_migration *verdict_add_migration(struct verdict *v)
{
	return APPEND(v, migrations, nmigrations);
}

bool verdict_is_late(const struct verdict *v, enum proof_late_kind kind)
{
	for (uint32_t i = 0; i < v->nlates; i++)
		if (v->lates[i].kind == kind)
			return true;
	return false;
}

const char *verdict_strdup(struct verdict *v, const char *s)
{
	return s ? memcpy(arena_alloc(&v->arena, strlen(s) + 1), s,
			  strlen(s) + 1) : NULL;
}

void *verdict_alloc(struct verdict *v, size_t size)
{
	return arena_alloc(&v->arena, size);
}

static const char *vprint(struct verdict *v, const char *fmt, va_list ap)
{
	char *text = NULL;
	const char *copy;

	if (vasprintf(&text, fmt, ap) < 0)
		abort();
	copy = verdict_strdup(v, text);
	free(text);
	return copy;
}

const char *verdict_printf(struct verdict *v, const char *fmt, ...)
{
	const char *text;
	va_list ap;

	va_start(ap, fmt);
	text = vprint(v, fmt, ap);
	va_end(ap);
	return text;
}

static void append_diag(struct verdict *v, struct check *c, const char *text)
{
	const char **lines = c->diag;

	/* Its room is the next power of two. */
	if (!(c->ndiag & (c->ndiag - 1))) {
		lines = verdict_alloc(v, (c->ndiag ? 2 * c->ndiag : 1) * sizeof(*lines));
		if (c->ndiag)
			memcpy(lines, c->diag, c->ndiag * sizeof(*lines));
		c->diag = lines;
	}
	lines[c->ndiag++] = text;
}

void check_diag(struct verdict *v, struct check *c, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	append_diag(v, c, vprint(v, fmt, ap));
	va_end(ap);
}

const char *verdict_status_name(enum verdict_status s)
{
	static const char *const names[] = { "PASS",  "SKIP", "XFAIL",
					     "XPASS", "FAIL", "ERROR" };

	return names[s];
}

const char *event_kind_name(uint32_t kind)
{
	static const char *const names[] = {
		"?",	"warn", "bug",	     "oops",   "panic",
		"trap", "hang", "sanitizer", "misuse", "leak", "injected",
		"machine-check", "switched",
	};

	return kind < sizeof(names) / sizeof(*names) ? names[kind] : "?";
}

const char *map_type_name(uint32_t type)
{
	static const char *const names[] = {
		"UNKNOWN", "NONE", "NOT_SUPPORTED", "BUS_ADDR",
		"THRU_HOST_BRIDGE",
	};

	return type < sizeof(names) / sizeof(*names) ? names[type] : "?";
}

const struct vevent *verdict_injected(const struct verdict *v)
{
	for (uint32_t i = 0; i < v->nevents; i++)
		if (v->events[i].kind == HP_EVENT_INJECTED)
			return &v->events[i];
	return NULL;
}

bool verdict_is_failure(enum verdict_status s, bool strict)
{
	return s == VERDICT_FAIL || s == VERDICT_ERROR ||
	       (strict && s == VERDICT_XPASS);
}

const char *event_summary(struct verdict *v, const struct vevent *e)
{
	const char *kind = event_kind_name(e->kind);
	const char *sep = e->text && *e->text ? ": " : "";
	const char *text = e->text ? e->text : "";
	const struct vframe *f;

	if (e->kind == HP_EVENT_TRAP) {
		text = verdict_printf(v, "'%s' is not provided", text);
		sep = ": ";
	}
	if (e->culprit < 0)
		return verdict_printf(v, "%s%s%s", kind, sep, text);
	f = &e->frames[e->culprit];
	if (!f->file)
		return verdict_printf(v, "%s%s%s in %s()", kind, sep, text,
				      f->function);
	return verdict_printf(v, "%s%s%s in %s() %s:%d", kind, sep, text,
			      f->function, f->file, f->line);
}

bool known_leak_is(const struct known_leak *k, const struct vevent *e)
{
	if (e->kind != HP_EVENT_LEAK || e->culprit < 0 ||
	    strcmp(e->frames[e->culprit].function, k->allocator))
		return false;
	for (uint32_t f = 0; f < e->nframes; f++)
		if (!strcmp(e->frames[f].function, k->function))
			return true;
	return false;
}
