// SPDX-License-Identifier: GPL-2.0-only
/*
 * run_progress.c - what hairpin run shows on a terminal while it works.
 *
 * It must not know how jobs are run.
 */
#include <stdlib.h>

#include "tools/cmd/run.h"

/* "17/326, 2 failed: scenarios/acs/rr.hp on 7.3.4, and 3 others" */
static char *text_of(const struct run *run, const struct run_progress *p)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		abort();
	fprintf(out, "%zu/%zu", p->done, p->total);
	if (p->failed)
		fprintf(out, ", %zu failed", p->failed);
	if (p->oldest)
		fprintf(out, ": %s", p->oldest->scn->path);
	for (uint32_t k = 0; p->oldest && run->kernels.n > 1 && k < run->kernels.n; k++)
		if (p->oldest->kernel == &run->kernels.k[k].run)
			fprintf(out, " on %s", run->kernels.k[k].label);
	if (p->running > 1)
		fprintf(out, ", and %u other%s", p->running - 1,
			p->running > 2 ? "s" : "");
	fclose(out);
	return text;
}

static void show(const struct run_progress *p, void *arg)
{
	struct run *run = arg;
	char *text;

	if (!p) {
		/* Of lines that go elsewhere it is not in the way. */
		if (run->progress.shared)
			progress_hide(&run->progress);
		return;
	}
	if (!progress_due(&run->progress))
		return;
	text = text_of(run, p);
	progress_draw(&run->progress, text);
	free(text);
}

void run_progress_open(struct run *run)
{
	progress_open(&run->progress);
	if (!run->progress.on)
		return;
	run->opt.progress = show;
	run->opt.progress_arg = run;
}
