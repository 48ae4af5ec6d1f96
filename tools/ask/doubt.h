/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * doubt.h - what a capture leaves open, and the same question under the other
 * assumption, so that an answer that hangs on it is not told as a fact.
 */
#ifndef TOOLS_ASK_DOUBT_H
#define TOOLS_ASK_DOUBT_H

#include "tools/ask/query.h"

enum doubt_kind { DOUBT_IOMMU, DOUBT_ACS, DOUBT_KINDS };

/* Is the machine's @kind unknown?  ACS counts where it is a port's. */
bool doubt_about(const struct query *q, enum doubt_kind kind);
/* Prints what was assumed, on one line. */
void doubt_print(const struct query *q, enum doubt_kind kind);
/* "were the IOMMU on", and so on: the other assumption. */
const char *doubt_other(const struct query *q, enum doubt_kind kind);
/* The command that settles it. */
const char *doubt_command(enum doubt_kind kind);

/*
 * Changes the machine to the other assumption; doubt_undo() changes it back.  In
 * between, query_run() asks that machine.
 */
struct doubt_saved {
	enum doubt_kind kind;
	enum spec_iommu_mode iommu;
	struct spec_acs *acs;		/* of each function */
};
void doubt_turn(struct query *q, enum doubt_kind kind, struct doubt_saved *saved);
void doubt_undo(struct query *q, struct doubt_saved *saved);

#endif
