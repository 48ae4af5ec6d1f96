/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * explain.h - the hardware's half of hairpin explain.
 *
 *   child:  explain_map (ask the kernel for an address), explain_send (try it)
 *   parent: explain_print
 */
#ifndef TOOLS_ASK_EXPLAIN_H
#define TOOLS_ASK_EXPLAIN_H

#include <stdio.h>

#include "tools/ask/hwpath.h"

struct explain_options {
	enum tlp_at at;
	bool relaxed;
};

/* The memory asked about, and the addresses that stand for it. */
struct explain_door {
	int32_t error;		/* 0: it gave an address */
	uint64_t handle, address;
};

#define EXPLAIN_DOORS 4

struct explain_target {
	/* Other calls that a driver may map with: see doors in explain.c. */
	struct explain_door door[EXPLAIN_DOORS];

	int32_t function, bar;	/* bar -1: there is none */
	uint16_t vf;
	int32_t error;		/* of the kernel's mapping; 0: it has one */
	uint64_t handle;
	uint64_t dma_address;	/* that the kernel hands to the client */
	uint64_t bus_address;	/* of the BAR, as hardware decodes it */
	uint32_t has_bus;
};

/* Maps the BAR of @answer, P2PDMA's answer.  explain_send() unmaps it. */
void explain_map(struct world *w, hp_sbdf provider, hp_sbdf client,
		 const struct hp_p2p *answer, struct explain_target *t);
/* Records a write and a read at each address, and unmaps. */
void explain_send(struct world *w, hp_sbdf client,
		  const struct explain_options *o, const struct explain_target *t);
void explain_print(FILE *out, const struct scenario *scn,
		   const struct explain_target *t, uint32_t map_type,
		   const unsigned char *bytes, size_t left);

#endif
