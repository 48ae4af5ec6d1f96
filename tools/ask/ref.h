/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ref.h - functions named on a command line: "gpu", "gpu/vf2", a BDF.
 */
#ifndef TOOLS_ASK_REF_H
#define TOOLS_ASK_REF_H

#include "sim/lang/scenario.h"

/* False after a message that names a few that there are. */
bool ref_want(const char *command, const struct scenario *scn,
	      const char *text, struct scn_ref *ref);

/*
 * Give a BDF its function, by the bus numbers that firmware left.  False when
 * they put none there: a VF, or a machine that only a kernel numbers.
 */
bool ref_locate(const struct scenario *scn, struct scn_ref *ref);

#endif
