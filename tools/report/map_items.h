/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * map_items.h - inside of map.h: what is drawn as one box.
 */
#ifndef TOOLS_REPORT_MAP_ITEMS_H
#define TOOLS_REPORT_MAP_ITEMS_H

#include <graphviz/cgraph.h>

#include "tools/report/devnames.h"
#include "tools/report/map.h"

enum item_kind {
	ITEM_BRIDGE,	/* a port or bridge that leads somewhere */
	ITEM_DEVICE,	/* functions of one device */
	ITEM_VF,	/* one that was asked for */
	ITEM_CHIPSET,	/* parts of the chipset, on a root bus */
	ITEM_IDLE,	/* ports with nothing below */
};

struct map_item {
	enum item_kind kind;
	int32_t parent;			/* item above, or -1 */
	int32_t bridge;			/* then: host bridge */
	int32_t key;			/* group that all are in; MIXED */
	uint8_t device;			/* number, of ITEM_DEVICE */
	uint32_t n;
	int32_t *functions;		/* spec indices */
	uint16_t vf;
	uint32_t nvfs;			/* enabled ones, in this box */
	bool on_path, chosen;
	Agnode_t *node;
};

#define MIXED (-2)

struct items {
	const struct map *m;
	const struct spec *spec;
	uint32_t n;
	struct map_item *v;
	int32_t *of;			/* item of a function */
	const struct vfunction **kernel;	/* its own entry, by function */
	int32_t *group;			/* by function; -1 */
	int32_t ngroups;
	uint32_t *group_functions;	/* members, by group */
	bool *group_dull;		/* nothing but chipset parts, by group */
	uint32_t *group_items;		/* boxes that are all of that group */
	struct devnames *names;
};

void items_make(struct items *it, const struct map *m);
void items_free(struct items *it);
/* The box that stands for a chosen function. */
struct map_item *items_of_ref(struct items *it, const struct map_ref *r);
/* "01:00.0", @full "0001:01:00.0"; "dev 00.0" where nobody gave it a bus. */
const char *items_bdf(const struct items *it, int32_t function, bool full, char *buf,
		      size_t size);
uint16_t items_vfs(const struct items *it, int32_t function);

/* All malloc()ed: HTML-like labels, and plain text for tooltips. */
char *map_label_item(const struct items *it, const struct map_item *item);
char *map_tooltip_item(const struct items *it, const struct map_item *item);
char *map_label_host(const struct items *it, uint32_t bridge, bool turned, bool lost);
char *map_tooltip_host(const struct items *it, uint32_t bridge);
char *map_label_title(const struct items *it, bool clusters);

#define MAP_PATH "#1d4ed8"
#define MAP_GROUP_FILLS 8
const char *map_group_fill(const struct items *it, int32_t group);

#endif
