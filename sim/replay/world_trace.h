/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * world_trace.h - the trace of what happened in a world: always as a hash, and as
 * Chrome trace events when asked for.
 *
 *   statements, kernel log, config accesses, TLPs ──► sim/base/trace ──► REC_TRACE
 *
 * Tracks: the kernel's steps and log, the CPU, each function and port, the root
 * complex; in flight also links, queues and credits (world_links.c).  Time is the world's.  TLPs that were sent at the same moment follow one
 * another, because spans of a track must not overlap.
 */
#ifndef SIM_REPLAY_WORLD_TRACE_H
#define SIM_REPLAY_WORLD_TRACE_H

#include "sim/replay/world.h"

/* Starts the trace; with @json the events are recorded, too, and not only the hash. */
void world_trace_start(struct world *w, bool json);

/* Ends the statement before, and begins the next (CHECK_BOOT: booting). */
void world_trace_step(struct world *w, int32_t step);
/* Ends the last statement, and records the rest of the trace. */
void world_trace_end(struct world *w);

void world_trace_log(struct world *w, int level, const char *text, uint32_t len);
/* Adds a config access to the hash only, because there are thousands. */
void world_trace_config(struct world *w, hp_sbdf fn, uint16_t reg,
			uint32_t value, bool write);

/* The trace; NULL once it has ended.  Tracks of their own are after these three. */
struct trace *world_trace_of(const struct world *w);

/* world_links.c: has the flight, if there is one, tell of its links, if somebody will read it. */
void world_links_watch(struct world *w);
void world_links_free(struct world *w);

#endif
