// SPDX-License-Identifier: GPL-2.0-only
/*
 * compare.c - the results of statements and laws on two kernels (see
 * compare.h).  What the kernel decided beside them is compare_facts.c's.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "sim/base/limit.h"
#include "tools/common/exit.h"
#include "tools/judge/internal.h"

/* More lines of one diagnostic would hide the next difference. */
#define MAX_NOTES 12u

static const char *const class_names[DIFF_CLASSES] = {
	[DIFF_SAME] = "SAME", [DIFF_CHANGED] = "CHANGED",
	[DIFF_MENDED] = "MENDED", [DIFF_UNJUDGED] = "UNJUDGED",
	[DIFF_BROKEN] = "BROKEN",
};

const char *diff_class_name(enum diff_class class)
{
	return class < DIFF_CLASSES ? class_names[class] : "?";
}

/* The class of that name in lower or upper case; -1: there is none. */
static int diff_class_of(const char *name)
{
	for (int i = 0; i < DIFF_CLASSES; i++)
		if (!strcasecmp(class_names[i], name))
			return i;
	return -1;
}

void comparison_init(struct comparison *c)
{
	memset(c, 0, sizeof(*c));
}

void comparison_free(struct comparison *c)
{
	free(c->items);
	arena_free(&c->strings);
	memset(c, 0, sizeof(*c));
}

enum diff_class comparison_worst(const struct comparison *c)
{
	enum diff_class worst = DIFF_SAME;

	for (int i = DIFF_SAME; i < DIFF_CLASSES; i++)
		if (c->results[i])
			worst = (enum diff_class)i;
	return worst;
}

static const char *keep(struct comparison *c, const char *s)
{
	return s ? memcpy(arena_alloc(&c->strings, strlen(s) + 1), s,
			  strlen(s) + 1) : NULL;
}

static const char *vkeep(struct comparison *c, const char *fmt, va_list args)
{
	const char *kept;
	char *text;

	if (vasprintf(&text, fmt, args) < 0)
		abort();
	kept = keep(c, text);
	free(text);
	return kept;
}

const char *comparison_printf(struct comparison *c, const char *fmt, ...)
{
	const char *kept;
	va_list args;

	va_start(args, fmt);
	kept = vkeep(c, fmt, args);
	va_end(args);
	return kept;
}

struct difference *difference_add(struct pairing *p, enum diff_class class,
				  const char *what, int32_t step,
				  const char *was, const char *is)
{
	struct comparison *c = p->c;
	struct difference *d;

	if (c->n == c->room) {
		c->room = c->room ? 2 * c->room : 64;
		c->items = realloc(c->items, c->room * sizeof(*c->items));
		if (!c->items)
			abort();
	}
	d = &c->items[c->n++];
	*d = (struct difference){
		.class = class, .scn = p->scn, .mode = p->mode,
		.what = keep(c, what), .was = keep(c, was), .is = keep(c, is),
	};
	if (step >= 0)
		d->line = p->scn->steps[step].loc.line;
	if (class > p->worst)
		p->worst = class;
	return d;
}

void difference_note(struct pairing *p, const char *fmt, ...)
{
	struct difference *d = &p->c->items[p->c->n - 1];
	va_list args;

	if (d->nnotes == MAX_NOTES)
		return;
	if (!d->notes)
		d->notes = arena_alloc(&p->c->strings,
				       MAX_NOTES * sizeof(*d->notes));
	va_start(args, fmt);
	d->notes[d->nnotes++] = vkeep(p->c, fmt, args);
	va_end(args);
	if (d->nnotes == MAX_NOTES)
		d->notes[MAX_NOTES - 1] = "...";
}

/* A law or the boot is violated; that it was said to be makes no difference. */
static bool violated(const struct check *c)
{
	return c && (c->status == VERDICT_FAIL || c->status == VERDICT_XFAIL ||
		     c->status == VERDICT_ERROR);
}

static const struct check *find(const struct verdict *v, const struct check *like)
{
	for (uint32_t i = 0; i < v->nchecks; i++)
		if (v->checks[i].step == like->step &&
		    !strcmp(v->checks[i].name, like->name))
			return &v->checks[i];
	return NULL;
}

static bool same_lines(const struct check *a, const struct check *b)
{
	if (a->ndiag != b->ndiag)
		return false;
	for (uint32_t i = 0; i < a->ndiag; i++)
		if (strcmp(a->diag[i], b->diag[i]))
			return false;
	return true;
}

