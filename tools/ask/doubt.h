/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * doubt.h - what a capture leaves open, and the same question under the other
 * assumption, so that an answer that hangs on it is not told as a fact.
 */
#ifndef TOOLS_ASK_DOUBT_H
#define TOOLS_ASK_DOUBT_H

#include "tools/ask/query.h"

/* Room for what was assumed. */
#define DOUBT_TEXT 256

/*
 * DOUBT_HOST: a function at 00.0 that the capture does not show, by which P2PDMA knows a
 * host; it matters where the way goes through the root complex.
 */
enum doubt_kind { DOUBT_IOMMU, DOUBT_ACS, DOUBT_HOST, DOUBT_KINDS };

/* Is the machine's @kind unknown?  ACS counts where it is a port's. */
bool doubt_about(const struct query *q, enum doubt_kind kind);
/* What was assumed, on one line without its end, in @buf, which is returned. */
char *doubt_text(const struct query *q, enum doubt_kind kind, char *buf, size_t size);
/* Prints that. */
void doubt_print(const struct query *q, enum doubt_kind kind);
/* "were the IOMMU on", and so on: the other assumption. */
const char *doubt_other(const struct query *q, enum doubt_kind kind);
/* The command that settles it. */
const char *doubt_command(enum doubt_kind kind);

/*
 * Asks kernel @k the same as query_run() of the machine as it
 * would be under the other assumption.  The machine is as before afterwards.  Returns what
 * query_run() does.
 */
int doubt_ask(struct query *q, uint32_t k, enum doubt_kind kind, struct job *job,
	      void (*body)(struct world *w, void *arg));

#endif
