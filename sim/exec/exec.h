/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * exec.h - a program of the host that runs on the simulated machine.
 *
 *   program --calls (include/hairpin/carry.h)--> exec.c --> kernel instance
 *      its memory <--copies, shared pages--------- memory.c
 *      folder <-------- /sys and /dev ------------ shadow.c
 *
 * It runs in the process that has the machine, as a step of the scenario.
 */
#ifndef SIM_EXEC_EXEC_H
#define SIM_EXEC_EXEC_H

#include "sim/replay/outcome.h"
#include "sim/replay/world.h"

/* What to run; the caller owns all of it. */
struct exec_program {
	char *const *argv;		/* argv[0] is looked up in PATH; ends with NULL */
	const char *preload;		/* the library of tools/preload */
	const char *root;		/* an empty folder, which the caller removes later */
};

/*
 * Runs it to its end, and ends what it left running.  @arg is a struct exec_program.  FAIL:
 * it exited with a status that is not 0, or by a signal; SKIP: with 4; ERROR: it could not
 * be started.
 */
void exec_run(struct world *w, void *arg, struct outcome *o);

/*
 * Ends all children of this process, and theirs, whatever session they are in.  Before they
 * are started, it has to be PR_SET_CHILD_SUBREAPER.
 */
void exec_end_children(void);

#endif
