// SPDX-License-Identifier: GPL-2.0-only
/*
 * stack.c - resolves stacks, and picks the kernel function that is the culprit.
 *
 * It must not know what happened, only where.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cpu/registers.h"
#include "sim/run/stack.h"
#include "sim/run/symbol.h"

#define MAX_INLINED 16

/* Messengers: they report what their caller did. */
static const char *const messengers[] = {
	"warn_slowpath_fmt", "__warn_printk", "__warn", "panic", "vpanic",
	"refcount_warn_saturate", "__list_add_valid_or_report",
	"__list_del_entry_valid_or_report", "dump_stack", "dump_stack_lvl",
	"memcpy", "__memcpy", "memset", "__memset", "memmove", "__memmove",
};

static struct symbols *symbols_of(struct run_kernel *k)
{
	if (!k->symbols_tried) {
		k->symbols_tried = true;
		k->symbols = symbols_open(k->kernel->path);
	}
	return k->symbols;
}

static bool is_messenger(const char *function)
{
	for (size_t i = 0; i < sizeof(messengers) / sizeof(*messengers); i++)
		if (!strcmp(function, messengers[i]))
			return true;
	return false;
}

/* The kernel's judge of how others lock. */
static bool is_validator(const char *file)
{
	return !strcmp(file, "kernel/locking/lockdep.c");
}

/* A header's inline function: it says little without who used it. */
static bool is_header(const char *file)
{
	size_t n = strlen(file);

	return n > 2 && !strcmp(file + n - 2, ".h");
}

/*
 * How good a frame is to blame: a function of the kernel tree's own source
 * files, then one of its headers, then a messenger, then one of our side.
 */
static int rank(const struct vframe *f)
{
	if (f->environment)
		return 0;
	if (!f->file)
		return 1;
	if (is_messenger(f->function) || is_validator(f->file))
		return 2;
	return is_header(f->file) ? 3 : 4;
}

/* The innermost one of the best. */
static int32_t find_culprit(const struct vevent *e)
{
	int32_t best = -1;

	for (uint32_t i = 0; i < e->nframes; i++)
		if (best < 0 || rank(&e->frames[i]) > rank(&e->frames[best]))
			best = (int32_t)i;
	return best;
}

static struct vframe *add_frame(struct vevent *e, uint32_t *room)
{
	if (e->nframes == *room) {
		*room = *room ? 2 * *room : 32;
		e->frames = realloc(e->frames, *room * sizeof(*e->frames));
		if (!e->frames)
			abort();
	}
	return &e->frames[e->nframes++];
}

static void fill_frame(struct verdict *v, struct vframe *f,
		       const struct symbol *sym, bool by_declaration)
{
	f->function = verdict_strdup(v, sym->function);
	f->file = verdict_strdup(v, sym->file);
	f->line = by_declaration ? sym->decl_line : sym->line;
	f->environment = sym->environment;
}

/* Whoever asked the validator comes first, not what it called to report. */
static void drop_validator(struct vevent *e)
{
	uint32_t n = 0, judged = 0;

	for (; n < e->nframes; n++) {
		const struct vframe *f = &e->frames[n];

		if (f->file && is_validator(f->file))
			judged = n + 1;
		else if (!f->environment)
			break;
	}
	if (n == e->nframes)
		return;
	e->nframes -= judged;
	memmove(e->frames, e->frames + judged,
		e->nframes * sizeof(*e->frames));
}

/* Into the verdict's own storage. */
static void keep_frames(struct verdict *v, struct vevent *e)
{
	struct vframe *frames = e->frames;

	drop_validator(e);
	e->frames = NULL;
	if (e->nframes) {
		e->frames = verdict_alloc(v, e->nframes * sizeof(*frames));
		memcpy(e->frames, frames, e->nframes * sizeof(*frames));
	}
	free(frames);
	e->culprit = find_culprit(e);
}

/*
 * Where the innermost function keeps its return address near the stack
 * pointer, its caller is not in the chain of frame pointers: put it in.
 */
static void add_caller(struct run_kernel *k, struct stack_sample *s)
{
	int64_t cfa;
	uint64_t ret;

	if (!s->n || !s->ntop || s->n > CRASH_SAMPLE_DEPTH)
		return;
	cfa = symbols_cfa_above_sp(symbols_of(k), s->frames[0]);
	if (cfa < CPU_RETURN_BELOW_CFA || cfa > (int64_t)(8 * s->ntop))
		return;
	ret = s->top[(cfa - CPU_RETURN_BELOW_CFA) / 8];
	if (!kernel_contains(k->kernel, ret))
		return;
	memmove(s->frames + 2, s->frames + 1,
		(s->n - 1) * sizeof(*s->frames));
	s->frames[1] = ret - k->kernel->base;
	s->n++;
}

/* The linker leads a call of the kernel's through here; its caller is of interest. */
static bool is_passage(const struct symbol *s)
{
	return s->environment && !strncmp(s->function, "__wrap_", 7);
}

