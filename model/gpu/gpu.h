/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * gpu.h - the GPUs of a machine: VRAM, its BARs, the translation of VFs, engines.
 *
 *   PF's BAR ──window register──────────────┐
 *   PF's engine ────────────────────────────┤
 *                                           ▼
 *   VF's BAR ─┐   cache ── root ── leaf ─► VRAM
 *   VF's engine ┘            (both in VRAM)
 *
 * docs/GPU.md has every register and what resets do.  The device is one of our own;
 * SR-IOV and the resets of functions are those of the PCI Express Base Specification.
 */
#ifndef MODEL_GPU_GPU_H
#define MODEL_GPU_GPU_H

#include "model/config/fabric.h"
#include "model/wire/tlp.h"

struct gpus;

#define GPU_PAGE (2ull << 20)		/* what a leaf entry maps, bytes */

/*
 * Puts VRAM behind the BARs of @w that lead there; the spec says which.  gpus_free()
 * undoes that.  NULL: the machine has none.
 */
struct gpus *gpus_new(struct wire *w, struct fabric *f, const struct spec *spec);
void gpus_free(struct gpus *g);

/* To be called at each event of the fabric, when it happens. */
void gpus_event(struct gpus *g, enum fabric_event event, struct function *fn);
/* Has engines that were started do their work, requests by TLPs among it, and messages be sent. */
void gpus_run(struct gpus *g);
/* Calls @fn with the data of each interrupt message of a GPU that the root complex takes. */
typedef void (*gpu_message_fn)(void *ctx, uint32_t data);
void gpus_listen(struct gpus *g, gpu_message_fn fn, void *ctx);

/* Is @fn a GPU, or a VF of one? */
bool gpu_is(const struct gpus *g, const struct function *fn);
/* Returns the PF's space in model/wire/memory.h. */
uint64_t gpu_space(const struct function *fn);
/*
 * Where byte @address of @fn's own VRAM is in VRAM: of a PF the same, of a VF what its
 * translation says, cached translations first.  Returns false if it leads nowhere.  The
 * device does not notice.
 */
bool gpu_translate(struct gpus *g, const struct function *fn, uint64_t address,
		   uint64_t *vram);

/* The same of VF @vf of @pf, enabled or not. */
bool gpu_vf_translate(struct gpus *g, const struct function *pf, uint16_t vf,
		      uint64_t address, uint64_t *vram);
/* Returns where in VRAM byte 0 of the PF's BAR leads. */
uint64_t gpu_window(const struct gpus *g, const struct function *pf);
/* The engine of a function: what its registers say. */
struct gpu_engine {
	uint64_t src, dst;
	uint32_t bytes, control, status;
	bool any;
	bool held;			/* a VF's, by its PF's GPU_HOLD */
};
/* Returns false if @fn is no GPU. */
bool gpu_engine(const struct gpus *g, const struct function *fn, struct gpu_engine *out);

/* A page that a VF reaches. */
struct gpu_reach {
	uint16_t vf;
	bool cached;			/* by a translation in the cache, whatever the tables say */
	uint64_t address, vram;		/* in the VF's VRAM, in VRAM; each of GPU_PAGE bytes */
};
/*
 * Calls @tell for each page that an enabled VF of @pf reaches now, by BAR or engine, in
 * ascending order of VF, then of address.
 */
void gpu_each_reached(struct gpus *g, struct function *pf,
		      void (*tell)(void *ctx, const struct gpu_reach *r), void *ctx);

#endif
