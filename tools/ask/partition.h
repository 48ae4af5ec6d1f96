/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * partition.h - IOMMU groups that some kernel reported, read from a file.
 */
#ifndef TOOLS_ASK_PARTITION_H
#define TOOLS_ASK_PARTITION_H

#include <stdbool.h>
#include <stdint.h>

#include "hairpin/abi.h"

struct partition {
	uint32_t n, room;
	bool partial;			/* what it does not name may be in any group */
	struct partition_member {
		hp_sbdf sbdf;
		int32_t group;		/* equal: together; the number means nothing */
	} *members;			/* sorted by sbdf, each once */
};

/*
 * Read the groups in @path: a capture of a machine that has them (what
 * hairpin import reads), or a list, see hairpin-groups(1).  False after
 * messages on stderr, also when there is no group in it.
 */
bool partition_load(struct partition *p, const char *path);
/* By hand: add all in any order, then settle.  False: one is in two groups. */
void partition_add(struct partition *p, hp_sbdf sbdf, int32_t group);
bool partition_settle(struct partition *p, const char *name);
void partition_free(struct partition *p);

/* -1: it is in none. */
int32_t partition_group(const struct partition *p, hp_sbdf sbdf);
/* How many different groups there are. */
uint32_t partition_groups(const struct partition *p);

#endif
