// SPDX-License-Identifier: GPL-2.0-only
/*
 * summary.c - prints differences (see summary.h).  The same change shows in
 * many scenarios and modes: it is printed once, with the places.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/facts/plural.h"
#include "tools/judge/summary.h"
#include "tools/judge/trial.h"

/* Places of one difference that are named; the others are counted. */
#define MAX_PLACES 4u
/* Lines of what is said of one, where not everything is asked for. */
#define FEW_NOTES 5u
/* In a mail: of a law that is broken, and of anything else. */
#define BRIEF_BROKEN 2u
#define BRIEF_OTHER 1u

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

/* A law is broken in its own words in each scenario: those are one group. */
bool summary_alike(const struct difference *a, const struct difference *b)
{
	if (a->class != b->class || !same_text(a->what, b->what) ||
	    !same_text(a->was, b->was) || !same_text(a->is, b->is))
		return false;
	return !strncmp(a->what, "law ", 4) ||
	       same_text(a->nnotes ? a->notes[0] : NULL,
			 b->nnotes ? b->notes[0] : NULL);
}

void summary_counts(FILE *out, const struct comparison *c)
{
	uint64_t n = 0;
	bool any = false;

	for (int i = 0; i < DIFF_CLASSES; i++)
		n += c->results[i];
	fprintf(out, "%llu result%s:", (unsigned long long)n, plural(n));
	for (int i = DIFF_CLASSES; i-- > 0;) {
		if (!c->results[i])
			continue;
		fprintf(out, "%s %llu %s", any ? "," : "",
			(unsigned long long)c->results[i],
			diff_class_name((enum diff_class)i));
		any = true;
	}
	if (c->skipped)
		fprintf(out, "; %llu not expressible on either",
			(unsigned long long)c->skipped);
	if (c->unjudged_both)
		fprintf(out, "; %llu of the SAME could be judged on neither",
			(unsigned long long)c->unjudged_both);
}

static void put_place(FILE *out, const char *indent, const struct difference *d)
{
	fprintf(out, "%s    in %s", indent, d->scn->path);
	if (d->line)
		fprintf(out, ":%u", d->line);
	if (strcmp(d->mode, "as written"))
		fprintf(out, " (%s)", d->mode);
	fputc('\n', out);
}

/* How many lines of notes, or places, of @d are printed at most; 0: all. */
static uint32_t most_of(const struct difference *d, const struct summary_options *opt,
			uint32_t most)
{
	if (!opt->brief)
		return most;
	return d->class == DIFF_BROKEN ? BRIEF_BROKEN : BRIEF_OTHER;
}

static void put_notes(FILE *out, const struct difference *d,
		      const struct summary_options *opt)
{
	const uint32_t few = most_of(d, opt, opt->most ? FEW_NOTES : 0);

	for (uint32_t i = 0; i < d->nnotes; i++) {
		/* One more line is no longer than saying that there is one. */
		if (few && i == few && d->nnotes > few + 1) {
			fprintf(out, "%s    ...\n", opt->indent);
			break;
		}
		fprintf(out, "%s    %s\n", opt->indent, d->notes[i]);
	}
}

static void put_group(FILE *out, const struct comparison *c, uint32_t first,
		      bool *printed, const struct summary_options *opt)
{
	const struct difference *d = &c->items[first];
	const uint32_t most = most_of(d, opt, MAX_PLACES);
	uint32_t places = 0;

	fprintf(out, "%s%-8s %s: %s -> %s\n", opt->indent,
		diff_class_name(d->class), d->what, d->was, d->is);
	put_notes(out, d, opt);
	for (uint32_t i = first; i < c->n; i++) {
		if (printed[i] || !summary_alike(d, &c->items[i]))
			continue;
		printed[i] = true;
		if (places++ < most)
			put_place(out, opt->indent, &c->items[i]);
	}
	if (places > most)
		fprintf(out, "%s    and in %u more\n", opt->indent,
			places - most);
	if (opt->kernel)
		fprintf(out, "%s    again: hairpin run%s%s -k %s %s\n", opt->indent,
			opt->options ? opt->options : "", course_mode_options(d->mode),
			opt->kernel, d->scn->path);
}

/* Is a law broken or mended in the same scenario and mode? */
static bool beside_law(const struct comparison *c, const struct difference *d)
{
	for (uint32_t i = 0; i < c->n; i++)
		if (c->items[i].scn == d->scn && (c->items[i].class == DIFF_BROKEN ||
						 c->items[i].class == DIFF_MENDED))
			return true;
	return false;
}

/* Marks the answers where a law is broken or mended as well.  How many there are. */
static uint32_t mark_beside(const struct comparison *c, bool *printed)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < c->n; i++) {
		const struct difference *d = &c->items[i];

		if (d->class != DIFF_CHANGED || !beside_law(c, d))
			continue;
		printed[i] = true;
		n++;
	}
	return n;
}

void summary_differences(FILE *out, const struct comparison *c,
			 const struct summary_options *opt)
{
	bool *printed = calloc(c->n + 1, sizeof(*printed));
	uint32_t beside;

	if (!printed)
		abort();
	beside = opt->brief ? mark_beside(c, printed) : 0;
	for (int class = DIFF_BROKEN; class > DIFF_SAME; class--) {
		const uint32_t most = opt->brief && class == DIFF_BROKEN ? 0 :
			beside && class == DIFF_CHANGED ? 1 : opt->most;
		uint32_t shown = 0, more = 0;

		for (uint32_t i = 0; i < c->n; i++) {
			if (printed[i] || (int)c->items[i].class != class)
				continue;
			if (most && shown == most) {
				more++;
				continue;
			}
			shown++;
			put_group(out, c, i, printed, opt);
		}
		if (more)
			fprintf(out, "%s%-8s %u more difference%s (%s)\n", opt->indent,
				diff_class_name((enum diff_class)class), more, plural(more),
				opt->brief ? "validate -v" : "-v prints all");
	}
	if (beside)
		fprintf(out, "%s%-8s %u answer%s where a law is BROKEN or MENDED (validate -v)\n", opt->indent,
			diff_class_name(DIFF_CHANGED), beside, plural(beside));
	free(printed);
}
