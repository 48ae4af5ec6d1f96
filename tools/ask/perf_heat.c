// SPDX-License-Identifier: GPL-2.0-only
/*
 * perf_heat.c - the load of links as a picture wants it (see perf_heat.h).
 */
#include <stdio.h>
#include <stdlib.h>

#include "tools/ask/perf_heat.h"
#include "tools/ask/perf_streams.h"
#include "tools/ask/query.h"
#include "tools/common/exit.h"

static struct dot_heat_link *link_of(struct dot_heat *h, int32_t port)
{
	for (uint32_t i = 0; i < h->n; i++)
		if (h->link[i].port == port)
			return &h->link[i];
	h->link[h->n] = (struct dot_heat_link){ .port = port };
	return &h->link[h->n++];
}

/* "writes of 1 MiB: nic -> gpu 6.1 GB/s, ..." */
static char *title_of(const struct perf_question *q, const struct perf_result *r)
{
	char *text = NULL, stream[512];
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		abort();	/* out of memory: nothing sensible is left to do */
	fprintf(out, "%llu KiB at once: ", (unsigned long long)(r->run.bytes + 1023) / 1024);
	for (uint32_t i = 0; i < q->n && i < 8; i++) {
		uint64_t ps = r->row[i].end_ps - r->row[i].start_ps;

		fprintf(out, "%s%s %.1f GB/s", i ? ", " : "",
			perf_stream_text(q, i, stream, sizeof(stream)),
			ps ? (double)r->row[i].arrived * 1000 / (double)ps : 0);
	}
	if (q->n > 8)
		fprintf(out, ", and %u more", q->n - 8);
	if (fclose(out))
		abort();
	return text;
}

void perf_heat(const struct perf_question *q, const struct perf_answer *a,
	       struct dot_heat *out)
{
	const struct perf_result *r = NULL;

	*out = (struct dot_heat){ 0 };
	for (uint32_t i = 0; i < a->n; i++)
		if (a->result[i].run.kind == PERF_WRITE)
			r = &a->result[i];
	if (!r)
		return;
	out->link = calloc(r->run.nlinks + 1, sizeof(*out->link));
	if (!out->link)
		abort();
	for (uint32_t i = 0; i < r->run.nlinks; i++) {
		struct dot_heat_link *l = link_of(out, r->link[i].port);

		l->bytes[r->link[i].up] = r->link[i].bytes;
		l->permille[r->link[i].up] = r->link[i].permille;
	}
	out->ps = r->run.ps;
	out->title = title_of(q, r);
}

void perf_heat_free(struct dot_heat *h)
{
	free(h->link);
	free(h->title);
	*h = (struct dot_heat){ 0 };
}

int perf_heat_ask(struct query *query, struct perf_question *q, struct dot_heat *out)
{
	struct job job = { .arg = q };
	struct perf_answer a;
	int ret = query_run(query, 0, &job, 1, perf_ask);

	if (ret >= 0)
		return ret;
	if (perf_take(job.raw, job.raw_len, q->n, &a)) {
		ret = perf_refused(q, query->scn, query->command, &a);
	} else {
		fprintf(stderr, "hairpin %s: an answer is incomplete\n", query->command);
		ret = HP_EXIT_TOOL;
	}
	if (ret < 0)
		perf_heat(q, &a, out);
	perf_answer_free(&a);
	job_free(&job);
	return ret;
}
