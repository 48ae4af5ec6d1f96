/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * group_type.h - types that a user gave to IOMMU groups, by writing to their file "type".
 *
 * What a user chose the laws do not hold against the kernel; what the kernel chose, they do.
 */
#ifndef SIM_REPLAY_GROUP_TYPE_H
#define SIM_REPLAY_GROUP_TYPE_H

#include "sim/replay/world.h"

/* Of addresses that were unmapped, the kernel tells the IOMMU later. */
#define LAZY_TYPE "DMA-FQ"

/* The kernel took a write to the file at @path; others than groups' types are ignored. */
void group_type_written(struct world *w, const char *path);

/* Whether a user gave the group a type, and it is of the type @type now: "identity" ... */
bool group_type_is(struct world *w, int32_t group, const char *type);

/* The same of the group that @fn is in. */
bool group_type_of(struct world *w, hp_sbdf fn, const char *type);
/* The same of any group. */
bool group_type_any(struct world *w, const char *type);

#endif
