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
/* Did the driver say, when it was looked last, that VF @vf of @gpu (0: the PF) has that byte? */
bool gpu_look_claims(const struct world *w, const char *gpu, uint32_t vf, uint64_t vram);
/* Records that the driver moved what is @name, and whether its bytes are the same there. */
void gpu_look_moved(struct world *w, int32_t step, const char *gpu, const char *name,
		    uint64_t from, uint64_t to, bool same);
/* Is @vf a VF of a GPU whose driver learns of its FLRs? */
bool gpu_look_tells(const struct world *w, const struct function *vf);
/* To be called when the FLR of @vf ends: records what is left in its VRAM. */
void gpu_look_flr_ends(struct world *w, const struct function *vf);
void gpu_look_free(struct world *w);

#endif
