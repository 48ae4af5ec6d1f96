/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * internal.h - a GPU's state, for code inside model/gpu.
 *
 *   gpu.c       the GPUs of a machine, their registers, resets
 *   lmtt.c      the translation of a VF's addresses, and its cache
 *   copy.c      the engines
 */
#ifndef MODEL_GPU_INTERNAL_H
#define MODEL_GPU_INTERNAL_H

#include "model/config/function.h"
#include "model/gpu/gpu.h"
#include "model/gpu/gpu_regs.h"
#include "model/wire/memory.h"

#define GPU_CACHED 64u			/* translations that the device keeps; the oldest goes */

/* The engine of one function. */
struct copier {
	uint64_t src, dst;
	uint32_t bytes, control;
	enum gpu_status status;
	bool any;			/* what it found when it was to look */
	bool held;			/* a VF's: it begins nothing */
};

struct translation {
	uint16_t vf;			/* 0: this entry is free */
	uint64_t page, vram;		/* the VF's page number; where it is, bytes */
};

struct gpu {
	struct gpus *all;
	struct function *pf;
	uint64_t vram_bytes, space;
	uint64_t window, root;
	uint64_t flr[GPU_TABLE_ENTRIES / 64];	/* a bit for each VF that had an FLR */
	bool tells;			/* of an FLR, by its vector 0, as soon as it can */
	uint32_t vf;			/* GPU_VF */
	struct translation cache[GPU_CACHED];	/* oldest first */
	struct copier *copiers;		/* [0] the PF's, [n] VF n's */
	uint32_t ncopiers;
};

struct gpus {
	struct wire *w;
	struct memory *memory;
	uint32_t n;
	struct gpu *gpu;
	bool started;			/* an engine was, or one tells; gpus_run() has not been called since */
	gpu_message_fn message;		/* NULL: nobody listens */
	void *ctx;
};

/* Returns the GPU that @fn, or its PF, is; or NULL. */
struct gpu *gpu_of(const struct gpus *g, const struct function *fn);

/* lmtt.c: of VF @vf.  @keep: the device looks it up, and caches what it finds. */
bool lmtt_translate(struct gpu *g, uint16_t vf, uint64_t address, bool keep, uint64_t *vram);
/* Forgets what is cached of @vf; 0: all. */
void lmtt_forget(struct gpu *g, uint16_t vf);
/* Returns how many pages from the first on are mapped for @vf, by the tables. */
uint32_t lmtt_pages(struct gpu *g, uint16_t vf);

/* copy.c: does all work of the engine of @fn. */
void copier_run(struct gpu *g, struct function *fn, struct copier *c);

#endif
