/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * coherent.h - memory of devices that CPUs reach by addresses of their own.
 *
 *   scenario's machine --> kernel instance: where it is, and whose (as firmware says)
 *   resets, virtual time --> model: when it is ready
 */
#ifndef SIM_REPLAY_COHERENT_H
#define SIM_REPLAY_COHERENT_H

#include "sim/replay/world.h"

/*
 * Returns true if region @bar of @fn shows such memory; sets where the region begins in it,
 * and how much it shows.
 */
bool coherent_shows(const struct function *fn, unsigned int bar, uint64_t *offset,
		    uint64_t *bytes);

/*
 * Sets the CPU physical address of what region @bar shows under the driver of @of, the
 * kernel's @fn.  Returns true if that is coherent memory, and false if it is the BAR.
 */
bool coherent_or_bar(const struct function *fn, unsigned int bar,
		     const struct hp_kfunc *of, uint64_t *cpu_base, uint64_t *bytes);
/* Does it answer now? */
bool coherent_decodes(const struct function *fn, unsigned int bar, bool coherent);

/* The bytes that region @bar of @fn shows from @at on, without any TLP. */
void coherent_peek(struct world *w, const struct function *fn, unsigned int bar,
		   uint64_t at, void *data, size_t bytes);
void coherent_poke(struct world *w, const struct function *fn, unsigned int bar,
		   uint64_t at, const void *data, size_t bytes);

/* To be called before boot: says in @boot where such memory is. */
void coherent_boot(struct world *w, struct hp_boot *boot);
/* Sets hp_host's callback. */
void coherent_fill(struct hp_host *host);
/* From now on, resets and virtual time decide when it is ready. */
void coherent_start(struct world *w);
void coherent_free(struct world *w);

#endif
