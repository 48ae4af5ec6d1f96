/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * record.h - records that a scenario's process (the child) sends to the runner.
 *
 *   child: rec_begin, rec_u64, rec_str ..., rec_end  --pipe-->  rec_next: parent
 *
 * Records are buffered, and flushed before anything that may not return, so that
 * a crash keeps the records before it.  Both ends are the same program, so
 * numbers have the machine's own encoding.  It must not know what records mean.
 */
#ifndef SIM_FACTS_RECORD_H
#define SIM_FACTS_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum rec_type {
	REC_STEP = 1,	/* i64 step: what follows happened in this step */
	REC_LOG,	/* level, text */
	REC_EVENT,	/* kind, text, frames */
	REC_HANG,	/* samples of the stack of an endless loop */
	REC_CHECK,	/* step, status, reason, diagnostics */
	REC_PAIR,	/* an answer of P2PDMA, for pictures */
	REC_FUNCTION,	/* a function as the kernel enumerated it */
	REC_RAW,	/* bytes in a format of the query's own */
	REC_ERROR,	/* text: Hairpin itself failed */
	REC_DONE,	/* the child ended normally */
	REC_PROOF,	/* struct proof: the kernel's claim, and what TLPs did */
	REC_UNMAPPED,	/* struct proof_unmapped */
	REC_LEFT,	/* struct proof_left */
	REC_REACH,	/* struct proof_reach */
	REC_REACH_SUM,	/* struct proof_reach_sum */
	REC_REVOKE,	/* struct proof_revoke */
	REC_FAULT_POINTS, /* how many fault points were passed */
	REC_UNBALANCED,	/* struct proof_unbalanced */
	REC_TRACE,	/* hash and number of events so far, text since the last REC_TRACE */
	REC_LATE,	/* struct proof_late */
	REC_VRAM,	/* struct proof_vram */
	REC_CONFIG,	/* struct proof_config */
	REC_GUEST,	/* struct proof_guest */
	REC_CONFIG_WRITE, /* struct proof_config_write, of the last REC_CONFIG */
	REC_MIGRATION,	/* struct proof_migration */
};

#define REC_BUFFER_BYTES 65536

struct recorder {
	int fd;
	int also;			/* gets the same bytes as long as it takes them; -1: none */
	bool broken;			/* the reader has closed the pipe */
	size_t used;			/* bytes of whole records in @buffer */
	size_t open;			/* bytes of the record that is being written */
	unsigned char *big;		/* the record, when it does not fit in @buffer */
	size_t big_size;
	unsigned char buffer[REC_BUFFER_BYTES];
};

/* Writes go to @fd, which the caller owns.  Write errors set @broken and are ignored. */
void rec_init(struct recorder *r, int fd);
/* A record: begin, its fields in order, end.  Only one is open at a time. */
void rec_begin(struct recorder *r, enum rec_type type);
void rec_u64(struct recorder *r, uint64_t v);
void rec_bytes(struct recorder *r, const void *p, size_t len);	/* length first */
void rec_str(struct recorder *r, const char *s);		/* NULL stays NULL */
void rec_strn(struct recorder *r, const char *s, size_t len);
void rec_end(struct recorder *r);
/* Writes whole records out.  Async-signal-safe: drops a half-written record. */
void rec_flush(struct recorder *r);
/* Drops the record that a signal interrupted. */
void rec_abort(struct recorder *r);

/* Reading: a cursor over bytes.  Reading beyond the end gives zeroes and sets @bad. */
struct rec_reader {
	const unsigned char *p, *end;
	bool bad;
};

/* Returns the type of the next whole record, or 0; @body then reads its fields. */
int rec_next(struct rec_reader *r, struct rec_reader *body);
uint64_t rec_get_u64(struct rec_reader *r);
/* Points into the reader's bytes; NULL if NULL was written. */
const char *rec_get_str(struct rec_reader *r);
const void *rec_get_bytes(struct rec_reader *r, size_t *len);

#endif
