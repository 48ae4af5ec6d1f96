/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * server.h - one boot, many programs: a machine is booted once, and each program runs
 * in a copy of that process.
 *
 *   parent --starts--> server: builds the machine, boots ----fork----> program
 *          --program-->                                  ----fork----> program
 *          <--wait status, records, struct cover--
 *
 * A program is a whole scenario whose machine is the server's.  What it records is
 * what hairpin run would have had of it, without the kernel's log.
 */
#ifndef SIM_RUN_SERVER_H
#define SIM_RUN_SERVER_H

#include "sim/load/cover.h"
#include "sim/run/runner.h"

#define SERVER_MAX_PROGRAM (256u * 1024)

struct server;

/*
 * Starts a process that boots @k on @machine, and returns at once: the boot is the
 * first answer.  server_stop() frees the result.  Returns NULL, with errno, if there
 * is no process or no memory for one.  @opt must live as long.
 */
struct server *server_start(struct run_kernel *k, const struct scenario *machine,
			    const struct run_options *opt);

/*
 * Has it run the program @text, whose machine parses to the server's, under @chance.
 * The answer to what was asked before must have been taken.  @values: comparisons are
 * recorded.  Returns false if the server is gone or the text is too long.
 */
bool server_run(struct server *s, const char *text, size_t len,
		const struct chance *chance, bool values);

/* Readable when there is an answer. */
int server_fd(const struct server *s);

/*
 * Takes the answer: the boot's first (@status is 0 if it came that far), then that of
 * each program, with the wait status of its process.  Returns false if the server
 * itself ended: then it can only be stopped.
 */
bool server_answer(struct server *s, int *status);

/*
 * The records of the last answer, and before them those of the boot; for collect().
 * They belong to @s, until its next answer.  NULL without memory.
 */
const unsigned char *server_records(struct server *s, size_t *len);

/* Of the last answer; server_run() clears it. */
struct cover *server_cover(struct server *s);

void server_stop(struct server *s);

#endif
