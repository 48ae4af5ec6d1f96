/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * steps.h - executes a scenario's statements in its own process.
 *
 *   steps.c: makes the kernel do things      expect.c: asks it, and compares
 */
#ifndef SIM_REPLAY_STEPS_H
#define SIM_REPLAY_STEPS_H

#include "sim/facts/verdict.h"
#include "sim/replay/world.h"

#define OUTCOME_MAX_DIAG 96

/* What came of one statement. */
struct outcome {
	enum verdict_status status;	/* PASS, FAIL, SKIP or ERROR */
	const char *reason;		/* of a SKIP or ERROR */
	char brief[64];			/* the answer in a word, or "" */
	uint32_t ndiag;
	char *diag[OUTCOME_MAX_DIAG];
};

/* Add a line; what does not fit is counted in a last line. */
void outcome_diag(struct outcome *o, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* The same, and the statement failed. */
void outcome_fail(struct outcome *o, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Boot and execute everything, recording checks as they are known. */
void steps_run(struct world *w, bool want_functions);

/*
 * Only what changes the machine (SR-IOV, sysfs, drivers), for queries.  False
 * after recording an error.
 */
bool steps_prepare(struct world *w);

/* Record every function the kernel has (REC_FUNCTION). */
void steps_record_functions(struct world *w);

/* Evaluate an expectation (steps.c calls it for SCN_EXPECT_*). */
void expect_evaluate(struct world *w, int32_t step, const struct scn_step *s,
		     struct outcome *o);

/* The kernel's view of a reference; false, with @o failed, if it has none. */
bool steps_function(struct world *w, const struct scn_ref *ref,
		    struct hp_kfunc *f, struct outcome *o);

#endif
