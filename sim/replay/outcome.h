/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * outcome.h - the result of one statement, until it is recorded.
 */
#ifndef SIM_REPLAY_OUTCOME_H
#define SIM_REPLAY_OUTCOME_H

#include "sim/facts/verdict.h"

#define OUTCOME_MAX_DIAG 96

/* The result of one statement.  Texts of @reason are constants. */
struct outcome {
	enum verdict_status status;	/* PASS, FAIL, SKIP or ERROR */
	const char *reason;		/* of a SKIP or ERROR */
	char brief[64];			/* the answer in a word, or "" */
	uint32_t ndiag;
	char *diag[OUTCOME_MAX_DIAG];
};

/* Adds a line of diagnostics; a last line counts the lines that do not fit. */
void outcome_diag(struct outcome *o, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* The same, and makes the statement fail. */
void outcome_fail(struct outcome *o, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
