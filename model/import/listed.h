/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * listed.h - one line of a list of IOMMU groups, in any of its usual forms.
 *
 * It must not know what the lines before it said.
 */
#ifndef MODEL_IMPORT_LISTED_H
#define MODEL_IMPORT_LISTED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct listed {
	int32_t group;			/* -1: "in no group" */
	uint64_t sbdf;			/* domain << 16 | bus << 8 | devfn */
	bool has_group, has_function;
	bool path;			/* a path of sysfs */
	bool alone;			/* address and number, nothing else */
	bool indented;			/* something stands before the address */
	bool ids;
	uint16_t vendor, device;
	const char *rest;		/* what follows the address, or the heading */
};

/*
 * Reads the line @s into @l, whose @rest points into @s.  Returns false for a line that
 * is none of a list, or is just what lspci prints; @l is filled in then, too.
 */
bool listed_line(const char *s, struct listed *l);

/* Reads a group's number at @s.  Returns how many bytes it takes, or 0 if there is none. */
size_t listed_number(const char *s, int32_t *group);

/* Reads the next of several addresses at @s.  Returns what follows it, or NULL. */
const char *listed_next(const char *s, uint64_t *sbdf);

#endif
