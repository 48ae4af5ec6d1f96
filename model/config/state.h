/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * state.h - what a built machine consists of, inside model/: its domains, buses
 * and functions, and the memory they live in.
 */
#ifndef MODEL_CONFIG_STATE_H
#define MODEL_CONFIG_STATE_H

#include "model/config/function.h"
#include "model/config/image.h"

#define MASK_BUCKETS 256
struct mask_set;

struct domain {
	uint32_t number;
	uint32_t generation;		/* routes of an older one are stale */
	uint32_t nroots;
	struct bus **roots;		/* root buses of its host bridges */
	struct route {
		uint32_t generation;
		bool beyond;		/* above the secondary number: VFs only */
		struct bus *bus;	/* NULL: nobody claims that number */
	} route[256];
};

struct fabric {
	const struct spec *spec;
	uint32_t ndomains;
	struct domain *domains;		/* sorted by number */
	struct domain *last;		/* the one asked for last */
	struct {			/* who answered last, and to what */
		struct domain *domain;
		struct function *fn;
		uint32_t generation;	/* of the domain then */
		uint8_t bus, devfn;
	} recent;
	struct bus *roots;		/* one a host bridge, same index */
	uint32_t nbelow;
	struct bus *below;		/* all secondary buses */
	struct function *functions;	/* same index as in the spec */
	struct fabric_chunk *chunks;
	size_t state_bytes, cfg_bytes;
	uint32_t nvfs;			/* there is room for */
	struct mask_set *masks[MASK_BUCKETS];
	struct image scratch;
	fabric_watch_fn watch;
	void *watch_ctx;
	struct pch {			/* pch.c */
		bool looked, there;
		uint64_t base;
		uint32_t updcr;
	} pch;
};

/* arena.c: zeroed memory that lives as long as the fabric. */
void *fabric_alloc(struct fabric *f, size_t size);

/* watch.c: tell the watcher. */
void fabric_notify(struct function *fn, enum fabric_event kind);

/*
 * Bytes of model state that a function costs beyond its config space, an
 * average over all functions and VFs (budget: 4 KiB).
 */
static inline size_t fabric_state_bytes(const struct fabric *f)
{
	size_t n = f->spec->nfunctions + f->nvfs;

	return n ? (f->state_bytes + n - 1) / n : f->state_bytes;
}

#endif
