/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * gpu_look.h - who reaches which bytes of VRAM after a statement, for law provisioning.
 */
#ifndef SIM_REPLAY_GPU_LOOK_H
#define SIM_REPLAY_GPU_LOOK_H

#include "sim/replay/uapi.h"

/* Records what is different from the last call. */
void gpu_look(struct world *w, int32_t step);
/* Records where in VRAM importer @m takes its buffer for, as @now says, and where it is. */
void gpu_look_way(struct world *w, int32_t step, const struct uapi_import *m,
		  const struct hp_import *now);
void gpu_look_free(struct world *w);

#endif
