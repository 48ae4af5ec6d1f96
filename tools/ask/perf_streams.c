// SPDX-License-Identifier: GPL-2.0-only
/*
 * perf_streams.c - streams by the names of a command line (see perf_streams.h).
 */
#include <stdio.h>
#include <string.h>

#include "tools/ask/perf_streams.h"
#include "sim/facts/text.h"
#include "sim/facts/verdict.h"
#include "tools/ask/ref.h"
#include "tools/common/exit.h"

/* Host memory, unless a function has that name. */
static bool is_dram(const struct scenario *scn, const char *name)
{
	return !strcmp(name, "dram") && spec_find_function(scn->spec, name) < 0;
}

bool perf_add_stream(struct perf_question *q, const struct scenario *scn,
		     const char *command, const char *from, const char *to)
{
	struct perf_stream *s = &q->stream[q->n];

	if (q->n == PERF_STREAMS) {
		fprintf(stderr, "hairpin %s: more than %u streams\n", command, PERF_STREAMS);
		return false;
	}
	q->n++;
	if (is_dram(scn, from)) {
		/* Memory has no engine: who has one reads and writes it. */
		s->turned = true;
		from = to;
		to = "dram";
	}
	s->to_dram = is_dram(scn, to);
	if (s->to_dram && is_dram(scn, from)) {
		fprintf(stderr, "hairpin %s: from dram to dram; one of both has to be a function\n",
			command);
		return false;
	}
	return ref_want(command, scn, from, &s->from) &&
	       (s->to_dram || ref_want(command, scn, to, &s->to));
}

bool perf_add_pairs(struct perf_question *q, const struct scenario *scn,
		    const char *command, const char *option, char *words, bool both)
{
	char *save = NULL, *word;

	for (word = strtok_r(words, ",", &save); word; word = strtok_r(NULL, ",", &save)) {
		char *to = strchr(word, '>');

		if (!to || to == word || !to[1]) {
			fprintf(stderr, "hairpin %s: --%s %s: FROM>TO would be right\n",
				command, option, word);
			return false;
		}
		*to++ = '\0';
		if (!perf_add_stream(q, scn, command, word, to) ||
		    (both && !perf_add_stream(q, scn, command, to, word)))
			return false;
	}
	if (q->n)
		return true;
	fprintf(stderr, "hairpin %s: --%s: FROM>TO would be right\n", command, option);
	return false;
}

const char *perf_end_text(const struct perf_stream *s, bool to)
{
	/* Turned, the one whose engine it is comes second. */
	if (to != s->turned)
		return s->to_dram ? "dram" : s->to.text;
	return s->from.text;
}

const char *perf_stream_text(const struct perf_question *q, uint32_t i, char *buf,
			     size_t size)
{
	snprintf(buf, size, "%s -> %s", perf_end_text(&q->stream[i], false),
		 perf_end_text(&q->stream[i], true));
	return buf;
}

static int refused(const struct perf_question *q, const struct scenario *scn,
		   const char *command, const struct perf_way *w, uint32_t i)
{
	const struct perf_stream *s = &q->stream[i];
	const char *from = s->from.text, *to = s->to_dram ? "dram" : s->to.text;
	char err[24];

	switch (w->refusal) {
	case PERF_NOBODY_FROM:
	case PERF_NOBODY_TO:
		fprintf(stderr, "hairpin %s: the kernel has no %s\n", command,
			w->refusal == PERF_NOBODY_FROM ? from : to);
		return HP_EXIT_FAIL;
	case PERF_NO_BAR:
		fprintf(stderr, "hairpin %s: %s has no memory BAR that the kernel placed\n",
			command, to);
		return HP_EXIT_FAIL;
	case PERF_PAYLOAD:
		fprintf(stderr, "hairpin %s: --mps %u: %s takes %u bytes at most\n", command,
			q->mps, scn->spec->functions[w->function].name, w->most_bytes);
		return HP_EXIT_USAGE;
	case PERF_NO_ATS:
		fprintf(stderr, "hairpin %s: --ats: %s has no ATS; write ats in its line\n",
			command, from);
		return HP_EXIT_FAIL;
	case PERF_NOT_TRANSLATED:
		fprintf(stderr, "hairpin %s: --ats: no IOMMU translates what %s sends to %s\n",
			command, from, to);
		return HP_EXIT_FAIL;
	default:
		fprintf(stderr, "hairpin %s: the kernel gives %s no address of %s: %s (%s)%s\n",
			command, from, to, errno_text(w->error, err, sizeof(err)),
			map_type_name(w->map_type),
			strcmp(command, "perf") ? "" :
			"; --bus sends to its bus address all the same");
		return HP_EXIT_FAIL;
	}
}

int perf_refused(const struct perf_question *q, const struct scenario *scn,
		 const char *command, const struct perf_answer *a)
{
	for (uint32_t i = 0; i < a->nways; i++)
		if (a->way[i].refusal)
			return refused(q, scn, command, &a->way[i], i);
	for (uint32_t i = 0; i < a->n; i++) {
		if (!a->result[i].run.lost[0])
			continue;
		fprintf(stderr, "hairpin %s: a mistake of Hairpin's model: %s\n", command,
			a->result[i].run.lost);
		return HP_EXIT_TOOL;
	}
	return -1;
}
