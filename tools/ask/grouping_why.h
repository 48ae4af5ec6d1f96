/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * grouping_why.h - inside of grouping.h: the rules that link functions into
 * groups, and words for them.
 */
#ifndef TOOLS_ASK_GROUPING_WHY_H
#define TOOLS_ASK_GROUPING_WHY_H

#include "tools/ask/grouping.h"

struct gfunction {
	const struct vfunction *v;
	const struct hp_isolation *iso;
	hp_sbdf captured;
	int32_t up;		/* index of the bridge above; -1 */
	int32_t top;		/* the bridge at which the kernel stops walking up */
	int32_t there;		/* its group in the file; -1: none */
	bool invented;		/* a function that the importer added */
};

/* A rule puts @a and @b into one group, because of @where. */
struct glink {
	int32_t a, b, where;
	enum grouping_rule rule;
};

struct grouping {
	const struct scenario *scn;
	const struct verdict *v;
	const struct hp_isolation *iso;
	uint32_t n, nlinks;
	struct gfunction *f;	/* sorted by address */
	struct glink *links;
};

/* Finds all links, by the rules of pci_device_group(). */
void grouping_link(struct grouping *g);
int32_t grouping_at(const struct grouping *g, hp_sbdf sbdf);

/* Add reasons to @d. */
void grouping_why_together(const struct grouping *g, int32_t a, int32_t b,
			   struct difference *d);
void grouping_why_apart(const struct grouping *g, int32_t a, int32_t b,
			struct difference *d);
void grouping_why_only_here(const struct gfunction *f, struct difference *d);
void grouping_why_only_there(const struct grouping *g, hp_sbdf sbdf,
			     const struct gfunction *f, struct difference *d);

/* Adds a reason, unless @d has the same text; takes ownership of @text. */
void difference_add_reason(struct difference *d, enum grouping_rule rule,
			   hp_sbdf function, char *text);

#endif
