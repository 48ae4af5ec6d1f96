/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * layout.h - where capabilities are in the config space that VFIO shows, where a VMM could put
 * some of its own, and what a guest that remembers places misses in another view.
 */
#ifndef SIM_LAWS_LAYOUT_H
#define SIM_LAWS_LAYOUT_H

#include "model/spec/caplist.h"
#include "sim/facts/verdict.h"

enum layout_state {
	LAYOUT_FREE,			/* zeros, in no capability */
	LAYOUT_NOWHERE,			/* the rule gives no place: @off is 0 */
	LAYOUT_TAKEN,			/* by capability @by, which is shown */
	LAYOUT_OVER_HIDDEN,		/* over @by, which the function has and is not shown */
	LAYOUT_NOT_ZERO,		/* in no capability, and not zeros: registers of the device */
	LAYOUT_OUTSIDE,			/* not in extended config space, or not at a dword */
};

struct layout_place {
	enum layout_state state;
	uint32_t off;
	const struct capability *by;
};

/* PASID or PRI. */
struct layout_made {
	uint16_t id, bytes;
	bool shown;			/* VFIO shows it, so no VMM makes it up: LAYOUT_NOWHERE */
	struct layout_place at[MADE_RULES];
};

#define LAYOUT_MADE 2

struct layout_gap {
	uint16_t off, bytes;
	bool zero;			/* all that is shown there */
};

struct layout {
	const struct proof_config *c;
	struct caps view, hw;
	uint32_t ngaps;
	struct layout_gap gap[CAPS_MAX + 2];
	struct layout_made made[LAYOUT_MADE];
};

enum layout_change {
	LAYOUT_MOVED, LAYOUT_GONE, LAYOUT_CAME,
	LAYOUT_OTHER_LENGTH,
	LAYOUT_OTHER_IDS,
	LAYOUT_OTHER_BAR,		/* size of BAR @off */
	LAYOUT_MADE_MOVED,		/* PASID or PRI as made up by @rule */
};

struct layout_difference {
	enum layout_change change;
	bool breaks;			/* a guest that remembers what the first view showed */
	bool extended;
	uint16_t id;
	uint32_t off;			/* there before: offset, or number of a BAR */
	uint64_t was, is;		/* offsets, lengths, IDs, sizes */
	enum made_rule rule;
};

struct layout_differences {
	uint32_t n;
	struct layout_difference d[2 * CAPS_MAX + 16];
};

/* @l points into @c from then on. */
void layout_read(struct layout *l, const struct proof_config *c,
		 const struct made_how *how);
/*
 * What @b shows otherwise than @a to a guest that remembers what @a showed, and for which
 * its VMM made capabilities up by @rule; MADE_NONE: it made none up, and what each rule
 * would do is told and breaks nothing.  Returns true if something breaks such a guest.
 */
bool layout_compare(const struct layout *a, const struct layout *b, enum made_rule rule,
		    struct layout_differences *out);
/* Whether @rule gives @l a place for each capability that can be made up. */
bool layout_fits(const struct layout *l, enum made_rule rule);

#endif
