/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * perf_streams.h - streams named on a command line: "A>B,C>D"; dram is the host's memory.
 */
#ifndef TOOLS_ASK_PERF_STREAMS_H
#define TOOLS_ASK_PERF_STREAMS_H

#include "tools/ask/perf.h"

/* Return false after a message of @command.  The names must outlive @q. */
bool perf_add_stream(struct perf_question *q, const struct scenario *scn,
		     const char *command, const char *from, const char *to);
/* @words is cut up; @option is named in messages; @both: also each the other way. */
bool perf_add_pairs(struct perf_question *q, const struct scenario *scn,
		    const char *command, const char *option, char *words, bool both);
/*
 * Returns -1, or an exit status after a message: a stream does not go, or the model lost
 * count of credits or tags.
 */
int perf_refused(const struct perf_question *q, const struct scenario *scn,
		 const char *command, const struct perf_answer *a);
/* "nic -> gpu" of a stream; returns @buf. */
const char *perf_stream_text(const struct perf_question *q, uint32_t i, char *buf,
			     size_t size);
/* Where its data come from, and with @to where they go. */
const char *perf_end_text(const struct perf_stream *s, bool to);

#endif
