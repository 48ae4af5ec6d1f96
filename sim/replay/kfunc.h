/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kfunc.h - functions as the kernel enumerated them.
 */
#ifndef SIM_REPLAY_KFUNC_H
#define SIM_REPLAY_KFUNC_H

#include "sim/replay/outcome.h"
#include "sim/replay/world.h"

/* The kernel's view of a reference; false, with @o failed, if it has none. */
bool kfunc_of(struct world *w, const struct scn_ref *ref, struct hp_kfunc *f,
	      struct outcome *o);

/* Record every function that the kernel has (REC_FUNCTION). */
void kfunc_record_all(struct world *w);

#endif