void stack_resolve(struct verdict *v, struct run_kernel *k, struct vevent *e,
		   struct stack_sample *sample)
{
	struct symbol syms[MAX_INLINED];
	uint32_t room = 0;

	add_caller(k, sample);
	for (uint32_t i = 0; i < sample->n; i++) {
		size_t m = symbols_resolve(symbols_of(k), sample->frames[i],
					   syms, MAX_INLINED);

		for (size_t j = 0; j < m; j++)
			if (!e->nframes || !is_passage(&syms[j]))
				fill_frame(v, add_frame(e, &room), &syms[j],
					   false);
	}
	keep_frames(v, e);
}

/*
 * A line of the kernel's log, with the offsets of code in it ("<+0x1234>",
 * sim/env/sched/lockreport.c) turned into functions and lines.
 */
const char *stack_log(struct verdict *v, struct run_kernel *k, const char *text)
{
	char line[1024];
	size_t n = 0;

	if (!strstr(text, "<+0x"))
		return verdict_strdup(v, text);
	while (*text && n + 1 < sizeof(line)) {
		struct symbol syms[MAX_INLINED];
		char *end;
		uint64_t offset = strncmp(text, "<+0x", 4) ? 0 :
				  strtoull(text + 2, &end, 16);
		const struct symbol *at;

		if (!offset || *end != '>') {
			line[n++] = *text++;
			continue;
		}
		at = &syms[symbols_resolve(symbols_of(k), offset, syms,
					   MAX_INLINED) - 1];
		n += (size_t)snprintf(line + n, sizeof(line) - n, "%s()",
				      at->function);
		if (n < sizeof(line) && at->file)
			n += (size_t)snprintf(line + n, sizeof(line) - n,
					      " %s:%d", at->file, at->line);
		if (n >= sizeof(line))
			n = sizeof(line) - 1;
		text = end + 1;
	}
	line[n] = '\0';
	return verdict_strdup(v, line);
}

/* One sample's functions, outermost first, without the inlined ones. */
struct calls {
	uint32_t n;
	struct symbol fn[CRASH_SAMPLE_DEPTH + 1];
	bool agrees;
};

static void name_calls(struct symbols *s, const struct stack_sample *sample,
		       struct calls *c)
{
	struct symbol syms[MAX_INLINED];

	c->n = 0;
	c->agrees = true;
	for (uint32_t i = sample->n; i-- > 0;) {
		size_t m = symbols_resolve(s, sample->frames[i], syms,
					   MAX_INLINED);

		/* The line where an inlined call stands moves with the sample;
		 * the function's own beginning does not. */
		c->fn[c->n] = syms[m - 1];
		c->n++;
	}
}

static bool same_function(const struct symbol *a, const struct symbol *b)
{
	return a->entry == b->entry && !strcmp(a->function, b->function);
}

/* The most frequent function at @depth among samples that agree so far. */
static uint32_t vote(const struct calls *c, uint32_t n, uint32_t depth,
		     const struct symbol **winner)
{
	uint32_t best = 0;

	for (uint32_t i = 0; i < n; i++) {
		uint32_t votes = 0;

		if (!c[i].agrees || c[i].n <= depth)
			continue;
		for (uint32_t j = 0; j < n; j++)
			if (c[j].agrees && c[j].n > depth &&
			    same_function(&c[i].fn[depth], &c[j].fn[depth]))
				votes++;
		if (votes > best) {
			best = votes;
			*winner = &c[i].fn[depth];
		}
	}
	return best;
}

static void follow(struct calls *c, uint32_t n, uint32_t depth,
		   const struct symbol *winner)
{
	for (uint32_t i = 0; i < n; i++)
		if (c[i].n <= depth ||
		    !same_function(&c[i].fn[depth], winner))
			c[i].agrees = false;
}

/* Three quarters must agree: hand-written code may hide a frame. */
void stack_resolve_hang(struct verdict *v, struct run_kernel *k,
			struct vevent *e, struct stack_sample *samples,
			uint32_t n)
{
	struct calls *c = calloc(n + 1, sizeof(*c));
	const struct symbol *shared[CRASH_SAMPLE_DEPTH];
	uint32_t depth = 0, room = 0;

	for (uint32_t i = 0; c && i < n; i++) {
		add_caller(k, &samples[i]);
		name_calls(symbols_of(k), &samples[i], &c[i]);
	}
	while (c && depth < CRASH_SAMPLE_DEPTH) {
		const struct symbol *winner = NULL;

		if (4 * vote(c, n, depth, &winner) < 3 * n || !winner)
			break;
		follow(c, n, depth, winner);
		shared[depth++] = winner;
	}
	while (depth-- > 0)
		fill_frame(v, add_frame(e, &room), shared[depth], true);
	keep_frames(v, e);
	free(c);
}
