// SPDX-License-Identifier: GPL-2.0-only
/*
 * report.c - facts of a run that all reporters use.
 */
#include <stdlib.h>
#include <string.h>

#include "tools/report/report.h"

enum verdict_status report_status(const struct report *r, size_t result)
{
	const struct report_result *res = &r->results[result];
	enum verdict_status worst = VERDICT_SKIP;
	bool skipped = true;

	for (uint32_t i = 0; i < r->nkernels; i++) {
		enum verdict_status s = res->verdicts[i]->status;

		if (s != VERDICT_SKIP)
			skipped = false;
		if (s > worst)
			worst = s;
	}
	return worst == VERDICT_SKIP && !skipped ? VERDICT_PASS : worst;
}

/* With any bytes in it: dollar quotes, which POSIX shells have since 2024. */
static void put_bytes(FILE *out, const char *word)
{
	fputs("$'", out);
	for (; *word; word++) {
		unsigned char c = (unsigned char)*word;

		if (c < ' ' || c >= 0x7f)
			fprintf(out, "\\x%02x", c);
		else if (c == '\'' || c == '\\')
			fprintf(out, "\\%c", c);
		else
			fputc(c, out);
	}
	fputc('\'', out);
}

/* As a POSIX shell takes it as one word. */
static void put_word(FILE *out, const char *word)
{
	static const char plain[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"0123456789_-./,:=+@%";

	if (*word && strspn(word, plain) == strlen(word)) {
		fputs(word, out);
		return;
	}
	fputc('\'', out);
	for (; *word; word++) {
		if (*word == '\'')
			fputs("'\\''", out);
		else
			fputc(*word, out);
	}
	fputc('\'', out);
}

char *report_replay(const struct report *r, size_t result, uint32_t kernel)
{
	const struct report_kernel *k = &r->kernels[kernel];
	const struct scenario *scn = r->results[result].scn;
	char order[SCHEDULE_TEXT_BYTES], *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		abort();
	fprintf(out, "hairpin %s --seed %llu", r->program ? "exec" : "run",
		(unsigned long long)r->seed);
	if (r->strict)
		fputs(" --strict", out);
	if (r->iommu) {
		fputs(" --iommu ", out);
		put_word(out, r->iommu);
	}
	if (r->iommu_driver)
		fprintf(out, " --iommu-driver %s", r->iommu_driver);
	if (r->bus_offset) {
		fputs(" --bus-offset ", out);
		put_word(out, r->bus_offset);
	}
	if (r->variant) {
		fputs(" --variant ", out);
		put_word(out, r->variant);
	}
	if (r->timeout_s > 0)
		fprintf(out, " --timeout %.15g", r->timeout_s);
	if (r->fail_at)
		fprintf(out, " --fail-at %llu%s", (unsigned long long)r->fail_at,
			r->fail_boot ? " --boot" : "");
	if (r->in_flight)
		fputs(" --in-flight", out);
	if (r->order && r->order->kind != SCHEDULE_FIFO)
		fprintf(out, " --schedule %s",
			schedule_text(r->order, order, sizeof(order)));
	fputs(" -k ", out);
	put_word(out, k->arg ? k->arg : k->release);
	fputc(' ', out);
	if (strcmp(scn->file, scn->path))
		put_bytes(out, scn->file);
	else
		put_word(out, scn->path);
	if (r->program)
		fputs(" --", out);
	for (char *const *word = r->program; word && *word; word++) {
		fputc(' ', out);
		put_word(out, *word);
	}
	fclose(out);
	return text;
}
