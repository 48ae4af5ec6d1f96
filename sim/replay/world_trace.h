/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * world_trace.h - what happened in a world, in the order it happened: as a
 * hash always, as Chrome trace events when asked for.
 *
 *   statements, kernel log, config accesses, TLPs ──► sim/base/trace ──► REC_TRACE
 *
 * Tracks: the kernel's steps and log; the CPU; a track a function and port; the
 * root complex.  Time is the world's, except that TLPs sent at one moment
 * follow one another, so that what is on one track never overlaps.
 */
#ifndef SIM_REPLAY_WORLD_TRACE_H
#define SIM_REPLAY_WORLD_TRACE_H

#include "sim/replay/world.h"

/* Until then nothing is traced.  @json: the events, too, not only their hash. */
void world_trace_start(struct world *w, bool json);

/* A statement begins (CHECK_BOOT: booting), and the one before it ends. */
void world_trace_step(struct world *w, int32_t step);
/* The last one ends; the rest of the trace is recorded. */
void world_trace_end(struct world *w);

void world_trace_log(struct world *w, int level, const char *text, uint32_t len);
/* Of config accesses only the hash: there are thousands. */
void world_trace_config(struct world *w, hp_sbdf fn, uint16_t reg,
			uint32_t value, bool write);

#endif
