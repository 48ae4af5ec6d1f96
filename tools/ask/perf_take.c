// SPDX-License-Identifier: GPL-2.0-only
/*
 * perf_take.c - what the child recorded of streams (see perf.h), found again.
 */
#include <stdlib.h>
#include <string.h>

#include "tools/ask/perf.h"

struct raw {
	const unsigned char *at;
	size_t left;
};

/* All that is recorded is of multiples of 8 bytes. */
static const void *take(struct raw *r, size_t n)
{
	const void *at = r->at;

	if (n > r->left)
		return NULL;
	r->at += n;
	r->left -= n;
	return at;
}

static bool take_run(struct raw *r, uint32_t streams, struct perf_result *out)
{
	const struct perf_run *run = take(r, sizeof(*run));

	if (!run)
		return false;
	out->run = *run;
	out->row = take(r, streams * sizeof(*out->row));
	out->link = out->row ? take(r, run->nlinks * sizeof(*out->link)) : NULL;
	return out->link != NULL;
}

bool perf_take(const void *raw, size_t len, uint32_t streams, struct perf_answer *out)
{
	struct raw r = { raw, len };
	const struct perf_way *way;

	*out = (struct perf_answer){ .way = raw };
	for (; out->nways < streams; out->nways++) {
		way = take(&r, sizeof(*way));
		if (!way)
			return false;
		if (way->refusal) {
			out->nways++;
			return true;
		}
	}
	while (r.left) {
		struct perf_result *more = realloc(out->result, (out->n + 1) * sizeof(*more));

		if (!more)
			abort();	/* out of memory: nothing sensible is left to do */
		out->result = more;
		if (!take_run(&r, streams, &out->result[out->n]))
			return false;
		out->n++;
	}
	return out->n > 0;
}

void perf_answer_free(struct perf_answer *a)
{
	free(a->result);
	*a = (struct perf_answer){ 0 };
}

const struct perf_link *perf_busiest(const struct perf_result *r)
{
	const struct perf_link *most = NULL;

	for (uint32_t i = 0; i < r->run.nlinks; i++)
		if (!most || r->link[i].permille > most->permille)
			most = &r->link[i];
	return most;
}
