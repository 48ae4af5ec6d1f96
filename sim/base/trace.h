/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * trace.h - records of what happened: as Chrome trace-event JSON, and as a hash.
 *
 *   record ──► running hash (always)
 *          └─► JSON on a FILE (when there is one), for a trace viewer
 *
 * The hash covers every field of every record and nothing else: two runs with
 * equal hashes did the same things at the same times in the same order.  It
 * knows times, tracks and names; it must not know what they mean, and nothing
 * of this process (pointers, wall clock, locale) may reach it.
 */
#ifndef SIM_BASE_TRACE_H
#define SIM_BASE_TRACE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct trace;

enum trace_arg_kind { TRACE_UINT = 0, TRACE_INT, TRACE_HEX, TRACE_STRING };

/* One argument of a record; @text (may be NULL) only for TRACE_STRING. */
struct trace_arg {
	const char *key;
	enum trace_arg_kind kind;
	uint64_t number;
	const char *text;
};

#define TRACE_U(k, v) { (k), TRACE_UINT, (v), NULL }
#define TRACE_X(k, v) { (k), TRACE_HEX, (v), NULL }
#define TRACE_S(k, v) { (k), TRACE_STRING, 0, (v) }

/* A track is a process and a thread of the viewer, for example a device and a port. */
struct trace_track {
	uint32_t process, thread;
};

/*
 * Returns a new trace; trace_close() frees it.  The JSON goes to @out, which the
 * caller owns and closes.  With @out NULL there is only the hash.
 */
struct trace *trace_new(FILE *out);
/* Ends the JSON and frees @t.  Returns false if anything could not be written. */
bool trace_close(struct trace *t);

/* Names a track in the viewer.  With thread 0 it names the process. */
void trace_name(struct trace *t, struct trace_track track, const char *name);

/* Records something that took @duration_ps of virtual time. */
void trace_span(struct trace *t, struct trace_track track, const char *category,
		const char *name, uint64_t start_ps, uint64_t duration_ps,
		const struct trace_arg *args, uint32_t nargs);
/* Records something that happened at one moment. */
void trace_instant(struct trace *t, struct trace_track track,
		   const char *category, const char *name, uint64_t time_ps,
		   const struct trace_arg *args, uint32_t nargs);
/*
 * Into the JSON only: a span, and numbers that change, one graph a @name of @track's
 * process.  For what follows from records that are in the hash, and is too much for it.
 */
void trace_show_span(struct trace *t, struct trace_track track, const char *category,
		     const char *name, uint64_t start_ps, uint64_t duration_ps,
		     const struct trace_arg *args, uint32_t nargs);
void trace_show_numbers(struct trace *t, struct trace_track track, const char *name,
			uint64_t time_ps, const struct trace_arg *args, uint32_t nargs);
void trace_show_name(struct trace *t, struct trace_track track, const char *name);
/* Adds to the hash only: for config accesses, which are too many to show. */
void trace_note(struct trace *t, uint64_t a, uint64_t b, uint64_t c);

/* The hash of all records so far, and how many records are in the JSON and the hash. */
uint64_t trace_hash(const struct trace *t);
uint64_t trace_records(const struct trace *t);
/* Returns true if there is a JSON, and not only the hash. */
bool trace_shows(const struct trace *t);

#endif
