/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * schedule.h - who runs next: how it is decided, and how that is written.
 *
 *   fifo                     the task that has been ready longest; the default
 *   random:SEED              any, and tasks are preempted at random
 *   pct:DEPTH:SEED[:TURNS]   the task of the highest priority: priorities are random,
 *                            and DEPTH - 1 times the one that runs drops below all
 *   switches:TURN:TASK,...   as fifo, but in these turns these tasks run
 *
 * A turn is a moment at which more than one task may run, or at which the one that ran
 * has stopped; turns are counted from the end of boot.  pct is that of Burckhardt et al.,
 * "A Randomized Scheduler with Probabilistic Guarantees of Finding Bugs", ASPLOS 2010.
 */
#ifndef SIM_FACTS_SCHEDULE_H
#define SIM_FACTS_SCHEDULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum schedule_kind {
	SCHEDULE_FIFO,
	SCHEDULE_RANDOM,
	SCHEDULE_PCT,
	SCHEDULE_SWITCHES,
};

struct schedule_switch {
	uint32_t turn, task;
};

#define SCHEDULE_MAX_SWITCHES 96u
#define SCHEDULE_MAX_DEPTH 16u

struct schedule {
	enum schedule_kind kind;
	uint64_t seed;
	uint32_t depth;			/* pct */
	uint32_t turns;			/* pct: among so many it drops one; 0: not known yet */
	uint32_t n;			/* switches, by turn */
	struct schedule_switch sw[SCHEDULE_MAX_SWITCHES];
	bool record;			/* turns are recorded, as below ... */
	bool conflicts;			/* ... and what tasks that touch the same may swap */
};

/* Reads @text.  Returns NULL, or why it is none. */
const char *schedule_read(struct schedule *s, const char *text);
/* Writes what schedule_read() reads; returns buf. */
const char *schedule_text(const struct schedule *s, char *buf, size_t size);
#define SCHEDULE_TEXT_BYTES (SCHEDULE_MAX_SWITCHES * 24)

/*
 * What a run records of its turns, as words of 32 bits, one record after the other:
 *
 *	TURN_CHOICE turn goes_on chosen n ready[n]	more than one task could run
 *	TURN_CONFLICT turn task				it might have run in that turn
 *	TURN_COUNT turns accesses full			at the end
 *
 * @goes_on is the task that would not have to stop; 0: it has stopped.  ready[0] is the
 * one that has been ready longest.  @full: there were more than could be kept, so
 * conflicts are missing.
 */
enum turn_record { TURN_CHOICE = 1, TURN_CONFLICT, TURN_COUNT };

#define TURN_MAX_READY 32u

struct turn_choice {
	uint32_t turn, goes_on, chosen, n;
	const uint32_t *ready;
};

struct turn_reader {
	const uint32_t *at, *end;
	struct turn_choice choice;	/* the last TURN_CHOICE */
	uint32_t turn, task;		/* the last TURN_CONFLICT */
	uint32_t turns, accesses, full;	/* TURN_COUNT */
};

/* Begins to read what is at @bytes, which is aligned to 4. */
void turn_reader_init(struct turn_reader *r, const void *bytes, size_t len);
/* Returns what comes next, or 0 at the end. */
enum turn_record turn_reader_next(struct turn_reader *r);

/* The choices of a run that fifo would not have made; false: there are too many. */
bool schedule_of_turns(struct schedule *s, const void *bytes, size_t len);

#endif
