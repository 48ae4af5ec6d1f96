/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hwpath.h - the path of a TLP through the hardware model, as plain data.
 *
 *   child: hwpath_ask, hwpath_record  --REC_RAW-->  hwpath_take: parent
 *
 * For explain and for pictures: it says which port decided what at every hop.  It
 * must not know what a kernel says.
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
	/* What was sent: a dry request, so no data moved and nothing was logged. */
	uint64_t address;
	uint8_t type, at;	/* enum tlp_type, enum tlp_at */
	uint8_t relaxed;
	/* The result. */
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

/*
 * Sends a dry request and returns its path, which the caller frees.  Returns NULL if
 * nothing answers at q->from.
 */
struct hwpath *hwpath_ask(struct world *w, const struct hwpath_question *q);

/*
 * hwpath_record() writes a path into an open record.  hwpath_take() returns the next
 * path in a record's bytes and advances @bytes, or returns NULL at their end.
 */
void hwpath_record(struct recorder *rec, const struct hwpath *p);
const struct hwpath *hwpath_take(const unsigned char **bytes, size_t *left);

/*
 * Returns the hop where the request turned to a peer below the root complex, or NULL.
 */
const struct hwhop *hwpath_turn(const struct hwpath *p);
/* Returns the first hop that redirected or refused the request or completion, or NULL. */
const struct hwhop *hwpath_obstacle(const struct hwpath *p);

/* Returns the hop that refused the request or the completion, or NULL. */
const struct hwhop *hwpath_end(const struct hwpath *p);

/* Returns true if the requests of both took the same path, hop by hop. */
bool hwpath_same_request(const struct hwpath *a, const struct hwpath *b);

/* "gpu", "gpu/vf2", "root complex". */
const char *hwhop_name(const struct spec *s, const struct hwhop *h, char *buf,
		       size_t size);

#endif
