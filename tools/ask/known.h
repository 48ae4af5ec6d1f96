/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * known.h - failures of kernels as they are, that a sweep over all fault
 * points is to count and not to fail for.
 *
 *	LAW FUNCTION [EVENT]	# why
 *
 * one a line: runs in which the fault point that failed was passed below FUNCTION may break
 * LAW; with EVENT, such as "warn", if the kernel reported nothing else.  Of the lines whose
 * functions were passed, those of the innermost count.
 *
 * It must not know how a run is judged.
 */
#ifndef TOOLS_ASK_KNOWN_H
#define TOOLS_ASK_KNOWN_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/facts/verdict.h"

struct known_entry {
	char *law, *function;
	char *event;			/* as KTAP has its kind; NULL: any */
};

struct known {
	size_t n;
	struct known_entry *entry;
};

/* Reads @path into @k; known_free() frees it.  Returns false after a message. */
bool known_load(struct known *k, const char *path);
void known_free(struct known *k);

/* Returns true if @v has failures and all of them are known. */
bool known_explains(const struct known *k, const struct verdict *v, bool strict);

#endif
