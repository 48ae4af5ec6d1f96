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

/* The same without a statement; writes to @why what is missing. */
bool kfunc_find(struct world *w, const struct scn_ref *ref, struct hp_kfunc *f,
		char *why, size_t size);

/*
 * Says in @o why @ref is not there: an ERROR if the scenario itself removed it, or never
 * enabled the VF; else a failure.
 */
void kfunc_absent(struct world *w, const struct scn_ref *ref, struct outcome *o);

/* Records every function that the kernel has (REC_FUNCTION). */
void kfunc_record_all(struct world *w);

#endif
