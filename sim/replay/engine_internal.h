/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * engine_internal.h - what a DMA engine consists of, for the files that are one.
 *
 *   engine.c        statements, and what drivers and the IOMMU do to engines
 *   engine_send.c   requests, translations, the interrupt at the end
 *   engine_late.c   records of what arrived where it must not
 *
 * Where each piece of the addresses within a page leads is asked, by a dry request, when
 * the engine starts.
 */
#ifndef SIM_REPLAY_ENGINE_INTERNAL_H
#define SIM_REPLAY_ENGINE_INTERNAL_H

#include "sim/facts/proof.h"
#include "sim/replay/engine.h"
#include "sim/replay/mappings.h"

#define PAGE 4096u
/* An engine that may not send tries again after so long. */
#define AGAIN_PS 1000000ull
#define MESSAGES 64u
#define OUTSTANDING 16u			/* requests of one engine under way, at most */

/* Addresses within one page, which lead on from @leads. */
struct piece {
	uint64_t address, bytes;
	struct tlp_landing leads;
};

/* A request under way: a translated one does not bear the address that it was told. */
struct engine_request {
	struct engine *e;		/* NULL: free */
	uint64_t address;
};

/*
 * A list of descriptors in memory, one for each piece: a bus address (8 bytes), how many
 * bytes (4), and 4 that are not used, least significant byte first.  The engine reads each
 * before it works on it, and does what it says.
 */
#define DESCRIPTOR_BYTES 16u
struct engine_ring {
	bool used, reading;
	struct world_mapping m;		/* where the list is */
	uint8_t data[DESCRIPTOR_BYTES];	/* that is read */
	uint64_t next;			/* the number of the next one */
	uint64_t address;		/* the rest of the last one */
	uint32_t left;
};

struct engine {
	struct engine *next;
	struct world *w;
	const char *name;
	char client[PROOF_NAME];	/* its function: a VF may be gone by then */
	struct function *fn;		/* NULL: it never had a mapping */
	struct function *provider;	/* NULL: it is about DRAM */
	uint8_t bar;
	hp_sbdf sbdf;
	struct world_mapping m;
	struct scn_engine told;
	uint64_t from, bytes;		/* of the mapping */
	uint64_t sent;			/* of @bytes */
	uint32_t under_way;
	struct engine_request request[OUTSTANDING];
	struct engine_ring ring;
	bool running, called, failed;
	bool drivers;			/* a driver of ours made the mapping: it lives while it runs */
	uint32_t blocked;		/* reads under way when the IOMMU stopped its function */
	struct tlp_result first;	/* of those that failed */
	struct piece *pieces;		/* in the order of the mapping */
	uint64_t npieces, last;		/* the one that was looked at last */
	uint8_t data[PAGE], message[4];
	char cause[PROOF_NAME];		/* what the kernel began with the provider; "" nothing */
	/* The provider's link was lost meanwhile; its decoding ended with it: @cause. */
	bool lost;
	int32_t late_step;		/* the last in which a record was made */
	bool asking;			/* for a translation */
	uint64_t refused;		/* the last page that has none; else ENGINE_NO_PAGE */
};

#define ENGINE_NO_PAGE UINT64_MAX

struct messages {
	uint32_t data[MESSAGES], n, first;
};

/* engine_late.c: a descriptor was read from where @r says. */
void engine_look_at_ring(struct engine *e, const struct tlp_result *r);
/* The request for @address ended as @r says. */
void engine_look(struct engine *e, uint64_t address, const struct tlp_result *r);
/* Subscribes to events of functions, in which engines end. */
void engine_watch(struct world *w);

/* engine_send.c: as much as may be under way, now. */
void engine_pump(void *engine);
/* Until nothing of it is under way. */
void engine_drain(struct engine *e);

#endif
