/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kfunc.h - functions as the kernel enumerated them.
 */
#ifndef SIM_REPLAY_KFUNC_H
#define SIM_REPLAY_KFUNC_H

#include "sim/replay/outcome.h"
#include "sim/replay/world.h"

/*
 * Writes to @f what the kernel knows of the function @ref.  Returns false, and fails @o
 * with a message, if the kernel has no such function.
 */
bool kfunc_of(struct world *w, const struct scn_ref *ref, struct hp_kfunc *f,
	      struct outcome *o);

/* Records every function that the kernel has (REC_FUNCTION). */
void kfunc_record_all(struct world *w);

#endif
