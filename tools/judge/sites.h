/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sites.h - the places of a file where one small mistake can be planted.
 */
#ifndef TOOLS_JUDGE_SITES_H
#define TOOLS_JUDGE_SITES_H

#include "tools/judge/tokens.h"

struct site {
	const char *op;		/* the operator's name, static */
	const char *path;	/* of the source, borrowed */
	int line;
	size_t off, len;	/* the bytes that go */
	char *text;		/* what comes instead; allocated */
	char func[64];		/* the function's name, or "" */
};

struct sites {
	struct site *s;
	int n;
};

/* The enumerators of @src are remembered: one stands for its neighbour. */
void enums_learn(const struct source *src);
/* Adds all sites of @src to @to.  @src must outlive them. */
void sites_find(const struct source *src, struct sites *to);

#endif