static const char *law_word(const struct check *c)
{
	if (!c)
		return "nothing to judge";
	return violated(c) ? "violated" : "holds";
}

static void note_lines(struct pairing *p, const struct check *c)
{
	for (uint32_t i = 0; i < c->ndiag; i++)
		difference_note(p, "%s", c->diag[i]);
}

/* "xfail law path when ..." as the scenario has it: it no longer says the truth. */
static void note_stale_law(struct pairing *p, const char *law)
{
	for (uint32_t i = 0; i < p->scn->nxlaws; i++)
		if (!strcmp(p->scn->xlaws[i].name, law))
			difference_note(p, "stale: %s:%u says xfail law %s",
					p->scn->xlaws[i].loc.file,
					p->scn->xlaws[i].loc.line, law);
}

static bool not_reached(const struct check *c)
{
	return c->status == VERDICT_SKIP && c->reason &&
	       !strcmp(c->reason, "not reached");
}

/* It ended before statements that the other kernel reached: laws saw less of it. */
static bool cut_short(const struct pairing *p)
{
	for (uint32_t i = 0; i < p->is->nchecks; i++) {
		const struct check *is = &p->is->checks[i], *was;

		was = not_reached(is) ? find(p->was, is) : NULL;
		if (was && !not_reached(was))
			return true;
	}
	return false;
}

/* @was or @is may be NULL: that kernel left nothing for this law to judge. */
static void compare_law(struct pairing *p, const char *name,
			const struct check *was, const struct check *is)
{
	const bool bad_was = violated(was), bad_is = violated(is);

	if (was && is && (was->status == VERDICT_SKIP || is->status == VERDICT_SKIP))
		return;
	if (!bad_was && bad_is && p->base && violated(find(p->base, is))) {
		difference_add(p, DIFF_CHANGED, name, -1, law_word(was),
			       "violated, as on the base");
	} else if (!bad_was && bad_is) {
		difference_add(p, DIFF_BROKEN, name, -1, law_word(was), law_word(is));
		note_lines(p, is);
	} else if (bad_was && !bad_is && cut_short(p)) {
		return;
	} else if (bad_was && !bad_is) {
		difference_add(p, DIFF_MENDED, name, -1, law_word(was), law_word(is));
		if (is && is->status == VERDICT_XPASS)
			note_stale_law(p, name + strlen("law "));
	} else if (bad_was && is && !same_lines(was, is)) {
		difference_add(p, DIFF_CHANGED, name, -1, "violated",
			       "violated in another way");
		note_lines(p, is);
	}
}


/* The line that says "xfail leak FUNCTION"; 0: there is none. */
static uint32_t line_of_leak(const struct scenario *scn, const char *function)
{
	for (uint32_t i = 0; i < scn->nlines; i++) {
		const char *at = strstr(scn->lines[i], "leak");

		if (!strncmp(scn->lines[i], "xfail", 5) && at && strstr(at, function))
			return i + 1;
	}
	return 0;
}

static bool loses(const struct verdict *v, const struct scn_leak *leak)
{
	const struct known_leak k = { leak->function, leak->allocator, leak->most };

	for (uint32_t i = 0; i < v->nevents; i++)
		if (known_leak_is(&k, &v->events[i]))
			return true;
	return false;
}

/*
 * What "xfail leak" says of is no violation of law lifetime: only here is it seen
 * that the leak is gone, or came.
 */
static void compare_known_leaks(struct pairing *p, const struct check *was,
				const struct check *is)
{
	if (was->status == VERDICT_SKIP || is->status == VERDICT_SKIP)
		return;
	for (uint32_t i = 0; i < p->scn->nleaks; i++) {
		const char *function = p->scn->leaks[i].function;
		const bool a = loses(p->was, &p->scn->leaks[i]);
		const bool b = loses(p->is, &p->scn->leaks[i]);
		const char *what;

		if (a == b)
			continue;
		what = comparison_printf(p->c, "leak in %s()", function);
		if (b) {
			/* What leaks was not reached before: the leak is known. */
			difference_add(p, DIFF_CHANGED, what, -1, "none",
				       "memory is lost, as xfail leak says");
			continue;
		}
		difference_add(p, DIFF_MENDED, what, -1, "memory is lost", "none");
		difference_note(p, "stale: %s:%u says xfail leak %s", p->scn->path,
				line_of_leak(p->scn, function), function);
	}
}

