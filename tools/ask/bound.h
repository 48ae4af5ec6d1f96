/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bound.h - all schedules with at most so many preemptions, none of them twice.
 *
 *   bound_next() ──► a schedule ──► a run ──► its turns ──► bound_ran() ──┐
 *        ▲                                                              │
 *        └───────────── other choices in those turns ◄──────────────────┘
 *
 * A preemption is a switch from a task that could go on; when a task stops, any other
 * may run next, at no cost.  Of two steps that touch nothing in common one order stands
 * for both: only where a run says that steps conflict (sim/facts/schedule.h) is another
 * order tried.  Which schedules these are does not depend on the order in which they are
 * run.  It must not know what a run is, nor why one fails.
 */
#ifndef TOOLS_ASK_BOUND_H
#define TOOLS_ASK_BOUND_H

#include "sim/facts/schedule.h"

/* More are not tried. */
#define BOUND_MOST 200000u

/* Begins with first come, first served.  @naive: every order is tried. */
struct bound *bound_new(uint32_t preemptions, bool naive);
void bound_free(struct bound *b);

/* Puts the next schedule into @s, and its number into @id.  Returns false if none is known. */
bool bound_next(struct bound *b, struct schedule *s, uint32_t *id);
/* Schedule @id was run, and recorded these turns (bytes that are aligned to 4). */
void bound_ran(struct bound *b, uint32_t id, const void *turns, size_t len);
/* Returns why these are not all of them, or NULL. */
const char *bound_gap(const struct bound *b);

#endif
