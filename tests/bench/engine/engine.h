/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * engine.h - virtual time: one clock, one event queue, one seed.
 *
 * Time is 64-bit picoseconds and moves only when an event runs.  Whatever
 * happens at one time happens in the order it was asked for.  The engine knows
 * callbacks; it must not know fibers, kernels or TLPs.
 */
#ifndef TESTS_BENCH_ENGINE_H
#define TESTS_BENCH_ENGINE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/flight/evq.h"
#include "sim/base/rng.h"

#define PS_PER_NS 1000ull
#define PS_PER_US 1000000ull
#define PS_PER_MS 1000000000ull
#define PS_PER_S 1000000000000ull

struct engine;

/* A timer that may be cancelled; 0 is no timer.  Never reused within 2^32. */
typedef uint64_t engine_timer;

/* Never NULL.  @seed is the whole run's: all random numbers come of it. */
struct engine *engine_new(uint64_t seed);
void engine_free(struct engine *e);

uint64_t engine_seed(const struct engine *e);
uint64_t engine_now_ps(const struct engine *e);

/* A stream of random numbers of its own, the same for one (seed, @stream). */
struct rng engine_rng(const struct engine *e, uint64_t stream);

/*
 * Call @fn(@arg) at @time_ps; a time already past means now, after what is
 * already due now.  Saturates at the end of time.
 */
void engine_at(struct engine *e, uint64_t time_ps, event_fn fn, void *arg);
void engine_after(struct engine *e, uint64_t delay_ps, event_fn fn, void *arg);

/* The same with a handle.  Cancel: true if it had not run, and never will. */
engine_timer engine_timer_at(struct engine *e, uint64_t time_ps, event_fn fn,
			     void *arg);
bool engine_timer_cancel(struct engine *e, engine_timer t);
bool engine_timer_pending(const struct engine *e, engine_timer t);

/* Run the next event; false when there is none. */
bool engine_step(struct engine *e);

/*
 * Run all events up to and including @until_ps, or until engine_stop().
 * The clock ends at the last event run.  Returns how many ran.
 */
uint64_t engine_run(struct engine *e, uint64_t until_ps);
void engine_stop(struct engine *e);

/* Let the clock pass without running anything: never beyond the next event. */
void engine_advance(struct engine *e, uint64_t to_ps);

/* Events that will really run: cancelled timers do not count. */
uint64_t engine_pending(const struct engine *e);
bool engine_next_ps(struct engine *e, uint64_t *time_ps);

#endif