/* What a statement gave: its answer if it has one, else pass or fail. */
static const char *step_word(const struct check *c)
{
	return c->brief ? c->brief : verdict_status_name(c->status);
}

/* The rest of the diagnostic line that begins with @key; NULL: it has none. */
static const char *diag_after(const struct check *c, const char *key)
{
	const size_t n = strlen(key);

	for (uint32_t i = 0; i < c->ndiag; i++)
		if (!strncmp(c->diag[i], key, n))
			return c->diag[i] + n + strspn(c->diag[i] + n, " ");
	return NULL;
}

/*
 * What the kernel answered: a statement that fails says it.  One that holds got what the
 * other kernel was expected to give.  NULL: it is not known.
 */
static const char *answer_of(const struct check *c, const struct check *other)
{
	const char *answer = diag_after(c, "kernel:");

	if (!answer && c->status == VERDICT_PASS)
		answer = diag_after(other, "expected:");
	return answer;
}

static void note_hardware(struct pairing *p, int32_t step)
{
	const char *was = hardware_word(p->c, p->was, step);
	const char *is = hardware_word(p->c, p->is, step);

	if (was && is && strcmp(was, is))
		difference_note(p, "hardware, before: %s", was);
	if (is)
		difference_note(p, "hardware%s: %s",
				was && strcmp(was, is) ? ", now" : "", is);
}

/* A statement's answer.  Expectations pin answers: they break no law. */
static void compare_step(struct pairing *p, const struct check *was,
			 const struct check *is)
{
	const char *word_was = step_word(was), *word_is = step_word(is);
	const bool stale = was->status == VERDICT_XFAIL && is->status == VERDICT_XPASS;
	const char *gave_was = answer_of(was, is), *gave_is = answer_of(is, was);

	if (not_reached(was) || not_reached(is))
		return;
	if (!was->brief && !is->brief && gave_was && gave_is) {
		word_was = gave_was;
		word_is = gave_is;
	}
	if (stale) {
		difference_add(p, DIFF_MENDED, is->name, is->step, word_was, word_is);
		difference_note(p, "stale: %s:%u says xfail",
				p->scn->path, p->scn->steps[is->step].loc.line);
	} else if (was->status == is->status && !strcmp(word_was, word_is) &&
		   same_lines(was, is)) {
		return;
	} else {
		if (!strcmp(word_was, word_is)) {
			word_was = verdict_status_name(was->status);
			word_is = verdict_status_name(is->status);
		}
		difference_add(p, DIFF_CHANGED, is->name, is->step, word_was, word_is);
		if (verdict_is_failure(is->status, false))
			note_lines(p, is);
	}
	note_hardware(p, is->step);
}

static void compare_boot(struct pairing *p, const struct check *was,
			 const struct check *is)
{
	if (violated(was) == violated(is))
		return;
	difference_add(p, violated(is) ? DIFF_BROKEN : DIFF_MENDED, "boot", -1,
		       verdict_status_name(was->status),
		       verdict_status_name(is->status));
	note_lines(p, violated(is) ? is : was);
}

static void compare_checks(struct pairing *p)
{
	for (uint32_t i = 0; i < p->is->nchecks; i++) {
		const struct check *is = &p->is->checks[i];
		const struct check *was = find(p->was, is);

		if (was && is->step == CHECK_LAW && !strcmp(is->name, "law lifetime"))
			compare_known_leaks(p, was, is);
		if (is->step == CHECK_LAW)
			compare_law(p, is->name, was, is);
		else if (was && is->step == CHECK_BOOT)
			compare_boot(p, was, is);
		else if (was)
			compare_step(p, was, is);
	}
	for (uint32_t i = 0; i < p->was->nchecks; i++) {
		const struct check *was = &p->was->checks[i];

		if (was->step == CHECK_LAW && !find(p->is, was))
			compare_law(p, was->name, was, NULL);
	}
}

static uint64_t conservative(const struct verdict *v)
{
	uint64_t n = 0;

	for (uint32_t i = 0; i < v->nchecks; i++)
		n += v->checks[i].suspect;
	return n;
}

