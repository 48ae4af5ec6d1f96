/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hwpath.h - the way a TLP takes through the hardware model, as plain data.
 *
 *   child: hwpath_ask, hwpath_record  --REC_RAW-->  hwpath_take: parent
 *
 * For explain, and for pictures of the way: who decided what at every hop.  It
 * knows nothing of what a kernel says.
 */
#ifndef TOOLS_ASK_HWPATH_H
#define TOOLS_ASK_HWPATH_H

#include "model/wire/tlp.h"
#include "sim/replay/world.h"

struct hwhop {
	int32_t function;	/* index in spec.functions; -1: the root complex */
	uint16_t vf;		/* from 1; 0 the function itself */
	uint8_t place, decision, reason;	/* enum tlp_place, _decision, _reason */
	uint8_t completion;	/* on the way back */
	uint16_t acs;		/* control bits that decided; 0 none did */
	uint64_t address;	/* as the hop saw it */
	uint64_t at_ps;
};

struct hwpath {
	/* What was sent: a dry run, so nothing moved and nothing was logged. */
	uint64_t address;
	uint8_t type, at;	/* enum tlp_type, enum tlp_at */
	uint8_t relaxed;
	/* What came of it. */
	uint8_t status, reason;	/* enum tlp_status, enum tlp_reason */
	uint8_t request_in_rc, completion_in_rc, translated;
	uint8_t landed;		/* enum tlp_landing_kind */
	uint8_t landed_bar;
	uint16_t landed_vf;
	int32_t landed_function;
	uint64_t landed_offset;	/* into the BAR; else CPU physical */
	uint64_t latency_ps;
	uint32_t nhops;
	struct hwhop hop[];
};

struct hwpath_question {
	hp_sbdf from;
	enum tlp_type type;	/* TLP_MRD or TLP_MWR */
	enum tlp_at at;		/* a translated one is sent whether or not ATS is on */
	bool relaxed;
	uint64_t address;
	uint32_t bytes;
};

/* NULL when nothing answers at q->from.  The caller's to free(). */
struct hwpath *hwpath_ask(struct world *w, const struct hwpath_question *q);

/* Into an open record; and out of a record's bytes, advancing; NULL at their end. */
void hwpath_record(struct recorder *rec, const struct hwpath *p);
const struct hwpath *hwpath_take(const unsigned char **bytes, size_t *left);

/*
 * The hop where the request left the way up for a peer, below the root complex;
 * NULL when it did not.
 */
const struct hwhop *hwpath_turn(const struct hwpath *p);
/* The first hop that redirected or refused it, there or back; or NULL. */
const struct hwhop *hwpath_obstacle(const struct hwpath *p);

/* The hop that refused it, there or back; or NULL. */
const struct hwhop *hwpath_end(const struct hwpath *p);

/* Both ways the same, hop by hop, as far as the request is concerned? */
bool hwpath_same_request(const struct hwpath *a, const struct hwpath *b);

/* "gpu", "gpu/vf2", "root complex". */
const char *hwhop_name(const struct spec *s, const struct hwhop *h, char *buf,
		       size_t size);

#endif
