/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * perf.h - how fast peer-to-peer DMA is: streams of TLPs, every one under way.
 *
 *   child: perf_ask  --REC_RAW: ways, then runs with a row for each stream-->  parent
 *
 * It must not know options or output.
 */
#ifndef TOOLS_ASK_PERF_H
#define TOOLS_ASK_PERF_H

#include "sim/replay/world.h"

#define PERF_STREAMS 64u

struct perf_question {
	struct scn_ref from[PERF_STREAMS], to[PERF_STREAMS];
	uint32_t n;			/* streams, all at once */
	uint64_t first_bytes, last_bytes;	/* transfers of each, in steps of four times */
	uint32_t mps, mrrs;		/* set before; 0: as they are */
	uint64_t shuffle;		/* struct flight_options */
	bool relaxed;
	bool bus;			/* to the BAR's bus address, whatever the kernel says */
};

enum perf_refusal {
	PERF_GOES = 0,
	PERF_NOBODY_FROM, PERF_NOBODY_TO,	/* the kernel has no such function */
	PERF_NO_BAR,			/* the target has no memory BAR that is placed */
	PERF_REFUSED,			/* the kernel gives no address */
	PERF_PAYLOAD,			/* a function has no such payload size: @function */
};

/* How the TLPs of a stream go. */
struct perf_way {
	uint8_t refusal;		/* enum perf_refusal */
	uint8_t request_in_rc, translated, lost;
	int32_t error;			/* PERF_REFUSED: errno */
	uint32_t map_type;		/* enum hp_map_type */
	int32_t function;		/* PERF_PAYLOAD: index in spec.functions */
	uint32_t most_bytes;		/* and its largest payload */
	uint32_t mps, mrrs;		/* of the sender, as they are */
};

struct perf_row {
	uint64_t start_ps, end_ps, arrived;
	uint8_t status;			/* enum tlp_status of the first that failed */
};

/* One size and direction: all streams of the question. */
struct perf_run {
	uint64_t bytes;
	uint8_t read;
	uint8_t busiest_up;
	int32_t busiest;		/* the port above the busiest link; -1: none */
	uint32_t busy_permille;
	uint64_t waits;			/* no TLP that stood there had credits */
	uint64_t most_tlps;		/* under way at one time */
	struct perf_row row[PERF_STREAMS];
	char lost[192];			/* a credit or tag that is not accounted for */
};

/* For query_run(); @arg is a struct perf_question. */
void perf_ask(struct world *w, void *arg);

#endif
