/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mistake.h - what a scenario itself made impossible, so that no law blames the kernel.
 *
 *   step (master off, remove, reset ...) --> noted here --+
 *   mapping is made --> can its DMA work at all? ---------+--> the statement is an ERROR,
 *                                                              with its file and line
 *
 * Only what a scenario did by its own hand counts.  What the kernel turned off is for the
 * laws.
 */
#ifndef SIM_REPLAY_MISTAKE_H
#define SIM_REPLAY_MISTAKE_H

#include "sim/replay/outcome.h"
#include "sim/replay/proof.h"
#include "sim/replay/world.h"

/* What a scenario turned off in a function. */
enum mistake_off {
	MISTAKE_MASTER = 1 << 0,	/* Bus Master Enable */
	MISTAKE_MEMORY = 1 << 1,	/* Memory Space Enable */
	MISTAKE_POWER = 1 << 2,		/* D0 */
	MISTAKE_PRESENT = 1 << 3,	/* the kernel's device of it */
	MISTAKE_LINK = 1 << 4,		/* the link below it; what was below is reset, too */
};

/*
 * Makes the statement at @loc an ERROR, with this text after its file and line.  In a
 * sweep of faults it only fails, which is not judged: an injected fault may have caused it.
 */
void mistake(struct world *w, const struct spec_loc *loc, struct outcome *o,
	     const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* The same for the statement in progress, where its outcome is not at hand. */
void mistake_here(struct world *w, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* Moves what mistake_here() was told to @o, or records it as an error if @o is NULL. */
void mistake_settle(struct world *w, const struct spec_loc *loc, struct outcome *o);

/* Notes that the statement in progress turned @what of @fn off, or on again. */
void mistake_turned(struct world *w, struct function *fn, uint32_t what, bool off);
/* The kernel was asked to look for devices: what was removed may be there again. */
void mistake_rescanned(struct world *w);

/*
 * Writes by which statement @fn, or a port above it, was removed to @buf.  Returns false
 * if none removed it.
 */
bool mistake_removed(const struct world *w, const struct function *fn, char *buf,
		     size_t size);

/*
 * Returns true if devices below @fn's host bridge see only a part of DRAM and no IOMMU
 * translates: then the kernel would need bounce buffers.
 */
bool mistake_hides_dram(const struct world *w, const struct function *fn);

/*
 * Returns true if a driver of VFIO has @f: what its BARs and its DMA are for, its user says,
 * and no driver of ours.
 */
bool mistake_is_vfio(const struct hp_kfunc *f);

/*
 * Returns true if the scenario itself keeps the mapping's client from sending, or what is
 * on the way from forwarding; tells mistake_here() why.
 */
bool mistake_mutes(struct world *w, const struct world_mapping *m);

#endif
