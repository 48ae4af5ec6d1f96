/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * caplist.h - the capabilities of a function, read from its config space as software does.
 */
#ifndef MODEL_SPEC_CAPLIST_H
#define MODEL_SPEC_CAPLIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CAPS_MAX 1008			/* a dword each, but for the header */
#define CAPS_STD_BYTES 256u		/* of conventional config space */
#define CAPS_HEADER_BYTES 64u

struct capability {
	bool extended;
	uint16_t id, off;
	uint16_t claimed;		/* bytes by the specification; 0: not known */
	uint16_t bytes;			/* the same, or what a vendor says of its own; 0: not known */
};

struct caps {
	const uint8_t *cfg;
	uint32_t len, n;
	struct capability cap[CAPS_MAX];	/* in the order of the lists */
	const char *why;		/* a list is malformed at @where: "... overlaps" */
	uint32_t where;
};

/* How a VMM may choose a place for a capability that it makes up for its guest. */
enum made_rule {
	MADE_NONE,			/* it makes none up */
	MADE_SAME,			/* where the PF, or the function itself, has it */
	MADE_END,			/* at the end of config space; PASID behind PRI */
	MADE_GAP,			/* in the first gap of extended config space that is all zeros */
	MADE_TABLE,			/* at @table: an offset from a table of its own */
	MADE_DVSEC,			/* at the offset that register @reg of a DVSEC tells */
	MADE_RULES
};

struct made_how {
	enum made_rule rule;
	uint32_t table;
	uint16_t vendor, id, reg;	/* 16 bits at that offset of that DVSEC */
};

/* "same", ... */
const char *made_rule_name(enum made_rule rule);

/*
 * Reads both lists of @len bytes of config space, 4096 at most, into @l, which points to @cfg
 * from then on.  A list ends at what is malformed; says why of the first such place.  No two
 * claim the same dword.
 */
void caps_read(struct caps *l, const uint8_t *cfg, uint32_t len);
/* The capability that the byte at @at belongs to; NULL: none. */
const struct capability *caps_at(const struct caps *l, uint32_t at);
/* The first one with that ID; NULL: none. */
const struct capability *caps_find(const struct caps *l, bool extended, uint16_t id);
/* Its name (PCI Code and ID Assignment 2, 3), or NULL. */
const char *cap_name(bool extended, uint16_t id);
/* How many bytes it takes, of which at least its header. */
static inline uint32_t cap_room(const struct capability *c)
{
	return c->bytes > 4 ? c->bytes : 4;
}

#endif
