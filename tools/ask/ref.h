/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ref.h - functions named on a command line: "gpu", "gpu/vf2", a BDF.
 */
#ifndef TOOLS_ASK_REF_H
#define TOOLS_ASK_REF_H

#include "sim/lang/scenario.h"

/* Parses @text into @ref.  Returns false after a message, which names some functions. */
bool ref_want(const char *command, const struct scenario *scn,
	      const char *text, struct scn_ref *ref);

/*
 * Finds the function of a BDF, by the bus numbers that firmware left.  Returns false
 * if there is none: a VF, or a machine that firmware did not number.
 */
bool ref_locate(const struct scenario *scn, struct scn_ref *ref);

#endif
