/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * record.h - what a scenario's process tells the runner, record by record.
 *
 *   child: rec_begin, rec_u64, rec_str ..., rec_end  --pipe-->  rec_next: parent
 *
 * Records are buffered, and flushed before anything that may not return, so
 * that a crash keeps what came before.  Both ends are one program: the
 * encoding is the machine's own.  It must not know what records mean.
 */
#ifndef SIM_FACTS_RECORD_H
#define SIM_FACTS_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum rec_type {
	REC_STEP = 1,	/* i64 step: from here on, this one is being executed */
	REC_LOG,	/* level, text */
	REC_EVENT,	/* kind, text, frames */
	REC_HANG,	/* samples of a stack that never ends */
	REC_CHECK,	/* step, status, reason, diagnostics */
	REC_PAIR,	/* an answer of P2PDMA, for pictures */
	REC_FUNCTION,	/* a function as the kernel enumerated it */
	REC_RAW,	/* bytes of a query's own */
	REC_ERROR,	/* text: Hairpin itself could not go on */
	REC_DONE,	/* the child came to its end */
	REC_PROOF,	/* a mapping: the kernel's claim, and what the wire did */
	REC_UNMAPPED,	/* where its addresses lead afterwards */
	REC_LEFT,	/* what is left when everything was given back */
	REC_REACH,	/* isolation: what came through */
	REC_REACH_SUM,	/* ... and how much was tried */
	REC_REVOKE,	/* who held a mapping when its BAR went */
	REC_FAULT_POINTS, /* how many were passed */
	REC_UNBALANCED,	/* something that is not as many as it was */
	REC_TRACE,	/* hash and number of events so far, text since the last */
};

#define REC_BUFFER_BYTES 65536

struct recorder {
	int fd;
	bool broken;			/* the reader went away */
	size_t used;			/* bytes of @buffer that are whole records */
	size_t open;			/* bytes of the record being written */
	unsigned char *big;		/* a record that outgrew the buffer */
	size_t big_size;
	unsigned char buffer[REC_BUFFER_BYTES];
};

void rec_init(struct recorder *r, int fd);
void rec_begin(struct recorder *r, enum rec_type type);
void rec_u64(struct recorder *r, uint64_t v);
void rec_bytes(struct recorder *r, const void *p, size_t len);	/* length first */
void rec_str(struct recorder *r, const char *s);		/* NULL stays NULL */
void rec_strn(struct recorder *r, const char *s, size_t len);
void rec_end(struct recorder *r);
/* Write whole records out.  Async-signal-safe: a half-written one is dropped. */
void rec_flush(struct recorder *r);
/* Drop a record that a signal interrupted. */
void rec_abort(struct recorder *r);

/* Reading: a cursor over bytes.  A short read gives zeroes and sets @bad. */
struct rec_reader {
	const unsigned char *p, *end;
	bool bad;
};

/* The next whole record, or 0; @body reads its fields. */
int rec_next(struct rec_reader *r, struct rec_reader *body);
uint64_t rec_get_u64(struct rec_reader *r);
/* Points into the reader's bytes; NULL when NULL was written. */
const char *rec_get_str(struct rec_reader *r);
const void *rec_get_bytes(struct rec_reader *r, size_t *len);

#endif
