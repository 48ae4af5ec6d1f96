/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * perf.h - how fast DMA is: streams of TLPs, every one under way.
 *
 *   child: perf_ask ─ REC_RAW: a way for each stream; then for each run its head, rows and
 *          links ─► parent: perf_take
 *
 * It must not know options or output.
 */
#ifndef TOOLS_ASK_PERF_H
#define TOOLS_ASK_PERF_H

#include "model/flight/params_list.h"
#include "sim/replay/world.h"

#define PERF_STREAMS 64u

/* Data from one to the other: @from writes to @to, or reads of it. */
struct perf_stream {
	struct scn_ref from, to;
	bool to_dram;			/* memory of the host; @to is nobody */
	bool turned;			/* writes are reads, and reads writes */
};

struct perf_question {
	struct perf_stream stream[PERF_STREAMS];
	uint32_t n;			/* streams, all at once */
	uint64_t first_bytes, last_bytes;	/* transfers of each, in steps of four times */
	uint64_t window;		/* so much memory of each target, then again */
	uint32_t each;			/* bytes of a request; 0: payload, read request size */
	uint32_t mps, mrrs;		/* set before; 0: as they are */
	uint64_t shuffle;		/* struct flight_options */
	uint64_t random;		/* seed of places in the window; 0: in turn */
	bool relaxed;
	bool bus;			/* to the BAR's bus address, whatever the kernel says */
	bool ats;			/* by translated addresses */
	struct flight_numbers numbers;
};

enum perf_refusal {
	PERF_GOES = 0,
	PERF_NOBODY_FROM, PERF_NOBODY_TO,	/* the kernel has no such function */
	PERF_NO_BAR,			/* the target has no memory BAR that is placed */
	PERF_REFUSED,			/* the kernel gives no address */
	PERF_PAYLOAD,			/* a function has no such payload size: @function */
	PERF_NO_ATS,			/* the sender has none */
	PERF_NOT_TRANSLATED,		/* with ats: no IOMMU is in the way */
};

/* How the TLPs of a stream go. */
struct perf_way {
	uint8_t refusal;		/* enum perf_refusal */
	uint8_t request_in_rc, translated, lost;
	int32_t error;			/* PERF_REFUSED: errno */
	uint32_t map_type;		/* enum hp_map_type; of DRAM none */
	int32_t function;		/* PERF_PAYLOAD: index in spec.functions */
	uint32_t most_bytes;		/* and its largest payload */
	uint32_t mps, mrrs;		/* of the sender, as they are */
	uint64_t window;		/* bytes that are mapped */
};

/* Picoseconds of a request, from when the engine made it. */
struct perf_latency {
	uint64_t n, least, mean, median, most_of_100, most;
};

struct perf_row {
	uint64_t start_ps, end_ps, arrived;
	uint8_t status;			/* enum tlp_status of the first that failed */
	struct perf_latency latency;
};

/* What a link has carried in one direction. */
struct perf_link {
	int32_t port;			/* above it */
	uint32_t up;
	uint32_t permille;		/* of the time until the first stream had ended */
	uint64_t bytes, tlps, waits;
};

enum perf_kind {
	PERF_WRITE = 0, PERF_READ,	/* all streams, a transfer of @bytes each */
	PERF_ALONE_WRITE, PERF_ALONE_READ,	/* @stream alone, requests of @bytes one by one */
};

struct perf_run {
	uint64_t bytes;
	uint32_t kind;			/* enum perf_kind */
	uint32_t stream;
	uint32_t nlinks;
	uint64_t ps;			/* until the first stream had ended: the time of links */
	uint64_t waits;			/* no TLP that stood there had credits */
	uint64_t most_tlps;		/* under way at one time */
	char lost[192];			/* a credit or tag that is not accounted for */
};

/* 1 MiB of each target, and the default numbers; the rest is zero. */
void perf_defaults(struct perf_question *q);
/* For query_run(); @arg is a struct perf_question. */
void perf_ask(struct world *w, void *arg);

/* One run, as it came. */
struct perf_result {
	struct perf_run run;
	const struct perf_row *row;	/* by stream */
	const struct perf_link *link;	/* run.nlinks of them */
};

struct perf_answer {
	const struct perf_way *way;	/* by stream, until the first refusal */
	uint32_t nways;
	struct perf_result *result;
	uint32_t n;
};

/*
 * Takes what perf_ask() recorded, of @streams, which must outlive @out.  Returns false if
 * it is incomplete.  perf_answer_free() in any case.
 */
bool perf_take(const void *raw, size_t len, uint32_t streams, struct perf_answer *out);
void perf_answer_free(struct perf_answer *a);
/* Returns the busiest link, or NULL without any. */
const struct perf_link *perf_busiest(const struct perf_result *r);

#endif