/* Neither kernel, or only one, can express what the scenario requires. */
static bool compare_skipped(struct pairing *p)
{
	const bool was = p->was->status == VERDICT_SKIP && !p->was->nchecks;
	const bool is = p->is->status == VERDICT_SKIP && !p->is->nchecks;
	enum diff_class class = DIFF_CHANGED;

	if (!was && !is)
		return false;
	if (was && is) {
		p->c->skipped++;
		return true;
	}
	if (was && verdict_is_failure(p->is->status, false))
		class = DIFF_BROKEN;
	difference_add(p, class, "the scenario", -1,
		       was ? "SKIP" : verdict_status_name(p->was->status),
		       is ? "SKIP" : verdict_status_name(p->is->status));
	difference_note(p, "%s", was ? p->was->reason : p->is->reason);
	for (uint32_t i = 0; class == DIFF_BROKEN && i < p->is->nchecks; i++) {
		const struct check *c = &p->is->checks[i];

		if (!verdict_is_failure(c->status, false))
			continue;
		difference_note(p, "%s: %s", c->name, verdict_status_name(c->status));
		note_lines(p, c);
	}
	return true;
}

/* What the reason says already. */
static bool says_only(const struct check *c, const char *reason)
{
	return reason && c->ndiag == 1 && !strcmp(c->diag[0], reason);
}

/*
 * Hairpin's own failure, such as a symbol that traps, says nothing of the kernel.  The
 * same one on both is SAME, except where a limit of the user's kept us from looking, or
 * something that nobody was told.
 */
static bool compare_unjudged(struct pairing *p)
{
	const bool was = p->was->status == VERDICT_ERROR;
	const bool is = p->is->status == VERDICT_ERROR;

	if (!was && !is)
		return false;
	if (was && is && !p->is->silent && !limit_said(p->is->reason) && !strcmp(p->was->reason ? p->was->reason : "",
				 p->is->reason ? p->is->reason : "")) {
		p->c->unjudged_both++;
		return true;
	}
	/* That nothing is wrong now is known, and not what was before. */
	difference_add(p, is || verdict_is_failure(p->is->status, false) || p->was->silent ||
		       limit_said(p->was->reason) ? DIFF_UNJUDGED : DIFF_CHANGED, "the scenario", -1,
		       verdict_status_name(p->was->status),
		       verdict_status_name(p->is->status));
	if (p->is->reason)
		difference_note(p, "now: %s", p->is->reason);
	else if (p->was->reason)
		difference_note(p, "before: %s", p->was->reason);
	for (uint32_t i = 0; is && i < p->is->nchecks; i++)
		if (p->is->checks[i].status == VERDICT_ERROR &&
		    !says_only(&p->is->checks[i], p->is->reason))
			note_lines(p, &p->is->checks[i]);
	return true;
}

enum diff_class comparison_add(struct comparison *c, const struct scenario *scn,
			       const char *mode, const struct verdict *was,
			       const struct verdict *is,
			       const struct verdict *base)
{
	struct pairing p = { .c = c, .scn = scn, .mode = mode, .was = was, .is = is,
			     .base = base };
	const uint64_t skipped = c->skipped;

	if (!compare_skipped(&p) && !compare_unjudged(&p)) {
		compare_checks(&p);
		compare_mappings(&p);
		compare_pairs(&p);
		compare_functions(&p);
		compare_log(&p);
		c->conservative_was += conservative(was);
		c->conservative_is += conservative(is);
	}
	if (c->skipped == skipped)
		c->results[p.worst]++;
	if (p.worst == DIFF_SAME && was->trace_hash != is->trace_hash)
		c->retraced++;
	return p.worst;
}

bool diff_classes_of(const char *list, uint32_t *set)
{
	char *copy, *save = NULL;
	bool ok = true;

	*set = 1u << DIFF_SAME | 1u << DIFF_CHANGED | 1u << DIFF_MENDED;
	if (!list)
		return true;
	*set = 0;
	copy = strdup(list);
	for (char *w = strtok_r(copy, ",", &save); w; w = strtok_r(NULL, ",", &save)) {
		const int class = diff_class_of(w);

		ok = ok && class >= 0;
		if (class >= 0)
			*set |= 1u << class;
	}
	free(copy);
	return ok && *set;
}

int comparison_exit(const struct comparison *c, uint32_t expected)
{
	bool fails = false;

	for (int i = DIFF_SAME; i < DIFF_CLASSES; i++)
		if (i != DIFF_UNJUDGED && c->results[i] && !(expected & 1u << i))
			fails = true;
	if (fails)
		return HP_EXIT_FAIL;
	if (c->results[DIFF_UNJUDGED] && !(expected & 1u << DIFF_UNJUDGED))
		return HP_EXIT_TOOL;
	return HP_EXIT_PASS;
}
