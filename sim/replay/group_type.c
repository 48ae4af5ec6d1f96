// SPDX-License-Identifier: GPL-2.0-only
/*
 * group_type.c - remembers which groups got a type from a user, and reads what it is now.
 *
 * A group may have gone since, and another may have its number: then its type is the
 * kernel's choice, which is the mode that the scenario states.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/replay/group_type.h"

#define TYPE_PATH "/sys/kernel/iommu_groups/%d/type"

static bool is_typed(const struct world *w, int32_t group)
{
	for (uint32_t i = 0; i < w->ntyped; i++)
		if (w->typed[i] == group)
			return true;
	return false;
}

void group_type_written(struct world *w, const char *path)
{
	int32_t group;
	int n = 0;

	if (sscanf(path, TYPE_PATH "%n", &group, &n) != 1 || !n || path[n] || is_typed(w, group))
		return;
	w->typed = realloc(w->typed, (w->ntyped + 1) * sizeof(*w->typed));
	if (!w->typed)
		abort();
	w->typed[w->ntyped++] = group;
}

bool group_type_is(struct world *w, int32_t group, const char *type)
{
	char path[64], now[32];
	int64_t n;

	if (group < 0 || !is_typed(w, group))
		return false;
	snprintf(path, sizeof(path), TYPE_PATH, group);
	n = w->kernel->ops->sysfs_read(path, now, sizeof(now) - 1);
	if (n <= 0)
		return false;
	now[n] = '\0';
	now[strcspn(now, "\n")] = '\0';
	return !strcmp(now, type);
}

bool group_type_of(struct world *w, hp_sbdf fn, const char *type)
{
	struct hp_kfunc f;

	return w->ntyped && !w->kernel->ops->function(fn, &f) &&
	       group_type_is(w, f.iommu_group, type);
}

bool group_type_any(struct world *w, const char *type)
{
	for (uint32_t i = 0; i < w->ntyped; i++)
		if (group_type_is(w, w->typed[i], type))
			return true;
	return false;
}
