// SPDX-License-Identifier: GPL-2.0-only
/*
 * failures.c - what failed, once more, with the command that repeats each: for the
 * end of a long run.
 *
 * Comments, so that the stream stays KTAP for who parses it.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "tools/report/report.h"

/* Of a verdict's checks; the rest is a number. */
#define NAMED 3

void failures_add(struct failures *f, const char *what, const char *replay)
{
	char *text;

	if (asprintf(&text, "#   %s\n#     %s\n", what, replay) < 0)
		abort();
	f->text = reallocarray(f->text, f->n + 1, sizeof(*f->text));
	if (!f->text)
		abort();
	f->text[f->n++] = text;
}

void failures_put(FILE *out, const struct failures *f)
{
	if (f->n)
		fputs("# Failed, and what repeats it:\n", out);
	for (size_t i = 0; i < f->n; i++)
		fputs(f->text[i], out);
}

void failures_free(struct failures *f)
{
	for (size_t i = 0; i < f->n; i++)
		free(f->text[i]);
	free(f->text);
	f->text = NULL;
	f->n = 0;
}

/* The checks that failed, or why there are none. */
static void put_checks(FILE *out, const struct verdict *v, bool strict)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < v->nchecks; i++) {
		const char *name = v->checks[i].name;

		if (!verdict_is_failure(v->checks[i].status, strict) ||
		    ++n > NAMED)
			continue;
		fputs(n == 1 ? ": " : "; ", out);
		for (; *name; name++)
			fputc(iscntrl((unsigned char)*name) ? ' ' : *name, out);
	}
	if (n > NAMED)
		fprintf(out, "; %u more", n - NAMED);
	if (!n && v->reason)
		fprintf(out, ": %.*s", (int)strcspn(v->reason, "\n"), v->reason);
}

static void add_verdict(struct failures *f, const struct report *r,
			size_t result, uint32_t kernel)
{
	const struct verdict *v = r->results[result].verdicts[kernel];
	char *what = NULL, *replay;
	size_t len;
	FILE *out;

	if (!verdict_is_failure(v->status, r->strict))
		return;
	out = open_memstream(&what, &len);
	if (!out)
		abort();
	fprintf(out, "%s %s", verdict_status_name(v->status),
		r->results[result].scn->path);
	if (r->nkernels > 1)
		fprintf(out, " on %s", r->kernels[kernel].label);
	put_checks(out, v, r->strict);
	fclose(out);
	replay = report_replay(r, result, kernel);
	failures_add(f, what, replay);
	free(replay);
	free(what);
}

void failures_of(struct failures *f, const struct report *r)
{
	for (size_t i = 0; i < r->nresults; i++)
		for (uint32_t k = 0; k < r->nkernels; k++)
			add_verdict(f, r, i, k);
}
