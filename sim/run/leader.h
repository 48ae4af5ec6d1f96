/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * leader.h - one process passes all fault points of a scenario; at each, a copy of it
 * has that one fail.  So what comes before a fault point runs once, and not once for each.
 *
 *   runner --fault point, pipe--> leader: boots, runs to the fault point ----fork----> copy:
 *          <-----the copy's pid--         waits for the copy               it fails, the rest
 *          <--its wait status----         goes on; nothing has failed      <--records in pipe
 *
 * The copy's records begin with those of the leader, so they are those of a process of
 * its own.  If the scenario ends before the fault point, the leader itself is that run.
 */
#ifndef SIM_RUN_LEADER_H
#define SIM_RUN_LEADER_H

#include <sys/types.h>

#include "sim/run/runner.h"

struct leader {
	const struct scenario *scn;	/* NULL: there is no leader */
	const struct kernel *kernel;
	pid_t pid, copy;		/* copy: 0 when there is none */
	int socket;
	uint64_t at;			/* the fault point that it was sent to last */
};

/* Whether @job may run in a copy of a leader; whether @l can lead to it. */
bool leader_suits(const struct job *job);
bool leader_leads(const struct leader *l, const struct job *job);

/* What the process does that was forked for it, with its end of the socket. */
_Noreturn void leader_main(const struct job *job, const struct run_options *opt, int sock);

/* Takes over @pid, a process in leader_main(), and the other end of the socket. */
void leader_init(struct leader *l, const struct job *job, pid_t pid, int sock);

/*
 * Sends it to @job's fault point.  Returns the descriptor to read the records from, which
 * the caller owns, or -1 with errno.
 */
int leader_send(struct leader *l, const struct job *job);

/* Takes what it has said, without waiting: sets l->copy. */
enum leader_said { LEADER_NOTHING, LEADER_COPIED, LEADER_COPY_ENDED, LEADER_GONE };
enum leader_said leader_hear(struct leader *l, int *status);

/* Ends it, by force if it is at work, and returns its wait status. */
int leader_stop(struct leader *l, bool by_force);

#endif
