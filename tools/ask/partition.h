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
	bool partial;			/* functions that it does not name may be in any group */
	struct partition_member {
		hp_sbdf sbdf;
		int32_t group;		/* the same number: one group; the value has no meaning */
	} *members;			/* sorted by sbdf, each once */
};

/*
 * Reads the groups in @path: a capture of a machine that shows them (as for hairpin
 * import), or a list, see hairpin-groups(1).  Returns false after messages on stderr,
 * also when @path has no groups.
 */
bool partition_load(struct partition *p, const char *path);
/*
 * Without a file: add all members in any order, then settle.  partition_settle()
 * returns false after a message if a member is in two groups.
 */
void partition_add(struct partition *p, hp_sbdf sbdf, int32_t group);
bool partition_settle(struct partition *p, const char *name);
void partition_free(struct partition *p);

/* Returns the group of @sbdf, or -1 if it is in none. */
int32_t partition_group(const struct partition *p, hp_sbdf sbdf);
/* Returns the number of groups. */
uint32_t partition_groups(const struct partition *p);

#endif
